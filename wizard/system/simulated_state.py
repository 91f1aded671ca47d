"""The state of a simulated computer and its network: what a scene file says, and what changes in the course of it."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec

Percent = Annotated[float, msgspec.Meta(ge=0, le=100)]
Count = Annotated[int, msgspec.Meta(ge=0)]
Duration = Annotated[float, msgspec.Meta(ge=0, le=60_000)]
Channel = Annotated[int, msgspec.Meta(ge=1, le=233)]
Rate = Annotated[float, msgspec.Meta(gt=0, le=100_000)]
Decibel = Annotated[int, msgspec.Meta(ge=-120, lt=0)]


class _Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass


class NetworkState(_Table, frozen=True, kw_only=True):
    """The way out: adapter, router, internet. Latency, jitter and loss are those of the way to the internet.

    ``gateway_known``: whether a router that gives no answer is there all the same. ``route``: the routers between
    one's own and the server, ``""`` for one that keeps silent. ``may_capture``: whether packets may be recorded,
    ``capture_asks``: whether else an administrator's password opens that.
    ``metered``: whether data costs money, None where nobody knows; ``speed_server``: whether one answers.
    """

    kind: Literal["wired", "wireless"] = "wired"
    up: bool = True
    address: str = "192.168.1.23"
    mac: str = "02:00:5e:10:00:17"
    gateway: str = "192.168.1.1"
    gateway_answers: bool = True
    gateway_known: bool = True
    gateway_latency_ms: Duration = 1.2
    gateway_loss_percent: Percent = 0.0
    internet: bool = True
    latency_ms: Duration = 18.0
    jitter_ms: Duration = 2.0
    loss_percent: Percent = 0.0
    method: Literal["icmp", "tcp"] = "icmp"
    vpn: str = ""
    route: tuple[str, ...] = ("100.64.0.1", "198.51.100.1", "", "203.0.113.1")
    may_capture: bool = True
    capture_asks: bool = False
    download_mbps: Rate = 94.0
    upload_mbps: Rate = 41.0
    metered: bool | None = False
    speed_server: bool = True


class NamesState(_Table, frozen=True, kw_only=True):
    """Name servers. ``flush`` is what clearing the saved names comes to."""

    servers: tuple[str, ...] = ("192.168.1.1",)
    works: bool = True
    public_works: bool = True
    latency_ms: Duration = 24.0
    flush: Literal["done", "failed", "not_permitted", "not_available"] = "done"


class WebState(_Table, frozen=True, kw_only=True):
    """What web requests meet. ``statuses`` gives hosts another answer than 200; 0 is none at all.

    ``proxy_on``: whether the proxy of ``proxy_url`` is switched on; ``proxy_forced``: another program sends everything
    there all the same. ``proxy_change`` and ``proxy_back`` are what switching
    it off, and on again, comes to.
    """

    sign_in: bool = False
    sign_in_host: str = "sign-in.practice.example"
    statuses: dict[str, Annotated[int, msgspec.Meta(ge=0, le=599)]] = {}
    latency_ms: Duration = 60.0
    proxy_url: str = ""
    proxy_answers: bool = True
    proxy_on: bool = True
    proxy_forced: bool = False
    proxy_change: Literal["done", "failed", "not_permitted", "not_available"] = "done"
    proxy_back: Literal["done", "failed", "not_permitted", "not_available"] = "done"
    clock_ahead_s: int = 0
    safe_connections: Literal["real", "inspected", "untrusted"] = "real"
    inspected_by: str = "Practice Inspection"


class NeighbourState(_Table, frozen=True, kw_only=True):
    """A network of somebody else."""

    channel: Channel
    signal_dbm: Decibel | None = None
    width_mhz: Literal[20, 40, 80, 160] | None = 20


class WirelessState(_Table, frozen=True, kw_only=True):
    """The wireless adapter, and the air. Its link is in use when ``network.kind`` is wireless."""

    interface: str = "wlan0"
    ssid: str = "Practice"
    bssid: str = "02:00:5e:20:00:01"
    channel: Channel = 6
    signal_dbm: Decibel | None = -52
    rate_mbps: float | None = 144.0
    width_mhz: Literal[20, 40, 80, 160] = 20
    may_scan: bool = True
    neighbours: tuple[NeighbourState, ...] = ()


class CacheState(_Table, frozen=True, kw_only=True):
    """The contents of one folder, such as an app's cache, made as real files that take no room on the disk."""

    size_bytes: Count
    files: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 12


class OwnFilesState(_Table, frozen=True, kw_only=True):
    """What lies in the person's trash and among the downloads; None: nothing."""

    trash: CacheState | None = None
    downloads: CacheState | None = None


class CrashState(_Table, frozen=True, kw_only=True):
    """One crash log, made as a real file."""

    application: str
    code: Count
    days_ago: Annotated[float, msgspec.Meta(ge=0, le=3650)] = 1.0


class HealthState(_Table, frozen=True, kw_only=True):
    """Processors, memory and disk."""

    cpu_percent: Percent = 7.0
    memory_total_bytes: Count = 16_000_000_000
    memory_available_bytes: Count = 9_000_000_000
    disk_total_bytes: Count = 500_000_000_000
    disk_free_bytes: Count = 210_000_000_000
    uptime_s: Annotated[float, msgspec.Meta(ge=0)] = 93_600.0
    battery_percent: Percent | None = 80.0
    on_power: bool | None = True
    restarts: Count = 0
    restart_pending: bool = False
    memory_stall_percent: Percent | None = None
    top_processes: tuple[tuple[str, Percent, Count], ...] = (
        ("browser", 3.4, 900_000_000),
        ("mail", 1.2, 310_000_000),
        ("example-app", 0.6, 240_000_000),
    )


