"""Between window and walk: does what a person wants on a thread of its own, and hands back what came of it.

Every task carries a run number. When the person goes somewhere else the number moves on, and whatever an older task
still answers is dropped. Nothing here draws.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from wizard.errors import WizardError
from wizard.marking import N_
from wizard.system.cancel import Cancel
from wizard.ui.intents import Answer, Consent, EndGuide, GoBack, GoOn, PutBack, StopWork, WalkIntent, WorkAgain
from wizard.ui.moment import Moment, moment_of
from wizard.ui.worker import Arrival, Collector, Task, Worker

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.flow.events import Event
    from wizard.flow.views import View
    from wizard.session import Session
    from wizard.system.base import Report

LIVE_MS = 100
"""Progress reaches the page at most this often."""
ALWAYS = 0
"""The run number of what is never stale."""
CLOSE_S = 1.5
"""How long leaving waits for a stopped measurement."""

_NO_WAY_BACK = N_("Something was changed since, so there is no way back from here. Go on, and it is measured again.")

_RISK_OF_RESTART = "restart"

T = TypeVar("T")


class Controller(QObject):
    """Drives one walk at a time, and other slow jobs (history, check-up, report).

    Signals:
        loaded(Environment): what walks need has been put together.
        shown(Moment): the walk stands here now.
        live(Live): what running work shows, at most ten times a second.
        stopped(Moment): work ended without a result: it was stopped, or the computer is about to restart.
        refused(WizardError): what was wanted is not possible here; the page stays.
        left(): there is nothing to go back to in the walk, so Back leads out of it.
        trouble(Exception): the walk or job cannot go on.
        fixing_changed(): a repair began or ended.
    """

    loaded = Signal(object)
    shown = Signal(object)
    live = Signal(object)
    stopped = Signal(object)
    refused = Signal(object)
    left = Signal()
    trouble = Signal(object)
    fixing_changed = Signal()

    def __init__(self, environment: "Environment | None" = None) -> None:
        super().__init__()
        self._environment = environment
        self._load_error: Exception | None = None
        self.session: Session | None = None
        self._moment: Moment | None = None
        self._run = 0
        self._fixing = False
        self._cancel = Cancel()
        self._collector = Collector()
        self._tick = QTimer(self)
        self._tick.setInterval(LIVE_MS)
        self._tick.timeout.connect(self._pass_on_live)
        self._worker = Worker(self._arrived)

    @property
    def environment(self) -> "Environment":
        """What walks need. Raises what kept it from being put together, LookupError while that is under way."""
        if self._environment is None:
            raise self._load_error or LookupError("the environment is not loaded yet")
        return self._environment

    @property
    def cannot_load(self) -> bool:
        """Whether the environment could not be put together."""
        return self._load_error is not None

    def load(self, compose: Callable[[], "Environment"]) -> None:
        """Put the environment together off the window's thread, before anything else that is asked for."""

        def work() -> "Environment":
            try:
                self._environment = compose()
            except Exception as error:
                self._load_error = error
                raise
            return self._environment

        self._worker.submit(Task(ALWAYS, work, self.loaded.emit))

    @property
    def moment(self) -> Moment | None:
        """The walk as last shown; None outside a walk."""
        return self._moment

    @property
    def fixing(self) -> bool:
        """Whether a repair is under way that has to end before the window may close."""
        return self._fixing

    # walks

    def start(self, flow_id: str) -> None:
        """Begin a walk."""

        def begin() -> "Session":
            from wizard.session import Session

            return Session.start(self.environment, flow_id)

        self._leave_current()
        self._submit(lambda: self._entered(begin()), self._show)

    def resume(self, session_id: str) -> None:
        """Go on with an earlier walk."""

        def begin() -> "Session":
            from wizard.session import Session

            return Session.resume(self.environment, session_id)

        self._leave_current()
        self._submit(lambda: self._entered(begin()), self._show)

    def do(self, intent: WalkIntent) -> None:
        """Do what the person wants in the walk that is shown."""
        if self._moment is None or self.session is None:
            return
        session, view = self.session, self._moment.view
        match intent:
            case StopWork():
                self._cancel.set()
            case WorkAgain():
                self.show_again()
            case Answer(choice, value):
                self._act(session, view, lambda: session.answer(choice, value))
            case EndGuide(result):
                self._act(session, view, lambda: session.guide(result))
            case Consent(granted):
                self._act(session, view, lambda: session.consent(granted))
            case GoOn():
                self._act(session, view, session.acknowledge)
            case GoBack():
                self._go_back(session, self._moment)
            case PutBack():
                self._put_back(session)

    def begin_work(self) -> None:
        """Begin what the view asks for without the person: measuring, repairing, watching. Its page is shown now."""
        if self.session is None or self._moment is None:
            return
        from wizard.flow.views import RunFix, RunProbe, ShowGuide

        match self._moment.view:
            case RunProbe() | RunFix():
                self._work(self.session)
            case ShowGuide() as view if view.step.watch is not None:
                self._watch(self.session)
            case _:
                pass

    def show_again(self) -> None:
        """Show the same view once more, in the words of the environment as it is now."""
        session = self.session
        if session is not None:
            self._cancel.set()
            self._submit(lambda: self._entered(session), self._show)

    def leave_walk(self) -> None:
        """Forget the walk that is shown; it stays in the journal and can be continued."""
        self._leave_current()

    def use(self, environment: "Environment") -> None:
        """Go on with other texts or choices."""
        self._environment = environment
        if self.session is not None:
            self.session.environment = environment

    # other jobs

    def run_job(
        self,
        work: Callable[["Environment", "Report", Cancel], T],
        then: Callable[[T], None],
        refused: Callable[[WizardError], None] | None = None,
    ) -> None:
        """Run ``work`` off the window's thread; ``then`` gets what it returns, unless the person went elsewhere.

        ``refused`` gets a refusal; without it, the page that is shown says it.
        """
        self._cancel.set()
        self._cancel = cancel = Cancel()
        collector = self._watch_live()
        self._submit(lambda: work(self.environment, collector.report, cancel), then, refused)

    def run_beside(self, work: Callable[["Environment"], T], then: Callable[[T], None]) -> None:
        """Run ``work`` off the window's thread without disturbing what the person asked for.

        ``then`` gets what it returns, unless the person went elsewhere; a fault of it stays unsaid.
        """
        task = Task(self._run, lambda: work(self.environment), then, beside=True)  # type: ignore[arg-type]  # fits
        self._worker.submit(task)

    def keep_behind(self, work: Callable[["Environment"], object]) -> None:
        """Put something on the disk off the window's thread, even when the window closes; a refusal is said."""
        task = Task(ALWAYS, lambda: work(self.environment), lambda _none: None, beside=True, must_end=True)
        self._worker.submit(task)

    def stop_job(self) -> None:
        self._cancel.set()

    # leaving

    def close(self) -> bool:
        """Cancel and leave within a second and a half; returns whether the work had ended by then."""
        self._run += 1
        self._cancel.set()
        self._tick.stop()
        return self._worker.close(CLOSE_S)

    # inside

    def _leave_current(self) -> None:
        self._run += 1
        self._cancel.set()
        self._tick.stop()
        self.session = None
        self._moment = None

    def _submit(
        self, work: Callable[[], T], then: Callable[[T], None], refused: Callable[[WizardError], None] | None = None
    ) -> None:
        self._run += 1
        task = Task(self._run, work, then, refused, repairs=self._fixing)  # type: ignore[arg-type]  # the pair fits
        self._worker.submit(task)

    def _entered(self, session: "Session") -> tuple["Session", Moment]:
        return session, moment_of(session)

    def _act(self, session: "Session", view: "View", action: Callable[[], None]) -> None:
        """Do something to the view that is shown; when it has moved on meanwhile, only show where it stands."""
        self._cancel.set()  # a watch gives way to the person

        def work() -> tuple["Session", Moment]:
            if session.view is view:
                action()
            return self._entered(session)

        self._submit(work, self._show)

    def _go_back(self, session: "Session", moment: Moment) -> None:
        """Take the last answer back; where there is none leave the walk, where something was changed say so."""
        from wizard.flow.errors import BackRefusedError
        from wizard.flow.events import Intended

        if moment.view.can_go_back:
            self._act(session, moment.view, session.back)
        elif any(isinstance(event, Intended) or _changed_something(event) for event in moment.history):
            self.refused.emit(BackRefusedError(_NO_WAY_BACK))
        else:
            self.left.emit()

    def _show(self, entered: tuple["Session", Moment]) -> None:
        from wizard.flow.views import Rank

        self.session, self._moment = entered
        self._tick.stop()
        if isinstance(entered[1].view, Rank):
            self._work(entered[0])  # takes no time worth a page
        else:
            self.shown.emit(entered[1])

    def _work(self, session: "Session") -> None:
        self._cancel = cancel = Cancel()
        collector = self._watch_live()
        self._set_fixing(session.view)

        def work() -> tuple[bool, tuple["Session", Moment]]:
            recorded = session.work(collector.report, cancel)
            return recorded, self._entered(session)

        self._submit(work, self._worked)

    def _put_back(self, session: "Session") -> None:
        """Put a repair back and measure again; the window may not close meanwhile, as for a repair."""
        self._cancel = cancel = Cancel()
        collector = self._watch_live()
        self._fixing = True
        self.fixing_changed.emit()

        def work() -> tuple["Session", Moment]:
            if session.undoable is not None:  # else a second press: it is under way or done
                session.undo(collector.report, cancel)
            return self._entered(session)

        def show(entered: tuple["Session", Moment]) -> None:
            self._set_fixing(None)
            self._show(entered)

        self._submit(work, show)

    def _worked(self, result: tuple[bool, tuple["Session", Moment]]) -> None:
        recorded, entered = result
        self._pass_on_live()
        self._tick.stop()
        self._set_fixing(None)
        if recorded:
            self._show(entered)
            return
        self.session, self._moment = entered
        self.stopped.emit(entered[1])

    def _watch(self, session: "Session") -> None:
        self._cancel = cancel = Cancel()
        collector = self._watch_live()

        def work() -> tuple[bool, tuple["Session", Moment]]:
            changed = session.watch(collector.report, cancel)
            return changed, self._entered(session)

        self._submit(work, self._watched)

    def _watched(self, result: tuple[bool, tuple["Session", Moment]]) -> None:
        changed, entered = result
        self._tick.stop()
        if changed:
            self._show(entered)

    def _watch_live(self) -> Collector:
        self._collector = Collector()
        self._tick.start()
        return self._collector

    def _pass_on_live(self) -> None:
        live = self._collector.take()
        if live is not None:
            self.live.emit(live)

    def _set_fixing(self, view: "View | None") -> None:
        """Note whether a repair is under way; a restart of the computer must not be held up by its own window."""
        from wizard.flow.views import RunFix

        fixing = isinstance(view, RunFix) and _risk(view.fix) != _RISK_OF_RESTART
        if fixing != self._fixing:
            self._fixing = fixing
            self.fixing_changed.emit()

    def _arrived(self, arrival: Arrival) -> None:
        """Take a finished task, on the window's thread; what belongs to an older run is dropped."""
        task, error = arrival.task, arrival.error
        if task.run not in (ALWAYS, self._run):
            if task.repairs:
                self._set_fixing(None)  # the person was led elsewhere meanwhile: the repair has ended all the same
            return
        if error is None:
            if not task.beside:
                self._tick.stop()
            task.then(arrival.value)
            return
        if task.beside:
            if task.must_end and isinstance(error, WizardError):
                self.refused.emit(error)
            return
        self._tick.stop()
        self._set_fixing(None)
        if isinstance(error, WizardError) and _is_refusal(error):
            if task.refused is not None:
                task.refused(error)
            else:
                self.refused.emit(error)
            self.begin_work()  # a watch that gave way goes on
        else:
            self.trouble.emit(error)


def _risk(fix: str) -> str:
    from wizard.fixes.registry import FIXES

    return FIXES[fix].risk


def _changed_something(event: "Event") -> bool:
    from wizard.flow.events import Guided

    return isinstance(event, Guided) and event.changed_something


def _is_refusal(error: Exception) -> bool:
    from wizard.escalation.errors import EscalationError
    from wizard.flow.errors import BackRefusedError
    from wizard.inputs import AnswerError
    from wizard.report.errors import ReportSaveError

    return isinstance(error, BackRefusedError | AnswerError | ReportSaveError | EscalationError)
