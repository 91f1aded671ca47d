"""Several probes at once: as long as the slowest, each with its deadline, none without what it depends on."""

import threading
import time

import pytest

from wizard.flow.catalogue import ProbeSignature
from wizard.probes.probe import Probe, ProbeResult
from wizard.probes.side_by_side import run_side_by_side
from wizard.system.base import Cancel, Progress


def probe(name: str, depends_on: tuple[str, ...] = (), timeout_s: float = 20.0, curve: bool = False) -> Probe:
    signature = ProbeSignature(name, ("ok", "bad"), frozenset({"ok"}), {}, timeout_s=timeout_s, depends_on=depends_on)
    return Probe(signature, name, {}, lambda _context: ProbeResult("ok"), "limit" if curve else None)


def by_name(*probes: Probe) -> dict[str, Probe]:
    return {each.signature.name: each for each in probes}


def test_all_run_at_the_same_time() -> None:
    everyone = threading.Barrier(4)

    def measure(name, cancel, report):
        everyone.wait(20)
        return ProbeResult("ok")

    answers = run_side_by_side(by_name(*(probe(name) for name in "abcd")), measure, Cancel())
    assert [answers[name].result.result for name in "abcd"] == ["ok"] * 4
    assert list(answers) == list("abcd")


def test_they_begin_one_after_the_other_the_longest_way_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """A dozen that load what they need at the same moment keep the window waiting for the interpreter."""
    monkeypatch.setattr("wizard.probes.side_by_side._STEP_S", 60)
    order: list[str] = []
    another = threading.Event()

    def measure(name, cancel, report):
        order.append(name)
        if len(order) > 1:
            another.set()
        assert another.wait(0.1) is (len(order) > 1)  # nothing begins beside the first one
        return ProbeResult("ok")

    probes = (probe("disk"), probe("scan"), probe("fan"), probe("router", ("adapter",)), probe("adapter"))
    answers = run_side_by_side(by_name(*probes), measure, Cancel(), after={"scan": ("fan",)})
    assert order == ["fan", "adapter", "router", "disk", "scan"]
    assert {answer.result.result for answer in answers.values()} == {"ok"}


def test_a_bad_dependency_silences_what_depends_on_it() -> None:
    ran: list[str] = []

    def measure(name, cancel, report):
        ran.append(name)
        return ProbeResult("bad" if name == "adapter" else "ok")

    probes = by_name(probe("ping", ("router",)), probe("router", ("adapter",)), probe("adapter"), probe("disk"))
    answers = run_side_by_side(probes, measure, Cancel())
    assert sorted(ran) == ["adapter", "disk"]
    for name, cause in (("router", "adapter"), ("ping", "router")):
        answer = answers[name]
        assert (answer.result.result, answer.result.reason, answer.ran) == ("unknown", "not_available", False)
        assert cause in answer.result.detail
    assert answers["disk"].result.result == "ok"


def test_an_unknown_dependency_silences_nothing() -> None:
    def measure(name, cancel, report):
        return ProbeResult("unknown", reason="not_permitted") if name == "adapter" else ProbeResult("ok")

    answers = run_side_by_side(by_name(probe("router", ("adapter",)), probe("adapter")), measure, Cancel())
    assert answers["router"].result.result == "ok"


def test_a_dependency_that_is_not_in_the_round_is_not_waited_for() -> None:
    answers = run_side_by_side(by_name(probe("a", ("z",))), lambda *_: ProbeResult("ok"), Cancel(), after={"a": ("y",)})
    assert answers["a"].result.result == "ok"


def test_after_waits_for_the_end_whatever_it_was() -> None:
    order: list[str] = []

    def measure(name, cancel, report):
        order.append(name)
        return ProbeResult("bad")

    run_side_by_side(by_name(probe("scan"), probe("ping")), measure, Cancel(), after={"scan": ("ping",)})
    assert order == ["ping", "scan"]


