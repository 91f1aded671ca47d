"""The backends under contract, recorded answers, and networks made for one test."""

import contextlib
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import weakref
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from wizard.system import command
from wizard.system.base import Cancel, Missing, System
from wizard.system.command import CommandOutput

RECORDED = Path(__file__).parent.parent / "recorded"
REPOSITORY = Path(__file__).parent.parent.parent

READING_PROGRAMS = {"ip", "ping", "nmcli", "iw", "gsettings"}


def run_reading_programs(argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
    """Start only what reads: no test may restart the computer or empty its caches."""
    if argv[0] in READING_PROGRAMS:
        return command.run(argv, timeout_s, cancel)
    return Missing("not_available", f"{argv[0]} is kept from this test")


@dataclass(frozen=True)
class Backend:
    """One implementation of ``System``. ``filled``: it answers; otherwise everything is Missing."""

    name: str
    make: Callable[[], System]
    filled: bool
    label: str = ""
    """What of it is under contract, where that is not the whole of it."""


def linux() -> System:
    from wizard.system.linux.computer import LinuxSystem

    return LinuxSystem(run=run_reading_programs)


def unsupported() -> System:
    from wizard.system.unsupported import UnsupportedSystem

    return UnsupportedSystem()


def windows() -> System:
    from wizard.system.windows.computer import WindowsSystem

    return WindowsSystem(run=run_reading_programs)


def macos() -> System:
    """A Mac of recorded answers: its code runs, on Linux; no Mac does. Raw sockets stand in for its ICMP sockets."""
    from wizard.system.macos.computer import MacosSystem

    root = Path(tempfile.mkdtemp(prefix="macos-"))
    (root / "Applications").mkdir()
    made = MacosSystem(recorded_mac(), root, icmp_sockets=socket.SOCK_RAW)
    weakref.finalize(made, shutil.rmtree, root, ignore_errors=True)
    return made


def recorded_mac() -> "RecordedRunner":
    """Return programs of a Mac that say what was recorded; what changes a Mac is not among them."""
    runner = RecordedRunner()
    for argv, name in RECORDED_MAC.items():
        runner.says(*argv, out=(RECORDED / name).read_text("utf-8"))
    return runner


RECORDED_MAC = {
    ("/sbin/route", "-n", "get", "default"): "macos-network/route-default-router.txt",
    ("/sbin/ifconfig", "-v"): "macos-network/ifconfig-v.txt",
    ("/usr/sbin/networksetup", "-listallhardwareports"): "macos-network/networksetup-hardware-ports.txt",
    ("/usr/sbin/arp", "-a", "-n", "-l"): "macos-network/arp-neighbours.txt",
    ("/usr/sbin/netstat", "-rn", "-f", "inet"): "macos-network/netstat-routes.txt",
    ("/usr/sbin/scutil", "--dns"): "macos-network/scutil-dns-two-adapters.txt",
    ("/usr/sbin/scutil", "--proxy"): "macos-network/scutil-proxies-none.txt",
    ("/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"): "macos-network/bootsessionuuid.txt",
    ("/usr/sbin/system_profiler", "-json", "SPAirPortDataType"): "macos-airport/15.5.json",
    ("/usr/sbin/system_profiler", "-json", "SPHardwareDataType"): "macos-hardware/hardware-laptop.json",
    ("/usr/sbin/system_profiler", "-json", "SPDisplaysDataType"): "macos-hardware/displays-m1.json",
    ("/usr/sbin/diskutil", "list", "-plist"): "macos-hardware/diskutil-list-one.plist",
    ("/usr/sbin/diskutil", "info", "-plist", "disk0"): "macos-hardware/diskutil-nvme.plist",
    ("/usr/sbin/ioreg", "-a", "-r", "-n", "AppleSmartBattery"): "macos-hardware/ioreg-battery.plist",
    ("/opt/homebrew/bin/brew", "info", "--json=v2", "--installed"): "macos-hardware/brew-info.json",
}


def simulated() -> System:
    from wizard.system.simulated import SimulatedSystem
    from wizard.system.simulated_state import NetworkState, SimulatedComputer, WirelessState

    computer = SimulatedComputer(network=NetworkState(kind="wireless"), wifi=WirelessState())
    folder = tempfile.mkdtemp(prefix="simulated-")
    made = SimulatedSystem(computer, Path(folder), speed=50)
    weakref.finalize(made, shutil.rmtree, folder, ignore_errors=True)
    return made


BACKENDS = [
    Backend("unsupported", unsupported, filled=False),
    Backend("simulated", simulated, filled=True),
    # The modules of Windows begin with its DLLs, those of the others with POSIX: each under contract where it can run.
    *(
        (Backend("windows", windows, filled=True),)
        if sys.platform == "win32"
        else (
            Backend("linux", linux, filled=True),
            Backend("macos", macos, filled=True, label="macos: recorded answers, never run on a Mac"),
        )
    ),
]


@pytest.fixture(params=BACKENDS, ids=lambda backend: str(backend.label or backend.name))
def backend(request: pytest.FixtureRequest) -> Backend:
    chosen = request.param
    assert isinstance(chosen, Backend)
    return chosen


@pytest.fixture
def recorded() -> Callable[[str], str]:
    """Read a recorded output by ``kind/file``; its origin and licence stand in the manifest beside it."""
    return lambda name: (RECORDED / name).read_text("utf-8")


@dataclass
class RecordedRunner:
    """Answers programs with recorded outputs, by the beginning of their arguments; keeps what was asked."""

    answers: dict[tuple[str, ...], CommandOutput | Missing] = field(default_factory=dict)
    asked: list[tuple[str, ...]] = field(default_factory=list)

    def says(self, *argv: str, out: str = "", err: str = "", status: int = 0) -> None:
        self.answers[argv] = CommandOutput(status, out, err)

    def __call__(self, argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        self.asked.append(tuple(argv))
        for beginning, answer in self.answers.items():
            if tuple(argv[: len(beginning)]) == beginning:
                return answer
        return Missing("not_available", f"{argv[0]} is not installed")


@pytest.fixture
def runner() -> RecordedRunner:
    return RecordedRunner()


# Networks of their own (FACTS A3: a dead and a living target)


@dataclass(frozen=True)
class Namespace:
    """A network namespace, and code run inside it."""

    name: str

    def ip(self, *arguments: str) -> None:
        subprocess.run(("ip", "-n", self.name, *arguments), check=True, capture_output=True, timeout=20)

    def set(self, key: str, value: str) -> None:
        self.shell(f"echo {value} > /proc/sys/net/{key}")

    def shell(self, script: str) -> str:
        argv = ("ip", "netns", "exec", self.name, "sh", "-c", script)
        return subprocess.run(argv, check=True, capture_output=True, text=True, timeout=20).stdout

    def call(self, expression: str) -> object:
        """Evaluate an expression over ``system`` (LinuxSystem), ``Cancel`` and ``echoes(target, count)`` inside."""
        code = INSIDE + f"\nprint(json.dumps(plain({expression})))"
        argv = ("ip", "netns", "exec", self.name, sys.executable, "-c", code)
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        done = subprocess.run(argv, capture_output=True, text=True, timeout=60, env=environment, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)


INSIDE = """
import dataclasses, json
from wizard.system.base import Cancel, Missing
from wizard.system.linux.computer import LinuxSystem
system = LinuxSystem()

def plain(value):
    if dataclasses.is_dataclass(value):
        return {"kind": type(value).__name__, **dataclasses.asdict(value)}
    return value

def echoes(target, count):
    echo = system.open_echo(target, Cancel())
    try:
        answers = [plain(echo.send(0.3)) for _ in range(count)]
    finally:
        echo.close()
    return {"method": echo.method, "answers": answers}
"""


@dataclass(frozen=True)
class Networks:
    """A computer and its router, joined by a cable: 10.77.0.2 and 10.77.0.1."""

    computer: Namespace
    router: Namespace


@pytest.fixture
def networks() -> Iterator[Networks]:
    """Two namespaces of this test alone. Making one takes root; where that is lacking the skip says so."""
    if os.geteuid() != 0:
        pytest.skip("needs root: only root may make a network namespace")
    made = Networks(Namespace(f"wz-c-{os.getpid()}"), Namespace(f"wz-r-{os.getpid()}"))
    with contextlib.ExitStack() as stack:
        for namespace in (made.computer, made.router):
            subprocess.run(("ip", "netns", "add", namespace.name), check=True, timeout=20)
            stack.callback(subprocess.run, ("ip", "netns", "del", namespace.name), check=False, timeout=20)
            namespace.ip("link", "set", "lo", "up")
            namespace.set("ipv6/conf/default/accept_dad", "0")  # addresses stand at once: no test waits for them
        made.computer.ip("link", "add", "lan0", "type", "veth", "peer", "name", "home0", "netns", made.router.name)
        made.computer.ip("addr", "add", "10.77.0.2/24", "dev", "lan0")
        made.router.ip("addr", "add", "10.77.0.1/24", "dev", "home0")
        made.computer.ip("link", "set", "lan0", "up")
        made.router.ip("link", "set", "home0", "up")
        yield made


@dataclass(frozen=True)
class LongWay:
    """A computer, its router, and a server behind it: 10.77.0.2, 10.77.0.1, 203.0.113.80; the same in IPv6.

    The router knows no other network; 192.0.2.0/24 it forbids, 192.88.99.0/24 it swallows.
    """

    computer: Namespace
    router: Namespace
    server: Namespace


@pytest.fixture
def long_way(networks: Networks) -> Iterator[LongWay]:
    """Two hops, made for this test alone."""
    made = LongWay(networks.computer, networks.router, Namespace(f"wz-s-{os.getpid()}"))
    subprocess.run(("ip", "netns", "add", made.server.name), check=True, timeout=20)
    try:
        made.server.ip("link", "set", "lo", "up")
        made.server.set("ipv6/conf/default/accept_dad", "0")
        made.server.ip("link", "add", "srv0", "type", "veth", "peer", "name", "wan0", "netns", made.router.name)
        for place, name, addresses in (
            (made.computer, "lan0", ("2001:db8:77::2/64",)),
            (made.router, "home0", ("2001:db8:77::1/64",)),
            (made.router, "wan0", ("203.0.113.1/24", "2001:db8:80::1/64")),
            (made.server, "srv0", ("203.0.113.80/24", "2001:db8:80::80/64")),
        ):
            for address in addresses:
                place.ip("addr", "add", address, "dev", name, *(("nodad",) if ":" in address else ()))
            place.ip("link", "set", name, "up")
        for place, routers in (
            (made.computer, ("10.77.0.1", "2001:db8:77::1")),
            (made.server, ("203.0.113.1", "2001:db8:80::1")),
        ):
            for router in routers:
                place.ip("route", "add", "default", "via", router)
        made.router.ip("route", "add", "prohibit", "192.0.2.0/24")
        made.router.ip("route", "add", "blackhole", "192.88.99.0/24")
        made.router.set("ipv4/ip_forward", "1")
        made.router.set("ipv6/conf/all/forwarding", "1")
        yield made
    finally:
        subprocess.run(("ip", "netns", "del", made.server.name), check=False, timeout=20)
