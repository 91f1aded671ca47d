"""A NetworkManager on a bus of the test: one wireless adapter that is connected on channel 36."""

import asyncio
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from dbus_fast import Message, MessageType, Variant
from dbus_fast.aio import MessageBus

NM = "org.freedesktop.NetworkManager"
OBJECTS: dict[tuple[str, str], dict[str, Variant]] = {
    ("/device", f"{NM}.Device"): {
        "DeviceType": Variant("u", 2), "Interface": Variant("s", "wlan0"), "State": Variant("u", 100),
    },
    ("/device", f"{NM}.Device.Wireless"): {
        "ActiveAccessPoint": Variant("o", "/point"), "Bitrate": Variant("u", 270000),
    },
    ("/point", f"{NM}.AccessPoint"): {
        "Ssid": Variant("ay", b"home"), "HwAddress": Variant("s", "FE:DC:BA:09:87:03"),
        "Frequency": Variant("u", 5180), "Strength": Variant("y", 75),
    },
}  # fmt: skip


def answer(message: Message) -> Message | None:
    """Answer a call that is for NetworkManager."""
    if message.message_type is not MessageType.METHOD_CALL:
        return None
    match message.member:
        case "GetDevices":
            return Message.new_method_return(message, "ao", [["/device"]])
        case "GetAll" if (message.path, message.body[0]) in OBJECTS:
            return Message.new_method_return(message, "a{sv}", [OBJECTS[message.path, message.body[0]]])
    return None


@contextmanager
def played_network() -> Iterator[str]:
    """Play NetworkManager on a bus of its own; gives the address of the bus."""
    daemon = subprocess.Popen(
        ["dbus-daemon", "--session", "--print-address=1", "--nofork"],
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    assert daemon.stdout is not None
    address = daemon.stdout.readline().strip()
    loop = asyncio.new_event_loop()
    bus = loop.run_until_complete(serve(address))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield address
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        bus.disconnect()
        loop.run_until_complete(bus.wait_for_disconnect())
        loop.close()
        daemon.terminate()
        daemon.wait(10)
        daemon.stdout.close()


async def serve(address: str) -> Any:
    bus = await MessageBus(bus_address=address).connect()
    bus.add_message_handler(answer)
    await bus.request_name(NM)
    return bus
