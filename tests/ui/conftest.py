"""The window under test: drawn offscreen unless the caller names another platform."""

import os

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from wizard.ui.theme import Theme


@pytest.fixture
def theme(qapp: QApplication) -> Iterator[Theme]:
    """A light theme, whatever the system prefers."""
    theme = Theme(qapp)
    theme.choose("light")
    yield theme
    theme.choose("system")
