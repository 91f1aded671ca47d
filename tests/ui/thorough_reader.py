"""A screen reader that also reads descriptions and values, presses by AT-SPI's own actions, and hears what is said."""

import asyncio
from collections import Counter
from dataclasses import dataclass
from typing import Any

from dbus_fast import Message

from tests.bundle.screen_reader import (
    ACCESSIBLE,
    CHECKED,
    FOCUSED,
    ROOT,
    SENSITIVE,
    SHOWING,
    GoneError,
    ScreenReader,
    Seen,
    call,
    set_bits,
)

PROPERTIES = "org.freedesktop.DBus.Properties"
VALUE = "org.a11y.atspi.Value"
ACTION = "org.a11y.atspi.Action"
EDITABLE = "org.a11y.atspi.EditableText"
WITH_VALUE = ("progress bar", "level bar")


@dataclass(frozen=True)
class Told(Seen):
    """One thing on the screen, with what a screen reader can say of it beyond its name; ``value`` of a bar alone."""

    description: str
    value: float | None
    place: tuple[str, str]


class ThoroughReader(ScreenReader):
    """Asks for many things at once, so that a page is read within a tenth of a second."""

    def __init__(self, session_bus: str) -> None:
        super().__init__(session_bus)
        self.announced: list[str] = []
        self.events: Counter[str] = Counter()
        self._bus.add_message_handler(self._listen)

    def _listen(self, message: Message) -> None:
        if message.path and message.path.startswith("/org/a11y/atspi/accessible") and message.member:
            self.events[message.member] += 1
            if message.member == "Announcement":
                self.announced.append(str(message.body[3].value))

    def read(self) -> tuple[Told, ...]:
        """Return what is shown right now."""
        return tuple(one for one in self.look() if isinstance(one, Told))

    def press(self, thing: Told) -> None:
        """Do with a thing what it is there for: press, check."""
        self._do(thing, ACTION, "DoAction", "i", [0])

    def write(self, thing: Told, text: str) -> None:
        self._do(thing, EDITABLE, "SetTextContents", "s", [text])

    def _do(self, thing: Told, interface: str, member: str, signature: str, body: list[Any]) -> None:
        self._loop.run_until_complete(call(self._bus, *thing.place, interface, member, signature, body))

    async def _walk(self, name: str, path: str, found: list[Seen]) -> None:
        found.extend(await self._read(name, path))

    async def _read(self, name: str, path: str) -> list[Seen]:
        try:
            (states,), (children,), (role,), (title,), (description,) = await asyncio.gather(
                call(self._bus, name, path, ACCESSIBLE, "GetState"),
                call(self._bus, name, path, ACCESSIBLE, "GetChildren"),
                call(self._bus, name, path, ACCESSIBLE, "GetRoleName"),
                call(self._bus, name, path, PROPERTIES, "Get", "ss", [ACCESSIBLE, "Name"]),
                call(self._bus, name, path, PROPERTIES, "Get", "ss", [ACCESSIBLE, "Description"]),
            )
            bits = set(set_bits(states))
            if path != ROOT and SHOWING not in bits:
                return []
            value = None
            if role in WITH_VALUE:
                (told,) = await call(self._bus, name, path, PROPERTIES, "Get", "ss", [VALUE, "CurrentValue"])
                value = float(told.value)
        except GoneError:
            return []
        here = Told(
            role, title.value, FOCUSED in bits, CHECKED in bits, SENSITIVE in bits,
            description.value, value, (name, path),
        )  # fmt: skip
        below = await asyncio.gather(*(self._read(*child) for child in children))
        return [here, *(one for part in below for one in part)]
