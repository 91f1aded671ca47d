"""This Mac: the ``System`` protocol over the readings of this folder."""

import os
import re
import socket
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
from wizard.system.unsupported import UnsupportedSystem

ROOT = Path("/")

_PROXY_FRESH_S = 10.0
_BOOT_ID = re.compile(r"[0-9A-F]{8}(?:-[0-9A-F]{4}){3}-[0-9A-F]{12}", re.IGNORECASE)
_QUICK_S = 2.0


class MacosSystem(UnsupportedSystem):
    """Reads and changes this Mac. ``run`` starts programs; ``root`` is where /Applications, /Library and /dev lie.

    ``icmp_sockets``: raw sockets of Linux behave as a Mac's datagram ones do, and stand in for them in tests.
    What it takes over from ``UnsupportedSystem`` nobody tells on a Mac.
    """

    name = "macos"
    platform: Literal["linux", "windows", "macos", "other"] = "macos"

    def __init__(
        self, run: Runner = command.run, root: Path = ROOT, icmp_sockets: socket.SocketKind = socket.SOCK_DGRAM
    ) -> None:
        self._run = run
        self._root = root
        self._icmp_sockets = icmp_sockets
        self._proxy: tuple[float, SystemProxy | Missing] | None = None

    # network, read

    def open_echo(self, target: str, cancel: Cancel) -> Echo | Missing:
        from wizard.system.macos import echo

        return echo.open_echo(target, cancel, self._run, self._icmp_sockets)

    def interfaces(self) -> tuple[NetworkInterface, ...] | Missing:
        from wizard.system.macos import interfaces

        return interfaces.interfaces(self._run)

    def gateway(self, cancel: Cancel) -> Gateway | Missing | None:
        from wizard.system.macos import routes

        return routes.gateway(cancel, self._run, self._icmp_sockets)

    def name_servers(self) -> tuple[str, ...] | Missing:
        from wizard.system.macos import name_servers

        return name_servers.name_servers(self._run)

    def resolve(self, host: str, timeout_s: float, cancel: Cancel) -> Resolution | Missing:
        return name_lookup.resolve(host, timeout_s, cancel)

    def ask_name_server(self, server: str, host: str, timeout_s: float) -> Resolution | Missing:
        return name_lookup.ask_name_server(server, host, timeout_s)

    def fetch(self, url: str, timeout_s: float, policy: HttpPolicy) -> HttpAnswer | Missing:
        return http.fetch(url, timeout_s, policy, self.proxies())

    def certificate(self, host: str, port: int, timeout_s: float) -> TlsLook | Missing:
        from wizard.system import tls

        return tls.look(host, port, timeout_s, self.proxies())

    def proxy(self) -> ProxySettings | Missing:
        found = self._system_proxy()
        return found if isinstance(found, Missing) else found.settings

    def proxies(self) -> http.Proxies:
        found = self._system_proxy()
        return http.Proxies() if isinstance(found, Missing) else found.proxies

    def wifi_link(self, cancel: Cancel) -> WifiLink | Missing:
        from wizard.system.macos import wifi

        return wifi.wifi_link(cancel, self._run)

    def wifi_scan(self, cancel: Cancel) -> tuple[AccessPoint, ...] | Missing:
        from wizard.system.macos import wifi

        return wifi.wifi_scan(cancel, self._run)

    def trace_route(self, target: str, cancel: Cancel, report: Report) -> TraceRoute | Missing:
        from wizard.system.macos import trace_route

        return trace_route.trace_route(target, cancel, report, self._run, self._icmp_sockets)

    def metered(self) -> bool | Missing:
        return Missing("not_available", "the cost of the line: macOS tells it only to programs of its own framework")

    def speed_test(self, request: SpeedRequest, cancel: Cancel, report: Report) -> SpeedTest | Missing:
        from wizard.system import speed_client

        return speed_client.speed_test(request, self.proxies(), cancel, report)

    def may_capture(self) -> MayCapture | Missing:
        from wizard.system.macos import packet_capture

        return packet_capture.may_capture(self._root)

    def capture_command(self, file: Path, seconds: float) -> str | None:
        from wizard.system.macos import packet_capture

        return packet_capture.capture_command(file, seconds)

    def capture_packets(self, file: Path, seconds: float, cancel: Cancel, report: Report) -> Capture | Missing:
        from wizard.system.macos import packet_capture

        return packet_capture.capture_packets(file, seconds, cancel, report, run=self._run, root=self._root)

    # files, read

    def known_folders(self) -> KnownFolders:
        from wizard.system.macos import files

        return files.known_folders()

    def directory_size(self, folder: Path, cancel: Cancel, report: Report) -> DirectorySize | Missing:
        from wizard.system.macos import files

        return files.directory_size(folder, cancel, report)

    def crash_logs(self, folders: tuple[Path, ...], cancel: Cancel) -> tuple[CrashLog, ...] | Missing:
        from wizard.system.macos import crash

        return crash.crash_logs(folders, cancel, self._root)

    def free_bytes(self, folder: Path) -> int | Missing:
        from wizard.system import posix_volumes

        return posix_volumes.free_bytes(folder)

    def file_systems(self, cancel: Cancel) -> tuple[FileSystem, ...] | Missing:
        from wizard.system.macos import volumes

        return volumes.file_systems(cancel, self._root)

    def trash_size(self, cancel: Cancel, report: Report) -> DirectorySize | Missing:
        from wizard.system.macos import trash

        return trash.trash_size(self._trash(), cancel, report)

    def downloads_folder(self) -> Path | Missing:
        """Return ``~/Downloads``; it may be a link to another volume, as it is only measured."""
        from platformdirs.macos import MacOS

        return Path(os.path.realpath(MacOS().user_downloads_path))

    # computer, read

    def health(self, cancel: Cancel) -> Health | Missing:
        from wizard.system import health
        from wizard.system.macos import volumes

        boot_id = self.boot_id()
        folders = (volumes.system_folder(self._root), Path.home())
        return health.snapshot(cancel, boot_id if isinstance(boot_id, str) else None, folders)

    def workload(self, seconds: float, cancel: Cancel) -> Workload | Missing:
        from wizard.system import load

        return load.workload(seconds, cancel)

    def pending_restart(self) -> PendingRestart | Missing:
        why = "macOS does not tell other programs: System Settings, General, Software Update shows a restart that waits"
        return Missing("not_available", why)

    def boot_id(self) -> str | Missing:
        """Return the kernel's random identifier of this start of the computer."""
        output = self._run(("/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"), _QUICK_S, Cancel())
        if isinstance(output, Missing):
            return Missing(output.reason, f"boot_id: {output.detail}")
        found = output.out.strip()
        return found if _BOOT_ID.fullmatch(found) else Missing("not_available", "boot_id: sysctl does not know it")

    def sensors(self, cancel: Cancel) -> Sensors | Missing:
        from wizard.system.macos import hardware

        return hardware.sensors(cancel, self._run)

    def firmware(self) -> ComputerFirmware | Missing:
        from wizard.system.macos import hardware

        return hardware.firmware(self._run)

    def firmware_updates(self, cancel: Cancel) -> FirmwareUpdates | Missing:  # noqa: ARG002  (nothing is asked)
        why = "a Mac's firmware comes with updates of macOS: System Settings, General, Software Update shows them"
        return Missing("not_available", why)

    def drives(self, cancel: Cancel) -> tuple[Drive, ...] | Missing:
        from wizard.system.macos import hardware

        return hardware.drives(cancel, self._run)

    def graphics(self, cancel: Cancel) -> Graphics | Missing:
        from wizard.system.macos import hardware

        return hardware.graphics(cancel, self._run)

    def installed_apps(self, names: tuple[str, ...], cancel: Cancel) -> tuple[InstalledApp, ...] | Missing:
        from wizard.system.macos import apps

        return apps.installed_apps(names, cancel, self._run, self._applications())

    def identity(self) -> SystemIdentity:
        from wizard.system.macos import identity

        return identity.identity(self._run)

    def processes_named(self, names: tuple[str, ...]) -> tuple[RunningProcess, ...] | Missing:
        from wizard.system import own_processes

        return own_processes.processes_named(names)

    def configuration(self) -> Mapping[str, str]:
        from wizard.system.macos import configuration

        return configuration.configuration(self._run, self._system_proxy())

    # the desktop

    def show_notification(self, title: str, text: str) -> Done | Missing:
        from wizard.system.macos import notifications

        return notifications.show(title, text, self._run)

    # changes

    def close_process(self, process: RunningProcess, timeout_s: float, cancel: Cancel) -> Done | Failed:
        from wizard.system.macos import processes

        return processes.close_process(process, timeout_s, cancel)

    def clear_directory(self, folder: Path, cancel: Cancel, report: Report) -> Cleared | Missing:
        from wizard.system.macos import files

        return files.clear_directory(folder, cancel, report)

    def empty_trash(self, cancel: Cancel, report: Report) -> Cleared | Missing:
        from wizard.system.macos import trash

        return trash.empty_trash(self._trash(), cancel, report)

    def can_reinstall(self, app: InstalledApp, cancel: Cancel) -> Done | Missing:
        from wizard.system.macos import reinstall

        return reinstall.can_reinstall(app, cancel, self._run, self._applications())

    def reinstall_app(self, app: InstalledApp, cancel: Cancel, report: Report) -> Done | Failed | Missing:
        from wizard.system.macos import reinstall

        return reinstall.reinstall_app(app, cancel, report, self._run, self._applications())

    def flush_dns(self, cancel: Cancel) -> Done | Failed | Missing:
        from wizard.system.macos import changes

        return changes.flush_dns(cancel, self._run)

    def proxy_state(self) -> ProxyState | Missing:
        from wizard.system.macos import proxy_change

        return proxy_change.proxy_state(self._run)

    def set_proxy(self, state: ProxyState) -> Done | Failed | Missing:
        from wizard.system.macos import proxy_change

        self._proxy = None
        return proxy_change.set_proxy(state, self._run)

    def restart_computer(self) -> Done | Failed | Missing:
        from wizard.system.macos import changes

        return changes.restart_computer(self._run)

    def _applications(self) -> tuple[Path, ...]:
        return (self._root / "Applications", Path.home() / "Applications")

    def _trash(self) -> Path:
        return Path(os.path.realpath(Path.home())) / ".Trash"

    def _system_proxy(self) -> SystemProxy | Missing:
        """Return the proxy settings, at most ``_PROXY_FRESH_S`` old: a page of probes asks for them many times."""
        from wizard.system.macos import proxy

        now_s = time.monotonic()
        if self._proxy is None or now_s - self._proxy[0] > _PROXY_FRESH_S:
            self._proxy = (now_s, proxy.system_proxy(self._run, os.environ))
        return self._proxy[1]
