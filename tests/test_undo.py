"""Undo of a repair in a whole walk: offered, done once, measured again, refused where it is not ours any more."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest

from wizard.answers import Answers
from wizard.app import main
from wizard.environment import Environment
from wizard.errors import UsageError
from wizard.escalation.outbox import Outbox
from wizard.flow.errors import BackRefusedError
from wizard.flow.events import Remeasured, Undoing, Undone
from wizard.flow.load import FlowLibrary
from wizard.flow.views import ShowOutcome, ShowProof
from wizard.handover import Particulars, prepare_report
from wizard.journal.journal import Journal
from wizard.organisation import load_organisation
from wizard.practice.context import practice
from wizard.practice.scene import load_scene
from wizard.resources import flows
from wizard.session import Session, SessionError, with_undo
from wizard.settings import load_settings
from wizard.summary import exit_status, summarise
from wizard.system.base import Cancel, Progress
from wizard.system.simulated import SimulatedSystem
from wizard.system.simulated_state import with_values
from wizard.terminal.drive import drive
from wizard.terminal.unattended import Unattended
from wizard.texts import Texts
from wizard.wording import Wording

MakeEnvironment = Callable[..., Environment]


@pytest.fixture
def make_environment(tmp_path: Path) -> Iterator[MakeEnvironment]:
    """Everything a walk needs, on a simulated computer of a practice scene that runs a hundred times as fast."""
    with ExitStack() as stack:

        def make(scene: str) -> Environment:
            settings = load_settings({"WIZARD_HOME": str(tmp_path / "home")})
            settings.prepare()
            organisation = load_organisation(None, tmp_path / "none.toml", tmp_path / "none.toml")
            played = stack.enter_context(
                practice(scene, organisation, tmp_path, platform="linux", firmware_bytes=100_000, speed=100.0)
            )
            journal = Journal(settings.journal_path)
            stack.callback(journal.close)
            library = FlowLibrary((flows(),))
            return Environment(
                system=played.system,
                organisation=played.organisation,
                device=played.device,
                device_record=played.device_record,
                journal=journal,
                library=library,
                texts=Texts("en", "linux", library.folder),
                settings=settings,
                now_s=time.monotonic,
                practice=None,
                script=load_scene(scene).script,
                observe=played.system.notify,
                open_outbox=Outbox,
            )

        yield make


def silent(_progress: Progress) -> None:
    """Nobody watches."""


def walked(environment: Environment, flow: str = "computer_network") -> Session:
    script = environment.script
    assert script is not None
    session = Session.start(environment, flow)
    drive(session, Unattended(Answers(script)))
    return session


def computer(session: Session) -> SimulatedSystem:
    system = session.environment.runner.system
    assert isinstance(system, SimulatedSystem)
    return system


def switch(session: Session, **values: object) -> None:
    system = computer(session)
    system._computer = with_values(system.computer, {f"web.{name}": value for name, value in values.items()})


def undone(session: Session) -> list[str]:
    return [event.result for event in session.history if isinstance(event, Undone)]


def test_what_helped_is_put_back_and_the_trouble_is_there_again(make_environment: MakeEnvironment) -> None:
    session = walked(make_environment("dead-proxy"))
    assert isinstance(session.view, ShowOutcome)
    assert (session.view.result, session.view.proof) == ("solved", "fixed")
    assert not computer(session).computer.web.proxy_on
    assert session.undo(silent, Cancel())
    assert computer(session).computer.web.proxy_on
    view = session.view
    assert isinstance(view, ShowOutcome)
    assert (view.result, view.proof, exit_status(view)) == ("escalate", "not_fixed", 1), "solved is not true any more"
    record = session.environment.journal.session(session.id)
    assert (record.outcome, record.proof) == ("escalate", "not_fixed")
    assert session.undoable is None


def test_what_did_not_help_is_offered_and_put_back(make_environment: MakeEnvironment) -> None:
    session = walked(make_environment("stubborn-proxy"))
    assert isinstance(session.view, ShowOutcome)
    assert session.view.proof == "not_fixed"
    assert session.id in with_undo(session.environment)
    session.undo(silent, Cancel())
    assert undone(session) == ["done"]
    assert computer(session).computer.web.proxy_on
    assert session.view.repairs[0].remeasured is not None
    assert session.view.repairs[0].remeasured.result == "proxy_dead"
    assert session.id not in with_undo(session.environment)


def test_it_is_never_done_twice(make_environment: MakeEnvironment) -> None:
    session = walked(make_environment("dead-proxy"))
    session.undo(silent, Cancel())
    events = len(session.history)
    with pytest.raises(SessionError):
        session.undo(silent, Cancel())
    again = Session.resume(session.environment, session.id)
    assert again.undoable is None
    with pytest.raises(SessionError):
        again.undo(silent, Cancel())
    assert len(session.environment.journal.history(session.id)) == events


def test_the_walk_was_killed_before_the_undo(make_environment: MakeEnvironment) -> None:
    session = walked(make_environment("dead-proxy"))
    again = Session.resume(session.environment, session.id)
    assert again.undoable == session.undoable is not None
    again.undo(silent, Cancel())
    assert undone(again) == ["done"]


@contextmanager
def killed_before(session: Session, kind: type[Undone] | type[Remeasured]) -> Iterator[None]:
    """Let the program end where an event of this kind would be noted."""
    append = session.append

    class KilledError(BaseException):
        """The program is gone."""

    def dying(event: Any) -> None:
        if isinstance(event, kind):
            raise KilledError
        append(event)

    session.append = dying  # type: ignore[method-assign]
    with pytest.raises(KilledError):
        yield


def test_killed_between_putting_back_and_noting_it(make_environment: MakeEnvironment) -> None:
    session = walked(make_environment("dead-proxy"))
    with killed_before(session, Undone):
        session.undo(silent, Cancel())
    again = Session.resume(session.environment, session.id)
    assert again.undoable is not None and again.undoable.undoing
    assert isinstance(again.view, ShowOutcome)
    told = (again.view.result, again.view.proof, exit_status(again.view))
    assert told == ("escalate", "could_not_measure", 1), "nobody saw how far it came"
    record = again.environment.journal.session(again.id)
    assert (record.outcome, record.proof) == ("escalate", "could_not_measure")
    assert summarise(again, None).proof == "could_not_measure"
    assert again.id in with_undo(again.environment)
    asked: list[object] = []
    system = computer(again)
    system.set_proxy = asked.append  # type: ignore[method-assign,assignment]
    again.undo(silent, Cancel())
    assert (undone(again), asked) == (["done"], []), "it was back: nothing is touched a second time"
    assert sum(isinstance(event, Undoing) for event in again.history) == 2, "each try is on record"
    assert isinstance(again.view, ShowOutcome) and again.view.proof == "not_fixed"


def test_killed_before_it_was_measured(make_environment: MakeEnvironment) -> None:
    session = walked(make_environment("dead-proxy"))
    with killed_before(session, Remeasured):
        session.undo(silent, Cancel())
    again = Session.resume(session.environment, session.id)
    assert isinstance(again.view, ShowOutcome)
    assert (again.view.result, again.view.proof) == ("escalate", "could_not_measure")
    assert again.undoable is not None and again.undoable.is_back, "only measuring is left"
    again.undo(silent, Cancel())
    assert undone(again) == ["done"]
    assert isinstance(again.view, ShowOutcome) and again.view.proof == "not_fixed"


def test_what_somebody_else_has_changed_since_is_left_alone(make_environment: MakeEnvironment) -> None:
    session = walked(make_environment("dead-proxy"))
    switch(session, proxy_url="http://other.example:8080", proxy_answers=True)
    session.undo(silent, Cancel())
    assert undone(session) == ["changed_since"]
    assert not computer(session).computer.web.proxy_on
    assert isinstance(session.view, ShowOutcome)
    assert (session.view.result, session.view.proof) == ("solved", "fixed"), "nothing was taken back"
    record = session.environment.journal.session(session.id)
    assert (record.outcome, record.proof) == ("solved", "fixed")
    assert session.undoable is None


def test_after_a_try_that_was_broken_off_a_refused_one_proves_nothing(make_environment: MakeEnvironment) -> None:
    """The first try may have changed something before somebody else did."""
    session = walked(make_environment("dead-proxy"))
    with killed_before(session, Undone):
        session.undo(silent, Cancel())
    again = Session.resume(session.environment, session.id)
    switch(again, proxy_url="http://other.example:8080", proxy_answers=True)
    again.undo(silent, Cancel())
    assert undone(again) == ["changed_since"]
    assert isinstance(again.view, ShowOutcome)
    assert (again.view.result, again.view.proof) == ("escalate", "could_not_measure")


def test_the_undo_itself_fails_and_may_be_tried_again(make_environment: MakeEnvironment) -> None:
    session = walked(make_environment("dead-proxy"))
    switch(session, proxy_back="failed")
    session.undo(silent, Cancel())
    assert undone(session) == ["failed"]
    assert isinstance(session.view, ShowOutcome) and session.view.proof == "could_not_measure", "it may be half back"
    assert Wording(session.environment, session.flows).title(session.view) == "Nobody knows how far it was put back"
    assert summarise(session, None).undo[0].available
    switch(session, proxy_back="done")
    session.undo(silent, Cancel())
    assert undone(session) == ["failed", "done"]


def test_at_a_proof_within_a_longer_walk(make_environment: MakeEnvironment) -> None:
    session = Session.start(make_environment("dead-proxy"), "connection")
    answers = Unattended(Answers(load_scene("dead-proxy").script))  # type: ignore[arg-type]

    class StopAtProofError(Exception):
        """Reached."""

    def stop(_session: Session, _view: ShowProof) -> None:
        raise StopAtProofError

    answers.proof = stop  # type: ignore[method-assign,assignment]
    with pytest.raises(StopAtProofError):
        drive(session, answers)
    session.undo(silent, Cancel())
    assert isinstance(session.view, ShowProof)
    assert session.view.proof.word == "not_fixed", "the flow goes on from what is true now"
    with pytest.raises(BackRefusedError):
        session.back()


def test_nothing_can_be_put_back_where_nothing_was_changed(make_environment: MakeEnvironment) -> None:
    session = walked(make_environment("full-cache"), "app_cache")
    assert session.view.repairs and session.undoable is None
    assert summarise(session, None).undo == []


def test_the_report_says_it(make_environment: MakeEnvironment) -> None:
    session = walked(make_environment("dead-proxy"))
    session.undo(silent, Cancel())
    bundle = prepare_report(session, Particulars(), Cancel())
    assert "Put back as it was: Switch the proxy off" in bundle.html
    assert b"proxy.practice.example" not in bytes(str(session.view.repairs[0].undone), "utf-8")


def test_the_command_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: Any) -> None:
    """What an administrator does: the walk names it, one command does it, a second one is refused."""
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path))

    def run(*arguments: str) -> tuple[int, Any]:
        status = main(["--practice", "stubborn-proxy", "--language", "en", *arguments])
        out = capfdbinary.readouterr().out
        return status, json.loads(out) if out else None

    status, walk = run("walk", "computer_network", "--json")
    assert (status, walk["undo"]) == (
        1,
        [{"fix": "network.proxy_off", "available": True, "result": None, "measured": None}],
    )
    # Practice begins anew with each start: the proxy is on again there, so it is back already and stays so.
    status, undo = run("undo", walk["session"], "--json")
    assert undo["undo"] == {
        "fix": "network.proxy_off", "available": False, "result": "done", "measured": "proxy_dead",
    }  # fmt: skip
    assert (status, undo["session"]) == (1, walk["session"])
    status, nothing = run("undo", walk["session"], "--json")
    assert (status, nothing) == (UsageError.exit_status if hasattr(UsageError, "exit_status") else 2, None)
