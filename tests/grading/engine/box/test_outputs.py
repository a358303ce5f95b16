"""What is kept of what cells print and show."""

from grading.engine.box import outputs
from grading.engine.box.outputs import Outputs


def test_pictures_of_all_cells_together_are_bounded(monkeypatch):
    monkeypatch.setattr(outputs, "NOTEBOOK", 1_000_000)
    picture, kept = "iVBORw0KGgo" + "A" * 300_000, Outputs()
    for _ in range(100):
        kept.begin(100)
        kept.show("display_data", {"image/png": picture})
    assert len(kept.take()) == 4
    kept.begin(100)
    kept.write("stdout", "too late")
    assert kept.take() == []


def test_what_is_printed_is_bounded_and_says_so():
    kept = Outputs()
    kept.begin(1)
    kept.write("stdout", "x" * 5000)
    (_, text), (stream, word) = kept.take()
    assert len(text) == 1000 and stream == "stderr" and "left out" in word
