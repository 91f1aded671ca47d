"""This Linux computer: the ``System`` protocol over the readings of this folder."""

import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from wizard.system import command, http, name_lookup
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
from wizard.system.command import Runner
from wizard.system.system_proxy import SystemProxy

ROOT = Path("/")

_PROXY_FRESH_S = 10.0


class LinuxSystem:
    """Reads and changes this computer. ``run`` starts programs; ``root`` is where /proc, /sys and /etc lie."""

    name = "linux"
    platform: Literal["linux", "windows", "macos", "other"] = "linux"

    def __init__(self, run: Runner = command.run, root: Path = ROOT) -> None:
        self._run = run
        self._root = root
        self._proxy: tuple[float, SystemProxy] | None = None

    # network, read

    def open_echo(self, target: str, cancel: Cancel) -> Echo | Missing:
        from wizard.system.linux import echo

        return echo.open_echo(target, cancel, self._run)

    def interfaces(self) -> tuple[NetworkInterface, ...] | Missing:
        from wizard.system.linux import interfaces

        return interfaces.interfaces(self._root / "sys")

    def gateway(self, cancel: Cancel) -> Gateway | Missing | None:
        from wizard.system.linux import routes

        return routes.gateway(cancel, self._run, self._root)

    def name_servers(self) -> tuple[str, ...] | Missing:
        from wizard.system.linux import name_servers

        return name_servers.name_servers(self._run, self._root / "etc", self._root / "run")

    def resolve(self, host: str, timeout_s: float, cancel: Cancel) -> Resolution | Missing:
        return name_lookup.resolve(host, timeout_s, cancel)

    def ask_name_server(self, server: str, host: str, timeout_s: float) -> Resolution | Missing:
        return name_lookup.ask_name_server(server, host, timeout_s)

    def fetch(self, url: str, timeout_s: float, policy: HttpPolicy) -> HttpAnswer | Missing:
        return http.fetch(url, timeout_s, policy, self._system_proxy().proxies)

    def certificate(self, host: str, port: int, timeout_s: float) -> TlsLook | Missing:
        from wizard.system import tls

        return tls.look(host, port, timeout_s, self.proxies())

    def proxy(self) -> ProxySettings | Missing:
        return self._system_proxy().settings

    def proxies(self) -> http.Proxies:
        return self._system_proxy().proxies

    def wifi_link(self, cancel: Cancel) -> WifiLink | Missing:
        from wizard.system.linux import wifi

        return wifi.wifi_link(cancel, self._run, self._root)

    def wifi_scan(self, cancel: Cancel) -> tuple[AccessPoint, ...] | Missing:
        from wizard.system.linux import wifi

        return wifi.wifi_scan(cancel, self._run, self._root)

    def trace_route(self, target: str, cancel: Cancel, report: Report) -> TraceRoute | Missing:
        from wizard.system.linux import trace_route

        return trace_route.trace_route(target, cancel, report, self._run)

    def metered(self) -> bool | Missing:
        from wizard.system.linux import metered

        return metered.metered(Cancel())

    def speed_test(self, request: SpeedRequest, cancel: Cancel, report: Report) -> SpeedTest | Missing:
        from wizard.system import speed_client

        return speed_client.speed_test(request, self._system_proxy().proxies, cancel, report)

    def may_capture(self) -> MayCapture | Missing:
        from wizard.system.linux import packet_capture

        return packet_capture.may_capture()

    def capture_command(self, file: Path, seconds: float) -> str | None:
        from wizard.system.linux import packet_capture

        return packet_capture.capture_command(file, seconds)

    def capture_packets(self, file: Path, seconds: float, cancel: Cancel, report: Report) -> Capture | Missing:
        from wizard.system.linux import packet_capture

        return packet_capture.capture_packets(file, seconds, cancel, report, self._run)

    # files, read

    def known_folders(self) -> KnownFolders:
        from wizard.system.linux import files

        return files.known_folders()

    def directory_size(self, folder: Path, cancel: Cancel, report: Report) -> DirectorySize | Missing:
        from wizard.system.linux import files

        return files.directory_size(folder, cancel, report)

    def crash_logs(self, folders: tuple[Path, ...], cancel: Cancel) -> tuple[CrashLog, ...] | Missing:
        from wizard.system.linux import crash

        return crash.crash_logs(folders, cancel, self._run)

    def free_bytes(self, folder: Path) -> int | Missing:
        from wizard.system import posix_volumes

        return posix_volumes.free_bytes(folder)

    def file_systems(self, cancel: Cancel) -> tuple[FileSystem, ...] | Missing:
        from wizard.system.linux import volumes

        return volumes.file_systems(cancel, self._root)

    def trash_size(self, cancel: Cancel, report: Report) -> DirectorySize | Missing:
        from wizard.system.linux import trash

        return trash.trash_size(self._trash(), cancel, report)

    def downloads_folder(self) -> Path | Missing:
        """Return the folder of xdg-user-dirs; it may be a link to another drive, as it is only measured."""
        from platformdirs.unix import Unix

        return Path(os.path.realpath(Unix().user_downloads_path))

    # computer, read

    def health(self, cancel: Cancel) -> Health | Missing:
        from wizard.system import health

        boot_id = self.boot_id()
        folders = (self._root, self._root / "var", Path.home())
        return health.snapshot(cancel, boot_id if isinstance(boot_id, str) else None, folders)

    def workload(self, seconds: float, cancel: Cancel) -> Workload | Missing:
        from wizard.system import load

        return load.workload(seconds, cancel, self._root / "proc/pressure")

    def pending_restart(self) -> PendingRestart | Missing:
        from wizard.system.linux import restart

        return restart.pending_restart(self._root)

    def boot_id(self) -> str | Missing:
        """Return the kernel's random identifier of this start of the computer."""
        try:
            return (self._root / "proc/sys/kernel/random/boot_id").read_text("ascii").strip()
        except (OSError, UnicodeError) as error:
            return Missing("not_available", f"boot_id: {error}")

    def sensors(self, cancel: Cancel) -> Sensors | Missing:
        from wizard.system import sensors

        return sensors.sensors(cancel)

    def firmware(self) -> ComputerFirmware | Missing:
        from wizard.system.linux import firmware

        return firmware.firmware(self._root)

    def firmware_updates(self, cancel: Cancel) -> FirmwareUpdates | Missing:
        from wizard.system.linux import firmware_updates

        return firmware_updates.firmware_updates(cancel, self._run)

    def drives(self, cancel: Cancel) -> tuple[Drive, ...] | Missing:
        from wizard.system.linux import drives

        return drives.drives(cancel, self._root)

    def graphics(self, cancel: Cancel) -> Graphics | Missing:
        from wizard.system.linux import graphics

        return graphics.graphics(cancel, self._run, self._root)

    def installed_apps(self, names: tuple[str, ...], cancel: Cancel) -> tuple[InstalledApp, ...] | Missing:
        from wizard.system.linux import apps

        return apps.installed_apps(names, cancel, self._run, self._root)

    def identity(self) -> SystemIdentity:
        from wizard.system.linux import identity

        return identity.identity(self._run, self._root)

    def processes_named(self, names: tuple[str, ...]) -> tuple[RunningProcess, ...] | Missing:
        from wizard.system import own_processes

        return own_processes.processes_named(names)

    def configuration(self) -> Mapping[str, str]:
        from wizard.system.linux import configuration

        return configuration.configuration(self._run, self._system_proxy(), self._root)

    # the desktop

    def show_notification(self, title: str, text: str) -> Done | Missing:
        from wizard.system.linux import notifications

        return notifications.show(title, text)

    def start_at_login(self, argv: tuple[str, ...]) -> Done | Failed | Missing:
        from wizard.system.linux import autostart

        return autostart.resume_at_login(argv)

    def forget_start_at_login(self) -> Done | Failed | Missing:
        from wizard.system.linux import autostart

        return autostart.forget()

    # changes

    def close_process(self, process: RunningProcess, timeout_s: float, cancel: Cancel) -> Done | Failed:
        from wizard.system.linux import processes

        return processes.close_process(process, timeout_s, cancel)

    def clear_directory(self, folder: Path, cancel: Cancel, report: Report) -> Cleared | Missing:
        from wizard.system.linux import files

        return files.clear_directory(folder, cancel, report)

    def empty_trash(self, cancel: Cancel, report: Report) -> Cleared | Missing:
        from wizard.system.linux import trash

        return trash.empty_trash(self._trash(), cancel, report)

    def can_reinstall(self, app: InstalledApp, cancel: Cancel) -> Done | Missing:
        from wizard.system.linux import reinstall

        return reinstall.can_reinstall(app, cancel, self._run)

    def reinstall_app(self, app: InstalledApp, cancel: Cancel, report: Report) -> Done | Failed | Missing:
        from wizard.system.linux import reinstall

        return reinstall.reinstall_app(app, cancel, report, self._run)

    def flush_dns(self, cancel: Cancel) -> Done | Failed | Missing:
        from wizard.system.linux import changes

        return changes.flush_dns(cancel, self._run, self._root)

    def proxy_state(self) -> ProxyState | Missing:
        from wizard.system.linux import proxy_change

        return proxy_change.proxy_state(self._run, os.environ)

    def set_proxy(self, state: ProxyState) -> Done | Failed | Missing:
        from wizard.system.linux import proxy_change

        self._proxy = None
        return proxy_change.set_proxy(state, self._run)

    def restart_computer(self) -> Done | Failed | Missing:
        from wizard.system.linux import changes

        return changes.restart_computer(self._run, self._root)

    def _trash(self) -> Path:
        return self.known_folders().roots["data"] / "Trash"

    def _system_proxy(self) -> SystemProxy:
        """Return the proxy settings, at most ``_PROXY_FRESH_S`` old: a page of probes asks for them many times."""
        from wizard.system.linux import proxy

        now_s = time.monotonic()
        if self._proxy is None or now_s - self._proxy[0] > _PROXY_FRESH_S:
            self._proxy = (now_s, proxy.system_proxy(self._run, os.environ, Path.home()))
        return self._proxy[1]
