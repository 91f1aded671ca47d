"""Runs several probes at once, each on a daemon thread with a deadline of its own; takes as long as the slowest.

What a probe depends on is measured first. If that is bad, the probe is not run: without an adapter the router, the
names and the internet have nothing to say. A probe that ignores its deadline is left behind.
"""

import logging
import math
import queue
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from wizard.probes.probe import Probe, ProbeResult
from wizard.probes.unknown import unknown
from wizard.system.base import Cancel, Progress, Report

_GLANCE_S = 0.05
_STEP_S = 0.02
"""How long a probe has to begin before the next one does: a dozen that load what they need at the same moment pass the
interpreter on among each other, and the window waits for its turn."""
_GRACE_S = 0.4
"""How long a probe may take to end after it was told to, before it is left behind."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Timed:
    """A probe's answer and how long it took; ``ran`` is False when what it depends on is bad."""

    result: ProbeResult
    seconds: float
    ran: bool = True


Measure = Callable[[str, Cancel, Report], ProbeResult]
"""Runs the probe of a name; called on a thread of its own."""
ReportEach = Callable[[str, Progress], None]
"""Called with a probe's name, from the thread that runs the round."""


@dataclass
class _Running:
    cancel: Cancel
    started: float
    deadline: float
    fraction: float = 0.0
    told_to_end: bool = False


def run_side_by_side(
    probes: Mapping[str, Probe],
    measure: Measure,
    cancel: Cancel,
    report: Report = lambda _progress: None,
    *,
    after: Mapping[str, tuple[str, ...]] | None = None,
    deadline_s: float = math.inf,
    report_each: ReportEach = lambda _name, _progress: None,
) -> Mapping[str, Timed]:
    """Run all ``probes`` and return their answers by name, in the order given.

    ``after`` delays a probe until others have ended, however they ended. ``report`` is told the share done, which
    never goes back, and the samples of the live curve; ``report_each`` what each probe says, and its end.
    When ``cancel`` is requested, or ``deadline_s`` have passed, what has no answer is ``unknown``.
    Raises ValueError when probes wait for each other.
    """
    return _Round(
        probes,
        measure,
        cancel,
        report,
        after=after or {},
        deadline=time.monotonic() + deadline_s,
        report_each=report_each,
    ).run()


