"""Tests of the Windows modules run by Windows' Python; elsewhere (`make test`) this folder is not collected.

`make test-windows` runs them in the laboratory. tests/windows/bundle runs on Linux and is asked for by --bundle.
"""

import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent
BUNDLE_TESTS = FOLDER / "bundle"


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    if collection_path.is_relative_to(BUNDLE_TESTS):
        return None if config.getoption("--bundle") and sys.platform == "linux" else True
    return None if sys.platform == "win32" or collection_path == FOLDER else True
