"""Measuring for a walk: one reading for the journal, or reading again and again until something has changed."""

from wizard.environment import Environment
from wizard.flow.events import Measured
from wizard.flow.model import GuideStep
from wizard.flow.views import RunProbe
from wizard.probes.probe import ProbeResult
from wizard.runner import StoppedError
from wizard.system.base import Cancel, Report

WATCH_PAUSE_S = 2.0
"""Between two measurements of a watch: often enough to feel live, seldom enough to leave the device in peace."""


def measure(environment: Environment, view: RunProbe, report: Report, cancel: Cancel) -> Measured | None:
    """Return what the view's probe reads, as the journal keeps it; None when it was stopped."""
    started_s = environment.now_s()
    signature = environment.runner.probes[view.probe].signature
    try:
        result = environment.runner.run_probe(view.probe, view.parameters, report, cancel)
    except StoppedError:
        return None
    if view.probe == "device.firmware" and not result.said:
        environment.device_record.remember_measured(result.facts)
    return Measured(
        at=environment.now_utc(),
        step=view.address,
        probe=view.probe,
        result=result.result,
        good=None if result.result == "unknown" else result.result in signature.good,
        facts=dict(result.facts),
        reason=result.reason,
        said=result.said,
        seconds=round(environment.now_s() - started_s, 3),
    )


def wait_for_change(environment: Environment, step: GuideStep, report: Report, cancel: Cancel) -> bool:
    """Measure what the guide watches until it has changed; False when ``cancel`` was requested before."""
    assert step.watch is not None
    probe = environment.runner.probes[step.watch].signature
    first: ProbeResult | None = None
    seen_bad = False
    while not cancel.requested:
        try:
            result = environment.runner.run_probe(probe.name, step.watch_parameters, report, cancel)
        except StoppedError:
            return False
        if result.result != "unknown":
            if first is not None and _has_changed(probe.watch_fact, first, result, seen_bad, probe.good):
                return True
            first = first or result
            seen_bad = seen_bad or result.result not in probe.good
        if cancel.wait(WATCH_PAUSE_S):
            return False
    return False


def _has_changed(
    watch_fact: str | None, first: ProbeResult, now: ProbeResult, seen_bad: bool, good: frozenset[str]
) -> bool:
    """A watched fact has another value than at first; without one, the reading turned good after it was not."""
    if watch_fact is None:
        return seen_bad and now.result in good
    before, after = first.facts.get(watch_fact), now.facts.get(watch_fact)
    return before is not None and after is not None and before != after
