"""What all tests of figures share: each figure that a test leaves open is drawn, no wider than a page, and closed."""

import matplotlib.pyplot as plt
import pytest


@pytest.fixture(autouse=True)
def closed_figures(request):
    """A module whose figures may be wider says `WIDEST = ...`, in inches."""
    yield
    for figure in map(plt.figure, plt.get_fignums()):
        figure.canvas.draw()  # warnings are errors, and many come only while drawing
        assert figure.get_size_inches()[0] <= getattr(request.module, "WIDEST", 10)
    plt.close("all")
