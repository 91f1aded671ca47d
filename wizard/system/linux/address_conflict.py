"""Does another computer on the local network use this computer's address? (IPv4 Address Conflict Detection, RFC 5227)

Asking takes a packet socket, which ordinary users may not open: None then. The kernel itself never asks.
"""

import contextlib
import ipaddress
import socket
import struct
import time
from pathlib import Path

from wizard.system.base import Cancel
from wizard.system.linux.interfaces import SYS

_ARP = 0x0806
_ASKED_TIMES = 3
_WAIT_S = 0.25
_MESSAGE = struct.Struct("!HHBBH6s4s6s4s")
_HEADER = struct.Struct("!6s6sH")
_EVERYBODY, _NOBODY = b"\xff" * 6, b"\0" * 6
_LARGEST_BYTES = 2048


def address_taken(interface: str, cancel: Cancel, sys: Path = SYS) -> bool | None:
    """Return whether somebody else answers for an adapter's IPv4 address; None when that cannot be asked."""
    own = _version4_address(interface)
    macs = _own_macs(sys)
    if own is None or interface not in macs:
        return None
    try:
        with socket.socket(socket.AF_PACKET, socket.SOCK_RAW, socket.htons(_ARP)) as connection:
            connection.bind((interface, _ARP))
            for _ in range(_ASKED_TIMES):
                connection.send(probe(macs[interface], own))
                if _is_claimed(connection, own, frozenset(macs.values()), cancel):
                    return True
    except OSError:
        return None
    return False if not cancel.requested else None


def probe(mac: bytes, address: bytes) -> bytes:
    """Return the ARP probe for an address: a question whose asker gives no address, so that nobody learns one."""
    question = _MESSAGE.pack(1, 0x0800, 6, 4, 1, mac, bytes(4), _NOBODY, address)
    return _HEADER.pack(_EVERYBODY, mac, _ARP) + question


def claimant(frame: bytes, address: bytes) -> bytes | None:
    """Return the hardware address of whoever says to have this address, None when the frame says nothing of it."""
    if len(frame) < _HEADER.size + _MESSAGE.size or _HEADER.unpack_from(frame)[2] != _ARP:
        return None
    hardware, protocol, hardware_length, length, _, mac, said, _, _ = _MESSAGE.unpack_from(frame, _HEADER.size)
    if (hardware, protocol, hardware_length, length) != (1, 0x0800, 6, 4) or said != address:
        return None
    return bytes(mac)


def _is_claimed(connection: socket.socket, address: bytes, own: frozenset[bytes], cancel: Cancel) -> bool:
    """Listen for a moment. This computer's other adapters on the same network answer as well, and do not count."""
    end = time.monotonic() + _WAIT_S
    while not cancel.requested and (left_s := end - time.monotonic()) > 0:
        connection.settimeout(left_s)
        try:
            mac = claimant(connection.recv(_LARGEST_BYTES), address)
        except TimeoutError:
            return False
        if mac is not None and mac not in own:
            return True
    return False


def _version4_address(interface: str) -> bytes | None:
    import psutil

    for entry in psutil.net_if_addrs().get(interface, ()):
        if entry.family == socket.AF_INET:
            return ipaddress.IPv4Address(entry.address).packed
    return None


def _own_macs(sys: Path) -> dict[str, bytes]:
    """Return the hardware addresses of this computer's adapters by name."""
    found = {}
    with contextlib.suppress(OSError):
        for folder in (sys / "class/net").iterdir():
            with contextlib.suppress(OSError, ValueError):
                mac = bytes.fromhex((folder / "address").read_text("ascii").strip().replace(":", ""))
                if len(mac) == 6:
                    found[folder.name] = mac
    return found
