"""A measurement that takes longer than usual says why: on its own page, in the check-up and in between."""

import pytest
from pytestqt.qtbot import QtBot

from wizard.environment import Environment
from wizard.flow.views import RunProbe
from wizard.probes.network_ping import LOOKS_LONGER
from wizard.system.base import Progress
from wizard.ui import picture_walks
from wizard.ui.moment import moment_of
from wizard.ui.page_for import page_for
from wizard.ui.pages.check_up import CheckUpPage
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.pages.running import RunningPage
from wizard.ui.theme import Theme
from wizard.ui.widgets.text import Text
from wizard.ui.worker import Collector

LOST = {"latency_ms": 20.0, "loss_percent": 0.9, "sent": 110, "received": 109}


@pytest.fixture
def context(shared_environment: Environment, theme: Theme) -> PageContext:
    return PageContext.of(theme, shared_environment)


def words_on(page: Page) -> str:
    return " ".join(text.text() for text in page.findChildren(Text) if not text.isHidden())


def page_of(context: PageContext, probe: str) -> Page:
    """The page while a probe runs; an empty name: the check-up's."""
    if not probe:
        return CheckUpPage(context)
    player = picture_walks.connection(context.environment)
    return page_for(
        context, moment_of(player.until(lambda view: isinstance(view, RunProbe) and view.probe == probe).session)
    )


@pytest.mark.parametrize("probe", ["", "network.ping", "network.cause"])
def test_why_it_goes_on(context: PageContext, qtbot: QtBot, probe: str) -> None:
    """Also where the echoes are one of several things that are measured side by side."""
    page = page_of(context, probe)
    assert isinstance(page, RunningPage | CheckUpPage)
    qtbot.addWidget(page)
    collected = Collector()
    facts = LOST if probe == "network.ping" else {}
    collected.report(Progress(0.1, facts))
    live = collected.take()
    assert live is not None
    page.show_live(live)
    assert "we look longer" not in words_on(page)
    collected.report(Progress(0.2, facts, message=LOOKS_LONGER))
    collected.report(Progress(0.3, facts))
    live = collected.take()
    assert live is not None
    page.show_live(live)
    assert "A message got lost, so we look longer to be sure: up to a minute in all." in words_on(page)
