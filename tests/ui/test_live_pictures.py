"""Live pictures: each says in one sentence what it means, has a table behind it, and never tells by colour alone."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QColor, QImage, QTransform
from PySide6.QtWidgets import QApplication, QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.test_layout import assert_nothing_is_cut, window_of
from wizard.environment import Environment
from wizard.flow.events import FactValue, Measured
from wizard.flow.views import ShowGuide, ShowOutcome
from wizard.probes.registry import PROBES
from wizard.ui import intents, picture_flows, picture_live, picture_walks
from wizard.ui.moment import Live, moment_of
from wizard.ui.page_for import page_for
from wizard.ui.pages.channels_compared import compared_channels, scans_around_a_change
from wizard.ui.pages.cooling import CoolingCard
from wizard.ui.pages.curve import Curve
from wizard.ui.pages.guide import GuidePage
from wizard.ui.pages.outcome import OutcomePage
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.pages.proof import ProofPage
from wizard.ui.pages.route import STATIONS, Route, Station
from wizard.ui.pages.route_card import broken_station, outcome_route_card, route_lines, route_sentence, route_table
from wizard.ui.pages.running import RunningPage
from wizard.ui.theme import Theme
from wizard.ui.widgets.bars import LimitBar, whole_of
from wizard.ui.widgets.chain import Chain, LinkState
from wizard.ui.widgets.channel_chart import ChannelChart, Network
from wizard.ui.widgets.comparison import Cell, Comparison, Line
from wizard.ui.widgets.sparkline import FROM_ZERO, Scale, Sparkline
from wizard.ui.widgets.table import TableOpener
from wizard.ui.widgets.text import Text
from wizard.ui.window import Window

MakeEnvironment = Callable[..., Environment]
MakeWindow = Callable[[Environment], Window]
PAGES = ("guide-cooling", "outcome-cool", "outcome-channel", "outcome-provider")
WAIT_MS = 30_000
HEAT = {"max_celsius": 90.0, "danger_celsius": 100.0, "seconds": 6}


@pytest.fixture
def context(shared_environment: Environment, theme: Theme) -> PageContext:
    return PageContext.of(theme, shared_environment)


def words_on(widget: QWidget) -> str:
    return "\n".join(text.text() for text in widget.findChildren(Text) if text.isVisibleTo(widget))


def cells_of(table: Comparison) -> dict[str, tuple[str, ...]]:
    return {line.name: tuple(cell.text for cell in line.cells) for line in table.lines}


def read_cells(table: Comparison) -> list[str]:
    """Return what a screen reader calls the cells."""
    return [text.accessibleName() for text in table.findChildren(Text) if text.accessibleName()]


# the curve


def test_a_table_says_the_same_as_the_latency_line(context: PageContext, qtbot: QtBot) -> None:
    """FACTS A3: 100 ms is the line, a tick is a loss; both stand in the table, with the sign in words."""
    probe = PROBES["network.ping"]
    curve = Curve(context, probe, {"max_latency_ms": 100, "max_loss_percent": 1})
    for widget in (curve.line, *curve.parts):
        qtbot.addWidget(widget)
    assert cells_of(curve.table)["Latest"] == ("not measured yet",)
    curve.show_live(Live(0.5, {}, (38.0, None, 150.0, 42.0)))
    assert cells_of(curve.table) == {
        "Latest": ("42 ms",), "Lowest": ("38 ms",), "Highest": ("150 ms",), "Lost messages": ("1 of 4",),
        "Should stay below": ("100 ms",),
    }  # fmt: skip
    assert "Highest, Measured: 150 ms, over the limit" in read_cells(curve.table)
    assert curve.readings.text() == "One after the other, the latest last: 38 ms, lost, 150 ms, 42 ms"
    assert curve.line.accessibleDescription() == (
        "Latest: 42 ms. Highest: 150 ms. Lost: 1 of 4. 100 ms: should stay below."
    )


def test_the_words_wait_two_seconds_and_miss_nothing_at_the_end(
    shared_environment: Environment, theme: Theme, qtbot: QtBot
) -> None:
    from dataclasses import replace

    clock = [10.0]
    context = PageContext.of(theme, replace(shared_environment, now_s=lambda: clock[0]))
    curve = Curve(context, PROBES["network.ping"], {"max_latency_ms": 100})
    for widget in (curve.line, *curve.parts):
        qtbot.addWidget(widget)
    told = []
    for number in range(30):
        clock[0] += 0.1
        curve.show_live(Live(None, {}, (float(number),)))
        told.append(cells_of(curve.table)["Latest"][0])
    assert len(set(told)) == 2, "three seconds of samples are told twice"
    curve.finish()
    assert cells_of(curve.table)["Latest"] == ("29 ms",)


def test_a_temperature_has_no_lost_messages(context: PageContext, qtbot: QtBot) -> None:
    curve = Curve(context, PROBES["computer.temperature"], HEAT)
    for widget in (curve.line, *curve.parts):
        qtbot.addWidget(widget)
    curve.show_live(Live(None, {}, (96.0, 89.5)))
    assert cells_of(curve.table) == {
        "Latest": ("89.5 °C",), "Lowest": ("89.5 °C",), "Highest": ("96 °C",), "Should stay below": ("90 °C",),
    }  # fmt: skip


@pytest.mark.parametrize("samples", [(), (96.0,), (20.0, 130.0), (-5.0,)])
@pytest.mark.parametrize("limit", [None, 90.0])
@pytest.mark.parametrize("scale", [FROM_ZERO, Scale(below_limit=15.0)])
def test_no_sample_lies_outside_the_scale(scale: Scale, limit: float | None, samples: tuple[float, ...]) -> None:
    known = tuple(sample for sample in samples if sample >= 0 or scale is not FROM_ZERO)
    low, high = scale.reach(known, limit)
    assert low < high
    if scale is FROM_ZERO or limit is not None:
        assert all(low <= value <= high for value in (*known, *(() if limit is None else (limit,))))


def test_a_long_watch_keeps_the_latest_samples(theme: Theme, qtbot: QtBot) -> None:
    line = Sparkline(theme, 90.0, "90 °C", Scale(below_limit=15.0))
    qtbot.addWidget(line)
    line.add([float(number) for number in range(5_000)])
    assert line.samples[-1] == 4_999.0
    assert len(line.samples) == 1_200
    assert not line.grab().isNull()


def test_cooling_down_is_drawn_falling_to_the_limit(theme: Theme, qtbot: QtBot) -> None:
    """The dot at the end of the line stands lower than its beginning, and above the limit while it is hotter."""
    line = Sparkline(theme, 90.0, "", Scale(below_limit=15.0))
    qtbot.addWidget(line)
    line.resize(600, 100)
    line.add([98.0 - number * 0.2 for number in range(38)])
    image = line.grab().toImage()
    accent, warn = theme.colour("accent"), theme.colour("warn")

    def height(left: int, right: int, colour: QColor) -> float:
        """Return how far down strokes of about this colour lie on average."""
        found = [y for x in range(left, right) for y in range(image.height()) if _near(image.pixelColor(x, y), colour)]
        assert found
        return sum(found) / len(found)

    limit = height(0, 600, warn)
    assert height(2, 40, accent) < height(500, 540, accent) < limit


def _near(one: QColor, other: QColor) -> bool:
    apart = abs(one.red() - other.red()) + abs(one.green() - other.green()) + abs(one.blue() - other.blue())
    return apart < 100


# a guide that watches the temperature


def heat_facts(celsius: float) -> dict[str, FactValue]:
    return {"temperature_celsius": celsius, "danger_celsius": 100.0, "limit_celsius": 90.0, "fan_rpm": 4900}


@pytest.fixture
def guide(context: PageContext, qtbot: QtBot) -> GuidePage:
    player = picture_live.hot_computer(context.environment)
    player.until(lambda view: isinstance(view, ShowGuide) and view.step.watch == "computer.temperature")
    page = page_for(context, moment_of(player.session))
    assert isinstance(page, GuidePage)
    qtbot.addWidget(page)
    page.resize(980, 660)
    page.show()
    return page


def test_a_watched_temperature_is_shown_as_it_falls(guide: GuidePage, monkeypatch: pytest.MonkeyPatch) -> None:
    """FACTS A9: watched, with a sentence that says where it goes; danger is announced once, ticks never."""
    announced: list[str] = []

    def note(event: object) -> None:
        if isinstance(event, QAccessibleAnnouncementEvent):
            announced.append(event.message())

    monkeypatch.setattr(QAccessible, "updateAccessibility", note)
    card = guide.cooling
    assert isinstance(card, CoolingCard)
    assert "Waiting for the first reading." in words_on(card)
    assert "Once it is good again, we go on by ourselves." in words_on(card)
    for celsius, sentence in (
        (96.0, "It stays as it was: 96 °C. Up to 90 °C is fine."),
        (97.5, "It gets hotter: 96 °C at first, 97.5 °C now. Up to 90 °C is fine."),
        (101.0, "So hot that the computer may switch itself off. Save your work."),
        (102.0, "So hot that the computer may switch itself off. Save your work."),
        (91.0, "It cools down: 96 °C at first, 91 °C now. Up to 90 °C is fine."),
    ):
        guide.show_live(Live(None, heat_facts(celsius), (celsius,)))
        assert sentence in words_on(card).splitlines()
        assert card.figures.shown == (f"{celsius:g} °C",)
    assert announced == ["So hot that the computer may switch itself off. Save your work."]
    assert card.curve.line.samples == (96.0, 97.5, 101.0, 102.0, 91.0)
    assert card.curve.line.accessibleName() == "Temperatures, one after the other"


def test_the_table_of_a_watch_opens_by_keyboard(guide: GuidePage, qtbot: QtBot) -> None:
    assert guide.cooling is not None
    opener = guide.cooling.findChild(TableOpener)
    assert opener is not None
    assert opener.accessibleName() == "Show as a table"
    assert opener.accessibleDescription() == "Temperatures, one after the other"
    guide.show_live(Live(None, heat_facts(93.0), (96.0, 93.0)))
    assert "Highest" not in words_on(guide.cooling)
    opener.setFocus()
    qtbot.keyClick(opener, Qt.Key.Key_Return)
    assert "Highest" in words_on(guide.cooling)
    assert "96 °C, 93 °C" in words_on(guide.cooling)


def test_other_guides_have_no_curve(context: PageContext, qtbot: QtBot) -> None:
    player = picture_walks.connection(context.environment).until(picture_walks.is_counting)
    page = page_for(context, moment_of(player.session))
    qtbot.addWidget(page)
    assert isinstance(page, GuidePage)
    assert page.cooling is None
    page.show_live(Live(None, {"latency_ms": 40.0}, (40.0,)))


# before and after


def outcome_of(player: picture_walks.Player, context: PageContext, qtbot: QtBot) -> OutcomePage:
    player.until(lambda view: isinstance(view, ShowOutcome))
    page = page_for(context, moment_of(player.session))
    assert isinstance(page, OutcomePage)
    qtbot.addWidget(page)
    return page


def test_before_and_after_share_their_scale(context: PageContext, qtbot: QtBot) -> None:
    page = outcome_of(picture_live.hot_computer(context.environment), context, qtbot)
    before, after = page.findChildren(LimitBar)
    assert before.value() > after.value()
    assert before.value() / after.value() == pytest.approx(96 / 58, rel=0.01)
    assert (before.accessibleName(), before.accessibleDescription()) == ("Temperature, Before", "96 °C")
    assert (after.accessibleName(), after.accessibleDescription()) == ("Temperature, After", "58 °C")
    assert "Temperature: 96 °C before, 58 °C now. Up to 90 °C is fine. The line marks it." in words_on(page)
    table = page.findChild(Comparison)
    assert table is not None
    assert "Temperature, Before: 96 °C, not as it should be" in read_cells(table)


def test_what_did_not_help_is_no_success_in_the_bars(context: PageContext, qtbot: QtBot) -> None:
    probes: picture_walks.Answers = {
        "computer.temperature": [("hot", picture_live.HOT), ("hot", {**picture_live.HOT, "temperature_celsius": 94.0})]
    }
    page = outcome_of(picture_walks.Player(context.environment, "overheating", probes), context, qtbot)
    assert "Temperature: 96 °C before, 94 °C now. It should be 90 °C at most." in words_on(page)


def test_the_air_before_and_after_a_change(context: PageContext, qtbot: QtBot) -> None:
    """FACTS A4: the own network is where the free channel was."""
    page = outcome_of(picture_live.calmer_wifi(context.environment), context, qtbot)
    charts = page.findChildren(ChannelChart)
    assert [chart.accessibleName() for chart in charts] == ["Before: networks by channel", "After: networks by channel"]
    assert "near your channel 6: 9. Near channel 11: 1." in charts[0].accessibleDescription()
    sentence = "Your Wi-Fi moved from channel 6 to channel 11. Other networks near it: 9 before, 2 now."
    assert sentence in words_on(page)
    table = next(table for table in page.findChildren(Comparison) if "Channel 6" in cells_of(table))
    cells = cells_of(table)
    assert cells["Channel 6"] == ("6, yours among them", "5")
    assert cells["Channel 11, the best here"] == ("1", "2, yours among them")
    assert "Change the Wi-Fi channel to 11: it helped." in words_on(page)


def test_the_air_is_compared_only_where_it_was_seen_twice(context: PageContext, qtbot: QtBot) -> None:
    player = picture_walks.crowded_wifi(context.environment).until(picture_walks.shows_channels)
    assert scans_around_a_change(player.session.history) is None, "nothing has changed yet"
    assert compared_channels(context, player.session.history) is None
    blind = picture_live.calmer_wifi(context.environment)
    blind._probes["wifi.scan"] = [("crowded", picture_walks.CROWDED), ("unknown", {"channel": None})]
    page = outcome_of(blind, context, qtbot)
    assert page.findChildren(ChannelChart) == []
    assert "Change the Wi-Fi channel to 11: it helped." in words_on(page), "told in the figures of its time"


def test_a_channel_that_did_not_change_is_said(context: PageContext, qtbot: QtBot) -> None:
    player = picture_walks.crowded_wifi(context.environment).until(lambda view: isinstance(view, ShowOutcome))
    card = compared_channels(context, player.session.history)
    assert card is not None
    qtbot.addWidget(card)
    assert "Your Wi-Fi is still on channel 6. Other networks near it: 9." in words_on(card)
    assert len(card.findChildren(ChannelChart)) == 1, "the same picture twice tells nothing"


# the chain


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ({"computer": "bad"}, "The break is in this computer."),
        ({"computer": "good", "wifi": "bad"}, "The break is at the Wi-Fi. Everything before it works."),
        ({"service": "bad"}, "The break is at the service."),
        ({"computer": "good", "wifi": "warn"}, "The weak place is the Wi-Fi."),
        (dict.fromkeys(STATIONS, "good"), "Every part of the way works."),
        ({"computer": "good"}, "The way works as far as it was measured."),
        ({}, "Nothing is known yet."),
    ],
)
def test_the_chain_in_one_sentence(states: dict[Station, LinkState], sentence: str, context: PageContext) -> None:
    assert route_sentence(context, Route(states)) == sentence


def test_a_cable_is_called_one(context: PageContext, qtbot: QtBot) -> None:
    route = Route({"computer": "good", "wifi": "bad"}, wired=True)
    assert route_sentence(context, route) == "The break is at the cable. Everything before it works."
    table = route_table(context, Route())
    qtbot.addWidget(table)
    assert "Wi-Fi" in cells_of(table)
    table.show_lines(route_lines(context, route))
    assert cells_of(table)["Cable"] == ("the fault is here",)
    assert "Cable, How it stands: the fault is here" in read_cells(table)
    assert "Cable" in words_on(table)
    assert "Wi-Fi" not in words_on(table)


@pytest.mark.parametrize("cause", ["this_computer", "wifi", "router", "provider"])
def test_an_escalated_connection_shows_where_it_breaks(cause: str, context: PageContext, qtbot: QtBot) -> None:
    probes: picture_walks.Answers = {
        "network.ping": [("down", {"received": 0, "loss_percent": 100.0})],
        "wifi.link": [("ok", picture_walks.LINKED)],
        "network.cause": [(cause, {"verdict": cause})],
    }
    player = picture_walks.Player(context.environment, "connection", probes)
    player.guides = lambda _view: "cannot"
    page = outcome_of(player, context, qtbot)
    chain = page.findChild(Chain)
    assert chain is not None
    broken = {"this_computer": "This computer", "wifi": "Wi-Fi", "router": "Router", "provider": "Provider"}[cause]
    assert [link.name for link in chain.links if link.state == "bad"] == [broken]
    assert f"{broken}: the fault is here." in chain.accessibleName()
    assert "The break is " in words_on(page)


def test_a_repaired_connection_shows_what_was_broken(context: PageContext, qtbot: QtBot) -> None:
    page = outcome_of(picture_walks.connection(context.environment, "router"), context, qtbot)
    chain = page.findChild(Chain)
    assert chain is not None
    assert "bad" not in {link.state for link in chain.links}
    assert "The break was at the router. Now the way works." in words_on(page)


def test_the_best_channel_is_shown_only_where_one_is_chosen(context: PageContext, qtbot: QtBot) -> None:
    charts = {}
    for moment in picture_flows.moments(context.environment, "wifi_channel", picture_flows.practised_readings()):
        if moment.view.address in ("wifi_channel/change_channel", "wifi_channel/other_band"):
            page = page_for(context, moment)
            qtbot.addWidget(page)
            charts[moment.view.address] = page.findChild(ChannelChart) is not None
    assert charts == {"wifi_channel/change_channel": True, "wifi_channel/other_band": False}


def test_the_chain_never_says_otherwise_than_the_page(context: PageContext) -> None:
    broken = picture_live.provider_down(context.environment).until(lambda view: isinstance(view, ShowOutcome))
    assert outcome_route_card(context, broken.session.history, good=True) is None
    well = picture_walks.connection(context.environment).until(lambda view: isinstance(view, ShowOutcome))
    assert outcome_route_card(context, well.session.history, good=False) is None
    other = picture_live.hot_computer(context.environment).until(lambda view: isinstance(view, ShowOutcome))
    assert outcome_route_card(context, other.session.history, good=True) is None
    assert broken_station(Route()) is None
    now = context.environment.now_utc()
    weak = Measured(at=now, step="wifi_link", probe="wifi.link", result="weak", good=False)
    slow = Measured(at=now, step="cause", probe="network.cause", result="wifi", good=False)
    assert outcome_route_card(context, (slow, weak), good=True) is None
    assert outcome_route_card(context, (slow, weak), good=False) is not None


def test_the_running_page_has_one_table_for_chain_and_line(context: PageContext, qtbot: QtBot) -> None:
    page = page_for(context, moment_of(picture_walks.connection(context.environment).session))
    assert isinstance(page, RunningPage)
    qtbot.addWidget(page)
    page.show()
    (opener,) = page.findChildren(TableOpener)
    page.show_live(Live(0.3, {"latency_ms": 143.0}, (40.0, None)))
    opener.click()
    names = [line.name for table in page.findChildren(Comparison) for line in table.lines]
    assert names[:5] == ["This computer", "Wi-Fi", "Router", "Provider", "Service"]
    assert "Lost messages" in names
    assert "1 of 2" in words_on(page)


# in practice: before the window below, whose courier begins a second later


def test_practice_shows_the_curve_and_goes_on_when_it_is_cool(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    """The scene's computer cools down while it is watched; nobody presses anything."""
    window = make_window(make_environment("hot-computer"))
    window.handle(intents.StartFlow("overheating"))
    qtbot.waitUntil(lambda: isinstance(window.page, GuidePage), timeout=WAIT_MS)
    page = window.page
    assert isinstance(page, GuidePage)
    card = page.cooling
    assert card is not None
    with qtbot.waitSignal(window.controller.live, timeout=WAIT_MS):
        pass
    qtbot.waitUntil(lambda: bool(card.curve.line.samples), timeout=WAIT_MS)
    assert all(sample is not None and 80 < sample < 110 for sample in card.curve.line.samples)
    assert "Up to 90 °C is fine." in words_on(card)
    qtbot.waitUntil(lambda: isinstance(window.page, OutcomePage), timeout=WAIT_MS)
    assert window.page is not None
    assert len(window.page.findChildren(LimitBar)) == 2
    assert "Up to 90 °C is fine. The line marks it." in words_on(window.page)


