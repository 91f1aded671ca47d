"""Checks of whole graphs: every step is reached and ends, nothing goes round, repairs are verified, hardware last."""

from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from wizard.flow.check_context import Context, FlowFile
from wizard.flow.model import CallStep, FixStep, GuideStep, OutcomeStep, ProbeStep, Step, VerifyStep
from wizard.flow.problems import Problem, hint, listed
from wizard.flow.topology import Dominators, cycles, edges_in_the_end, reachable, reversed_edges

EVIDENCE = {
    "logs": "a probe that looks at logs",
    "versions": "a probe that looks at versions",
    "reset": "a guide with reset = true",
}
"""What must have been looked at before hardware is replaced (FACTS A12)."""


def graph_problems(context: Context) -> Iterator[Problem]:
    """Yield what is wrong with the graphs of all whole flows, and with the calls between them.

    Where a branch leads to no step, what can be reached cannot be told yet: that branch is the fault.
    """
    for file in context.files.values():
        if not file.whole:
            continue
        if file.flow.start not in file.flow.step:
            message = f"start: there is no step {file.flow.start!r}{hint(file.flow.start, file.flow.step)}"
            yield Problem(file.path, ("start",), "", message)
            continue
        if all(file.names(target) for step in file.flow.step.values() for target in step.on.values()):
            yield from _reach_problems(file)
        yield from _cycle_problems(file)
    yield from _ring_problems(context)
    yield from _repair_problems(context)
    yield from _hardware_problems(context)


def _reach_problems(file: FlowFile) -> Iterator[Problem]:
    outcomes = [name for name, step in file.flow.step.items() if isinstance(step, OutcomeStep)]
    ending = reachable(reversed_edges(file.graph), outcomes)
    for name in file.flow.step:
        if name not in file.seen:
            yield file.at(name)("no way leads to this step")
        if name not in ending:
            yield file.at(name)("no outcome can be reached from this step")


def _cycle_problems(file: FlowFile) -> Iterator[Problem]:
    for cycle in cycles(edges_in_the_end(file.flow), file.seen):
        message = f"the flow can go round without end ({listed(cycle, 6)}): give a step on the way max_visits"
        if any(file.flow.step[name].max_visits is not None for name in cycle):
            message += ", and let its 'exhausted' lead out"
        yield file.at(cycle[0])(message)


def _ring_problems(context: Context) -> Iterator[Problem]:
    for ring in context.rings:
        for flow_id in ring:
            file = context.files[flow_id]
            for name, called in file.calls.items():
                if called in ring:
                    yield file.at(name)(f"flows call each other in a ring: {listed(ring)}", "flow")


# every repair is verified


@dataclass(frozen=True)
class _Summary:
    """How a called flow behaves towards a repair that its caller has not verified yet, and towards its own."""

    meets: str | None
    """A fix that it can come to before any verify."""
    passes: frozenset[str]
    """Outcomes it can end with before any verify."""
    leaves: Mapping[str, str]
    """Outcomes it can end with although a fix of its own was not verified, and that fix."""


_NOTHING = _Summary(None, frozenset(), {})


def _repair_problems(context: Context) -> Iterator[Problem]:
    """A fix that was done is verified before another fix and before the flow says *solved* (promise 1)."""
    summaries: dict[str, _Summary] = {}
    for flow_id in context.callees_first:
        file = context.files[flow_id]
        if not file.whole or file.flow.start not in file.flow.step:
            continue
        walk = _Repairs(file, context, summaries)
        yield from walk.problems()
        summaries[flow_id] = walk.summary()


