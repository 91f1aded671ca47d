"""A slow line: two TUN devices in two namespaces, and every packet carried over after a delay.

For kernels without netem. Usage: relay NAMESPACE DEVICE NAMESPACE DEVICE DELAY_MS; the delay is that of one way.
"""

import collections
import ctypes
import fcntl
import os
import select
import struct
import sys
import time
from pathlib import Path

_SET_DEVICE = 0x400454CA  # TUNSETIFF of linux/if_tun.h
_TUN, _NO_PACKET_INFORMATION = 0x0001, 0x1000
_NEW_NETWORK = 0x40000000  # CLONE_NEWNET of linux/sched.h
_LARGEST_BYTES = 65536


def open_device(namespace: str, name: str) -> int:
    """Move into a namespace and make a TUN device there; it stays where it was made."""
    with Path("/run/netns", namespace).open("rb") as place:
        if ctypes.CDLL(None, use_errno=True).setns(place.fileno(), _NEW_NETWORK) != 0:
            raise OSError(ctypes.get_errno(), f"setns {namespace}")
    device = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(device, _SET_DEVICE, struct.pack("16sH", name.encode(), _TUN | _NO_PACKET_INFORMATION))
    return device


def carry(first: int, second: int, delay_s: float) -> None:
    """Carry packets both ways until this process is ended. The delay is one, so their order never changes."""
    waiting: collections.deque[tuple[float, int, bytes]] = collections.deque()
    other = {first: second, second: first}
    poll = select.poll()
    for device in other:
        poll.register(device, select.POLLIN)
    while True:
        left_s = waiting[0][0] - time.monotonic() if waiting else 60.0
        # poll counts whole milliseconds and never wakes early: the last one is spent turning.
        for device, _ in poll.poll(max(0.0, left_s * 1000 - 1)):
            take(device, other[device], delay_s, waiting)
        while waiting and waiting[0][0] <= time.monotonic():
            _, device, packet = waiting.popleft()
            try:
                os.write(device, packet)
            except OSError:
                continue  # the device is down: so is the line


def take(device: int, onto: int, delay_s: float, waiting: "collections.deque[tuple[float, int, bytes]]") -> None:
    """Read all packets that a device holds just now."""
    while True:
        try:
            packet = os.read(device, _LARGEST_BYTES)
        except OSError:
            return
        waiting.append((time.monotonic() + delay_s, onto, packet))


if __name__ == "__main__":
    near = open_device(sys.argv[1], sys.argv[2])
    far = open_device(sys.argv[3], sys.argv[4])
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    carry(near, far, float(sys.argv[5]) / 1000)
