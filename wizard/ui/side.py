"""What is beside the walk: the check-up, the history, the report, the page of other problems, help."""

from pathlib import Path
from typing import TYPE_CHECKING

from wizard.ui import intents, jobs
from wizard.ui.intents import Intent

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.ui.pages.check_up import CheckUpResult
    from wizard.ui.pages.history import PastWalk
    from wizard.ui.window import Window


class SidePages:
    """Answers these intents for a window; remembers where to go back to, and the report under way."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._back: Intent = intents.GoHome()
        self._report_of = ""
        self._report_back: Intent = intents.GoHome()
        self._typed: tuple[tuple[str, str], ...] = ()
        self._prepared: jobs.Prepared | None = None

    def takes(self, intent: Intent) -> bool:
        """Return whether an intent is answered here."""
        if isinstance(intent, intents.StopWork):
            return self._window.controller.moment is None
        return isinstance(
            intent,
            intents.StartCheckUp | intents.ShowOther | intents.ShowHelp | intents.ShowHistory | intents.DeleteWalk
            | intents.DeleteHistory | intents.AskForReport | intents.ComposeReport | intents.SaveReport,
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
            case intents.ShowHistory() | intents.DeleteWalk() | intents.DeleteHistory():
                self._history(intent)
            case intents.AskForReport(session_id):
                self._ask_for_report(session_id)
            case intents.ComposeReport(typed):
                self._compose(typed)
            case intents.SaveReport(files, choose):
                self._save(files, choose)
            case _:
                pass

    # pages without work

    def _leave_for(self) -> None:
        """Remember the walk that is shown, so that Back leads into it again."""
        moment = self._window.controller.moment
        if moment is not None:
            self._back = intents.ResumeWalk(moment.session_id)
        elif not self._is_beside():
            self._back = intents.GoHome()
        self._window.controller.leave_walk()

    def _is_beside(self) -> bool:
        """Return whether help or history is shown already: going from one to the other keeps the way back."""
        return type(self._window.page).__name__ in ("HelpPage", "HistoryPage")

    def _show_other(self) -> None:
        from wizard.ui.pages.other import OtherPage

        self._window.controller.leave_walk()
        self._window.show_page(lambda: OtherPage(self._window.context))

    def _show_help(self) -> None:
        from wizard.ui.pages.help import HelpPage

        self._leave_for()
        back = self._back
        self._window.show_page(lambda: HelpPage(self._window.context, back))

    # check-up

    def _check_up(self) -> None:
        from wizard.ui.pages.check_up import CheckUpPage

        self._window.controller.leave_walk()
        self._window.show_page(lambda: CheckUpPage(self._window.context))
        self._window.controller.run_job(jobs.check_computer, self._checked)

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

    # report

    def _ask_for_report(self, session_id: str) -> None:
        if session_id != self._report_of:
            self._typed = ()
        self._report_of = session_id
        moment = self._window.controller.moment
        if moment is not None:
            self._report_back = intents.ResumeWalk(moment.session_id)
        elif self._is_beside():
            self._report_back = intents.ShowHistory()
        self._window.controller.leave_walk()
        self._show_questions()

    def _show_questions(self) -> None:
        from wizard.ui.pages.report_questions import ReportQuestionsPage

        back, known = self._report_back, dict(self._typed)
        self._window.show_page(lambda: ReportQuestionsPage(self._window.context, back, known))

    def _compose(self, typed: tuple[tuple[str, str], ...]) -> None:
        from wizard.ui.pages.waiting import WaitingPage

        self._typed = typed
        session_id = self._report_of
        back = intents.AskForReport(session_id)
        self._window.show_page(lambda: WaitingPage(self._window.context, back))
        self._window.controller.run_job(
            lambda environment, _report, cancel: jobs.compose_report(environment, session_id, typed, cancel),
            self._composed,
        )

    def _composed(self, prepared: jobs.Prepared) -> None:
        from wizard.ui.pages.report import ReportPage

        self._prepared = prepared
        back = intents.AskForReport(self._report_of)
        self._window.show_page(lambda: ReportPage(self._window.context, prepared.bundle, back))

    def _save(self, files: frozenset[str], choose: bool) -> None:
        prepared = self._prepared
        chosen = self._window.choose_folder() if choose else ""
        if prepared is None or (choose and not chosen):
            return
        folder = Path(chosen) if chosen else None
        self._window.controller.run_job(
            lambda _environment, _report, _cancel: jobs.save_prepared(prepared, files, folder), self._saved
        )

    def _saved(self, folder: Path) -> None:
        from wizard.ui.pages.saved import SavedPage

        self._window.show_page(lambda: SavedPage(self._window.context, folder))
