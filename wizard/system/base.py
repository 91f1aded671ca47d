"""What every operating system answers: the protocol and its readings, with units in their names.

A reading that cannot be had is ``Missing`` with a reason: never 0, never "connected" for "unknown".
Methods block; they are called on daemon threads, look at ``cancel`` at least every 0.5 s, and raise nothing for
a condition of the world (only for a fault of the program).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol

# Parts of this protocol that stand alone.
from wizard.system.cancel import Cancel as Cancel  # noqa: PLC0414
from wizard.system.drives import Drive as Drive  # noqa: PLC0414
from wizard.system.firmware_updates import FirmwareUpdate as FirmwareUpdate  # noqa: PLC0414
from wizard.system.firmware_updates import FirmwareUpdates as FirmwareUpdates  # noqa: PLC0414
from wizard.system.hardware import ComputerFirmware as ComputerFirmware  # noqa: PLC0414
from wizard.system.hardware import Fan as Fan  # noqa: PLC0414
from wizard.system.hardware import Graphics as Graphics  # noqa: PLC0414
from wizard.system.hardware import GraphicsAdapter as GraphicsAdapter  # noqa: PLC0414
from wizard.system.hardware import Sensors as Sensors  # noqa: PLC0414
from wizard.system.hardware import TemperatureSensor as TemperatureSensor  # noqa: PLC0414
from wizard.system.installed_app import InstalledApp as InstalledApp  # noqa: PLC0414
from wizard.system.network_trace import Capture as Capture  # noqa: PLC0414
from wizard.system.network_trace import Hop as Hop  # noqa: PLC0414
from wizard.system.network_trace import TraceRoute as TraceRoute  # noqa: PLC0414
from wizard.system.proxy_state import ProxyState as ProxyState  # noqa: PLC0414
from wizard.system.speed import SpeedRequest as SpeedRequest  # noqa: PLC0414
from wizard.system.speed import SpeedTest as SpeedTest  # noqa: PLC0414
from wizard.system.tls_look import TlsLook as TlsLook  # noqa: PLC0414
from wizard.system.volumes import FileSystem as FileSystem  # noqa: PLC0414
from wizard.system.volumes import Place as Place  # noqa: PLC0414
from wizard.system.workload import PendingRestart as PendingRestart  # noqa: PLC0414
from wizard.system.workload import Program as Program  # noqa: PLC0414
from wizard.system.workload import Workload as Workload  # noqa: PLC0414

if TYPE_CHECKING:
    from wizard.system.http import Proxies

Reason = Literal["timeout", "not_permitted", "not_available"]
MayCapture = Literal["yes", "with_password", "needs_administrator"]


@dataclass(frozen=True)
class Missing:
    """A reading that could not be had. ``detail`` is for the Details pane and the report, in English."""

    reason: Reason
    detail: str = ""


# Network


class Echo(Protocol):
    """An open way to time echoes to one target; ``method`` says which, so that every figure is labelled."""

    method: Literal["icmp", "ping", "tcp"]
    address: str

    def send(self, timeout_s: float) -> float | Missing | None:
        """Return the round trip in ms, None for a lost echo, Missing when sending itself is not possible.

        No route to the target is a lost echo: nothing can come back. Missing is for what says nothing of the
        network: no permission, or a stop that was requested (``timeout``).
        """

    def close(self) -> None: ...


@dataclass(frozen=True)
class NetworkInterface:
    """One adapter; loopback is left out."""

    name: str
    kind: Literal["wired", "wireless", "vpn", "virtual", "other"]
    up: bool
    addresses: tuple[str, ...]
    mac: str | None = None


@dataclass(frozen=True)
class Gateway:
    """The default route: where it leads, through which adapter. ``answers`` is None when it was not or cannot be asked.

    ``neighbour_known``: whether the local network knows its hardware address just now; it tells a router that only
    ignores echoes (True) from one that is gone (False); None when that cannot be read.
    ``address`` is empty when the route leads straight into an adapter, as in a tunnel or a mobile modem; a
    link-local one carries its adapter (``fe80::1%eth0``), so that it can be asked as it is.
    ``own_address_taken``: whether another computer on the local network uses this computer's address (RFC 5227);
    None where that cannot be asked, as by most users.
    """

    address: str
    interface: str
    answers: bool | None = None
    neighbour_known: bool | None = None
    latency_ms: float | None = None
    own_address_taken: bool | None = None


@dataclass(frozen=True)
class Resolution:
    """A name looked up the way every program of this computer does."""

    host: str
    addresses: tuple[str, ...]
    latency_ms: float
    error: str | None = None
    """Why there are no addresses: ``no_such_name``, ``no_answer``, ``refused``."""


@dataclass(frozen=True)
class HttpAnswer:
    """An HTTP answer; redirects are not followed. ``body`` is cut at 64 kB. ``latency_ms`` is up to the headers.

    Names in ``headers`` are in lower case (``date`` is the server's own clock).
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    latency_ms: float


@dataclass(frozen=True)
class ProxySettings:
    """The system's proxy; ``url`` is None when there is none."""

    url: str | None
    automatic_url: str | None = None
    source: str = ""


@dataclass(frozen=True)
class WifiLink:
    """The wireless link in use. ``connected`` False: there is an adapter, but no network."""

    interface: str
    connected: bool
    ssid: str | None = None
    bssid: str | None = None
    channel: int | None = None
    frequency_mhz: int | None = None
    signal_dbm: int | None = None
    rate_mbps: float | None = None


@dataclass(frozen=True)
class AccessPoint:
    """One network in the air."""

    bssid: str
    channel: int
    signal_dbm: int | None
    ssid: str | None = None
    frequency_mhz: int | None = None
    width_mhz: int | None = None


# Files


@dataclass(frozen=True)
class DirectorySize:
    """What lies in a folder. Links count as themselves, never what they lead to; other file systems are left out."""

    size_bytes: int
    files: int
    unreadable: int = 0


@dataclass(frozen=True)
class Cleared:
    """What clearing a folder's contents did."""

    freed_bytes: int
    removed_files: int
    in_use_files: int
    refused_files: int
    in_use_examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class CrashLog:
    """One crash report. ``codes`` are the integers of its known code fields; ``path`` the file to attach.

    ``path`` is None for what only a system's own journal tells of: there is nothing to attach. ``signal`` is the name
    of the signal that ended the program (``SIGSEGV``), which is no code.
    """

    path: Path | None
    application: str | None
    at_utc: str | None
    codes: tuple[int, ...]
    format: str
    """``wer``, ``ips``, ``apport``, ``macos``, ``json``, ``text``, ``minidump``, ``core``, ``coredumpctl``, ``binary``
    (not understood), ``unreadable``."""
    signal: str | None = None


@dataclass(frozen=True)
class KnownFolders:
    """Roots under which an organisation profile's folders must lie, by the names it may use (``cache``, …)."""

    roots: Mapping[str, Path]


# Computer


@dataclass(frozen=True)
class RunningProcess:
    """A process with the right name: enough to name it to the person and to end that one and no other."""

    pid: int
    name: str
    started: float


@dataclass(frozen=True)
class Health:
    """A snapshot of the computer (FACTS C1). None where a value does not exist here."""

    cpu_percent: float
    memory_total_bytes: int
    memory_available_bytes: int
    disk_total_bytes: int
    disk_free_bytes: int
    uptime_s: float
    boot_id: str | None
    battery_percent: float | None = None
    on_power: bool | None = None
    top_processes: tuple[tuple[str, float, int], ...] = ()
    """(name, CPU %, resident bytes), the five busiest."""


@dataclass(frozen=True)
class SystemIdentity:
    """Names and addresses of this computer and its user; seeds the redaction, never leaves as it is."""

    user: str
    full_name: str
    home: str
    host_names: tuple[str, ...]
    domains: tuple[str, ...]
    addresses: tuple[str, ...]
    macs: tuple[str, ...]
    ssids: tuple[str, ...]
    serials: tuple[str, ...] = ()


@dataclass(frozen=True)
class Done:
    """A change was made. ``detail`` is for Details and report."""

    detail: str = ""


@dataclass(frozen=True)
class Failed:
    """A change was tried and did not work; ``detail`` says what the system answered."""

    detail: str


Value = None | bool | int | float | str | list[dict[str, str | int | float | bool | None]]
"""What a fact may hold; the same as ``flow.events.FactValue``, which this layer does not see."""


@dataclass(frozen=True)
class Progress:
    """What running work shows: share done (None: unknown), facts so far, and one sample of its live curve.

    ``sample`` is None when this step has none; ``lost`` marks a sample that never came back (a loss tick).
    ``result`` is what a probe answered, told once it has ended. ``message`` is a catalogue message: why it takes
    longer than usual; None leaves what was said before.
    """

    fraction: float | None = None
    facts: Mapping[str, Value] = field(default_factory=dict)
    sample: float | None = None
    lost: bool = False
    result: str | None = None
    message: str | None = None


Report = Callable[[Progress], None]
"""Called often, from the working thread; must return at once."""


@dataclass(frozen=True)
class HttpPolicy:
    """Which plain-http hosts are allowed besides loopback (DESIGN 9); everything else must be https."""

    plain_hosts: frozenset[str] = field(default_factory=frozenset)
    small_packets: bool = False
    """Ask for an answer in packets that pass everywhere; a system that cannot ask for it does not."""


class System(Protocol):
    """One computer. ``name`` is ``linux``, ``windows``, ``macos``, ``simulated`` or ``unsupported``."""

    name: str
    platform: Literal["linux", "windows", "macos", "other"]
    """Whose words to use in texts and which table of folders (a simulated computer takes the real one's)."""

    # network, read
    def open_echo(self, target: str, cancel: Cancel) -> Echo | Missing: ...
    def interfaces(self) -> tuple[NetworkInterface, ...] | Missing: ...
    def gateway(self, cancel: Cancel) -> Gateway | Missing | None:
        """Return the default route, asked by one or two echoes; None when this computer has no default route."""

    def name_servers(self) -> tuple[str, ...] | Missing: ...
    def resolve(self, host: str, timeout_s: float, cancel: Cancel) -> Resolution | Missing: ...
    def ask_name_server(self, server: str, host: str, timeout_s: float) -> Resolution | Missing: ...
    def fetch(self, url: str, timeout_s: float, policy: HttpPolicy) -> HttpAnswer | Missing: ...
    def certificate(self, host: str, port: int, timeout_s: float) -> TlsLook | Missing:
        """Return what a server shows as its certificate, and whether this computer trusts it; nothing is sent."""

    def proxy(self) -> ProxySettings | Missing: ...
    def proxies(self) -> "Proxies":
        """Return where this program's own requests go through, with credentials: for ``http``, never to be shown."""
        ...

    def wifi_link(self, cancel: Cancel) -> WifiLink | Missing: ...
    def wifi_scan(self, cancel: Cancel) -> tuple[AccessPoint, ...] | Missing: ...
    def trace_route(self, target: str, cancel: Cancel, report: Report) -> TraceRoute | Missing:
        """Return one look at the way to a host or address; no way at all is an answer too (``no_route``)."""

    def metered(self) -> bool | Missing:
        """Return whether the system says that data costs money on the line in use."""

    def speed_test(self, request: SpeedRequest, cancel: Cancel, report: Report) -> SpeedTest | Missing:
        """Measure the line with real data, stopped within 0.5 s; ``sample`` of the progress is Mbit/s just now.

        Missing for everything but a whole measurement: a server that is gone never comes out as 0 Mbit/s.
        """

    def may_capture(self) -> MayCapture | Missing:
        """Return whether this user may record packets here and now; nothing is recorded.

        ``with_password``: once an administrator has typed theirs, which the system asks for when it begins.
        """

    def capture_command(self, file: Path, seconds: float) -> str | None:
        """Return the command by which an administrator would record to ``file``; None where none is known."""

    def capture_packets(self, file: Path, seconds: float, cancel: Cancel, report: Report) -> Capture | Missing:
        """Record the headers of all packets to a private pcap file, whole or not at all, 20 MB at most.

        Missing ``not_permitted`` says which command an administrator would run. Stopped: nothing is kept.
        """

    # files, read
    def known_folders(self) -> KnownFolders: ...
    def directory_size(self, folder: Path, cancel: Cancel, report: Report) -> DirectorySize | Missing:
        """Return what lies below the folder; Missing ``not_available`` for one that does not exist."""

    def crash_logs(self, folders: tuple[Path, ...], cancel: Cancel) -> tuple[CrashLog, ...] | Missing:
        """Return the crash logs in the folders, newest first; none for folders that do not exist.

        A file or folder that could not be read is a log of format ``unreadable``: it may hold what is looked for.
        """

    def free_bytes(self, folder: Path) -> int | Missing: ...
    def file_systems(self, cancel: Cancel) -> tuple[FileSystem, ...] | Missing:
        """Return the writable file systems that hold home, system and temporary files, each once."""

    def trash_size(self, cancel: Cancel, report: Report) -> DirectorySize | Missing:
        """Return how much lies in the person's trash; 0 is an empty one."""

    def downloads_folder(self) -> Path | Missing:
        """Return where the person's downloads go, whether or not it exists; it is only ever measured."""

    # computer, read
    def health(self, cancel: Cancel) -> Health | Missing: ...
    def workload(self, seconds: float, cancel: Cancel) -> Workload | Missing:
        """Return how hard the computer works, and for which programs, measured for ``seconds``."""

    def pending_restart(self) -> PendingRestart | Missing:
        """Return whether something that was installed waits for a restart."""

    def boot_id(self) -> str | Missing: ...
    def sensors(self, cancel: Cancel) -> Sensors | Missing:
        """Return temperatures and fans; a sensor whose value cannot be true is left out, none left is Missing."""

    def firmware(self) -> ComputerFirmware | Missing: ...
    def firmware_updates(self, cancel: Cancel) -> FirmwareUpdates | Missing:
        """Return which newer firmware the system knows of; it never asks the internet for it."""

    def drives(self, cancel: Cancel) -> tuple[Drive, ...] | Missing:
        """Return the built-in drives and what each says of its own health."""

    def graphics(self, cancel: Cancel) -> Graphics | Missing:
        """Return graphics chips with their drivers, what draws, and the resolution of the main screen."""

    def installed_apps(self, names: tuple[str, ...], cancel: Cancel) -> tuple[InstalledApp, ...] | Missing:
        """Return every installed copy of a program that goes by one of the names here; none is an empty tuple."""

    def identity(self) -> SystemIdentity: ...
    def processes_named(self, names: tuple[str, ...]) -> tuple[RunningProcess, ...] | Missing: ...
    def configuration(self) -> Mapping[str, str]: ...

    # the desktop
    def show_notification(self, title: str, text: str) -> Done | Missing:
        """Tell the person outside this program's window; Missing where nobody shows such a thing."""

    def start_at_login(self, argv: tuple[str, ...]) -> Done | Failed | Missing:
        """Have ``argv``, which starts with a full path, started when this person logs in next."""
        ...

    def forget_start_at_login(self) -> Done | Failed | Missing:
        """Take ``start_at_login`` back; Done also when there is nothing to take back."""
        ...

    # changes
    def close_process(self, process: RunningProcess, timeout_s: float, cancel: Cancel) -> Done | Failed: ...
    def clear_directory(self, folder: Path, cancel: Cancel, report: Report) -> Cleared | Missing:
        """Delete what lies below the folder, and keep the folder; all counts are 0 for one that does not exist."""

    def empty_trash(self, cancel: Cancel, report: Report) -> Cleared | Missing:
        """Delete for good what lies in the person's trash; what is in use or may not be deleted stays restorable."""

    def can_reinstall(self, app: InstalledApp, cancel: Cancel) -> Done | Missing:
        """Say whether ``reinstall_app`` may be tried here; nothing is changed and nobody is asked for a password.

        Missing: it is known that it would not work (no source offers the app, nobody here may do it), and why.
        """
        ...

    def reinstall_app(self, app: InstalledApp, cancel: Cancel, report: Report) -> Done | Failed | Missing:
        """Let whoever installed this copy (its ``source``) install it again; ``Done`` says only that they said so."""

    def flush_dns(self, cancel: Cancel) -> Done | Failed | Missing: ...
    def proxy_state(self) -> ProxyState | Missing:
        """Return the proxy set by hand, as it can be switched; Missing says in whose hands it is instead."""

    def set_proxy(self, state: ProxyState) -> Done | Failed | Missing:
        """Switch the proxy set by hand as ``state`` has it, and read it back. Nothing but switches is written."""
        ...

    def restart_computer(self) -> Done | Failed | Missing: ...
