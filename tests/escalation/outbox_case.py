"""Drafts, a clock that tests turn, and a sender that is driven until nothing is left to do."""

import hashlib
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from tests.escalation.scripted_server import KilledError, ScriptedChannel
from wizard.escalation.channels.base import Channel
from wizard.escalation.model import Draft, DraftFile, Entry, new_id
from wizard.escalation.outbox import Outbox
from wizard.escalation.sender import Sender, SendProgress
from wizard.system.cancel import Cancel

NOW = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
FILES = (("report.html", b"<p>loss 12 %</p>"), ("logs.zip", b"PK\x03\x04" + bytes(range(256))))


def draft_file(name: str, content: bytes | Path) -> DraftFile:
    data = content if isinstance(content, bytes) else content.read_bytes()
    return DraftFile(name, "application/octet-stream", content, len(data), hashlib.sha256(data).hexdigest())


def make_draft(files: tuple[tuple[str, bytes], ...] = FILES, **changes: Any) -> Draft:
    identity = new_id()
    values: dict[str, Any] = {
        "id": identity,
        "case_id": new_id(),
        "session_id": "s1",
        "flow_id": "connection",
        "language": "en",
        "channel": "desk",
        "kind": "rt",
        "subject": "Loss 12 %",
        "text": "The connection loses packets.",
        "fields": {"account": "123456789012"},
        "files": tuple(draft_file(name, content) for name, content in files),
    }
    return Draft(**{**values, **changes})


@dataclass
class Clock:
    """The wall clock of a test."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@dataclass
class Desk:
    """An outbox, the channel it sends over, and the clock; ``restart`` opens the outbox anew, as a new process does."""

    folder: Path
    channel: ScriptedChannel
    clock: Clock = field(default_factory=Clock)
    chance: Callable[[], float] = field(default_factory=lambda: random.Random(20261122).random)
    progress: list[SendProgress] = field(default_factory=list)
    cancel: Cancel = field(default_factory=Cancel)

    def __post_init__(self) -> None:
        self.outbox = Outbox(self.folder)

    def restart(self) -> None:
        self.outbox.close()
        self.outbox = Outbox(self.folder)

    def consent(self, draft: Draft, **changes: Any) -> Entry:
        return self.outbox.consent(draft, draft.sha256, self.clock(), title="Slow connection", **changes)

    def send(self, only: str | None = None) -> tuple[Entry, ...]:
        return self.sender().send_due(self.progress.append, self.cancel, only)

    def sender(self) -> Sender:
        def opened(_entry: Entry) -> Channel:
            return self.channel

        return Sender(self.outbox, opened, self.clock, self.chance)

    def drive(self, most: int = 60) -> None:
        """Send until nothing is due any more, going on after each kill; each pass begins when something is due."""
        for _ in range(most):
            due_at = self.outbox.next_due_at(self.clock())
            if due_at is None:
                return
            self.clock.now = max(self.clock.now, due_at)
            try:
                self.send()
            except KilledError:
                self.restart()
        raise AssertionError(f"not done after {most} passes: {self.outbox.entries()}")

    def kinds(self, case_id: str) -> list[str]:
        return [event.kind for event in self.outbox.case(case_id).events]
