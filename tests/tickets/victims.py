"""Processes that send what is due and are killed where a test says: forked from one that has everything loaded.

The kennel is a process of its own without threads, so that forking it is safe and costs a few milliseconds. It reads
one order a line on standard input and answers one line: ``killed`` or ``done``, and how many steps there were.
"""

import json
import os
import random
import signal
import ssl
import subprocess
import sys
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import msgspec

from wizard.escalation.backoff import Pace
from wizard.escalation.channels.base import Channel
from wizard.escalation.channels.mail import MailDelivery
from wizard.escalation.channels.mail_server import MailPatience
from wizard.escalation.channels.portal import PortalTickets
from wizard.escalation.channels.rt import RtTickets
from wizard.escalation.channels.web_exchange import Patience
from wizard.escalation.model import Entry
from wizard.escalation.outbox import Outbox
from wizard.escalation.sender import Sender, SendProgress
from wizard.organisation.channels import MailChannel, RtChannel
from wizard.organisation.portal import PortalChannel
from wizard.system.cancel import Cancel
from wizard.system.http import Proxies

PATIENCE = Patience(connect_s=1.0, read_s=1.0)
"""The servers of the laboratory answer in a fraction of a second; a stall of the proxy need not take a minute."""

MAIL_PATIENCE = MailPatience(connect_s=1.0, answer_s=1.0, accept_s=1.0)


@dataclass(frozen=True)
class Order:
    """One sending. ``now`` is the clock the sender sees; ``dies_at`` the step at which it kills itself (0: never)."""

    folder: str
    now: str
    kind: str
    profile: dict[str, Any]
    secret: str
    dies_at: int
    seed: int
    certificate: str = ""
    """The test's authority, for what goes encrypted."""


class Word:
    """A keyring that holds one word."""

    def __init__(self, word: str) -> None:
        self._word = word

    def get(self, _name: str, _cancel: Cancel | None = None) -> str:
        return self._word


class Steps:
    """Counts what a victim does, and ends it where it was ordered to: at a request, in an upload, at a write."""

    def __init__(self, dies_at: int, told: int) -> None:
        self.count = 0
        self._dies_at = dies_at
        self._told = told

    def step(self) -> None:
        self.count += 1
        if self.count == self._dies_at:
            os.write(self._told, f"{self.count}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)


class Stepping:
    """A channel whose every call, every answer and every piece of an upload is a step."""

    def __init__(self, channel: Channel, steps: Steps) -> None:
        self._channel = channel
        self._steps = steps
        self.abilities = channel.abilities

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method = getattr(self._channel, name)

        def called(*arguments: Any) -> Any:
            self._steps.step()
            with_steps = [self._watched(argument) if callable(argument) else argument for argument in arguments]
            answer = method(*with_steps)
            self._steps.step()
            return answer

        return called

    def _watched(self, sent_bytes: Callable[[int], None]) -> Callable[[int], None]:
        def told(count: int) -> None:
            self._steps.step()
            sent_bytes(count)

        return told


def channel_of(order: Order) -> Channel:
    secrets = Word(order.secret)
    if order.kind == "mail":
        trusted = ssl.create_default_context(cafile=order.certificate)
        return MailDelivery(msgspec.convert(order.profile, MailChannel), secrets, trusted, MAIL_PATIENCE)
    made: RtTickets | PortalTickets
    if order.kind == "rt":
        made = RtTickets(msgspec.convert(order.profile, RtChannel), secrets, Proxies())
    else:
        made = PortalTickets(msgspec.convert(order.profile, PortalChannel), secrets, Proxies())
    object.__setattr__(made._web, "patience", PATIENCE)  # frozen, and shared by all that the channel asks
    return made


def send(order: Order, told: int) -> None:
    """Send once what is due at the ordered time."""
    steps = Steps(order.dies_at, told)
    now = datetime.fromisoformat(order.now)
    outbox = Outbox(Path(order.folder))
    channel = Stepping(channel_of(order), steps)

    def opened(_entry: Entry) -> Any:
        return channel

    def report(_progress: SendProgress) -> None:
        steps.step()

    Sender(outbox, opened, lambda: now, random.Random(order.seed).random, Pace()).send_due(report, Cancel())
    outbox.close()
    os.write(told, f"{steps.count}\n".encode())


def keep() -> None:
    """Fork a victim for each order, wait for its end, and say how it ended."""
    for line in sys.stdin:
        order = Order(**json.loads(line))
        reading, writing = os.pipe()
        victim = os.fork()
        if victim == 0:
            os.close(reading)
            try:
                send(order, writing)
            except BaseException:
                traceback.print_exc()
                os._exit(1)
            os._exit(0)
        os.close(writing)
        _, status = os.waitpid(victim, 0)
        with os.fdopen(reading) as told:
            steps = told.read().strip()
        killed = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGKILL
        word = "killed" if killed else "done" if status == 0 else "broken"
        print(json.dumps({"ended": word, "steps": int(steps or 0)}), flush=True)


class Kennel:
    """The process with everything loaded; a context manager."""

    def __enter__(self) -> "Kennel":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.tickets.victims"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).resolve().parents[2],
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(10)
        self._process.stdout.close()

    def send(self, order: Order) -> tuple[str, int]:
        """Have a victim send; return how it ended and at which step. Raises AssertionError when it broke down."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(asdict(order)) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert answer["ended"] != "broken", "the sender raised an error; its trace stands above"
        return answer["ended"], answer["steps"]


if __name__ == "__main__":
    keep()
