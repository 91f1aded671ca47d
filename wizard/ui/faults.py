"""What happens when the program itself breaks: nothing is lost, a report lies in a folder, and a dialogue says so.

Python's own faults end here whatever thread they come from. What kills the process at once (a fault in native code) is
noted by ``faulthandler`` and told at the next start.
"""

import sys
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import IO, TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from wizard.errors import WizardError
from wizard.marking import N_
from wizard.settings import Settings, private_folder, read_bounded
from wizard.ui.intents import GoHome

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMessageBox, QPushButton

    from wizard.ui.window import Window

_NATIVE = "native-fault"
_MAX_NATIVE_BYTES = 200_000
_MOST_REPORTS = 20
"""Of one start: what breaks again with each tick of a clock must not fill the disk."""


class Faults(QObject):
    """Takes what nobody caught, for as long as a window is open.

    Reports are written on a thread of their own: what must not stand in them is asked of the system first.
    """

    _reported = Signal(object)
    _died_before = Signal(object)

    def __init__(self, window: "Window") -> None:
        super().__init__()
        self._window = window
        self._dialogue: QMessageBox | None = None
        self._native: IO[bytes] | None = None
        self._reports = 0
        self._counting, self._writing = threading.Lock(), threading.Lock()
        self._reported.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._died_before.connect(self._tell_of_the_last_time, Qt.ConnectionType.QueuedConnection)

    def watch(self) -> None:
        """Take faults from now on."""
        sys.excepthook = self._take
        threading.excepthook = lambda fault: self._take(fault.exc_type, fault.exc_value, fault.exc_traceback)
        self._watch_native()

    def end(self) -> None:
        """Leave faults to Python again; the process ends as it should, so nothing is to be told."""
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        if self._native is not None:
            import faulthandler

            faulthandler.disable()
            self._native.close()
            self._native = None
            self._native_path.unlink(missing_ok=True)

    @property
    def _settings(self) -> Settings:
        return self._window.front.settings

    @property
    def _native_path(self) -> Path:
        return self._settings.window_folder / f"{_NATIVE}.txt"

    def _watch_native(self) -> None:
        """Have a fault in native code written down while the process dies; first keep the one of the last time."""
        try:
            before = read_bounded(self._native_path, _MAX_NATIVE_BYTES)
        except OSError:
            before = b""
        if before:
            threading.Thread(target=self._keep, args=(before,), name="report of the last fault", daemon=True).start()
        else:
            self._note_native()

    def _note_native(self) -> None:
        import faulthandler

        try:
            private_folder(self._settings.window_folder)
            self._native = self._native_path.open("wb")
            faulthandler.enable(self._native)
        except (OSError, WizardError):
            self._native = None  # no folder to write to: the first page says so

    def _keep(self, noted: bytes) -> None:
        from wizard.crash_report import save_native_fault

        folders = (self._settings.report_folder, self._settings.data_folder)
        kept = (save_native_fault(folder, noted) for folder in folders)
        self._died_before.emit(next(filter(None, kept), None))

    def _tell_of_the_last_time(self, kept: Path | None) -> None:
        if kept is None:
            return  # nowhere to write: the note stays as it is, and the next start tries again
        self._note_native()
        sentence = N_(
            "The wizard stopped by itself the last time. What was done so far is saved. If it comes back, give "
            "the file {path} to support."
        )
        if self._window.page is not None:
            self._window.page.refuse(self._window.context.say(sentence, {"path": str(kept)}))

    def _take(self, kind: type[BaseException], fault: BaseException | None, trace: TracebackType | None) -> None:
        if fault is None or not issubclass(kind, Exception):
            sys.__excepthook__(kind, fault or kind(), trace)
            return
        with self._counting:
            self._reports += 1
            if self._reports > _MOST_REPORTS:
                self._reported.emit(None)
                return
        fault = fault.with_traceback(trace)
        threading.Thread(target=self._report, args=(fault,), name="report of a fault", daemon=True).start()

    def _show(self, path: Path | None) -> None:
        """Say it once; a fault that comes while the dialogue is open is only written down."""
        if self._dialogue is None:
            self._dialogue = fault_dialogue(self._window, path, self._answer)
            self._dialogue.open()

    def _report(self, fault: Exception) -> None:
        from wizard.crash_report import save_crash_report

        page = type(self._window.page).__name__
        with self._writing:
            path = save_crash_report(self._settings.report_folder, fault, page)
            self._reported.emit(path or save_crash_report(self._settings.data_folder, fault, page))

    def _answer(self, answer: str) -> None:
        self._dialogue = None
        if answer == "close":
            self._window.close()
        elif answer == "home":
            self._window.handle(GoHome())


def fault_dialogue(window: "Window", path: Path | None, answered: Callable[[str], None]) -> "QMessageBox":
    """Return the dialogue: what happened, that nothing is lost, where the report lies; three named buttons."""
    from PySide6.QtWidgets import QMessageBox

    say = window.context.say
    box = QMessageBox(window)
    box.setIcon(QMessageBox.Icon.Warning)
    box.setWindowTitle(window.windowTitle())
    box.setText(say(N_("The wizard has a problem of its own")))
    told = [say(N_("What was done so far is saved. You can continue from the start page."))]
    if path is not None:
        told.append(say(N_("If it comes back, give this file to support: {path}"), {"path": str(path)}))
    box.setInformativeText("\n\n".join(told))
    home = box.addButton(say(N_("Start page")), QMessageBox.ButtonRole.AcceptRole)
    answers: dict[QPushButton, str] = {home: "home"}
    if path is not None:
        folder = box.addButton(say(N_("Open the folder")), QMessageBox.ButtonRole.ActionRole)
        folder.clicked.disconnect()  # the dialogue stays while the folder is looked at
        folder.clicked.connect(lambda: _open_folder(path.parent))
    answers[box.addButton(say(N_("Close the program")), QMessageBox.ButtonRole.DestructiveRole)] = "close"
    box.setDefaultButton(home)
    box.setEscapeButton(home)
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.finished.connect(lambda _status: answered(answers.get(box.clickedButton(), "home")))  # type: ignore[call-overload]
    return box


def _open_folder(folder: Path) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))
