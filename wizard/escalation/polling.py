"""Looks how sent tickets stand and notes what is new, once each; learns how far this computer's clock is off."""

from collections.abc import Callable
from datetime import datetime, timedelta

from wizard.errors import WizardError
from wizard.escalation.backoff import MAX_RETRY_AFTER_S
from wizard.escalation.channels.base import Channel
from wizard.escalation.errors import BusyError, EscalationError, OutboxError
from wizard.escalation.model import Case, Entry, TicketState
from wizard.escalation.outbox import Outbox
from wizard.marking import N_
from wizard.system.cancel import Cancel

_UNREADABLE = N_("How the ticket stands could not be read ({answer}). It is asked again later.")


def poll(
    outbox: Outbox,
    open_channel: Callable[[Entry], Channel],
    now_utc: Callable[[], datetime],
    cancel: Cancel,
    *,
    poll_min: int = 5,
) -> tuple[Case, ...]:
    """Ask about every ticket not looked at in the last ``poll_min`` minutes; return the cases with news.

    One ticket that cannot be asked about stops no other; ``outbox.looks.last`` says why. Raises OutboxError alone.
    """
    news: dict[str, None] = {}
    for entry, mark in outbox.looks.due(now_utc(), poll_min):
        if cancel.requested:
            break
        try:
            channel = open_channel(entry)
            if not channel.abilities.state:
                continue
            state = _ask(outbox, channel, entry, mark, cancel)
        except OutboxError:
            raise
        except WizardError as error:
            outbox.looks.failed(entry.id, now_utc(), error, _not_before(error, now_utc()))
            continue
        except Exception as error:  # an answer nobody thought of stops no other ticket
            unreadable = EscalationError(_UNREADABLE, answer=type(error).__name__)
            outbox.looks.failed(entry.id, now_utc(), unreadable, None)
            continue
        if outbox.looks.answered(entry.id, now_utc(), state):
            news[entry.case_id] = None
    return tuple(outbox.case(case_id) for case_id in news)


def _ask(outbox: Outbox, channel: Channel, entry: Entry, mark: str | None, cancel: Cancel) -> TicketState | None:
    assert entry.ticket is not None  # only what has a ticket is looked at
    return channel.state(entry.ticket, outbox.message_unchecked(entry.id), mark, cancel)


def _not_before(error: WizardError, now: datetime) -> datetime | None:
    """Return when a server that asked for a pause may be asked again."""
    if isinstance(error, BusyError) and error.retry_after_s is not None:
        return now + timedelta(seconds=min(max(error.retry_after_s, 0), MAX_RETRY_AFTER_S))
    return None
