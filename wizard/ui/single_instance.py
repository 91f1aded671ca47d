"""One window per person: a second start brings the first one forward and leaves.

A lock file says that a window is open; a request, a small file beside it, asks that window to come forward. Both lie in
a folder that this person alone may open, so nobody else can ask, and a program that died holds nothing.
"""

import os
import time
from pathlib import Path

from PySide6.QtCore import QFileSystemWatcher, QLockFile, QObject, Signal

from wizard.errors import WizardError
from wizard.settings import private_folder, read_bounded, write_private
from wizard.system import let_come_forward

TOKEN_VARIABLES = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
"""What a desktop gives a program that a person has just started, so that it may take the focus (xdg-activation)."""
_LOCK, _REQUEST = "window.lock", "come-forward"
_MAX_REQUEST_BYTES = 1_000
_ANSWER_S, _LOOK_S = 3.0, 0.02


class SingleInstance(QObject):
    """The claim of one window to be the only one.

    Signals:
        asked(str): somebody started the program again; the desktop's token, empty where there is none.
    """

    asked = Signal(str)

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._folder = folder
        self._lock: QLockFile | None = None
        self._watcher: QFileSystemWatcher | None = None

    @property
    def _request(self) -> Path:
        return self._folder / _REQUEST

    def claim(self) -> bool:
        """Return whether this is the only window now. Where no lock can be made, it is taken for the only one."""
        try:
            private_folder(self._folder)
        except WizardError:
            return True  # the first page says what is wrong with the folder
        lock = QLockFile(str(self._folder / _LOCK))
        lock.setStaleLockTime(0)  # a lock is as old as its window; one of a program that has ended is never kept
        if lock.tryLock(0):
            self._lock = lock
            return True
        return lock.error() is not QLockFile.LockError.LockFailedError

    def call_the_other(self) -> bool:
        """Ask the window that is open to come forward; returns whether it answered within three seconds."""
        let_come_forward(QLockFile(str(self._folder / _LOCK)).getLockInfo()[0])  # pid, host, name
        token = next((os.environ[name] for name in TOKEN_VARIABLES if os.environ.get(name)), "")
        try:
            write_private(self._request, token.encode("utf-8", "replace")[:_MAX_REQUEST_BYTES])
            deadline_s = time.monotonic() + _ANSWER_S
            while time.monotonic() < deadline_s:
                if not self._request.exists():
                    return True
                time.sleep(_LOOK_S)
            self._request.unlink(missing_ok=True)
        except (OSError, WizardError):
            pass
        return False

    def listen(self) -> None:
        """Answer from now on; what was asked before is answered at once."""
        if self._lock is None:
            return
        self._watcher = QFileSystemWatcher([str(self._folder)], self)
        self._watcher.directoryChanged.connect(self._look)
        self._look()

    def release(self) -> None:
        """Let the next start be the only window."""
        if self._watcher is not None:
            self._watcher.deleteLater()
            self._watcher = None
        if self._lock is not None:
            self._lock.unlock()
            self._lock = None

    def _look(self) -> None:
        try:
            content = None if self._request.is_symlink() else read_bounded(self._request, _MAX_REQUEST_BYTES)
            if content is None:
                return
            self._request.unlink(missing_ok=True)
        except OSError:
            return
        self.asked.emit(content.decode("utf-8", "replace"))
