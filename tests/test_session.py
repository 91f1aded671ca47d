"""The session: every event on the disk first, nothing done twice, Stop and Back as promised."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

import pytest

from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.environment import Environment
from wizard.errors import UsageError, WizardError
from wizard.fixes.fix import Fix, FixContext, FixResult
from wizard.flow.errors import BackRefusedError
from wizard.flow.events import Consented, Finished, Intended, Measured
from wizard.flow.load import FlowLibrary
from wizard.flow.views import AskConsent, AskQuestion, RunFix, RunProbe, ShowGuide, ShowOutcome
from wizard.inputs import AnswerError
from wizard.journal.errors import JournalConflictError, JournalError
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.runner import Runner
from wizard.session import Session, SessionError, resumable
from wizard.system.base import Cancel, Progress

FLOW = """
format = 1
id = "trial"
minutes = 1
start = "measure"

[step.measure]
kind = "probe"
probe = "network.ping"
on.ok = "fine"
on.slow = "repair"
on.lossy = "repair"
on.down = "repair"
on.unknown = "typed"

[step.typed]
kind = "ask"
input = "text"
secret = true
on.given = "help"
on.not_sure = "help"

[step.help]
kind = "guide"
watch = "network.ping"
on.changed = "repair"
on.done = "repair"
on.cannot = "handed_over"

[step.repair]
kind = "fix"
fix = "dns.flush"
on.done = "again"
on.failed = "handed_over"
on.declined = "handed_over"
on.not_available = "handed_over"

[step.again]
kind = "verify"
of = "measure"
on.fixed = "solved"
on.not_fixed = "handed_over"
on.unknown = "handed_over"

[step.solved]
kind = "outcome"
result = "solved"

[step.fine]
kind = "outcome"
result = "healthy"

[step.handed_over]
kind = "outcome"
result = "escalate"
"""


@dataclass
class Bench:
    """What the trial flow's probe and repair do, changeable while a test runs."""

    measure: Callable[[ProbeContext], ProbeResult]
    repair: Callable[[FixContext], FixResult]
    repairs: int = 0
    state: Mapping[str, str] | None = None
    became: str | None = None


@dataclass(frozen=True)
class BenchEnvironment(Environment):
    """An environment whose ping and DNS flush are those of a bench."""

    bench: Bench | None = None

    @property
    def runner(self) -> Runner:
        plain, bench = super().runner, self.bench
        assert bench is not None

        def run(context: FixContext) -> FixResult:
            bench.repairs += 1
            return bench.repair(context)

        ping: Probe = replace(plain.probes["network.ping"], run=lambda context: bench.measure(context))
        flush: Fix = replace(
            plain.fixes["dns.flush"],
            run=run,
            prepare=(lambda _context: bench.state) if bench.state is not None else None,
            resumed=(lambda _context, _state: bench.became) if bench.became is not None else None,
        )
        return replace(
            plain,
            probes={**plain.probes, "network.ping": ping},
            fixes={**plain.fixes, "dns.flush": flush},
        )


def bad(_context: ProbeContext) -> ProbeResult:
    return ProbeResult("slow", {"latency_ms": 143.0})


def good(_context: ProbeContext) -> ProbeResult:
    return ProbeResult("ok", {"latency_ms": 31.0})


def unknown(_context: ProbeContext) -> ProbeResult:
    return ProbeResult("unknown", reason="not_available")


def done(_context: FixContext) -> FixResult:
    return FixResult("done")


@pytest.fixture
def bench() -> Bench:
    return Bench(measure=bad, repair=done)


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, bench: Bench) -> Iterator[BenchEnvironment]:
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    folder = tmp_path / "flows" / "trial"
    folder.mkdir(parents=True)
    (folder / "flow.toml").write_text(FLOW, "utf-8")
    (folder / "text.en.toml").write_text('title = "Trial"\nsummary = "A trial"\n', "utf-8")
    with compose(parse(["--practice", "healthy"])) as plain:
        values: dict[str, Any] = {field.name: getattr(plain, field.name) for field in fields(plain)}
        values["library"] = FlowLibrary((folder.parent,))
        yield BenchEnvironment(**values, bench=bench)


def silent(_progress: Progress) -> None:
    """Nobody watches."""


def work(session: Session) -> bool:
    return session.work(silent, Cancel())


def to_repair(environment: Environment) -> Session:
    """Return a walk that stands where the repair may begin."""
    session = Session.start(environment, "trial")
    work(session)
    session.consent(True)
    assert isinstance(session.view, RunFix)
    return session


