"""Whether the line in use costs money by its data: NetworkManager's own word, over D-Bus.

Property ``Metered`` of org.freedesktop.NetworkManager (since 1.2), of type NMMetered: 0 unknown, 1 yes, 2 no,
3 guessed yes (a phone's hotspot says so in its DHCP answer), 4 guessed no.
"""

from typing import TYPE_CHECKING

from wizard.system.base import Cancel, Missing
from wizard.system.linux.bus import ask, call

if TYPE_CHECKING:
    from dbus_fast.aio import MessageBus

_NAME = "org.freedesktop.NetworkManager"
_PATH = "/org/freedesktop/NetworkManager"
_QUICK_S = 3.0
_METERED, _FREE = (1, 3), (2, 4)


def metered(cancel: Cancel) -> bool | Missing:
    """Return what NetworkManager says of the default connection; Missing where it does not know, or is not there."""
    return ask(_metered, "NetworkManager", _QUICK_S, cancel)


async def _metered(bus: "MessageBus") -> bool | Missing:
    answer = await call(bus, _NAME, _PATH, "org.freedesktop.DBus.Properties", "Get", "ss", _NAME, "Metered")
    value = getattr(answer, "value", answer)
    if value in _METERED or value in _FREE:
        return value in _METERED
    return Missing("not_available", "NetworkManager does not know what the line costs")
