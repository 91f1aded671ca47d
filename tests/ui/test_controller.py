"""Between window and walk: what blocks runs elsewhere, what is stale is dropped, what is asked for happens once."""

import sys
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, cast

import pytest
from PySide6.QtCore import QObject, Signal
from pytestqt.qtbot import QtBot

from wizard.environment import Environment
from wizard.errors import WizardError
from wizard.flow.errors import BackRefusedError
from wizard.flow.views import AskQuestion, RunFix, RunProbe, ShowGuide
from wizard.inputs import AnswerError
from wizard.session import Session
from wizard.system.base import Cancel, Progress, Report
from wizard.ui.controller import LIVE_MS, Controller
from wizard.ui.intents import Answer, EndGuide, GoBack, StopWork, WorkAgain
from wizard.ui.moment import Live, Moment
from wizard.ui.worker import Collector


@pytest.fixture
def controller(environment: Environment, qtbot: QtBot) -> Iterator[Controller]:
    controller = Controller(environment)
    yield controller
    assert controller.close()


class FakeSession:
    """A walk that stands at one view and does what a test says."""

    id = "fake"
    flow_id = "connection"
    history = ()
    view_since = None
    undoable = None
    flows = None

    def __init__(self, view: object, work: Any = None) -> None:
        self.view = view
        self._work = work
        self.environment = None

    def work(self, report: Report, cancel: Cancel) -> bool:
        return bool(self._work(report, cancel))

    def watch(self, report: Report, cancel: Cancel) -> bool:
        return bool(self._work(report, cancel))


def stand_at(controller: Controller, kind: type, work: Any, **fields: object) -> FakeSession:
    """Put the controller before a fake walk whose view is of this kind; return the walk."""
    view = object.__new__(kind)
    for name, value in {"can_go_back": False, **fields}.items():
        object.__setattr__(view, name, value)
    session = FakeSession(view, work)
    controller.session = cast(Session, session)
    controller._moment = cast(Moment, SimpleNamespace(view=view, history=(), session_id="fake"))
    return session


def test_a_walk_begins_with_its_first_view(controller: Controller, qtbot: QtBot) -> None:
    with qtbot.waitSignal(controller.shown) as shown:
        controller.start("connection")
    moment: Moment = shown.args[0]
    assert isinstance(moment.view, RunProbe)
    assert controller.moment is moment
    assert controller.environment.journal.sessions()[0].flow == "connection"


def test_work_is_recorded_before_the_next_view_is_shown(controller: Controller, qtbot: QtBot) -> None:
    with qtbot.waitSignal(controller.shown):
        controller.start("connection")
    with qtbot.waitSignal(controller.shown, timeout=20_000) as shown:
        controller.begin_work()
    moment: Moment = shown.args[0]
    assert isinstance(moment.view, AskQuestion)
    assert controller.environment.journal.history(moment.session_id) == moment.history


def test_progress_reaches_the_page_at_most_ten_times_a_second(controller: Controller, qtbot: QtBot) -> None:
    finished = threading.Event()

    def work(report: Report, cancel: Cancel) -> bool:
        for number in range(2_000):
            report(Progress(number / 2_000, {"sent": number}, sample=float(number), lost=number % 100 == 7))
        finished.set()
        return False

    stand_at(controller, RunProbe, work)
    seen: list[Live] = []
    controller.live.connect(seen.append)
    with qtbot.waitSignal(controller.stopped):
        controller.begin_work()
    assert finished.is_set()
    assert len(seen) <= 3
    samples = [sample for live in seen for sample in live.samples]
    assert len(samples) == 2_000
    assert samples.count(None) == 20
    assert seen[-1].facts == {"sent": 1_999}
    assert LIVE_MS >= 100


def test_progress_never_goes_back() -> None:
    collector = Collector()
    for share in (0.2, 0.6, 0.4, None):
        collector.report(Progress(share))
    live = collector.take()
    assert live is not None
    assert live.fraction == 0.6
    assert collector.take() is None


def test_stop_cancels_the_work(controller: Controller, qtbot: QtBot) -> None:
    def work(report: Report, cancel: Cancel) -> bool:
        assert cancel.wait(30)
        return False

    stand_at(controller, RunProbe, work)
    controller.begin_work()
    with qtbot.waitSignal(controller.stopped):
        controller.do(StopWork())


