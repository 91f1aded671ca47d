"""The files of a simulated computer: real ones in a private folder, so that measuring and clearing are real."""

import os
import stat
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

from wizard.system.base import Cancel, Cleared, CrashLog, DirectorySize, KnownFolders, Missing, Progress, Report
from wizard.system.folders import UnsafeFolder, resolve_folder
from wizard.system.simulated_state import CacheState, CrashState, OwnFilesState

ROOTS = ("home", "cache", "config", "containers", "crash", "data", "local", "roaming", "state", "support", "temp")
_CRASH_HEAD = "Practice crash log"


class SimulatedFiles:
    """Folders and files below ``folder``, which must be private to the practice; nothing outside it is touched."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._base = folder.resolve()
        self.known_folders = KnownFolders({name: self._base / name for name in ROOTS})
        for root in self.known_folders.roots.values():
            root.mkdir(mode=0o700, exist_ok=True)
        self.trash = self._base / "trash"
        self.downloads = self._base / "home" / "Downloads"

    def make_cache(self, templates: tuple[str, ...], cache: CacheState) -> None:
        """Fill the first of an app's cache folders; the files are sparse, so 600 MB take no room and no time."""
        folder = self._folder(templates)
        if folder is not None:
            self._fill(folder, cache)

    def make_own_files(self, own: OwnFilesState) -> None:
        """Fill trash and downloads, in the same way."""
        for folder, content in ((self.trash, own.trash), (self.downloads, own.downloads)):
            self._fill(folder, content or CacheState(size_bytes=0, files=1))

    def _fill(self, folder: Path, cache: CacheState) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._empty(folder)
        if cache.size_bytes == 0:
            return
        each, rest = divmod(cache.size_bytes, cache.files)
        for index in range(cache.files):
            with (folder / f"data_{index:04}").open("wb") as file:
                file.truncate(each + (rest if index == 0 else 0))

    def make_crash_logs(self, templates: tuple[str, ...], logs: tuple[CrashState, ...]) -> None:
        """Write one log a crash, in a plain form of its own."""
        folder = self._folder(templates)
        if folder is None:
            return
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        now = datetime.now(UTC).replace(microsecond=0)
        for index, log in enumerate(logs):
            when = now - timedelta(days=log.days_ago)
            lines = (
                _CRASH_HEAD,
                f"Application: {log.application}",
                f"Time: {when.isoformat()}",
                f"Code: {log.code:#x}",
            )
            (folder / f"crash-{index:03}.log").write_text("\n".join(lines) + "\n", encoding="utf-8")

    def crash_logs(self, folders: tuple[Path, ...], cancel: Cancel) -> tuple[CrashLog, ...] | Missing:
        """Read the logs back."""
        logs: list[CrashLog] = []
        for folder in folders:
            for path in sorted(folder.glob("crash-*.log")) if self._holds(folder) else ():
                if cancel.requested:
                    return Missing("timeout", "stopped")
                if (log := _read_log(path)) is not None:
                    logs.append(log)
        return tuple(logs)

    def size(self, folder: Path, cancel: Cancel, report: Report) -> DirectorySize | Missing:
        """Add up apparent sizes; links count as themselves."""
        if not folder.is_dir():
            return Missing("not_available", f"{folder} is not there")
        size_bytes = files = 0
        for parent, _, names in os.walk(folder):
            for name in names:
                status = (Path(parent) / name).lstat()
                if stat.S_ISREG(status.st_mode):
                    size_bytes += status.st_size
                    files += 1
            report(Progress(facts={"size_bytes": size_bytes, "files": files}))
            if cancel.requested:
                return Missing("timeout", "stopped")
        return DirectorySize(size_bytes, files)

    def clear(self, folder: Path, cancel: Cancel, report: Report) -> Cleared | Missing:
        """Delete what lies in ``folder``; Missing for any folder that is not the practice's own."""
        if not self._holds(folder):
            return Missing("not_permitted", f"{folder} does not belong to this practice")
        if not folder.is_dir():
            return Missing("not_available", f"{folder} is not there")
        size = self.size(folder, cancel, report)
        if isinstance(size, Missing):
            return size
        self._empty(folder)
        return Cleared(size.size_bytes, size.files, 0, 0)

    def _empty(self, folder: Path) -> None:
        for parent, folders, names in os.walk(folder, topdown=False):
            for name in names:
                (Path(parent) / name).unlink()
            for name in folders:
                path = Path(parent) / name
                path.unlink() if path.is_symlink() else path.rmdir()

    def _folder(self, templates: tuple[str, ...]) -> Path | None:
        for template in templates:
            folder = resolve_folder(template, self.known_folders)
            if not isinstance(folder, UnsafeFolder):
                return folder
        return None

    def _holds(self, folder: Path) -> bool:
        return self._base in folder.parents and folder.resolve().is_relative_to(self._base)


def _read_log(path: Path) -> CrashLog | None:
    lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    if not lines or lines[0] != _CRASH_HEAD:
        return None
    fields: Mapping[str, str] = {
        name: value for name, separator, value in (line.partition(": ") for line in lines[1:]) if separator
    }
    try:
        codes: tuple[int, ...] = (int(fields["Code"], 16),)
    except (KeyError, ValueError):
        codes = ()
    return CrashLog(path, fields.get("Application"), fields.get("Time"), codes, "text")