def test_practice_shows_the_air_before_and_after(
    make_environment: MakeEnvironment, make_window: MakeWindow, qtbot: QtBot
) -> None:
    window = make_window(make_environment("crowded-wifi"))
    window.handle(intents.StartFlow("wifi_channel"))
    qtbot.waitUntil(lambda: isinstance(window.page, GuidePage), timeout=WAIT_MS)
    assert isinstance(window.page, GuidePage)
    window.page.done.click()
    qtbot.waitUntil(lambda: isinstance(window.page, OutcomePage | ProofPage), timeout=WAIT_MS)
    assert window.page is not None
    assert len(window.page.findChildren(ChannelChart)) == 2
    assert "Your Wi-Fi moved from channel 6 to channel 11." in words_on(window.page)


# widgets: right to left, both palettes


def _picture(widget: QWidget, direction: Qt.LayoutDirection) -> QImage:
    widget.setLayoutDirection(direction)
    widget.resize(400, 120)
    return widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)


def test_a_bar_against_its_limit_is_mirrored(theme: Theme, qtbot: QtBot) -> None:
    bar = LimitBar(theme, "bar", 96, 90, "bad", whole=whole_of(96, 58, 90))
    qtbot.addWidget(bar)
    usual = _picture(bar, Qt.LayoutDirection.LeftToRight)
    other = _picture(bar, Qt.LayoutDirection.RightToLeft).transformed(QTransform().scale(-1, 1))
    different = sum(
        abs(usual.pixelColor(x, y).lightness() - other.pixelColor(x, y).lightness()) > 60
        for x in range(usual.width())
        for y in range(usual.height())
    )
    assert different < 400, "at most the edges of the mark"