class _Repairs:
    """One flow's ways from fixes to verifies."""

    def __init__(self, file: FlowFile, context: Context, summaries: Mapping[str, _Summary]) -> None:
        self._file = file
        self._context = context
        self._summaries = summaries
        self._open = {name: self._ways_unverified(name, step) for name, step in file.flow.step.items()}

    def _called(self, step: CallStep) -> _Summary:
        return self._summaries.get(step.flow, _NOTHING)

    def _proves(self, step: Step) -> bool:
        if not isinstance(step, FixStep):
            return False
        signature = self._context.catalogue.fixes.get(step.fix)
        return signature is None or signature.proves

    def _ways_unverified(self, name: str, step: Step) -> tuple[str, ...]:
        """Return where ``step`` leads with nothing verified on it."""
        if isinstance(step, VerifyStep) or self._proves(step):
            return ()
        if isinstance(step, CallStep):
            passes = self._called(step).passes
            return tuple(t for result, t in step.on.items() if result in passes and t in self._file.flow.step)
        return self._file.graph[name]

    def _bad(self, step: Step) -> bool:
        """Return whether to come to ``step`` with an unverified repair breaks the promise."""
        if isinstance(step, CallStep):
            return self._called(step).meets is not None
        return self._proves(step) or (isinstance(step, OutcomeStep) and step.result == "solved")

    def problems(self) -> Iterator[Problem]:
        steps = self._file.flow.step
        meets = self._what_is_met()
        for name, step in steps.items():
            if self._proves(step) and step.on.get("done") in meets:
                met = meets[step.on["done"]]
                message = f"on.done: {met!r} can be reached without a verify after this fix"
                yield self._file.at(name)(message, "on", "done")
            elif isinstance(step, CallStep):
                for result, fix in self._called(step).leaves.items():
                    target = step.on.get(result, "")
                    if target in meets:
                        message = f"on.{result}: {meets[target]!r} can be reached without a verify after {fix}"
                        yield self._file.at(name)(message, "on", result)

    def _what_is_met(self) -> Mapping[str, str]:
        """Return for each step the first bad one that can be reached from it unverified, itself included."""
        met = {name: name for name, step in self._file.flow.step.items() if self._bad(step)}
        back = reversed_edges(self._open)
        waiting = deque(met)
        while waiting:
            name = waiting.popleft()
            for source in back[name]:
                if source not in met:
                    met[source] = met[name]
                    waiting.append(source)
        return met

    def summary(self) -> _Summary:
        steps = self._file.flow.step
        entered = reachable(self._open, (self._file.flow.start,))
        meets = next((name for name in steps if name in entered and self._meets_fix(steps[name])), None)
        passes = {s.result for name, s in steps.items() if name in entered and isinstance(s, OutcomeStep)}
        leaves: dict[str, str] = {}
        for fix, starts in self._unverified_starts():
            for name in reachable(self._open, starts):
                step = steps[name]
                if isinstance(step, OutcomeStep) and step.result != "solved":
                    leaves.setdefault(step.result, fix)
        return _Summary(meets, frozenset(passes), leaves)

    def _meets_fix(self, step: Step) -> bool:
        return self._proves(step) or (isinstance(step, CallStep) and self._called(step).meets is not None)

    def _unverified_starts(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield steps entered with a repair unverified, all at once so that one search finds every end."""
        starts: dict[str, None] = {}
        first: str | None = None
        for name, step in self._file.flow.step.items():
            results: tuple[str, ...] = ("done",) if self._proves(step) else ()
            if isinstance(step, CallStep):
                results = tuple(self._called(step).leaves)
            for target in (step.on.get(result) for result in results):
                if target is not None:
                    first = first or f"{self._file.flow.id}/{name}"
                    starts.setdefault(target)
        if first is not None:
            yield first, tuple(starts)


# hardware comes last


def _hardware_problems(context: Context) -> Iterator[Problem]:
    covered: dict[str, frozenset[str]] = {}
    for flow_id in context.callees_first:
        file = context.files[flow_id]
        if not file.whole or file.flow.start not in file.flow.step:
            continue
        evidence = {name: _evidence(step, context, covered) for name, step in file.flow.step.items()}
        covered[flow_id] = _always_covered(file, evidence)
        hardware = {n: s for n, s in file.flow.step.items() if isinstance(s, OutcomeStep) and s.result == "hardware"}
        if hardware:
            dominators = Dominators(file.graph, file.flow.start)
            for name, step in hardware.items():
                yield from _replacement_problems(name, step, file, evidence, dominators)


def _evidence(step: Step, context: Context, covered: Mapping[str, frozenset[str]]) -> frozenset[str]:
    match step:
        case ProbeStep():
            signature = context.catalogue.probes.get(step.probe)
            return frozenset([signature.evidence]) if signature is not None and signature.evidence else frozenset()
        case GuideStep(reset=True):
            return frozenset(["reset"])
        case CallStep():
            return covered.get(step.flow, frozenset())
        case _:
            return frozenset()


def _always_covered(file: FlowFile, evidence: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return what every walk through the flow has looked at, whichever outcome it ends with."""
    found = set()
    for kind in EVIDENCE:
        without = reachable(file.graph, (file.flow.start,), lambda name, kind=kind: kind not in evidence[name])  # type: ignore[misc]
        if not any(isinstance(file.flow.step[name], OutcomeStep) for name in without):
            found.add(kind)
    return frozenset(found)


def _replacement_problems(
    name: str, step: OutcomeStep, file: FlowFile, evidence: Mapping[str, frozenset[str]], dominators: Dominators
) -> Iterator[Problem]:
    at = file.at(name)
    if step.part is None:
        yield at("a hardware outcome names the 'part' to order")
    if not step.after:
        yield at("a hardware outcome names in 'after' what was looked at before: logs, versions, a simple reset")
        return
    found: set[str] = set()
    for earlier in step.after:
        if earlier not in file.flow.step:
            yield at(f"after: there is no step {earlier!r}{hint(earlier, file.flow.step)}", "after")
        elif name in file.seen and not dominators.passes(earlier, name):
            yield at(f"after: a way to this outcome goes around {earlier!r}", "after")
        else:
            found |= evidence[earlier]
    for kind, wanted in EVIDENCE.items():
        if kind not in found:
            yield at(f"after: it must name {wanted}, which every way here passes", "after")
