"""The program is quit as a whole: it knows before its windows are asked to close."""

import subprocess
import sys
from pathlib import Path

QUIT = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget
from wizard.ui.quitting import QuittingApplication
from wizard.ui.theme import application

app = application("test", QuittingApplication)
told = []

class Window(QWidget):
    def closeEvent(self, event):
        told.append("close")
        super().closeEvent(event)

window = Window()
window.show()
app.quit_asked.connect(lambda: told.append("quit"))
QTimer.singleShot(0, app.quit)
app.exec()
print(type(app).__name__, *told)
"""


def test_quitting_is_told_before_the_windows_close(tmp_path: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", QUIT], capture_output=True, text=True, timeout=60, check=True,
        env={"QT_QPA_PLATFORM": "offscreen", "PATH": "/usr/bin", "HOME": str(tmp_path)},
    )  # fmt: skip
    assert answer.stdout.split() == ["QuittingApplication", "quit", "close"]
