"""A Windows computer: what is not filled in yet answers "not available"; the folders are right already."""

from pathlib import Path
from typing import Literal

from wizard.system import name_lookup
from wizard.system.base import (
    Cancel,
    Cleared,
    CrashLog,
    DirectorySize,
    Done,
    Echo,
    Failed,
    FileSystem,
    Gateway,
    KnownFolders,
    Missing,
    NetworkInterface,
    Report,
    Resolution,
    TraceRoute,
)
from wizard.system.unsupported import UnsupportedSystem


class WindowsSystem(UnsupportedSystem):
    """A Windows computer. Every reading that is not here is Missing ``not_available``."""

    name = "windows"
    platform: Literal["linux", "windows", "macos", "other"] = "windows"

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
        return name_lookup.resolve(host, timeout_s, cancel)

    def ask_name_server(self, server: str, host: str, timeout_s: float) -> Resolution | Missing:
        return name_lookup.ask_name_server(server, host, timeout_s)

    def trace_route(self, target: str, cancel: Cancel, report: Report) -> TraceRoute | Missing:
        from wizard.system.windows import trace_route

        return trace_route.trace_route(target, cancel, report)

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

    # the desktop

    def start_at_login(self, argv: tuple[str, ...]) -> Done | Failed | Missing:
        from wizard.system.windows import autostart

        return autostart.resume_at_login(argv)

    def forget_start_at_login(self) -> Done | Failed | Missing:
        from wizard.system.windows import autostart

        return autostart.forget()
