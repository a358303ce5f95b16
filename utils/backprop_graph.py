"""Back-propagation walked node by node: the value above a node, the gradient of the end below it.

An `Example` is a formula over `utils.autodiff.Var`, with the place and the label of each node; the walk goes forward
through the values and then backward through the gradients. `backprop_graph` puts it behind sliders.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass, field

import ipywidgets as widgets
import numpy as np
from IPython.display import Image, display
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from utils.activations import identity, relu, sigmoid, tanh
from utils.autodiff import Var, apply
from utils.drawing import draw_graph
from utils.live import LiveFigure
from utils.plotting import BLACK, BLUE, VERMILLION, YELLOW, new_axes

ACTIVATIONS = {"tanh": tanh, "sigmoid": sigmoid, "relu": relu, "identity": identity}


@dataclass
class Example:
    """A computational graph to walk.

    Parameters
    ----------
    build : callable, from a Var for each leaf (and settings) by name to a dict name -> Var of the computed nodes, in
        the order of computation; the last one is the end
    nodes : dict name -> (x, y, label), as for `draw_graph`
    formulas : dict name -> how a computed node follows from others, in mathematics without dollars; the other nodes
        stand as <name>, and the walk shows the formula with their symbols and with their values
    locals : dict (parent, child) -> the derivative of the child with respect to the parent, in mathematics
    leaves : dict name -> (value, smallest, largest, step): the numbers that go in
    settings : dict name -> list of choices, the first one is the start
    mission : str
    """

    build: Callable
    nodes: dict
    formulas: dict
    locals: dict
    leaves: dict
    settings: dict = field(default_factory=dict)
    mission: str = ""

    def run(self, **changes):
        """The graph as a dict name -> Var with value and grad, for the start values and the changes given."""
        start = {name: spec[0] for name, spec in self.leaves.items()} | {
            name: c[0] for name, c in self.settings.items()
        }
        unknown = set(changes) - set(start)
        if unknown:
            raise ValueError(f"{sorted(unknown)} is unknown, but the graph has {sorted(start)}")
        start |= changes
        leaves = {name: Var(start[name]) for name in self.leaves}
        graph = leaves | self.build(**leaves, **{name: start[name] for name in self.settings})
        list(graph.values())[-1].backward()
        return graph

    def walk(self):
        """The steps: ("value", name) up to the end, then ("gradient", name) from the end down to the leaves."""
        computed = list(self.formulas)
        return [("value", name) for name in computed] + [
            ("gradient", name) for name in [*reversed(computed), *reversed(self.leaves)]
        ]

    def sentence(self, graph, step):
        """What happens in this step (0: only the leaves are known), in mathematics with this graph's numbers."""
        if step == 0:
            return "Only the leaves have values. Step forward: each node needs its inputs alone."
        kind, name = self.walk()[step - 1]
        if kind == "value":
            symbols = self._fill(name, lambda other: self.nodes[other][2][1:-1])
            numbers = self._fill(name, lambda other: in_product(graph[other].value))
            return (
                rf"Forward:  ${self.nodes[name][2][1:-1]} = {symbols}$"
                "\n"
                rf"$= {numbers} = {number(graph[name].value)}$"
            )
        end = list(graph)[-1]
        if name == end:
            return rf"Backward:  {self._d(end, name)} $= 1$: the end grows one for one with itself."
        children = [child for parent, child in self.locals if parent == name]
        symbols = [rf"{self._d(end, child)}$\cdot${self._d(child, name)}" for child in children]
        rules = [rf"{number(graph[child].grad)}\cdot({self.locals[name, child]})" for child in children]
        numbers = [rf"{number(graph[child].grad)}\cdot({number(local(graph, name, child))})" for child in children]
        total = number(graph[name].grad)
        return (
            rf"Backward:  {self._d(end, name)} $=$ {' + '.join(symbols)}"
            "\n"
            rf"$= {' + '.join(rules)} = {' + '.join(numbers)} = {total}$"
        )

    def _fill(self, name, put):
        return re.sub(r"<(\w+)>", lambda match: put(match[1]), self.formulas[name])

    def _d(self, upper, lower):
        upper, lower = (self.nodes[name][2][1:-1] for name in (upper, lower))
        return rf"$\partial {upper}/\partial {lower}$"


def number(value):
    """At most four significant digits; a zero that rounding left behind is shown as 0."""
    value = float(value)
    return "0" if abs(value) < 1e-12 else f"{value:.4g}" if abs(value) >= 1e-3 else f"{value:.1e}"


def in_product(value):
    """The number as it stands within a formula: a negative one in parentheses."""
    return number(value) if value >= 0 else f"({number(value)})"


def local(graph, parent, child):
    """The local derivative of one node with respect to one of its inputs, as a number."""
    shares = [share for node, share in graph[child].parents if node is graph[parent]]
    if not shares:
        raise ValueError(
            f"{child} is not computed directly from {parent}: each step of `build` should be one operation"
        )
    return float(sum(share(1.0) for share in shares))


