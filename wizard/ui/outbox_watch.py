"""Keeps a window's eye on what was handed over: the courier behind it, and what its news mean for the page."""

import threading
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from wizard.errors import WizardError
from wizard.ui import jobs
from wizard.ui.front import HandedOver, has_outbox
from wizard.ui.pages.home import HomePage

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.ui.courier import Courier, News
    from wizard.ui.pages.page import Page
    from wizard.ui.window import Window


class OutboxWatch:
    """``courier`` is None until everything is loaded."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self.courier: Courier | None = None
        self._environment: Environment | None = None

    def begin(self, environment: "Environment") -> None:
        """Look after the outbox from now on."""
        from wizard.ui.courier import Courier

        self._environment = environment
        self.courier = Courier()
        self.courier.news.connect(self._news)
        self.courier.trouble.connect(self._trouble)
        self.courier.begin(environment)

    def use(self, environment: "Environment") -> None:
        """Go on with other texts or choices."""
        self._environment = environment
        if self.courier is not None:
            self.courier.use(environment)

    def page_changed(self, page: "Page") -> None:
        """Begin nothing while the person decides about what was stopped."""
        if self.courier is not None:
            self.courier.holds = getattr(page, "holds_courier", False)

    def close(self) -> None:
        if self.courier is not None:
            self.courier.close()

    def waits(self) -> bool:
        """Return whether a report waits to be sent by this program; False where that cannot be read."""
        environment = self._environment
        if environment is None or environment.practice is not None or not has_outbox(environment.settings):
            return False
        from wizard.escalation.outbox import outbox_of

        try:
            return outbox_of(environment).next_due_at(environment.now_utc()) is not None
        except WizardError:
            return False

    def notify(self, title: str, sentence: str) -> None:
        """Tell the person outside this window; where the system has no way to, the window asks for attention."""
        if self._environment is not None:
            show = self._environment.system.show_notification
            threading.Thread(target=show, args=(title, sentence), name="notification", daemon=True).start()
        QApplication.alert(self._window)

    def _trouble(self, error: Exception) -> None:
        """Say on the pages about it that the outbox cannot be used; a walk is not disturbed by that."""
        window = self._window
        beside = window.controller.moment is None and not isinstance(window.page, HomePage)
        if beside and isinstance(error, WizardError) and window.page is not None:
            window.page.refuse(window.front.texts.error(error))

    def _news(self, news: "News") -> None:
        """Show what the courier brings on the page that tells of it, and tell the person where a step came due."""
        window = self._window
        window.show_outbox_button()
        if isinstance(window.page, HomePage):
            window.controller.run_beside(jobs.handed_over, self._standing)
        elif window.page is not None:
            window.tickets.refresh(news)
        if news.due:
            window.tickets.notify(news.due)
        window.leaving.news()

    def _standing(self, handed_over: HandedOver | None) -> None:
        if isinstance(self._window.page, HomePage):
            self._window.page.show_handed_over(handed_over)
