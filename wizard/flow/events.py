"""What a history is made of: frozen events, each with its UTC time, as the journal keeps them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

import msgspec

FactValue = None | bool | int | float | str | list[dict[str, str | int | float | bool | None]]
"""A reading's value: null when missing, never 0; a list of rows for scans."""


class _Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", omit_defaults=True):
    at: datetime
    """When it happened, UTC. The engine never looks at it."""


class Measured(_Event, frozen=True, kw_only=True, tag="measured"):
    """A probe answered. ``good`` is null for ``unknown``; ``said`` when a person read the value out."""

    step: str
    probe: str
    result: str
    good: bool | None
    facts: dict[str, FactValue] = {}
    reason: str | None = None
    said: bool = False
    seconds: float = 0.0


class Answered(_Event, frozen=True, kw_only=True, tag="answered"):
    """A question was answered; ``value`` is what was typed, null for a choice and for a secret."""

    step: str
    choice: str
    value: str | None = None


class Guided(_Event, frozen=True, kw_only=True, tag="guided"):
    """A guide ended: ``done``, ``changed``, ``cannot`` or ``expired``; ``changed_something`` bars the way Back."""

    step: str
    result: str
    changed_something: bool


class Consented(_Event, frozen=True, kw_only=True, tag="consented"):
    """The person allowed or declined one execution of a fix, having seen the text of this hash."""

    step: str
    fix: str
    granted: bool
    text_sha256: str


class Intended(_Event, frozen=True, kw_only=True, tag="intended"):
    """A fix is about to begin. ``state`` holds what undo and resume need (the boot id of a restart)."""

    step: str
    fix: str
    state: dict[str, str] = {}


class Finished(_Event, frozen=True, kw_only=True, tag="finished"):
    """A fix ended; ``interrupted`` when the program died within it, so that only a measurement can tell."""

    step: str
    fix: str
    result: Literal["done", "failed", "declined", "not_available", "interrupted"]
    facts: dict[str, FactValue] = {}
    reason: str | None = None
    seconds: float = 0.0


class OrderedMember(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One line of a ranked order: chance that it helps if the earlier ones did not, and its minutes."""

    step: str
    chance: float
    minutes: float


class Ordered(_Event, frozen=True, kw_only=True, tag="ordered"):
    """The order of a ranked group, computed on entry."""

    step: str
    order: tuple[OrderedMember, ...]


class Acknowledged(_Event, frozen=True, kw_only=True, tag="acknowledged"):
    """The person has seen a plan or a proof and went on."""

    step: str


class Undoing(_Event, frozen=True, kw_only=True, tag="undoing"):
    """A repair is about to be put back as it was; ``repair`` is its number in the walk, 0 for the first."""

    step: str
    fix: str
    repair: int


class Undone(_Event, frozen=True, kw_only=True, tag="undone"):
    """Putting back ended. ``changed_since``: somebody else has changed the same thing, so it was left alone."""

    step: str
    fix: str
    repair: int
    result: Literal["done", "failed", "not_available", "changed_since"]
    reason: str | None = None
    seconds: float = 0.0


class Remeasured(_Event, frozen=True, kw_only=True, tag="remeasured"):
    """What was measured once a repair had been put back: a reading beside the flow, which it does not move."""

    repair: int
    reading: Measured


class WentBack(_Event, frozen=True, kw_only=True, tag="went_back"):
    """Takes back the last thing the person did, and the measurements that followed it."""


UndoEvent = Undoing | Undone | Remeasured
Event = (
    Measured | Answered | Guided | Consented | Intended | Finished | Ordered | Acknowledged | Undoing | Undone
    | Remeasured | WentBack
)  # fmt: skip
History = tuple[Event, ...]


def facts_then(history: History, event: Event, latest: Mapping[str, object]) -> dict[str, object]:
    """Return the facts as they were when ``event`` came: what was found up to it, else the ``latest``.

    What is told of a step later names what the person saw then, not what was measured since.
    """
    facts: dict[str, object] = dict(latest)
    for each in history:
        if isinstance(each, Measured | Finished):
            facts.update(each.facts)
        if each is event:
            break
    return facts
