"""What is beside the walk: the check-up, the history, the page of other problems, help."""

from typing import TYPE_CHECKING

from wizard.ui import intents, jobs
from wizard.ui.intents import Intent

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.system.base import Report
    from wizard.system.cancel import Cancel
    from wizard.ui.pages.check_up import CheckUpResult
    from wizard.ui.pages.history import PastWalk
    from wizard.ui.window import Window

_PAINT_S = 0.05
"""How long the page of the check-up has to be painted, before a dozen checks want the interpreter as well."""


class SidePages:
    """Answers these intents for a window; remembers where to go back to."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._back: Intent = intents.GoHome()

    def takes(self, intent: Intent) -> bool:
        """Return whether an intent is answered here."""
        if isinstance(intent, intents.StopWork):
            return self._window.controller.moment is None
        return isinstance(
            intent,
            intents.StartCheckUp | intents.ShowOther | intents.ShowHelp | intents.ShowAbout | intents.ShowHistory
            | intents.DeleteWalk | intents.DeleteHistory,
        )  # fmt: skip

    def handle(self, intent: Intent) -> None:
        """Answer one of them, once everything is loaded that their pages need."""
        self._window.when_ready(lambda: self._answer(intent))

    def _answer(self, intent: Intent) -> None:
        match intent:
            case intents.StopWork():
                self._window.controller.stop_job()
                self._window.go_home()
            case intents.StartCheckUp():
                self._check_up()
            case intents.ShowOther():
                self._show_other()
            case intents.ShowHelp():
                self._show_help()
            case intents.ShowAbout():
                self._show_about()
            case intents.ShowHistory() | intents.DeleteWalk() | intents.DeleteHistory():
                self._history(intent)
            case _:
                pass

    # pages without work

    def _leave_for(self) -> None:
        """Remember the walk that is shown, so that Back leads into it again."""
        moment = self._window.controller.moment
        if moment is not None:
            self._back = intents.ResumeWalk(moment.session_id)
        elif self._window.way_back is not None:
            self._back = self._window.way_back
        elif not self._is_beside():
            self._back = intents.GoHome()
        self._window.controller.leave_walk()

    def _is_beside(self) -> bool:
        """Return whether help or history is shown already: going from one to the other keeps the way back."""
        return type(self._window.page).__name__ in ("HelpPage", "HistoryPage", "AboutPage")

    def _show_other(self) -> None:
        from wizard.ui.pages.other import OtherPage

        self._window.controller.leave_walk()
        self._window.show_page(lambda: OtherPage(self._window.context))

    def _show_help(self) -> None:
        from wizard.ui.pages.help import HelpPage

        self._leave_for()
        back = self._back
        self._window.show_page(lambda: HelpPage(self._window.context, back))

    def _show_about(self) -> None:
        from wizard.ui.pages.about import AboutPage

        self._leave_for()
        self._window.show_page(lambda: AboutPage(self._window.context))

    # check-up

    def _check_up(self) -> None:
        from wizard.ui.pages.check_up import CheckUpPage

        self._window.controller.leave_walk()

        def work(environment: "Environment", report: "Report", cancel: "Cancel") -> "CheckUpResult":
            cancel.wait(_PAINT_S)
            return jobs.check_computer(environment, report, cancel)

        self._window.show_page(lambda: CheckUpPage(self._window.context))
        self._window.controller.run_job(work, self._checked)

    def _checked(self, result: "CheckUpResult") -> None:
        from wizard.ui.pages.check_up import CheckUpResultPage

        self._window.show_page(lambda: CheckUpResultPage(self._window.context, result))

    # history

    def _history(self, intent: Intent) -> None:
        if isinstance(intent, intents.ShowHistory):
            self._leave_for()

        def work(environment: "Environment") -> tuple["PastWalk", ...]:
            match intent:
                case intents.DeleteWalk(session_id):
                    return jobs.delete_walk(environment, session_id)
                case intents.DeleteHistory():
                    return jobs.delete_history(environment)
                case _:
                    return jobs.past_walks(environment)

        self._window.controller.run_job(lambda environment, _report, _cancel: work(environment), self._show_history)

    def _show_history(self, walks: tuple["PastWalk", ...]) -> None:
        from wizard.ui.pages.history import HistoryPage

        back = self._back
        if isinstance(back, intents.ResumeWalk) and all(walk.session_id != back.session_id for walk in walks):
            back = self._back = intents.GoHome()  # that walk was deleted
        self._window.show_page(lambda: HistoryPage(self._window.context, walks, back))
