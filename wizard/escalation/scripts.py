"""What to say on the phone, what to paste into a chat (FACTS E1, E2, E4): laid out for the person, not for a server."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from wizard.escalation import letters_words as fixed
from wizard.figures import format_day
from wizard.marking import N_
from wizard.report.compose import expectation_lines
from wizard.report.content import Content
from wizard.report.lines import GIVEN, change_line, impact_words, reading_line
from wizard.report.page import short
from wizard.report.particulars import Particulars
from wizard.report.words import PRACTICE, REQUESTS, Words

NOTE_DOWN = (N_("Ticket number"), N_("Name of the person"), N_("Promised time"))
LEAST_LINES, MOST_LINES, MOST_LINE_WORDS = 4, 6, 30
ScriptKind = Literal["phone", "chat"]
_BLANK = "____________"


@dataclass(frozen=True, kw_only=True)
class Script:
    """``who`` and ``number`` or ``page`` to reach; ``lines`` to say or paste, one by one; ``have_ready`` label and
    value of what will be asked for; ``note_down`` what to write down while it lasts. All in the person's language.
    ``text`` is the whole of it as it can be copied or printed.
    """

    kind: ScriptKind
    who: str
    number: str | None = None
    page: str | None = None
    hours: str | None = None
    lines: tuple[str, ...] = ()
    have_ready: tuple[tuple[str, str], ...] = ()
    note_down: tuple[str, ...] = ()
    text: str = ""


@dataclass(frozen=True, kw_only=True)
class ScriptRequest:
    """What a script is made from. ``case_number`` and ``opened_at`` are given for a step of the ladder, ``meeting``
    where a fixed meeting is asked for (FACTS D4), ``owner`` where an owner is (D6); ``content`` is None when the walk
    is gone.
    """

    who: str
    key: str
    content: Content | None
    symptom: str
    particulars: Particulars = field(default_factory=Particulars)
    number: str | None = None
    page: str | None = None
    hours: str | None = None
    case_number: str | None = None
    opened_at: datetime | None = None
    meeting: bool = False
    owner: bool = False
    practice: str | None = None


def phone_script(request: ScriptRequest, words: Words) -> Script:
    """Return the script of a call: 4 to 6 short sentences, what will be asked for, what to write down (FACTS E2)."""
    say = words.message
    lines = [short(line, MOST_LINE_WORDS) for line in _said(request, words)][: MOST_LINES - 1]
    if len(lines) < LEAST_LINES - 1:
        lines.append(say(N_("I have a report with what was measured. Its key is {key}."), {"key": request.key}))
    lines.append(short(_asked(request, words), MOST_LINE_WORDS))
    if len(lines) < LEAST_LINES:
        lines.append(say(N_("Tell me a ticket number, your name, and when I hear from you.")))
    shown = [say(N_("Say:")), *(f"{number}. {line}" for number, line in enumerate(lines, start=1))]
    return _script("phone", request, words, tuple(lines), shown)


def chat_script(request: ScriptRequest, words: Words) -> Script:
    """Return short lines to paste into a chat, one after the other (FACTS E1)."""
    said = list(_said(request, words))
    account = [f"{label}: {value}" for label, value in _have_ready("chat", request, words)[:2]]
    again = expectation_lines(request.content, words) if request.content is not None else ()
    lines = tuple(
        short(line, MOST_LINE_WORDS) for line in (said[0], *account, *said[1:], *again, _asked(request, words))
    )
    return _script("chat", request, words, lines, [words.message(N_("Paste, line by line:")), *lines])


def _script(
    kind: ScriptKind,
    request: ScriptRequest,
    words: Words,
    lines: tuple[str, ...],
    shown: list[str],
) -> Script:
    say = words.message
    ready = _have_ready(kind, request, words)
    note_down = tuple(say(message) for message in NOTE_DOWN)
    head = [say(PRACTICE, {"scene": short(request.practice, 4)})] if request.practice is not None else []
    head += [f"{label}: {value}" for label, value in _reached(request, words)]
    parts = [
        *head, "", *shown, "", say(N_("Have ready:")), *(f"{label}: {value}" for label, value in ready), "",
        say(N_("Write down:")), *(f"{label}: {_BLANK}" for label in note_down),
    ]  # fmt: skip
    return Script(
        kind=kind,
        who=request.who,
        number=request.number,
        page=request.page,
        hours=request.hours,
        lines=lines,
        have_ready=ready,
        note_down=note_down,
        text="\n".join(parts).strip() + "\n",
    )


def _reached(request: ScriptRequest, words: Words) -> Iterator[tuple[str, str]]:
    labels = ((N_("Reach"), request.who), (N_("Number"), request.number), (N_("Page"), request.page))
    for label, value in (*labels, (N_("Hours"), request.hours)):
        if value:
            yield words.message(label), short(value, 20)


def _said(request: ScriptRequest, words: Words) -> Iterator[str]:
    """Yield what is wrong and since when, whom it affects, what was measured, what was tried."""
    say, content = words.message, request.content
    since = content.said.five.went_down if content is not None else None
    facts = {"symptom": short(request.symptom, 10), "since": _when(since, words) if since else ""}
    yield say(N_("My problem: {symptom}, since {since}.") if since else N_("My problem: {symptom}."), facts)
    if request.case_number is not None and request.opened_at is not None:
        opened = {"number": short(request.case_number, 2), "moment": format_day(words, request.opened_at)}
        yield say(N_("It is case {number}, reported on {moment}."), opened)
    impact = _impact(request, words)
    if impact:
        yield say(N_("It affects: {impact}."), {"impact": impact})
    if content is None:
        return
    measured = _measured(content, words)
    if measured:
        yield say(N_("Measured: {reading}."), {"reading": measured})
    exact = ", ".join((*content.codes[:2], *filter(None, [content.said.five.exact_message])))
    if exact:
        yield say(N_("The exact message: {text}."), {"text": short(exact, 12)})
    tried = list(dict.fromkeys(step.title for step in content.steps if step.tried))
    if tried:
        yield say(N_("Tried already: {steps}."), {"steps": short(", ".join(tried), 14)})


def _when(typed: str, words: Words) -> str:
    """Return a time as it is said; what is none stays as it was typed."""
    try:
        return format_day(words, datetime.fromisoformat(typed))
    except ValueError:
        return short(typed, 4)


def _impact(request: ScriptRequest, words: Words) -> str:
    users = impact_words(request.content, words) if request.content is not None else ""
    return "; ".join(filter(None, (users, short(request.particulars.impact_text or "", 14))))


def _measured(content: Content, words: Words) -> str:
    if content.changes:
        return change_line(content.changes[-1], words, 1)
    bad = [step for step in content.steps if step.kind == "measured" and step.good is False]
    return reading_line(bad[-1], words, 1) if bad else ""


def _asked(request: ScriptRequest, words: Words) -> str:
    if request.meeting:
        return words.message(N_("I ask for a fixed meeting with management. When is it?"))
    if request.owner:
        return words.message(fixed.ON_CALL)
    outcome = request.content.outcome if request.content is not None else "escalate"
    return request.particulars.wanted_solution or words.message(REQUESTS[outcome])


def _have_ready(kind: ScriptKind, request: ScriptRequest, words: Words) -> tuple[tuple[str, str], ...]:
    """Return account, call-back number, the two time slots and the other numbers that were given."""
    said = request.particulars
    serial = said.device_serial
    values: Mapping[str, str | None] = {
        N_("Account"): said.account_email,
        GIVEN["account_number"]: _grouped(said.account_number) if kind == "phone" else said.account_number,
        GIVEN["call_back_number"]: said.call_back_number,
        GIVEN["time_slots"]: " / ".join(said.time_slots),
        GIVEN["full_name"]: said.full_name,
        N_("Order"): said.order_number,
        GIVEN["invoice_number"]: said.invoice_number,
        GIVEN["reference_number"]: said.reference_number,
        GIVEN["transaction_numbers"]: ", ".join(said.transaction_numbers),
        N_("Serial number"): serial,
        N_("Key of the report"): request.key,
    }
    return tuple((words.message(label), short(value, 12)) for label, value in values.items() if value)


def _grouped(number: str | None) -> str | None:
    """Return an account number in groups of four, as it is read aloud."""
    return " ".join(number[start : start + 4] for start in range(0, len(number), 4)) if number else None
