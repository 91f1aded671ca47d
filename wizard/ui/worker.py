"""One daemon thread that does what blocks, in order; and the collector of what it shows meanwhile."""

import queue
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from wizard.errors import WizardError
from wizard.ui.moment import Live
from wizard.value import value

if TYPE_CHECKING:
    from wizard.flow.events import FactValue
    from wizard.system.base import Progress


@value
class Task:
    """One piece of work. ``then`` is called on the window's thread with what ``work`` returned.

    ``refused`` takes what is no fault but a refusal, where that needs more than a sentence on the page. ``beside``
    marks what disturbs nothing else that is under way, ``must_end`` what is done even when the window closes,
    ``repairs`` what keeps the window from closing until it has ended.
    """

    run: int
    work: Callable[[], object]
    then: Callable[[object], None]
    refused: Callable[[WizardError], None] | None = None
    beside: bool = False
    must_end: bool = False
    repairs: bool = False


@value
class Arrival:
    """A finished task: its value, or what it raised."""

    task: Task
    value: object
    error: Exception | None


class Worker(QObject):
    """Takes tasks from the window's thread and hands the results back there.

    Signals:
        arrived(Arrival): a task is finished; always received on the window's thread.
    """

    arrived = Signal(object)

    def __init__(self, receiver: Callable[[Arrival], None], name: str = "walk") -> None:
        super().__init__()
        self.arrived.connect(receiver, Qt.ConnectionType.QueuedConnection)
        self._tasks: queue.SimpleQueue[Task | None] = queue.SimpleQueue()
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._work, name=name, daemon=True)
        self._thread.start()

    def submit(self, task: Task) -> None:
        self._tasks.put(task)

    def close(self, timeout_s: float) -> bool:
        """Take no more; wait at most ``timeout_s`` for the task at hand and for what must end.

        Returns whether they have ended.
        """
        self._closed.set()
        self._tasks.put(None)
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None:
            if self._closed.is_set() and not task.must_end:
                continue
            answer: object = None
            error: Exception | None = None
            try:
                answer = task.work()
            except Exception as raised:
                error = raised
            if not self._closed.is_set():
                with suppress(RuntimeError):  # the window went away in this very moment
                    self.arrived.emit(Arrival(task, answer, error))


class Collector:
    """Gathers progress from the working thread, however often it comes, until the window looks."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._fraction: float | None = None
        self._facts: dict[str, FactValue] = {}
        self._samples: list[float | None] = []
        self._message: str | None = None
        self._fresh = False

    def report(self, progress: "Progress") -> None:
        """Take one progress; called on the working thread, returns at once."""
        with self._lock:
            self._fresh = True
            if progress.fraction is not None:
                self._fraction = max(progress.fraction, self._fraction or 0.0)
            self._facts.update(progress.facts)
            self._message = progress.message or self._message
            if progress.lost:
                self._samples.append(None)
            elif progress.sample is not None:
                self._samples.append(progress.sample)

    def take(self) -> Live | None:
        """Return what came since the last call, None when nothing did."""
        with self._lock:
            if not self._fresh:
                return None
            live = Live(self._fraction, dict(self._facts), tuple(self._samples), self._message)
            self._samples.clear()
            self._fresh = False
            return live
