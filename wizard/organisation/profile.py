"""The schema of the organisation profile: every address, number and name that a flow needs, as data (DESIGN 8).

``assets/organisation.toml`` is the neutral default; an organisation's own file replaces it value by value.
"""

from typing import Literal

import msgspec

from wizard.organisation.channels import (
    ChatChannel,
    Clocks,
    FolderChannel,
    MailChannel,
    PageChannel,
    People,
    PhoneChannel,
    RtChannel,
    Rung,
)
from wizard.organisation.portal import PortalChannel
from wizard.organisation.tables import (
    Code,
    Colour,
    Days,
    Email,
    FixName,
    FlowName,
    PackageName,
    Percent,
    Port,
    Positive,
    Rate,
    Sha256,
    Status,
    Table,
    Url,
    Version,
)

Platform = Literal["linux", "windows", "macos"]
Folders = dict[Platform, tuple[str, ...]]
"""Folders by system; each starts with a known root in braces: ``{cache}/Example``."""
KNOWN_ROOTS = frozenset(
    {"cache", "config", "containers", "crash", "data", "home", "local", "roaming", "state", "support", "temp"}
)
"""The names a folder may start with; ``System.known_folders`` says which of them this computer has, and where."""
NO_CACHE_ROOTS = frozenset({"crash", "home", "temp"})
"""Roots below which nothing is ever cleared: too much of a person's own lies there."""
Channel = FolderChannel | MailChannel | RtChannel | PortalChannel | PhoneChannel | ChatChannel | PageChannel
"""Every way a report can take; ``kind`` tells them apart in the file."""


class Identity(Table, frozen=True, kw_only=True):
    """Who the program speaks for. ``accent`` is ``#RRGGBB``; ``logo`` a file beside the profile; empty: neutral."""

    name: str = ""
    support_name: str = ""
    accent: Colour = ""
    logo: str = ""


class Network(Table, frozen=True, kw_only=True):
    """What is measured, against what (FACTS A3, C2). ``service_url``: the organisation's own service, if it has one."""

    ping_target: str
    max_latency_ms: Positive
    max_loss_percent: Percent
    tcp_ports: tuple[Port, ...]
    dns_name: str
    public_name_server: str
    portal_url: Url
    portal_status: Status
    clock_url: Url
    max_clock_skew_s: Positive
    service_url: Url = ""
    service_name: str = ""


class Speed(Table, frozen=True, kw_only=True):
    """How fast a line should be, and where that is measured. ``server_url``: the folder of an own LibreSpeed server.

    ``plain_http``: whether that server may be asked without https. A test moves ``most_bytes`` at most, both ways
    together, and ``metered_bytes`` where data costs money.
    """

    server_url: Url = ""
    plain_http: bool = False
    minimum_download_mbps: Rate = 25.0
    minimum_upload_mbps: Rate = 3.0
    most_bytes: Positive = 1_000_000_000
    metered_bytes: Positive = 100_000_000


class Firmware(Table, frozen=True, kw_only=True):
    """The firmware that devices should run, and where it comes from (FACTS A1, A2)."""

    version: Version
    size_bytes: Positive
    sha256: Sha256 = ""
    url: Url = ""
    hardware: tuple[str, ...] = ()
    install_minutes: Positive = 3


class DeviceEndpoints(Table, frozen=True, kw_only=True):
    """Paths of an ``http`` device's own service, and the JSON keys of its answer (``status.firmware``: nested)."""

    base_url: Url = ""
    identify_path: str = "/api/device"
    install_path: str = "/api/firmware"
    model_key: str = "model"
    serial_key: str = "serial"
    hardware_key: str = "hardware"
    version_key: str = "firmware"
    on_power_key: str = "on_power"
    free_bytes_key: str = "free_bytes"
    boot_key: str = "boot"
    """What changes with every start of the device (a counter, a random id); tells its old run from its new one."""
    uptime_key: str = "uptime_s"


class DeviceProfile(Table, frozen=True, kw_only=True):
    """The device of this organisation. ``manual``: a person reads its label or settings page."""

    name: str
    driver: Literal["manual", "http"] = "manual"
    model: str = ""
    part: str = ""
    firmware: Firmware
    endpoints: DeviceEndpoints = DeviceEndpoints()
    plain_http: bool = False
    """Whether plain http is allowed to ``endpoints.base_url`` on the local network (DESIGN 9)."""
    ready_timeout_s: Positive = 300


class Computer(Table, frozen=True, kw_only=True):
    """How hot a computer may get (FACTS A9). ``danger``: it may switch itself off; a maker's lower limit wins."""

    max_temperature_celsius: Positive = 90
    danger_temperature_celsius: Positive = 100


class CachedApp(Table, frozen=True, kw_only=True):
    """One app whose cache may be measured and cleared, and whose version is known (FACTS A5)."""

    name: str
    version: Version = "0"
    processes: tuple[str, ...] = ()
    packages: dict[Platform, tuple[PackageName, ...]] = msgspec.field(default_factory=dict)
    """What it is called where programs are installed: its package (dpkg, rpm, flatpak, snap, a folder in /opt) on
    Linux, its name in the list of apps on Windows, its bundle identifier on macOS."""
    cache_folders: Folders = msgspec.field(default_factory=dict)
    max_cache_bytes: Positive = 500_000_000


class App(Table, frozen=True, kw_only=True):
    """The organisation's app (FACTS A5, A6), and other apps whose caches ``storage.cache`` knows, by id."""

    main: str
    table: dict[str, CachedApp]
    crash_log_folders: Folders
    crash_code: Code


class Account(Table, frozen=True, kw_only=True):
    """Signing in (FACTS A7)."""

    page_url: Url = ""
    code_valid_s: Positive = 300
    escalate_after_h: Positive = 24


class Support(Table, frozen=True, kw_only=True):
    """Whom to give the report to when nothing is configured to send it (filled by later channels)."""

    advice: str = ""
    portal_url: Url = ""
    phone: str = ""
    email: Email = ""


class Policy(Table, frozen=True, kw_only=True):
    """What an administrator allows on the computers of the organisation; nothing is forbidden by default.

    ``forbidden_fixes`` are never offered and never carried out; ``hidden_flows`` are not offered as a way in, other
    flows may still call them. ``public_speed_test``: whether servers of strangers may be asked how fast the line is.
    ``packet_recording``: whether a person may add a recording of traffic to a report, where their system lets them.
    ``most_days``: how long walks and closed cases stay at most; 0: until the program ends.
    """

    forbidden_fixes: tuple[FixName, ...] = ()
    hidden_flows: tuple[FlowName, ...] = ()
    public_speed_test: bool = True
    packet_recording: bool = True
    most_days: Days = 3650


class Article(Table, frozen=True, kw_only=True):
    """A knowledge article a report may cite: its number and the flows it belongs to."""

    number: str
    title: str
    flows: tuple[str, ...] = ()


class Organisation(Table, frozen=True, kw_only=True):
    """The whole profile."""

    format: Literal[1]
    identity: Identity
    network: Network
    device: DeviceProfile
    app: App
    computer: Computer = Computer()
    speed: Speed = Speed()
    account: Account
    support: Support
    policy: Policy = Policy()
    links: dict[str, Url]
    articles: tuple[Article, ...] = ()
    channels: dict[str, Channel] = msgspec.field(default_factory=dict)
    rungs: tuple[Rung, ...] = ()
    clocks: Clocks = Clocks()
    people: People = People()

    @property
    def main_app(self) -> CachedApp:
        return self.app.table[self.app.main]
