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
        """Find out what was interrupted and what was handed over, and load what the next pages are made with."""

        def prepare(environment: "Environment") -> Surroundings:
            notice = jobs.outbox_notice(environment)
            handed_over = jobs.handed_over(environment)
            prepared = Surroundings(jobs.unfinished_walks(environment), handed_over, notice)
            jobs.load_pages()
            return prepared

        self._window.controller.run_job(lambda environment, _report, _cancel: prepare(environment), self._offer)

    def make(self) -> Page:
        page = HomePage(self._window.context, self._search)
        page.field.typed.connect(lambda _text: self._read_phrases())
        return page

    def _search(self, text: str) -> Found | None:
        self._read_phrases()
        return None if self.index is None else self.index(text)

    def _read_phrases(self) -> None:
        """Read what people may type, from the first letter on: who presses a card has no use for it (0.3 s, 10 MB)."""

        def read(environment: "Environment") -> None:
            self.index = self.index or jobs.search_in(environment)  # asked at each letter until it is there

        if self.index is None:
            self._window.controller.run_beside(read, lambda _none: self._look())

    def _look(self) -> None:
        if isinstance(self._window.page, HomePage):
            self._window.page.look()

    def _offer(self, prepared: Surroundings) -> None:
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
