"""What a screen reader sees of a window: the tree that the program offers over AT-SPI, read through D-Bus."""

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from dbus_fast import Message, MessageType
from dbus_fast.aio import MessageBus

ACCESSIBLE = "org.a11y.atspi.Accessible"
REGISTRY = "org.a11y.atspi.Registry"
ROOT = "/org/a11y/atspi/accessible/root"
CHECKED, FOCUSED, SENSITIVE, SHOWING = 4, 12, 24, 25
"""Bits of AT-SPI's states."""
LOOK_AGAIN_S = 0.5
REGISTRY_TRIES = 3


@dataclass(frozen=True)
class Seen:
    """One thing on the screen: its role (``push button``), its name, and whether it is checked or has the focus."""

    role: str
    name: str
    focused: bool
    checked: bool
    enabled: bool


class ScreenReader:
    """Reads what one program shows; every call is answered before it returns."""

    def __init__(self, session_bus: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._heard = asyncio.Event()
        self._bus = self._loop.run_until_complete(self._connect(session_bus))

    def close(self) -> None:
        self._bus.disconnect()
        self._loop.run_until_complete(self._bus.wait_for_disconnect())
        self._loop.close()

    def look(self) -> tuple[Seen, ...]:
        """Return what is shown right now, in the order of the window."""
        return self._loop.run_until_complete(self._look())

    def wait_for(self, fits: Callable[[tuple[Seen, ...]], bool], within_s: float = 30.0) -> tuple[Seen, ...]:
        """Return what is shown as soon as it fits; raises AssertionError when it does not in time."""
        return self._loop.run_until_complete(self._wait_for(fits, within_s))

    async def _connect(self, session_bus: str) -> MessageBus:
        session = await MessageBus(bus_address=session_bus).connect()
        answer = await call(session, "org.a11y.Bus", "/org/a11y/bus", "org.a11y.Bus", "GetAddress")
        session.disconnect()
        await session.wait_for_disconnect()  # else its socket is closed when the next one has taken its number
        bus = await MessageBus(bus_address=answer[0]).connect()
        for event in ("object:", "window:", "focus:"):
            await listen_for(bus, event)
        rule = "type='signal',path_namespace='/org/a11y/atspi/accessible'"
        await call(bus, "org.freedesktop.DBus", "/", "org.freedesktop.DBus", "AddMatch", "s", [rule])
        bus.add_message_handler(self._hear)
        return bus

    def _hear(self, message: Message) -> None:
        if message.message_type is MessageType.SIGNAL:
            self._heard.set()

    async def _wait_for(self, fits: Callable[[tuple[Seen, ...]], bool], within_s: float) -> tuple[Seen, ...]:
        end = self._loop.time() + within_s
        while True:
            self._heard.clear()
            seen = await self._look()
            if fits(seen):
                return seen
            assert self._loop.time() < end, f"not shown within {within_s:g} s; what is shown: {seen}"
            try:
                await asyncio.wait_for(self._heard.wait(), LOOK_AGAIN_S)
            except TimeoutError:
                continue

    async def _look(self) -> tuple[Seen, ...]:
        found: list[Seen] = []
        for name, path in (await call(self._bus, REGISTRY, ROOT, ACCESSIBLE, "GetChildren"))[0]:
            await self._walk(name, path, found)
        return tuple(found)

    async def _walk(self, name: str, path: str, found: list[Seen]) -> None:
        """Add this and all below it that is on the screen; what went away meanwhile is left out."""
        try:
            (states,) = await call(self._bus, name, path, ACCESSIBLE, "GetState")
            (children,) = await call(self._bus, name, path, ACCESSIBLE, "GetChildren")
            (role,) = await call(self._bus, name, path, ACCESSIBLE, "GetRoleName")
            properties = "org.freedesktop.DBus.Properties"
            (title,) = await call(self._bus, name, path, properties, "Get", "ss", [ACCESSIBLE, "Name"])
        except GoneError:
            return
        bits = set(set_bits(states))
        if path != ROOT and SHOWING not in bits:
            return
        found.append(Seen(role, title.value, FOCUSED in bits, CHECKED in bits, SENSITIVE in bits))
        for child_name, child_path in children:
            await self._walk(child_name, child_path, found)


class GoneError(Exception):
    """What was asked about is no longer there."""


async def listen_for(bus: MessageBus, event: str) -> None:
    """Ask AT-SPI's registry for events; of two that are started at once one goes away again without an answer."""
    for left in reversed(range(REGISTRY_TRIES)):
        try:
            await call(bus, REGISTRY, "/org/a11y/atspi/registry", REGISTRY, "RegisterEvent", "s", [event])
        except GoneError:
            if not left:
                raise
        else:
            return


_MOST_AT_ONCE = 16
"""Questions under way: more fill the socket, which the library takes for a lost connection."""
_limits: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()


async def call(
    bus: MessageBus,
    name: str,
    path: str,
    interface: str,
    member: str,
    signature: str = "",
    body: list[Any] | None = None,
) -> list[Any]:
    """Call a method over D-Bus and return its answer; raises GoneError where there is none."""
    message = Message(
        destination=name, path=path, interface=interface, member=member, signature=signature, body=body or []
    )
    async with _limits.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(_MOST_AT_ONCE)):
        answer = await bus.call(message)
    if answer is None or answer.message_type is MessageType.ERROR:
        raise GoneError(f"{name} {path} {member}: {answer.body if answer else 'no answer'}")
    return list(answer.body)


def set_bits(words: list[int]) -> Iterator[int]:
    for index, word in enumerate(words):
        yield from (index * 32 + bit for bit in range(32) if word >> bit & 1)
