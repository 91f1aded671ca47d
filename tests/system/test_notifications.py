"""Notifications of the desktop, over a real session bus with a service of this test behind it."""

import asyncio
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from dbus_fast import BusType, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.service import ServiceInterface, dbus_method

from wizard.system.base import Done, Missing
from wizard.system.linux import notifications

# D-Bus types stand where Python's own annotations would: that is how the library names them.
# ruff: noqa: F821, F722


class Notifications(ServiceInterface):
    """Takes what is shown."""

    def __init__(self) -> None:
        super().__init__("org.freedesktop.Notifications")
        self.shown: list[tuple[str, str, str, dict[str, Variant]]] = []

    @dbus_method()
    def Notify(
        self,
        app: "s",
        _id: "u",
        icon: "s",
        title: "s",
        body: "s",
        _actions: "as",
        hints: "a{sv}",
        _stays: "i",
    ) -> "u":
        self.shown.append((app, title, body, hints))
        return 7


@pytest.fixture
def session_bus(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    command = ["dbus-daemon", "--session", "--nofork", "--print-address=1", "--address=unix:tmpdir=/tmp"]
    bus = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert bus.stdout is not None
    address = bus.stdout.readline().strip()
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", address)
    yield address
    bus.terminate()
    bus.wait()
    bus.stdout.close()


@pytest.fixture
def desktop(session_bus: str) -> Iterator[Notifications]:
    """A desktop that shows notifications, on a thread of its own."""
    service = Notifications()
    ready, over = threading.Event(), threading.Event()
    loops: list[Any] = []

    async def serve() -> None:
        bus = await MessageBus(bus_address=session_bus, bus_type=BusType.SESSION).connect()
        bus.export("/org/freedesktop/Notifications", service)
        await bus.request_name("org.freedesktop.Notifications")
        stop = asyncio.Event()
        loops.append((asyncio.get_running_loop(), stop))
        ready.set()
        await stop.wait()
        bus.disconnect()

    thread = threading.Thread(target=lambda: (asyncio.run(serve()), over.set()), name="desktop")
    thread.start()
    assert ready.wait(10)
    yield service
    loop, stop = loops[0]
    loop.call_soon_threadsafe(stop.set)
    thread.join(10)


def test_it_is_shown_as_plain_text(desktop: Notifications) -> None:
    assert notifications.show("It is your turn", "Case <b>WZ-1</b> & more") == Done("notification 7")
    ((app, title, body, hints),) = desktop.shown
    assert (app, title) == ("Self-Help Wizard", "It is your turn")
    assert body == "Case &lt;b&gt;WZ-1&lt;/b&gt; &amp; more"
    assert hints["desktop-entry"].value == "org.selfhelpwizard.SelfHelpWizard"


def test_a_desktop_without_notifications_is_missing(session_bus: str) -> None:
    answer = notifications.show("title", "text")
    assert isinstance(answer, Missing)
    assert "ServiceUnknown" in answer.detail


def test_no_bus_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    assert notifications.show("title", "text") == Missing("not_available", "there is no D-Bus session bus")


def test_a_bus_that_is_gone_is_missing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", f"unix:path={tmp_path / 'none'}")
    answer = notifications.show("title", "text")
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"
