"""A Mac: what is not filled in yet answers "not available"; the folders are right already."""

import tempfile
from pathlib import Path
from typing import Literal

from wizard.system.base import Done, Failed, KnownFolders, Missing
from wizard.system.unsupported import UnsupportedSystem


class MacosSystem(UnsupportedSystem):
    """A Mac. Every reading that is not here is Missing ``not_available``."""

    name = "macos"
    platform: Literal["linux", "windows", "macos", "other"] = "macos"

    def known_folders(self) -> KnownFolders:
        """Return the roots that macOS has."""
        from platformdirs.macos import MacOS

        folders = MacOS(appname=None, appauthor=False)
        return KnownFolders(
            {
                "home": Path.home(),
                "cache": folders.user_cache_path,
                "config": folders.user_config_path,
                "state": folders.user_state_path,
                "crash": folders.user_log_path / "DiagnosticReports",
                "temp": Path(tempfile.gettempdir()),
            }
        )

    def start_at_login(self, argv: tuple[str, ...]) -> Done | Failed | Missing:
        from wizard.system.macos import autostart

        return autostart.resume_at_login(argv)

    def forget_start_at_login(self) -> Done | Failed | Missing:
        from wizard.system.macos import autostart

        return autostart.forget()
