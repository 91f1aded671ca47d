"""Questions to services on the D-Bus system bus: with a deadline, and a stop that is seen at once."""

import asyncio
import contextlib
import os
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from wizard.system.base import Cancel, Missing

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus

GLANCE_S = 0.2
_DEFAULT_BUS = Path("/run/dbus/system_bus_socket")
_ANSWER_S = 3.0

Reading = TypeVar("Reading")


class RefusedError(Exception):
    """The bus or a service on it answered with an error."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(missing.detail)
        self.missing = missing


def ask(
    question: "Callable[[MessageBus], Awaitable[Reading]]", service: str, timeout_s: float, cancel: Cancel
) -> Reading | Missing:
    """Answer a question that is asked on a connected bus; ``service`` is what people call the one who answers."""
    if not os.environ.get("DBUS_SYSTEM_BUS_ADDRESS") and not _DEFAULT_BUS.exists():
        return Missing("not_available", "there is no D-Bus system bus")
    try:
        return asyncio.run(_within(question, timeout_s, cancel))
    except RefusedError as refusal:
        return refusal.missing
    except TimeoutError:
        return Missing("timeout", f"{service} did not answer within {timeout_s:g} s")
    except (OSError, EOFError, ValueError) as error:
        return Missing("not_available", f"D-Bus: {error}")
    except (TypeError, AttributeError, LookupError) as error:
        # Whoever has the name on the bus need not keep to the types that its interface names.
        return Missing("not_available", f"{service} answered in other types than its interface has: {error}")


async def _within(
    question: "Callable[[MessageBus], Awaitable[Reading]]", timeout_s: float, cancel: Cancel
) -> Reading | Missing:
    task = asyncio.ensure_future(_connected(question))
    deadline = time.monotonic() + timeout_s
    try:
        while not task.done():
            await asyncio.wait((task,), timeout=GLANCE_S)
            if cancel.requested:
                return Missing("timeout", "stopped")
            if not task.done() and time.monotonic() >= deadline:
                raise TimeoutError
        return task.result()
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await task


async def _connected(question: "Callable[[MessageBus], Awaitable[Reading]]") -> Reading:
    from dbus_fast import BusType
    from dbus_fast.aio import MessageBus
    from dbus_fast.errors import AuthError, InvalidAddressError

    bus = MessageBus(bus_type=BusType.SYSTEM)
    try:
        await bus.connect()
    except (AuthError, InvalidAddressError) as error:
        raise RefusedError(Missing("not_available", f"D-Bus: {error}")) from error
    try:
        return await question(bus)
    finally:
        bus.disconnect()


async def call(  # noqa: PLR0917  (a call on a bus is these words in this order)
    bus: "MessageBus", service: str, path: str, interface: str, member: str, signature: str = "", *body: Any
) -> Any:
    """Call a method and return its first answer; raises RefusedError and TimeoutError."""
    from dbus_fast import Message, MessageType

    request = Message(
        destination=service, path=path, interface=interface, member=member, signature=signature, body=list(body)
    )
    reply = await asyncio.wait_for(bus.call(request), _ANSWER_S)
    if reply is None or reply.message_type is MessageType.ERROR:
        raise RefusedError(_refusal(service, reply.error_name if reply else "", reply.body if reply else []))
    return reply.body[0] if reply.body else None


def _refusal(service: str, name: str | None, body: list[Any]) -> Missing:
    name = name or ""
    detail = f"{service.rpartition('.')[2]}: {body[0] if body else name}"
    if name.endswith(("PermissionDenied", "AccessDenied", "NotAuthorized", "AuthFailed")):
        return Missing("not_permitted", detail)
    return Missing("not_available", detail)


def plain(properties: Any) -> dict[str, Any]:
    """Return a table of properties without the types that come with each value."""
    return {name: getattr(variant, "value", variant) for name, variant in dict(properties).items()}