def test_channels_are_counted_from_left_to_right_everywhere(theme: Theme, qtbot: QtBot) -> None:
    chart = ChannelChart(theme, [Network(6, -50, own=True), Network(1, -60)], 11, "own", "best", low=True)
    qtbot.addWidget(chart)
    assert _picture(chart, Qt.LayoutDirection.LeftToRight) == _picture(chart, Qt.LayoutDirection.RightToLeft)
    assert chart.sizeHint().height() < ChannelChart(theme, [], None, "", "").sizeHint().height()


def test_a_changed_cell_says_its_sign(theme: Theme, qtbot: QtBot) -> None:
    table = Comparison(theme, ("Now",), (Line("Heat", (Cell("58 °C"),)),))
    qtbot.addWidget(table)
    assert read_cells(table) == ["Heat, Now: 58 °C"]
    table.show_lines((Line("Heat", (Cell("96 °C", "bad", "too hot"),)),))
    assert read_cells(table) == ["Heat, Now: 96 °C, too hot"]


@pytest.fixture(scope="module", params=["light", "dark"])
def large(request: pytest.FixtureRequest, qapp: QApplication, shared_environment: Environment) -> Iterator[Window]:
    """Twice the usual font on a small screen, in either palette."""
    with window_of(qapp, shared_environment, 28, (1366, 768)) as window:
        window.theme.choose(request.param)
        yield window
        window.theme.choose("light")


