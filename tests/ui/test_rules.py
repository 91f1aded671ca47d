"""What a machine can check of the fifteen rules, on every page that the walks of every flow lead to."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

from tests.flows.reading import BARE_HEX, FORBIDDEN, flesch_kincaid_grade, sentences, words
from wizard.environment import Environment
from wizard.fixes.registry import FIXES
from wizard.flow.load import FlowLibrary
from wizard.flow.model import CallStep, RankedStep
from wizard.flow.views import (
    AskConsent,
    AskQuestion,
    RunFix,
    RunProbe,
    ShowGuide,
    ShowOutcome,
    ShowPlan,
    ShowProof,
)
from wizard.probes.registry import PROBES
from wizard.resources import flows
from wizard.texts import Texts
from wizard.ui import pictures
from wizard.ui.handover_jobs import PERSON_FLOW
from wizard.ui.moment import Live, Moment
from wizard.ui.page_for import page_for
from wizard.ui.pages.ask import AskPage
from wizard.ui.pages.consent import ConsentPage
from wizard.ui.pages.fixing import FixingPage
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.pages.running import RunningPage
from wizard.ui.picture_flows import moments
from wizard.ui.theme import Theme
from wizard.ui.widgets.bars import WorkBar
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.choice import Choice
from wizard.ui.widgets.disclosure import Opener
from wizard.ui.widgets.stages import Stages
from wizard.ui.widgets.text import Text

FLOWS = FlowLibrary((flows(),)).ids()
NOTHING_SAID = {"en": ("next", "ok", "submit", "proceed", "go"), "cs": ("další", "ok", "odeslat", "dále")}
"""Names of buttons that do not say what they do."""
NOT_SURE = {"en": "I'm not sure", "cs": "nevím jistě"}
HIGHEST_GRADE = 6.0
LEAST_WORDS = 25
"""A page with fewer words says nothing about how hard it is to read."""
MOST_CZECH_WORDS = 15
NEEDS_NOBODY = (
    "restart_firmware/left_as_is", "restart_firmware/not_read", "speed_test/declined", "speed_test/not_measured",
    "wifi_channel/wired",
)  # fmt: skip
"""Ends where the person left something as it is, or nobody is at fault: no report comes first."""


@pytest.fixture(scope="module")
def context_of(qapp: Any, shared_environment: Environment) -> Callable[[str], PageContext]:
    theme = Theme(qapp)

    @cache
    def of(language: str) -> PageContext:
        texts = Texts(language, "linux", shared_environment.library.folder)
        return PageContext.of(theme, replace(shared_environment, texts=texts))

    return of


Pages = tuple[tuple[Moment, Page], ...]


@pytest.fixture(scope="module")
def pages_of(context_of: Callable[[str], PageContext]) -> Callable[[str, str], Pages]:
    """Return (moment, page) for each step of a flow, each finding that leads to it once."""

    @cache
    def of(flow_id: str, language: str) -> Pages:
        context = context_of(language)
        return tuple((moment, page_for(context, moment)) for moment in moments(context.environment, flow_id))

    return of


every_page = pytest.mark.parametrize("flow_id", FLOWS)
in_both = pytest.mark.parametrize("language", ["en", "cs"])


def is_shown(widget: QWidget, page: Page) -> bool:
    return widget.isVisibleTo(page)


def texts_on(page: Page) -> list[str]:
    """Return what stands on a page outside of what has to be opened first."""
    closed = [opener.content for opener in page.findChildren(Opener)]
    return [
        text.text() for text in page.findChildren(Text)
        if text.text() and is_shown(text, page) and not any(each.isAncestorOf(text) for each in closed)
    ]  # fmt: skip


def names_on(page: Page) -> list[str]:
    return [one.accessibleName() for one in page.findChildren(QAbstractButton) if is_shown(one, page)]


def told(moment: Moment) -> str:
    return f"{type(moment.view).__name__} {moment.view.address}"


def test_the_walks_visit_every_step(context_of: Callable[[str], PageContext]) -> None:
    environment = context_of("en").environment
    visited = {moment.view.address for flow_id in FLOWS for moment in moments(environment, flow_id)}
    steps = {f"{flow.id}/{name}" for flow in environment.library.flows.values()
             for name, step in flow.step.items() if not isinstance(step, CallStep | RankedStep)}  # fmt: skip
    assert sorted(steps - visited) == []


@in_both
@every_page
def test_one_heading_and_the_stage(flow_id: str, language: str, pages_of: Callable[[str, str], Pages]) -> None:
    """Rules 1 and 7."""
    for moment, page in pages_of(flow_id, language):
        large = [text for text in page.findChildren(Text) if is_shown(text, page) and text.text()
                 and text.font() in (page.theme.font("heading"), page.theme.font("banner"))]  # fmt: skip
        assert len(large) == 1, (told(moment), [text.text() for text in large])
        assert page.spoken.startswith(large[0].text()), told(moment)
        (stages,) = page.findChildren(Stages)
        assert stages.accessibleName(), told(moment)
        assert stages._current == ("check", "fix", "verify", "help").index(moment.view.stage), told(moment)


@in_both
@every_page
def test_every_question_offers_not_sure(flow_id: str, language: str, pages_of: Callable[[str, str], Pages]) -> None:
    """Rule 3; and one question on a page."""
    for moment, page in pages_of(flow_id, language):
        fields = [field for field in page.findChildren(QLineEdit) if is_shown(field, page)]
        if isinstance(moment.view, AskQuestion):
            assert isinstance(page, AskPage)
            assert "not_sure" in page.choices, told(moment)
            label = page.choices["not_sure"].accessibleName()
            assert NOT_SURE[language].casefold() in label.casefold(), told(moment)
            assert len(fields) == (1 if moment.view.step.input is not None else 0), told(moment)
        else:
            assert not fields, told(moment)


@every_page
def test_back_is_there_and_nothing_is_disabled(flow_id: str, pages_of: Callable[[str, str], Pages]) -> None:
    """Rules 4 and 8: no way back only out of a running repair and from the end."""
    for moment, page in pages_of(flow_id, "en"):
        assert (page.back is not None) == (not isinstance(moment.view, RunFix | ShowOutcome)), told(moment)
        assert all(button.isEnabled() for button in page.bar.buttons), told(moment)
        filled = [button for button in page.bar.buttons if button._kind == "filled"]
        assert len(filled) == (0 if isinstance(moment.view, RunProbe | RunFix) else 1), told(moment)


@in_both
@every_page
def test_buttons_say_what_they_do(flow_id: str, language: str, pages_of: Callable[[str, str], Pages]) -> None:
    """Rule 5."""
    for moment, page in pages_of(flow_id, language):
        assert all(names_on(page)), told(moment)
        assert not [name for name in names_on(page) if name.casefold() in NOTHING_SAID[language]], told(moment)
        labels = [button.text() for button in page.findChildren(Button) if is_shown(button, page)]
        assert len(labels) == len(set(labels)), (told(moment), labels)


@in_both
@every_page
def test_a_fix_is_agreed_to_by_its_name(flow_id: str, language: str, pages_of: Callable[[str, str], Pages]) -> None:
    """Rules 5 and 6: what changes, how long, what stays, how to undo; the button names the action."""
    for moment, page in pages_of(flow_id, language):
        if not isinstance(moment.view, AskConsent):
            continue
        assert isinstance(page, ConsentPage)
        consent = moment.consent
        assert consent is not None
        shown = texts_on(page)
        for text in (consent.title, consent.changes, consent.duration, consent.stays, consent.undo):
            assert text in shown, told(moment)
        assert page.primary is not None
        assert page.primary.text() == consent.button != page.say("Continue"), told(moment)


@every_page
def test_a_bar_never_goes_back_and_is_full_only_at_the_end(flow_id: str, pages_of: Callable[[str, str], Pages]) -> None:
    """Rules 9, 10, 11: determinate, never again from the start, Stop on what takes long."""
    for moment, page in pages_of(flow_id, "en"):
        if not isinstance(page, RunningPage | FixingPage):
            continue
        (bar,) = page.findChildren(WorkBar)
        assert bar.maximum() > bar.minimum(), "a bar without an end"
        shares = []
        for fraction in (0.2, 0.6, 0.1, 0.0, 1.0, 5.0):
            page.show_live(Live(fraction, {}, ()))
            shares.append(bar.value())
        page._advance_by_time()
        shares.append(bar.value())
        assert shares == sorted(shares), told(moment)
        assert shares[-1] < bar.maximum(), told(moment)
        if isinstance(moment.view, RunProbe):
            assert PROBES[moment.view.probe].signature.timeout_s > 0
            assert isinstance(page, RunningPage)
            assert page.stop.isEnabled(), told(moment)
        if isinstance(moment.view, RunFix):
            assert (page.stop is not None) == FIXES[moment.view.fix].can_stop, told(moment)


@in_both
@every_page
def test_no_word_blames_and_no_code_stands_bare(
    flow_id: str, language: str, pages_of: Callable[[str, str], Pages]
) -> None:
    """Rule 13."""
    for moment, page in pages_of(flow_id, language):
        for text in (*texts_on(page), *names_on(page), page.spoken):
            held = [word for word in words(text.casefold()) if word.startswith(FORBIDDEN[language])]
            assert not held, (told(moment), text)
            assert not BARE_HEX.search(text), (told(moment), text)
            assert not re.search(r"\{\w*\}", text), (told(moment), text)


@every_page
def test_every_page_reads_at_grade_six(flow_id: str, pages_of: Callable[[str, str], Pages]) -> None:
    hard = []
    for moment, page in pages_of(flow_id, "en"):
        choices = [one.accessibleName() for one in page.findChildren(Choice) if is_shown(one, page)]
        text = "\n".join((*texts_on(page), *choices)).replace("unknown", "10")  # where a walk has its figures
        if len(words(text)) >= LEAST_WORDS and flesch_kincaid_grade(text) > HIGHEST_GRADE:
            hard.append((told(moment), round(flesch_kincaid_grade(text), 1), text))
    assert hard == []


@every_page
def test_czech_sentences_are_short(flow_id: str, pages_of: Callable[[str, str], Pages]) -> None:
    for moment, page in pages_of(flow_id, "cs"):
        long = [part for text in texts_on(page) for part in sentences(text) if len(words(part)) > MOST_CZECH_WORDS]
        assert long == [], told(moment)


@every_page
def test_the_end_says_what_came_of_it_and_what_is_next(flow_id: str, pages_of: Callable[[str, str], Pages]) -> None:
    """Rule 15: never fixed without a proof; a way on from every end."""
    for moment, page in pages_of(flow_id, "en"):
        view = moment.view
        if not isinstance(view, ShowOutcome):
            continue
        assert page.primary is not None
        left = view.address in NEEDS_NOBODY
        assert not left or view.result == "not_supported", told(moment)
        if left or view.result in ("solved", "healthy"):
            assert page.primary.text() == "Close", told(moment)
        else:
            assert page.primary.text() == "Prepare the report", told(moment)
        assert not left or not any("The report holds" in text for text in texts_on(page)), told(moment)
        heading = page.spoken.partition(".")[0]
        if heading == "Fixed":
            assert view.proofs, told(moment)
            assert view.proofs[-1].word == "fixed", told(moment)


@every_page
def test_there_is_a_page_of_each_kind_or_the_flow_has_none(flow_id: str, pages_of: Callable[[str, str], Pages]) -> None:
    """The rules above cannot pass by looking at nothing."""
    kinds = {type(moment.view) for moment, _ in pages_of(flow_id, "en")}
    assert kinds >= ({ShowOutcome} if flow_id == PERSON_FLOW else {RunProbe, ShowOutcome})
    assert kinds & {AskQuestion, ShowGuide, ShowPlan, ShowProof}


def _beside_the_walk(environment: Environment) -> tuple[str, ...]:
    walk = ("ask", "consent", "fixing", "guide", "outcome", "plan", "proof", "restart", "running", "speed", "stopped")
    return tuple(name for name in pictures.pages(environment) if not name.startswith(walk))


@in_both
def test_pages_beside_the_walk_keep_the_rules(language: str, context_of: Callable[[str], PageContext]) -> None:
    """The first page, the check-up, history, help and the way to people: rules 1, 5, 8 and 13, and how they read."""
    context = context_of(language)
    with pictures.picture_environment(language) as environment:
        makers = pictures.pages(environment)
        assert len(_beside_the_walk(environment)) > 20
        for name in _beside_the_walk(environment):
            page = makers[name](PageContext.of(context.theme, environment))
            large = [text for text in page.findChildren(Text) if is_shown(text, page) and text.text()
                     and text.font() in (page.theme.font("heading"), page.theme.font("banner"))]  # fmt: skip
            assert len(large) == 1, (name, [text.text() for text in large])
            assert page.spoken, name
            assert all(names_on(page)), name
            assert not [each for each in names_on(page) if each.casefold() in NOTHING_SAID[language]], name
            for text in (*texts_on(page), *names_on(page)):
                held = [word for word in words(text.casefold()) if word.startswith(FORBIDDEN[language])]
                assert not held or "jana" in text, (name, text)
                assert not BARE_HEX.search(text), (name, text)
            prose = [text for text in texts_on(page) if text.endswith((".", "?", "!"))]  # not addresses and names
            if language == "en" and sum(len(words(text)) for text in prose) >= LEAST_WORDS:
                assert flesch_kincaid_grade("\n".join(prose)) <= HIGHEST_GRADE, (name, prose)
            if language == "cs":
                long = [part for text in prose for part in sentences(text) if len(words(part)) > MOST_CZECH_WORDS]
                assert long == [], name
