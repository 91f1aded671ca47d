"""Being asked to quit as a whole, which on macOS is how a menu, the Dock and a logout end a program."""

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QApplication


class QuittingApplication(QApplication):
    """Says so before its windows are asked to close: one that refuses then would stop the logout.

    Signals:
        quit_asked: the windows are asked to close next.
    """

    quit_asked = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Quit:
            self.quit_asked.emit()
        return super().event(event)
