"""A figure that follows its sliders at once: the background is kept, and only what changed is drawn again.

A widget is a thin layer around a plotting function: `update` moves the artists, `LiveFigure` does the rest.
"""

import html
import io
import os
from types import GeneratorType

import ipywidgets as widgets
import numpy as np
from IPython.display import Image, display
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL.Image import fromarray

TEXTS = widgets.HTML, widgets.HTMLMath, widgets.Label
SILENT = *TEXTS, widgets.Play  # they have a value that is not `update`'s business


class Anew(list):
    """What `update` returns when more than these artists has changed: what is behind them is drawn again as well.

    With `behind`, a list of artists such as Axes that are always the same, it is they alone that are drawn again.
    """

    def __init__(self, artists, behind=()):
        super().__init__(artists)
        self.behind = list(behind)


class LiveFigure:
    """A Matplotlib figure beside its controls, for the keyboard as well as for the mouse.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        With every artist in place; `Figure(figsize=(6, 4), layout="constrained")` rather than one of pyplot's.
    update : callable
        `update(**values)` gets the value of each control by name, changes artists and returns a list of all the artists
        that it may change, Axes among them if need be. They are drawn over a kept background, in milliseconds, above all
        the rest. When the rest has changed too (ticks, legends, titles), it returns them as `Anew(artists)`: then the
        background is drawn again. None says that there is nothing but background. Letters take most of the time: words
        that change often are quicker, and better to read, in an HTML among the controls.
        An update that takes long may `yield` such lists instead, one for each picture on the way.
    controls : dict name -> ipywidgets widget
        A Button's value is the number of clicks. What only shows text (HTML, HTMLMath, Label) is laid out but not
        passed to `update`, which may write into it. Nor is a Play, or a box of buttons that move another control: their
        change would be drawn twice. Reset stops every Play, also one in a box.
    mission : str
        One line above the figure: what to reach. Mathematics and HTML are shown.
    reached : callable, optional
        `reached(**values)` gets the same values, after each `update`. It returns "" while the mission is not done, else
        a short sentence in plain text ("Arrived after 31 steps."), which then stands below the mission behind "Done:".
    offline : sequence of dict name -> list of values (None: some at equal distances), optional
        For pages without a kernel each control is drawn alone, the others at their start (`utils.widgets.offline`); here
        stands what the mission needs together. A slider takes the stop nearest to a value.

    Attributes
    ----------
    mission : str
    reached_text : str
        What `reached` returned at the last change.
    error : Exception or None
        What `update` raised at the last change; it is also shown in red. At the start it is raised.

    Examples
    --------
    >>> from matplotlib.figure import Figure
    >>> fig = Figure(figsize=(4, 3), layout="constrained")
    >>> (line,) = fig.subplots().plot([0, 1], [0, 1])
    >>> def update(slope):
    ...     line.set_ydata([0, slope])
    ...     return [line]
    >>> live = LiveFigure(fig, update, {"slope": widgets.FloatSlider(1, min=0, max=1)}, "Make the line flat.",
    ...                   reached=lambda slope: "The line is flat." if slope == 0 else "")
    >>> live.move(slope=0)
    >>> live.reached_text
    'The line is flat.'
    >>> live.figure_png()[:4]
    b'\\x89PNG'
    """

    def __init__(self, fig, update, controls, mission="", reached=None, offline=()):
        plt.close(fig)  # pyplot would show it a second time
        fig.set_dpi(96)
        self.fig, self.canvas, self.update = fig, FigureCanvasAgg(fig), update
        self.controls, self.error = controls, None
        self.mission, self.reached, self.reached_text, self.offline = mission, reached, "", offline
        self._rest, self._background, self._still, self._paused = None, None, set(), False
        self._moving, self._behind = [], []
        self._clicks = {name: 0 for name, control in controls.items() if isinstance(control, widgets.Button)}
        self._inputs = {name: c for name, c in controls.items() if hasattr(c, "value") and not isinstance(c, SILENT)}
        self._initial = {name: control.value for name, control in self._inputs.items()}
        self._image = widgets.Image(format="png")
        self._image.layout = {"max_width": "100%", "max_height": "65vh", "object_fit": "contain"}
        self._message, self._status = widgets.HTML(), widgets.HTML()
        self.box = self._lay_out()
        self._follow()
        for name in self._clicks:
            controls[name].on_click(lambda _, name=name: self._click(name))
        for control in self._inputs.values():
            control.observe(self._refresh, "value")
        self.reset_button.on_click(self.reset)

    @property
    def values(self):
        """The present value of each control; for a button, its clicks since the last reset."""
        return {name: control.value for name, control in self._inputs.items()} | self._clicks

    def figure_png(self):
        """The picture as it is now, as the bytes of a PNG."""
        return bytes(self._image.value)

    def reset(self, *_):
        """Put every control back to its first value, and stop what plays."""
        for control in self.controls.values():
            for player in (control, *getattr(control, "children", ())):
                if isinstance(player, widgets.Play):
                    player.playing = False  # or it walks away from the start
        self._clicks = dict.fromkeys(self._clicks, 0)
        self.move(**self._initial)

    def move(self, **values):
        """Put controls to the given values, and buttons to that many clicks, with one update for all of them."""
        self._paused = True
        for name, value in values.items():
            if name in self._clicks:
                self._clicks[name] = value
            else:
                self._inputs[name].value = value
        self._paused = False
        self._refresh()

    def static_png(self):
        """The picture for pages that have no kernel."""
        return self.figure_png()

    def show(self):
        """Display the controls and the figure, with a static picture for pages that have no kernel.

        While nbgrader executes a notebook (NBGRADER_EXECUTION is set), only the picture. With OFFLINE_FIGURES, which
        `publishing.site` sets, the figure that moves without a kernel instead of the controls.
        """
        if "NBGRADER_EXECUTION" in os.environ:
            display(Image(data=self.static_png(), format="png"))
            return
        if "OFFLINE_FIGURES" in os.environ:
            from utils.widgets import offline  # here, since nobody else needs it

            shown = {"text/html": offline.page(self)}
        else:
            shown = self.box._repr_mimebundle_()
        display({**shown, "image/png": self.static_png()}, raw=True)

    def _lay_out(self):
        for name in self.values:
            self.controls[name].description = self.controls[name].description or name
        letters = max((len(c.description.strip("$")) for c in self._inputs.values()), default=0)
        for control in self._inputs.values():  # one column of labels, one of tracks
            control.style.description_width = f"{0.55 * min(letters, 20) + 0.5:.1f}em"
            control.layout.width = control.layout.width or "auto"
            control.tooltip = control.tooltip or ""  # or a label says "null" under the mouse
        self.reset_button = widgets.Button(description="Reset", icon="undo", tooltip="back to the first values")
        self.reset_button.layout = {"width": "auto", "flex": "none"}
        end = widgets.HBox([self.reset_button, self._status])
        columns = {"grid_template_columns": "repeat(auto-fit, minmax(280px, 1fr))", "grid_gap": "0 16px"}
        texts = [control for control in self.controls.values() if isinstance(control, TEXTS)]
        panel = [control for control in self.controls.values() if control not in texts]
        panel = widgets.GridBox([*panel, end], layout={"flex": "1 1 280px", **columns})
        # The panel stands beside the figure where there is room, also for one a little smaller, and else above it.
        wide, high = self.fig.bbox.size
        basis = "100%" if wide > 2.2 * high else f"{0.85 * wide:.0f}px"
        place = widgets.HBox([self._image], layout={"flex": f"999 1 {basis}", "align_items": "flex-start"})
        row = widgets.HBox([panel, place], layout={"flex_flow": "row wrap", "align_items": "flex-start"})
        title = [widgets.HTMLMath(f"<b>Mission:</b> {self.mission}")] if self.mission else []
        return widgets.VBox([*title, row, *texts, self._message])  # texts last: however long, they move nothing

    def _click(self, name):
        self._clicks[name] += 1
        self._refresh()

    def _refresh(self, *_):
        if self._paused:
            return
        try:
            self._follow()
            self.error, self._message.value = None, ""
        except Exception as error:  # raised in a callback nobody would see it: show it, keep it for tests
            self.error = error
            text = html.escape(f"{type(error).__name__}: {error}")
            self._message.value = f'<b style="color: var(--jp-error-color1, #c00000)">{text}</b>'

    def _follow(self):
        """Draw the figure for the present values, and say whether the mission is done."""
        values = self.values
        drawn = self.update(**values)
        for artists in drawn if isinstance(drawn, GeneratorType) else [drawn]:
            self._draw(artists)
        if self.reached is None:
            return
        self.reached_text = self.reached(**values)
        tick = '<span style="color: var(--jp-success-color1, #2e7d32)">✓</span>'
        state = f"<b>{tick} Done:</b> {html.escape(self.reached_text)}" if self.reached_text else "○ not done yet"
        self._status.value = f'<div role="status" style="line-height: 1.4">{state}</div>'

    def _draw(self, artists):
        """Draw the moving artists over the background, which is drawn itself only when it has changed; make the PNG."""
        if artists is None:  # all is drawn together once, so that what is new is not hidden under what moved before
            for artist in self._moving + self._behind:
                artist.set_animated(False)
            self._moving, self._behind, artists = [], [], Anew([])
        behind = artists.behind if isinstance(artists, Anew) else []
        new = [artist for artist in [*artists, *behind] if artist not in self._moving + self._behind]
        self._behind += [artist for artist in new if artist in behind]
        # without those that were removed from the figure
        self._moving = [a for a in self._moving + new if a not in self._behind and a.get_figure() is not None]
        for artist in new:
            artist.set_animated(True)  # that is, left out when the rest is drawn
        if self._rest is None or self._still.intersection(new) or (isinstance(artists, Anew) and not behind):
            self.canvas.draw()
            self._rest, self._background = self.canvas.copy_from_bbox(self.fig.bbox), None
            self._still = set(self.fig.findobj()).difference(self._moving, self._behind)
        if self._background is None or behind:
            self.canvas.restore_region(self._rest)
            for artist in self._behind:
                self.fig.draw_artist(artist)
            self._background = self.canvas.copy_from_bbox(self.fig.bbox)
        self.canvas.restore_region(self._background)
        for artist in sorted(self._moving, key=lambda artist: artist.get_zorder()):
            self.fig.draw_artist(artist)
        file = io.BytesIO()
        fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB").save(file, "png", compress_level=1)
        self._image.value = file.getvalue()


def paragraph(text):
    """The lines of a plain text as the value of an HTML."""
    return f'<div style="line-height: 1.4">{html.escape(text).replace(chr(10), "<br>")}</div>'


def frames(fig):
    """The frames of all Axes, to be drawn again on top of what moves."""
    return [spine for ax in fig.axes for spine in ax.spines.values()]


def step_buttons(slider, *more):
    """Two buttons that move a slider one step back and one step on, in a row with what else belongs to the walk."""
    buttons = []
    for text, change in ("step back", -1), ("step on", 1):
        button = widgets.Button(description=text, tooltip=f"one {text}", layout={"width": "84px", "flex": "none"})
        button.on_click(lambda _, change=change: setattr(slider, "value", slider.value + change))
        buttons.append(button)
    return widgets.HBox([*buttons, *more])
