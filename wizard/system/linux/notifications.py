"""A notification on the desktop, by the freedesktop.org Desktop Notifications Specification 1.2 (D-Bus)."""

import asyncio
import os
from pathlib import Path

from wizard.system.base import Done, Missing

_NAME = "org.freedesktop.Notifications"
_PATH = "/org/freedesktop/Notifications"
_APP = "Self-Help Wizard"
_ICON = "org.selfhelpwizard.SelfHelpWizard"
_TIMEOUT_S = 3.0
_STAYS_AS_USUAL = -1


def show(title: str, text: str) -> Done | Missing:
    """Show it; Missing where there is no session bus, nobody shows notifications, or nobody answers in time."""
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    if not os.environ.get("DBUS_SESSION_BUS_ADDRESS") and not (runtime and Path(runtime, "bus").exists()):
        return Missing("not_available", "there is no D-Bus session bus")
    try:
        return asyncio.run(asyncio.wait_for(_show(title, text), _TIMEOUT_S))
    except TimeoutError:
        return Missing("timeout", f"nobody took the notification within {_TIMEOUT_S:g} s")
    except (OSError, EOFError, ValueError) as error:
        return Missing("not_available", f"D-Bus: {error}")


async def _show(title: str, text: str) -> Done | Missing:
    from dbus_fast import BusType, Message, MessageType, Variant
    from dbus_fast.aio import MessageBus
    from dbus_fast.errors import AuthError, InvalidAddressError

    address = os.environ.get("DBUS_SESSION_BUS_ADDRESS") or f"unix:path={os.environ['XDG_RUNTIME_DIR']}/bus"
    try:
        bus = await MessageBus(bus_address=address, bus_type=BusType.SESSION).connect()
    except (AuthError, InvalidAddressError) as error:
        return Missing("not_available", f"D-Bus: {error}")
    try:
        hints = {"desktop-entry": Variant("s", _ICON), "urgency": Variant("y", 1)}
        body = [_APP, 0, _ICON, title, _plain(text), [], hints, _STAYS_AS_USUAL]
        answer = await bus.call(
            Message(
                destination=_NAME, path=_PATH, interface=_NAME, member="Notify", signature="susssasa{sv}i", body=body
            )
        )
    finally:
        bus.disconnect()
    if answer is None or answer.message_type is MessageType.ERROR:
        detail = answer.error_name if answer is not None else "no answer"
        return Missing("not_available", f"notifications: {detail}")
    return Done(f"notification {answer.body[0]}")


def _plain(text: str) -> str:
    """Return the text without markup: bodies may be read as HTML (specification, "Markup")."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
