"""A private D-Bus bus with services played by python-dbusmock, which runs in whichever Python has it."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus

MOCK = "org.freedesktop.DBus.Mock"
_WAIT_S = 20.0


def python_with_dbusmock() -> str | None:
    """Return a Python that can play services: ours, or the system's (Debian: python3-dbusmock)."""
    for python in (sys.executable, "/usr/bin/python3"):
        if (
            Path(python).exists()
            and not subprocess.run([python, "-c", "import dbusmock"], capture_output=True).returncode
        ):
            return python
    return None


def why_not() -> str:
    """Return why no bus can be played here, empty when one can."""
    if shutil.which("dbus-daemon") is None:
        return "dbus-daemon is not installed"
    return "" if python_with_dbusmock() else "python-dbusmock is not installed (Debian: python3-dbusmock)"


class Bus:
    """One private bus; every call connects anew, as the wizard itself does."""

    def __init__(self, address: str) -> None:
        self.address = address

    def call(self, name: str, path: str, interface: str, member: str, signature: str = "", *body: Any) -> Any:
        return asyncio.run(self._call(Message(
            destination=name, path=path, interface=interface, member=member, signature=signature, body=list(body)
        )))  # fmt: skip

    async def _call(self, message: Message) -> Any:
        bus = await MessageBus(bus_address=self.address, bus_type=BusType.SYSTEM).connect()
        try:
            reply = await asyncio.wait_for(bus.call(message), _WAIT_S)
        finally:
            bus.disconnect()
        assert reply is not None
        assert reply.message_type is not MessageType.ERROR, (reply.error_name, reply.body)
        return reply.body[0] if reply.body else None

    def wait_for(self, name: str, service: "subprocess.Popen[bytes]") -> None:
        """Wait until somebody owns a name."""
        asyncio.run(asyncio.wait_for(self._owned(name, service), _WAIT_S))

    async def _owned(self, name: str, service: "subprocess.Popen[bytes]") -> None:
        bus = await MessageBus(bus_address=self.address, bus_type=BusType.SYSTEM).connect()
        try:
            ask = Message(
                destination="org.freedesktop.DBus", path="/org/freedesktop/DBus", interface="org.freedesktop.DBus",
                member="NameHasOwner", signature="s", body=[name],
            )  # fmt: skip
            while not (reply := await bus.call(ask)) or not reply.body[0]:
                assert service.poll() is None, "the service ended"
                await asyncio.sleep(0.02)
        finally:
            bus.disconnect()


@contextmanager
def private_bus() -> Iterator[Bus]:
    """Start a bus of this test's own."""
    words = ["dbus-daemon", "--session", "--nofork", "--nopidfile", "--print-address=1"]
    daemon = subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert daemon.stdout is not None
        yield Bus(daemon.stdout.readline().decode().strip())
    finally:
        daemon.terminate()
        daemon.communicate(timeout=10)


@contextmanager
def played(bus: Bus, name: str, *words: str) -> Iterator[None]:
    """Play a service: ``--template NAME``, or the name, path and interface of an empty one."""
    python = python_with_dbusmock()
    assert python is not None
    environment = {**os.environ, "DBUS_SYSTEM_BUS_ADDRESS": bus.address, "DBUS_SESSION_BUS_ADDRESS": bus.address}
    environment.pop("PYTHONPATH", None)
    service = subprocess.Popen(
        [python, "-m", "dbusmock", "--system", *words], env=environment, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        bus.wait_for(name, service)
        yield
    finally:
        service.terminate()
        service.wait(10)
