"""A computer and its network out of a scene: every reading of the ``System`` protocol, and changes that take effect.

Nothing outside of a private folder is read or touched. Latencies and losses are drawn from a seed, so the same
scene gives the same figures. The network's time runs ``speed`` times as fast as the clock.
"""

# ruff: noqa: ARG002  (the protocol gives these arguments)

import fnmatch
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from wizard.system import http, simulated_apps, simulated_hardware, simulated_speed, simulated_traffic, simulated_web
from wizard.system.base import (
    AccessPoint,
    Cancel,
    Capture,
    Cleared,
    ComputerFirmware,
    CrashLog,
    DirectorySize,
    Done,
    Drive,
    Echo,
    Failed,
    FileSystem,
    FirmwareUpdates,
    Gateway,
    Graphics,
    Health,
    HttpAnswer,
    HttpPolicy,
    InstalledApp,
    KnownFolders,
    MayCapture,
    Missing,
    NetworkInterface,
    PendingRestart,
    Program,
    ProxySettings,
    ProxyState,
    Report,
    Resolution,
    RunningProcess,
    Sensors,
    SpeedRequest,
    SpeedTest,
    SystemIdentity,
    TlsLook,
    TraceRoute,
    WifiLink,
    Workload,
)
from wizard.system.simulated_echo import SimulatedEcho
from wizard.system.simulated_files import SimulatedFiles
from wizard.system.simulated_state import (
    PERSONA,
    Change,
    SimulatedComputer,
    has_way_out,
    reaches_internet,
    with_values,
)
from wizard.system.simulated_web import fetch

DEFAULT_SPEED = 10.0


@dataclass(frozen=True)
class _Pending:
    """A change that is to come, and the event that began it."""

    due_s: float
    change: Change
    begun_by: str


