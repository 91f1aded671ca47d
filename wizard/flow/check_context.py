"""What the checks share: the flows side by side, what each can end in, and where a fault is placed."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from wizard.flow.catalogue import Catalogue
from wizard.flow.model import AskStep, CallStep, FixStep, Flow, GuideStep, OutcomeStep, ProbeStep, Step
from wizard.flow.problems import Problem
from wizard.flow.topology import Graph, cycles, edges, reachable


@dataclass(frozen=True)
class FlowFile:
    """One flow as read, with the id its folder asks for.

    ``whole`` when every step could be read; otherwise only what stands in a single step is checked.
    """

    flow: Flow
    path: Path
    damaged: frozenset[str] = frozenset()
    whole: bool = True

    @cached_property
    def graph(self) -> Graph:
        return edges(self.flow)

    @cached_property
    def seen(self) -> frozenset[str]:
        """Steps that a walk can come to."""
        return frozenset(reachable(self.graph, (self.flow.start,)))

    @cached_property
    def outcomes(self) -> frozenset[str]:
        """Results that a walk of this flow can end with."""
        steps = (self.flow.step[name] for name in self.seen)
        return frozenset(step.result for step in steps if isinstance(step, OutcomeStep))

    @cached_property
    def calls(self) -> Mapping[str, str]:
        """Flows that the steps call, by step."""
        return {name: step.flow for name, step in self.flow.step.items() if isinstance(step, CallStep)}

    def names(self, step: str) -> bool:
        """Return whether ``step`` is in the file, readable or not."""
        return step in self.flow.step or step in self.damaged

    def at(self, step: str) -> "At":
        return At(self.path, step)


@dataclass(frozen=True)
class At:
    """A step in a file; called with a message and keys it makes a Problem there."""

    path: Path
    step: str

    def __call__(self, message: str, *keys: str) -> Problem:
        return Problem(self.path, ("step", self.step, *keys), self.step, message)


@dataclass(frozen=True)
class Context:
    """All flows by id and the catalogue they are checked against."""

    catalogue: Catalogue
    files: Mapping[str, FlowFile]
    unreadable: Collection[str] = field(default_factory=frozenset)

    @cached_property
    def call_graph(self) -> Graph:
        return {
            flow_id: tuple(dict.fromkeys(called for called in file.calls.values() if called in self.files))
            for flow_id, file in self.files.items()
        }

    @cached_property
    def rings(self) -> tuple[tuple[str, ...], ...]:
        """Sets of flows that call each other in a ring."""
        return cycles(self.call_graph, self.files)

    @cached_property
    def callees_first(self) -> tuple[str, ...]:
        """Ids of all flows, each after those it calls; within a ring in any order."""
        done: dict[str, None] = {}
        for root in self.files:
            work = [(root, iter(self.call_graph[root]))]
            entered = {root}
            while work:
                name, following = work[-1]
                called = next((c for c in following if c not in done and c not in entered), None)
                if called is None:
                    done.setdefault(name)
                    work.pop()
                else:
                    entered.add(called)
                    work.append((called, iter(self.call_graph[called])))
        return tuple(done)

    @cached_property
    def facts(self) -> Mapping[str, frozenset[str]]:
        """Facts that a walk of each flow can have: of its probes, fixes and questions, and of the flows it calls."""
        found: dict[str, frozenset[str]] = {}
        for flow_id in self.callees_first:
            file = self.files[flow_id]
            called = [found.get(name, frozenset()) for name in self.call_graph[flow_id]]
            found[flow_id] = frozenset().union(*called, *map(self._facts_of, file.flow.step.values()))
        return found

    def _facts_of(self, step: Step) -> Collection[str]:
        probes, fixes = self.catalogue.probes, self.catalogue.fixes
        match step:
            case ProbeStep(probe=name) | GuideStep(watch=str(name)) if name in probes:
                return probes[name].facts.keys()
            case FixStep(fix=name) if name in fixes:
                return fixes[name].facts.keys()
            case AskStep(fact=str(name), secret=False):
                return (name,)
            case _:
                return ()
