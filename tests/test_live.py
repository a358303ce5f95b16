"""A live figure is checked as a reader meets it: move a control, look at the picture's bytes."""

import base64
import io
import time

import ipywidgets as widgets
import matplotlib

matplotlib.use("Agg")

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.figure import Figure
from PIL.Image import open as open_image

from utils import live as module
from utils.live import LiveFigure


def slope_figure(dynamic=True, whole=False, **more):
    """A line whose slope is a slider; `calls` collects what `update` was given."""
    fig = Figure(figsize=(4, 3), layout="constrained")
    ax = fig.subplots()
    (line,) = ax.plot([0, 1], [0, 1])
    ax.set(xlim=(0, 1), ylim=(-2, 2), title="slope")
    calls = []

    def update(slope, **others):
        calls.append({"slope": slope, **others})
        if slope > 1.5:
            raise ValueError("slope <1.5> is the limit")
        line.set_ydata([0, slope])
        return None if whole else [line]

    figure = LiveFigure(fig, update, {"slope": widgets.FloatSlider(1, min=-2, max=2), **more}, "lie flat", dynamic)
    figure.calls, figure.line = calls, line
    return figure


def picture(png):
    return np.asarray(open_image(io.BytesIO(png))).astype(int)


def everything(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from everything(child)


@pytest.fixture
def shown(monkeypatch):
    """What `show` hands to the notebook."""
    outputs = []
    monkeypatch.setattr(module, "display", lambda *data, **how: outputs.append((data, how)))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    return outputs


def test_moving_a_slider_changes_the_picture_and_moving_back_restores_it():
    live = slope_figure()
    first = live.figure_png()
    live.controls["slope"].value = -1
    second = live.figure_png()
    assert (picture(first) != picture(second)).any()
    live.controls["slope"].value = 1
    assert live.figure_png() == first
    assert live.error is None


def test_the_kept_background_gives_the_same_pixels_as_a_full_redraw():
    blitted, whole, slow = slope_figure(), slope_figure(whole=True), slope_figure(dynamic=False)
    for live in (blitted, whole, slow):
        live.controls["slope"].value = 0.3
    ink = np.abs(picture(blitted.figure_png()) - picture(whole.figure_png())).max(axis=-1) > 8
    assert ink.mean() < 0.002  # the line lies above the frame instead of below it: a few pixels where they cross
    assert np.array_equal(picture(blitted.figure_png()), picture(slow.figure_png()))


def test_a_blitted_update_is_several_times_faster_than_a_full_redraw():
    def fastest(live):
        times = []
        for k in range(8):
            start = time.perf_counter()
            live.controls["slope"].value = 0.1 * k
            times.append(time.perf_counter() - start)
        return min(times)

    assert fastest(slope_figure()) < fastest(slope_figure(whole=True)) / 2


def test_returning_none_draws_axes_and_titles_anew():
    fig = Figure(figsize=(3, 2))
    ax = fig.subplots()

    def update(n):
        ax.clear()
        ax.bar(range(n), range(n))
        ax.set_title(f"{n} bars")

    live = LiveFigure(fig, update, {"n": widgets.IntSlider(3, min=1, max=9)})
    before = live.figure_png()
    live.controls["n"].value = 4
    assert live.figure_png() != before
    assert ax.get_title() == "4 bars"


def test_artists_that_are_made_anew_replace_the_old_ones_without_a_full_redraw():
    fig = Figure(figsize=(3, 2))
    ax = fig.subplots()
    ax.set(xlim=(0, 10), ylim=(0, 1))
    bars = []

    def update(n):
        while bars:
            bars.pop().remove()
        bars.extend(ax.bar(range(n), 0.5, color="black"))
        return bars

    live = LiveFigure(fig, update, {"n": widgets.IntSlider(2, min=1, max=9)})
    first, background = live.figure_png(), live._background
    live.controls["n"].value = 7
    live.controls["n"].value = 2
    assert live.figure_png() == first  # no trace of the seven bars
    assert live._background is background


def test_an_artist_that_is_returned_later_leaves_no_ghost():
    fig = Figure(figsize=(3, 2))
    ax = fig.subplots()
    ax.set(xlim=(0, 2), ylim=(0, 2))
    dots = [ax.plot([k], [k], "o")[0] for k in (0.5, 1.5)]

    def update(x):
        dots[int(x > 1)].set_xdata([x])
        return [dots[int(x > 1)]]

    live = LiveFigure(fig, update, {"x": widgets.FloatSlider(0.5, min=0, max=2)})
    start = live.figure_png()
    live.controls["x"].value = 1.8  # the second dot was part of the background until now
    live.controls["x"].value = 1.5
    live.controls["x"].value = 0.5
    assert np.array_equal(picture(live.figure_png()), picture(start))


def test_reset_restores_values_clicks_and_picture_with_one_update():
    live = slope_figure(steps=widgets.IntSlider(5), more=widgets.Button(), kind=widgets.Dropdown(options=["a", "b"]))
    first = live.figure_png()
    live.controls["slope"].value = -1
    live.controls["steps"].value = 9
    live.controls["kind"].value = "b"
    live.controls["more"].click()
    live.controls["more"].click()
    assert live.values == {"slope": -1, "steps": 9, "more": 2, "kind": "b"}
    assert live.calls[-1] == live.values
    assert live.figure_png() != first
    n = len(live.calls)
    live.reset_button.click()
    assert live.calls[n:] == [{"slope": 1, "steps": 5, "more": 0, "kind": "a"}]
    assert live.figure_png() == first


def test_what_moves_another_control_is_not_an_input_and_reset_stops_players():
    step = widgets.IntSlider(5)
    play, boxed = widgets.Play(), widgets.Play()
    on = widgets.Button(description="on")
    on.on_click(lambda _: setattr(step, "value", step.value + 1))
    live = slope_figure(steps=step, play=play, walk=widgets.HBox([on, boxed]))
    assert set(live.values) == {"slope", "steps"}
    n = len(live.calls)
    on.click()
    assert live.calls[n:] == [{"slope": 1, "steps": 6}]  # drawn once
    play.playing = boxed.playing = True
    live.reset_button.click()
    assert not play.playing and not boxed.playing
    assert step.value == 5


def test_an_error_is_shown_in_red_kept_and_gone_when_the_value_is_good_again():
    live = slope_figure()
    before = live.figure_png()
    live.controls["slope"].value = 1.9
    assert isinstance(live.error, ValueError)
    message = next(w for w in everything(live.box) if isinstance(w, widgets.HTML) and "ValueError" in w.value)
    assert "slope &lt;1.5&gt; is the limit" in message.value
    assert "color" in message.value
    assert live.figure_png() == before
    live.controls["slope"].value = 0
    assert live.error is None
    assert message.value == ""


def test_an_error_at_the_start_fails_the_cell():
    fig = Figure()
    with pytest.raises(ZeroDivisionError):
        LiveFigure(fig, lambda x: 1 / x, {"x": widgets.IntSlider(0)})


def test_texts_are_laid_out_and_written_but_not_passed():
    note = widgets.HTML("nothing yet")
    fig = Figure(figsize=(2, 2))
    fig.subplots()

    def update(x):
        note.value = f"x is {x}"

    live = LiveFigure(fig, update, {"x": widgets.IntSlider(3), "note": note}, mission="reach 5")
    assert note.value == "x is 3"
    live.controls["x"].value = 5
    assert note.value == "x is 5"
    assert note in everything(live.box)
    assert live.values == {"x": 5}


def test_controls_have_readable_labels_and_the_mission_is_shown():
    live = slope_figure(steps=widgets.IntSlider(description="number of steps"))
    assert live.controls["slope"].description == "slope"
    assert live.controls["steps"].description == "number of steps"
    assert live.controls["steps"].style.description_width == "initial"
    assert any("lie flat" in getattr(w, "value", "") for w in everything(live.box) if isinstance(w, widgets.HTMLMath))


def test_one_output_holds_the_widget_and_a_picture(shown):
    live = slope_figure()
    live.show()
    [((bundle,), how)] = shown
    assert how == {"raw": True}
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == live.box.model_id
    assert bundle["image/png"] == live.figure_png()
    assert picture(bundle["image/png"]).shape == (288, 384, 3)  # 4 x 3 inches at 96 dots


def test_only_the_picture_while_nbgrader_executes(shown, monkeypatch):
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    live = slope_figure()
    live.show()
    [((image,), how)] = shown
    assert how == {}
    assert base64.b64decode(image._repr_png_()) == live.figure_png()


def test_no_figure_is_left_with_pyplot():
    slope_figure()
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1])
    LiveFigure(fig, lambda x: [line], {"x": widgets.IntSlider()})
    assert plt.get_fignums() == []
