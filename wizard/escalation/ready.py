"""What to have ready before a call (FACTS B6): each thing, the form it must have, and what may be kept of it.

Checks take a text and answer with a verdict; nothing here holds a value. What may not be kept (PIN, card, government
ID, date of birth, verification code, address, …) has no field anywhere that could be written down.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

State = Literal["empty", "incomplete", "right", "wrong"]


@dataclass(frozen=True)
class Verdict:
    """How a text fits its form while it is typed. ``message`` is a catalogue message that ``facts`` fill."""

    state: State
    message: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ReadyItem:
    """One line of the checklist. ``label`` and ``form`` are catalogue messages; ``rows`` the rows of FACTS E that want
    it; ``kept`` whether B6 lets it be kept; ``particular`` the field of ``Particulars`` it then fills.
    """

    name: str
    label: str
    form: str
    rows: frozenset[str]
    check: Callable[[str, date], Verdict] = field(repr=False)
    kept: bool = False
    particular: str | None = None


READY_ITEMS: tuple[ReadyItem, ...] = ()


def check_item(name: str, text: str, today: date) -> Verdict:
    """Return how ``text`` fits the item's form; raises KeyError for a name that is no item."""
    raise NotImplementedError


def items_for(row: str) -> tuple[ReadyItem, ...]:
    """Return the items that this row of FACTS E wants, in the order of B6."""
    return tuple(item for item in READY_ITEMS if row in item.rows)


def particulars_of(ticked: Mapping[str, str], today: date) -> Mapping[str, str]:
    """Return what may be kept of ticked lines that have their form, by the name in ``Particulars.typed``."""
    raise NotImplementedError
