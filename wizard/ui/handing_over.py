"""The window's way from "this needs a person" to an answer: which intent leads to which page, and what is under way."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication

from wizard.marking import N_
from wizard.system.cancel import Cancel
from wizard.ui import intents
from wizard.ui.handover_pictures import PicturePages
from wizard.ui.intents import Intent
from wizard.ui.widgets.text import announce

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.escalation.handing_over import HandingOver, Way, Ways
    from wizard.ui.handover_jobs import Begun, Composed, PreparedStep
    from wizard.ui.pages.handover.measurements import Parts
    from wizard.ui.pages.handover.preview import Preview
    from wizard.ui.window import Window


class HandoverPages:
    """Answers the intents of the way to people for a window; holds what is under way until it is handed over.

    What was typed, pictures and measurements lie on the disk: after a kill, the same walk's way begins with them.
    """

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._back: Intent = intents.GoHome()
        self._begun: Begun | None = None
        self._ways: Ways | None = None
        self._way: Way | None = None
        self._answers: dict[str, str] = {}
        self._composed: Composed | None = None
        self._step: PreparedStep | None = None
        self._stops: dict[str, Cancel] = {}
        self.pictures = PicturePages(window, self._run, self._remember)

    def handle(self, intent: Intent) -> None:
        """Answer one of them, once everything is loaded that their pages need."""
        self._window.when_ready(lambda: self._answer(intent))

    def _answer(self, intent: Intent) -> None:  # noqa: PLR0912  (one line for each intent)
        match intent:
            case intents.AskForReport(session_id):
                self._begin(session_id)
            case intents.KeepTyped(typed):
                self._keep(typed)
            case intents.HandOver(to, typed):
                self._go_to(to, typed)
            case intents.AnswerAdvice(question, choice):
                self._answers[question] = choice
                self._show_ways()
            case intents.ChooseWay(name):
                self._choose(name)
            case intents.SaveReport(files, choose):
                self._save(files, choose)
            case intents.SendDraft(sha256):
                self._send(sha256)
            case intents.CollectMore(parts):
                self._collect(parts)
            case intents.StopCollecting(part):
                self._stops[part].set()
            case intents.CopyText(text):
                QGuiApplication.clipboard().setText(text)
                self._say(N_("Copied."))
            case intents.Retick() | intents.LookAtFile() | intents.OpenOutside() | intents.SeePreview():
                self._files(intent)
            case _ if self._begun is not None and self.pictures.takes(intent):
                self.pictures.handle(intent, self._begun)
            case _:
                pass

    # beginning, questions

    def _begin(self, session_id: str) -> None:
        from wizard.ui import handover_jobs as jobs

        self._step = None
        if self._begun is None or self._begun.handing.session is None or self._begun.handing.session.id != session_id:
            self._ways, self._way, self._composed, self._answers = None, None, None, {}
        moment = self._window.controller.moment
        if moment is not None:
            self._back = intents.ResumeWalk(moment.session_id)
        elif type(self._window.page).__name__ == "HistoryPage":
            self._back = intents.ShowHistory()
        self._window.controller.leave_walk()
        self._run(lambda environment: jobs.begin(environment, session_id), self._show_questions)

    def _show_questions(self, begun: "Begun") -> None:
        from wizard.ui.pages.handover.questions import HandoverQuestionsPage

        self._begun = begun
        counts = len(begun.pictures), begun.collected
        back, particulars = self._back, begun.particulars
        self._window.show_page(lambda: HandoverQuestionsPage(self._window.context, particulars, *counts, back))

    def _keep(self, typed: tuple[tuple[str, str], ...]) -> None:
        from wizard.ui import handover_jobs as jobs

        begun = self._begun
        if begun is not None:
            self._run(lambda _environment: jobs.keep(begun, dict(typed)), self._remember)

    def _remember(self, begun: "Begun") -> None:
        self._begun = begun

    def _go_to(self, to: intents.Place, typed: tuple[tuple[str, str], ...]) -> None:
        from wizard.ui import handover_jobs as jobs

        begun = self._begun
        if begun is None:
            self._window.go_home()
            return

        def go(kept: "Begun") -> None:
            self._begun = kept
            self._show(to)

        if typed:
            self._run(lambda _environment: jobs.keep(begun, dict(typed)), go)
        else:
            self._show(to)

    def _show(self, to: intents.Place) -> None:
        assert self._begun is not None
        match to:
            case "questions":
                self._show_questions(self._begun)
            case "pictures":
                self.pictures.show(self._begun)
            case "measurements":
                self._show_measurements()
            case "ways":
                self._show_ways()
            case "details":
                self._show_details()
            case "preview":
                self._compose()

    def _show_measurements(self) -> None:
        from wizard.ui import handover_jobs as jobs
        from wizard.ui.pages.handover.measurements import MeasurementsPage

        begun = self._begun
        assert begun is not None

        def show(parts: "Parts") -> None:
            self._window.show_page(lambda: MeasurementsPage(self._window.context, parts))

        self._run(lambda environment: jobs.parts(environment, begun), show)

    def _collect(self, parts: frozenset[str]) -> None:
        """Collect parts side by side, each with a stop of its own; agreeing to a recording was the press itself."""
        from dataclasses import replace

        from wizard.ui import handover_jobs as jobs
        from wizard.ui.pages.handover.measurements import MeasurementsPage

        begun, page = self._begun, self._window.page
        assert begun is not None
        if isinstance(page, MeasurementsPage):
            shown = replace(page.parts, running=parts)
            self._window.show_page(lambda: MeasurementsPage(self._window.context, shown))
        stops = self._stops = {part: Cancel() for part in parts}
        self._window.controller.run_job(
            lambda environment, report, cancel: jobs.collect(
                environment, begun, parts, report, cancel=cancel, stops=stops
            ),
            self._collected,
        )

    def _collected(self, collected: "tuple[Begun, Parts]") -> None:
        from wizard.ui.pages.handover.measurements import MeasurementsPage

        self._begun, parts = collected
        self._window.show_page(lambda: MeasurementsPage(self._window.context, parts))

    # which way

    def _show_ways(self) -> None:
        from wizard.ui import handover_jobs as jobs

        begun, answers = self._begun, dict(self._answers)
        assert begun is not None
        self._run(lambda _environment: jobs.find_ways(begun, answers), self._ways_found)

    def _ways_found(self, ways: "Ways") -> None:
        from wizard.ui.pages.handover.ways import WaysPage

        self._ways = ways
        if ways.why_only_folder is not None:
            self._way = None
            self._compose()
            return
        self._window.show_page(lambda: WaysPage(self._window.context, ways, intents.HandOver("questions")))

    def _choose(self, name: str) -> None:
        assert self._ways is not None
        self._way = next(way for way in self._ways.ways if way.name == name)
        if self._way.asks or self._way.ready_items:
            self._show_details()
        else:
            self._compose()

    def _show_details(self) -> None:
        from wizard.ui.pages.handover.details import DetailsPage

        begun, way = self._begun, self._way
        assert begun is not None
        if way is None:
            self._show_ways()
            return
        known = begun.particulars.typed()
        self._window.show_page(lambda: DetailsPage(self._window.context, way, known, intents.HandOver("ways")))

    # preview

    @property
    def _before_preview(self) -> Intent:
        if self._step is not None and self._step.handing.case is not None:
            return intents.ShowCase(self._step.handing.case.id)
        if self._way is None:
            return intents.HandOver("questions")
        return intents.HandOver("details" if self._way.asks or self._way.ready_items else "ways")

    def _compose(self) -> None:
        from wizard.ui import handover_jobs as jobs
        from wizard.ui.pages.waiting import WaitingPage

        self._step = None
        begun, way, back = self._begun, self._way, self._before_preview
        assert begun is not None
        self._window.show_page(lambda: WaitingPage(self._window.context, back))
        self._window.controller.run_job(
            lambda _environment, _report, cancel: jobs.compose(begun, way, cancel), self._show_preview
        )

    def _show_preview(self, composed: "Composed") -> None:
        from wizard.ui.pages.handover.preview import PreviewPage
        from wizard.ui.pages.handover.script import ScriptPage

        self._composed = composed
        back = self._before_preview
        if composed.script is not None and composed.draft is not None:
            script, sha256 = composed.script, composed.draft.sha256
            self._window.show_page(lambda: ScriptPage(self._window.context, script, sha256, back))
            return
        preview = self._preview(composed)
        self._window.show_page(lambda: PreviewPage(self._window.context, preview, back))

    def _preview(self, composed: "Composed") -> "Preview":
        from wizard.escalation.wording import unfriendly_words
        from wizard.ui.pages.handover.preview import Preview

        way, step = self._way, self._step
        typed = "" if self._begun is None else " ".join(self._begun.particulars.typed().values())
        whole = composed.whole
        to = step.to if step is not None else way.title if way is not None else ""
        by_person = step.by_person if step is not None else way is not None and way.by_person
        return Preview(
            files=composed.files,
            text=composed.text,
            draft=composed.draft,
            replaced=whole.replaced if whole is not None else 0,
            originals=whole.originals if whole is not None else {},
            to=to,
            by_person=by_person,
            can_save=step is None,
            unfriendly=unfriendly_words(typed, self._window.front.texts.language),
            why_only_folder=self._ways.why_only_folder if self._ways is not None and step is None else None,
        )

    def _files(self, intent: Intent) -> None:
        composed = self._composed
        if composed is None:
            return
        match intent:
            case intents.SeePreview():
                self._show_preview(composed)
            case intents.Retick(files):
                self._retick(composed, files)
            case intents.LookAtFile(name):
                self._look_at(composed, name)
            case intents.OpenOutside(name):
                self._open_outside(composed, name)
            case _:
                pass

    def _retick(self, composed: "Composed", files: frozenset[str]) -> None:
        from wizard.ui import handover_jobs as jobs

        begun, way, whole, step = self._begun, self._way, composed.whole, self._step
        if step is not None:
            self._window.controller.run_job(
                lambda _environment, _report, cancel: jobs.draft_step(step.handing, step.step, files, cancel).composed,
                self._show_reticked,
            )
        elif begun is not None and whole is not None:
            self._run(lambda _environment: jobs.retick(begun, way, whole, files), self._show_reticked)

    def _show_reticked(self, composed: "Composed") -> None:
        from wizard.ui.pages.handover.preview import PreviewPage

        self._composed = composed
        if isinstance(self._window.page, PreviewPage):
            self._window.page.show_preview(self._preview(composed))

    def _look_at(self, composed: "Composed", name: str) -> None:
        import hashlib

        from wizard.ui import handover_jobs as jobs
        from wizard.ui.pages.handover.file_view import FileViewPage

        def show(content: bytes) -> None:
            sha256 = hashlib.sha256(content).hexdigest()
            back = intents.SeePreview()
            self._window.show_page(lambda: FileViewPage(self._window.context, name, content, sha256, back))

        self._run(lambda _environment: jobs.content_of(composed, name), show)

    def _open_outside(self, composed: "Composed", name: str) -> None:
        """Open a private copy with the program the system has for it; the copy goes with the walk's work folder."""
        from wizard.ui import handover_jobs as jobs

        handing = self._handing
        assert handing is not None

        def show(copy: Path) -> None:
            self._window.open_address(QUrl.fromLocalFile(str(copy)).toString())

        self._run(lambda environment: jobs.copy_outside(environment, handing, composed, name), show)

    @property
    def _handing(self) -> "HandingOver | None":
        if self._step is not None:
            return self._step.handing
        return self._begun.handing if self._begun is not None else None

    # leaving

    def _save(self, files: frozenset[str], choose: bool) -> None:
        from wizard.ui import handover_jobs as jobs

        begun, composed = self._begun, self._composed
        chosen = self._window.choose_folder() if choose else ""
        if begun is None or composed is None or composed.whole is None or (choose and not chosen):
            return
        whole, folder = composed.whole, Path(chosen) if chosen else None
        names = files or whole.chosen
        self._run(lambda _environment: jobs.save(begun, whole, names, folder), self._saved)

    def _saved(self, folder: Path) -> None:
        from wizard.ui.pages.saved import SavedPage

        self._window.show_page(lambda: SavedPage(self._window.context, folder))

    def _send(self, sha256: str) -> None:
        from wizard.ui import handover_jobs as jobs
        from wizard.ui.pages.handover.delivery import SendingPage

        handing, composed = self._handing, self._composed
        if handing is None or composed is None or composed.draft is None:
            return
        draft, preview = composed.draft, self._preview(composed)
        if not preview.by_person:
            self._window.show_page(lambda: SendingPage(self._window.context, preview.to, intents.StopSending()))
        self._window.controller.run_job(
            lambda _environment, report, cancel: jobs.send(handing, draft, sha256, report, cancel),
            self._window.tickets.show_entry,
        )

    # a step of the ladder

    def prepare_step(self, case_id: str, step: str) -> None:
        """Prepare the step that is due, and show what would leave; it is never sent by itself."""
        from wizard.ui import handover_jobs as jobs

        self._window.controller.run_job(
            lambda environment, _report, cancel: jobs.prepare_step(environment, case_id, step, None, cancel),
            lambda prepared: self._step_prepared(prepared, case_id),
        )

    def _step_prepared(self, prepared: "PreparedStep | None", case_id: str) -> None:
        if prepared is None:
            self._window.tickets.handle(intents.ShowCase(case_id))  # it is not due any more
            return
        self._step = prepared
        self._show_preview(prepared.composed)

    # small things

    def _run(self, work: "Callable[[Environment], object]", then: Callable[..., None]) -> None:
        self._window.controller.run_job(lambda environment, _report, _cancel: work(environment), then)

    def _say(self, message: str) -> None:
        if self._window.page is not None:
            announce(self._window.page, self._window.context.say(message))
