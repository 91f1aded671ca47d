"""The window offers the apps that were found, and brings the chosen one back."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import MakeEnvironment
from wizard.flow.views import AskQuestion
from wizard.session import Session
from wizard.system.base import Cancel
from wizard.ui import intents
from wizard.ui.moment import moment_of
from wizard.ui.pages.ask import AskPage
from wizard.ui.pages.page import PageContext
from wizard.ui.theme import Theme
from wizard.ui.widgets.sized_choice import SizedChoice
from wizard.ui.widgets.text import Text


def page_of(context: PageContext, session: Session, qtbot: QtBot) -> AskPage:
    assert isinstance(session.view, AskQuestion)
    page = AskPage(context, moment_of(session), session.view)
    qtbot.addWidget(page)
    return page


def test_each_app_is_an_answer_with_its_size(make_environment: MakeEnvironment, theme: Theme, qtbot: QtBot) -> None:
    environment = make_environment("full-cache")
    file: Path = environment.system.known_folders().roots["cache"] / "google-chrome" / "Default" / "Cache" / "data_0"
    file.parent.mkdir(parents=True)
    with file.open("wb") as content:
        content.truncate(600_000_000)
    session = Session.start(environment, "app_cache")
    session.work(lambda _: None, Cancel())
    context = PageContext.of(theme, environment)
    page = page_of(context, session, qtbot)
    assert list(page.choices) == ["main", "chrome", "not_sure"]
    assert "Google Chrome: 600 MB" in page.choices["chrome"].accessibleName()
    bar = page.choices["chrome"]
    assert isinstance(bar, SizedChoice)
    assert bar.share == 1.0
    assert bar.limit == pytest.approx(5 / 6)
    texts = {text.accessibleName() or text.text() for text in page.findChildren(Text)}
    assert "Google Chrome keeps the most: 600 MB. The line marks 500 MB." in texts
    assert {"Google Chrome, Saved files: 600 MB, over the limit", "Google Chrome, Should be at most: 500 MB"} <= texts
    wanted: list[intents.Intent] = []
    page.wanted.connect(wanted.append)
    page.choices["chrome"].setChecked(True)
    assert page.primary is not None
    page.primary.click()
    assert wanted == [intents.Answer("chrome")]
    session.answer("chrome")
    session.back()
    again = page_of(context, session, qtbot)
    assert [name for name, choice in again.choices.items() if choice.isChecked()] == ["chrome"]
