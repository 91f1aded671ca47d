"""A ticket system that can be told what goes wrong, in memory or in a file, and a channel that speaks to it."""

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from wizard.escalation.channels.base import Abilities, SentBytes
from wizard.escalation.errors import AmbiguousError, BusyError, NotReachedError, RefusedError, SecretError
from wizard.escalation.model import Attachment, Message, RemoteFile, Ticket, TicketState
from wizard.system.cancel import Cancel

MAKING = ("ok", "before", "inside", "after", "busy", "odd_inside", "odd_after", "killed_before", "killed_after")
"""What may happen to a request that makes something. ``inside``: it was lost, ``after``: it was taken and the answer
was lost; nobody can tell the two apart. ``odd``: an exception no channel should raise. ``killed``: the process dies."""
LOOKING = ("ok", "before", "inside", "busy", "killed_before")
"""What may happen to a request that only asks."""
ALL = Abilities(find=True, separate_files=True, state=True)
NO_FIND = Abilities(find=False, separate_files=False, state=False)

Made = TypeVar("Made")
Fault = Callable[[str], str]
"""From a request (``create``, ``attach``, ``find``, ``files``) to what happens to it."""


class KilledError(BaseException):
    """The process dies here: nothing behind this line runs. (Real kills are in tests/soak.)"""


@dataclass
class Server:
    """The other side: the tickets' keys and their files (name, bytes) in order of arrival. ``path`` keeps it."""

    keys: list[str] = field(default_factory=list)
    files: list[list[tuple[str, bytes]]] = field(default_factory=list)
    path: Path | None = None

    def make(self, key: str) -> int:
        self.keys.append(key)
        self.files.append([])
        self._keep()
        return len(self.keys)

    def add(self, number: int, name: str, content: bytes) -> str:
        self.files[number - 1].append((name, content))
        self._keep()
        return f"{number}.{len(self.files[number - 1])}"

    def found(self, key: str) -> list[int]:
        return [number for number, known in enumerate(self.keys, start=1) if known == key]

    @classmethod
    def at(cls, path: Path) -> "Server":
        if not path.exists():
            return cls(path=path)
        kept = json.loads(path.read_text())
        files = [[(name, bytes.fromhex(content)) for name, content in ticket] for ticket in kept["files"]]
        return cls(kept["keys"], files, path)

    def _keep(self) -> None:
        if self.path is None:
            return
        files = [[(name, content.hex()) for name, content in ticket] for ticket in self.files]
        temporary = self.path.with_suffix(".new")
        temporary.write_text(json.dumps({"keys": self.keys, "files": files}))
        temporary.replace(self.path)


def in_turn(script: Sequence[str]) -> Fault:
    """Follow a script; after its end everything goes well."""
    left = list(script)
    return lambda _request: left.pop(0) if left else "ok"


def first(request: str, *faults: str) -> Fault:
    """Follow a script for one kind of request; all others go well."""
    left = list(faults)
    return lambda made: left.pop(0) if made == request and left else "ok"


@dataclass
class ScriptedChannel:
    """A channel to the server; ``fault`` decides about each request, ``requests`` notes them all."""

    server: Server
    fault: Fault = field(default=lambda _request: "ok")
    abilities: Abilities = ALL
    requests: list[str] = field(default_factory=list)
    states: list[TicketState | Exception | None] = field(default_factory=list)
    marks: list[str | None] = field(default_factory=list)
    tells_checksums: bool = False
    tells_sizes: bool = True

    def create(self, message: Message, sent_bytes: SentBytes, cancel: Cancel) -> Ticket:
        def make() -> Ticket:
            number = self.server.make(message.key)
            if not self.abilities.separate_files:
                for each in message.attachments:
                    self.server.add(number, each.name, each.path.read_bytes())
            return Ticket(str(number), str(number), None)

        return self._making("create", make)

    def attach(
        self, ticket: Ticket, message: Message, attachment: Attachment, sent_bytes: SentBytes, cancel: Cancel
    ) -> RemoteFile:
        content = attachment.path.read_bytes()
        sent_bytes(len(content))

        def add() -> RemoteFile:
            return RemoteFile(self.server.add(int(ticket.id), attachment.name, content), attachment.name, len(content))

        return self._making("attach", add)

    def files(self, ticket: Ticket, message: Message, cancel: Cancel) -> tuple[RemoteFile, ...]:
        self._looking("files")
        return tuple(
            RemoteFile(
                f"{ticket.id}.{position}",
                name,
                len(content) if self.tells_sizes else None,
                hashlib.sha256(content).hexdigest() if self.tells_checksums else None,
            )
            for position, (name, content) in enumerate(self.server.files[int(ticket.id) - 1], start=1)
        )

    def find(self, message: Message, cancel: Cancel) -> tuple[Ticket, ...]:
        assert self.abilities.find
        self._looking("find")
        return tuple(Ticket(str(number), str(number)) for number in self.server.found(message.key))

    def state(self, ticket: Ticket, message: Message, since: str | None, cancel: Cancel) -> TicketState | None:
        self.marks.append(since)
        answer = self.states.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    def _making(self, request: str, make: Callable[[], Made]) -> Made:
        self.requests.append(request)
        fault = self.fault(request)
        _raise_before(fault)
        if fault == "inside":
            raise AmbiguousError("The connection broke off while the report was sent.")
        if fault == "odd_inside":
            raise KeyError("id")
        made = make()
        if fault == "after":
            raise AmbiguousError("The answer was lost.")
        if fault == "odd_after":
            raise KeyError("id")
        if fault == "killed_after":
            raise KilledError
        return made

    def _looking(self, request: str) -> None:
        self.requests.append(request)
        fault = self.fault(request)
        _raise_before(fault)
        if fault not in ("ok", "killed_after"):
            raise AmbiguousError("The answer was lost.")


def _raise_before(fault: str) -> None:
    match fault:
        case "before":
            raise NotReachedError("The help desk was not reached.")
        case "certificate":
            raise NotReachedError("The certificate of {host} does not match.", host="desk", waits_for_person=True)
        case "busy":
            raise BusyError("The help desk is busy.", retry_after_s=120)
        case "refused":
            raise RefusedError("The help desk refused it.")
        case "locked":
            raise SecretError("The keyring is locked.")
        case "killed_before":
            raise KilledError
