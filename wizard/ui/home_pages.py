"""The first page of a window: what was interrupted, what people may type, and what has to be said at the start."""

from typing import TYPE_CHECKING

from wizard.ui import jobs
from wizard.ui.front import Found, Search, Surroundings
from wizard.ui.pages.home import HomePage
from wizard.ui.pages.page import Page

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.ui.window import Window


class HomePages:
    """Makes the first page, and tells it what is found out beside it."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self.index: Search | None = None
        self._said_of_outbox = False

    def look_around(self) -> None:
        """Find out what was interrupted, and read what people may type."""

        def prepare(environment: "Environment") -> Surroundings:
            index = self.index or jobs.search_in(environment)
            notice = jobs.outbox_notice(environment)
            handed_over = jobs.handed_over(environment)
            prepared = Surroundings(jobs.unfinished_walks(environment), index, handed_over, notice)
            jobs.load_pages()
            return prepared

        self._window.controller.run_job(lambda environment, _report, _cancel: prepare(environment), self._offer)

    def make(self) -> Page:
        return HomePage(self._window.context, self._search)

    def _search(self, text: str) -> Found | None:
        return None if self.index is None else self.index(text)

    def _offer(self, prepared: Surroundings) -> None:
        self.index = prepared.search
        if isinstance(self._window.page, HomePage):
            self._window.page.show_unfinished(prepared.walks)
            self._window.page.show_handed_over(prepared.handed_over)
            self._window.page.look()  # the person may have typed already
            if prepared.notice and not self._said_of_outbox:
                self._said_of_outbox = True
                self._window.page.refuse(prepared.notice)

    def say_what_was_damaged(self, environment: "Environment") -> None:
        """Say once, on the first page, that a damaged file was put aside, or a person's own profile done without."""
        if environment.notices and isinstance(self._window.page, HomePage):
            self._window.page.refuse("\n".join(map(self._window.front.texts.error, environment.notices)))
