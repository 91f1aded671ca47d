"""The victim of the outbox's kill tests: a real process that sends what is due and may be killed at any moment.

Usage: outbox_victim.py FOLDER SERVER [DIES_AT]. SERVER is a file that plays the other side, or ``host:port`` of one on
this computer. At the step DIES_AT (before and after each write of the outbox and each request) it kills itself. It
announces each step on standard output, and ``done`` when nothing is left to do.
"""

import contextlib
import http.client
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.escalation.scripted_server import ALL, ScriptedChannel, Server
from wizard.escalation.backoff import Pace
from wizard.escalation.channels.base import Channel, SentBytes
from wizard.escalation.errors import AlreadySendingError, AmbiguousError, NotReachedError
from wizard.escalation.model import Attachment, Message, RemoteFile, Ticket, TicketState
from wizard.escalation.outbox import Outbox
from wizard.escalation.sender import Sender
from wizard.journal.database import Database
from wizard.system.cancel import Cancel

SETTLE_S = 1.0
"""The played server takes a request in at most 30 ms after it came."""


class Steps:
    """Counts what happens, and ends the process where it was asked to."""

    def __init__(self, dies_at: int | None) -> None:
        self.count = 0
        self.dies_at = dies_at

    def __call__(self, what: str) -> None:
        self.count += 1
        print(self.count, what, flush=True)
        if self.count == self.dies_at:
            os.kill(os.getpid(), signal.SIGKILL)


class SteppingServer(Server):
    """A server in a file; the process may die right before it took something in, or right after."""

    step: Callable[[str], None]

    def make(self, key: str) -> int:
        self.step("before the ticket is made")
        number = super().make(key)
        self.step("after the ticket is made")
        return number

    def add(self, number: int, name: str, content: bytes) -> str:
        self.step("before the file is added")
        identity = super().add(number, name, content)
        self.step("after the file is added")
        return identity


class SocketChannel:
    """A channel to a server on this computer that goes on when this process is gone."""

    abilities = ALL

    def __init__(self, address: str) -> None:
        self._address = address

    def create(self, message: Message, sent_bytes: SentBytes, cancel: Cancel) -> Ticket:
        return Ticket(*self._ask("POST", "/ticket", message.key.encode())["ticket"])

    def attach(
        self, ticket: Ticket, message: Message, attachment: Attachment, sent_bytes: SentBytes, cancel: Cancel
    ) -> RemoteFile:
        return RemoteFile(
            *self._ask("POST", f"/file/{ticket.id}/{attachment.name}", attachment.path.read_bytes())["file"]
        )

    def files(self, ticket: Ticket, message: Message, cancel: Cancel) -> tuple[RemoteFile, ...]:
        return tuple(RemoteFile(*file) for file in self._ask("GET", f"/files/{ticket.id}")["files"])

    def find(self, message: Message, cancel: Cancel) -> tuple[Ticket, ...]:
        return tuple(Ticket(*ticket) for ticket in self._ask("GET", f"/find/{message.key}")["tickets"])

    def state(self, ticket: Ticket, message: Message, since: str | None, cancel: Cancel) -> TicketState | None:
        raise NotImplementedError

    def _ask(self, method: str, path: str, body: bytes | None = None) -> dict[str, Any]:
        with contextlib.closing(http.client.HTTPConnection(self._address, timeout=20)) as connection:
            try:
                connection.connect()
            except OSError as error:
                raise NotReachedError("not reached") from error
            try:
                connection.request(method, path, body)
                answer: dict[str, Any] = json.loads(connection.getresponse().read())
            except (OSError, http.client.HTTPException, ValueError) as error:
                raise AmbiguousError("lost") from error
            return answer


def announcing(steps: Steps) -> None:
    """Make a step of each write of the outbox, before it is durable and after."""
    original = Database.transaction

    @contextmanager
    def transaction(self: Database) -> Iterator[Any]:
        with original(self) as connection:
            yield connection
            steps("before a commit")
        steps("after a commit")

    Database.transaction = transaction  # type: ignore[method-assign]


def main(folder: Path, server: str, dies_at: int | None) -> None:
    steps = Steps(dies_at)
    announcing(steps)
    if ":" in server:
        channel: Channel = SocketChannel(server)
        pace = Pace(base_s=0.05, cap_s=0.1, floor_s=0.01, settle_s=SETTLE_S, recheck_s=0.1)
    else:
        kept = Server.at(Path(server))
        stepping = SteppingServer(kept.keys, kept.files, kept.path)
        stepping.step = steps
        channel = ScriptedChannel(stepping)
        pace = Pace(base_s=0.01, cap_s=0.01, floor_s=0.0, settle_s=0.0, recheck_s=0.0)
    outbox = Outbox(folder)
    sender = Sender(outbox, lambda _entry: channel, lambda: datetime.now(UTC), random.random, pace)
    while (due_at := outbox.next_due_at(datetime.now(UTC))) is not None:
        wait_s = (due_at - datetime.now(UTC)).total_seconds()
        time.sleep(max(0.0, min(wait_s, 0.05)))
        try:
            sender.send_due(lambda progress: steps(progress.stage), Cancel())
        except AlreadySendingError:
            print("somebody else is sending", flush=True)
            time.sleep(0.01)
    print("done", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else None)
