"""A live figure is checked as a reader meets it: move a control, look at the picture's bytes."""

import base64
import io

import ipywidgets as widgets
import numpy as np
import pytest
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from PIL.Image import open as open_image

from utils.widgets import live as module
from utils.widgets.live import Anew, LiveFigure


def slope_figure(whole=False, **more):
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

    figure = LiveFigure(fig, update, {"slope": widgets.FloatSlider(1, min=-2, max=2), **more}, "lie flat")
    figure.calls, figure.line = calls, line
    return figure


def picture(png):
    return np.asarray(open_image(io.BytesIO(png))).astype(int)


def everything(widget):
    yield widget
    for child in getattr(widget, "children", ()):
        yield from everything(child)


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
    blitted, whole, anew = slope_figure(), slope_figure(whole=True), slope_figure()
    anew._rest = None  # so that it is drawn again
    for live in (blitted, whole, anew):
        live.controls["slope"].value = 0.3
    ink = np.abs(picture(blitted.figure_png()) - picture(whole.figure_png())).max(axis=-1) > 8
    assert ink.mean() < 0.002  # the line lies above the frame instead of below it: a few pixels where they cross
    assert np.array_equal(picture(blitted.figure_png()), picture(anew.figure_png()))


@pytest.mark.parametrize(("whole", "redraws"), [(False, 0), (True, 8)])
def test_the_background_is_drawn_again_only_where_it_has_changed(whole, redraws, monkeypatch):
    live, drawn = slope_figure(whole), []
    live.controls["slope"].value = 0.9  # a first change: from now on the line is known to move
    monkeypatch.setattr(live.canvas, "draw", lambda draw=live.canvas.draw: drawn.append(draw()))
    for k in range(8):
        live.controls["slope"].value = 0.1 * k
    assert len(drawn) == redraws


def small_axes(**limits):
    fig = Figure(figsize=(3, 2))
    ax = fig.subplots()
    ax.set(**limits)
    return fig, ax


def test_returning_none_draws_axes_and_titles_anew():
    fig, ax = small_axes()

    def update(n):
        ax.clear()
        ax.bar(range(n), range(n))
        ax.set_title(f"{n} bars")

    live = LiveFigure(fig, update, {"n": widgets.IntSlider(3, min=1, max=9)})
    before = live.figure_png()
    live.controls["n"].value = 4
    assert live.figure_png() != before
    assert ax.get_title() == "4 bars"


def test_an_update_that_takes_long_shows_each_picture_on_the_way():
    (fig, ax), seen = small_axes(xlim=(0, 9), ylim=(0, 2)), []
    (dot,) = ax.plot([], [], "o")

    def update(x):
        for way in range(x + 1):
            dot.set_data([way], [1])
            yield [dot]

    live = LiveFigure(fig, update, {"x": widgets.IntSlider(0, min=0, max=9)})
    live._image.observe(lambda change: seen.append(change["new"]), "value")
    live.controls["x"].value = 3
    assert len(seen) == len(set(seen)) == 3  # that of 0 was there before
    assert live.figure_png() == seen[-1] and live.error is None


def test_artists_that_are_made_anew_replace_the_old_ones_without_a_full_redraw():
    (fig, ax), bars = small_axes(xlim=(0, 10), ylim=(0, 1)), []

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


def two_axes(part, limit=2, x=1):
    """A line on the second Axes, whose ticks and title change with the limit."""
    fig, now = Figure(figsize=(5, 2)), {}
    _, ax = fig.subplots(1, 2)
    (line,) = ax.plot([0, 1], [0, 1])
    ax.set_xlim(0, 3)

    def update(limit, x):
        line.set_xdata([0, x])
        if now.get("limit") == limit:
            return [line]
        now["limit"] = limit
        ax.set(ylim=(0, limit), title=f"up to {limit}")
        return Anew([line], [ax] if part else [])

    return LiveFigure(fig, update, {"limit": widgets.IntSlider(limit, max=99), "x": widgets.IntSlider(x)})