class _Round:
    def __init__(
        self,
        probes: Mapping[str, Probe],
        measure: Measure,
        cancel: Cancel,
        report: Report,
        *,
        after: Mapping[str, tuple[str, ...]],
        deadline: float,
        report_each: ReportEach,
    ) -> None:
        self._probes = probes
        self._measure = measure
        self._cancel = cancel
        self._report = report
        self._after = after
        self._deadline = deadline
        self._report_each = report_each
        self._waiting = list(probes)
        self._running: dict[str, _Running] = {}
        self._answers: dict[str, Timed] = {}
        self._messages: queue.SimpleQueue[tuple[str, ProbeResult | Progress]] = queue.SimpleQueue()
        self._fraction = 0.0

    def run(self) -> Mapping[str, Timed]:
        while self._waiting or self._running:
            if self._cancel.requested:
                self._give_up("stopped")
                break
            if time.monotonic() >= self._deadline:
                self._give_up("no answer before the whole check had to end")
                break
            waiting = len(self._waiting)
            ready = self._ready()
            for name in ready[:1]:
                self._waiting.remove(name)
                self._start(name)
            if not self._running and waiting == len(self._waiting):
                raise ValueError(f"these probes wait for each other: {', '.join(self._waiting)}")
            self._take_messages(_STEP_S if len(ready) > 1 else _GLANCE_S)
            self._end_late()
        return {name: self._answers[name] for name in self._probes}

    def _ready(self) -> list[str]:
        """Return what waits for nothing more, in the order to begin in; what a bad probe makes pointless ends."""
        ready = []
        for name in tuple(self._waiting):
            needed = [each for each in self._probes[name].signature.depends_on if each in self._probes]
            before = (*needed, *(each for each in self._after.get(name, ()) if each in self._probes))
            blocked_by = next((each for each in needed if self._is_bad(each)), None)
            if blocked_by is not None:
                detail = f"not asked, because {blocked_by} is {self._answers[blocked_by].result.result}"
                self._waiting.remove(name)
                self._end(name, Timed(unknown("not_available", detail), 0.0, ran=False))
            elif all(each in self._answers for each in before):
                ready.append(name)
        return sorted(ready, key=self._place)

    def _place(self, name: str) -> tuple[bool, bool]:
        """Sort what others wait for first, then what has waited itself: the longest way decides when all ends."""
        awaited = any(
            name in (*self._probes[each].signature.depends_on, *self._after.get(each, ())) for each in self._waiting
        )
        return not awaited, not self._probes[name].signature.depends_on

    def _is_bad(self, name: str) -> bool:
        answer = self._answers.get(name)
        if answer is None:
            return False
        good = self._probes[name].signature.good
        return not answer.ran or (answer.result.result != "unknown" and answer.result.result not in good)

    def _start(self, name: str) -> None:
        now = time.monotonic()
        running = _Running(Cancel(), now, now + self._probes[name].signature.timeout_s)
        self._running[name] = running

        def work() -> None:
            try:
                result = self._measure(name, running.cancel, lambda progress: self._messages.put((name, progress)))
            except Exception as error:
                _log.exception("probe %s", name)
                result = unknown("not_available", f"the check itself broke: {type(error).__name__}: {error}")
            self._messages.put((name, result))

        threading.Thread(target=work, name=f"probe {name}", daemon=True).start()

    def _take_messages(self, longest_s: float) -> None:
        if not self._running:
            return
        try:
            name, message = self._messages.get(timeout=longest_s)
            while True:
                self._take(name, message)
                name, message = self._messages.get_nowait()
        except queue.Empty:
            return

    def _take(self, name: str, message: ProbeResult | Progress) -> None:
        running = self._running.get(name)
        if running is None:
            return  # it was left behind
        if isinstance(message, Progress):
            running.fraction = max(running.fraction, min(message.fraction or 0.0, 1.0))
            self._report_each(name, replace(message, fraction=running.fraction))
            if self._probes[name].limit_parameter is not None:  # it has a live curve; others must not draw into it
                self._show(message.sample, message.lost, message.message)
            else:
                self._show(message=message.message)
            return
        self._end(name, Timed(message, round(time.monotonic() - running.started, 3)))
        self._show()

    def _end(self, name: str, answer: Timed) -> None:
        self._running.pop(name, None)
        self._answers[name] = answer
        self._report_each(name, Progress(1.0, answer.result.facts, result=answer.result.result))

    def _show(self, sample: float | None = None, lost: bool = False, message: str | None = None) -> None:
        """Report the share done, each probe weighing as much as it may take."""
        weights = {name: probe.signature.timeout_s for name, probe in self._probes.items()}
        done = sum(weights[name] for name in self._answers)
        done += sum(weights[name] * running.fraction for name, running in self._running.items())
        self._fraction = max(self._fraction, done / sum(weights.values()))
        self._report(Progress(self._fraction, sample=sample, lost=lost, message=message))

    def _end_late(self) -> None:
        now = time.monotonic()
        for name, running in tuple(self._running.items()):
            if now >= running.deadline + _GRACE_S:
                seconds = self._probes[name].signature.timeout_s
                detail = f"no answer within {seconds:g} s"
                self._end(name, Timed(unknown("timeout", detail), round(now - running.started, 3)))
            elif now >= running.deadline and not running.told_to_end:
                running.told_to_end = True
                running.cancel.set()

    def _give_up(self, detail: str) -> None:
        now = time.monotonic()
        for name, running in self._running.items():
            running.cancel.set()
            self._answers[name] = Timed(unknown("timeout", detail), round(now - running.started, 3))
        for name in self._waiting:
            self._answers[name] = Timed(unknown("timeout", detail), 0.0, ran=False)