def again(session: Session) -> Session:
    """Return the walk as the next start of the program finds it."""
    return Session.resume(session.environment, session.id)


def test_every_view_is_the_same_after_a_restart(environment: BenchEnvironment) -> None:
    session = Session.start(environment, "trial")
    assert again(session).view == session.view
    for step in (work, lambda walk: walk.consent(True), work, work):
        step(session)
        assert again(session).view == session.view
        assert again(session).history == session.history
    assert isinstance(session.view, ShowOutcome)


def test_a_repair_that_does_nothing_is_not_fixed(environment: BenchEnvironment) -> None:
    session = to_repair(environment)
    work(session)
    work(session)
    assert isinstance(session.view, ShowOutcome)
    assert (session.view.result, session.view.proof) == ("escalate", "not_fixed")


def test_a_repair_that_helps_is_fixed_with_both_readings(environment: BenchEnvironment, bench: Bench) -> None:
    session = to_repair(environment)
    work(session)
    bench.measure = good
    work(session)
    (proof,) = session.view.proofs
    assert proof.word == "fixed"
    assert isinstance(proof.before, Measured) and isinstance(proof.after, Measured)
    assert (proof.before.facts["latency_ms"], proof.after.facts["latency_ms"]) == (143.0, 31.0)


def test_what_cannot_be_measured_again_is_not_called_fixed(environment: BenchEnvironment, bench: Bench) -> None:
    session = to_repair(environment)
    work(session)
    bench.measure = unknown
    work(session)
    assert session.view.proofs[-1].word == "could_not_measure"


def test_declined_means_it_never_runs(environment: BenchEnvironment, bench: Bench) -> None:
    session = Session.start(environment, "trial")
    work(session)
    session.consent(False)
    assert bench.repairs == 0
    assert isinstance(session.view, ShowOutcome)
    assert not any(isinstance(event, Intended) for event in session.history)


def test_consent_holds_the_hash_of_what_was_shown(environment: BenchEnvironment) -> None:
    session = Session.start(environment, "trial")
    work(session)
    view = session.view
    assert isinstance(view, AskConsent)
    page = session.consent_page(view)
    session.consent(True)
    event = session.history[-1]
    assert isinstance(event, Consented)
    assert event.text_sha256 == page.sha256
    assert page.undo  # this repair has no undo, and the page says so


def test_a_repair_cut_short_is_measured_and_never_repeated(environment: BenchEnvironment, bench: Bench) -> None:
    class KilledError(BaseException):
        """Stands for the end of the process."""

    session = to_repair(environment)
    original = session.environment.journal.append

    def die_after_intent(name: str, number: int, event: object) -> None:
        if isinstance(event, Finished):
            raise KilledError
        original(name, number, event)  # type: ignore[arg-type]

    session.environment.journal.append = die_after_intent  # type: ignore[method-assign]
    with pytest.raises(KilledError):
        work(session)
    session.environment.journal.append = original  # type: ignore[method-assign]
    assert bench.repairs == 1
    later = again(session)
    assert isinstance(later.view, RunFix) and later.view.intended is not None
    work(later)
    assert bench.repairs == 1
    assert isinstance(later.view, RunProbe) and later.view.verifies == "trial/measure"
    interrupted = later.history[-1]
    assert isinstance(interrupted, Finished) and interrupted.result == "interrupted"


def test_a_restart_of_the_computer_goes_on_at_verify(environment: BenchEnvironment, bench: Bench) -> None:
    """The state is saved before the restart; the boot id decides afterwards."""
    bench.state, bench.became = {"boot_id": "one"}, "not_yet"
    session = to_repair(environment)
    assert work(session) is False
    intended = session.history[-1]
    assert isinstance(intended, Intended) and intended.state == {"boot_id": "one"}
    later = again(session)
    assert work(later) is False  # "you haven't restarted yet": asked for again, not taken for done
    assert isinstance(later.view, RunFix)
    bench.became = "done"
    after_restart = again(session)
    assert work(after_restart) is True
    assert isinstance(after_restart.view, RunProbe) and after_restart.view.verifies == "trial/measure"


def test_what_a_later_start_finds_done_is_done_and_not_repeated(environment: BenchEnvironment, bench: Bench) -> None:
    """A fix that can tell by itself (an exported file stands there) is not called interrupted."""
    bench.state, bench.became = {"boot_id": "one"}, "not_yet"
    session = to_repair(environment)
    assert work(session) is False
    bench.became = "done"
    later = again(session)
    assert work(later) is True
    finished = later.history[-1]
    assert isinstance(finished, Finished) and finished.result == "done"
    assert bench.repairs == 1


