"""The way of a walk through its flows: branches followed, calls entered and left, no event and no proof."""

from collections.abc import Mapping

from wizard.flow.catalogue import EXHAUSTED
from wizard.flow.errors import FlowCheckError, HistoryError
from wizard.flow.frame import Frame
from wizard.flow.model import CallStep, Flow, OutcomeStep, RankedStep
from wizard.marking import N_

_MOST_MOVES = 10_000
"""Automatic moves between two events; a checked flow never comes near it."""


class Position:
    """Where a walk stands: a frame for each open flow, the caller first.

    ``taken`` are the branches followed so far: (flow, step, result), also those followed by themselves.
    """

    def __init__(self, flows: Mapping[str, Flow], start: str) -> None:
        self.taken: list[tuple[str, str, str]] = []
        self.frames: list[Frame] = []
        self._flows = flows
        self._push(start)
        self.settle()

    @property
    def frame(self) -> Frame:
        """The flow that is being walked now."""
        return self.frames[-1]

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where each open flow stands, ``flow/step``, the caller first."""
        return tuple(frame.address() for frame in self.frames)

    def follow(self, result: str) -> None:
        """Take the branch ``result`` of the current step."""
        if result == EXHAUSTED:  # follows from visits alone, it is no answer
            raise HistoryError(N_("Step {step} has no branch {result}."), step=self.frame.address(), result=result)
        self.frame.results[self.frame.step] = result
        self._enter(self._branch(result))

    def settle(self) -> None:
        """Move through steps that need no event: calls, ends of called flows, members of a ranked order."""
        for _ in range(_MOST_MOVES):
            frame = self.frame
            step = frame.current()
            if isinstance(step, CallStep):
                self._push(step.flow)
            elif isinstance(step, OutcomeStep) and len(self.frames) > 1:
                self.frames.pop()
                self.follow(step.result)
            elif isinstance(step, RankedStep) and frame.step in frame.shown:
                self._next_member()
            else:
                return
        raise self._endless()

    def _push(self, flow_id: str) -> None:
        try:
            flow = self._flows[flow_id]
        except KeyError:
            raise FlowCheckError(flow_id, 0, "", f"there is no flow {flow_id!r}") from None
        if any(frame.flow.id == flow_id for frame in self.frames):
            raise FlowCheckError(flow_id, 0, "", "the flow calls itself")
        frame = Frame(flow, flow.start)
        frame.visits[flow.start] = 1
        self.frames.append(frame)

    def _branch(self, result: str) -> str:
        frame = self.frame
        try:
            target = frame.current().on[result]
        except KeyError:
            raise HistoryError(N_("Step {step} has no branch {result}."), step=frame.address(), result=result) from None
        self.taken.append((frame.flow.id, frame.step, result))
        return target

    def _enter(self, target: str) -> None:
        """Stand at ``target``, or where its ``exhausted`` leads when it was visited as often as it may be."""
        frame = self.frame
        for _ in range(_MOST_MOVES):
            frame.step = target
            frame.visits[target] += 1
            bound = frame.current().max_visits
            if bound is None or frame.visits[target] <= bound:
                return
            target = self._branch(EXHAUSTED)
        raise self._endless()

    def _endless(self) -> FlowCheckError:
        return FlowCheckError(self.frame.flow.id, 0, self.frame.step, "the flow goes round without end")

    def _next_member(self) -> None:
        frame = self.frame
        entered = frame.entered.setdefault(frame.step, set())
        member = next((m.step for m in frame.orders[frame.step].order if m.step not in entered), None)
        if member is None:
            self._enter(self._branch(EXHAUSTED))
        else:
            entered.add(member)
            self._enter(member)
