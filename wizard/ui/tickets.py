"""What became of what was handed over: deliveries, tickets, and the steps that come due. For the window."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QUrl

from wizard.errors import WizardError
from wizard.marking import N_
from wizard.ui import intents
from wizard.ui.intents import Intent

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.escalation.handing_over import Way
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
        self._was_stopped = False

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
                self._was_stopped = True
                self._window.controller.stop_job()
            case intents.OpenDraft(escalation_id):
                self._run(
                    lambda environment: jobs.draft_file(environment, escalation_id),
                    lambda file: self._open(file, escalation_id),
                )
            case intents.NotePromise(escalation_id, promised):
                self._run(
                    lambda environment: jobs.note_promise(environment, escalation_id, promised), self._show_delivery
                )
            case intents.AgreeAgain(escalation_id):
                self._window.handover.preview.prepare_again(escalation_id)
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
                self._window.handover.preview.prepare_step(case_id, step)
            case _:
                pass

    def show_entry(self, entry: "Entry", then: "Way | None" = None) -> None:
        """Show where one report stands; a draft for the person's own mail program is opened at once.

        ``then`` is the second way of the advice.
        """
        from wizard.ui import ticket_jobs as jobs

        def show(found: "tuple[Delivery, str]") -> None:
            delivery, draft = found
            second = (then.name, then.title) if then is not None and then.name != entry.channel else None
            self._show_delivery(replace(delivery, then=second))
            if draft:
                self._open(draft, entry.id)

        self._run(lambda environment: jobs.shown(environment, entry), show)

    def refresh(self, news: "News") -> None:
        """Show the page anew if it tells of something that has changed.

        What is being typed there stays, and so does what the person just asked for.
        """
        from wizard.ui import ticket_jobs as jobs
        from wizard.ui.pages.handover.case import CasePage
        from wizard.ui.pages.handover.cases import CasesPage
        from wizard.ui.pages.handover.delivery import DeliveryPage

        page = self._window.page
        if isinstance(page, DeliveryPage):
            before, entry = page.delivery, page.delivery.entry

            def show(now: "Delivery") -> None:
                if page is self._window.page and not page.is_typed_in and is_news(before, now):
                    self._show_delivery(replace(now, then=before.then))

            if entry.case_id in news.cases:
                self._beside(lambda environment: jobs.delivery(environment, entry.id), show)
        elif isinstance(page, CasePage):
            case_id, shown = page.view.case_id, page.view

            def show_case(view: "CaseView") -> None:
                if page is self._window.page and view != shown:
                    page.keep_place(lambda: self._show_case(view), lambda: self._window.page)

            if case_id in news.cases or any(case.id == case_id for case, _ in news.due):
                self._beside(lambda environment: jobs.case(environment, case_id), show_case)
        elif isinstance(page, CasesPage):

            def show_cases(cases: "tuple[CaseLine, ...]") -> None:
                if page is self._window.page and cases != page.cases:
                    page.keep_place(lambda: self._show_cases(cases), lambda: self._window.page)

            self._beside(jobs.cases, show_cases)

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
        before = page.delivery if isinstance(page, DeliveryPage) else None
        to = before.to if before is not None else ""
        self._window.show_page(lambda: SendingPage(self._window.context, to))

        def refused(error: WizardError) -> None:
            """Show where it stands again, and say why it cannot be tried."""
            self._run(
                lambda environment: jobs.delivery(environment, escalation_id),
                lambda delivery: self._show_delivery(delivery, error),
            )

        self._window.controller.run_job(
            lambda environment, report, cancel: jobs.send_now(environment, escalation_id, report, cancel),
            self._show_delivery,
            refused,
        )

    def _show_delivery(self, delivery: "Delivery", said: WizardError | None = None) -> None:
        from wizard.ui.pages.handover.delivery import DeliveryPage

        delivery = replace(delivery, stopped=self._was_stopped)
        self._was_stopped = False
        self._window.show_page(lambda: DeliveryPage(self._window.context, delivery))
        self._window.show_outbox_button()
        if said is not None and self._window.page is not None:
            self._window.page.refuse(self._window.front.texts.error(said))

    def _show_cases(self, cases: "tuple[CaseLine, ...]") -> None:
        from wizard.ui.pages.handover.cases import CasesPage

        back = self._back
        self._window.show_page(lambda: CasesPage(self._window.context, cases, back))

    def _show_case(self, view: "CaseView") -> None:
        from wizard.ui.pages.handover.case import CasePage

        self._window.show_page(lambda: CasePage(self._window.context, view, intents.ShowCases()))

    def _open(self, file: str, escalation_id: str) -> None:
        """Open the draft in the person's mail program; where none opens it, a new mail with what matters most."""
        from wizard.ui import ticket_jobs as jobs

        if self._window.open_address(QUrl.fromLocalFile(file).toString()) is False:
            self._beside(
                lambda environment: jobs.mail_address(environment, escalation_id),
                lambda address: self._window.handle(intents.OpenPage(address)),
            )

    def _leave_for(self) -> None:
        """Remember where the person is, so that Back leads there again."""
        window = self._window
        if window.controller.moment is not None:
            self._back = intents.ResumeWalk(window.controller.moment.session_id)
        elif window.way_back is not None:
            self._back = window.way_back
        elif type(window.page).__name__ == "HomePage":
            self._back = intents.GoHome()
        window.controller.leave_walk()

    def _run(self, work: "Callable[[Environment], object]", then: Callable[..., None]) -> None:
        self._window.controller.run_job(lambda environment, _report, _cancel: work(environment), then)

    def _beside(self, work: "Callable[[Environment], object]", then: Callable[..., None]) -> None:
        self._window.controller.run_beside(work, then)


def is_news(before: "Delivery", now: "Delivery") -> bool:
    """Return whether a person would call it another standing; a further try in vain is none."""

    def standing(delivery: "Delivery") -> tuple[object, ...]:
        entry = delivery.entry
        return entry.state, entry.waits_for, entry.ticket, entry.files_arrived, delivery.reason, delivery.promised

    return standing(before) != standing(now)
