"""Graph algorithms over the steps of a flow, each linear in steps and branches, none recursive."""

from collections import deque
from collections.abc import Callable, Collection, Iterable, Mapping

from wizard.flow.model import Flow, OutcomeStep, RankedStep, Step

Graph = Mapping[str, tuple[str, ...]]
"""Steps each step may lead to, in authored order; every step is a key, every target exists."""


def edges(flow: Flow) -> Graph:
    """Return where each step may lead: its branches, for a ranked step its members too; unknown names left out."""
    return {name: _known(flow, targets(step)) for name, step in flow.step.items()}


def targets(step: Step) -> tuple[str, ...]:
    """Return the steps that ``step`` names as ways on, each once."""
    if isinstance(step, OutcomeStep):
        return ()
    members = tuple(fix.step for fix in step.fixes) if isinstance(step, RankedStep) else ()
    return tuple(dict.fromkeys((*step.on.values(), *members)))


def edges_in_the_end(flow: Flow) -> Graph:
    """Return the ways that stay open however often they are taken.

    A step with ``max_visits`` is left by ``exhausted`` in the end, and so is a ranked step when its members are
    used up. So a walk can go on without end exactly where this graph has a cycle.
    """
    bounded = {
        name: (step.on["exhausted"],) if "exhausted" in step.on else ()
        for name, step in flow.step.items()
        if step.max_visits is not None or isinstance(step, RankedStep)
    }
    return {name: _known(flow, bounded.get(name, targets(step))) for name, step in flow.step.items()}


def _known(flow: Flow, names: Iterable[str]) -> tuple[str, ...]:
    return tuple(name for name in names if name in flow.step)


def reversed_edges(graph: Graph) -> Graph:
    """Return the graph with every edge turned round."""
    back: dict[str, list[str]] = {name: [] for name in graph}
    for name, following in graph.items():
        for target in following:
            back[target].append(name)
    return {name: tuple(sources) for name, sources in back.items()}


def reachable(graph: Graph, starts: Iterable[str], through: Callable[[str], bool] | None = None) -> set[str]:
    """Return what can be reached from ``starts``, them included; ``through`` says which nodes are passed."""
    seen = {name for name in starts if name in graph}
    waiting = deque(seen)
    while waiting:
        name = waiting.popleft()
        if through is not None and not through(name):
            continue
        for target in graph[name]:
            if target not in seen:
                seen.add(target)
                waiting.append(target)
    return seen


def cycles(graph: Graph, within: Collection[str]) -> tuple[tuple[str, ...], ...]:
    """Return the strongly connected sets of nodes of ``within`` that hold a cycle, nodes in the graph's order.

    Tarjan's algorithm with a stack of its own, so that 20,000 steps in a row are no deeper than two.
    """
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    on_stack: set[str] = set()
    found: list[tuple[str, ...]] = []
    position = {name: number for number, name in enumerate(graph)}
    for root in graph:
        if root not in within or root in index:
            continue
        work = [(root, iter(graph[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        while work:
            name, following = work[-1]
            target = next((t for t in following if t in within and (t not in index or t in on_stack)), None)
            if target is not None and target not in index:
                index[target] = low[target] = len(index)
                stack.append(target)
                on_stack.add(target)
                work.append((target, iter(graph[target])))
            elif target is not None:
                low[name] = min(low[name], index[target])
            else:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[name])
                if low[name] == index[name]:
                    members = _popped(stack, on_stack, name)
                    if len(members) > 1 or name in graph[name]:
                        found.append(tuple(sorted(members, key=position.__getitem__)))
    return tuple(found)


def _popped(stack: list[str], on_stack: set[str], until: str) -> list[str]:
    members: list[str] = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        members.append(member)
        if member == until:
            return members


class Dominators:
    """Which steps every way from ``start`` to a step passes; Lengauer and Tarjan (1979), with simple linking.

    Almost linear, and asked in constant time: the tree of immediate dominators is numbered once.
    """

    def __init__(self, graph: Graph, start: str) -> None:
        self._order, parent = _preorder(graph, start)
        self._number = {name: position for position, name in enumerate(self._order)}
        self._ancestor: list[int] = [-1] * len(self._order)
        self._semi = list(range(len(self._order)))
        self._label = list(range(len(self._order)))
        self._enter, self._leave = self._intervals(self._immediate(reversed_edges(graph), parent))

    def passes(self, step: str, target: str) -> bool:
        """Return whether every way to ``target`` passes ``step``; false when there is no way."""
        if step not in self._number or target not in self._number:
            return False
        one, other = self._number[step], self._number[target]
        return self._enter[one] <= self._enter[other] and self._leave[other] <= self._leave[one]

    def _immediate(self, back: Graph, parent: list[int]) -> list[int]:
        size = len(self._order)
        idom = [0] * size
        bucket: list[list[int]] = [[] for _ in range(size)]
        for node in range(size - 1, 0, -1):
            for source in back[self._order[node]]:
                if source in self._number:
                    self._semi[node] = min(self._semi[node], self._semi[self._best(self._number[source])])
            bucket[self._semi[node]].append(node)
            self._ancestor[node] = parent[node]
            for other in bucket[parent[node]]:
                best = self._best(other)
                idom[other] = best if self._semi[best] < self._semi[other] else parent[node]
            bucket[parent[node]].clear()
        for node in range(1, size):
            if idom[node] != self._semi[node]:
                idom[node] = idom[idom[node]]
        return idom

    def _best(self, node: int) -> int:
        """Return the node of least semidominator on the linked way up from ``node``, shortening that way."""
        way: list[int] = []
        here = node
        while self._ancestor[here] != -1 and self._ancestor[self._ancestor[here]] != -1:
            way.append(here)
            here = self._ancestor[here]
        for below in reversed(way):
            above = self._ancestor[below]
            if self._semi[self._label[above]] < self._semi[self._label[below]]:
                self._label[below] = self._label[above]
            self._ancestor[below] = self._ancestor[above]
        return self._label[node]

    def _intervals(self, idom: list[int]) -> tuple[list[int], list[int]]:
        """Number the tree so that a dominator's interval holds those of all it dominates."""
        size = len(idom)
        children: list[list[int]] = [[] for _ in range(size)]
        for node in range(1, size):
            children[idom[node]].append(node)
        enter, leave, clock = [0] * size, [0] * size, 0
        work = [(0, iter(children[0]))]
        while work:
            node, following = work[-1]
            child = next(following, None)
            clock += 1
            if child is None:
                leave[node] = clock
                work.pop()
            else:
                enter[child] = clock
                work.append((child, iter(children[child])))
        return enter, leave


def _preorder(graph: Graph, start: str) -> tuple[list[str], list[int]]:
    """Return the steps that can be reached in the order of a depth-first walk, and the number of each one's parent."""
    order = [start]
    number = {start: 0}
    parent = [-1]
    work = [(start, iter(graph[start]))]
    while work:
        name, following = work[-1]
        target = next((t for t in following if t not in number), None)
        if target is None:
            work.pop()
        else:
            number[target] = len(order)
            order.append(target)
            parent.append(number[name])
            work.append((target, iter(graph[target])))
    return order, parent
