"""The window: top bar, one page at a time, and what each intent leads to."""

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtGui import QCloseEvent, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget

from wizard.marking import N_
from wizard.ui import intents, jobs
from wizard.ui.attention import Attention
from wizard.ui.choosing import Choosing
from wizard.ui.controller import Controller
from wizard.ui.front import Front, front_of, has_outbox
from wizard.ui.home_pages import HomePages
from wizard.ui.intents import Intent
from wizard.ui.interpreter import collect_new_only
from wizard.ui.leaving import Leaving
from wizard.ui.moment import done_stages
from wizard.ui.outbox_watch import OutboxWatch
from wizard.ui.pages.home import HomePage
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.side import SidePages
from wizard.ui.theme import Theme
from wizard.ui.top import make_top, program_name
from wizard.ui.walk_pages import WalkPages
from wizard.value import changed

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.ui.courier import Courier
    from wizard.ui.handing_over import HandoverPages
    from wizard.ui.tickets import TicketPages

HOLD_MS = 700
"""How long the result of a measurement stays on its page before the next one comes."""
_WIDTH_EM, _HEIGHT_EM = 70, 51.4


class Window(QMainWindow):
    """One window. ``hold_ms`` paces measurements; ``open_address`` and ``choose_folder`` reach outside the program."""

    def __init__(
        self, front: Front, theme: Theme, environment: "Environment | None" = None, hold_ms: int = HOLD_MS
    ) -> None:
        super().__init__()
        self.theme = theme
        self.front = front
        self._environment = environment
        self._waiting: list[Callable[[], None]] = []
        self._compose: Callable[[], Environment] | None = None
        self.hold_ms = hold_ms
        self.open_address: Callable[[str], object] = _open_address
        self.choose_folder: Callable[[], str] = self.ask_for_folder
        self.page: Page | None = None
        self._make: Callable[[], Page] | None = None
        self._seen = False
        self._after_painting: list[Callable[[], None]] = []
        self._holder = QWidget()
        self._layout = QVBoxLayout(self._holder)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._top: QWidget | None = None
        self.setCentralWidget(self._holder)
        self.controller = Controller(environment)
        self.home_pages = HomePages(self)
        self.walk_pages = WalkPages(self)
        self._side = SidePages(self)
        self._choosing = Choosing(self)
        self.outbox_watch = OutboxWatch(self)
        self.leaving = Leaving(self)
        self.attention = Attention(self)
        self._top_has_outbox = False
        self.controller.loaded.connect(self._loaded)
        self.controller.left.connect(self.go_home)
        self.controller.fixing_changed.connect(self.leaving.fixing_changed)
        self.rebuild_top()
        self.resize(theme.px(_WIDTH_EM), theme.px(_HEIGHT_EM))
        self.go_home()
        self._begin_courier()

    # on the way to people: made when they are first needed

    @cached_property
    def handover(self) -> "HandoverPages":
        from wizard.ui.handing_over import HandoverPages

        return HandoverPages(self)

    @cached_property
    def tickets(self) -> "TicketPages":
        from wizard.ui.tickets import TicketPages

        return TicketPages(self)

    @property
    def way_back(self) -> Intent | None:
        """What leads back into the way to people, None where the person is not on it."""
        return self.handover.way_back if "handover" in self.__dict__ else None

    # pages

    @property
    def context(self) -> PageContext:
        return PageContext(self.theme, self.front, self._environment, self._done_stages())

    def _done_stages(self) -> frozenset[int]:
        """Return what was done in the walk that is shown, or that people are told of."""
        moment = self.controller.moment
        if moment is not None:
            return done_stages(moment.history)
        return self.handover.done_stages if "handover" in self.__dict__ else frozenset()

    @property
    def environment(self) -> "Environment":
        """What walks need; raises LookupError before it is loaded."""
        return self.context.environment

    def change_environment(self, **changes: Any) -> None:
        """Go on with other texts or settings, once everything is loaded."""
        if self._environment is None:
            return
        from dataclasses import replace

        self._environment = replace(self._environment, **changes)
        self.controller.use(self._environment)
        self.outbox_watch.use(self._environment)
        if "handover" in self.__dict__:
            self.handover.use(self._environment)

    # loading

    def load_after_painting(self, compose: Callable[[], "Environment"]) -> None:
        """Put the environment together once the first page can be seen; until then, what is pressed waits."""
        self._compose = compose

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self._after_first_paint)
        if self._compose is not None:
            compose, self._compose = self._compose, None
            QTimer.singleShot(0, lambda: self.controller.load(compose))

    def after_painting(self, action: Callable[[], None]) -> None:
        """Do something once the first page can be seen."""
        self._after_painting.append(action)

    def _after_first_paint(self) -> None:
        if self.page is not None:
            self.page.speak()
        if self._environment is not None:
            self.home_pages.say_what_was_damaged(self._environment)
        for action in self._after_painting:
            action()
        collect_new_only()

    def when_ready(self, action: Callable[[], None]) -> None:
        """Do something as soon as everything is loaded: at once, if it is."""
        if self._environment is not None:
            action()
        elif self.controller.cannot_load:
            self.controller.run_job(lambda _environment, _report, _cancel: None, lambda _none: None)  # says why not
        else:
            self._waiting.append(action)

    def _loaded(self, environment: "Environment") -> None:
        collect_new_only()
        self._environment = environment
        self.front = changed(front_of(environment), unfinished=())
        self._begin_courier()
        self.controller.run_beside(jobs.forget_start_at_login, lambda _answer: None)
        waiting, self._waiting = self._waiting, []
        if not waiting and isinstance(self.page, HomePage):
            self.home_pages.look_around()
            self.home_pages.say_what_was_damaged(environment)
        for action in waiting[-1:]:  # what was wanted last; the rest would be left at once
            action()

    def show_page(self, make: Callable[[], Page]) -> None:
        """Put a new page in the place of the one that is shown; there is never more than one."""
        self.walk_pages.page_changes()
        if self.page is not None:
            self.page.leaving()
        self._make = make
        try:
            page = make()
        except Exception as error:  # a fault of the program: say so, and leave a way home
            page = self.walk_pages.trouble_page(error)
        page.wanted.connect(self.handle)
        old, self.page = self.page, page
        if old is not None:
            self._holder.setFocus()  # else Qt hands the focus to the next button as if Tab had been pressed
            self._layout.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.outbox_watch.page_changed(page)
        self.leaving.page_changed()
        self.attention.page_changed(page)
        self._layout.addWidget(page, 1)
        page.show()
        page.begin()
        if self.isVisible() and not self.isActiveWindow():
            QApplication.alert(self)

    def make_page_again(self) -> None:
        """Show the page that is shown anew, with what has changed since."""
        if self._make is not None:
            self.show_page(self._make)

    def go_home(self) -> None:
        """Show the first page; a walk that was under way can be continued from it."""
        self.controller.leave_walk()
        self.show_page(self.home_pages.make)
        if self._environment is not None:
            self.home_pages.look_around()

    # what was handed over

    @property
    def courier(self) -> "Courier | None":
        return self.outbox_watch.courier

    def _begin_courier(self) -> None:
        if self.courier is None and self._environment is not None and not self.leaving.closing:
            self.outbox_watch.begin(self._environment)

    def notify(self, title: str, sentence: str) -> None:
        """Tell the person outside this window."""
        self.outbox_watch.notify(title, sentence)

    def show_outbox_button(self) -> None:
        """Let the top bar lead to what was handed over, from the first time on."""
        if self._environment is not None and has_outbox(self.front.settings) and not self._top_has_outbox:
            self.rebuild_top()

    def fit_to_screen(self) -> None:
        """Be no larger than the screen."""
        available = self.screen().availableSize()
        self.resize(min(self.width(), available.width()), min(self.height(), available.height()))

    # intents

    def handle(self, intent: Intent) -> None:
        """Do what the person wants; during a repair, nothing but Stop."""
        if self.controller.fixing and not isinstance(intent, intents.StopWork | intents.ChooseTheme):
            self.say_it_must_finish()
            return
        match intent:
            case intents.GoHome():
                self.go_home()
            case intents.StartFlow(flow_id):
                self.when_ready(lambda: self.controller.start(flow_id))
            case intents.ResumeWalk(session_id):
                self.when_ready(lambda: self.controller.resume(session_id))
            case intents.OpenPage(address):
                self.open_address(address)
            case intents.OpenFolder(path):
                self.open_address(_address_of(path))
            case intents.ChooseLanguage(language):
                self.when_ready(lambda: self._choosing.language(language))
            case intents.ChooseTheme(theme):
                self._choosing.theme(theme)
            case intents.Leave():
                self.close()
            case intents.StayInBackground():
                self.leaving.stay_in_background()
            case _ if self._handle_beside(intent):
                pass
            case _:
                self.controller.do(intent)  # type: ignore[arg-type]  # what is left is an intent of the walk

    def _handle_beside(self, intent: Intent) -> bool:
        """Hand an intent to the pages beside the walk; returns whether it is one of theirs."""
        if self._side.takes(intent):
            self._side.handle(intent)
        elif isinstance(intent, intents.HandoverIntent):
            self.handover.handle(intent)
        elif isinstance(intent, intents.TicketIntent):
            self.tickets.handle(intent)
        else:
            return False
        return True

    def say_it_must_finish(self) -> None:
        if self.page is not None:
            self.page.refuse(self.context.say(N_("This repair must finish first. It is never left half done.")))

    def rebuild_top(self) -> None:
        self._top_has_outbox = has_outbox(self.front.settings)
        top = make_top(self.context, self.handle)
        if self._top is not None:
            self._layout.removeWidget(self._top)
            self._top.hide()
            self._top.deleteLater()
        self._top = top
        self._layout.insertWidget(0, top)
        self.setWindowTitle(program_name(self.front))
        self.setTabOrder(top, self.page) if self.page is not None else None

    def ask_for_folder(self) -> str:
        """Let the person choose a folder; empty when they did not."""
        start = str(self.front.settings.report_folder.parent)
        from PySide6.QtWidgets import QFileDialog

        return QFileDialog.getExistingDirectory(self, self.context.say(N_("Choose a folder")), start)

    def focusNextPrevChild(self, forward: bool) -> bool:
        moved = super().focusNextPrevChild(forward)
        if moved and self.page is not None:
            self.page.show_focused()
        return moved

    # closing

    def closeEvent(self, event: QCloseEvent) -> None:
        self.leaving.close_event(event)


def _open_address(address: str) -> None:
    from PySide6.QtCore import QUrl
    from PySide6.QtGui import QDesktopServices

    QDesktopServices.openUrl(QUrl(address))


def _address_of(path: str) -> str:
    from PySide6.QtCore import QUrl

    return str(QUrl.fromLocalFile(path).toString())
