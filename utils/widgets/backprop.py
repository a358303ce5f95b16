"""Back-propagation walked node by node: the value above a node, the gradient of the end below it.

An `Example` is a formula over `utils.autodiff.Var`, with the place and the label of each node; the walk goes forward
through the values and then backward through the gradients. `backprop_graph` puts it behind sliders.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

import ipywidgets as widgets
import numpy as np
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch

from utils.activations import identity, relu, sigmoid, tanh
from utils.autodiff import Var, apply
from utils.figures.diagrams import draw_graph
from utils.figures.plotting import BLACK, BLUE, VERMILLION, YELLOW, new_axes
from utils.widgets.live import LiveFigure, step_buttons

VANISHED = 1e-4  # a gradient at most as large as this
ACTIVATIONS = {"tanh": tanh, "sigmoid": sigmoid, "relu": relu, "identity": identity}


@dataclass
class Example:
    """A computational graph to walk.

    Parameters
    ----------
    build : callable, from a Var for each leaf (and settings) by name to a dict name -> Var of the computed nodes, in
        the order of computation; the last one is the end
    nodes : dict name -> (x, y, label), as for `draw_graph`
    steps : dict name of a computed node -> (formula, derivatives). The formula says in mathematics without dollars how
        the node follows from others, which stand as <name>; the walk shows it with their symbols and with their values.
        derivatives : dict parent -> the derivative of the node with respect to it, written in the same way
    leaves : dict name -> (value, smallest, largest, step): the numbers that go in
    settings : dict name -> list of choices, the first one is the start
    mission : str
    reached : callable, optional: graph -> a short sentence when its numbers do the mission, else ""; asked at the end of
        the walk
    """

    build: Callable
    nodes: dict
    steps: dict
    leaves: dict
    settings: dict = field(default_factory=dict)
    mission: str = ""
    reached: Callable | None = None

    def run(self, **changes):
        """The graph as a dict name -> Var with value and grad, for the start values and the changes given."""
        start = {name: choices[0] for name, choices in (self.leaves | self.settings).items()}
        unknown = set(changes) - set(start)
        if unknown:
            raise ValueError(f"{sorted(unknown)} is unknown, but the graph has {sorted(start)}")
        values = start | changes
        leaves = {name: Var(values[name]) for name in self.leaves}
        graph = leaves | self.build(**values | leaves)
        graph[self.end].backward()
        return graph

    @property
    def end(self):
        """The name of the node whose gradient is asked for."""
        return list(self.steps)[-1]

    @property
    def edges(self):
        """The pairs (parent, child) of nodes that are joined."""
        return [(parent, child) for child, (_, derivatives) in self.steps.items() for parent in derivatives]

    def walk(self):
        """The steps: ("value", name) up to the end, then ("gradient", name) from the end down to the leaves."""
        backward = [*reversed(self.steps), *reversed(self.leaves)]
        return [("value", name) for name in self.steps] + [("gradient", name) for name in backward]

    def sentence(self, graph, step):
        """What happens in this step (0: only the leaves are known), in mathematics with this graph's numbers."""
        if step == 0:
            return "Only the leaves have values. Step forward: each node needs its inputs alone."
        kind, name = self.walk()[step - 1]
        if kind == "value":
            symbols = self._fill(self.steps[name][0], self._symbol)
            numbers = self._fill(self.steps[name][0], lambda other: in_product(graph[other].value))
            result = number(graph[name].value)
            return f"Forward:  ${self._symbol(name)} = {symbols}$\n$= {numbers} = {result}$"
        if name == self.end:
            return rf"Backward:  {self._d(name, name)} $= 1$: the end grows one for one with itself."
        symbols, rules, numbers = [], [], []
        for child in [child for parent, child in self.edges if parent == name]:
            above = number(graph[child].grad)
            symbols.append(rf"{self._d(self.end, child)}$\cdot${self._d(child, name)}")
            rules.append(rf"{above}\cdot({self._fill(self.steps[child][1][name], self._symbol)})")
            numbers.append(rf"{above}\cdot({number(local(graph, name, child))})")
        symbols, rules, numbers = (" + ".join(terms) for terms in (symbols, rules, numbers))
        total = number(graph[name].grad)
        return f"Backward:  {self._d(self.end, name)} $=$ {symbols}\n$= {rules} = {numbers} = {total}$"

    def _fill(self, formula, put):
        return re.sub(r"<(\w+)>", lambda match: put(match[1]), formula)

    def _symbol(self, name):
        return self.nodes[name][2].strip("$")

    def _d(self, upper, lower):
        return rf"$\partial {self._symbol(upper)}/\partial {self._symbol(lower)}$"


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


