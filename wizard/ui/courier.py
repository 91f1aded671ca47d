"""Sends what waits and looks after tickets while the window is open, on a thread of its own.

A walk is never held up by the network: the courier has its own worker. It asks the outbox when something is due,
every few seconds; that is one look at a small file, and none at all before there is an outbox.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from wizard.system.cancel import Cancel
from wizard.ui.worker import Arrival, Task, Worker
from wizard.value import value

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.escalation.ladder import DueStep
    from wizard.escalation.model import Case
    from wizard.escalation.outbox import Outbox
    from wizard.ui.network_watch import NetworkWatch

LOOK_MS = 5_000
"""How often the courier looks whether something is due."""
FIRST_LOOK_MS = 1_000
"""The first page comes first."""
CLOSE_S = 1.0

Standing = Mapping[str, object]


@value
class News:
    """What one look brought: the ids of cases that stand otherwise than before, and steps that came due."""

    cases: frozenset[str]
    due: "tuple[tuple[Case, DueStep], ...]"

    @property
    def is_empty(self) -> bool:
        return not (self.cases or self.due)


class Courier(QObject):
    """Looks after the outbox of one environment.

    Signals:
        news(News): something was sent, answered or came due, by this window or another one.
        trouble(Exception): the outbox itself cannot be used; told once until it can be again.
    """

    news = Signal(object)
    trouble = Signal(object)

    def __init__(self, look_ms: int = LOOK_MS, first_look_ms: int = FIRST_LOOK_MS) -> None:
        super().__init__()
        self.holds = False
        """Whether nothing is begun just now: the person decides about what was stopped."""
        self._environment: Environment | None = None
        self._cancel = Cancel()
        self._busy = False
        self._in_trouble = False
        self._first_look_ms = first_look_ms
        self._timer = QTimer(self)
        self._timer.setInterval(look_ms)
        self._timer.timeout.connect(self.look)
        self._worker: Worker | None = None
        self._round: _Round | None = None

    def begin(self, environment: "Environment") -> None:
        """Look from now on. In practice nothing is ever sent, so nothing is looked for."""
        self.use(environment)
        if environment.practice is None:
            self._timer.start()
            QTimer.singleShot(self._first_look_ms, self, self.look)

    def use(self, environment: "Environment") -> None:
        """Go on with other texts or choices."""
        self._environment = environment

    def look(self) -> None:
        """Do what is due now, unless that is under way already."""
        environment = self._environment
        if self._busy or self.holds or self._cancel.requested or environment is None or environment.practice:
            return
        self._busy = True
        if self._worker is None:
            self._worker = Worker(self._arrived, "courier")
            self._round = _Round(self._cancel)
        look = self._round.look  # type: ignore[union-attr]  # made with the worker
        self._worker.submit(Task(0, lambda: look(environment), lambda _news: None))

    def close(self) -> bool:
        """Stop within a second; what was not sent stays in the outbox. Returns whether the work had ended by then."""
        self._timer.stop()
        self._cancel.set()
        return self._worker is None or self._worker.close(CLOSE_S)

    def _arrived(self, arrival: Arrival) -> None:
        self._busy = False
        if arrival.error is not None:
            if not self._in_trouble:
                self.trouble.emit(arrival.error)
            self._in_trouble = True
            return
        self._in_trouble = False
        if isinstance(arrival.value, News) and not arrival.value.is_empty:
            self.news.emit(arrival.value)


class _Round:
    """One look after the other, on the courier's thread."""

    def __init__(self, cancel: Cancel) -> None:
        self._cancel = cancel
        self._stood: Standing | None = None
        self._watch: NetworkWatch | None = None

    def look(self, environment: "Environment") -> News | None:
        """Send what is due, ask about tickets, and find what came due; None before there is an outbox."""
        if not (environment.settings.data_folder / "outbox.sqlite").exists():
            return None
        from wizard.escalation.outbox import outbox_of
        from wizard.escalation.rounds import go_round

        outbox = outbox_of(environment)
        self._wake(environment, outbox)
        made = go_round(environment, self._cancel)
        before, self._stood = self._stood, _standing(outbox)
        changed = {
            case_id for case_id, stood in self._stood.items() if before is not None and before.get(case_id) != stood
        }
        changed |= {entry.case_id for entry in made.tried} | {case.id for case in made.cases}
        return News(frozenset(changed), made.due)

    def _wake(self, environment: "Environment", outbox: "Outbox") -> None:
        """Let what waits for the network be tried when the network may be back."""
        from wizard.ui.network_watch import NetworkWatch

        now = environment.now_utc()
        due_at = outbox.next_due_at(now)
        if due_at is None:
            self._watch = None  # nothing waits
            return
        if self._watch is None:
            self._watch = NetworkWatch()
        if self._watch.is_worth_a_try(environment.system, environment.now_s()) and due_at > now:
            outbox.wake(now)


def _standing(outbox: "Outbox") -> Standing:
    """Return how each case stands: another window, or a person at the terminal, may have changed it."""
    return {
        case.id: (
            case.closed,
            case.events[-1].number if case.events else 0,
            tuple((entry.state, entry.waits_for, entry.files_arrived) for entry in case.entries),
        )
        for case in outbox.cases()
    }
