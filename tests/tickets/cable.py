"""A laptop and a server, two network namespaces of one test, and the cable between them that can be pulled.

The server's side of a test runs on one thread that has moved into the server's namespace: whatever it starts
(threads, processes, sockets) is there too.
"""

import contextlib
import ctypes
import os
import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

LAPTOP, SERVER = "10.78.0.2", "10.78.0.1"
NEW_NETWORK = 0x40000000
"""``CLONE_NEWNET`` (setns(2))."""
WAIT_S = 30.0
Answer = TypeVar("Answer")


def ip(namespace: str, *arguments: str, program: str = "ip") -> str:
    """Run ``ip`` (or ``tc``) in a namespace."""
    found = shutil.which(program, path=f"{os.environ.get('PATH', os.defpath)}:/usr/sbin:/sbin")  # tc is not for users
    command = (found or program, "-n", namespace, *arguments)
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=20).stdout


class Cable:
    """The two namespaces. ``laptop`` is a prefix for commands that run at the laptop."""

    def __init__(self) -> None:
        self._laptop, self._server = f"wz-l-{os.getpid()}", f"wz-s-{os.getpid()}"
        self.laptop = ("ip", "netns", "exec", self._laptop)
        self._at_server = ThreadPoolExecutor(1, "server", self._move)

    def _move(self) -> None:
        with Path("/run/netns", self._server).open("rb") as namespace:
            libc = ctypes.CDLL(None, use_errno=True)
            if libc.setns(namespace.fileno(), NEW_NETWORK) != 0:
                raise OSError(ctypes.get_errno(), "setns")

    def at_server(self, work: Callable[[], Answer]) -> Answer:
        """Do something in the server's namespace and return its result."""
        return self._at_server.submit(work).result()

    def plug_in(self) -> None:
        ip(self._laptop, "link", "set", "lan0", "up")
        self._wait_until(lambda: self._has_carrier)

    def pull(self) -> None:
        ip(self._laptop, "link", "set", "lan0", "down")

    def slow_down(self, rate: str) -> None:
        """Let the laptop send no faster than this; little of it waits in its own buffers."""
        shaped = ("qdisc", "replace", "dev", "lan0", "root", "tbf", "rate", rate, "burst", "16kb", "latency", "400ms")
        ip(self._laptop, *shaped, program="tc")

    def full_speed(self) -> None:
        ip(self._laptop, "qdisc", "del", "dev", "lan0", "root", program="tc")

    def wait_until_sent(self, size_bytes: int, running: "subprocess.Popen[bytes]") -> None:
        """Wait until the laptop has sent so many bytes more than now, while a program that sends them runs."""
        before = self._sent_bytes

        def enough() -> bool:
            assert running.poll() is None, "it ended before it had sent that much"
            return self._sent_bytes - before >= size_bytes

        self._wait_until(enough)

    @property
    def _sent_bytes(self) -> int:
        return int(self._read("statistics/tx_bytes"))

    @property
    def _has_carrier(self) -> bool:
        return self._read("operstate").strip() == "up"

    def _read(self, name: str) -> str:
        command = (*self.laptop, "cat", f"/sys/class/net/lan0/{name}")
        return subprocess.run(command, check=True, capture_output=True, text=True, timeout=20).stdout

    @staticmethod
    def _wait_until(condition: Callable[[], bool]) -> None:
        deadline = time.monotonic() + WAIT_S
        while not condition():
            assert time.monotonic() < deadline

    @contextlib.contextmanager
    def laid(self) -> Iterator["Cable"]:
        """Make both namespaces, with the cable pulled out at the laptop, until the block ends."""
        with contextlib.ExitStack() as stack:
            for name in (self._laptop, self._server):
                subprocess.run(("ip", "netns", "add", name), check=True, timeout=20)
                stack.callback(subprocess.run, ("ip", "netns", "del", name), check=False, timeout=20)
                ip(name, "link", "set", "lo", "up")
            stack.callback(self._at_server.shutdown)
            ip(self._laptop, "link", "add", "lan0", "type", "veth", "peer", "name", "net0", "netns", self._server)
            ip(self._laptop, "addr", "add", f"{LAPTOP}/24", "dev", "lan0")
            ip(self._server, "addr", "add", f"{SERVER}/24", "dev", "net0")
            ip(self._server, "link", "set", "net0", "up")
            small = "echo '4096 16384 65536' > /proc/sys/net/ipv4/tcp_wmem"
            subprocess.run((*self.laptop, "sh", "-c", small), check=True, timeout=20)
            yield self