def plot_chain(values, gradients, labels, ax=None):
    """A network as a chain of vectors: values above, gradients below, a label on each arrow; returns the Axes.

    Parameters
    ----------
    values, gradients : dict name (mathematics without dollars) -> number or 1-D array, in the order of the chain
    labels : list of str, one for each arrow
    """
    names = list(values)
    above, below = (
        {name: "(" + ", ".join(f"{v:.3f}" for v in np.atleast_1d(vectors[name])) + ")" for name in names}
        for vectors in (values, gradients)
    )
    widths = [0.13 * max(len(above[name]), len(below[name])) + 0.55 for name in names]
    places = {name: (sum(widths[:k]) + widths[k] / 2, 0, f"${name}$") for k, name in enumerate(names)}
    ax = new_axes(ax, (0.68 * sum(widths), 1.5))
    ax = draw_graph(places, list(zip(names[:-1], names[1:])), above, below, ax=ax)
    for end, label in zip(np.cumsum(widths[:-1]), labels, strict=True):  # halfway between the numbers, not the boxes
        ax.text(end, 0.22, label, ha="center", va="center", fontsize=10)
    return ax


def backprop_graph(example):
    """The walk behind sliders, as a LiveFigure that starts with the leaves alone; `.show()` displays it.

    Every control works by keyboard. The leaves have a slider each and may be changed at any step. Where there is no
    kernel, the picture shows the whole walk.
    """
    slider = widgets.IntSlider(0, min=0, max=len(example.walk()), description="step")
    leaves = {
        name: widgets.FloatSlider(value, min=low, max=high, step=size, description=example.nodes[name][2])
        for name, (value, low, high, size) in example.leaves.items()
    }
    settings = {
        name: widgets.Dropdown(options=choices, description={"phi": "Φ"}.get(name, name))
        for name, choices in example.settings.items()
    }
    controls = {"step": slider, "walk": step_buttons(slider)} | leaves | settings
    picture = _Picture(example)

    def reached(step, **changes):
        return example.reached(example.run(**changes)) if step == slider.max else ""

    together = [
        {"step": range(slider.max + 1)},
        *({"step": [slider.max], name: np.linspace(*leaf[1:3], 13)} for name, leaf in example.leaves.items()),
        *({"step": [slider.max], name: None} for name in settings),
    ]
    return _Walk(picture.fig, picture.update, controls, example.mission, example.reached and reached, together)


class _Walk(LiveFigure):
    """A LiveFigure whose static picture shows the last step."""

    def static_png(self):
        step = self.controls["step"]
        now, step.value = step.value, step.max
        png = self.figure_png()
        step.value = now
        return png


class _Picture:
    """The graph on a figure, with every number as an artist of its own, so that a step redraws numbers alone."""

    def __init__(self, example):
        self.example, nodes = example, example.nodes
        wide, high = np.ptp([place[:2] for place in nodes.values()], axis=0)
        inches = 0.65 if wide > 10 else 0.75  # for one unit of the places
        self.fig = Figure(figsize=(inches * (wide + 1.7), inches * (high + 2.75)), layout="constrained")
        ax = draw_graph(nodes, example.edges, ax=self.fig.subplots())
        bottom, top = ax.get_ylim()
        ax.set_ylim(bottom - 0.95, top + 0.1)
        style = {"ha": "center", "fontsize": 11}
        value = {"va": "bottom", "color": BLUE, "weight": "bold"}
        gradient = {"va": "top", "color": VERMILLION, "style": "italic"}
        self.above = {name: ax.text(x, y + 0.4, "", **style, **value) for name, (x, y, _) in nodes.items()}
        self.below = {
            name: ax.text(x + self._aside(name), y - 0.4, "", **style, **gradient) for name, (x, y, _) in nodes.items()
        }
        box = {"boxstyle": "round,pad=0.4", "facecolor": YELLOW, "edgecolor": BLACK, "linewidth": 2.5}
        self.current = ax.text(0, 0, "", fontsize=13, ha="center", va="center", bbox=box, zorder=5)
        line = {"shrinkA": 22, "shrinkB": 22, "linewidth": 3, "zorder": 2}
        self.arrows = {
            (parent, child): ax.add_patch(FancyArrowPatch(nodes[parent][:2], nodes[child][:2], **line))
            for parent, child in example.edges
        }
        style = {"ha": "center", "va": "top", "fontsize": 12.5, "linespacing": 1.4}
        self.sentence = ax.text(sum(ax.get_xlim()) / 2, bottom - 0.05, "", **style)
        texts = [*self.above.values(), *self.below.values(), self.current]
        self.artists = [*texts, *self.arrows.values(), self.sentence]

    def _aside(self, name):
        """How far to the right a gradient stands: out of the way of an arrow that comes from below, if none leaves there."""
        height = {other: y for other, (_, y, _) in self.example.nodes.items()}
        comes = any(child == name and height[parent] < height[name] for parent, child in self.example.edges)
        leaves = any(parent == name and height[child] < height[name] for parent, child in self.example.edges)
        return 0.25 if comes and not leaves else 0

    def update(self, step, **changes):
        example = self.example
        graph, done = example.run(**changes), example.walk()[:step]
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


