"""One flow being walked within a replay: where it stands and what it has seen."""

from bisect import bisect_right
from collections import Counter
from dataclasses import dataclass, field

from wizard.flow.errors import FlowCheckError
from wizard.flow.events import Answered, Measured, Ordered
from wizard.flow.model import Flow, Step


@dataclass
class Frame:
    """The state of one flow. A called flow has a frame of its own, and visits count in it alone."""

    flow: Flow
    step: str
    visits: Counter[str] = field(default_factory=Counter)
    results: dict[str, str] = field(default_factory=dict)
    readings: dict[str, list[tuple[int, Measured | Answered]]] = field(default_factory=dict)
    orders: dict[str, Ordered] = field(default_factory=dict)
    shown: set[str] = field(default_factory=set)
    entered: dict[str, set[str]] = field(default_factory=dict)
    changes: list[int] = field(default_factory=list)

    def current(self) -> Step:
        return self.step_named(self.step)

    def step_named(self, name: str) -> Step:
        try:
            return self.flow.step[name]
        except KeyError:
            raise FlowCheckError(self.flow.id, 0, self.step, f"there is no step {name!r}") from None

    def address(self, step: str | None = None) -> str:
        return f"{self.flow.id}/{step or self.step}"

    def reading_before_change(self, of: str) -> Measured | Answered | None:
        """Return the last reading of ``of`` that precedes the first change since ``of`` was first read.

        So in a flow that repairs one thing and then looks at another, the second is judged by its own before; a
        reading that nothing was changed after is no before.
        """
        readings = self.readings.get(of, [])
        if not readings:
            return None
        following = bisect_right(self.changes, readings[0][0])
        if following == len(self.changes):
            return None if self.changes else readings[-1][1]
        limit = self.changes[following]
        return next((event for index, event in reversed(readings) if index < limit), None)
