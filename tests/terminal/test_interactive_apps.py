"""Choosing one of the apps found on this computer, at a terminal and in the window: the same rows, the same record."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from wizard.app import compose
from wizard.cli.arguments import parse
from wizard.environment import Environment
from wizard.flow.events import Answered, Measured
from wizard.flow.views import AskConsent, AskQuestion
from wizard.session import Session, SessionError
from wizard.system.base import Cancel
from wizard.terminal.interactive import Interactive
from wizard.terminal.keyboard import Keyboard
from wizard.wording import Wording


@pytest.fixture
def environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Environment]:
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path))
    monkeypatch.setenv("LANGUAGE", "en")
    with compose(parse(["--practice", "full-cache"])) as composed:
        yield composed


@pytest.fixture
def asking(environment: Environment) -> Session:
    """A walk that has found two apps; 600 MB of a browser in two profiles."""
    cache = environment.runner.system.known_folders().roots["cache"]
    for name, size_bytes in (
        ("google-chrome/Default/Cache/data_0", 400_000_000),
        ("google-chrome/Profile 1/Code Cache/js", 200_000_000),
        ("zoom/page", 5_000_000),
    ):
        file = cache / name
        file.parent.mkdir(parents=True)
        with file.open("wb") as content:
            content.truncate(size_bytes)
    session = Session.start(environment, "app_cache")
    session.work(lambda _: None, Cancel())
    assert isinstance(session.view, AskQuestion)
    return session


def test_the_apps_stand_there_with_what_they_keep_largest_first(environment: Environment, asking: Session) -> None:
    view = asking.view
    assert isinstance(view, AskQuestion)
    assert view.choices == ("main", "chrome", "zoom", "not_sure")
    screen = io.StringIO()
    front = Interactive(
        Console(file=screen, width=100), Keyboard(io.StringIO("2\n")), Wording(environment, asking.flows)
    )
    front.ask(asking, view)
    shown = screen.getvalue()
    assert "Google Chrome: 600 MB" in shown
    assert "Zoom: 5 MB" in shown
    assert shown.index("Google Chrome") < shown.index("Zoom")
    answered = asking.history[-1]
    assert isinstance(answered, Answered)
    assert (answered.choice, answered.value) == ("given", "chrome")
    asking.work(lambda _: None, Cancel())
    measured = asking.history[-1]
    assert isinstance(measured, Measured)
    assert (measured.result, measured.facts["app_name"], measured.facts["size_bytes"]) == (
        "over",
        "Google Chrome",
        600_000_000,
    )
    assert isinstance(asking.view, AskConsent)
    page = asking.consent_page(asking.view)
    assert "Google Chrome" in page.title
    assert "600 MB" in page.changes


def test_an_app_that_was_not_found_is_no_answer(asking: Session) -> None:
    for choice in ("spotify", "given"):
        with pytest.raises(SessionError):
            asking.answer(choice)


def test_back_from_the_app_asks_again(asking: Session) -> None:
    asking.answer("zoom")
    asking.back()
    assert isinstance(asking.view, AskQuestion)
    assert asking.view.choices == ("main", "chrome", "zoom", "not_sure")
