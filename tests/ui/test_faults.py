"""A fault of the program itself: said once, written down without private details, and the window lives on."""

import faulthandler
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QCoreApplication, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from tests.ui.handover_desk import wait_for, words_on
from wizard.crash_report import save_crash_report
from wizard.ui.faults import Faults
from wizard.ui.pages.home import HomePage
from wizard.ui.pages.trouble import TroublePage
from wizard.ui.window import Window


@pytest.fixture
def window(make_environment: Any, make_window: Any) -> Window:
    made: Window = make_window(make_environment())
    return made


@pytest.fixture
def faults(window: Window) -> Iterator[Faults]:
    was_on = faulthandler.is_enabled()
    made = Faults(window)
    made.watch()
    yield made
    made.end()
    if was_on:
        faulthandler.enable()


def reports(window: Window) -> list[Path]:
    return sorted(window.front.settings.report_folder.glob("program-fault-*.txt"))


def answer(faults: Faults, name: str) -> None:
    assert faults._dialogue is not None
    next(one for one in faults._dialogue.findChildren(QAbstractButton) if one.text() == name).click()


def break_in_slot() -> None:
    raise ZeroDivisionError(f"while reading {Path.home()}/secret-plan.txt")


def test_a_fault_in_the_window_is_said_and_written_down(window: Window, faults: Faults, qtbot: QtBot) -> None:
    with qtbot.captureExceptions():
        sys.excepthook = faults._take  # the test's own hook stands down
        QTimer.singleShot(0, break_in_slot)
        qtbot.waitUntil(lambda: faults._dialogue is not None)
    assert faults._dialogue is not None
    (report,) = reports(window)
    assert str(report) in faults._dialogue.informativeText()
    text = report.read_text("utf-8")
    assert "ZeroDivisionError" in text
    assert "while: HomePage" in text
    assert str(Path.home()) not in text
    assert report.stat().st_mode & 0o077 == 0
    answer(faults, "Start page")
    qtbot.waitUntil(lambda: faults._dialogue is None)
    wait_for(window, HomePage, qtbot)


def test_a_fault_on_a_thread_is_said_too_and_many_are_one_dialogue(
    window: Window, faults: Faults, qtbot: QtBot
) -> None:
    for _ in range(3):
        thread = threading.Thread(target=break_in_slot)
        thread.start()
        thread.join()
    qtbot.waitUntil(lambda: len(reports(window)) == 3 and faults._dialogue is not None)
    answer(faults, "Close the program")
    qtbot.waitUntil(lambda: not window.isVisible())


def test_what_breaks_again_and_again_does_not_fill_the_disk(window: Window, faults: Faults, qtbot: QtBot) -> None:
    shown: list[object] = []
    faults._reported.connect(shown.append, Qt.ConnectionType.QueuedConnection)  # after the one that writes
    for number in range(25):
        faults._take(ValueError, ValueError(f"tick {number}"), None)
    qtbot.waitUntil(lambda: len(shown) == 25, timeout=20_000)
    assert len(reports(window)) == 20
    answer(faults, "Close the program")


def test_a_page_that_breaks_names_its_report(window: Window, qtbot: QtBot) -> None:
    def broken() -> Any:
        raise ZeroDivisionError("a fault of the program")

    window.show_page(broken)
    page = wait_for(window, TroublePage, qtbot)
    (report,) = reports(window)
    assert str(report) in words_on(page)


def test_a_fault_in_native_code_is_told_at_the_next_start(window: Window, qtbot: QtBot) -> None:
    folder = window.front.settings.window_folder
    program = (
        "import faulthandler, os, sys\nfrom pathlib import Path\nfolder = Path(sys.argv[1])\n"
        "folder.mkdir(parents=True)\nfaulthandler.enable((folder / 'native-fault.txt').open('wb'))\n"
        "exec(compile('os.abort()', str(Path.home() / 'plan.py'), 'exec'))"
    )
    died = subprocess.run([sys.executable, "-c", program, str(folder)], env=dict(os.environ), check=False, timeout=30)
    assert died.returncode < 0
    was_on = faulthandler.is_enabled()
    faults = Faults(window)
    with qtbot.waitSignal(faults._died_before):
        faults.watch()
    qtbot.waitUntil(lambda: "stopped by itself the last time" in words_on(window.page))
    faults.end()
    if was_on:
        faulthandler.enable()
    (report,) = reports(window)
    text = report.read_text("utf-8")
    assert "Fatal Python error: Aborted" in text
    assert "plan.py" in text
    assert str(Path.home()) not in text
    assert report.stat().st_mode & 0o077 == 0
    assert not (folder / "native-fault.txt").exists()


def test_a_proper_end_leaves_nothing_to_tell(window: Window, faults: Faults) -> None:
    faults.end()
    assert not (window.front.settings.window_folder / "native-fault.txt").exists()
    assert reports(window) == []


def test_where_nothing_can_be_redacted_only_places_are_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.report.redact.Redactor.text", lambda _self, _text: break_in_slot())
    try:
        break_in_slot()
    except ZeroDivisionError as error:
        path = save_crash_report(tmp_path, error)
    assert path is not None
    text = path.read_text("utf-8")
    assert "ZeroDivisionError" in text
    assert "in break_in_slot" in text
    assert "secret-plan" not in text


def test_where_nothing_can_be_written_nothing_more_breaks(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", "utf-8")
    assert save_crash_report(tmp_path / "file", ValueError("x")) is None


def test_a_note_that_cannot_be_kept_now_is_kept_at_a_later_start(
    window: Window, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk takes no report, and the only note of what happened must not be overwritten."""
    from wizard import crash_report

    note = window.front.settings.window_folder / "native-fault.txt"
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_bytes(b"Fatal Python error: Segmentation fault\n")
    tried: list[Path] = []

    def full(folder: Path, _noted: bytes) -> None:
        tried.append(folder)

    monkeypatch.setattr(crash_report, "save_native_fault", full)
    faults = Faults(window)
    with qtbot.waitSignal(faults._died_before):
        faults.watch()
    QCoreApplication.sendPostedEvents(faults)  # the page hears of it
    faults.end()
    assert tried == [window.front.settings.report_folder, window.front.settings.data_folder]
    assert note.read_bytes().startswith(b"Fatal Python error")