def test_a_fix_begun_again_is_recorded_when_it_is_done_then(environment: BenchEnvironment, bench: Bench) -> None:
    bench.state, bench.became = {"boot_id": "one"}, "not_yet"
    session = to_repair(environment)
    work(session)

    def repair(_context: FixContext) -> FixResult:
        bench.became = "done"
        return FixResult("done")

    bench.repair = repair
    later = again(session)
    assert work(later) is True
    assert isinstance(later.view, RunProbe) and later.view.verifies == "trial/measure"


def test_stop_works_within_a_second_and_records_nothing(environment: BenchEnvironment, bench: Bench) -> None:
    began = threading.Event()
    let_go = threading.Event()

    def deaf(_context: ProbeContext) -> ProbeResult:
        began.set()
        let_go.wait(60)  # looks at no cancel at all
        return ProbeResult("ok")

    bench.measure = deaf
    session = Session.start(environment, "trial")
    cancel = Cancel()
    threading.Thread(target=lambda: (began.wait(10), cancel.set()), daemon=True).start()
    start = time.monotonic()
    assert session.work(silent, cancel) is False
    assert time.monotonic() - start < 1.5
    assert session.history == ()
    assert isinstance(session.view, RunProbe)
    let_go.set()


def test_a_probe_that_breaks_is_unknown_and_not_healthy(environment: BenchEnvironment, bench: Bench) -> None:
    def broken(_context: ProbeContext) -> ProbeResult:
        raise ZeroDivisionError("a fault of the program")

    bench.measure = broken
    session = Session.start(environment, "trial")
    work(session)
    event = session.history[-1]
    assert isinstance(event, Measured)
    assert (event.result, event.good, event.reason) == ("unknown", None, "not_available")


def test_a_file_name_that_is_no_text_does_not_end_the_walk(environment: BenchEnvironment, bench: Bench) -> None:
    """Linux takes any bytes as a name; one crash log called so must not keep the others from being recorded."""
    rows: list[dict[str, str | int | float | bool | None]] = [{"path": "/logs/\udcff.log", "bytes": 1}]
    bench.measure = lambda _context: ProbeResult("slow", {"target": "\udcff", "files": rows, "latency_ms": 143.0})
    bench.repair = lambda _context: FixResult("done", {"target": "\udcff"})
    bench.state = {"path": "/home/\udcff"}
    session = to_repair(environment)
    measured = session.history[0]
    assert isinstance(measured, Measured)
    assert measured.facts == {"target": "?", "files": [{"path": "/logs/?.log", "bytes": 1}], "latency_ms": 143.0}
    assert work(session) is True
    assert again(session).history == session.history


def test_a_repair_that_breaks_is_failed(environment: BenchEnvironment, bench: Bench) -> None:
    def broken(_context: FixContext) -> FixResult:
        raise OSError("half way")

    bench.repair = broken
    session = to_repair(environment)
    work(session)
    event = session.history[-1]
    assert isinstance(event, Finished) and event.result == "failed"


def test_a_secret_is_recorded_only_as_given(environment: BenchEnvironment, bench: Bench) -> None:
    bench.measure = unknown
    session = Session.start(environment, "trial")
    work(session)
    session.answer("given", "correct horse battery")
    environment.journal.close()
    folder = environment.settings.data_folder
    for path in folder.rglob("*"):
        assert path.is_dir() or b"correct horse" not in path.read_bytes()


def test_an_empty_answer_is_refused_with_a_sentence(environment: BenchEnvironment, bench: Bench) -> None:
    bench.measure = unknown
    session = Session.start(environment, "trial")
    work(session)
    with pytest.raises(AnswerError, match="Type an answer"):
        session.answer("given", "   ")
    with pytest.raises(SessionError):
        session.answer("maybe")
    assert isinstance(session.view, AskQuestion)


def test_back_takes_back_an_answer_but_not_a_change(environment: BenchEnvironment, bench: Bench) -> None:
    bench.measure = unknown
    session = Session.start(environment, "trial")
    work(session)
    asked = session.view
    session.answer("not_sure")
    session.back()
    assert session.view == asked
    session.answer("not_sure")
    session.guide("done")
    with pytest.raises(BackRefusedError, match="no way back"):
        session.back()
    assert isinstance(session.view, AskConsent)


