"""This Windows computer: the ``System`` protocol over the readings of this folder."""

import os
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Literal

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

assert not TYPE_CHECKING or sys.platform == "win32"  # only there can its types be checked

_PROXY_FRESH_S = 10.0


class WindowsSystem(UnsupportedSystem):
    """A Windows computer. Every reading that is not here is Missing ``not_available``."""

    name = "windows"
    platform: Literal["linux", "windows", "macos", "other"] = "windows"

    def __init__(self, run: Runner = command.run) -> None:
        """``run`` starts programs."""
        self._run = run
        self._proxy: tuple[float, SystemProxy] | None = None

    # network, read

    def open_echo(self, target: str, cancel: Cancel) -> Echo | Missing:
        from wizard.system.windows import echo

        return echo.open_echo(target, cancel)

    def interfaces(self) -> tuple[NetworkInterface, ...] | Missing:
        from wizard.system.windows import interfaces

        return interfaces.interfaces()

    def gateway(self, cancel: Cancel) -> Gateway | Missing | None:
        from wizard.system.windows import gateway

        return gateway.gateway(cancel)

    def name_servers(self) -> tuple[str, ...] | Missing:
        from wizard.system.windows import name_servers

        return name_servers.name_servers()

    def resolve(self, host: str, timeout_s: float, cancel: Cancel) -> Resolution | Missing:
        from wizard.system.windows import name_resolution

        return name_resolution.resolve(host, timeout_s, cancel)

    def ask_name_server(self, server: str, host: str, timeout_s: float) -> Resolution | Missing:
        return name_lookup.ask_name_server(server, host, timeout_s)

    def trace_route(self, target: str, cancel: Cancel, report: Report) -> TraceRoute | Missing:
        from wizard.system.windows import trace_route

        return trace_route.trace_route(target, cancel, report)

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
        from wizard.system.windows import wifi

        return wifi.wifi_link(cancel)

    def wifi_scan(self, cancel: Cancel) -> tuple[AccessPoint, ...] | Missing:
        from wizard.system.windows import wifi

        return wifi.wifi_scan(cancel)

    def metered(self) -> bool | Missing:
        from wizard.system.windows import metered

        return metered.metered()

    def speed_test(self, request: SpeedRequest, cancel: Cancel, report: Report) -> SpeedTest | Missing:
        from wizard.system import speed_client

        return speed_client.speed_test(request, self.proxies(), cancel, report)

    def may_capture(self) -> MayCapture | Missing:
        from wizard.system.windows import packet_capture

        return packet_capture.may_capture()

    def capture_command(self, file: Path, seconds: float) -> str | None:
        from wizard.system.windows import packet_capture

        return packet_capture.capture_command(file, seconds)

    def capture_packets(self, file: Path, seconds: float, cancel: Cancel, report: Report) -> Capture | Missing:
        from wizard.system.windows import packet_capture

        return packet_capture.capture_packets(file, seconds, cancel, report, self._run)

    # files

    def known_folders(self) -> KnownFolders:
        from wizard.system.windows import folders

        return folders.known_folders()

    def directory_size(self, folder: Path, cancel: Cancel, report: Report) -> DirectorySize | Missing:
        from wizard.system.windows import size

        return size.directory_size(folder, cancel, report)

    def crash_logs(self, folders: tuple[Path, ...], cancel: Cancel) -> tuple[CrashLog, ...] | Missing:
        from wizard.system.windows import crash

        return crash.crash_logs(folders, cancel)

    def free_bytes(self, folder: Path) -> int | Missing:
        from wizard.system.windows import volumes

        return volumes.free_bytes(folder)

    def file_systems(self, cancel: Cancel) -> tuple[FileSystem, ...] | Missing:
        from wizard.system.windows import volumes

        return volumes.file_systems(cancel)

    def trash_size(self, cancel: Cancel, report: Report) -> DirectorySize | Missing:
        from wizard.system.windows import trash

        return trash.trash_size(cancel, report)

    def downloads_folder(self) -> Path | Missing:
        from wizard.system.windows import folders

        return folders.downloads_folder()

    def clear_directory(self, folder: Path, cancel: Cancel, report: Report) -> Cleared | Missing:
        from wizard.system.windows import clearing

        return clearing.clear_directory(folder, cancel, report)

    def empty_trash(self, cancel: Cancel, report: Report) -> Cleared | Missing:
        from wizard.system.windows import trash

        return trash.empty_trash(cancel, report)

    # changes

    def flush_dns(self, cancel: Cancel) -> Done | Failed | Missing:
        from wizard.system.windows import flush_dns

        return flush_dns.flush_dns(cancel, self._run)

    # computer, read

    def health(self, cancel: Cancel) -> Health | Missing:
        from wizard.system import health
        from wizard.system.windows.process_list import processes

        boot_id = self.boot_id()
        folders = (Path(Path.home().anchor), Path.home())
        return health.snapshot(cancel, boot_id if isinstance(boot_id, str) else None, folders, processes)

    def workload(self, seconds: float, cancel: Cancel) -> Workload | Missing:
        from wizard.system import load
        from wizard.system.windows.process_list import processes

        return load.workload(seconds, cancel, read=processes)

    def pending_restart(self) -> PendingRestart | Missing:
        from wizard.system.windows import restart

        return restart.pending_restart()

    def boot_id(self) -> str | Missing:
        from wizard.system.windows import boot

        return boot.boot_id()

    def sensors(self, cancel: Cancel) -> Sensors | Missing:
        """Windows tells temperatures only to drivers of their own, which this program does not bring."""
        from wizard.system import sensors

        return sensors.sensors(cancel)

    def firmware(self) -> ComputerFirmware | Missing:
        from wizard.system.windows import firmware

        return firmware.firmware()

    def firmware_updates(self, cancel: Cancel) -> FirmwareUpdates | Missing:  # noqa: ARG002  (nothing is asked)
        """Windows keeps no list of newer firmware that could be read without asking the internet."""
        return Missing(
            "not_available",
            "newer firmware: open Settings, Windows Update, Advanced options, Optional updates; "
            "what is not there is on the maker's own page",
        )

    def drives(self, cancel: Cancel) -> tuple[Drive, ...] | Missing:
        from wizard.system.windows import drives

        return drives.drives(cancel)

    def graphics(self, cancel: Cancel) -> Graphics | Missing:
        from wizard.system.windows import graphics

        return graphics.graphics(cancel)

    def installed_apps(self, names: tuple[str, ...], cancel: Cancel) -> tuple[InstalledApp, ...] | Missing:
        from wizard.system.windows import apps

        return apps.installed_apps(names, cancel)

    def identity(self) -> SystemIdentity:
        from wizard.system.windows import identity

        return identity.identity()

    def processes_named(self, names: tuple[str, ...]) -> tuple[RunningProcess, ...] | Missing:
        from wizard.system.windows import processes

        return processes.processes_named(names)

    def configuration(self) -> Mapping[str, str]:
        from wizard.system.windows import configuration

        return configuration.configuration(self._system_proxy())

    # the desktop

    def show_notification(self, title: str, text: str) -> Done | Missing:
        from wizard.system.windows import notifications

        return notifications.show(title, text)

    def start_at_login(self, argv: tuple[str, ...]) -> Done | Failed | Missing:
        from wizard.system.windows import autostart

        return autostart.resume_at_login(argv)

    def forget_start_at_login(self) -> Done | Failed | Missing:
        from wizard.system.windows import autostart

        return autostart.forget()

    # changes to the computer

    def close_process(self, process: RunningProcess, timeout_s: float, cancel: Cancel) -> Done | Failed:
        from wizard.system.windows import processes

        return processes.close_process(process, timeout_s, cancel)

    def can_reinstall(self, app: InstalledApp, cancel: Cancel) -> Done | Missing:
        from wizard.system.windows import reinstall

        return reinstall.can_reinstall(app, cancel, self._run)

    def reinstall_app(self, app: InstalledApp, cancel: Cancel, report: Report) -> Done | Failed | Missing:
        from wizard.system.windows import reinstall

        return reinstall.reinstall_app(app, cancel, report, self._run)

    def proxy_state(self) -> ProxyState | Missing:
        from wizard.system.windows import proxy_change

        return proxy_change.proxy_state()

    def set_proxy(self, state: ProxyState) -> Done | Failed | Missing:
        from wizard.system.windows import proxy_change

        self._proxy = None
        return proxy_change.set_proxy(state)

    def restart_computer(self) -> Done | Failed | Missing:
        from wizard.system.windows import restart

        return restart.restart_computer(self._run)

    def _system_proxy(self) -> SystemProxy:
        """Return the proxy settings, at most ``_PROXY_FRESH_S`` old: a page of probes asks for them many times."""
        from wizard.system.windows import proxy

        now_s = time.monotonic()
        if self._proxy is None or now_s - self._proxy[0] > _PROXY_FRESH_S:
            self._proxy = (now_s, proxy.system_proxy(os.environ))
        return self._proxy[1]
