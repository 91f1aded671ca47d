"""What a last page says was done: an export never helps by itself, and nothing measured is not called measured."""

import pytest
from pytestqt.qtbot import QtBot

from wizard.environment import Environment
from wizard.flow.events import Finished
from wizard.flow.views import ShowOutcome
from wizard.ui.page_for import page_for
from wizard.ui.pages.done import done_lines
from wizard.ui.pages.page import PageContext
from wizard.ui.picture_flows import moments
from wizard.ui.theme import Theme
from wizard.ui.widgets.text import Text


@pytest.fixture
def context(shared_environment: Environment, theme: Theme) -> PageContext:
    return PageContext.of(theme, shared_environment)


def test_an_export_neither_helps_nor_fails_to_help(context: PageContext) -> None:
    """Flow catalogue: a fix that proves nothing never claims a result."""
    exported = [
        moment for moment in moments(context.environment, "crash_export")
        if any(isinstance(event, Finished) and event.result == "done" for event in moment.history)
        and isinstance(moment.view, ShowOutcome)
    ]  # fmt: skip
    assert {moment.view.result for moment in exported if isinstance(moment.view, ShowOutcome)} >= {"solved", "escalate"}
    for moment in exported:
        (line,) = (line for line in done_lines(context, moment) if line.sentence.startswith("Save a file"))
        assert line.sentence == "Save a file for support: done."


@pytest.mark.parametrize(("flow_id", "measured"), [("person", False), ("password_reset", True)])
def test_only_what_measured_says_that_the_report_holds_measurements(
    context: PageContext, qtbot: QtBot, flow_id: str, measured: bool
) -> None:
    ends = [one for one in moments(context.environment, flow_id)
            if isinstance(one.view, ShowOutcome) and one.view.result == "escalate"]  # fmt: skip
    assert ends
    for moment in ends:
        page = page_for(context, moment)
        qtbot.addWidget(page)
        words = " ".join(text.text() for text in page.findChildren(Text))
        assert ("The report holds what was measured" in words) == measured