class SimulatedSystem:
    """One simulated computer. ``notify`` tells it what happened, so that its changes can answer to it."""

    name = "simulated"

    def __init__(
        self,
        computer: SimulatedComputer,
        folder: Path,
        *,
        changes: tuple[Change, ...] = (),
        cache_folders: Mapping[str, tuple[str, ...]] | None = None,
        crash_folders: tuple[str, ...] = (),
        packages: Mapping[str, tuple[str, ...]] | None = None,
        platform: Literal["linux", "windows", "macos", "other"] = "linux",
        speed: float = DEFAULT_SPEED,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """``cache_folders`` and ``packages`` are an organisation profile's by app id, ``crash_folders`` of its logs."""
        self.platform = platform
        self.speed = speed
        self._computer = computer
        self._changes = changes
        self._pending: list[_Pending] = []
        self._now_s = now_s
        self._lock = threading.RLock()
        self._draws: dict[str, int] = {}
        self._cache_folders = cache_folders or {}
        self._packages = packages or {}
        self._files = SimulatedFiles(folder)
        self._make_caches(set(computer.caches))
        self._files.make_own_files(computer.files)
        self._files.make_crash_logs(crash_folders, computer.crash_logs)

    def notify(self, event: str) -> None:
        """Take note of ``started flow/step``, ``finished flow/step`` or ``fix name``.

        A third word is how a guide ended: after ``cannot`` and ``expired`` nothing was done, so nothing changes,
        also not what had begun with the guide. What a step changes at its end takes the place of what it had begun.
        """
        kind, place, ending = (*event.split(), "", "", "")[:3]
        with self._lock:
            if ending in ("cannot", "expired"):
                self._pending = [pending for pending in self._pending if pending.begun_by != f"started {place}"]
                return
            begun = [change for change in self._changes if fnmatch.fnmatchcase(f"{kind} {place}", change.when)]
            if kind == "finished":
                replaced = {name for change in begun for name in change.set}
                self._pending = [
                    pending for pending in self._pending
                    if pending.begun_by != f"started {place}" or not set(pending.change.set) <= replaced
                ]  # fmt: skip
            for change in begun:
                due_s = self._now_s() + change.after_seconds / self.speed
                self._pending.append(_Pending(due_s, change, f"{kind} {place}"))

    @property
    def computer(self) -> SimulatedComputer:
        """The state now: changes that are due have been made."""
        with self._lock:
            now_s = self._now_s()
            due = [pending.change for pending in self._pending if pending.due_s <= now_s]
            self._pending = [pending for pending in self._pending if pending.due_s > now_s]
            for change in due:
                self._computer = with_values(self._computer, change.set)
                if any(name.split(".")[0] == "caches" for name in change.set):
                    named = {name.split(".")[1] for name in change.set if name.startswith("caches.")}
                    self._make_caches(named or set(self._computer.caches))
                if any(name.split(".")[0] == "files" for name in change.set):
                    self._files.make_own_files(self._computer.files)
            return self._computer

    # network, read

    def open_echo(self, target: str, cancel: Cancel) -> Echo | Missing:
        computer = self.computer
        is_address = not any(letter.isalpha() for letter in target) or ":" in target
        if not is_address and not self._names_work(computer):
            return Missing("not_available", f"name: {target} has no address")
        return SimulatedEcho(lambda: self.computer, self.draw, target, self.speed, cancel)

    def interfaces(self) -> tuple[NetworkInterface, ...] | Missing:
        computer = self.computer
        network, wifi = computer.network, computer.wifi
        addresses = (network.address,) if network.up and network.address else ()
        wired = NetworkInterface(
            "eth0", "wired", network.up and network.kind == "wired", addresses if network.kind == "wired" else ()
        )
        found = [wired]
        if wifi is not None:
            used = network.kind == "wireless"
            found.append(
                NetworkInterface(
                    wifi.interface, "wireless", network.up and used, addresses if used else (), network.mac
                )
            )
        if network.vpn:
            found.append(NetworkInterface(network.vpn, "vpn", True, ("10.8.0.2",)))
        return tuple(found)

    def gateway(self, cancel: Cancel) -> Gateway | Missing | None:
        computer = self.computer
        network = computer.network
        if not (network.up and network.address and network.gateway):
            return None
        interface = computer.wifi.interface if computer.wifi and network.kind == "wireless" else "eth0"
        answers = network.gateway_answers
        latency_ms = network.gateway_latency_ms if answers else None
        return Gateway(network.gateway, interface, answers, answers or network.gateway_known, latency_ms)

    def name_servers(self) -> tuple[str, ...] | Missing:
        return self.computer.names.servers

    def resolve(self, host: str, timeout_s: float, cancel: Cancel) -> Resolution | Missing:
        computer = self.computer
        return self._look_up(host, timeout_s, computer, works=self._names_work(computer))

    def ask_name_server(self, server: str, host: str, timeout_s: float) -> Resolution | Missing:
        if http.is_loopback(server.partition(":")[0]):
            return Resolution(host, (), 0.1, "refused")
        computer = self.computer
        works = reaches_internet(computer) and computer.names.public_works
        return self._look_up(host, timeout_s, computer, works=works)

    def fetch(self, url: str, timeout_s: float, policy: HttpPolicy) -> HttpAnswer | Missing:
        computer = self.computer
        self.let_pass(computer.web.latency_ms)
        return fetch(
            url,
            timeout_s,
            policy,
            computer,
            reaches_internet=has_way_out(computer),
            names_work=self._names_work(computer),
        )

    def certificate(self, host: str, port: int, timeout_s: float) -> TlsLook | Missing:
        computer = self.computer
        if not has_way_out(computer) or not self._names_work(computer):
            return Missing("not_available", f"connection: {host}: no way there")
        self.let_pass(computer.web.latency_ms)
        match computer.web.safe_connections:
            case "real":
                return TlsLook(host, "Practice Trust (P1)", public=True)
            case "inspected":
                return TlsLook(host, computer.web.inspected_by, public=False)
            case "untrusted":
                return TlsLook(host, computer.web.inspected_by, public=False, fault="issuer")

    def proxy(self) -> ProxySettings | Missing:
        return ProxySettings(simulated_web.proxy_in_use(self.computer), source="practice")

    def proxies(self) -> http.Proxies:
        return http.Proxies()

    def wifi_link(self, cancel: Cancel) -> WifiLink | Missing:
        computer = self.computer
        wifi = computer.wifi
        if wifi is None:
            return Missing("not_available", "this computer has no wireless adapter")
        if computer.network.kind != "wireless" or not computer.network.up:
            return WifiLink(wifi.interface, connected=False)
        return WifiLink(
            wifi.interface,
            connected=True,
            ssid=wifi.ssid,
            bssid=wifi.bssid,
            channel=wifi.channel,
            signal_dbm=wifi.signal_dbm,
            rate_mbps=wifi.rate_mbps,
        )

    def wifi_scan(self, cancel: Cancel) -> tuple[AccessPoint, ...] | Missing:
        wifi = self.computer.wifi
        if wifi is None:
            return Missing("not_available", "this computer has no wireless adapter")
        if not wifi.may_scan:
            return Missing("not_permitted", "the system keeps the networks around to itself")
        own = AccessPoint(wifi.bssid, wifi.channel, wifi.signal_dbm, wifi.ssid, width_mhz=wifi.width_mhz)
        others = (
            AccessPoint(f"02:00:5e:30:00:{index:02x}", each.channel, each.signal_dbm, None, None, each.width_mhz)
            for index, each in enumerate(wifi.neighbours, 1)
        )
        return (own, *others)

    def trace_route(self, target: str, cancel: Cancel, report: Report) -> TraceRoute | Missing:
        return simulated_traffic.trace_route(target, self.computer, self.draw, self.speed, cancel=cancel, report=report)

    def metered(self) -> bool | Missing:
        metered = self.computer.network.metered
        return Missing("not_available", "nobody knows what the line costs") if metered is None else metered

    def speed_test(self, request: SpeedRequest, cancel: Cancel, report: Report) -> SpeedTest | Missing:
        return simulated_speed.speed_test(
            request, lambda: self.computer, self.draw, self.speed, cancel=cancel, report=report
        )

    def may_capture(self) -> MayCapture | Missing:
        network = self.computer.network
        return "yes" if network.may_capture else "with_password" if network.capture_asks else "needs_administrator"

    def capture_command(self, file: Path, seconds: float) -> str | None:
        return None

    def capture_packets(self, file: Path, seconds: float, cancel: Cancel, report: Report) -> Capture | Missing:
        computer = self.computer
        if self.may_capture() == "needs_administrator":
            return Missing("not_permitted", "only an administrator of this practice computer may record")
        return simulated_traffic.capture_packets(
            file, seconds, computer, speed=self.speed, cancel=cancel, report=report
        )

    # files, read

    def known_folders(self) -> KnownFolders:
        return self._files.known_folders

    def directory_size(self, folder: Path, cancel: Cancel, report: Report) -> DirectorySize | Missing:
        self.computer  # noqa: B018  (a change that is due may fill the folder)
        return self._files.size(folder, cancel, report)

    def crash_logs(self, folders: tuple[Path, ...], cancel: Cancel) -> tuple[CrashLog, ...] | Missing:
        return self._files.crash_logs(folders, cancel)

    def free_bytes(self, folder: Path) -> int | Missing:
        return self.computer.health.disk_free_bytes

    def file_systems(self, cancel: Cancel) -> tuple[FileSystem, ...] | Missing:
        health = self.computer.health
        return (FileSystem(("home", "system", "temp"), health.disk_total_bytes, health.disk_free_bytes),)

    def trash_size(self, cancel: Cancel, report: Report) -> DirectorySize | Missing:
        self.computer  # noqa: B018  (as above)
        return self._files.size(self._files.trash, cancel, report)

    def downloads_folder(self) -> Path | Missing:
        return self._files.downloads

    # computer, read

    def health(self, cancel: Cancel) -> Health | Missing:
        health = self.computer.health
        return Health(
            cpu_percent=health.cpu_percent,
            memory_total_bytes=health.memory_total_bytes,
            memory_available_bytes=health.memory_available_bytes,
            disk_total_bytes=health.disk_total_bytes,
            disk_free_bytes=health.disk_free_bytes,
            uptime_s=health.uptime_s,
            boot_id=f"practice-{health.restarts}",
            battery_percent=health.battery_percent,
            on_power=health.on_power,
            top_processes=health.top_processes,
        )

    def workload(self, seconds: float, cancel: Cancel) -> Workload | Missing:
        if cancel.wait(seconds / self.speed):
            return Missing("timeout", "stopped")
        health = self.computer.health
        programs = tuple(Program(name, percent, size) for name, percent, size in health.top_processes)
        return Workload(
            seconds=seconds,
            cpu_percent=health.cpu_percent,
            busiest=tuple(sorted(programs, key=lambda each: -each.cpu_percent)),
            largest=tuple(sorted(programs, key=lambda each: -each.memory_bytes)),
            memory_stall_percent=health.memory_stall_percent,
        )

    def pending_restart(self) -> PendingRestart | Missing:
        needed = self.computer.health.restart_pending
        return PendingRestart(needed, ("an update of this practice computer",) if needed else ())

    def boot_id(self) -> str | Missing:
        return f"practice-{self.computer.health.restarts}"

    def sensors(self, cancel: Cancel) -> Sensors | Missing:
        return simulated_hardware.sensors(self.computer.sensors, self.draw("sensors"))

    def firmware(self) -> ComputerFirmware | Missing:
        return simulated_hardware.firmware(self.computer.firmware)

    def firmware_updates(self, cancel: Cancel) -> FirmwareUpdates | Missing:
        return simulated_hardware.firmware_updates(self.computer.firmware, self.computer.health.on_power)

    def drives(self, cancel: Cancel) -> tuple[Drive, ...] | Missing:
        return simulated_hardware.drives(self.computer.drives)

    def graphics(self, cancel: Cancel) -> Graphics | Missing:
        return simulated_hardware.graphics(self.computer.graphics)

    def installed_apps(self, names: tuple[str, ...], cancel: Cancel) -> tuple[InstalledApp, ...] | Missing:
        return simulated_apps.installed_apps(self.computer.installed, self._packages, names)

    def identity(self) -> SystemIdentity:
        user, full_name, host = PERSONA
        computer = self.computer
        return SystemIdentity(
            user=user,
            full_name=full_name,
            home=str(self._files.known_folders.roots["home"]),
            host_names=(host,),
            domains=(),
            addresses=(computer.network.address,) if computer.network.address else (),
            macs=(computer.network.mac,),
            ssids=(computer.wifi.ssid,) if computer.wifi else (),
        )

    def processes_named(self, names: tuple[str, ...]) -> tuple[RunningProcess, ...] | Missing:
        running = self.computer.processes
        return tuple(RunningProcess(9000 + index, name, 0.0) for index, name in enumerate(running) if name in names)

    def configuration(self) -> Mapping[str, str]:
        return {"system": "a practice computer", "practice": "yes"}

    # changes

    def show_notification(self, title: str, text: str) -> Done | Missing:
        return Missing("not_available", "nothing is shown outside the window in practice")

    def start_at_login(self, argv: tuple[str, ...]) -> Done | Failed | Missing:
        return Missing("not_available", "starting at login: a practice computer is not logged in to")

    def forget_start_at_login(self) -> Done | Failed | Missing:
        return Done("starting at login: nothing was set, in practice")

    def close_process(self, process: RunningProcess, timeout_s: float, cancel: Cancel) -> Done | Failed:
        with self._lock:
            running = self.computer.processes
            if process.name not in running:
                return Failed(f"{process.name} is not running")
            left = tuple(name for name in running if name != process.name)
            self._computer = with_values(self._computer, {"processes": left})
        return Done(f"{process.name} was closed")

    def clear_directory(self, folder: Path, cancel: Cancel, report: Report) -> Cleared | Missing:
        return self._with_room(self._files.clear(folder, cancel, report))

    def empty_trash(self, cancel: Cancel, report: Report) -> Cleared | Missing:
        return self._with_room(self._files.clear(self._files.trash, cancel, report))

    def can_reinstall(self, app: InstalledApp, cancel: Cancel) -> Done | Missing:
        match self.computer.reinstall:
            case "done" | "failed":
                return Done(f"{app.name} may be installed again, in practice only")
            case reason:
                return Missing(reason, f"{app.name} cannot be installed again on this practice computer")

    def reinstall_app(self, app: InstalledApp, cancel: Cancel, report: Report) -> Done | Failed | Missing:
        match self.computer.reinstall:
            case "done":
                return Done(f"{app.name} was installed again, in practice only")
            case "failed":
                return Failed(f"no source offers {app.name}")
            case reason:
                return Missing(reason, f"{app.name} cannot be installed again on this practice computer")

    def flush_dns(self, cancel: Cancel) -> Done | Failed | Missing:
        match self.computer.names.flush:
            case "done":
                return Done("the saved names were forgotten")
            case "failed":
                return Failed("the service that keeps the names did not answer")
            case reason:
                return Missing(reason, "no saved names to forget here")

    def proxy_state(self) -> ProxyState | Missing:
        return simulated_web.proxy_state(self.computer)

    def set_proxy(self, state: ProxyState) -> Done | Failed | Missing:
        with self._lock:
            changed = simulated_web.set_proxy(self.computer, state)
            if isinstance(changed, Missing | Failed):
                return changed
            self._computer = changed
        return Done("the proxy was switched, in practice only")

    def restart_computer(self) -> Done | Failed | Missing:
        with self._lock:
            restarts = self.computer.health.restarts + 1
            values = {"health.restarts": restarts, "health.uptime_s": 40.0, "health.restart_pending": False}
            self._computer = with_values(self._computer, values)
        return Done("restarted, in practice only")

    # inside

    def draw(self, stream: str) -> random.Random:
        """Return a source of chance for the next event of a stream: the same for the n-th one every time."""
        with self._lock:
            number = self._draws[stream] = self._draws.get(stream, 0) + 1
        return random.Random(f"{self._computer.seed} {stream} {number}")  # noqa: S311  (no secret: a made-up network)

    def let_pass(self, simulated_ms: float) -> None:
        """Let a time of the simulated network pass."""
        threading.Event().wait(simulated_ms / 1000 / self.speed)

    def _names_work(self, computer: SimulatedComputer) -> bool:
        return computer.names.works and has_way_out(computer)

    def _look_up(self, host: str, timeout_s: float, computer: SimulatedComputer, *, works: bool) -> Resolution:
        latency_ms = computer.names.latency_ms if works else timeout_s * 1000
        self.let_pass(min(latency_ms, timeout_s * 1000))
        if not works or latency_ms >= timeout_s * 1000:
            return Resolution(host, (), timeout_s * 1000, "no_answer")
        return Resolution(
            host, (simulated_traffic.SERVER,), round(latency_ms * self.draw("names").uniform(0.95, 1.05), 1)
        )

    def _with_room(self, cleared: Cleared | Missing) -> Cleared | Missing:
        """Give back on the disk what was deleted."""
        if isinstance(cleared, Cleared):
            with self._lock:
                health = self._computer.health
                free_bytes = min(health.disk_total_bytes, health.disk_free_bytes + cleared.freed_bytes)
                self._computer = with_values(self._computer, {"health.disk_free_bytes": free_bytes})
        return cleared

    def _make_caches(self, apps: set[str]) -> None:
        for app, cache in self._computer.caches.items():
            if app in apps:
                self._files.make_cache(self._cache_folders.get(app, ()), cache)
