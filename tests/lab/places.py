"""Network namespaces of one laboratory: what runs in one of them, and the programs all of them need."""

import contextlib
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent.parent
PROGRAMS = {
    "ip": "iproute2",
    "tc": "iproute2",
    "nft": "nftables",
    "dnsmasq": "dnsmasq-base",
    "udhcpc": "udhcpc",
    "unshare": "util-linux",
}
"""What the laboratory is made of, and the Debian package of each."""
READY_S = 20.0
"""The longest time a program may take until it says that it serves."""
_SHORT_S = 20.0


def why_not() -> str | None:
    """Return why no laboratory can be made here, None when one can."""
    missing = [f"{program} ({package})" for program, package in PROGRAMS.items() if shutil.which(program) is None]
    if missing:
        return f"these programs are missing: {', '.join(missing)}"
    if os.geteuid() != 0:
        return "needs root: only root may make a network namespace"
    name = f"lab{os.getpid()}-try"
    made = subprocess.run(("ip", "netns", "add", name), check=False, capture_output=True, text=True, timeout=_SHORT_S)
    if made.returncode != 0:
        return f"network namespaces are not permitted here: {made.stderr.strip()}"
    subprocess.run(("ip", "netns", "del", name), check=False, timeout=_SHORT_S)
    return None


@dataclass
class Place:
    """One computer of the laboratory: a namespace, and what was started in it."""

    name: str
    running: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @contextlib.contextmanager
    def made(self) -> Iterator["Place"]:
        """Make the namespace until the block ends; whatever was started in it ends with it."""
        run(("ip", "netns", "add", self.name))
        try:
            # Addresses stand at once and for good: nobody waits for them, and nothing but the scene decides them.
            self.set("ipv6/conf/default/accept_dad", "0")
            self.ip("link", "set", "lo", "up")
            yield self
        finally:
            while self.running:
                self.end(self.running[-1])
            subprocess.run(("ip", "netns", "del", self.name), check=False, timeout=_SHORT_S)

    def inside(self, *argv: str) -> tuple[str, ...]:
        """Return the command that runs ``argv`` here."""
        return ("ip", "netns", "exec", self.name, *argv)

    def ip(self, *arguments: str) -> str:
        return run(("ip", "-n", self.name, *arguments))

    def tc(self, *arguments: str) -> str:
        return run(("tc", "-n", self.name, *arguments))

    def nft(self, hook: str, *rules: str) -> None:
        """Add a chain of its own at a hook (``nat postrouting``: its type and where), with these rules."""
        kind, place = hook.split()
        chain = f"inet lab {kind}_{place}"
        made = ("add table inet lab", f"add chain {chain} {{ type {kind} hook {place} priority 0; }}")
        run(self.inside("nft", "-f", "-"), "\n".join((*made, *(f"add rule {chain} {rule}" for rule in rules), "")))

    def set(self, key: str, value: str) -> None:
        """Set a value under /proc/sys/net, which shows that of the namespace one is in."""
        run(self.inside("sh", "-c", 'printf "%s" "$1" > "/proc/sys/net/$0"', key, value))

    def start(self, *argv: str) -> "subprocess.Popen[bytes]":
        """Start what runs until the laboratory ends."""
        process = subprocess.Popen(
            self.inside(*argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            cwd=REPOSITORY,
        )
        self.running.append(process)
        return process

    def start_python(self, module: str, *arguments: str) -> None:
        """Start one of the laboratory's own programs and wait until it says that it serves."""
        wait_for_line(self.start(sys.executable, "-m", module, *arguments), b"ready")

    def start_relay(self, *arguments: str) -> None:
        """Start the slow line. It moves into its namespaces by itself, so it starts where all of them are seen."""
        argv = (sys.executable, "-m", "tests.lab.relay", *arguments)
        process = subprocess.Popen(
            argv, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=REPOSITORY
        )
        self.running.append(process)
        wait_for_line(process, b"ready")

    def end(self, process: "subprocess.Popen[bytes]") -> None:
        """End one program that was started here."""
        self.running.remove(process)
        process.kill()
        process.wait(_SHORT_S)
        assert process.stdout is not None
        process.stdout.close()


def run(argv: Sequence[str], typed: str | None = None) -> str:
    """Run a command that must succeed; what it said is in the error when it does not."""
    ended = subprocess.run(argv, check=False, capture_output=True, text=True, input=typed, timeout=_SHORT_S)
    if ended.returncode != 0:
        raise RuntimeError(f"{' '.join(argv)}: status {ended.returncode}: {ended.stderr.strip()}")
    return ended.stdout


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait until the kernel or a program of the laboratory has come so far."""
    deadline = time.monotonic() + READY_S
    while not holds():
        if time.monotonic() >= deadline:
            raise RuntimeError("the laboratory did not get ready in time")


def wait_for_line(process: "subprocess.Popen[bytes]", wanted: bytes) -> None:
    """Wait until a program has said a word; an error with all it said when it ends or is late."""
    assert process.stdout is not None
    said = b""
    deadline = time.monotonic() + READY_S
    while wanted not in said:
        left_s = deadline - time.monotonic()
        if left_s <= 0 or not select.select([process.stdout], [], [], left_s)[0]:
            raise RuntimeError(f"{process.args!r} did not say {wanted!r} in time, but {said!r}")
        heard = os.read(process.stdout.fileno(), 65536)
        if not heard:
            raise RuntimeError(f"{process.args!r} ended; it said {said!r}")
        said += heard
