"""What an administrator forbids is neither offered nor done, in every flow, and the walk goes on without it."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from wizard.app import compose, main
from wizard.cli.arguments import parse
from wizard.environment import Environment
from wizard.errors import UsageError
from wizard.fixes.registry import FIXES
from wizard.flow.events import Consented, Event, Finished, Intended
from wizard.flow.model import CallStep, FixStep, RankedStep
from wizard.flow.views import AskConsent, RunFix, RunProbe, ShowGuide, ShowOutcome, ShowPlan
from wizard.organisation.tables import FixName
from wizard.repairing import FORBIDDEN
from wizard.search import search
from wizard.session import Session
from wizard.system.base import Cancel, Progress

Start = Callable[..., Environment]


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Start the program in a practice scene with a policy, as often as wanted, on the same data."""
    from contextlib import ExitStack

    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    with ExitStack() as stack:

        def begin(scene: str, policy: str, *arguments: str) -> Environment:
            stack.close()
            profile = tmp_path / "managed.toml"
            profile.write_text(f"[policy]\n{policy}\n", "utf-8")
            options = parse(["--practice", scene, "--organisation", str(profile), *arguments])
            return stack.enter_context(compose(options))

        yield begin


def silent(_progress: Progress) -> None:
    """Nobody watches."""


def go_on(session: Session) -> tuple[Event, ...]:
    """Walk to the end by hand: no to every question that has it, *cannot* at each guide, yes to every repair."""
    for _ in range(200):
        match session.view:
            case ShowOutcome():
                return session.history
            case AskConsent():
                session.consent(True)
            case ShowGuide(step=step):
                session.guide("cannot" if "cannot" in step.results else "done")
            case ShowPlan():
                session.acknowledge()
            case RunProbe() | RunFix():
                session.work(silent, Cancel())
            case view:
                _any_answer(session, view)
    raise AssertionError("the walk goes round")


def _any_answer(session: Session, view: Any) -> None:
    if hasattr(view, "choices"):
        plain = [choice for choice in view.choices if choice not in ("given", "not_sure")]
        session.answer(plain[0] if plain else "not_sure")
    elif hasattr(view, "results"):
        session.work(silent, Cancel())
    else:
        session.acknowledge()


def _with_a_repair() -> list[tuple[str, str]]:
    return [
        ("app_cache", "full-cache"),
        ("app_reinstall", "old-app"),
        ("computer_network", "dead-proxy"),
        ("crash_export", "crash-dead"),
        ("restart_firmware", "old-firmware"),
        ("storage_full", "full-disk"),
    ]


@pytest.mark.parametrize(("flow", "scene"), _with_a_repair())
def test_no_forbidden_repair_is_asked_for_or_done_and_the_walk_ends(start: Start, flow: str, scene: str) -> None:
    environment = start(scene, f"forbidden_fixes = {sorted(FIXES)}")
    history = go_on(Session.start(environment, flow))
    assert not [event for event in history if isinstance(event, Consented | Intended)]
    passed = [event for event in history if isinstance(event, Finished)]
    assert passed and all(event.result == "not_available" and event.reason == FORBIDDEN for event in passed)


@pytest.mark.parametrize(("flow", "scene"), _with_a_repair())
def test_what_is_not_forbidden_is_still_asked_for(start: Start, flow: str, scene: str) -> None:
    environment = start(scene, "forbidden_fixes = []")
    history = go_on(Session.start(environment, flow))
    assert [event for event in history if isinstance(event, Consented)]
    assert [event for event in history if isinstance(event, Intended)]


def test_what_was_agreed_to_and_then_forbidden_is_not_begun(start: Start) -> None:
    session = Session.start(start("full-cache", ""), "app_cache")
    while not isinstance(session.view, RunFix):
        match session.view:
            case AskConsent():
                session.consent(True)
            case RunProbe():
                session.work(silent, Cancel())
            case view:
                _any_answer(session, view)
    later = Session.resume(start("full-cache", 'forbidden_fixes = ["cache.clear"]'), session.id)
    assert isinstance(later.view, RunFix)
    later.work(silent, Cancel())
    assert not [event for event in later.history if isinstance(event, Intended)]
    assert isinstance(later.history[-1], Finished) and later.history[-1].reason == FORBIDDEN


