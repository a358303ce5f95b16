"""A figure that follows its sliders at once: the background is kept, and only what changed is drawn again.

A widget is a thin layer around a plotting function: `update` moves the artists, `LiveFigure` does the rest.
"""

import html
import io
import os

import ipywidgets as widgets
import numpy as np
from IPython.display import Image, display
from matplotlib import pyplot as plt
from matplotlib.backends.backend_agg import FigureCanvasAgg
from PIL.Image import fromarray


class LiveFigure:
    """A Matplotlib figure beside its controls, for the keyboard as well as for the mouse.

    Parameters
    ----------
    fig : matplotlib.figure.Figure
        With every artist in place; `Figure(figsize=(6, 4), layout="constrained")` rather than one of pyplot's.
    update : callable
        `update(**values)` gets the value of each control by name, changes artists and returns a list of all the artists
        that it may change. They are drawn over a kept background, in milliseconds, above all the rest. It returns None
        when the rest has changed too (axes, contours, titles): then all is drawn anew, in about a tenth of a second.
    controls : dict name -> ipywidgets widget
        A Button's value is the number of clicks. What only shows text (HTML, HTMLMath, Label) is laid out but not
        passed to `update`, which may write into it. Nor is a Play, or a box of buttons that move another control: their
        change would be drawn twice. Reset stops every Play, also one in a box.
    mission : str
        One line above the figure: what to reach.
    dynamic : bool
        False draws the whole figure at each change, whatever `update` returns.

    Attributes
    ----------
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
    >>> live = LiveFigure(fig, update, {"slope": widgets.FloatSlider(1, min=0, max=1)}, "Make the line flat.")
    >>> live.figure_png()[:4]
    b'\\x89PNG'
    """

    def __init__(self, fig, update, controls, mission="", dynamic=True):
        plt.close(fig)  # pyplot would show it a second time
        fig.set_dpi(96)
        self.fig, self.canvas, self.update, self.dynamic = fig, FigureCanvasAgg(fig), update, dynamic
        self.controls, self.error = controls, None
        self._background, self._still, self._moving, self._paused = None, set(), [], False
        self._inputs = {name: control for name, control in controls.items() if _is_input(control)}
        self._clicks = {name: 0 for name, control in self._inputs.items() if _is_button(control)}
        self._initial = {name: c.value for name, c in self._inputs.items() if not _is_button(c)}
        self._image = widgets.Image(format="png", layout={"max_width": "100%", "object_fit": "contain"})
        self._message = widgets.HTML()
        self.box = self._lay_out(mission)
        self._draw(self.update(**self.values))
        self._connect()

    @property
    def values(self):
        """The present value of each control; for a button, its clicks since the last reset."""
        return {name: self._clicks[name] if _is_button(c) else c.value for name, c in self._inputs.items()}

    def figure_png(self):
        """The picture as it is now, as the bytes of a PNG."""
        return bytes(self._image.value)

    def reset(self, *_):
        """Put every control back to its first value."""
        self._paused = True  # one update for all of them
        for control in self.controls.values():
            for player in (control, *getattr(control, "children", ())):
                if isinstance(player, widgets.Play):
                    player.playing = False  # or it walks away from the start
        for name, value in self._initial.items():
            self._inputs[name].value = value
        self._clicks = dict.fromkeys(self._clicks, 0)
        self._paused = False
        self._refresh()

    def show(self):
        """Display the controls and the figure, with a static picture for pages that have no kernel.

        While nbgrader executes a notebook (NBGRADER_EXECUTION is set), only the picture.
        """
        if "NBGRADER_EXECUTION" in os.environ:
            display(Image(data=self.figure_png(), format="png"))
        else:
            display({**self.box._repr_mimebundle_(), "image/png": self.figure_png()}, raw=True)

    def _lay_out(self, mission):
        for name, control in self._inputs.items():
            if hasattr(control, "description"):
                control.description = control.description or name
            if hasattr(getattr(control, "style", None), "description_width"):
                control.style.description_width = "initial"  # else long labels are cut
            if not _is_button(control):
                control.layout.width = control.layout.width or "330px"
        self.reset_button = widgets.Button(description="Reset", icon="undo", tooltip="back to the first values")
        panel = widgets.VBox([*self.controls.values(), self.reset_button], layout={"min_width": "340px"})
        row = widgets.HBox([panel, self._image], layout={"flex_flow": "row wrap", "align_items": "center"})
        title = [widgets.HTMLMath(f"<b>Mission:</b> {mission}")] if mission else []
        return widgets.VBox([*title, row, self._message])

    def _connect(self):
        for name, control in self._inputs.items():
            if _is_button(control):
                control.on_click(lambda _, name=name: self._click(name))
            else:
                control.observe(self._refresh, "value")
        self.reset_button.on_click(self.reset)

    def _click(self, name):
        self._clicks[name] += 1
        self._refresh()

    def _refresh(self, *_):
        if self._paused:
            return
        try:
            self._draw(self.update(**self.values))
            self.error, self._message.value = None, ""
        except Exception as error:  # raised in a callback nobody would see it: show it, keep it for tests
            self.error = error
            text = html.escape(f"{type(error).__name__}: {error}")
            self._message.value = f'<span style="color: #c00000; font-weight: bold">{text}</span>'

    def _draw(self, artists):
        """Draw the moving artists over the background, which is drawn itself only when it has changed; make the PNG."""
        if artists is None:  # all is drawn together once, so that what is new is not hidden under what moved before
            for artist in self._moving:
                artist.set_animated(False)
            self._moving = []
        new = [artist for artist in artists or [] if artist not in self._moving]
        self._moving = [
            artist for artist in self._moving if artist.get_figure() is not None
        ] + new  # without removed ones
        for artist in new:
            artist.set_animated(True)  # that is, left out when the background is drawn
        if artists is None or not self.dynamic or self._background is None or self._still.intersection(new):
            self.canvas.draw()
            self._background = self.canvas.copy_from_bbox(self.fig.bbox)
            self._still = set(self.fig.findobj()).difference(self._moving)
        self.canvas.restore_region(self._background)
        for artist in sorted(self._moving, key=lambda artist: artist.get_zorder()):
            self.fig.draw_artist(artist)
        file = io.BytesIO()
        fromarray(np.asarray(self.canvas.buffer_rgba())).convert("RGB").save(file, "png", compress_level=1)
        self._image.value = file.getvalue()


def _is_button(control):
    return isinstance(control, widgets.Button)


def _is_input(control):
    """Whether `update` is told: a control with a value, other than a player and those that only show text, or a button."""
    silent = isinstance(control, (widgets.HTML, widgets.HTMLMath, widgets.Label, widgets.Play))
    return _is_button(control) or (hasattr(control, "value") and not silent)