@pytest.mark.parametrize("opened", [False, True], ids=["closed", "opened"])
@pytest.mark.parametrize("name", PAGES)
def test_nothing_is_cut_at_twice_the_font(name: str, opened: bool, large: Window) -> None:
    make = picture_live.live_pages(large.environment)[name]
    large.show_page(lambda: make(large.context))
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)  # the page before
    page = large.page
    assert isinstance(page, Page)
    for opener in page.findChildren(TableOpener) if opened else ():
        opener.click()
    for _ in range(3):
        QApplication.processEvents()
    assert large.width() <= 1366
    assert_nothing_is_cut(page)
    assert all(bar.accessibleName() for bar in page.findChildren(QProgressBar))


def test_all_of_them_are_drawn(shared_environment: Environment) -> None:
    assert tuple(picture_live.live_pages(shared_environment)) == PAGES


def test_a_hot_computer_is_watched_without_scrolling(qapp: QApplication, shared_environment: Environment) -> None:
    """Ring, steps, curve, its sentence and its table's button lie in the usual window together.

    What is watched comes below them: it fits in the fonts of the systems, not in each one that a test may find.
    """
    with window_of(qapp, shared_environment, 14, (980, 720)) as window:
        guide = picture_live.live_pages(shared_environment)["guide-cooling"]
        window.show_page(lambda: guide(window.context))
        for _ in range(3):
            qapp.processEvents()
        page = window.findChild(GuidePage)
        assert page is not None
        assert page.cooling is not None
        viewport = page.scroll_area.viewport()
        for part in (page.cooling.sentence, page.cooling.findChild(TableOpener)):
            assert part is not None
            lowest = part.mapTo(viewport, part.rect().bottomLeft()).y()
            assert lowest <= viewport.height(), "below the fold, whatever the font"
        assert_nothing_is_cut(page)
