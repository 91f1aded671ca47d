"""Looks how sent tickets stand and notes what is new, once each; learns how far this computer's clock is off."""

from collections.abc import Callable
from datetime import datetime

from wizard.escalation.channels.base import Channel
from wizard.escalation.model import Case, Entry
from wizard.escalation.outbox import Outbox
from wizard.system.cancel import Cancel


def poll(
    outbox: Outbox,
    open_channel: Callable[[Entry], Channel],
    now_utc: Callable[[], datetime],
    cancel: Cancel,
    *,
    poll_min: int = 5,
) -> tuple[Case, ...]:
    """Ask about every ticket not looked at in the last ``poll_min`` minutes; return the cases with news.

    One ticket that cannot be asked about stops no other. Raises OutboxError alone.
    """
    raise NotImplementedError
