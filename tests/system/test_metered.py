"""What NetworkManager says of the cost of the line (NMMetered), and when it says nothing."""

import asyncio
from typing import Any

import dbus_fast.aio
import pytest
from dbus_fast import Message, MessageType, Variant

from wizard.system.base import Cancel, Missing
from wizard.system.linux.metered import metered


class PlayedBus:
    """A system bus on which NetworkManager lives: its answer to the one question."""

    def __init__(self, value: int | None, delay_s: float = 0.0) -> None:
        self.value = value
        self.delay_s = delay_s
        self.asked: list[Message] = []

    async def connect(self) -> "PlayedBus":
        return self

    def disconnect(self) -> None:
        pass

    async def call(self, request: Message) -> Message:
        self.asked.append(request)
        await asyncio.sleep(self.delay_s)
        if self.value is None:
            unknown = "org.freedesktop.DBus.Error.ServiceUnknown"
            return Message(message_type=MessageType.ERROR, error_name=unknown, reply_serial=1, signature="", body=[])
        body = [Variant("u", self.value)]
        return Message(message_type=MessageType.METHOD_RETURN, reply_serial=1, signature="v", body=body)


def ask(monkeypatch: pytest.MonkeyPatch, bus: PlayedBus, cancel: Cancel | None = None) -> bool | Missing:
    def on_it(**_options: Any) -> PlayedBus:
        return bus

    monkeypatch.setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/played")
    monkeypatch.setattr(dbus_fast.aio, "MessageBus", on_it)
    return metered(cancel or Cancel())


@pytest.mark.parametrize(("value", "answer"), [(1, True), (2, False), (3, True), (4, False)])
def test_said_and_guessed(monkeypatch: pytest.MonkeyPatch, value: int, answer: bool) -> None:
    bus = PlayedBus(value)
    assert ask(monkeypatch, bus) is answer
    (request,) = bus.asked
    assert request.body == ["org.freedesktop.NetworkManager", "Metered"]


@pytest.mark.parametrize("value", [0, 5, 4_000_000_000])
def test_what_it_does_not_know_is_not_free(monkeypatch: pytest.MonkeyPatch, value: int) -> None:
    found = ask(monkeypatch, PlayedBus(value))
    assert isinstance(found, Missing) and found.reason == "not_available"


def test_without_networkmanager(monkeypatch: pytest.MonkeyPatch) -> None:
    found = ask(monkeypatch, PlayedBus(None))
    assert isinstance(found, Missing) and found.reason == "not_available"


def test_a_stop_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    cancel = Cancel()
    cancel.set()
    assert ask(monkeypatch, PlayedBus(1, delay_s=5.0), cancel) == Missing("timeout", "stopped")
