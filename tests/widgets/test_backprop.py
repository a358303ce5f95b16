"""The walk over a graph: right numbers, a right order, sentences that hold, and a widget that follows its controls."""

import re

import numpy as np
import pytest

from utils.widgets.backprop import PROFIT, UNIT, backprop_graph, local, number, plot_chain

EXAMPLES = {"profit": PROFIT, "unit": UNIT}
each_example = pytest.mark.parametrize("example", EXAMPLES.values(), ids=EXAMPLES)


def at_random(example, rng, **settings):
    """Random values of the leaves, and the graph that they give."""
    leaves = {name: rng.uniform(low, high) for name, (_, low, high, _) in example.leaves.items()}
    return leaves, example.run(**leaves, **settings)


@each_example
def test_gradients_agree_with_finite_differences_at_random_leaves(example):
    rng = np.random.default_rng(0)
    for _ in range(5):
        leaves, graph = at_random(example, rng)
        for name, value in leaves.items():
            ends = [example.run(**leaves | {name: value + h})[example.end].value for h in (1e-6, -1e-6)]
            assert graph[name].grad == pytest.approx((ends[0] - ends[1]) / 2e-6, rel=1e-5, abs=1e-6)


def test_profit_has_the_numbers_worked_by_hand_in_the_lecture():
    graph = PROFIT.run()
    above = {name: float(node.value) for name, node in graph.items()}
    assert above == {"p": 5, "alpha": 18, "beta": 1.5, "gamma": 2, "m": 7.5, "q": 10.5, "R": 52.5, "C": 21, "pi": 31.5}
    below = {name: float(node.grad) for name, node in graph.items()}
    assert below == {"p": 6, "alpha": 3, "beta": -15, "gamma": -10.5, "m": -3, "q": 3, "R": 1, "C": -1, "pi": 1}


def test_both_missions_can_be_done_with_the_sliders():
    def on_grid(example, **leaves):
        for name, value in leaves.items():
            _, low, high, step = example.leaves[name]
            assert low <= value <= high
            assert (value - low) / step == pytest.approx(round((value - low) / step))
        return example.run(**leaves)

    assert on_grid(PROFIT, p=7.0)["p"].grad == 0
    for leaves in ({"x": 0.0}, {"w_2": 0.0}, {"w_1": 4.0, "b_1": 4.0}):
        graph = on_grid(UNIT, **leaves)
        assert abs(graph["w_1"].grad) < 1e-8
        assert abs(graph["e"].value) > 0.5
    assert UNIT.run(w_1=-1.0, phi="relu")["w_1"].grad == 0


@pytest.mark.parametrize(
    ("example", "leaves", "said"),
    [
        (PROFIT, {"p": 7.0}, "at p = 7 profit is 37.5"),
        (PROFIT, {"p": 6.75}, ""),
        (UNIT, {"x": 0.0}, "x is 0"),
        (UNIT, {"w_2": 0.0}, "w₂ is 0"),
        (UNIT, {"w_1": 4.0, "b_1": 4.0}, "Φ'(z) is 0, or nearly"),
        (UNIT, {"w_1": -1.0, "phi": "relu"}, "Φ'(z) is 0, or nearly"),
        (UNIT, {"x": 0.25}, ""),
        (UNIT, {"w_1": 1.0, "b_1": 1.0}, ""),
        (UNIT, {"w_2": 0.0, "b_2": -1.0}, ""),  # the error is 0
    ],
)
def test_the_widget_says_when_its_mission_is_done_at_the_end_of_the_walk(example, leaves, said):
    live = backprop_graph(example)
    live.move(step=len(example.walk()), **leaves)
    assert live.reached_text.startswith(said) and bool(live.reached_text) == bool(said)
    live.controls["step"].value -= 1
    assert live.reached_text == ""


@each_example
def test_the_walk_visits_every_node_only_when_it_can(example):
    """Forward after the inputs, backward after all children."""
    graph, seen, gradient = example.run(), set(example.leaves), set()
    for kind, name in example.walk():
        parents = {parent for parent, child in example.edges if child == name}
        children = {child for parent, child in example.edges if parent == name}
        if kind == "value":
            assert parents <= seen, f"{name} is computed before {parents - seen}"
            seen.add(name)
        else:
            assert seen == set(graph), "the way back starts at the end"
            assert children <= gradient, f"the gradient of {name} comes before that of {children - gradient}"
            gradient.add(name)
    assert gradient == set(graph)


@each_example
def test_edges_and_formulas_tell_what_the_graph_computes(example):
    graph = example.run()
    assert set(example.nodes) == set(graph)
    assert set(example.steps) == set(graph) - set(example.leaves)
    assert example.end == list(graph)[-1]
    for formula, derivatives in example.steps.values():
        assert set(re.findall(r"<(\w+)>", formula)) == set(derivatives)
    rng = np.random.default_rng(1)
    for choice in [{}, *({key: c} for key, choices in example.settings.items() for c in choices)]:
        _, graph = at_random(example, rng, **choice)
        for name in graph:  # the sum over the drawn edges is the gradient: no edge is missing, none too many
            children = [child for parent, child in example.edges if parent == name]
            if children:
                total = sum(graph[child].grad * local(graph, name, child) for child in children)
                np.testing.assert_allclose(total, graph[name].grad, rtol=1e-12, atol=1e-14)


