"""Measurements, not tests: `make bench`, `make times`, `make hostile` print what these find."""