def test_a_watch_ends_the_guide_when_the_reading_turns_good(
    environment: BenchEnvironment, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.measuring.WATCH_PAUSE_S", 0.01)
    bench.measure = unknown
    session = Session.start(environment, "trial")
    work(session)
    session.answer("not_sure")
    readings = iter([good, unknown, bad, bad, good])
    bench.measure = lambda context: next(readings)(context)
    assert session.watch(silent, Cancel()) is True
    assert session.history[-1].result == "changed"  # type: ignore[union-attr]


def test_a_watch_gives_way_to_the_person(
    environment: BenchEnvironment, bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wizard.measuring.WATCH_PAUSE_S", 0.01)
    bench.measure = unknown
    session = Session.start(environment, "trial")
    work(session)
    session.answer("not_sure")
    assert isinstance(session.view, ShowGuide)
    answered = threading.Event()

    def answer_while_watching(_context: ProbeContext) -> ProbeResult:
        if not answered.is_set():
            session.guide("cannot")
            answered.set()
            return ProbeResult("slow")
        return ProbeResult("ok")  # bad, then good: would end the guide if it were still there

    bench.measure = answer_while_watching
    assert session.watch(silent, Cancel()) is False
    assert isinstance(session.view, ShowOutcome)


def test_a_journal_that_cannot_be_written_stops_the_walk_where_it_is(
    environment: BenchEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = Session.start(environment, "trial")
    work(session)
    before = session.view

    def full(*_arguments: object) -> None:
        raise JournalError("The disk is full.")

    with monkeypatch.context() as patch:
        patch.setattr(environment.journal, "append", full)
        with pytest.raises(WizardError, match="full"):
            session.consent(True)
    assert session.view == before
    assert again(session).view == before
    session.consent(True)
    assert isinstance(session.view, RunFix)


def test_only_unfinished_walks_of_this_scene_are_offered(environment: BenchEnvironment) -> None:
    Session.start(environment, "trial")  # nothing happened in it yet
    begun = Session.start(environment, "trial")
    work(begun)
    assert [record.id for record in resumable(environment)] == [begun.id]
    assert resumable(replace(environment, practice="sick-router")) == ()
    begun.consent(False)
    assert resumable(environment) == ()


def test_a_repair_is_never_begun_twice_at_once(environment: BenchEnvironment, bench: Bench) -> None:
    """A second process finds the intent of a repair that still runs, which looks like one that was cut short."""
    bench.state, bench.became = {"boot_id": "one"}, "not_yet"
    session = to_repair(environment)
    met: list[Session] = []

    def repair(_context: FixContext) -> FixResult:
        if not met:
            met.append(again(session))
            with pytest.raises(JournalConflictError):
                work(met[0])
        bench.became = "done"
        return FixResult("done")

    bench.repair = repair
    assert work(session) is True
    bench.became = "not_yet"
    with pytest.raises(JournalConflictError):  # it still stands where the other has gone on
        work(met[0])
    assert bench.repairs == 1


@pytest.mark.parametrize("elsewhere", [None, "sick-router"])
def test_a_walk_never_goes_on_in_another_scene(environment: BenchEnvironment, elsewhere: str | None) -> None:
    """A practice reading would prove a real repair, and a practice consent would start one."""
    session = to_repair(environment)
    with pytest.raises(UsageError):
        Session.resume(replace(environment, practice=elsewhere), session.id)


def test_an_end_that_was_not_noted_is_noted_by_the_next_start(
    environment: BenchEnvironment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The program may end between the last event and the note of the end."""
    session = Session.start(environment, "trial")
    work(session)
    with monkeypatch.context() as cut_off:
        cut_off.setattr(environment.journal, "end", lambda *_arguments: None)
        session.consent(False)
    assert [record.id for record in resumable(environment)] == [session.id]
    assert isinstance(again(session).view, ShowOutcome)
    assert resumable(environment) == ()
    record = environment.journal.session(session.id)
    assert (record.outcome, record.ended_at) == ("escalate", session.history[-1].at)


def test_a_walk_goes_on_with_the_flow_it_began_with(environment: BenchEnvironment, tmp_path: Path) -> None:
    session = Session.start(environment, "trial")
    work(session)
    changed = FLOW.replace('on.slow = "repair"', 'on.slow = "handed_over"')
    (tmp_path / "flows" / "trial" / "flow.toml").write_text(changed, "utf-8")
    updated = replace(environment, library=FlowLibrary((tmp_path / "flows",)))
    assert isinstance(Session.resume(updated, session.id).view, AskConsent)


def test_a_damaged_record_is_never_continued_on_a_guess(environment: BenchEnvironment) -> None:
    session = Session.start(environment, "trial")
    work(session)
    with sqlite3.connect(environment.settings.journal_path) as connection:
        connection.execute("UPDATE event SET payload = ?", (b'{"event":"measured"',))
    with pytest.raises(JournalError, match="damaged"):
        again(session)
