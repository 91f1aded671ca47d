"""The one door through which window, terminal and unattended walks hand a problem over. No Qt, no printing.

Every method that reads the disk, looks at the computer or sends may take its time: call them on a worker thread.
"""

from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from secrets import SystemRandom
from typing import get_args

from wizard.environment import Environment
from wizard.escalation.advice_questions import QuestionName
from wizard.escalation.channels.mail_draft import mailto_url, write_draft
from wizard.escalation.composer import HandoverRequest, compose_draft, compose_script
from wizard.escalation.composer_steps import StepRequest, compose_step, compose_step_script
from wizard.escalation.errors import AlreadySendingError, EscalationError
from wizard.escalation.handing_over_channels import channel_opener
from wizard.escalation.handing_over_files import (
    content_of,
    copy_to_look_at,
    file_named,
    forget_copies,
)
from wizard.escalation.handing_over_steps import evidence_of, way_of_step
from wizard.escalation.handing_over_ways import Way, Ways, all_channels, find_ways, is_by_person
from wizard.escalation.ladder_model import DueStep
from wizard.escalation.model import Case, Draft, Entry, new_id
from wizard.escalation.outbox import Outbox, outbox_of
from wizard.escalation.outbox_window import next_daily_window, place_in_window
from wizard.escalation.scripts import Script
from wizard.escalation.sender import Sender, SendProgress
from wizard.escalation.situation import Situation, known_outage, severity_to_report, situation_of
from wizard.handover import attachment_count, prefill, prepare_report
from wizard.journal.errors import NoSessionError
from wizard.marking import N_
from wizard.report.bundle import ReportBundle
from wizard.report.particulars import NAMES, Particulars
from wizard.session import Session
from wizard.system.cancel import Cancel

__all__ = ["HandingOver", "PracticeError", "Way", "Ways"]


_QUESTION_NAMES = frozenset(get_args(QuestionName))


class PracticeError(EscalationError):
    """A practice report would leave this computer."""


