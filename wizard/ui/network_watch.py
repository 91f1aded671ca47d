"""Tells when what waits for the network is worth a try before its time: the network comes back unannounced."""

from typing import TYPE_CHECKING

from wizard.system.base import Missing

if TYPE_CHECKING:
    from wizard.system.base import NetworkInterface, System

AFTER_CHANGE_S = 30.0
"""How long after a change every look is a try: an address comes first, name servers and the way out soon after."""
BETWEEN_TRIES_S = 60.0
"""How often to try where nothing changed here: the router stays, and the line behind it comes back."""
MOST_TRIES = 30
"""After so many in vain the sender's own waits (up to a quarter of an hour) are all there is, until a change."""

Addresses = frozenset[tuple[str, str]]


class NetworkWatch:
    """Looks at this computer's own adapters alone: nothing leaves for that."""

    def __init__(self) -> None:
        self._known: Addresses | None = None
        self._changed_at_s: float | None = None
        self._tried_at_s: float | None = None
        self._tries = 0

    def is_worth_a_try(self, system: "System", now_s: float) -> bool:
        """Return whether to try now. ``now_s`` is monotonic; call it only while something waits for the network."""
        found = system.interfaces()
        addresses = None if isinstance(found, Missing) else outside_addresses(found)
        if self._tried_at_s is None:
            self._tried_at_s = now_s  # it was tried just now: that is why it waits
        elif addresses != self._known:
            self._changed_at_s, self._tries = now_s, 0
        self._known = addresses
        if addresses is not None and not addresses:
            return False  # no way out at all
        if self._changed_at_s is not None and now_s - self._changed_at_s <= AFTER_CHANGE_S:
            return True
        if now_s - self._tried_at_s < BETWEEN_TRIES_S or self._tries >= MOST_TRIES:
            return False
        self._tried_at_s = now_s
        self._tries += 1
        return True


def outside_addresses(interfaces: "tuple[NetworkInterface, ...]") -> Addresses:
    """Return the addresses by which this computer reaches others, each with its adapter."""
    return frozenset(
        (interface.name, address)
        for interface in interfaces
        if interface.up
        for address in interface.addresses
        if not address.lower().startswith(("fe80:", "169.254.", "127."))
    )
