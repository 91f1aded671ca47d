"""One walk through a flow: drives engine, runner and journal for every front end. No Qt, no printing.

Every method that moves the walk writes the journal before ``view`` changes, so a front end with a window calls
them on a thread of its own. ``work`` and ``watch`` block for as long as measuring or repairing takes.
"""

import threading
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from string import Formatter
from typing import TypeVar

from wizard import measuring, repairing
from wizard.environment import Environment, catalogue
from wizard.errors import UsageError, WizardError
from wizard.flow import engine
from wizard.flow.errors import BackRefusedError
from wizard.flow.events import (
    Acknowledged,
    Answered,
    Consented,
    Event,
    Guided,
    History,
    Ordered,
    WentBack,
)
from wizard.flow.load import FLOW_FILE, decode_flow
from wizard.flow.model import CallStep, FixStep, Flow
from wizard.flow.rank import order
from wizard.flow.repairs import may_undo
from wizard.flow.views import (
    AskConsent,
    AskQuestion,
    Rank,
    Repair,
    RunFix,
    RunProbe,
    ShowGuide,
    ShowOutcome,
    ShowPlan,
    ShowProof,
    View,
)
from wizard.inputs import checked_input
from wizard.journal.records import SessionRecord
from wizard.marking import N_
from wizard.organisation import text_facts
from wizard.resources import flows as shipped_flows
from wizard.system.base import Cancel, Report

V = TypeVar("V", bound=View)


class SessionError(WizardError):
    """What a front end asked for does not fit the page that is shown."""


@dataclass(frozen=True)
class ConsentPage:
    """The consent text as shown, every placeholder filled. ``sha256`` goes into the record with the answer."""

    title: str
    changes: str
    duration: str
    stays: str
    undo: str
    button: str

    @property
    def sha256(self) -> str:
        parts = (self.title, self.changes, self.duration, self.stays, self.undo, self.button)
        import hashlib  # with it comes OpenSSL, 4 MB: a window at rest has asked for nothing yet

        return hashlib.sha256("\n".join(parts).encode()).hexdigest()


