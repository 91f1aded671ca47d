"""What became of what was handed over: deliveries, tickets, and the steps that come due. For the window."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl

from wizard.marking import N_
from wizard.ui import intents
from wizard.ui.intents import Intent

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.escalation.ladder import DueStep
    from wizard.escalation.model import Case, Entry
    from wizard.ui.courier import News
    from wizard.ui.pages.handover.case import CaseView
    from wizard.ui.pages.handover.cases import CaseLine
    from wizard.ui.pages.handover.delivery import Delivery
    from wizard.ui.window import Window


class TicketPages:
    """Answers the intents about what was handed over already."""

    def __init__(self, window: "Window") -> None:
        self._window = window
        self._back: Intent = intents.GoHome()

    def handle(self, intent: Intent) -> None:
        """Answer one of them, once everything is loaded that their pages need."""
        self._window.when_ready(lambda: self._answer(intent))

    def _answer(self, intent: Intent) -> None:  # noqa: PLR0912  (one line for each intent)
        from wizard.ui import ticket_jobs as jobs

        match intent:
            case intents.ShowEntry(escalation_id):
                self._run(lambda environment: jobs.delivery(environment, escalation_id), self._show_delivery)
            case intents.SendNow(escalation_id):
                self._send(escalation_id)
            case intents.StopSending():
                self._window.controller.stop_job()
            case intents.OpenDraft(escalation_id):
                self._run(lambda environment: jobs.draft_file(environment, escalation_id), self._open)
            case intents.TakeBack(escalation_id):
                self._run(lambda environment: jobs.take_back(environment, escalation_id), self._show_delivery)
            case intents.SaidSo(escalation_id, ticket, promised):
                self._run(
                    lambda environment: jobs.said_so(environment, escalation_id, ticket, promised), self._show_delivery
                )
            case intents.FoundOut(escalation_id, arrived):
                self._run(lambda environment: jobs.found_out(environment, escalation_id, arrived), self._show_delivery)
            case intents.ShowCases():
                self._leave_for()
                self._run(jobs.cases, self._show_cases)
            case intents.ShowCase(case_id):
                self._leave_for()
                self._run(lambda environment: jobs.case(environment, case_id), self._show_case)
            case intents.DeclineStep(case_id, step):
                self._run(lambda environment: jobs.decline(environment, case_id, step), self._show_case)
            case intents.CloseCase(case_id):
                self._run(lambda environment: jobs.close(environment, case_id), self._show_case)
            case intents.PrepareStep(case_id, step):
                self._window.handover.prepare_step(case_id, step)
            case _:
                pass

    def show_entry(self, entry: "Entry") -> None:
        """Show where one report stands; a draft for the person's own mail program is opened at once."""
        from wizard.ui import ticket_jobs as jobs

        if entry.state == "prepared" and entry.kind == "mail":
            self._answer(intents.OpenDraft(entry.id))
        self._run(lambda environment: jobs.delivery(environment, entry.id), self._show_delivery)

    def refresh(self, news: "News") -> None:
        """Show the page anew if it tells of something that has changed; what is being typed there stays."""
        from wizard.ui.pages.handover.case import CasePage
        from wizard.ui.pages.handover.cases import CasesPage
        from wizard.ui.pages.handover.delivery import DeliveryPage

        page = self._window.page
        changed = {entry.case_id for entry in news.tried} | {case.id for case in news.cases}
        changed |= {case.id for case, _ in news.due}
        if isinstance(page, DeliveryPage) and page.delivery.entry.case_id in changed and page.ticket is None:
            self._answer(intents.ShowEntry(page.delivery.entry.id))
        elif isinstance(page, CasePage) and page.view.case_id in changed:
            self._answer(intents.ShowCase(page.view.case_id))
        elif isinstance(page, CasesPage):
            self._answer(intents.ShowCases())

    def notify(self, due: "tuple[tuple[Case, DueStep], ...]") -> None:
        """Tell the person outside the window, too, that a step came due; each is told once."""
        context = self._window.context
        for case, step in due:
            title = context.say(step.title)
            sentence = step.sentence.text(context.front.texts)
            facts = {"case": case.title, "sentence": sentence}
            self._window.notify(title, context.say(N_("{case}: {sentence}"), facts))

    def _send(self, escalation_id: str) -> None:
        from wizard.ui import ticket_jobs as jobs
        from wizard.ui.pages.handover.delivery import DeliveryPage, SendingPage

        page = self._window.page
        to = page.delivery.to if isinstance(page, DeliveryPage) else ""
        self._window.show_page(lambda: SendingPage(self._window.context, to, intents.StopSending()))
        self._window.controller.run_job(
            lambda environment, report, cancel: jobs.send_now(environment, escalation_id, report, cancel),
            self._show_delivery,
        )

    def _show_delivery(self, delivery: "Delivery") -> None:
        from wizard.ui.pages.handover.delivery import DeliveryPage

        self._window.show_page(lambda: DeliveryPage(self._window.context, delivery))

    def _show_cases(self, cases: "tuple[CaseLine, ...]") -> None:
        from wizard.ui.pages.handover.cases import CasesPage

        back = self._back
        self._window.show_page(lambda: CasesPage(self._window.context, cases, back))

    def _show_case(self, view: "CaseView") -> None:
        from wizard.ui.pages.handover.case import CasePage

        self._window.show_page(lambda: CasePage(self._window.context, view, intents.ShowCases()))

    def _open(self, file: str) -> None:
        self._window.open_address(QUrl.fromLocalFile(file).toString())

    def _leave_for(self) -> None:
        """Remember the walk that is shown, so that Back leads into it again."""
        moment = self._window.controller.moment
        if moment is not None:
            self._back = intents.ResumeWalk(moment.session_id)
        self._window.controller.leave_walk()

    def _run(self, work: "Callable[[Environment], object]", then: Callable[..., None]) -> None:
        self._window.controller.run_job(lambda environment, _report, _cancel: work(environment), then)
