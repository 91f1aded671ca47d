"""The pages of a walk in a window: each moment's page, what is measured live, and what went wrong on the way."""

from threading import Thread
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from wizard.errors import WizardError
from wizard.ui import intents
from wizard.ui.moment import Live, Moment
from wizard.ui.pages.page import Page

if TYPE_CHECKING:
    from wizard.ui.window import Window

_REPORT_WAIT_S = 1.0
"""How long a page about a fault waits until its report is written, so that it can say where it lies."""


class WalkPages:
    """Shows what the controller of a window tells."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._hold = QTimer(window)
        self._hold.setSingleShot(True)
        self._hold.timeout.connect(self._show_held)
        self._held: Moment | None = None
        controller = window.controller
        controller.shown.connect(self.shown)
        controller.live.connect(self.show_live)
        controller.stopped.connect(self.stopped)
        controller.refused.connect(self.refused)
        controller.trouble.connect(self.trouble)

    def page_changes(self) -> None:
        """Another page comes: what was held back for the one that is left is not shown any more."""
        self._hold.stop()
        self._held = None

    def shown(self, moment: Moment) -> None:
        """Show where the walk stands; what a measurement found stays readable for a moment first."""
        if self._window.leaving.closing and not self._window.controller.fixing:
            return
        finish = getattr(self._window.page, "finish", None)
        if finish is not None and self._window.hold_ms and self._has_ended(moment):
            finish(moment)
            self._held = moment
            self._hold.start(self._window.hold_ms)
        else:
            self._show_moment(moment)

    def _has_ended(self, moment: Moment) -> bool:
        """Return whether the work of the page that is shown came to a result (and was not left by Back)."""
        from wizard.flow.events import Finished, Measured

        before = getattr(self._window.page, "moment", moment)
        new = moment.history[len(before.history) :]
        return any(isinstance(event, Measured | Finished) for event in new)

    def _show_held(self) -> None:
        if self._held is not None:
            self._show_moment(self._held)

    def _show_moment(self, moment: Moment) -> None:
        from wizard.ui.page_for import page_for

        self._window.show_page(lambda: page_for(self._window.context, moment))
        self._window.controller.begin_work()

    def show_live(self, live: Live) -> None:
        show_live = getattr(self._window.page, "show_live", None)
        if show_live is not None:
            show_live(live)

    def stopped(self, moment: Moment) -> None:
        from wizard.flow.views import RunFix
        from wizard.ui.pages.stopped import RestartPage, StoppedPage

        kind = RestartPage if isinstance(moment.view, RunFix) else StoppedPage
        self._window.show_page(lambda: kind(self._window.context, moment))

    def refused(self, error: WizardError) -> None:
        if self._window.page is not None:
            self._window.page.refuse(self._window.front.texts.error(error))

    def trouble(self, error: Exception) -> None:
        self._window.show_page(lambda: self.trouble_page(error))

    def trouble_page(self, error: Exception) -> Page:
        from wizard.flow.views import RunProbe
        from wizard.ui.pages.trouble import TroublePage

        moment = self._window.controller.moment
        again = intents.WorkAgain() if moment is not None and isinstance(moment.view, RunProbe) else None
        return TroublePage(self._window.context, error, again, self._report_of(error))

    def _report_of(self, error: Exception) -> str:
        """Return where the report of a fault of the program itself lies; empty for what is none, or cannot be kept.

        It is written on a thread, as the system is asked what must not stand in it; the page waits a moment for it.
        """
        if isinstance(error, WizardError):
            return ""
        from wizard.crash_report import save_crash_report

        folder, doing, kept = self._window.front.settings.report_folder, type(self._window.page).__name__, [""]

        def save() -> None:
            path = save_crash_report(folder, error, doing)
            if path is not None:
                kept[0] = str(path)

        writing = Thread(target=save, name="report of a fault", daemon=True)
        writing.start()
        writing.join(_REPORT_WAIT_S)
        return kept[0]
