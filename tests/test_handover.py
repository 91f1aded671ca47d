"""What a walk knows already when its report is handed over (FACTS A11, B1)."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.environment import Environment
from wizard.flow.views import AskQuestion
from wizard.handover import prefill
from wizard.session import Session
from wizard.system.base import Cancel


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Environment]:
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    with compose(parse(["--practice", "service-down"])) as composed:
        composed.system.speed = 1000.0  # type: ignore[attr-defined]
        yield composed


@pytest.fixture
def asked_when(environment: Environment) -> Session:
    """A walk that has measured an outage, and asks since when."""
    session = Session.start(environment, "service_down")
    while not isinstance(session.view, AskQuestion):
        session.work(lambda _progress: None, Cancel())
    assert session.view.step_id == "since"
    return session


def test_the_time_a_person_gives_is_when_it_went_down(asked_when: Session) -> None:
    asked_when.answer("given", "2026-01-15 08:30")
    particulars = prefill(asked_when)
    assert particulars.five.went_down == "2026-01-15 08:30"
    assert "went_down" in particulars.prefilled


def test_without_one_it_is_the_first_bad_measurement(asked_when: Session) -> None:
    measured = asked_when.history[0].at
    asked_when.answer("not_sure")
    particulars = prefill(asked_when)
    assert particulars.five.went_down == f"{measured.astimezone():%Y-%m-%d %H:%M}"
    assert "went_down" not in particulars.prefilled, "when it was seen first is not when it began: the person is asked"


def test_it_was_down_at_the_first_bad_measurement_at_the_latest(asked_when: Session) -> None:
    measured = asked_when.history[0].at
    later = datetime.now().astimezone().replace(microsecond=0)
    asked_when.answer("given", f"{later:%Y-%m-%d %H:%M}")
    assert prefill(asked_when).five.went_down == min(
        f"{later:%Y-%m-%d %H:%M}", f"{measured.astimezone():%Y-%m-%d %H:%M}"
    )
