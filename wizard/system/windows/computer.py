"""A Windows computer: what is not filled in yet answers "not available"; the folders are right already."""

import tempfile
from pathlib import Path
from typing import Literal

from wizard.system.base import KnownFolders
from wizard.system.unsupported import UnsupportedSystem


class WindowsSystem(UnsupportedSystem):
    """A Windows computer. Every reading that is not here is Missing ``not_available``."""

    name = "windows"
    platform: Literal["linux", "windows", "macos", "other"] = "windows"

    def known_folders(self) -> KnownFolders:
        """Return the roots that Windows has; there is no ``cache``: an app's cache lies somewhere in ``local``."""
        from platformdirs.windows import Windows

        local = Windows(appname=None, appauthor=False).user_data_path
        return KnownFolders(
            {
                "home": Path.home(),
                "local": local,
                "roaming": Windows(appname=None, appauthor=False, roaming=True).user_data_path,
                "crash": local / "CrashDumps",
                "temp": Path(tempfile.gettempdir()),
            }
        )