class SensorsState(_Table, frozen=True, kw_only=True):
    """Temperatures and the fan; None for a sensor that this computer does not have."""

    processor_celsius: Annotated[float, msgspec.Meta(ge=-20, le=150)] | None = 48.0
    graphics_celsius: Annotated[float, msgspec.Meta(ge=-20, le=150)] | None = None
    fan_rpm: Annotated[int, msgspec.Meta(ge=0, le=30_000)] | None = 2100


class DriveState(_Table, frozen=True, kw_only=True):
    """One built-in drive; ``healthy`` None: it says nothing of itself."""

    name: str = "Practice SSD 500"
    kind: Literal["solid_state", "rotating", "other"] = "solid_state"
    size_bytes: Count = 500_000_000_000
    healthy: bool | None = True
    celsius: Annotated[float, msgspec.Meta(ge=-20, le=120)] | None = 38.0
    wear_percent: Annotated[float, msgspec.Meta(ge=0, le=255)] | None = 4.0


class FirmwareUpdateState(_Table, frozen=True, kw_only=True):
    """Newer firmware that the system knows of."""

    device: str
    version: str
    newer_version: str
    needs_power: bool = True
    needs_restart: bool = True


class FirmwareState(_Table, frozen=True, kw_only=True):
    """The computer's own firmware; None: it does not tell. Its age is counted from today."""

    version: str | None = "1.14.0"
    days_ago: Annotated[int, msgspec.Meta(ge=0, le=20_000)] = 200
    updates: tuple[FirmwareUpdateState, ...] = ()
    list_age_days: Annotated[float, msgspec.Meta(ge=0, le=5000)] | None = 1.0


Pixels = Annotated[int, msgspec.Meta(ge=1, le=20_000)]


class GraphicsState(_Table, frozen=True, kw_only=True):
    """The graphics chip and the screen; ``name`` None: it does not tell. ``renderer`` empty: the chip itself draws."""

    name: str | None = "Practice Graphics 600"
    driver: str | None = "practice"
    driver_version: str | None = "24.1.0"
    renderer: str = ""
    software: bool = False
    resolution: tuple[Pixels, Pixels] = (1920, 1080)
    finest_resolution: tuple[Pixels, Pixels] = (1920, 1080)


class SimulatedComputer(_Table, frozen=True, kw_only=True):
    """A whole computer. ``caches`` and ``installed`` (versions, empty: not there) are by app id.

    ``reinstall`` is what installing an app again comes to; ``done`` changes nothing by itself, a ``change`` does.

    ``seed`` makes latencies and losses the same each time.
    """

    seed: int = 1
    network: NetworkState = NetworkState()
    names: NamesState = NamesState()
    web: WebState = WebState()
    wifi: WirelessState | None = None
    caches: dict[str, CacheState] = {}
    installed: dict[str, Annotated[str, msgspec.Meta(max_length=64)]] = msgspec.field(
        default_factory=lambda: {"main": "3.2.1"}
    )
    reinstall: Literal["done", "failed", "not_permitted", "not_available"] = "not_available"
    files: OwnFilesState = OwnFilesState()
    crash_logs: tuple[CrashState, ...] = ()
    health: HealthState = HealthState()
    sensors: SensorsState = SensorsState()
    firmware: FirmwareState = FirmwareState()
    drives: tuple[DriveState, ...] = (DriveState(),)
    graphics: GraphicsState = GraphicsState()
    processes: tuple[str, ...] = ()


class Change(_Table, frozen=True, kw_only=True):
    """What becomes different when something happens.

    ``when`` is an event with ``*`` for any text: ``finished */restart_router``, ``started wifi_channel/*``,
    ``fix dns.flush``. ``set`` gives new values by dotted name; ``after_seconds`` of the scene's time pass first.
    """

    when: Annotated[str, msgspec.Meta(pattern=r"^(started|finished|fix|undo) [a-z0-9_./*]+$")]
    set: dict[str, Any]
    after_seconds: Annotated[float, msgspec.Meta(ge=0, le=3600)] = 0.0


_OPEN_TABLES = (["caches"], ["installed"], ["web", "statuses"])
"""Tables whose names are a scene's own."""


class StateError(ValueError):
    """A dotted name or a value that the state does not have; the text names it."""


def with_values(computer: SimulatedComputer, values: Mapping[str, Any]) -> SimulatedComputer:
    """Return the computer with other values, by dotted name (``network.loss_percent``).

    Raises StateError for a name that does not exist or a value that does not fit.
    """
    tree: Any = msgspec.to_builtins(computer)
    for dotted, value in values.items():
        *way, last = dotted.split(".")
        table = tree
        for name in way:
            table = table.get(name) if isinstance(table, dict) else None
        if not isinstance(table, dict) or (last not in table and way not in _OPEN_TABLES):
            raise StateError(f"{dotted}: there is no such value")
        table[last] = value
    try:
        return msgspec.convert(tree, SimulatedComputer)
    except msgspec.ValidationError as error:
        raise StateError(f"{', '.join(values)}: {error}") from error


PERSONA = ("alex", "Alex Morgan", "alex-laptop")
"""User name, full name and host name of every simulated computer."""


def has_way_out(computer: SimulatedComputer) -> bool:
    """Return whether anything beyond the router answers, if only a sign-in page."""
    network = computer.network
    router = bool(network.gateway) and (network.gateway_answers or network.gateway_known)
    return network.up and bool(network.address) and router and network.internet


def reaches_internet(computer: SimulatedComputer) -> bool:
    """Return whether the internet itself answers."""
    return has_way_out(computer) and not computer.web.sign_in
