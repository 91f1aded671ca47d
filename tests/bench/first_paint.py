"""A child of the benchmark: opens a window, prints when its first paint is done, then ends or rests.

Usage: first_paint.py wizard|bare|sentence|furnished [rest]. ``sentence`` is a bare window with one label: it needs a
font. ``furnished`` has as many texts, pictures and fields as the first page, of Qt's own widgets and nothing else: what
any program would pay for such a page. With ``rest`` it stays for 3 s after the paint and prints its memory.
Times are CLOCK_MONOTONIC seconds, so the parent subtracts its own from before the start; ``worked`` is processor time.
"""

import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent.parent))

if sys.argv[1] == "wizard":
    from wizard.app import prepare_qt

    prepare_qt()  # as its own start does before anything of Qt is imported

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QWidget

REST_MS = 3000
ICONS = Path(__file__).resolve().parent.parent.parent / "assets" / "icons"
CARDS = (
    ("world", "No internet, or it keeps dropping"), ("wifi", "Wi-Fi is slow or keeps dropping"),
    ("router", "Restart or update the router"), ("trash", "The computer is full or slow"),
    ("bug", "A program keeps crashing"), ("key", "I forgot my password"), ("gauge", "How fast is my connection?"),
)  # fmt: skip
SMALL_ICONS = ("lifebuoy", "history", "language", "brightness-half", "help")


class FirstPaint(QObject):
    """Waits for the first paint of the window, then for the event loop to come round.

    Qt paints a window with all that is in it at once: when the loop comes round, the whole first page can be seen
    (heading, search field, every card, both bars). Only the window's own events are looked at, so that the
    measurement costs a window with many widgets no more than one with none.
    """

    def __init__(self, rest: bool) -> None:
        super().__init__()
        self._rest = rest
        self._seen = False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not self._seen and event.type() == QEvent.Type.Paint and isinstance(watched, QWidget):
            self._seen = True
            QTimer.singleShot(0, self._painted)
        return False

    def _painted(self) -> None:
        print(f"painted {time.monotonic():.6f}\nworked {time.process_time():.6f}", flush=True)
        QTimer.singleShot(REST_MS if self._rest else 0, self._leave)

    def _leave(self) -> None:
        if self._rest:
            memory = Path("/proc/self/smaps_rollup").read_text("ascii")
            kilobytes = next(line.split()[1] for line in memory.splitlines() if line.startswith("Pss:"))
            print(f"memory_bytes {int(kilobytes) * 1024}", flush=True)
        QApplication.quit()


def main() -> int:
    what, rest = sys.argv[1], "rest" in sys.argv[2:]
    watch = FirstPaint(rest)
    original = QApplication.exec

    def exec_with_filter(*_arguments: object) -> int:
        for window in QApplication.topLevelWidgets():
            if window.isVisible():
                window.installEventFilter(watch)
        return original()

    if what in ("bare", "sentence", "furnished"):
        application = QApplication(sys.argv[:1])  # noqa: F841  (it has to be kept)
        window = (
            furnished() if what == "furnished" else QLabel("What is not working?") if what == "sentence" else QWidget()
        )
        window.resize(980, 720)
        window.setWindowTitle("first_paint.py bare")
        window.show()
        window.installEventFilter(watch)
        return original()
    QApplication.exec = exec_with_filter  # type: ignore[method-assign]
    from wizard.app import main as wizard_main

    return wizard_main([])


def furnished() -> QWidget:
    """Return a window with the texts and pictures of the first page: a bar, a heading, a field, cards, two buttons."""
    from PySide6.QtGui import QIcon
    from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout

    window = QWidget()
    column = QVBoxLayout(window)
    bar, grid, foot = QHBoxLayout(), QGridLayout(), QHBoxLayout()
    bar.addWidget(_label("Self-Help Wizard", 1.05, bold=True), 1)
    for name in SMALL_ICONS:
        bar.addWidget(_icon(name, 20))
    field = QLineEdit()
    field.setPlaceholderText("Tell it in your own words: “video keeps freezing”")
    field.addAction(QIcon(_icon("search", 18).pixmap()), QLineEdit.ActionPosition.LeadingPosition)
    for place, (name, title) in enumerate(CARDS):
        card, words = QHBoxLayout(), QVBoxLayout()
        card.addWidget(_icon(name, 28))
        words.addWidget(_label(title, 1.05, bold=True))
        words.addWidget(_label("Measures where it breaks, and mends what can be mended, 3 minutes", 0.92))
        card.addLayout(words, 1)
        grid.addLayout(card, place // 2, place % 2)
    for name, text in (("dots", "Something else"), ("stethoscope", "Check my computer")):
        foot.addWidget(QPushButton(QIcon(_icon(name, 18).pixmap()), text))
    column.addLayout(bar)
    column.addWidget(_label("What is not working?", 2.0, bold=True))
    column.addWidget(field)
    column.addLayout(grid, 1)
    column.addLayout(foot)
    return window


def _label(text: str, times: float, *, bold: bool = False) -> QLabel:
    from PySide6.QtGui import QFont

    label = QLabel(text)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * times)
    if bold:
        font.setWeight(QFont.Weight.DemiBold)
    label.setFont(font)
    label.setWordWrap(True)
    return label


def _icon(name: str, side_px: int) -> QLabel:
    from PySide6.QtCore import Qt
    from PySide6.QtGui import QPainter, QPixmap
    from PySide6.QtSvg import QSvgRenderer

    drawn = QPixmap(side_px, side_px)
    drawn.fill(Qt.GlobalColor.transparent)
    painter = QPainter(drawn)
    QSvgRenderer(str(ICONS / f"{name}.svg")).render(painter)
    painter.end()
    label = QLabel()
    label.setPixmap(drawn)
    return label


if __name__ == "__main__":
    sys.exit(main())
