"""Releasing, grading and returning the practicals, on top of nbgrader."""