class Session:
    """A walk in progress. ``view`` is what is to be shown or done now; ``history`` everything that happened."""

    def __init__(
        self, environment: Environment, record: SessionRecord, flows: Mapping[str, Flow], history: History
    ) -> None:
        self.environment = environment
        self.record = record
        self.flows = flows
        self.history = history
        self._lock = threading.RLock()
        self._view = engine.next_view(flows, record.flow, history)
        self._note_view()

    @classmethod
    def start(cls, environment: Environment, flow_id: str) -> "Session":
        """Begin a walk; raises FlowError when the flow is not there, JournalError when nothing can be noted.

        Raises UsageError for a flow that the organisation hides.
        """
        library = environment.library
        if library.is_hidden(flow_id):
            raise UsageError(N_("Your organisation does not offer the flow {flow} here."), flow=flow_id)
        pinned: dict[str, tuple[str, bytes]] = {}
        flows: dict[str, Flow] = {}
        waiting = [flow_id]
        while waiting:
            name = waiting.pop()
            if name in flows:
                continue
            flows[name] = flow = library.flows[name]
            pinned[name] = (library.hash(name), library.content(name))
            waiting += [step.flow for step in flow.step.values() if isinstance(step, CallStep)]
        _refuse_unsound(environment, flows)
        record = SessionRecord(
            uuid.uuid4().hex[:12], flow_id, environment.texts.language, environment.practice, environment.now_utc()
        )
        environment.journal.create(record, pinned)
        session = cls(environment, record, flows, ())
        session._pass_over_forbidden()
        return session

    @classmethod
    def resume(cls, environment: Environment, session_id: str) -> "Session":
        """Go on with a walk at the step where it stood, on the versions of the flows it began with.

        Raises UsageError for a walk of another practice scene, or of none: readings of the two are never mixed.
        """
        journal = environment.journal
        record = journal.session(session_id)
        if record.practice != environment.practice:
            raise _elsewhere(record)
        flows = {name: decode_flow(content) for name, (_, content) in journal.pinned(session_id).items()}
        session = cls(environment, record, flows, journal.history(session_id))
        session._note_end()  # the program may have ended between the last event and this note
        session._pass_over_forbidden()
        return session

    @property
    def id(self) -> str:
        return self.record.id

    @property
    def flow_id(self) -> str:
        return self.record.flow

    @property
    def view(self) -> View:
        return self._view

    @property
    def view_since(self) -> datetime:
        """When the current view began, UTC: countdowns go on from here after the program was closed."""
        return self.history[-1].at if self.history else self.record.started_at

    @property
    def work_folder(self) -> Path:
        """A private folder for this walk's downloads and exports."""
        return self.environment.settings.work_folder(self.id)

    # what a person does

    def answer(self, choice: str, value: str | None = None) -> None:
        """Answer the question: a choice, or ``given`` with what was typed.

        Raises AnswerError when the typed text has not the form that was asked for.
        """
        view = self._expect(AskQuestion)
        if choice not in view.choices:
            raise SessionError(N_("{choice} is not one of the answers here."), choice=choice)
        if view.step.input is not None and choice == "given":
            value = checked_input(view.step.input, value or "", self.environment.now_utc())
            if view.step.remember is not None:
                self.environment.device_record.remember_said(view.step.remember, value)
            if view.step.secret:
                value = None
        elif choice not in view.step.on:  # a row of ``choices_from``
            choice, value = "given", choice
        else:
            value = None
        self.append(Answered(at=self._now(), step=view.address, choice=choice, value=value))

    def guide(self, result: str, seen: ShowGuide | None = None) -> None:
        """End the guide: ``done``, ``cannot`` or ``expired`` (``changed`` comes from ``watch``).

        ``seen`` is the guide the person had before them: when a watch ended it at the same moment, the answer is
        for no other page, and SessionError is raised.
        """
        with self._lock:
            view = self._expect(ShowGuide)
            if seen is not None and view is not seen:
                raise SessionError(N_("This page has changed meanwhile. Look again, then answer."))
            if result not in view.step.results:
                raise SessionError(N_("{choice} is not one of the answers here."), choice=result)
            self._end_guide(view, result)

    def consent(self, granted: bool) -> None:
        """Allow or decline the fix that is shown, this once."""
        view = self._expect(AskConsent)
        text = self.consent_page(view)
        self.append(
            Consented(at=self._now(), step=view.address, fix=view.fix, granted=granted, text_sha256=text.sha256)
        )

    def acknowledge(self) -> None:
        """Go on from a plan or a proof."""
        view = self._expect(ShowPlan, ShowProof)
        self.append(Acknowledged(at=self._now(), step=view.address))

    def back(self) -> None:
        """Take back the last answer; raises BackRefusedError where something was changed since."""
        view = self._view
        if not view.can_go_back:
            raise BackRefusedError(
                N_("Something was changed since, so there is no way back from here. Go on, and it is measured again.")
            )
        self.append(WentBack(at=self._now()))

    def consent_page(self, view: AskConsent) -> ConsentPage:
        """Return the consent text of a fix, filled with this walk's facts and the fix's parameters."""
        fix = self.environment.runner.fixes[view.fix]
        texts = self.environment.texts
        facts = {**self.text_facts(), **self.environment.runner.resolve(fix.signature.parameters, view.parameters)}
        consent = fix.consent
        return ConsentPage(
            title=texts.flow(view.flow_id, f"step.{view.step_id}.title", facts) or texts.message(consent.title, facts),
            changes=texts.message(_known(consent.changes, consent.changes_unmeasured, facts), facts),
            duration=texts.message(consent.duration, facts),
            stays=texts.message(consent.stays, facts),
            undo=texts.message(consent.undo, facts),
            button=texts.message(_known(consent.button, consent.button_unmeasured, facts), facts),
        )

    def text_facts(self) -> dict[str, object]:
        """Return what may fill texts now: the organisation's names and this walk's latest facts."""
        return {**text_facts(self.environment.organisation), **self._view.facts}

    # what the program does

    def work(self, report: Report, cancel: Cancel) -> bool:
        """Measure, repair or rank, whatever the view asks for, and record it.

        Returns False when it was stopped, or when a restart of the computer is still to come: nothing was
        recorded then and the view is the same.
        """
        match self._view:
            case RunProbe() as view:
                measured = measuring.measure(self.environment, view, report, cancel)
                if measured is not None:
                    self.append(measured)
                return measured is not None
            case RunFix() as view:
                return repairing.repair(self, view, report, cancel)
            case Rank() as view:
                members = order(view.step, view.results, self._forbidden_steps(view.address))
                self.append(Ordered(at=self._now(), step=view.address, order=members))
                return True
            case view:
                raise SessionError(N_("There is nothing to measure or repair on this page."), view=type(view).__name__)

    def watch(self, report: Report, cancel: Cancel) -> bool:
        """Measure the guide's watched probe again and again; True once it changed, which ends the guide.

        False when ``cancel`` was requested (the person answered instead).
        """
        view = self._expect(ShowGuide)
        if view.step.watch is None or not measuring.wait_for_change(self.environment, view.step, report, cancel):
            return False
        with self._lock:
            if cancel.requested or self._view is not view:
                return False
            self._end_guide(view, "changed")
        return True

    @property
    def undoable(self) -> Repair | None:
        """The repair that can be put back now, the last one first; None where there is none, or no page to offer it on.

        ``undoing`` in it: putting it back had begun when the program ended. ``is_back``: only measuring is left.
        """
        if not isinstance(self._view, ShowProof | ShowOutcome):
            return None
        for repair in reversed(self._view.repairs):
            fix = self.environment.runner.fixes.get(repair.fix)
            if fix is None or fix.undo is None or not repair.state:
                continue
            if repair.undoing or may_undo(repair):
                return repair
            if repair.is_back and repair.remeasured is None and repair.probe is not None:
                return repair
        return None

    def undo(self, report: Report, cancel: Cancel) -> bool:
        """Put the repair of ``undoable`` back as it was and measure again; blocks. False when measuring was stopped.

        How it ended stands in the view's ``repairs``: also a refusal, because somebody else has changed it since.
        """
        repair = self.undoable
        if repair is None:
            raise SessionError(N_("There is nothing here that can be put back."))
        return repairing.put_back(self, repair, report, cancel)

    # inside

    def _now(self) -> datetime:
        return self.environment.now_utc()

    def _expect(self, *kinds: type[V]) -> V:
        if not isinstance(self._view, kinds):
            raise SessionError(N_("This page has changed meanwhile. Look again, then answer."))
        return self._view

    def _end_guide(self, view: ShowGuide, result: str) -> None:
        changed = view.step.changes and result in ("done", "changed")
        self.append(Guided(at=self._now(), step=view.address, result=result, changed_something=changed))
        self.environment.observe(f"finished {view.address} {result}")

    def append(self, event: Event) -> None:
        """Record one event: first what would follow, then the disk, then the new view. Not for front ends."""
        with self._lock:
            history = (*self.history, event)
            view = engine.next_view(self.flows, self.record.flow, history)
            self.environment.journal.append(self.id, len(self.history), event)
            self.history = history
            self._view = view
            self._note_end()
            self._pass_over_forbidden()
        self._note_view()

    def _pass_over_forbidden(self) -> None:
        """Go on without asking where the organisation forbids the repair that would be asked for."""
        view = self._view
        if isinstance(view, AskConsent) and repairing.is_forbidden(self.environment, view.fix):
            repairing.pass_over(self, view)

    def _forbidden_steps(self, ranked: str) -> frozenset[str]:
        """Return the steps of a ranked group's flow that would only repair what must not be repaired."""
        steps = self.flows[ranked.rpartition("/")[0]].step
        return frozenset(
            name
            for name, step in steps.items()
            if isinstance(step, FixStep) and repairing.is_forbidden(self.environment, step.fix)
        )

    def _note_end(self) -> None:
        view = self._view
        if not isinstance(view, ShowOutcome):
            return
        if self.record.ended_at is None:
            self.environment.journal.end(self.id, self.view_since, view.result, view.proof, view.part)
        if any(repair.undoing or repair.undone is not None for repair in view.repairs):
            self.environment.journal.restate(self.id, view.result, view.proof)

    def _note_view(self) -> None:
        if isinstance(self._view, ShowGuide):
            self.environment.observe(f"started {self._view.address}")


