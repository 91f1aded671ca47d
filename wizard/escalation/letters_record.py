"""What earlier steps of a case were and what came of them, one line each, for letters and scripts (FACTS B4, D4)."""

from collections.abc import Iterator, Mapping
from datetime import datetime, tzinfo

from wizard.escalation.letters_words import ROLE_NAMES
from wizard.escalation.model import Case, Entry, TicketEvent
from wizard.marking import N_
from wizard.organisation.channels import Role, Rung
from wizard.report.page import short
from wizard.report.words import Words

_LEFT = ("sent", "said_so", "unknown")
"""States in which something left, or may have."""
_NO_ANSWER = N_("no answer")


def case_number(case: Case) -> str:
    """Return what people call the case: its first ticket's number, else the key of its first report."""
    ticket = next((entry.ticket for entry in case.entries if entry.ticket is not None and entry.ticket.number), None)
    return short(ticket.number, 2) if ticket is not None else case.entries[0].key if case.entries else case.id[:12]


def rung_name(role: Role, rungs: Mapping[Role, Rung], words: Words) -> str:
    """Return whom a rung is: the name the profile gives with its titles, else the role in words."""
    rung = rungs.get(role)
    return short(rung.name, 6) if rung is not None and rung.name.strip() else words.message(ROLE_NAMES[role])


def earlier_lines(case: Case, rungs: Mapping[Role, Rung], zone: tzinfo | None, words: Words) -> list[str]:
    """Return one line for each earlier step, in strict order of time: when, to whom, ticket or key, what came of it."""
    left = sorted(filter(_has_left, case.entries), key=lambda entry: left_at(case, entry))
    return [_line(case, entry, rungs, zone, words) for entry in left]


def _has_left(entry: Entry) -> bool:
    """Whether it is there, or may be: also a ticket whose files were not all taken."""
    return entry.state in _LEFT or entry.ticket is not None


def left_at(case: Case, entry: Entry) -> datetime:
    """Return when it left: the time of its *sent*, of its ticket, else of its consent."""
    events = sorted(_events(case, entry), key=lambda event: event.kind == "created")
    sent = (event.at for event in events if event.kind in ("sent", "said_so", "created"))
    return next(sent, entry.consented_at)


def _events(case: Case, entry: Entry) -> Iterator[TicketEvent]:
    return (event for event in case.events if event.escalation_id == entry.id)


def _line(case: Case, entry: Entry, rungs: Mapping[Role, Rung], zone: tzinfo | None, words: Words) -> str:
    number = entry.ticket.number if entry.ticket is not None and entry.ticket.number else entry.key
    facts = {
        "when": f"{left_at(case, entry).astimezone(zone):%Y-%m-%d %H:%M}",
        "who": short(rung_name(entry.role, rungs, words), 4),
        "number": short(number, 2),
        "answer": _answer(case, entry, zone, words),
    }
    return words.message(N_("- {when} to {who}, {number}: {answer}"), facts)


def _answer(case: Case, entry: Entry, zone: tzinfo | None, words: Words) -> str:
    """Return what came back: a reply, a promise, only an acknowledgement, or nothing."""
    events = sorted(_events(case, entry), key=lambda event: event.at)
    last: dict[str, datetime] = {event.kind: event.at for event in events}
    for kind, message in (
        ("replied", N_("answered {moment}")),
        ("promised", N_("a time was promised {moment}")),
        ("acknowledged", N_("only acknowledged {moment}")),
    ):
        if kind in last:
            return words.message(message, {"moment": f"{last[kind].astimezone(zone):%Y-%m-%d %H:%M}"})
    if entry.state == "unknown":
        return words.message(N_("not certain that it arrived"))
    return words.message(_NO_ANSWER)
