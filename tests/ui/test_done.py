"""What a last page says was done: an export never helps by itself, and nothing measured is not called measured."""

import pytest
from pytestqt.qtbot import QtBot

from wizard.environment import Environment
from wizard.flow.ending import needs_person
from wizard.flow.events import Finished
from wizard.flow.views import ShowOutcome
from wizard.ui.page_for import page_for
from wizard.ui.pages.done import done_lines
from wizard.ui.pages.page import PageContext
from wizard.ui.picture_flows import moments, practised_readings
from wizard.ui.theme import Theme
from wizard.ui.widgets.text import Text
from wizard.wording import Wording


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


@pytest.mark.parametrize(
    ("flow_id", "step", "last", "told"),
    [
        ("slow_computer", "felt_again", "not_fixed", ": it worked, but the problem stayed."),
        ("service_down", "offline", "not_fixed", ": it worked, but the problem stayed."),
        ("password_reset", "page_down", "could_not_measure", ": it worked. Nobody knows if that was enough."),
        ("slow_computer", "felt_better", "said_so", ": it helped."),
    ],
)
def test_what_was_mended_in_itself_claims_no_more_than_the_last_proof(
    context: PageContext, flow_id: str, step: str, last: str, told: str
) -> None:
    """A cache that is clean again has not helped a computer that stays slow."""
    where = [
        moment for moment in moments(context.environment, flow_id)
        if moment.view.step_id == step and moment.view.proofs and moment.view.proofs[-1].word == last
        and any(proof.word == "fixed" for proof in moment.view.proofs[:-1])
    ]  # fmt: skip
    assert where
    for moment in where:
        sentences = [line.sentence for line in done_lines(context, moment)]
        assert any(sentence.endswith(told) for sentence in sentences), sentences
        assert last == "said_so" or not any(sentence.endswith(": it helped.") for sentence in sentences), sentences


def test_an_answer_of_a_page_is_no_bare_code(context: PageContext) -> None:
    wording = Wording(context.environment, context.environment.library.flows)
    rows = [
        (row.before, row.after)
        for moment in moments(context.environment, "password_reset", practised_readings())
        if isinstance(moment.view, ShowOutcome) and moment.view.step_id == "page_back"
        for proof in moment.view.proofs[-1:]
        for row in wording.proof_rows(proof)
    ]
    assert rows == [("it does not open", "it opens")]


@pytest.mark.parametrize(
    ("flow_id", "step", "person"),
    [
        ("wifi_channel", "wired", False),
        ("speed_test", "not_measured", False),
        ("speed_test", "declined", False),
        ("restart_firmware", "not_read", False),
        ("restart_firmware", "left_as_is", False),
        ("computer_network", "one_site", True),
        ("computer_network", "not_here", True),
    ],
)
def test_what_cannot_be_done_here_leads_to_a_person_only_where_one_can_help(
    context: PageContext, qtbot: QtBot, flow_id: str, step: str, person: bool
) -> None:
    ends = [one for one in moments(context.environment, flow_id) if one.view.step_id == step]
    assert ends
    for moment in ends:
        page = page_for(context, moment)
        qtbot.addWidget(page)
        assert page.primary is not None
        assert page.primary.text() == ("Prepare the report" if person else "Close")
        assert isinstance(moment.view, ShowOutcome)
        assert needs_person(moment.view, moment.history) == person
