"""Where one escalation stands, in sentences; *sent* is said only of what a server accepted."""

from collections.abc import Iterator, Mapping

from wizard.errors import WizardError
from wizard.escalation.model import DeliveryState, Entry, WaitsFor
from wizard.marking import N_
from wizard.texts import Texts

_STATES: Mapping[DeliveryState, str] = {
    "consented": N_("It waits for its turn."),
    "sending": N_("It is on its way."),
    "unknown": N_("Nobody knows whether it arrived. It is not sent again by itself: look there first."),
    "sent": N_("It was sent, and the other side has it."),
    "prepared": N_("It lies ready for you. Nothing was sent by this program."),
    "said_so": N_("You said that you did it."),
    "failed": N_("It was not sent."),
    "cancelled": N_("It was taken back. Nothing was sent."),
}
_WAITS: Mapping[WaitsFor, str] = {
    "network": N_("It waits for the network, and goes by itself once that is back."),
    "server": N_("The other side is busy. It is tried again at {next_time}."),
    "look": N_("The answer was lost. It is looked up whether it arrived, at {next_time}."),
    "window": N_("It can wait, and goes with the e-mails of the day at {next_time}."),
    "person": N_("It waits for you: something has to be put right first."),
}


def standing(entry: Entry, texts: Texts) -> tuple[str, ...]:
    """Return how it stands: one sentence, what was the matter, the ticket's number, the key it is found by."""
    return tuple(_sentences(entry, texts))


def _sentences(entry: Entry, texts: Texts) -> Iterator[str]:
    waits = _WAITS[entry.waits_for] if entry.waits_for is not None else None
    waiting = entry.state in ("consented", "sending") and waits is not None and (entry.next_at or "{" not in waits)
    message = waits if waiting and waits is not None else _STATES[entry.state]
    yield texts.message(message, {"next_time": entry.next_at})
    if entry.problem is not None and entry.state not in ("sent", "said_so", "cancelled"):
        yield texts.error(WizardError(entry.problem, **entry.problem_details))
    if entry.kind == "folder" and entry.ticket is not None:
        yield texts.message(N_("Saved in {folder}"), {"folder": entry.ticket.id})
    elif entry.ticket is not None and entry.ticket.number:
        yield texts.message(N_("Ticket number: {number}. Write it down."), {"number": entry.ticket.number})
    if entry.files_total:
        facts = {"arrived": entry.files_arrived, "total": entry.files_total}
        yield texts.message(N_("Files that arrived: {arrived} of {total}."), facts)
    yield texts.message(N_("Its key: {key}"), {"key": entry.key})
