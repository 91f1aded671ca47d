"""A computer of which nothing is known here: "not available" to everything, and nothing is ever changed."""

# ruff: noqa: ARG002  (the protocol gives these arguments; nothing is done with them)

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

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
from wizard.system.http import Proxies


class UnsupportedSystem:
    """Answers every question with Missing ``not_available``."""

    name = "unsupported"
    platform: Literal["linux", "windows", "macos", "other"] = "other"

    def open_echo(self, target: str, cancel: Cancel) -> Echo | Missing:
        return self._missing("echoes")

    def interfaces(self) -> tuple[NetworkInterface, ...] | Missing:
        return self._missing("network adapters")

    def gateway(self, cancel: Cancel) -> Gateway | Missing | None:
        return self._missing("the default route")

    def name_servers(self) -> tuple[str, ...] | Missing:
        return self._missing("name servers")

    def resolve(self, host: str, timeout_s: float, cancel: Cancel) -> Resolution | Missing:
        return self._missing("name lookup")

    def ask_name_server(self, server: str, host: str, timeout_s: float) -> Resolution | Missing:
        return self._missing("name lookup")

    def fetch(self, url: str, timeout_s: float, policy: HttpPolicy) -> HttpAnswer | Missing:
        return self._missing("web requests")

    def certificate(self, host: str, port: int, timeout_s: float) -> TlsLook | Missing:
        return self._missing("certificates")

    def proxy(self) -> ProxySettings | Missing:
        return self._missing("proxy settings")

    def proxies(self) -> Proxies:
        return Proxies()

    def wifi_link(self, cancel: Cancel) -> WifiLink | Missing:
        return self._missing("the wireless link")

    def wifi_scan(self, cancel: Cancel) -> tuple[AccessPoint, ...] | Missing:
        return self._missing("a wireless scan")

    def trace_route(self, target: str, cancel: Cancel, report: Report) -> TraceRoute | Missing:
        return self._missing("the way to a server")

    def metered(self) -> bool | Missing:
        return self._missing("the cost of the line")

    def speed_test(self, request: SpeedRequest, cancel: Cancel, report: Report) -> SpeedTest | Missing:
        return self._missing("a speed test")

    def may_capture(self) -> MayCapture | Missing:
        return self._missing("recording packets")

    def capture_command(self, file: Path, seconds: float) -> str | None:
        return None

    def capture_packets(self, file: Path, seconds: float, cancel: Cancel, report: Report) -> Capture | Missing:
        return self._missing("recording packets")

    def known_folders(self) -> KnownFolders:
        return KnownFolders({})

    def directory_size(self, folder: Path, cancel: Cancel, report: Report) -> DirectorySize | Missing:
        return self._missing("folder sizes")

    def crash_logs(self, folders: tuple[Path, ...], cancel: Cancel) -> tuple[CrashLog, ...] | Missing:
        return self._missing("crash reports")

    def free_bytes(self, folder: Path) -> int | Missing:
        return self._missing("free space")

    def file_systems(self, cancel: Cancel) -> tuple[FileSystem, ...] | Missing:
        return self._missing("file systems")

    def trash_size(self, cancel: Cancel, report: Report) -> DirectorySize | Missing:
        return self._missing("the trash")

    def downloads_folder(self) -> Path | Missing:
        return self._missing("the folder of downloads")

    def health(self, cancel: Cancel) -> Health | Missing:
        return self._missing("the health of this computer")

    def workload(self, seconds: float, cancel: Cancel) -> Workload | Missing:
        return self._missing("the load of this computer")

    def pending_restart(self) -> PendingRestart | Missing:
        return self._missing("a pending restart")

    def boot_id(self) -> str | Missing:
        return self._missing("the time of the last start")

    def sensors(self, cancel: Cancel) -> Sensors | Missing:
        return self._missing("temperatures")

    def firmware(self) -> ComputerFirmware | Missing:
        return self._missing("the firmware of this computer")

    def firmware_updates(self, cancel: Cancel) -> FirmwareUpdates | Missing:
        return self._missing("newer firmware")

    def drives(self, cancel: Cancel) -> tuple[Drive, ...] | Missing:
        return self._missing("the health of drives")

    def graphics(self, cancel: Cancel) -> Graphics | Missing:
        return self._missing("graphics chips")

    def installed_apps(self, names: tuple[str, ...], cancel: Cancel) -> tuple[InstalledApp, ...] | Missing:
        return self._missing("installed programs")

    def identity(self) -> SystemIdentity:
        return SystemIdentity(
            user="", full_name="", home="", host_names=(), domains=(), addresses=(), macs=(), ssids=()
        )

    def processes_named(self, names: tuple[str, ...]) -> tuple[RunningProcess, ...] | Missing:
        return self._missing("running programs")

    def configuration(self) -> Mapping[str, str]:
        return {}

    def show_notification(self, title: str, text: str) -> Done | Missing:
        return self._missing("notifications")

    def start_at_login(self, argv: tuple[str, ...]) -> Done | Failed | Missing:
        return self._missing("starting at login")

    def forget_start_at_login(self) -> Done | Failed | Missing:
        return self._missing("starting at login")

    def close_process(self, process: RunningProcess, timeout_s: float, cancel: Cancel) -> Done | Failed:
        return Failed(f"closing {process.name} is not available on this system")

    def clear_directory(self, folder: Path, cancel: Cancel, report: Report) -> Cleared | Missing:
        return self._missing("clearing folders")

    def empty_trash(self, cancel: Cancel, report: Report) -> Cleared | Missing:
        return self._missing("emptying the trash")

    def can_reinstall(self, app: InstalledApp, cancel: Cancel) -> Done | Missing:
        return self._missing("installing an app again")

    def reinstall_app(self, app: InstalledApp, cancel: Cancel, report: Report) -> Done | Failed | Missing:
        return self._missing("installing an app again")

    def flush_dns(self, cancel: Cancel) -> Done | Failed | Missing:
        return self._missing("forgetting cached names")

    def proxy_state(self) -> ProxyState | Missing:
        return self._missing("switching a proxy off")

    def set_proxy(self, state: ProxyState) -> Done | Failed | Missing:
        return self._missing("switching a proxy off")

    def restart_computer(self) -> Done | Failed | Missing:
        return self._missing("restarting")

    def _missing(self, what: str) -> Missing:
        return Missing("not_available", f"{what}: not available on this system")
