"""A start that cannot open its window, on a system where nobody sees a terminal."""

import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from wizard.app import WRONG_USAGE, main


def test_a_windowed_start_with_a_faulty_profile_says_so_in_a_dialogue(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows gives a windowed program no standard error (sys.stderr is None)."""
    profile = tmp_path / "theirs.toml"
    profile.write_text("this is = no [profile")
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path))
    monkeypatch.setenv("LANGUAGE", "en")
    monkeypatch.setenv("DISPLAY", ":0")  # it is asked for only; Qt draws offscreen here
    monkeypatch.setattr(sys, "stderr", None)
    seen: list[tuple[str, str]] = []

    def close() -> None:
        dialogue = qapp.activeModalWidget()
        assert isinstance(dialogue, QMessageBox)
        seen.append((dialogue.windowTitle(), dialogue.text()))
        dialogue.accept()

    QTimer.singleShot(0, close)
    assert main(["--organisation", str(profile)]) == WRONG_USAGE
    ((title, text),) = seen
    assert title == "Self-Help Wizard"
    assert str(profile) in text
