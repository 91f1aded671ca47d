"""One round of looking after what was handed over: send what is due, ask about tickets, find what came due."""

from dataclasses import dataclass
from secrets import SystemRandom

from wizard.environment import Environment
from wizard.escalation.clock import best_now
from wizard.escalation.errors import AlreadySendingError
from wizard.escalation.handing_over_channels import channel_opener
from wizard.escalation.ladder import DueStep, timeline
from wizard.escalation.model import Case, Entry
from wizard.escalation.outbox import Outbox, outbox_of
from wizard.escalation.polling import poll
from wizard.escalation.sender import Sender, SendProgress
from wizard.system.cancel import Cancel


@dataclass(frozen=True)
class Round:
    """What one round brought. ``due`` are steps that came due and were never shown before; each comes once."""

    tried: tuple[Entry, ...] = ()
    cases: tuple[Case, ...] = ()
    due: tuple[tuple[Case, DueStep], ...] = ()


def go_round(environment: Environment, cancel: Cancel) -> Round:
    """Send what is due, ask about open tickets, and note the steps that came due since the last round.

    Blocks for as long as the network takes; nothing of it is lost when it is stopped. Raises OutboxError alone.
    """
    outbox = outbox_of(environment)
    if outbox.path.exists():
        outbox.looks.begin()
    open_channel = channel_opener(environment)
    sender = Sender(outbox, open_channel, environment.now_utc, SystemRandom().random)
    try:
        tried = sender.send_due(_silent, cancel)
    except AlreadySendingError:  # another window is at it
        tried = ()
    cases: tuple[Case, ...] = ()
    if not cancel.requested:
        poll_min = environment.organisation.clocks.poll_min
        cases = poll(outbox, open_channel, environment.now_utc, cancel, poll_min=poll_min)
    return Round(tried, cases, newly_due(environment, outbox))


def newly_due(environment: Environment, outbox: Outbox) -> tuple[tuple[Case, DueStep], ...]:
    """Return the steps that came due and note each as shown, so that it is told once on this computer."""
    found: list[tuple[Case, DueStep]] = []
    organisation = environment.organisation
    for case in outbox.cases():
        if case.closed:
            continue
        now = best_now(case, environment.now_utc())
        made = timeline(case, organisation.clocks, organisation.rungs, now, outage=case.outage)
        for step in made.due:
            if not step.shown:
                outbox.add_event(case.entries[-1].id, "due", now, environment.now_utc(), step.detail())
                found.append((case, step))
    return tuple(found)


def _silent(_progress: SendProgress) -> None:
    """Nobody watches a round."""
