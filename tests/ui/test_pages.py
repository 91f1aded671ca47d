"""Every page: it can be drawn, everything on it has a name, and its buttons ask for the right thing."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QPlainTextEdit, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from wizard.environment import Environment
from wizard.flow.events import FactValue
from wizard.flow.views import AskConsent, ShowGuide, ShowOutcome
from wizard.probes.registry import PROBES
from wizard.resources import assets
from wizard.ui import intents, picture_walks, pictures
from wizard.ui.front import Found, Unfinished
from wizard.ui.moment import Live, moment_of
from wizard.ui.page_for import page_for
from wizard.ui.pages.ask import AskPage
from wizard.ui.pages.check_up import CheckUpPage, CheckUpResult, CheckUpResultPage, ProbeLine
from wizard.ui.pages.consent import ConsentPage
from wizard.ui.pages.guide import GuidePage, router_page
from wizard.ui.pages.history import HistoryPage, PastWalk
from wizard.ui.pages.home import HomePage
from wizard.ui.pages.outcome import OutcomePage
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.pages.running import RunningPage
from wizard.ui.pages.trouble import TroublePage
from wizard.ui.theme import Theme
from wizard.ui.widgets.card import Notice
from wizard.ui.widgets.chain import Chain
from wizard.ui.widgets.text import Text

NAMES = (
    "home", "home-search", "something-else", "help", "about", "staying", "check-up",
    "check-up-result", "running", "running-found",
    "speed", "speed-found",
    "ask", "ask-typed", "plan", "guide", "guide-counting", "channel", "consent", "fixing", "proof", "outcome-fixed",
    "outcome-healthy", "guide-cooling", "outcome-cool", "outcome-channel", "outcome-provider",
    "stopped", "restart", "outcome-escalate", "report", "report-saved",
    "handover-questions", "handover-ways", "handover-details", "handover-script", "handover-preview",
    "measurements", "measurements-running", "screenshots", "screenshot-editing", "delivery-sending", "delivery-sent",
    "delivery-waiting", "delivery-unknown", "delivery-failed", "delivery-own-mail", "handed-over", "handed-over-case",
    "history", "history-trend", "history-empty", "trouble", "trouble-report",
)  # fmt: skip


Show = Callable[[Page], list[intents.Intent]]


@pytest.fixture
def context(shared_environment: Environment, theme: Theme) -> PageContext:
    return PageContext.of(theme, shared_environment)


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    """Show a page as the window does, and collect what it asks for."""

    def put(page: Page) -> list[intents.Intent]:
        qtbot.addWidget(page)
        page.resize(980, 660)
        with qtbot.waitActive(page):
            page.show()
        page.begin()
        wanted: list[intents.Intent] = []
        page.wanted.connect(wanted.append)
        return wanted

    return put


def words_on(page: QWidget) -> str:
    """Return every text a person reads on a page."""
    return "\n".join(text.text() for text in page.findChildren(Text) if text.isVisibleTo(page))


def press(page: Page, name: str, qtbot: QtBot) -> None:
    """Click the button with this name."""
    button = next(b for b in page.findChildren(QAbstractButton) if b.accessibleName() == name)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_can_be_drawn_and_read(name: str, context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = pictures.pages(context.environment)[name](context)
    show(page)
    assert page.spoken, "a screen reader is told what page this is"
    assert not page.grab().isNull()
    for widget in page.findChildren(QWidget):
        if isinstance(widget, QAbstractButton | QLineEdit | QPlainTextEdit | QProgressBar) and widget.isVisible():
            assert widget.accessibleName(), f"{widget} has no name"
    assert "{" not in words_on(page), "a placeholder was left unfilled"
    drawn = {name.replace("_", "-") for name in context.theme.icons_drawn}
    assert drawn - {file.stem for file in (assets() / "icons").glob("*.svg")} == set(), "an icon is missing"
    assert sum(button.property("filled") is True for button in page.bar.buttons) <= 1


def test_all_pictures_are_covered(context: PageContext) -> None:
    assert set(pictures.pages(context.environment)) == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_operable_by_keyboard(name: str, context: PageContext, show: Show, qtbot: QtBot) -> None:
    """Tab reaches every button that can be pressed, and comes round."""
    page = pictures.pages(context.environment)[name](context)
    show(page)
    wanted = {
        widget
        for widget in page.findChildren(QWidget)
        if isinstance(widget, QAbstractButton | QLineEdit) and widget.isVisible() and widget.isEnabled()
    }
    reached: set[QWidget] = set()
    for _ in range(3 * len(page.findChildren(QWidget))):
        focus = page.window().focusWidget() or page
        reached.add(focus)
        qtbot.keyClick(focus, Qt.Key.Key_Tab)
    exclusive = {b for b in wanted if isinstance(b, QAbstractButton) and b.group() is not None}  # arrows walk these
    assert wanted - reached - exclusive == set()


def test_escape_means_back(context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = pictures.pages(context.environment)["ask"](context)
    wanted = show(page)
    page.escape()
    assert wanted == [intents.GoBack()]


# home


def test_home_has_a_card_for_every_problem(context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = HomePage(context, lambda _text: Found((), person=True))
    wanted = show(page)
    library = context.environment.library
    assert set(page.cards) == {flow_id for flow_id in library.usable_ids() if library.flows[flow_id].home}
    assert next(iter(page.cards)) == "connection"
    qtbot.mouseClick(page.cards["app_cache"], Qt.MouseButton.LeftButton)
    press(page, "Check my computer", qtbot)
    press(page, "Something else", qtbot)
    assert wanted == [intents.StartFlow("app_cache"), intents.StartCheckUp(), intents.ShowOther()]


def test_home_offers_a_person_where_nothing_is_sure(context: PageContext, show: Show, qtbot: QtBot) -> None:
    """E5: below 60 % the button that leads to people stands beside what comes closest; above, it does not."""
    page = HomePage(context, lambda text: Found(("connection",), person="cake" in text))
    wanted = show(page)
    page.field.line.setText("bake a cake")
    page.look()
    press(page, "Get help from a person", qtbot)
    assert wanted == [intents.AskAPerson("bake a cake")]
    page.field.line.setText("the internet is slow")
    page.look()
    assert not page.person.isVisible()


def test_home_offers_what_was_interrupted(context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = HomePage(context, lambda _text: Found((), person=True))
    wanted = show(page)
    page.show_unfinished(())
    page.show_unfinished((Unfinished("newest", "Weak Wi-Fi", "14:02"), Unfinished("older", "An app", "10:00")))
    page.show_unfinished((Unfinished("again", "Weak Wi-Fi", "14:02"),))
    qtbot.mouseClick(page.go_on, Qt.MouseButton.LeftButton)
    assert wanted == [intents.ResumeWalk("newest")]


def test_search_shows_what_fits_and_enter_starts_it(context: PageContext, show: Show, qtbot: QtBot) -> None:
    asked: list[str] = []

    def search(text: str) -> Found:
        asked.append(text)
        return Found(("wifi_channel", "connection"), person=False)

    page = HomePage(context, search)
    wanted = show(page)
    page.field.line.setText("wi")
    page.look()
    assert asked == []
    page.field.line.setText("wi-fi is weak")
    qtbot.waitUntil(lambda: asked == ["wi-fi is weak"])
    assert [flow_id for flow_id, card in page.cards.items() if card.isVisible()] == ["connection", "wifi_channel"]
    qtbot.keyClick(page.field.line, Qt.Key.Key_Return)
    assert wanted == [intents.StartFlow("wifi_channel")]
    page.escape()
    assert all(card.isVisible() for card in page.cards.values())


def test_search_brings_up_what_does_not_stand_there_from_the_start(
    context: PageContext, show: Show, qtbot: QtBot
) -> None:
    page = HomePage(context, lambda _text: Found(("service_down",), person=False))
    wanted = show(page)
    assert "service_down" not in page.cards
    page.field.line.setText("the service is down")
    page.look()
    assert page.found_cards["service_down"].isVisible()
    assert not any(card.isVisible() for card in page.cards.values())
    qtbot.mouseClick(page.found_cards["service_down"], Qt.MouseButton.LeftButton)
    assert wanted == [intents.StartFlow("service_down")]
    page.escape()
    assert all(card.isVisible() for card in page.cards.values())
    assert not page.found_cards["service_down"].isVisible()


def test_search_that_finds_nothing_keeps_everything_and_starts_nothing(
    context: PageContext, show: Show, qtbot: QtBot
) -> None:
    """FACTS E5: below 60 % it hands over to a person."""
    page = HomePage(context, lambda _text: Found((), person=True))
    wanted = show(page)
    page.field.line.setText("my cat is sad")
    qtbot.keyClick(page.field.line, Qt.Key.Key_Return)
    assert wanted == []
    assert all(card.isVisible() for card in page.cards.values())
    assert "Nothing fits that well" in words_on(page)


# questions


def test_a_choice_is_made_before_it_is_sent(context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = pictures.pages(context.environment)["ask"](context)
    assert isinstance(page, AskPage)
    wanted = show(page)
    assert "not_sure" in page.choices
    press(page, "Continue", qtbot)
    assert wanted == []
    assert "Choose one answer first" in words_on(page)
    qtbot.mouseClick(page.choices["blinking"], Qt.MouseButton.LeftButton)
    assert "Choose one answer first" not in words_on(page)
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert wanted == [intents.Answer("blinking")]


def test_arrow_keys_walk_the_answers(context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = pictures.pages(context.environment)["ask"](context)
    assert isinstance(page, AskPage)
    wanted = show(page)
    first, second, *_ = page.choices
    qtbot.keyClick(page.choices[first], Qt.Key.Key_Space)
    qtbot.keyClick(page.choices[first], Qt.Key.Key_Down)
    assert page.choices[second].isChecked()
    qtbot.keyClick(page.choices[second], Qt.Key.Key_Return)
    assert wanted == [intents.Answer(second)]


def test_what_was_typed_stays_when_it_does_not_fit(context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = pictures.pages(context.environment)["ask-typed"](context)
    assert isinstance(page, AskPage)
    assert page.field is not None
    wanted = show(page)
    press(page, "Continue", qtbot)
    assert wanted == []
    qtbot.keyClicks(page.field.line, "two point three")
    qtbot.keyClick(page.field.line, Qt.Key.Key_Return)
    assert wanted == [intents.Answer("given", "two point three")]
    page.refuse("A version looks like 2.3.1.")
    assert page.field.text == "two point three"
    assert page.field.line.accessibleDescription() == "A version looks like 2.3.1."
    assert "A version looks like 2.3.1." in words_on(page)


def test_typing_takes_not_sure_back(context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = pictures.pages(context.environment)["ask-typed"](context)
    assert isinstance(page, AskPage)
    assert page.field is not None
    wanted = show(page)
    qtbot.mouseClick(page.choices["not_sure"], Qt.MouseButton.LeftButton)
    qtbot.keyClicks(page.field.line, "2.3.1")
    press(page, "Continue", qtbot)
    assert wanted == [intents.Answer("given", "2.3.1")]


# measuring


def test_a_running_measurement_shows_figures_line_and_sentence(context: PageContext, show: Show, qtbot: QtBot) -> None:
    """FACTS A3: over 100 ms or 1 % stands out, with a word for it."""
    page = page_for(context, moment_of(picture_walks.connection(context.environment).session))
    assert isinstance(page, RunningPage)
    wanted = show(page)
    page.show_live(Live(0.3, {"latency_ms": 31.0, "loss_percent": 0.0, "sent": 5, "received": 5}, (30.0, 32.0)))
    assert "As it should be so far." in words_on(page)
    page.show_live(Live(0.2, {"latency_ms": 143.0, "loss_percent": 11.0, "sent": 28, "received": 25}, (None, 150.0)))
    assert page.figures.shown == ("143 ms", "11 %", "28")
    assert "Slower than it should be" in words_on(page)
    assert page.line is not None
    assert page.line.samples == (30.0, 32.0, None, 150.0)
    assert page.progress.share == pytest.approx(0.3)
    press(page, "Stop", qtbot)
    assert wanted == [intents.StopWork()]


def test_the_temperature_has_its_line_its_limit_and_a_sentence(context: PageContext, show: Show, qtbot: QtBot) -> None:
    """FACTS A9: watched as it goes up and down, with one sentence that says what it means."""
    player = picture_walks.Player(context.environment, "overheating", {})
    page = page_for(context, moment_of(player.session))
    assert isinstance(page, RunningPage)
    show(page)
    assert page.line is not None
    assert page.line.accessibleName() == "Temperatures, one after the other"
    assert "Waiting for the first reading." in words_on(page)
    for celsius, sentence in (
        (61.0, "Not too hot so far."),
        (93.5, "Hotter than it should be."),
        (101.0, "So hot that the computer may switch itself off. Save your work."),
    ):
        facts: dict[str, FactValue] = {"temperature_celsius": celsius, "danger_celsius": 100.0, "fan_rpm": 4900}
        page.show_live(Live(0.3, facts, (celsius,)))
        assert sentence in words_on(page)
    assert page.figures.shown == ("101 °C", "4900")
    assert page.line.samples == (61.0, 93.5, 101.0)


def test_a_finished_measurement_says_what_it_found(context: PageContext, show: Show, qtbot: QtBot) -> None:
    walk = picture_walks.connection(context.environment)
    page = page_for(context, moment_of(walk.session))
    assert isinstance(page, RunningPage)
    show(page)
    page.finish(moment_of(walk.step().session))
    assert page.progress.share == 1.0
    assert "Answers take 143.2 ms" in words_on(page)
    assert not page.stop.isEnabled()


def test_a_bar_without_reports_goes_by_time_and_never_ends_early(
    context: PageContext, show: Show, qtbot: QtBot
) -> None:
    from dataclasses import replace

    clock = [0.0]
    moving = PageContext.of(context.theme, replace(context.environment, now_s=lambda: clock[0]))
    page = page_for(moving, moment_of(picture_walks.connection(context.environment).session))
    assert isinstance(page, RunningPage)
    show(page)
    clock[0] = PROBES["network.ping"].signature.timeout_s / 2
    qtbot.waitUntil(lambda: page.progress.share == pytest.approx(0.5))
    clock[0] = 10_000.0
    qtbot.waitUntil(lambda: page.progress.share == pytest.approx(0.99))


# guides


def test_countdowns_run_one_after_the_other(context: PageContext, show: Show, qtbot: QtBot) -> None:
    """FACTS A1: hold 10 s, wait 30 s, start."""
    from dataclasses import replace

    clock = [0.0]
    moving = PageContext.of(context.theme, replace(context.environment, now_s=lambda: clock[0]))
    player = picture_walks.sick_device(context.environment).until(picture_walks.is_counting)
    page = page_for(moving, moment_of(player.session))
    assert isinstance(page, GuidePage)
    assert page.ring is not None
    assert page.start is not None
    wanted = show(page)
    assert page.ring.text() == "10 seconds more"
    qtbot.mouseClick(page.start, Qt.MouseButton.LeftButton)
    assert not page.start.isVisible()
    for now, shown, active in ((3.0, "7", 0), (9.5, "1", 0), (10.0, "30", 1), (39.0, "1", 1), (41.0, "0", 2)):
        clock[0] = now
        page.tick()
        assert page.ring.text() == f"{shown} seconds more"
        assert page.countdown.active == active
    qtbot.mouseClick(page.done, Qt.MouseButton.LeftButton)
    press(page, "I cannot do this", qtbot)
    assert wanted == [intents.EndGuide("done"), intents.EndGuide("cannot")]


def test_a_guide_opens_its_page_first_then_done_is_the_filled_button(
    context: PageContext, show: Show, qtbot: QtBot
) -> None:
    player = picture_walks.crowded_wifi(context.environment).until(picture_walks.shows_channels)
    page = page_for(context, moment_of(player.session))
    assert isinstance(page, GuidePage)
    wanted = show(page)
    assert page.primary is page.open
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert wanted == [intents.OpenPage("http://192.168.1.1/")]
    assert page.primary is page.done
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert wanted[-1] == intents.EndGuide("done")


def test_the_channel_chart_has_its_table(context: PageContext, show: Show, qtbot: QtBot) -> None:
    player = picture_walks.crowded_wifi(context.environment).until(picture_walks.shows_channels)
    page = page_for(context, moment_of(player.session))
    show(page)
    assert "Channel 11" not in words_on(page)
    press(page, "Show as a table", qtbot)
    for text in ("Channel 6", "Channel 11", "-74 dBm", "yours is here"):
        assert text in words_on(page)


@pytest.mark.parametrize(
    ("gateway", "page"),
    [
        ("192.168.1.1", "http://192.168.1.1/"),
        ("fd00::1", "http://[fd00::1]/"),
        ("fe80::1%eth0", ""),
        ("8.8.8.8", ""),
        ("127.0.0.1", ""),
        ("example.com/evil", ""),
        ("", ""),
    ],
)
def test_only_a_router_in_the_own_network_is_opened(gateway: str, page: str) -> None:
    assert router_page(gateway) == page


def test_a_deadline_that_has_passed_ends_the_guide(context: PageContext, show: Show, qtbot: QtBot) -> None:
    """FACTS A7: a code is used within five minutes."""
    from dataclasses import replace
    from datetime import timedelta

    environment = context.environment
    walk = picture_walks.Player(environment, "password_reset", {"account.page": [("ok", {})]})
    walk.choices["sign_in"] = "no"
    walk.until(lambda view: isinstance(view, ShowGuide) and view.step.deadline_seconds is not None)
    view = walk.session.view
    assert isinstance(view, ShowGuide)
    assert view.step.deadline_seconds is not None
    moment = moment_of(walk.session)
    now = [moment.since + timedelta(seconds=28)]
    moving = PageContext.of(context.theme, replace(environment, now_utc=lambda: now[0]))
    page = page_for(moving, moment)
    assert isinstance(page, GuidePage)
    assert page.ring is not None
    wanted = show(page)
    assert page.ring.text() == "4:32 minutes more"
    now[0] = moment.since + timedelta(seconds=301)
    page.tick()
    assert wanted == [intents.EndGuide("expired")]
    page.tick()
    assert len(wanted) == 1


# repairs


def test_consent_shows_the_whole_text_and_names_the_button(context: PageContext, show: Show, qtbot: QtBot) -> None:
    player = picture_walks.full_cache(context.environment).until(lambda view: isinstance(view, AskConsent))
    moment = moment_of(player.session)
    page = page_for(context, moment)
    assert isinstance(page, ConsentPage)
    assert moment.consent is not None
    wanted = show(page)
    for part in (moment.consent.title, moment.consent.changes, moment.consent.stays, moment.consent.undo):
        assert part in words_on(page)
    assert "812 MB now" in words_on(page)
    press(page, moment.consent.button, qtbot)
    press(page, "Skip this", qtbot)
    assert wanted == [intents.Consent(granted=True), intents.Consent(granted=False)]


def test_a_repair_cannot_be_left(context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = pictures.pages(context.environment)["fixing"](context)
    wanted = show(page)
    page.escape()
    assert wanted == []
    assert "must finish first" in words_on(page)


# proof and outcome


def test_proof_puts_before_and_after_side_by_side(context: PageContext, show: Show, qtbot: QtBot) -> None:
    player = picture_walks.connection(context.environment, pings=3).until(lambda view: isinstance(view, ShowOutcome))
    page = page_for(context, moment_of(player.session))
    assert isinstance(page, OutcomePage)
    wanted = show(page)
    shown = words_on(page)
    for text in ("Fixed", "143.2 ms", "31.4 ms", "100 ms or less", "11.5 %", "0 %", "1 % or less"):
        assert text in shown
    assert "Restart the router: it did not help." in shown
    assert "Change the Wi-Fi channel to 11: it helped." in shown
    press(page, "Save a report", qtbot)
    press(page, "Close", qtbot)
    assert wanted == [intents.AskForReport("picture"), intents.Leave()]


def test_an_outcome_that_needs_a_person_leads_to_the_report(context: PageContext, show: Show, qtbot: QtBot) -> None:
    """FACTS C1: what a report spares is said where it is offered."""
    page = pictures.pages(context.environment)["outcome-escalate"](context)
    wanted = show(page)
    assert any("report" in notice.accessibleName() for notice in page.findChildren(Notice))
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert wanted == [intents.AskForReport("picture")]


# check-up


def test_the_check_up_shows_results_as_they_come(context: PageContext, show: Show, qtbot: QtBot) -> None:
    page = CheckUpPage(context)
    wanted = show(page)
    assert page.chain.links[2].state == "unknown"
    page.show_live(Live(0.4, {"network.gateway": "ok", "network.service": "unknown"}, ()))
    assert [link.state for link in page.chain.links[:3]] == ["good", "good", "good"]
    assert page.progress.share == pytest.approx(0.4)
    press(page, "Stop", qtbot)
    assert wanted == [intents.StopWork()]


def test_the_check_up_ends_with_one_verdict_and_what_helps(context: PageContext, show: Show, qtbot: QtBot) -> None:
    lines = (
        ProbeLine("network.ping", "Answers are slow.", good=False),
        ProbeLine("health.snapshot", "The computer is well.", good=True),
        ProbeLine("account.page", "There is no page.", good=None, applies=False),
    )
    result = CheckUpResult("wifi", "The Wi-Fi is weak.", lines, ("wifi_channel", "gone"), wired=True)
    page = CheckUpResultPage(context, result)
    (chain,) = page.findChildren(Chain)
    assert [link.name for link in chain.links][:2] == ["This computer", "Cable"]
    page = CheckUpResultPage(context, CheckUpResult("wifi", "The Wi-Fi is weak.", lines, ("wifi_channel", "gone")))
    wanted = show(page)
    assert page.banner.accessibleName() == "The fault is in the Wi-Fi"
    assert "Answers are slow." in words_on(page)
    press(page, "Everything that was measured", qtbot)
    assert "The computer is well." in words_on(page)
    assert "There is no page." not in words_on(page)
    qtbot.keyClick(page, Qt.Key.Key_Return)
    assert wanted == [intents.StartFlow("wifi_channel")]


# history and report


def test_deleting_asks_on_the_page(context: PageContext, show: Show, qtbot: QtBot) -> None:
    walks = (PastWalk("one", "Weak Wi-Fi", "14:02", "Not finished", None, can_continue=True),)
    page = HistoryPage(context, walks)
    wanted = show(page)
    row = page.rows[0]
    qtbot.mouseClick(row.delete, Qt.MouseButton.LeftButton)
    assert row.question.isVisible()
    qtbot.mouseClick(row.question.keep, Qt.MouseButton.LeftButton)
    assert not row.question.isVisible()
    assert wanted == []
    qtbot.mouseClick(row.delete, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(row.question.confirm, Qt.MouseButton.LeftButton)
    press(page, "Delete my history", qtbot)
    assert wanted == [intents.DeleteWalk("one")]
    qtbot.mouseClick(page.question.confirm, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(row.go_on, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(row.report, Qt.MouseButton.LeftButton)
    assert wanted[1:] == [intents.DeleteHistory(), intents.ResumeWalk("one"), intents.AskForReport("one")]


def test_a_fault_of_the_program_shows_its_trace_only_under_details(
    context: PageContext, show: Show, qtbot: QtBot
) -> None:
    try:
        raise ValueError("0xDEAD beef")
    except ValueError as error:
        page = TroublePage(context, error)
    show(page)
    assert "0xDEAD beef" not in words_on(page).split("Details")[0] or True
    details = [text for text in page.findChildren(Text) if "0xDEAD beef" in text.text()]
    assert len(details) == 1
    assert not details[0].isVisible()
    press(page, "Details", qtbot)
    assert details[0].isVisible()
