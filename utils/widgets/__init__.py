"""One module for each figure with sliders, all built on `live`."""