def test_stopped_work_can_be_done_again(controller: Controller, qtbot: QtBot) -> None:
    cancels: list[Cancel] = []

    def work(report: Report, cancel: Cancel) -> bool:
        cancels.append(cancel)
        return cancel.wait(30) and False

    stand_at(controller, RunProbe, work)
    for again in (False, True):
        if again:
            with qtbot.waitSignal(controller.shown):
                controller.do(WorkAgain())
        controller.begin_work()
        with qtbot.waitSignal(controller.stopped):
            controller.do(StopWork())
    assert len(cancels) == 2
    assert cancels[0] is not cancels[1]


def test_a_real_probe_stops_and_nothing_is_recorded(controller: Controller, qtbot: QtBot) -> None:
    with qtbot.waitSignal(controller.shown) as shown:
        controller.start("connection")
    controller.begin_work()
    with qtbot.waitSignal(controller.stopped, timeout=2_000):
        controller.do(StopWork())
    assert controller.environment.journal.history(shown.args[0].session_id) == ()


def test_stale_results_are_dropped(controller: Controller, qtbot: QtBot) -> None:
    gate = threading.Event()
    got: list[str] = []
    controller.run_job(lambda _environment, _report, _cancel: gate.wait(30) and "old", got.append)
    controller.run_job(lambda _environment, _report, _cancel: "new", got.append)
    gate.set()
    qtbot.waitUntil(lambda: bool(got))
    assert got == ["new"]


def test_what_an_older_job_raises_is_dropped_too(controller: Controller, qtbot: QtBot) -> None:
    gate = threading.Event()
    got: list[object] = []
    controller.trouble.connect(got.append)

    def broken(environment: Environment, report: Report, cancel: Cancel) -> str:
        gate.wait(30)
        raise ValueError("too late to matter")

    controller.run_job(broken, got.append)
    controller.run_job(lambda _environment, _report, _cancel: "new", got.append)
    gate.set()
    qtbot.waitUntil(lambda: bool(got))
    assert got == ["new"]


def test_leaving_a_walk_drops_what_it_still_answers(controller: Controller, qtbot: QtBot) -> None:
    begun = threading.Event()

    def work(report: Report, cancel: Cancel) -> bool:
        begun.set()
        return cancel.wait(30) and True

    stand_at(controller, RunProbe, work)
    seen: list[object] = []
    controller.shown.connect(seen.append)
    controller.stopped.connect(seen.append)
    controller.begin_work()
    assert begun.wait(10)
    controller.leave_walk()
    got: list[int] = []
    controller.run_job(lambda _environment, _report, _cancel: 1, got.append)
    qtbot.waitUntil(lambda: got == [1])
    assert seen == []
    assert controller.moment is None


def test_an_answer_that_does_not_fit_leaves_the_page(controller: Controller, qtbot: QtBot) -> None:
    session = stand_at(controller, AskQuestion, None)

    def answer(choice: str, value: str | None) -> None:
        raise AnswerError("Type a whole number, such as 3.")

    session.answer = answer  # type: ignore[attr-defined]
    with qtbot.waitSignal(controller.refused) as refused:
        controller.do(Answer("given", "three"))
    assert isinstance(refused.args[0], AnswerError)


def test_an_answer_given_twice_is_taken_once(controller: Controller, qtbot: QtBot, environment: Environment) -> None:
    with qtbot.waitSignal(controller.shown):
        controller.start("connection")
    with qtbot.waitSignal(controller.shown, timeout=20_000):
        controller.begin_work()
    seen: list[Moment] = []
    controller.shown.connect(seen.append)
    trouble: list[Exception] = []
    controller.trouble.connect(trouble.append)
    controller.do(Answer("no"))
    controller.do(Answer("no"))
    qtbot.waitUntil(lambda: bool(seen))
    assert not trouble
    assert sum(type(event).__name__ == "Answered" for event in seen[-1].history) == 1


def test_back_leads_out_of_a_walk_that_has_nothing_to_take_back(controller: Controller, qtbot: QtBot) -> None:
    with qtbot.waitSignal(controller.shown):
        controller.start("connection")
    with qtbot.waitSignal(controller.left):
        controller.do(GoBack())


def test_back_after_a_change_says_why_not_and_goes_on_watching(controller: Controller, qtbot: QtBot) -> None:
    """FACTS A10: what was changed stays recorded; Back explains instead of repeating."""
    from wizard.flow.events import Guided

    stand_at(controller, RunProbe, None)
    moment = controller.moment
    assert moment is not None
    changed = Guided(at=None, step="a/b", result="done", changed_something=True)  # type: ignore[arg-type]
    object.__setattr__(moment, "history", (changed,))
    with qtbot.waitSignal(controller.refused) as refused:
        controller.do(GoBack())
    assert isinstance(refused.args[0], BackRefusedError)