def test_a_walk_that_stood_at_the_question_goes_on_past_it(start: Start) -> None:
    session = Session.start(start("full-cache", ""), "app_cache")
    while not isinstance(session.view, AskConsent):
        if isinstance(session.view, RunProbe):
            session.work(silent, Cancel())
        else:
            _any_answer(session, session.view)
    later = Session.resume(start("full-cache", 'forbidden_fixes = ["cache.clear"]'), session.id)
    assert not isinstance(later.view, AskConsent)


def test_a_plan_holds_nothing_that_is_forbidden(start: Start) -> None:
    """Every ranked group that leads to a repair: it is left out of the order, whatever was measured."""
    environment = start("healthy", f"forbidden_fixes = {sorted(FIXES)}")
    groups = 0
    for flow_id, flow in environment.library.flows.items():
        for name, step in flow.step.items():
            if not isinstance(step, RankedStep):
                continue
            forbidden = {fix.step for fix in step.fixes if isinstance(flow.step[fix.step], FixStep)}
            groups += bool(forbidden)
            session = Session.start(environment, flow_id)
            left_out = session._forbidden_steps(f"{flow_id}/{name}")
            assert forbidden <= left_out
    assert groups


def test_hidden_flows_are_no_way_in_but_may_be_called(start: Start, capsys: pytest.CaptureFixture[str]) -> None:
    environment = start("dead-proxy", 'hidden_flows = ["computer_network", "connection"]')
    assert "connection" not in environment.library.offered_ids()
    found = search("the internet does not work", environment.library, environment.texts)
    assert all(match.flow not in ("connection", "computer_network") for match in found.matches)
    with pytest.raises(UsageError, match="does not offer"):
        Session.start(environment, "connection")
    open_again = start("dead-proxy", 'hidden_flows = ["computer_network"]')
    calls = [step for step in open_again.library.flows["connection"].step.values() if isinstance(step, CallStep)]
    assert "computer_network" in {step.flow for step in calls}
    assert Session.start(open_again, "connection").flows["computer_network"]


def test_nobody_elses_server_is_asked_how_fast_the_line_is(start: Start) -> None:
    environment = start("slow-line", "public_speed_test = false")
    result = environment.runner.run_probe("network.speed", {}, silent, Cancel())
    assert (result.result, result.reason) == ("unknown", "not_permitted")
    allowed = start("slow-line", "public_speed_test = true")
    assert allowed.runner.run_probe("network.speed", {}, silent, Cancel()).result == "slow"


def test_walks_stay_no_longer_than_the_organisation_lets(start: Start) -> None:
    assert start("healthy", "most_days = 30").keep_days == 30
    assert start("healthy", "").keep_days == 90


def test_the_names_a_profile_may_forbid_are_those_of_the_registry() -> None:
    from typing import get_args

    assert set(get_args(FixName)) == set(FIXES)


def test_a_misspelt_repair_forbids_nothing_silently(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    profile = tmp_path / "own.toml"
    profile.write_text('[policy]\nforbidden_fixes = ["cache.clean"]\n', "utf-8")
    assert main(["flows", "list", "--organisation", str(profile)]) == 2
    assert "own.toml:2: policy.forbidden_fixes.0: must be one of app.reinstall, cache.clear" in capsys.readouterr().err


def test_the_outcome_of_a_script_says_that_it_was_not_available(
    start: Start, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    profile = tmp_path / "managed.toml"
    profile.write_text('[policy]\nforbidden_fixes = ["diagnostics.export"]\n', "utf-8")
    main(["walk", "crash_export", "--practice", "crash-dead", "--organisation", str(profile), "--json"])
    steps = json.loads(capsys.readouterr().out)["steps"]
    assert [step["result"] for step in steps if step["kind"] == "fix"] == ["not_available"]
    assert not [step for step in steps if step["kind"] == "consent"]