class HandingOver:
    """One problem on its way to people: a walk's, or that of a case in the outbox. Without both it only sends."""

    def __init__(self, environment: Environment, session: Session | None = None, case: Case | None = None) -> None:
        self.environment = environment
        self.session = session
        self.case = case
        self.bundle: ReportBundle | None = None
        """The report as it was last prepared, every file chosen."""
        self._answers: dict[str, str] = {}
        self._next_id = new_id()
        self._case_id = case.id if case is not None else new_id()
        self._steps: dict[str, tuple[DueStep, datetime]] = {}

    @property
    def outbox(self) -> Outbox:
        """The outbox of this environment."""
        return outbox_of(self.environment)

    # 1: what only the person knows

    def particulars(self) -> Particulars:
        """Return what is known: prefilled from the journal, over it what was typed before (also before a kill)."""
        known = prefill(self.session) if self.session is not None else Particulars()
        return known.with_typed(self._typed())

    def keep(self, typed: Mapping[str, str]) -> Particulars:
        """Keep what was typed so far, so that it survives a kill; only what may be written down is. Returns it all."""
        kept = {**self._typed(), **{name: text for name, text in typed.items() if name in NAMES}}
        session_id = self._session_id
        if session_id is not None:
            self.outbox.keep_typed(session_id, kept)
        return self.particulars()

    def prepare(self, particulars: Particulars, cancel: Cancel) -> ReportBundle:
        """Return the report with pictures and what was collected; a second or two. Raises ReportStoppedError."""
        assert self.session is not None, "there is no walk to report"
        self.bundle = prepare_report(self.session, particulars, cancel)
        return self.bundle

    # 2: which way

    def ways(self, particulars: Particulars, answers: Mapping[str, str] | None = None) -> Ways:
        """Return the ways there are, best first; ``answers`` are those to the advice's questions, by name."""
        self._answers = {name: text for name, text in (answers or {}).items() if name in _QUESTION_NAMES}
        environment = self.environment
        practice = environment.practice is not None
        situation = self._situation(particulars)
        return find_ways(environment.organisation, environment.texts, situation, particulars, practice=practice)

    # 3 and 4: script and preview

    def script(self, way: Way, bundle: ReportBundle, particulars: Particulars) -> Script:
        """Return what to say on the phone or paste into the chat."""
        return compose_script(self._request(way, bundle, particulars, None))

    def draft(
        self, way: Way, bundle: ReportBundle, particulars: Particulars, ticked: Collection[str] | None = None
    ) -> Draft:
        """Return exactly what would leave; raises ComposeError when a file is too large for this way.

        ``ticked`` are names of the bundle. The key stays the same from draft to draft until one is agreed to.
        """
        draft = compose_draft(self._request(way, bundle, particulars, ticked))
        self._refuse_in_practice(draft)
        return draft

    def draft_step(self, step: DueStep, cancel: Cancel, ticked: Collection[str] | None = None) -> Draft:
        """Return the prepared next step of the case (``case`` must be given), exactly as it would leave.

        ``ticked`` are names of ``bundle``, or of the draft's files when the walk was deleted.
        """
        request = self._step_request(step, cancel, ticked)
        draft = compose_step(request)
        self._steps[draft.id] = (step, request.now_utc)
        self._refuse_in_practice(draft)
        return draft

    def step_script(self, step: DueStep, cancel: Cancel) -> Script:
        """Return what to say in the call of a step."""
        return compose_step_script(self._step_request(step, cancel, None))

    def open_file(self, draft: Draft, name: str) -> Path:
        """Write one file of the draft to a private folder and return it; ``close`` removes the copies."""
        return copy_to_look_at(self.environment.settings, draft.session_id, name, content_of(file_named(draft, name)))

    def copy_of(self, name: str, content: bytes) -> Path:
        """Write one file of the report to the same place, ticked or not."""
        session_id = self._session_id
        assert session_id is not None, "there is nothing to look at"
        return copy_to_look_at(self.environment.settings, session_id, name, content)

    # 5: sending

    def consent_and_queue(self, draft: Draft, seen_sha256: str) -> Entry:
        """Freeze and queue what the person saw; raises ConsentError when the draft is not that any more."""
        self._refuse_in_practice(draft)
        environment, now = self.environment, self.environment.now_utc()
        time_of_day = environment.organisation.clocks.daily_mail_at
        window = next_daily_window(now, None, time_of_day) if draft.can_wait else None
        situation = self._situation(self.particulars())
        entry = self.outbox.consent(
            draft,
            seen_sha256,
            now,
            title=self._title(draft),
            not_before=None if window is None else window + place_in_window(draft.id),
            access_affected=situation.affects_access,
            outage=known_outage(situation, self._answers) if self.case is None else None,
            by_person=self._is_by_person(draft),
        )
        step = self._steps.pop(draft.id, None)
        if step is not None:
            self.outbox.add_event(entry.id, "step_taken", now, now, step[0].detail(entry.id))
        if draft.id == self._next_id:
            self._next_id = new_id()
        return self.outbox.entry(entry.id)

    def send_now(self, entry: Entry, report: Callable[[SendProgress], None], cancel: Cancel) -> Entry:
        """Try to send it now and return where it stands; waiting for the network is no error."""
        environment = self.environment
        sender = Sender(self.outbox, channel_opener(environment), environment.now_utc, SystemRandom().random)
        with suppress(AlreadySendingError):  # the other one takes this too
            sender.send_due(report, cancel, only=entry.id)
        return self.outbox.entry(entry.id)

    def draft_file(self, escalation_id: str) -> Path:
        """Return the mail that lies ready for the person's own mail program, written anew from the frozen bytes."""
        entry = self.outbox.entry(escalation_id)
        folder = self.environment.settings.work_folder(entry.session_id) / "mail"
        return write_draft(self.outbox.message(escalation_id), folder)

    def mail_address(self, escalation_id: str) -> str:
        """Return a short ``mailto:`` address for where no program opens the draft: key, symptom and codes alone."""
        entry = self.outbox.entry(escalation_id)
        title = self.outbox.case(entry.case_id).title
        codes = self.bundle.content.codes if self.bundle is not None else ()
        return mailto_url(self.outbox.message_unchecked(escalation_id), title, ", ".join(codes))

    def close(self) -> None:
        """Remove the copies that were looked at."""
        session_id = self._session_id
        if session_id is not None:
            forget_copies(self.environment.settings, session_id)

    # inside

    @property
    def _session_id(self) -> str | None:
        if self.session is not None:
            return self.session.id
        return self.case.session_id if self.case is not None else None

    def _typed(self) -> Mapping[str, str]:
        session_id = self._session_id
        return self.outbox.typed(session_id) if session_id is not None else {}

    def _situation(self, particulars: Particulars) -> Situation:
        session = self.session
        return situation_of(
            flow_id=session.flow_id if session is not None else self.case.flow_id if self.case is not None else "",
            facts=session.view.facts if session is not None else {},
            particulars=particulars,
            organisation=self.environment.organisation,
            answers=self._answers,
            attachments=attachment_count(session) if session is not None else 0,
        )

    def _request(
        self, way: Way, bundle: ReportBundle, particulars: Particulars, ticked: Collection[str] | None
    ) -> HandoverRequest:
        severity = severity_to_report(self._situation(particulars))
        return HandoverRequest(
            escalation_id=self._next_id,
            case_id=self._case_id,
            bundle=bundle,
            ticked=ticked,
            particulars=replace(particulars, severity=severity),
            channel_name=way.name,
            channel=way.channel,
            organisation=self.environment.organisation,
            texts=self.environment.texts,
        )

    def _step_request(self, step: DueStep, cancel: Cancel, ticked: Collection[str] | None) -> StepRequest:
        case, environment = self.case, self.environment
        assert case is not None, "a step belongs to a case"
        typed = self._resumed(case, cancel)
        # Redacted as in the report itself: a letter goes further up, and is no place for what was hidden before.
        particulars = typed.without_texts() if self.bundle is None else self.bundle.content.said
        way = way_of_step(step, case, environment.organisation, practice=environment.practice is not None)
        _, now_utc = self._steps.get(self._next_id, (step, environment.now_utc()))  # one deadline for one draft
        return StepRequest(
            step=step,
            case=case,
            escalation_id=self._next_id,
            channel_name=way.name,
            channel=way.channel,
            organisation=environment.organisation,
            texts=environment.texts,
            now_utc=now_utc,
            bundle=self.bundle,
            particulars=particulars,
            ticked=ticked,
            evidence=evidence_of(case, self.outbox) if self.bundle is None else (),
        )

    def _resumed(self, case: Case, cancel: Cancel) -> Particulars:
        """Return the particulars, with the walk's report prepared once; a walk that was deleted meanwhile has none."""
        if self.session is None:
            try:
                self.session = Session.resume(self.environment, case.session_id)
            except NoSessionError:
                return self.particulars()
        particulars = self.particulars()
        if self.bundle is None:
            self.prepare(particulars, cancel)
        return particulars

    def _title(self, draft: Draft) -> str:
        facts = self.session.text_facts() if self.session is not None else {}
        known = self.case.title if self.case is not None else draft.flow_id
        return self.environment.texts.flow(draft.flow_id, "title", facts) or known

    def _is_by_person(self, draft: Draft) -> bool:
        channel = all_channels(self.environment.organisation).get(draft.channel)
        return draft.kind in ("phone", "chat", "page") or channel is None or is_by_person(channel)

    def _refuse_in_practice(self, draft: Draft) -> None:
        if self.environment.practice is not None and draft.kind != "folder":
            raise PracticeError(N_("This is practice, so the report can only be saved to a folder."))
