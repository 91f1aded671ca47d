"""Window, terminal and unattended: the same answers leave the same journal."""

import io
from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot
from rich.console import Console

from wizard.answers import Answers, AnswersFile
from wizard.environment import Environment
from wizard.flow.events import Answered, Consented, Event, Finished, Guided, History, Intended, Measured, Ordered
from wizard.flow.views import AskConsent, AskQuestion, ShowGuide, ShowOutcome, ShowPlan, ShowProof
from wizard.practice.scene import load_scene
from wizard.session import Session
from wizard.terminal.drive import drive
from wizard.terminal.interactive import Interactive
from wizard.terminal.keyboard import Keyboard
from wizard.terminal.unattended import Unattended
from wizard.ui.intents import StartFlow
from wizard.ui.pages.ask import AskPage
from wizard.ui.window import Window
from wizard.wording import Wording

WALKS = [
    ("connection", "sick-router"),
    ("connection", "stubborn-connection"),
    ("wifi_channel", "stubborn-wifi"),
    ("restart_firmware", "old-firmware"),
    ("app_cache", "full-cache"),
    ("crash_export", "crash-dead"),
    ("password_reset", "locked-account"),
    ("storage_full", "full-disk"),
    ("slow_computer", "slow-computer-stubborn"),
    ("service_down", "service-down"),
    ("computer_network", "dead-proxy"),
    ("computer_network", "stubborn-proxy"),
]

MakeEnvironment = Callable[..., Environment]
MakeWindow = Callable[[Environment], Window]


def script_of(scene: str) -> AnswersFile:
    script = load_scene(scene).script
    assert script is not None
    return script


def told(history: History) -> list[tuple[object, ...]]:
    """Return what a journal tells of the walk: everything but times and the scatter of live readings."""
    return [_told(event) for event in history]


def _told(event: Event) -> tuple[object, ...]:
    kind = type(event).__name__
    match event:
        case Measured():
            return (
                kind,
                event.step,
                event.probe,
                event.result,
                event.good,
                event.reason,
                event.said,
                *sorted(event.facts),
            )
        case Answered():
            return (kind, event.step, event.choice, event.value)
        case Guided():
            return (kind, event.step, event.result, event.changed_something)
        case Consented():
            return (kind, event.step, event.fix, event.granted)
        case Intended():
            return (kind, event.step, event.fix, *sorted(event.state))
        case Finished():
            return (kind, event.step, event.fix, event.result, event.reason, *sorted(event.facts))
        case Ordered():
            return (kind, event.step, event.order)
        case _:
            return (kind, getattr(event, "step", ""))


def unattended(environment: Environment, flow: str, script: AnswersFile) -> History:
    session = Session.start(environment, flow)
    drive(session, Unattended(Answers(script)))
    return session.history


class Typist(Keyboard):
    """A person at the terminal: reads the page, then types the number of the answer of the script."""

    def __init__(self, session: Session, script: AnswersFile) -> None:
        super().__init__(io.StringIO())
        self._session = session
        self._answers = Answers(script)

    def line(self, until: Callable[[], bool] = lambda: False, wait_s: float | None = None) -> str | None:
        if wait_s is not None:
            return ""  # Enter: no need to count along
        match self._session.view:
            case AskQuestion() as view:
                answer = self._answers.next_answer(view.flow_id, view.step_id)
                if view.step.input is not None:
                    return "?" if answer == "not_sure" else answer
                return str(view.choices.index(answer) + 1)
            case ShowGuide() as view:
                results = [result for result in view.step.on if result not in ("changed", "expired", "exhausted")]
                answer = self._answers.next_answer(view.flow_id, view.step_id)
                return str(results.index(answer) + 1)
            case AskConsent() as view:
                return "1" if self._answers.allows(view.fix) else "2"
            case _:
                return "1"


def terminal(environment: Environment, flow: str, script: AnswersFile) -> History:
    session = Session.start(environment, flow)
    console = Console(file=io.StringIO(), width=100)
    drive(session, Interactive(console, Typist(session, script), Wording(environment, session.flows)))
    return session.history


def click_labelled(window: Window, label: str) -> None:
    assert window.page is not None
    button = next(one for one in window.page.findChildren(QAbstractButton) if one.text() == label and one.isVisible())
    button.click()


def in_window(environment: Environment, flow: str, script: AnswersFile, window: Window, qtbot: QtBot) -> History:
    answers = Answers(script)
    window.handle(StartFlow(flow))
    while True:
        with qtbot.waitSignal(window.controller.shown, timeout=30_000) as shown:
            pass
        assert shown.args is not None
        moment = shown.args[0]
        view, page = moment.view, window.page
        assert page is not None
        match view:
            case ShowOutcome():
                return environment.journal.history(moment.session_id)
            case AskQuestion():
                assert isinstance(page, AskPage)
                answer = answers.next_answer(view.flow_id, view.step_id)
                if answer in page.choices:
                    page.choices[answer].click()
                else:
                    assert page.field is not None
                    page.field.line.setText(answer)
            case ShowGuide():
                answer = answers.next_answer(view.flow_id, view.step_id)
                if answer != "done":
                    wording = Wording(environment, moment.flows)
                    click_labelled(
                        window, wording.step_text(view, f"button.{answer}") or wording.default_choice(answer)
                    )
                    continue
                done = getattr(page, "done", None)
                assert isinstance(done, QAbstractButton)
                done.click()
                continue
            case AskConsent() if not answers.allows(view.fix):
                click_labelled(window, "Skip this")
                continue
            case AskConsent() | ShowPlan() | ShowProof():
                pass
            case _:
                continue
        assert page.primary is not None
        page.primary.click()


@pytest.mark.parametrize(("flow", "scene"), WALKS)
def test_the_same_answers_leave_the_same_journal(
    flow: str, scene: str, make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    script = script_of(scene)
    from_file = unattended(make_environment(scene), flow, script)
    at_terminal = terminal(make_environment(scene), flow, script)
    environment = make_environment(scene)
    in_the_window = in_window(environment, flow, script, make_window(environment), qtbot)
    assert len(from_file) > 4  # a walk that ended at once would show nothing
    assert told(at_terminal) == told(from_file)
    assert told(in_the_window) == told(from_file)
