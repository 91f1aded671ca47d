"""What a sender tells while it is at it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from wizard.escalation.model import Entry

Stage = Literal["checking", "looking", "creating", "attaching", "done"]
"""``checking``: the frozen bytes; ``looking``: whether an earlier try arrived; ``done``: for now, see the entry."""


@dataclass(frozen=True)
class SendProgress:
    """How far one delivery is. ``file`` names the attachment under way; ``size_bytes`` is what it has to send."""

    entry: Entry
    stage: Stage
    file: str | None = None
    sent_bytes: int = 0
    size_bytes: int | None = None


Report = Callable[[SendProgress], None]