def _known(text: str, unmeasured: str | None, facts: Mapping[str, object]) -> str:
    """Return a consent's text, or what stands in its place where one of its figures is not known."""
    names = (name for _, name, _, _ in Formatter().parse(text) if name)
    return unmeasured if unmeasured is not None and any(facts.get(name) is None for name in names) else text


def _refuse_unsound(environment: Environment, flows: Mapping[str, Flow]) -> None:
    """Raise the first fault of a flow that nobody need have checked: only those that ship with the program were.

    What a flow says (its texts) and how it was tried (``paths.toml``) may still be missing: an author writes them last.
    """
    library, shipped = environment.library, shipped_flows()
    added = [name for name in flows if not library.folder(name).is_relative_to(shipped)]
    if not added:
        return
    from wizard.flow.check import check_flows

    for fault in check_flows(library, catalogue(environment.organisation), (), only=added):
        if Path(fault.file).name == FLOW_FILE:
            raise fault


def _elsewhere(record: SessionRecord) -> UsageError:
    if record.practice is None:
        return UsageError(N_("This walk is no practice. Go on with it without --practice."))
    return UsageError(
        N_("This walk is practice. Go on with it there: wizard --practice {scene}"), scene=record.practice
    )


def resumable(environment: Environment) -> tuple[SessionRecord, ...]:
    """Return the walks that can be continued, newest first: begun, something recorded, not ended.

    Practice walks are offered only in the same practice scene, real ones only outside practice.
    """
    return tuple(
        record
        for record in environment.journal.sessions()
        if record.ended_at is None and record.events > 0 and record.practice == environment.practice
    )


def with_undo(environment: Environment) -> frozenset[str]:
    """Return the ended walks whose last repair can still be put back, by id; of this practice scene, or of none."""
    found = set()
    for session_id in environment.journal.repaired():
        try:
            session = Session.resume(environment, session_id)
        except WizardError:  # of another scene, or damaged: nothing can be offered there
            continue
        if session.undoable is not None:
            found.add(session_id)
    return frozenset(found)


def forget_everything(environment: Environment) -> None:
    """Delete every walk, what it downloaded or exported, what was handed over, and what is known of the device.

    Raises an error, with nothing deleted, while something that was agreed to is not sent.
    """
    environment.forget_handed_over()
    environment.settings.remove_work_folders(keep=())
    environment.journal.delete_all()
    environment.device_record.forget()