def test_a_probe_that_ignores_its_deadline_is_left_behind() -> None:
    forever = threading.Event()
    told: list[Cancel] = []

    def measure(name, cancel, report):
        told.append(cancel)
        if name == "deaf":
            forever.wait(60)
        return ProbeResult("ok")

    answers = run_side_by_side(by_name(probe("deaf", timeout_s=0.05), probe("good")), measure, Cancel())
    try:
        assert (answers["deaf"].result.result, answers["deaf"].result.reason) == ("unknown", "timeout")
        assert answers["good"].result.result == "ok"
        assert told[0].requested, "it was told to end before it was given up"
    finally:
        forever.set()


def test_a_probe_that_hears_its_deadline_gives_its_own_answer() -> None:
    def measure(name, cancel, report):
        assert cancel.wait(30)
        return ProbeResult("unknown", {"sent": 12}, "timeout")

    answers = run_side_by_side(by_name(probe("good", timeout_s=0.05)), measure, Cancel())
    assert answers["good"].result.facts == {"sent": 12}


def test_a_probe_that_breaks_is_unknown_and_stops_no_other(caplog: pytest.LogCaptureFixture) -> None:
    def measure(name, cancel, report):
        if name == "broken":
            raise ZeroDivisionError("by zero")
        return ProbeResult("ok")

    answers = run_side_by_side(by_name(probe("broken"), probe("good")), measure, Cancel())
    assert (answers["broken"].result.result, answers["broken"].result.reason) == ("unknown", "not_available")
    assert "ZeroDivisionError" in answers["broken"].result.detail
    assert answers["good"].result.result == "ok"
    assert "probe broken" in caplog.text


def test_stop_ends_at_once_and_keeps_what_is_there() -> None:
    stop, started = Cancel(), threading.Event()

    def measure(name, cancel, report):
        if name == "quick":
            return ProbeResult("ok")
        started.set()
        assert cancel.wait(30), "the stop reaches the probe"
        return ProbeResult("ok")

    def report(progress: Progress) -> None:
        if started.wait(20):
            stop.set()

    answers = run_side_by_side(by_name(probe("quick"), probe("long"), probe("later", ("long",))), measure, stop, report)
    assert answers["quick"].result.result == "ok"
    assert {answers[name].result.result for name in ("long", "later")} == {"unknown"}


def test_the_whole_round_has_a_deadline() -> None:
    forever = threading.Event()
    try:
        answers = run_side_by_side(
            by_name(probe("deaf")), lambda *_: forever.wait(60) or ProbeResult("ok"), Cancel(), deadline_s=0.05
        )
        assert answers["deaf"].result.reason == "timeout"
    finally:
        forever.set()


def test_progress_never_goes_back_and_ends_whole() -> None:
    seen: list[Progress] = []
    each: list[tuple[str, float | None]] = []

    def measure(name, cancel, report):
        for fraction in (0.5, 0.2, None, 0.9, 7.0):
            report(Progress(fraction, sample=42.0))
        return ProbeResult("ok")

    run_side_by_side(
        by_name(probe("a"), probe("b", curve=True)),
        measure,
        Cancel(),
        seen.append,
        report_each=lambda name, progress: each.append((name, progress.fraction)),
    )
    fractions = [progress.fraction for progress in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1)
    assert [progress.sample for progress in seen].count(42.0) == 5, "only the probe with a live curve draws into it"
    own = [fraction for name, fraction in each if name == "a"]
    assert own == sorted(own)
    assert own[-1] == 1.0


def test_probes_that_wait_for_each_other_are_a_fault_of_the_program() -> None:
    with pytest.raises(ValueError, match="a, b"):
        run_side_by_side(by_name(probe("a", ("b",)), probe("b", ("a",))), lambda *_: ProbeResult("ok"), Cancel())


def test_no_thread_stays() -> None:
    run_side_by_side(by_name(*(probe(name) for name in "abc")), lambda *_: ProbeResult("ok"), Cancel())
    end = time.monotonic() + 20
    for thread in threading.enumerate():
        if thread.name.startswith("probe "):
            thread.join(max(0, end - time.monotonic()))
            assert not thread.is_alive()
            assert thread.daemon