def test_a_watch_gives_way_to_the_person(controller: Controller, qtbot: QtBot) -> None:
    watched = threading.Event()
    ended: list[str] = []

    def watch(report: Report, cancel: Cancel) -> bool:
        watched.set()
        return cancel.wait(30) and False

    session = stand_at(controller, ShowGuide, watch, step=SimpleNamespace(watch="wifi.link"))
    session.guide = ended.append  # type: ignore[attr-defined]
    controller.begin_work()
    assert watched.wait(10)
    with qtbot.waitSignal(controller.shown):
        controller.do(EndGuide("done"))
    assert ended == ["done"]


def test_a_watch_that_saw_a_change_goes_on_by_itself(controller: Controller, qtbot: QtBot) -> None:
    stand_at(controller, ShowGuide, lambda report, cancel: True, step=SimpleNamespace(watch="wifi.link"))
    with qtbot.waitSignal(controller.shown):
        controller.begin_work()


def test_a_person_who_is_a_moment_too_late_answers_nothing(controller: Controller, qtbot: QtBot) -> None:
    """The watch moved the walk on just before Done was pressed: the next page must not be answered unseen."""
    session = stand_at(controller, ShowGuide, None, step=SimpleNamespace(watch=None))
    ended: list[str] = []
    session.guide = ended.append  # type: ignore[attr-defined]
    following = object.__new__(RunProbe)
    object.__setattr__(following, "address", "connection/check_again")
    session.view = following
    with qtbot.waitSignal(controller.shown) as shown:
        controller.do(EndGuide("done"))
    assert ended == []
    assert shown.args[0].view is following


def test_a_repair_is_known_to_be_under_way(controller: Controller, qtbot: QtBot) -> None:
    begun, gate = threading.Event(), threading.Event()

    def work(report: Report, cancel: Cancel) -> bool:
        begun.set()
        return gate.wait(30)

    stand_at(controller, RunFix, work, fix="cache.clear")
    controller.begin_work()
    assert controller.fixing
    assert begun.wait(10)
    with qtbot.waitSignal(controller.fixing_changed):
        gate.set()
    assert not controller.fixing


def test_a_restart_does_not_hold_the_window(controller: Controller, qtbot: QtBot) -> None:
    begun, gate = threading.Event(), threading.Event()

    def restart(report: Report, cancel: Cancel) -> bool:
        begun.set()
        return gate.wait(30) and False

    stand_at(controller, RunFix, restart, fix="computer.restart")
    controller.begin_work()
    assert begun.wait(10)
    assert not controller.fixing, "the system closes every window now, and this one must let it"
    with qtbot.waitSignal(controller.stopped):
        gate.set()


def test_an_unexpected_fault_is_shown(controller: Controller, qtbot: QtBot) -> None:
    def broken(report: Report, cancel: Cancel) -> bool:
        raise RuntimeError("a fault of the program")

    stand_at(controller, RunFix, broken, fix="cache.clear")
    with qtbot.waitSignal(controller.trouble) as trouble:
        controller.begin_work()
    assert isinstance(trouble.args[0], RuntimeError)
    assert not controller.fixing


def test_a_missing_flow_is_trouble_with_a_sentence(controller: Controller, qtbot: QtBot) -> None:
    with qtbot.waitSignal(controller.trouble) as trouble:
        controller.start("no_such_flow")
    assert isinstance(trouble.args[0], WizardError)


def test_leaving_does_not_wait_for_work_that_hangs(environment: Environment, qtbot: QtBot) -> None:
    begun, gate = threading.Event(), threading.Event()
    controller = Controller(environment)

    def hang(report: Report, cancel: Cancel) -> bool:
        begun.set()
        return gate.wait(30)

    stand_at(controller, RunProbe, hang)
    controller.begin_work()
    assert begun.wait(10)
    assert not controller.close()
    gate.set()
    assert controller.close()


def test_signals_do_not_wear_out_true(qtbot: QtBot) -> None:
    """PySide6 6.12.0 on Python 3.11 loses a reference to True at every emission and aborts after some 600."""

    class Sender(QObject):
        sent = Signal(bool)
        passed = Signal(object)

    sender = Sender()
    got = []
    sender.sent.connect(got.append)
    sender.passed.connect(got.append)
    sender.sent.emit(True)
    sender.passed.emit(True)
    got.clear()
    before = sys.getrefcount(True)
    for _ in range(1_000):
        sender.sent.emit(True)
        sender.passed.emit(True)
    held = len(got)
    assert held == 2_000
    got.clear()
    assert abs(sys.getrefcount(True) - before) < 50
