"""The window's way from "this needs a person" to people: questions, what else helps, which way; then the preview."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

from wizard.marking import N_
from wizard.system.cancel import Cancel
from wizard.ui import intents
from wizard.ui.handover_pictures import PicturePages
from wizard.ui.handover_preview import PreviewPages
from wizard.ui.intents import Intent
from wizard.ui.moment import done_stages
from wizard.ui.widgets.text import announce

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.escalation.handing_over import Way, Ways
    from wizard.ui.handover_jobs import Begun
    from wizard.ui.pages.handover.measurements import Parts
    from wizard.ui.window import Window


class HandoverPages:
    """Answers the intents of the way to people for a window; holds what is under way until it is handed over.

    What was typed, pictures and measurements lie on the disk: after a kill, the same walk's way begins with them.
    """

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._back: Intent = intents.GoHome()
        self.begun: Begun | None = None
        self.ways: Ways | None = None
        self.way: Way | None = None
        self._answers: dict[str, str] = {}
        self._stops: dict[str, Cancel] = {}
        self.pictures = PicturePages(window, self._run, self._remember)
        self.preview = PreviewPages(window, self)

    def handle(self, intent: Intent) -> None:
        """Answer one of them, once everything is loaded that their pages need."""
        self._window.when_ready(lambda: self._answer(intent))

    def use(self, environment: "Environment") -> None:
        """Go on with other texts."""
        if self.begun is not None:
            self.begun.handing.environment = environment
            if self.begun.handing.session is not None:
                self.begun.handing.session.environment = environment

    @property
    def done_stages(self) -> frozenset[int]:
        """What was done in the walk that is handed over."""
        session = self.begun.handing.session if self.begun is not None else None
        return done_stages(session.history) if session is not None else frozenset()

    @property
    def way_back(self) -> Intent | None:
        """What leads back to where the person is, None elsewhere: help and history are only looked at."""
        session = self.begun.handing.session if self.begun is not None else None
        here = type(self._window.page).__name__ in _ON_THE_WAY
        return intents.AskForReport(session.id) if here and session is not None else None

    def _answer(self, intent: Intent) -> None:
        match intent:
            case intents.AskForReport() | intents.AskAPerson():
                self._enter(intent)
            case intents.KeepTyped(typed):
                self._keep(typed)
            case intents.HandOver(to, typed):
                self._go_to(to, typed)
            case intents.AnswerAdvice(question, choice):
                self._answers[question] = choice
                self._show_ways()
            case intents.ChooseWay(name):
                self._choose(name)
            case intents.CollectMore(parts):
                self._collect(parts)
            case intents.StopCollecting(part):
                if part in self._stops:
                    self._stops[part].set()
            case intents.CopyText(text):
                QGuiApplication.clipboard().setText(text)
                self._say(N_("Copied."))
            case _ if self.preview.takes(intent):
                self.preview.handle(intent)
            case _ if self.begun is not None and self.pictures.takes(intent):
                self.pictures.handle(intent, self.begun)
            case _:
                pass

    # beginning, questions

    def _begin(self, session_id: str, case_id: str | None) -> None:
        from wizard.ui import handover_jobs as jobs

        before = self.begun
        is_same = before is not None and before.handing.session is not None and before.handing.session.id == session_id
        if not is_same:
            self.begun, self.ways, self.way, self._answers = None, None, None, {}
            self._back = intents.GoHome()
        moment = self._window.controller.moment
        if moment is not None:
            self._back = intents.ResumeWalk(moment.session_id)
        elif type(self._window.page).__name__ == "HistoryPage":
            self._back = intents.ShowHistory()
        self._window.controller.leave_walk()
        self._run(lambda environment: jobs.begin(environment, session_id, case_id), self._show_questions)

    def _enter(self, intent: intents.AskForReport | intents.AskAPerson) -> None:
        if isinstance(intent, intents.AskForReport):
            self._begin(intent.session_id, intent.case_id)
        else:
            self._ask_a_person(intent.symptom)

    def _ask_a_person(self, symptom: str) -> None:
        """Begin a report of nothing but what the person says; other flows and the support where that cannot be."""
        from wizard.ui import handover_jobs as jobs

        def go(session_id: str | None) -> None:
            if session_id is None:
                self._window.handle(intents.ShowOther())
            else:
                self._begin(session_id, None)

        self._run(lambda environment: jobs.ask_a_person(environment, symptom), go)

    def _show_questions(self, begun: "Begun") -> None:
        from wizard.ui.pages.handover.questions import HandoverQuestionsPage

        self.begun = begun

        def make() -> HandoverQuestionsPage:
            now = self.begun or begun  # what was typed since stands there, too, when the language changes
            counts = len(now.pictures), now.collected
            return HandoverQuestionsPage(
                self._window.context, now.particulars, *counts, self._back, symptom=now.symptom
            )

        self._window.show_page(make)

    def _keep(self, typed: tuple[tuple[str, str], ...]) -> None:
        """Remember what was typed, and put it on the disk, whatever else is under way."""
        begun = self.begun
        if begun is not None:
            self.begun = replace(begun, particulars=begun.particulars.with_typed(dict(typed)))
            self._window.controller.keep_behind(lambda _environment: begun.handing.keep(dict(typed)))

    def _remember(self, begun: "Begun") -> None:
        self.begun = begun

    def _go_to(self, to: intents.Place, typed: tuple[tuple[str, str], ...]) -> None:
        from wizard.ui import handover_jobs as jobs

        begun = self.begun
        if begun is None:
            self._window.go_home()
            return
        self._window.controller.leave_walk()  # what is under way for the page that is left shows nothing any more

        def go(kept: "Begun") -> None:
            self.begun = kept
            self._show(to)

        if typed:
            self._run(lambda _environment: jobs.keep(begun, dict(typed)), go)
        else:
            self._show(to)

    def _show(self, to: intents.Place) -> None:
        from wizard.ui import handover_jobs as jobs

        assert self.begun is not None
        match to:
            case "questions" if type(self._window.page).__name__ == "MeasurementsPage":
                handing = self.begun.handing
                self._run(lambda _environment: jobs.look_again(handing), self._show_questions)
            case "questions":
                self._show_questions(self.begun)
            case "pictures":
                self.pictures.show(self.begun)
            case "measurements":
                self._show_measurements()
            case "ways":
                self._show_ways()
            case "details":
                self._show_details()
            case "preview":
                self.preview.compose()

    # more measurements

    def _show_measurements(self) -> None:
        from wizard.ui import handover_jobs as jobs

        begun = self.begun
        assert begun is not None
        self._run(lambda environment: jobs.parts(environment, begun), self._measured)

    def _measured(self, parts: "Parts") -> None:
        from wizard.ui.pages.handover.measurements import MeasurementsPage

        self._window.show_page(lambda: MeasurementsPage(self._window.context, parts))

    def _collect(self, parts: frozenset[str]) -> None:
        """Collect parts side by side, each with a stop of its own; agreeing to a recording was the press itself."""
        from wizard.ui import handover_jobs as jobs
        from wizard.ui.pages.handover.measurements import MeasurementsPage

        begun, page = self.begun, self._window.page
        assert begun is not None
        if isinstance(page, MeasurementsPage):
            self._measured(replace(page.parts, running=parts))
        stops = self._stops = {part: Cancel() for part in parts}
        self._window.controller.run_job(
            lambda environment, report, cancel: jobs.collect(
                environment, begun, parts, report, cancel=cancel, stops=stops
            ),
            self._collected,
        )

    def _collected(self, collected: "tuple[Begun, Parts]") -> None:
        self.begun, parts = collected
        self._measured(parts)

    # which way

    def _show_ways(self) -> None:
        from wizard.ui import handover_jobs as jobs

        begun, answers = self.begun, dict(self._answers)
        assert begun is not None
        self._run(lambda _environment: jobs.find_ways(begun, answers), self._ways_found)

    def _ways_found(self, ways: "Ways") -> None:
        from wizard.ui.pages.handover.ways import WaysPage

        self.ways = ways
        if ways.why_only_folder is not None:
            self.way = None
            self.preview.compose()
            return
        chosen = self.way.name if self.way is not None else ""
        back = intents.HandOver("questions")
        self._window.show_page(lambda: WaysPage(self._window.context, ways, back, chosen))

    def _choose(self, name: str) -> None:
        from wizard.ui.handover_jobs import with_all_it_asks

        way = next((way for way in self.ways.ways if way.name == name), None) if self.ways is not None else None
        if way is None or self.begun is None:
            self._window.go_home()
            return
        self.way = with_all_it_asks(way, self.begun.particulars)
        if self.way.asks or self.way.ready_items:
            self._show_details()
        else:
            self.preview.compose()

    def _show_details(self) -> None:
        from wizard.ui.pages.handover.details import DetailsPage

        begun, way = self.begun, self.way
        assert begun is not None
        if way is None:
            self._show_ways()
            return

        def make() -> DetailsPage:
            now = self.begun or begun
            return DetailsPage(self._window.context, way, now.particulars.typed(), intents.HandOver("ways"))

        self._window.show_page(make)

    # small things

    def _run(self, work: "Callable[[Environment], object]", then: Callable[..., None]) -> None:
        self._window.controller.run_job(lambda environment, _report, _cancel: work(environment), then)

    def _say(self, message: str) -> None:
        if self._window.page is not None:
            announce(self._window.page, self._window.context.say(message))


_ON_THE_WAY = frozenset(
    {
        "HandoverQuestionsPage", "ScreenshotsPage", "PictureEditingPage", "MeasurementsPage", "WaysPage", "DetailsPage",
        "ScriptPage", "PreviewPage", "FileViewPage", "WaitingPage",
    }
)  # fmt: skip
"""By name, so that none of them is imported for that."""