def _price_found(graph):
    """The mission of `PROFIT`."""
    if abs(graph["p"].grad) > 1e-9:
        return ""
    return (
        f"at p = {number(graph['p'].value)} profit is {number(graph['pi'].value)} and no longer moves with the price."
    )


def _gradient_gone(graph):
    """The mission of `UNIT`."""
    if abs(graph["w_1"].grad) > VANISHED or abs(graph["e"].value) < 0.1:
        return ""
    ways = {
        "x is 0": graph["x"].value == 0,
        "w₂ is 0": graph["w_2"].value == 0,
        "Φ'(z) is 0, or nearly": abs(local(graph, "z", "a")) < VANISHED,
    }
    found = " and ".join(way for way, there in ways.items() if there)
    return f"{found}, which is one of three ways. Which are the others?" if found else ""


def _profit(p, alpha, beta, gamma):
    m = beta * p
    q = alpha - m
    R, C = p * q, gamma * q
    return {"m": m, "q": q, "R": R, "C": C, "pi": R - C}


def _unit(x, w_1, b_1, w_2, b_2, y, phi):
    s_1 = w_1 * x
    z = s_1 + b_1
    a = apply(ACTIVATIONS[phi], z)
    s_2 = w_2 * a
    yhat = s_2 + b_2
    e = yhat - y
    return {"s_1": s_1, "z": z, "a": a, "s_2": s_2, "yhat": yhat, "e": e, "loss": apply(HalfSquare(), e)}


LABELS = {"alpha": r"\alpha", "beta": r"\beta", "gamma": r"\gamma", "pi": r"\pi", "yhat": r"\hat{y}", "loss": r"\ell"}


def _places(*rows):
    """Nodes in rows, each a height and a dict name -> x, with their places and labels as `draw_graph` takes them."""
    return {name: (x, y, f"${LABELS.get(name, name)}$") for y, row in rows for name, x in row.items()}


PROFIT = Example(
    build=_profit,
    nodes=_places(
        (1.7, {"p": 0, "R": 6}), (0, {"m": 2, "q": 4, "pi": 8}), (-1.7, {"beta": 0, "alpha": 2, "gamma": 4, "C": 6})
    ),
    steps={
        "m": (r"<beta> \cdot <p>", {"p": "<beta>", "beta": "<p>"}),
        "q": ("<alpha> - <m>", {"alpha": "1", "m": "-1"}),
        "R": (r"<p> \cdot <q>", {"p": "<q>", "q": "<p>"}),
        "C": (r"<gamma> \cdot <q>", {"gamma": "<q>", "q": "<gamma>"}),
        "pi": ("<R> - <C>", {"R": "1", "C": "-1"}),
    },
    leaves={
        "p": (5.0, 0, 12, 0.25),
        "alpha": (18.0, 5, 25, 0.5),
        "beta": (1.5, 0.5, 3, 0.25),
        "gamma": (2.0, 0, 6, 0.25),
    },
    mission="walk to the end, then find the price $p$ at which profit no longer moves with the price: $0$ below $p$.",
    reached=_price_found,
)

UNIT = Example(
    build=_unit,
    nodes=_places(
        (0, {"x": 0, "s_1": 2, "z": 4, "a": 6, "s_2": 8, "yhat": 10, "e": 12, "loss": 14}),
        (-1.7, {"w_1": 0, "b_1": 2, "w_2": 6, "b_2": 8, "y": 10}),
    ),
    steps={
        "s_1": (r"<w_1> \cdot <x>", {"x": "<w_1>", "w_1": "<x>"}),
        "z": ("<s_1> + <b_1>", {"s_1": "1", "b_1": "1"}),
        "a": (r"\Phi(<z>)", {"z": r"\Phi'(<z>)"}),
        "s_2": (r"<w_2> \cdot <a>", {"w_2": "<a>", "a": "<w_2>"}),
        "yhat": ("<s_2> + <b_2>", {"s_2": "1", "b_2": "1"}),
        "e": ("<yhat> - <y>", {"yhat": "1", "y": "-1"}),
        "loss": ("<e>^2 / 2", {"e": "<e>"}),
    },
    leaves={
        "x": (2.0, -3, 3, 0.25),
        "w_1": (0.5, -4, 4, 0.25),
        "b_1": (-0.25, -4, 4, 0.25),
        "w_2": (1.5, -3, 3, 0.25),
        "b_2": (0.25, -2, 2, 0.25),
        "y": (-1.0, -2, 2, 0.25),
    },
    settings={"phi": list(ACTIVATIONS)},
    mission="walk to the end; then make the gradient below $w_1$ vanish in three ways while the error $e$ is not $0$.",
    reached=_gradient_gone,
)