def plot_walk(example, step=None, ax=None, **changes):
    """The graph after `step` steps of the walk (all of them, if left out) for changed leaves; returns the Axes."""
    graph, steps = example.run(**changes), example.walk()
    steps = steps[:step]
    values = {name: number(graph[name].value) for name in graph if name in example.leaves or ("value", name) in steps}
    gradients = {name: number(graph[name].grad) for name in graph if ("gradient", name) in steps}
    return draw_graph(example.nodes, list(example.locals), values, gradients, ax=ax)


def plot_chain(values, gradients, labels, ax=None):
    """A network as a chain of vectors: values above, gradients below, a label on each arrow; returns the Axes.

    Parameters
    ----------
    values, gradients : dict name (mathematics without dollars) -> number or 1-D array, in the order of the chain
    labels : list of str, one for each arrow
    """
    names = list(values)
    text = {name: "(" + ", ".join(f"{v:.3f}" for v in np.atleast_1d(values[name])) + ")" for name in names}
    below = {name: "(" + ", ".join(f"{g:.3f}" for g in np.atleast_1d(gradients[name])) + ")" for name in names}
    widths = [0.13 * max(len(text[name]), len(below[name])) + 0.55 for name in names]
    places = {name: (sum(widths[:k]) + widths[k] / 2, 0, f"${name}$") for k, name in enumerate(names)}
    edges = list(zip(names[:-1], names[1:], labels, strict=True))
    ax = new_axes(ax, (0.68 * sum(widths), 1.5))
    return draw_graph(places, edges, text, below, ax=ax)


def backprop_graph(example):
    """The walk behind sliders, as a LiveFigure that starts with the leaves alone; `.show()` displays it.

    Every control works by keyboard. The leaves have a slider each and may be changed at any step. Where there is no
    kernel, the picture shows the whole walk.
    """
    last = len(example.walk())
    slider = widgets.IntSlider(0, min=0, max=last, description="step of the walk")
    back, forward = widgets.Button(description="step back"), widgets.Button(description="step on")
    back.on_click(lambda _: setattr(slider, "value", slider.value - 1))
    forward.on_click(lambda _: setattr(slider, "value", slider.value + 1))
    leaves = {
        name: widgets.FloatSlider(value, min=low, max=high, step=size, description=example.nodes[name][2])
        for name, (value, low, high, size) in example.leaves.items()
    }
    settings = {
        name: widgets.Dropdown(options=choices, description={"phi": "Φ"}.get(name, name))
        for name, choices in example.settings.items()
    }
    controls = {"step": slider, "walk": widgets.HBox([back, forward])} | leaves | settings
    x, y = zip(*[node[:2] for node in example.nodes.values()], strict=True)
    inches = 0.65 if max(x) > 10 else 0.75  # for one unit of the places
    size = (inches * (max(x) - min(x) + 1.7), inches * (max(y) - min(y) + 2.75))
    fig = Figure(figsize=size, layout="constrained")
    picture = _Picture(example, fig)
    return _Walk(fig, picture.update, controls, example.mission)


class _Walk(LiveFigure):
    """A LiveFigure with its many controls in rows above a wide picture; the static picture shows the last step."""

    def _lay_out(self, mission):
        box = super()._lay_out(mission)
        panel, _ = box.children[-2].children
        panel.layout = {"flex_flow": "row wrap", "width": "100%", "align_items": "center"}
        return box

    def show(self):
        step = self.controls["step"]
        now, step.value = step.value, step.max
        static = self.figure_png()
        step.value = now
        if "NBGRADER_EXECUTION" in os.environ:
            display(Image(data=static, format="png"))
        else:
            display({**self.box._repr_mimebundle_(), "image/png": static}, raw=True)


class _Picture:
    """The graph on a figure, with every number as an artist of its own, so that a step redraws numbers alone."""

    def __init__(self, example, fig):
        self.example = example
        ax = draw_graph(example.nodes, list(example.locals), ax=fig.subplots())
        bottom, top = ax.get_ylim()
        ax.set_ylim(bottom - 0.95, top + 0.1)
        place = {"ha": "center", "fontsize": 11}
        above, below = (
            {name: ax.text(x, y + dy, "", va=va, **place, **style) for name, (x, y, _) in example.nodes.items()}
            for dy, va, style in (
                (0.4, "bottom", {"color": BLUE, "weight": "bold"}),
                (-0.4, "top", {"color": VERMILLION, "style": "italic"}),
            )
        )
        self.above, self.below = above, below
        box = {"boxstyle": "round,pad=0.4", "facecolor": YELLOW, "edgecolor": BLACK, "linewidth": 2.5}
        self.current = ax.text(0, 0, "", fontsize=13, ha="center", va="center", bbox=box, zorder=5)
        self.arrows = {
            (parent, child): FancyArrowPatch(
                example.nodes[parent][:2], example.nodes[child][:2], shrinkA=22, shrinkB=22, linewidth=3, zorder=2
            )
            for parent, child in example.locals
        }
        for arrow in self.arrows.values():
            ax.add_patch(arrow)
        self.sentence = ax.text(
            sum(ax.get_xlim()) / 2, bottom - 0.05, "", ha="center", va="top", fontsize=12.5, linespacing=1.4
        )
        self.artists = [*above.values(), *below.values(), self.current, *self.arrows.values(), self.sentence]

    def update(self, step, **changes):
        example = self.example
        graph, steps = example.run(**changes), example.walk()
        done = steps[:step]
        for name in graph:
            known = name in example.leaves or ("value", name) in done
            self.above[name].set_text(number(graph[name].value) if known else "")
            self.below[name].set_text(number(graph[name].grad) if ("gradient", name) in done else "")
        kind, name = done[-1] if done else (None, None)
        self.current.set_visible(kind is not None)
        if kind is not None:
            x, y, label = example.nodes[name]
            self.current.set_position((x, y))
            self.current.set_text(label)
        for (parent, child), arrow in self.arrows.items():
            arrow.set_visible(name == (child if kind == "value" else parent))
            arrow.set_arrowstyle("-|>" if kind == "value" else "<|-", head_length=8, head_width=5)
            arrow.set_color(BLUE if kind == "value" else VERMILLION)
        self.sentence.set_text(example.sentence(graph, step))
        return self.artists


