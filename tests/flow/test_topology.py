"""Graph algorithms against their plain definitions."""

from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.flow.model import AskStep, Flow, OutcomeStep, ProbeStep, RankedFix, RankedStep
from wizard.flow.topology import (
    Dominators,
    Graph,
    cycles,
    edges,
    edges_in_the_end,
    reachable,
    reversed_edges,
)

_NODES = 8


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    size = draw(st.integers(1, _NODES))
    names = st.integers(0, size - 1).map(str)
    return {str(node): tuple(draw(st.lists(names, max_size=3, unique=True))) for node in range(size)}


def without(graph: Graph, removed: str) -> Graph:
    return {name: tuple(t for t in following if t != removed) for name, following in graph.items()}


@given(graphs())
@settings(derandomize=True, max_examples=400, deadline=None)
def test_a_step_is_passed_by_every_way_when_without_it_there_is_none(graph: Graph) -> None:
    dominators = Dominators(graph, "0")
    seen = reachable(graph, ("0",))
    for step in graph:
        for target in graph:
            around = step not in (target, "0") and target in reachable(without(graph, step), ("0",))
            assert dominators.passes(step, target) == (target in seen and step in seen and not around)


@given(graphs())
@settings(derandomize=True, max_examples=400, deadline=None)
def test_cycles_are_the_sets_that_reach_each_other(graph: Graph) -> None:
    reach = {name: reachable(graph, graph[name]) for name in graph}
    expected = {
        frozenset(other for other in graph if other in reach[name] and name in reach[other])
        for name in graph
        if name in reach[name]
    }
    assert {frozenset(cycle) for cycle in cycles(graph, graph)} == expected


@given(graphs(), st.sets(st.integers(0, _NODES).map(str)))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_cycles_within_some_nodes_are_those_of_the_smaller_graph(graph: Graph, within: set[str]) -> None:
    smaller = {n: tuple(t for t in following if t in within) for n, following in graph.items() if n in within}
    assert sorted(cycles(graph, within)) == sorted(cycles(smaller, smaller))


@given(graphs())
@settings(derandomize=True, max_examples=100, deadline=None)
def test_turning_every_edge_round_twice_gives_the_graph(graph: Graph) -> None:
    twice = reversed_edges(reversed_edges(graph))
    assert {name: sorted(following) for name, following in twice.items()} == {
        name: sorted(following) for name, following in graph.items()
    }


def test_what_is_passed_through_can_be_limited() -> None:
    graph = {"a": ("b",), "b": ("c",), "c": ()}
    assert reachable(graph, ("a", "nowhere")) == {"a", "b", "c"}
    assert reachable(graph, ("a",), lambda name: name != "b") == {"a", "b"}


def test_twenty_thousand_steps_in_a_row_are_not_too_deep() -> None:
    size = 20_000
    graph = {str(node): (str(node + 1),) for node in range(size)} | {str(size): ()}
    assert Dominators(graph, "0").passes("7", str(size))
    assert cycles(graph, graph) == ()
    ring = {**graph, str(size): ("0",)}
    assert len(cycles(ring, ring)[0]) == size + 1


FLOW = Flow(
    format=1,
    id="sample",
    minutes=1,
    start="probe",
    step={
        "probe": ProbeStep(probe="p", max_visits=2, on={"ok": "end", "bad": "group", "exhausted": "ask", "x": "gone"}),
        "group": RankedStep(
            fixes=(RankedFix(step="ask", minutes=1, cures={}),), causes={"x": 1.0}, on={"exhausted": "end"}
        ),
        "ask": AskStep(on={"yes": "end", "not_sure": "probe"}),
        "end": OutcomeStep(result="solved"),
        "endless": ProbeStep(probe="p", max_visits=2, on={"ok": "end"}),
    },
)


def test_edges_are_branches_and_members_that_exist() -> None:
    assert edges(FLOW) == {
        "probe": ("end", "group", "ask"),
        "group": ("end", "ask"),
        "ask": ("end", "probe"),
        "end": (),
        "endless": ("end",),
    }


def test_in_the_end_bounded_steps_are_left_by_exhausted() -> None:
    assert edges_in_the_end(FLOW) == {
        "probe": ("ask",),
        "group": ("end",),
        "ask": ("end", "probe"),
        "end": (),
        "endless": (),
    }