@pytest.mark.parametrize(("part", "redraws"), [(True, 0), (False, 2)], ids=["one of two Axes", "the whole background"])
def test_anew_draws_again_what_is_behind_and_leaves_no_trace(part, redraws, monkeypatch):
    live, drawn = two_axes(part), []
    first = live.figure_png()
    monkeypatch.setattr(live.canvas, "draw", lambda draw=live.canvas.draw: drawn.append(draw()))
    live.move(limit=50, x=2)
    live.move(limit=7)
    live.move(x=0)
    assert len(drawn) == redraws  # none for x alone
    assert live.figure_png() == two_axes(part, limit=7, x=0).figure_png() != first
    live.reset()
    assert live.figure_png() == first


def test_an_artist_that_is_returned_later_leaves_no_ghost():
    fig, ax = small_axes(xlim=(0, 2), ylim=(0, 2))
    dots = [ax.plot([k], [k], "o")[0] for k in (0.5, 1.5)]

    def update(x):
        dots[int(x > 1)].set_xdata([x])
        return [dots[int(x > 1)]]

    live = LiveFigure(fig, update, {"x": widgets.FloatSlider(0.5, min=0, max=2)})
    start = live.figure_png()
    for x in (1.8, 1.5, 0.5):  # the second dot was part of the background until now
        live.controls["x"].value = x
    assert np.array_equal(picture(live.figure_png()), picture(start))


def test_reset_restores_values_clicks_and_picture_with_one_update():
    live = slope_figure(steps=widgets.IntSlider(5), more=widgets.Button(), kind=widgets.Dropdown(options=["a", "b"]))
    first = live.figure_png()
    live.move(slope=-1, steps=9, kind="b")
    assert live.calls[1:] == [{"slope": -1, "steps": 9, "more": 0, "kind": "b"}]  # one update for the three
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
    with pytest.raises(ZeroDivisionError):
        LiveFigure(Figure(), lambda x: 1 / x, {"x": widgets.IntSlider(0)})


def test_texts_are_laid_out_and_written_but_not_passed():
    note, (fig, _) = widgets.HTML("nothing yet"), small_axes()

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
    (width,) = {control.style.description_width for control in live.controls.values()}  # one column
    assert float(width.removesuffix("em")) > 0.5 * len("number of steps")
    assert any("lie flat" in getattr(w, "value", "") for w in everything(live.box) if isinstance(w, widgets.HTMLMath))


def test_a_mission_is_done_and_undone_again_in_words_that_are_read_out():
    (fig, _), said = small_axes(), lambda x: "x < 5 & x > 2." if 2 < x < 5 else ""
    live = LiveFigure(fig, lambda x: [], {"x": widgets.IntSlider(0)}, "between 2 and 5", said)
    (status,) = (w for w in everything(live.box) if isinstance(w, widgets.HTML) and "status" in w.value)
    assert (live.mission, live.reached_text) == ("between 2 and 5", "")
    assert "not done yet" in status.value
    live.controls["x"].value = 3
    assert live.reached_text == "x < 5 & x > 2."
    assert "Done:" in status.value and "x &lt; 5 &amp; x &gt; 2." in status.value
    live.controls["x"].value = 5
    assert live.reached_text == "" and "Done:" not in status.value


def test_one_output_holds_the_widget_and_a_picture_and_for_nbgrader_the_picture_alone(monkeypatch):
    outputs, live = [], slope_figure()
    monkeypatch.setattr(module, "display", lambda *data, **how: outputs.append((data, how)))
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    live.show()
    monkeypatch.setenv("NBGRADER_EXECUTION", "validate")
    live.show()
    ((bundle,), how), ((image,), how_for_nbgrader) = outputs
    assert how == {"raw": True}
    assert bundle["application/vnd.jupyter.widget-view+json"]["model_id"] == live.box.model_id
    assert bundle["image/png"] == live.figure_png()
    assert picture(bundle["image/png"]).shape == (288, 384, 3)  # 4 x 3 inches at 96 dots
    assert how_for_nbgrader == {}
    assert base64.b64decode(image._repr_png_()) == live.figure_png()


def test_no_figure_is_left_with_pyplot():
    slope_figure()
    fig, ax = plt.subplots()
    (line,) = ax.plot([0, 1])
    LiveFigure(fig, lambda x: [line], {"x": widgets.IntSlider()})
    assert plt.get_fignums() == []
