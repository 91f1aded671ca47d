"""The rows of FACTS E as data: which ways, best first, what each needs, how long it usually takes."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from wizard.escalation.model import ChannelKind
from wizard.escalation.sentence import Sentence
from wizard.marking import N_

Row = Literal["E1", "E2", "E3", "E4", "E5", "E6", "E7"]
Wish = Literal["phone", "chat", "rt", "portal", "mail", "draft", "folder"]
"""A kind of channel; ``draft`` is a mail that only lies ready for the person's own mail program."""

CALL: tuple[Wish, ...] = ("phone", "chat", "rt", "portal", "mail", "draft", "folder")
CHAT: tuple[Wish, ...] = ("chat", "phone", "rt", "portal", "mail", "draft", "folder")
WRITE: tuple[Wish, ...] = ("rt", "portal", "mail", "draft", "chat", "phone", "folder")
"""A ticket is a record with attachments that can be searched for, too, so that it comes before mail."""
DAILY_MAIL: tuple[Wish, ...] = ("mail", "rt", "portal", "draft", "chat", "phone", "folder")
WRITE_AFTER_CALL: tuple[Wish, ...] = ("mail", "rt", "portal", "draft")
"""The second way of FACTS E4 (phone, then e-mail)."""
WRITTEN: frozenset[Wish] = frozenset(WRITE_AFTER_CALL)
KIND_TITLES: Mapping[ChannelKind, str] = {
    "phone": N_("Phone"),
    "chat": N_("Chat"),
    "rt": N_("Ticket"),
    "portal": N_("Ticket"),
    "mail": N_("E-mail"),
    "page": N_("Page"),
    "folder": N_("Save to a folder"),
}
_ROWS: Mapping[ChannelKind, Row] = {"phone": "E2", "chat": "E1", "rt": "E3", "portal": "E3", "mail": "E3"}


@dataclass(frozen=True)
class Need:
    """One particular a row wants. ``name`` is its name in ``Particulars.typed`` where ``source`` is the person;
    otherwise the program has it, and ``name`` says what it is.
    """

    name: str
    label: str
    source: Literal["person", "program"]


def row_of(kind: ChannelKind) -> Row | None:
    """Return the row that says what a kind of channel needs and how long it takes; None for folder and page."""
    return _ROWS.get(kind)


def usual_times(kind: ChannelKind) -> Sentence:
    """Return how long this way usually takes (FACTS E1–E3)."""
    row = row_of(kind)
    return USUAL_TIMES[row] if row is not None else NOBODY_YET


NOBODY_YET = Sentence(N_("Nobody gets it until you hand it over."))
USUAL_TIMES: Mapping[Row, Sentence] = {
    "E1": Sentence(N_("Most chats get a first reply in 30 to 90 seconds, and end within 8 to 20 minutes.")),
    "E2": Sentence(N_("Most calls are picked up in under 2 minutes, and take 10 to 30 minutes.")),
    "E3": Sentence(N_("Most messages get a first reply in 4 to 48 hours, and are solved in 1 to 7 days.")),
}

_CHAT_NEEDS = (
    Need("summary", N_("A short summary"), "program"),
    Need("account_email", N_("Account"), "person"),
    Need("system", N_("Operating system"), "program"),
    Need("browser", N_("Browser"), "person"),
    Need("screenshot", N_("A picture of the screen"), "program"),
    Need("steps_to_reproduce", N_("Steps that show the problem"), "person"),
)
_CALL_NEEDS = (
    Need("account_number", N_("Account number"), "person"),
    Need("call_back_number", N_("Number to call you back"), "person"),
    Need("time_slot_1", N_("First time that suits you"), "person"),
    Need("time_slot_2", N_("Second time that suits you"), "person"),
    Need("summary", N_("A short summary"), "program"),
    Need("impact_text", N_("What it costs, in money or work"), "person"),
)
_MAIL_NEEDS = (
    Need("account_number", N_("Account number"), "person"),
    Need("steps_to_reproduce", N_("Steps that show the problem"), "person"),
    Need("expected_result", N_("What should happen instead"), "person"),
    Need("logs", N_("Logs"), "program"),
    Need("deadline", N_("A deadline"), "program"),
)
NEEDS: Mapping[Row, tuple[Need, ...]] = {
    "E1": _CHAT_NEEDS,
    "E2": _CALL_NEEDS,
    "E3": _MAIL_NEEDS,
    "E4": tuple(dict.fromkeys(_CALL_NEEDS + _MAIL_NEEDS)),
    "E5": (),
    "E6": _MAIL_NEEDS,
    "E7": (),
}
"""What each row needs (FACTS E); E5 and E7 name no channel: what is needed is that of the row of the way taken."""