class HalfSquare:
    """e -> e^2 / 2, as one node."""

    def __call__(self, e):
        return e**2 / 2

    def derivative(self, e):
        return e


def _profit(p, a, b, c):
    m = b * p
    q = a - m
    R, C = p * q, c * q
    return {"m": m, "q": q, "R": R, "C": C, "pi": R - C}


def _unit(x, w, b, v, c, y, phi):
    u = w * x
    z = u + b
    h = apply(ACTIVATIONS[phi], z)
    s = v * h
    yhat = s + c
    e = yhat - y
    return {"u": u, "z": z, "h": h, "s": s, "yhat": yhat, "e": e, "L": apply(HalfSquare(), e)}


PROFIT = Example(
    build=_profit,
    nodes={
        "p": (0, 1.7, "$p$"),
        "a": (2, -1.7, "$a$"),
        "b": (0, -1.7, "$b$"),
        "c": (4, -1.7, "$c$"),
        "m": (2, 0, "$m$"),
        "q": (4, 0, "$q$"),
        "R": (6, 1.7, "$R$"),
        "C": (6, -1.7, "$C$"),
        "pi": (8, 0, r"$\pi$"),
    },
    formulas={"m": r"<b> \cdot <p>", "q": "<a> - <m>", "R": r"<p> \cdot <q>", "C": r"<c> \cdot <q>", "pi": "<R> - <C>"},
    locals={
        ("p", "m"): "b",
        ("b", "m"): "p",
        ("a", "q"): "1",
        ("m", "q"): "-1",
        ("p", "R"): "q",
        ("q", "R"): "p",
        ("c", "C"): "q",
        ("q", "C"): "c",
        ("R", "pi"): "1",
        ("C", "pi"): "-1",
    },
    leaves={"p": (5.0, 0, 12, 0.25), "a": (18.0, 5, 25, 0.5), "b": (1.5, 0.5, 3, 0.25), "c": (2.0, 0, 6, 0.25)},
    mission="walk to the end, then find the price $p$ at which profit no longer moves with the price: $0$ below $p$.",
)

UNIT = Example(
    build=_unit,
    nodes={
        "x": (0, 1.7, "$x$"),
        "w": (0, -1.7, "$w$"),
        "b": (2, -1.7, "$b$"),
        "u": (2, 0, "$u$"),
        "z": (4, 0, "$z$"),
        "h": (6, 0, "$h$"),
        "v": (6, -1.7, "$v$"),
        "c": (8, -1.7, "$c$"),
        "s": (8, 0, "$s$"),
        "yhat": (10, 0, r"$\hat{y}$"),
        "y": (10, -1.7, "$y$"),
        "e": (12, 0, "$e$"),
        "L": (14, 0, "$L$"),
    },
    formulas={
        "u": r"<w> \cdot <x>",
        "z": "<u> + <b>",
        "h": r"\Phi(<z>)",
        "s": r"<v> \cdot <h>",
        "yhat": "<s> + <c>",
        "e": "<yhat> - <y>",
        "L": "<e>^2 / 2",
    },
    locals={
        ("x", "u"): "w",
        ("w", "u"): "x",
        ("u", "z"): "1",
        ("b", "z"): "1",
        ("z", "h"): r"\Phi'(z)",
        ("h", "s"): "v",
        ("v", "s"): "h",
        ("s", "yhat"): "1",
        ("c", "yhat"): "1",
        ("yhat", "e"): "1",
        ("y", "e"): "-1",
        ("e", "L"): "e",
    },
    leaves={
        "x": (2.0, -3, 3, 0.25),
        "w": (0.5, -4, 4, 0.25),
        "b": (-0.25, -4, 4, 0.25),
        "v": (1.5, -3, 3, 0.25),
        "c": (0.25, -2, 2, 0.25),
        "y": (-1.0, -2, 2, 0.25),
    },
    settings={"phi": ["tanh", "sigmoid", "relu", "identity"]},
    mission="walk to the end; then make the gradient below $w$ vanish in three ways while the error $e$ is not $0$.",
)
