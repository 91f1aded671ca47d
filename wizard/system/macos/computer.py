"""A Mac: what is not filled in yet answers "not available"; the folders are right already."""

import tempfile
from pathlib import Path
from typing import Literal

from wizard.system.base import KnownFolders
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