@each_example
def test_symbols_on_edges_are_the_local_derivatives(example):
    _, graph = at_random(example, np.random.default_rng(2))
    for parent, child in example.edges:
        symbol = example.steps[child][1][parent]
        if symbol == r"\Phi'(<z>)":
            expected = 1 - np.tanh(graph["z"].value) ** 2
        else:
            expected = float(symbol) if re.fullmatch(r"-?\d", symbol) else graph[symbol.strip("<>")].value
        assert local(graph, parent, child) == pytest.approx(float(expected)), (parent, child)


def test_a_local_derivative_over_several_operations_is_refused():
    with pytest.raises(ValueError, match="pi is not computed directly from p"):
        local(PROFIT.run(), "p", "pi")


@each_example
def test_sentences_end_with_the_number_below_or_above_the_node(example):
    graph = example.run()
    assert "leaves" in example.sentence(graph, 0)
    for step, (kind, name) in enumerate(example.walk(), start=1):
        sentence = example.sentence(graph, step)
        shown = number(graph[name].value if kind == "value" else graph[name].grad)
        if name != list(graph)[-1] or kind == "value":
            assert sentence.endswith(f"= {shown}$")
        for child in [child for parent, child in example.edges if parent == name and kind == "gradient"]:
            assert rf"{number(graph[child].grad)}\cdot({number(local(graph, name, child))})" in sentence
        assert sentence.startswith("Forward" if kind == "value" else "Backward")


def test_a_node_with_two_children_shows_two_terms():
    step = PROFIT.walk().index(("gradient", "p")) + 1
    sentence = PROFIT.sentence(PROFIT.run(), step)
    assert r"-3\cdot(1.5)" in sentence
    assert r"1\cdot(10.5)" in sentence


def test_a_forward_step_shows_symbols_and_numbers():
    step = UNIT.walk().index(("value", "z")) + 1
    assert UNIT.sentence(UNIT.run(), step) == "Forward:  $z = s_1 + b_1$\n$= 1 + (-0.25) = 0.75$"


def test_unknown_leaves_are_refused():
    with pytest.raises(ValueError, match="'price'"):
        PROFIT.run(price=3.0)


def test_numbers_are_short():
    assert [number(v) for v in (2.0, -0.25, 3.94234, 1e-17, 0.00012345, 12345.6)] == [
        "2", "-0.25", "3.942", "0", "1.2e-04", "1.235e+04",
    ]  # fmt: skip


def test_buttons_walk_and_stop_at_the_start():
    live = backprop_graph(PROFIT)
    back, forward = live.controls["walk"].children
    forward.click()
    assert live.controls["step"].value == 1
    back.click()
    back.click()  # not below 0
    assert live.controls["step"].value == 0


@pytest.mark.parametrize("end", [1, 2], ids=["smallest", "largest"])
@pytest.mark.parametrize("phi", UNIT.settings["phi"])
def test_extreme_leaves_give_numbers(end, phi):
    graph = UNIT.run(**{name: spec[end] for name, spec in UNIT.leaves.items()}, phi=phi)
    assert all(np.isfinite([node.value, node.grad]).all() for node in graph.values())
    assert not any("nan" in UNIT.sentence(graph, step) for step in range(len(UNIT.walk()) + 1))


def test_the_static_picture_shows_the_end_and_the_widget_stays_at_the_start(monkeypatch):
    shown = []
    monkeypatch.setattr("utils.widgets.live.display", lambda *args, **kwargs: shown.append((args, kwargs)))
    live = backprop_graph(PROFIT)
    start = live.figure_png()
    monkeypatch.delenv("NBGRADER_EXECUTION", raising=False)
    live.show()
    assert live.controls["step"].value == 0
    assert live.figure_png() == start
    bundle = shown[-1][0][0]
    assert "application/vnd.jupyter.widget-view+json" in bundle
    live.controls["step"].value = live.controls["step"].max
    assert bundle["image/png"] == live.figure_png() != start

    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    live.show()
    assert shown[-1][0][0].data == bundle["image/png"]


def test_the_picture_shows_only_what_the_walk_has_reached():
    live = backprop_graph(PROFIT)

    def texts(**settings):
        live.move(**settings)
        return {text.get_text() for text in live.fig.axes[0].texts}

    assert "31.5" not in texts(step=4)
    at_5 = texts(step=5)
    assert "31.5" in at_5
    assert "-15" not in at_5
    assert {"31.5", "-15", "6", "-10.5"} <= texts(step=len(PROFIT.walk()))
    assert "37.5" in texts(p=7.0)


def test_plot_chain_writes_values_above_and_gradients_below():
    ax = plot_chain({"x": np.array([1.0, -2.0]), "L": 3.0}, {"x": np.array([0.5, 0.25]), "L": 1.0}, ["$W$"])
    places = {text.get_text(): text.get_position()[1] for text in ax.texts}
    assert places["(1.000, -2.000)"] > 0 > places["(0.500, 0.250)"]
    assert "$W$" in places
