"""Sends what waits and looks after tickets while the window is open, on a thread of its own.

A walk is never held up by the network: the courier has its own worker. It asks the outbox when something is due,
every few seconds; that is one look at a small file, and none at all before there is an outbox.
"""

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from wizard.system.cancel import Cancel
from wizard.ui.worker import Arrival, Task, Worker
from wizard.value import value

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.escalation.ladder import DueStep
    from wizard.escalation.model import Case, Entry

LOOK_MS = 5_000
"""How often the courier looks whether something is due; the network comes back unannounced."""
CLOSE_S = 1.0


@value
class News:
    """What one look brought: deliveries that were tried, cases with something new, and steps that came due."""

    tried: "tuple[Entry, ...]"
    cases: "tuple[Case, ...]"
    due: "tuple[tuple[Case, DueStep], ...]"

    @property
    def is_empty(self) -> bool:
        return not (self.tried or self.cases or self.due)


class Courier(QObject):
    """Looks after the outbox of one environment.

    Signals:
        news(News): something was sent, answered or came due.
        trouble(Exception): the outbox itself cannot be used.
    """

    news = Signal(object)
    trouble = Signal(object)

    def __init__(self, look_ms: int = LOOK_MS) -> None:
        super().__init__()
        self._environment: Environment | None = None
        self._cancel = Cancel()
        self._busy = False
        self._timer = QTimer(self)
        self._timer.setInterval(look_ms)
        self._timer.timeout.connect(self.look)
        self._worker: Worker | None = None

    def begin(self, environment: "Environment") -> None:
        """Look from now on. In practice nothing is ever sent, so nothing is looked for."""
        self._environment = environment
        if environment.practice is None:
            self._timer.start()
            self.look()

    def look(self) -> None:
        """Do what is due now, unless that is under way already."""
        environment = self._environment
        if self._busy or environment is None or environment.practice is not None:
            return
        self._busy = True
        if self._worker is None:
            self._worker = Worker(self._arrived)
        cancel = self._cancel
        self._worker.submit(Task(0, lambda: _look(environment, cancel), lambda _news: None))

    def close(self) -> bool:
        """Stop within a second; what was not sent stays in the outbox. Returns whether the work had ended by then."""
        self._timer.stop()
        self._cancel.set()
        return self._worker is None or self._worker.close(CLOSE_S)

    def _arrived(self, arrival: Arrival) -> None:
        self._busy = False
        if arrival.error is not None:
            self.trouble.emit(arrival.error)
        elif isinstance(arrival.value, News) and not arrival.value.is_empty:
            self.news.emit(arrival.value)


def _look(environment: "Environment", cancel: Cancel) -> News | None:
    """Send what is due, ask about tickets, and find the steps that came due; None before there is an outbox."""
    if not (environment.settings.data_folder / "outbox.sqlite").exists():
        return None
    from wizard.escalation.rounds import go_round

    made = go_round(environment, cancel)
    return News(made.tried, made.cases, made.due)
