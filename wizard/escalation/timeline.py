"""The lines of a case's record in words: evidence of times and numbers (FACTS D4), for page and terminal alike."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from itertools import groupby

from wizard.escalation.ladder_model import TimelineLine, kind_of
from wizard.escalation.ladder_sentences import STEP_TITLES
from wizard.escalation.model import Case, Entry, EventKind, TicketEvent
from wizard.escalation.sentence import Sentence
from wizard.marking import N_

_PLAIN: Mapping[EventKind, str] = {
    "consented": N_("You agreed to send it."),
    "attempted": N_("Sending began."),
    "prepared": N_("It lies ready for you."),
    "unknown": N_("No answer came, so nobody knows yet whether it arrived."),
    "cancelled": N_("You took it back before anything left."),
    "acknowledged": N_("They confirmed that it arrived. That is no answer yet."),
    "commented": N_("A note was added."),
    "closed": N_("You closed the case."),
}
_SENT_TO_FOLDER = N_("It was saved to a folder. Nobody has it until you hand it over.")
_SENT_BY_MAIL = N_("The mail server took it.")
_SENT = N_("It arrived there.")
_STEP_LINES: Mapping[EventKind, str] = {
    "due": N_("Due: {step}"),
    "step_taken": N_("Done: {step}"),
    "step_declined": N_("Left out: {step}"),
}


def lines_of(case: Case, events: Iterable[TicketEvent]) -> tuple[TimelineLine, ...]:
    """Return the record line by line, in the order of the times; ``events`` have settled times."""
    entries = {entry.id: entry for entry in case.entries}
    found = [
        TimelineLine(
            at=event.at,
            number=event.number,
            kind=event.kind,
            sentence=_sentence(event, entries.get(event.escalation_id)),
            text=event.detail.get("text", ""),
        )
        for event in events
    ]
    return tuple(sorted(found, key=lambda line: (line.at, line.number)))


def told(lines: Iterable[TimelineLine]) -> tuple[TimelineLine, ...]:
    """Return the record as a person reads it: files that arrived one after the other are one line, at the last time."""
    found: list[TimelineLine] = []
    for is_file, group in groupby(lines, key=lambda line: line.kind == "attached"):
        here = list(group)
        if is_file and len(here) > 1:
            names = [str(line.sentence.facts["name"]) for line in here]
            here = [replace(here[-1], sentence=Sentence(N_("Files that arrived: {names}"), {"names": names}))]
        found += here
    return tuple(found)


def _sentence(event: TicketEvent, entry: Entry | None) -> Sentence:
    if event.kind in _PLAIN:
        return Sentence(_PLAIN[event.kind])
    if event.kind in _STEP_LINES:
        step = kind_of(event.detail.get("step", ""))
        return Sentence(_STEP_LINES[event.kind], {"step": STEP_TITLES[step] if step is not None else None})
    if event.kind == "sent":
        channel = entry.kind if entry is not None else None
        return Sentence({"folder": _SENT_TO_FOLDER, "mail": _SENT_BY_MAIL}.get(channel or "", _SENT))
    return _WITH_DETAIL[event.kind](event.detail)


def _created(detail: Mapping[str, str]) -> Sentence:
    return Sentence(N_("Ticket {number} was opened."), {"number": detail.get("number") or detail.get("ticket")})


def _attached(detail: Mapping[str, str]) -> Sentence:
    return Sentence(N_("The file {name} arrived."), {"name": detail.get("name")})


def _said_so(detail: Mapping[str, str]) -> Sentence:
    number = detail.get("number") or detail.get("ticket") or detail.get("ticket_number")
    if number:
        return Sentence(N_("You said that it was passed on. Ticket number: {number}"), {"number": number})
    return Sentence(N_("You said that it was passed on."))


def _failed(detail: Mapping[str, str]) -> Sentence:
    return Sentence(N_("It was not taken. {why}"), {"why": _why(detail)})


def _waiting(detail: Mapping[str, str]) -> Sentence:
    return Sentence(N_("It waits. {why}"), {"why": _why(detail)})


def _why(detail: Mapping[str, str]) -> Sentence | None:
    """Return a reason as the outbox noted it: the error's sentence, and in JSON what fills it."""
    try:
        found = json.loads(detail.get("why_details", "{}"))
    except ValueError:
        found = {}
    return Sentence(detail["why"], found if isinstance(found, dict) else {}) if "why" in detail else None


def _replied(detail: Mapping[str, str]) -> Sentence:
    if detail.get("author"):
        return Sentence(N_("{author} answered."), {"author": detail["author"]})
    return Sentence(N_("Somebody answered."))


def _status_changed(detail: Mapping[str, str]) -> Sentence:
    return Sentence(N_("The ticket is now: {status}"), {"status": detail.get("status")})


def _owner_changed(detail: Mapping[str, str]) -> Sentence:
    if detail.get("owner", "").strip():
        return Sentence(N_("Owner of the ticket: {owner}"), {"owner": detail["owner"]})
    return Sentence(N_("The ticket has no owner."))


def _promised(detail: Mapping[str, str]) -> Sentence:
    return Sentence(N_("They named a time: {until_time}"), {"until_time": detail.get("until")})


def _clock_moved(detail: Mapping[str, str]) -> Sentence:
    try:
        offset_s: float | None = abs(float(detail.get("offset_s", "")))
    except ValueError:
        offset_s = None
    message = N_("The clock of this computer was off by {offset_s}. The time of the server counts.")
    return Sentence(message, {"offset_s": offset_s})


_WITH_DETAIL: Mapping[EventKind, Callable[[Mapping[str, str]], Sentence]] = {
    "created": _created,
    "attached": _attached,
    "said_so": _said_so,
    "failed": _failed,
    "waiting": _waiting,
    "replied": _replied,
    "status_changed": _status_changed,
    "owner_changed": _owner_changed,
    "promised": _promised,
    "clock_moved": _clock_moved,
}


def summary(
    case: Case,
    *,
    closed: bool,
    solved: bool,
    arrived: bool,
    answered: bool,
    due: str | None,
    following: tuple[str, datetime] | None,
) -> Sentence:
    """Return how a case stands. ``due`` and ``following`` hold the title of the step that is or comes due;
    ``answered``: somebody there wrote back.
    """
    if closed:
        return Sentence(N_("This case is closed."))
    if solved:
        return Sentence(N_("They say that it is solved. Close it, if that is so."))
    if due is not None:
        return Sentence(N_("Due now: {step}"), {"step": due})
    if any(entry.state == "prepared" for entry in case.entries):
        return Sentence(N_("Something lies ready for you to pass on."))
    if not arrived:
        return Sentence(N_("Nothing arrived there yet, so nothing comes due."))
    if following is not None:
        step, at = following
        message = N_("If nobody answers by {next_time}, the next step is: {step}")
        if answered:
            message = N_("They answered. If it is still open at {next_time}, the next step is: {step}")
        return Sentence(message, {"step": step, "next_time": at})
    return Sentence(N_("Nothing more comes due by itself."))
