"""How a window is left: never in the middle of a repair, and not without a word while a report waits to be sent."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QApplication

from wizard.marking import N_
from wizard.ui.window_place import keep_place

if TYPE_CHECKING:
    from PySide6.QtWidgets import QSystemTrayIcon

    from wizard.ui.window import Window


class Leaving:
    """Decides about each try to close one window.

    In the background the window is hidden, an icon in the notification area stands for it, and the program ends by
    itself once nothing waits any more.
    """

    def __init__(self, window: "Window") -> None:
        self._window = window
        self.closing = False
        """The person wants to leave; a repair that is under way is finished first."""
        self._asked = False
        self._ending = False
        self._tray: QSystemTrayIcon | None = None

    def session_ends(self) -> None:
        """The person logs out, or quits the program as a whole: no question may stop that. What waits is sent later."""
        self._ending = True

    def close_event(self, event: QCloseEvent) -> None:
        window = self._window
        if window.controller.fixing:
            self.closing = True
            event.ignore()
            if window.page is not None:
                sentence = N_("This repair must finish first. The window closes by itself when it is done.")
                window.page.refuse(window.context.say(sentence))
            return
        if not (self._asked or self._ending) and self._tray is None and can_stay() and window.outbox_watch.waits():
            self._asked = True
            self.closing = False
            event.ignore()
            self._ask()
            return
        self.closing = True
        if window.page is not None:
            window.page.leaving()
        window.controller.leave_walk()
        window.outbox_watch.close()
        keep_place(window, window.front.settings.window_folder)
        if self._tray is not None:
            self._end_background()
            QApplication.quit()
        event.accept()

    def fixing_changed(self) -> None:
        if self.closing and not self._window.controller.fixing:
            QTimer.singleShot(0, self._window.close)  # once what the repair left is taken in

    def page_changed(self) -> None:
        """The person went on to something else: the next try to close is asked about anew."""
        self._asked = self._ending = False

    def stay_in_background(self) -> None:
        """Hide the window and go on sending."""
        from PySide6.QtGui import QAction
        from PySide6.QtWidgets import QMenu, QSystemTrayIcon

        window = self._window
        keep_place(window, window.front.settings.window_folder)
        window.go_home()
        tray = QSystemTrayIcon(window.windowIcon(), window)
        tray.setToolTip(window.context.say(N_("A report waits for the network.")))
        menu = QMenu(window)
        for name, act in ((N_("Open"), self.come_back), (N_("Close"), window.close)):
            action = QAction(window.context.say(name), menu)
            action.triggered.connect(act)
            menu.addAction(action)
        tray.setContextMenu(menu)
        tray.activated.connect(self._pressed)
        tray.show()
        self._tray = tray
        QApplication.setQuitOnLastWindowClosed(False)
        window.hide()

    def come_back(self) -> None:
        """Show the window again, before all others."""
        window = self._window
        self._end_background()
        if window.isMinimized():
            window.showNormal()
        window.show()
        window.raise_()
        window.activateWindow()
        QApplication.alert(window)

    def news(self) -> None:
        """Something was sent or answered: in the background, end once nothing waits any more."""
        window = self._window
        if self._tray is not None and not window.outbox_watch.waits():
            window.outbox_watch.notify(
                window.context.say(N_("Nothing waits any more")),
                window.context.say(N_("Open the program to see what became of your report.")),
            )
            window.close()

    def _ask(self) -> None:
        from wizard.ui.pages.staying import StayingPage

        window = self._window
        window.controller.leave_walk()
        window.show_page(lambda: StayingPage(window.context))
        self._asked = True

    def _pressed(self, reason: "QSystemTrayIcon.ActivationReason") -> None:
        if reason is not type(reason).Context:
            self.come_back()

    def _end_background(self) -> None:
        if self._tray is not None:
            self._tray.hide()
            self._tray.deleteLater()
            self._tray = None
            QApplication.setQuitOnLastWindowClosed(True)


def can_stay() -> bool:
    """Return whether this desktop has a place for icons of programs without a window."""
    from PySide6.QtWidgets import QSystemTrayIcon

    return QSystemTrayIcon.isSystemTrayAvailable()
