"""The building blocks: what they hold, what a screen reader is told, and how they behave."""

import re
import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QImage
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

import wizard.ui
from wizard.resources import assets, flows
from wizard.ui.icons import FOR_FLOWS
from wizard.ui.theme import Theme
from wizard.ui.widgets.bars import CountdownRing, LimitBar, WorkBar
from wizard.ui.widgets.button import Button, IconButton
from wizard.ui.widgets.card import Banner, Notice
from wizard.ui.widgets.chain import Chain, Link
from wizard.ui.widgets.channel_chart import ChannelChart, Network
from wizard.ui.widgets.choice import Choice, ProblemCard, Tick
from wizard.ui.widgets.comparison import Cell, Comparison, Line
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.field import Field
from wizard.ui.widgets.figures import Figures
from wizard.ui.widgets.sized_choice import SizedChoice
from wizard.ui.widgets.sparkline import Sparkline
from wizard.ui.widgets.stages import Stages
from wizard.ui.widgets.text import Text


def spoken_value(widget: QWidget) -> float:
    """Return the value a screen reader gets."""
    interface = QAccessible.queryAccessibleInterface(widget).valueInterface()
    return float(interface.currentValue())


def colours_in(widget: QWidget) -> set[str]:
    """Return the colours that cover at least one whole pixel of the widget as drawn."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return {image.pixelColor(x, y).name().upper() for x in range(image.width()) for y in range(image.height())}


def test_work_bar_never_goes_back_and_is_full_only_at_the_end(theme: Theme, qtbot: QtBot) -> None:
    bar = WorkBar(theme, "Measuring")
    qtbot.addWidget(bar)
    for share in (0.2, 0.5, 0.3, 1.0, 0.0):
        bar.advance(share)
    assert bar.share == pytest.approx(0.99)
    bar.finish()
    assert bar.share == 1.0


def test_bars_tell_a_screen_reader_their_value(theme: Theme, qtbot: QtBot) -> None:
    bar = WorkBar(theme, "Measuring")
    qtbot.addWidget(bar)
    bar.advance(0.64)
    assert spoken_value(bar) == 640
    ring = CountdownRing(theme, "Time left", "seconds more", "minutes more")
    qtbot.addWidget(ring)
    ring.show_left(7, 10)
    assert spoken_value(ring) == 7
    assert ring.text() == "7 seconds more"


@pytest.mark.parametrize(("left", "whole", "shown"), [(7, 10, "7"), (272, 300, "4:32"), (0, 300, "0:00")])
def test_ring_shows_long_times_in_minutes(theme: Theme, qtbot: QtBot, left: int, whole: int, shown: str) -> None:
    ring = CountdownRing(theme, "Time left", "more", "more")
    qtbot.addWidget(ring)
    ring.show_left(left, whole)
    assert ring.text() == f"{shown} more"


def test_sparkline_keeps_every_sample_but_draws_at_most_ten_times_a_second(theme: Theme, qtbot: QtBot) -> None:
    drawn = []

    class Counted(Sparkline):
        def update(self) -> None:  # type: ignore[override]
            drawn.append(len(self.samples))

    line = Counted(theme, 100, "100 ms: should stay below")
    qtbot.addWidget(line)
    for sample in range(500):
        line.add([float(sample)])
    assert len(line.samples) == 500
    assert len(drawn) <= 2  # all within the first tenth of a second
    qtbot.waitUntil(lambda: drawn[-1] == 500)


def test_sparkline_marks_losses(theme: Theme, qtbot: QtBot) -> None:
    line = Sparkline(theme, 100, "limit")
    qtbot.addWidget(line)
    line.resize(400, 110)
    line.add([20.0, 30.0, 25.0])
    assert theme.colours.bad not in colours_in(line)
    line.add([None, 30.0])
    assert theme.colours.bad in colours_in(line)


def test_chain_says_in_words_what_it_shows(theme: Theme, qtbot: QtBot) -> None:
    chain = Chain(theme)
    qtbot.addWidget(chain)
    chain.resize(760, 95)
    links = (Link("device-laptop", "This computer", "good"), Link("router", "Router", "bad"))
    chain.show_links(links, "The router does not answer.")
    assert chain.links == links
    assert chain.accessibleName() == "The router does not answer."
    assert {theme.colours.bad_soft, theme.colours.good_soft} <= colours_in(chain)


@pytest.mark.parametrize(
    ("networks", "best", "shown"),
    [
        ((), 11, True),
        ((), None, False),
        ((Network(6, -40, own=True), Network(1, None)), 11, True),
        ((Network(36, -40, own=True, width_mhz=80), Network(149, -60), Network(999, -60)), 44, True),
        ((Network(36, -40, own=True),), 11, False),  # the better place lies in the other band
    ],
)
def test_channel_chart_draws_whatever_was_found(
    theme: Theme, qtbot: QtBot, networks: tuple[Network, ...], best: int | None, shown: bool
) -> None:
    chart = ChannelChart(theme, networks, best, "Your network", "Best")
    qtbot.addWidget(chart)
    chart.resize(700, 220)
    assert (theme.colours.good_soft in colours_in(chart)) == shown


def test_limit_bar_holds_its_value(theme: Theme, qtbot: QtBot) -> None:
    bar = LimitBar(theme, "812 MB", 812.0, 500.0, "warn")
    qtbot.addWidget(bar)
    bar.resize(400, 20)
    assert 0 < spoken_value(bar) < 1000
    assert theme.colours.warn in colours_in(bar)


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_buttons_take_enter_and_space(theme: Theme, qtbot: QtBot, key: Qt.Key) -> None:
    button = Button(theme, "Check my computer", "filled", "stethoscope")
    qtbot.addWidget(button)
    button.show()
    with qtbot.waitSignal(button.clicked):
        qtbot.keyClick(button, key)


def test_buttons_have_names(theme: Theme, qtbot: QtBot) -> None:
    button = Button(theme, "Start", "filled")
    icon = IconButton(theme, "history", "History")
    card = ProblemCard(theme, "wifi", "Weak Wi-Fi", "Finds a better channel, 10 min")
    for widget in (button, icon, card):
        qtbot.addWidget(widget)
    button.rename("Stop", "square")
    assert button.accessibleName() == "Stop"
    assert icon.accessibleName() == icon.toolTip() == "History"
    assert (card.accessibleName(), card.accessibleDescription()) == ("Weak Wi-Fi", "Finds a better channel, 10 min")


def test_focus_can_be_seen(theme: Theme, qtbot: QtBot) -> None:
    holder = QWidget()
    layout = QVBoxLayout(holder)
    button, other = Button(theme, "Stop", "outlined"), Button(theme, "Other", "outlined")
    layout.addWidget(button)
    layout.addWidget(other)
    qtbot.addWidget(holder)
    with qtbot.waitActive(holder):
        holder.show()
    other.setFocus()
    assert theme.colours.accent not in colours_in(button)
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    assert theme.colours.accent not in colours_in(button)  # a mouse shows by itself where it is
    other.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(other, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert button.hasFocus()
    assert theme.colours.accent in colours_in(button)


def test_choices_wrap_instead_of_running_out(theme: Theme, qtbot: QtBot) -> None:
    choice = Choice(theme, "A very long answer " * 12, "and its summary " * 20)
    tick = Tick(theme, "measurements.json", "14 kB", checked=False)
    qtbot.addWidget(choice)
    qtbot.addWidget(tick)
    assert choice.heightForWidth(300) > choice.heightForWidth(900)
    assert not tick.isChecked()
    qtbot.mouseClick(tick, Qt.MouseButton.LeftButton)
    assert tick.isChecked()


def test_texts_are_plain(theme: Theme, qtbot: QtBot) -> None:
    text = Text(theme, "<b>bold</b> & more")
    qtbot.addWidget(text)
    assert text.textFormat() == Qt.TextFormat.PlainText


def test_comparison_names_every_cell(theme: Theme, qtbot: QtBot) -> None:
    lines = (Line("Answer time", (Cell("143 ms", "bad", "too high"), Cell("31 ms", "good"))),)
    table = Comparison(theme, ("Before", "After"), lines)
    qtbot.addWidget(table)
    names = {text.accessibleName() for text in table.findChildren(Text)}
    assert {"Answer time, Before: 143 ms, too high", "Answer time, After: 31 ms"} <= names


def test_figures_change_in_place(theme: Theme, qtbot: QtBot) -> None:
    figures = Figures(theme, 3)
    qtbot.addWidget(figures)
    figures.show_figures((("143 ms", "average", "warn"), ("28", "sent", "plain")))
    assert figures.shown == ("143 ms", "28")
    figures.show_figures((("9 ms", "average", "plain"),))
    assert figures.shown == ("9 ms",)


def test_disclosure_opens_by_keyboard(theme: Theme, qtbot: QtBot) -> None:
    inside = Text(theme, "0xDEAD")
    disclosure = Disclosure(theme, "Details", inside)
    qtbot.addWidget(disclosure)
    disclosure.show()
    assert not inside.isVisible()
    qtbot.keyClick(disclosure.button, Qt.Key.Key_Return)
    assert inside.isVisible()


def test_field_says_why_it_refuses(theme: Theme, qtbot: QtBot) -> None:
    field = Field(theme, "E-mail")
    qtbot.addWidget(field)
    field.mark("It has the form name@example.com.")
    assert field.line.accessibleDescription() == "It has the form name@example.com."
    field.mark("")
    assert field.line.accessibleDescription() == ""


def test_tones_carry_a_sign_and_a_word(theme: Theme, qtbot: QtBot) -> None:
    for tone in ("good", "warn", "bad"):
        banner = Banner(theme, tone, "Fixed", "Measured again.")  # type: ignore[arg-type]
        notice = Notice(theme, "Something to know.", tone)  # type: ignore[arg-type]
        qtbot.addWidget(banner)
        qtbot.addWidget(notice)
        assert banner.accessibleName() == "Fixed"
        assert notice.accessibleName() == "Something to know."


def test_stages_say_where_one_is(theme: Theme, qtbot: QtBot) -> None:
    stages = Stages(theme, ("Check", "Fix", "Verify", "Get help"))
    qtbot.addWidget(stages)
    for width in (200, 980):
        stages.resize(width, 36)
        stages.show_stage(2, "Step 3 of 4: Verify")
        assert theme.colours.accent in colours_in(stages)
    assert stages.accessibleName() == "Step 3 of 4: Verify"


def test_switching_the_theme_redraws_icons_and_texts(theme: Theme, qtbot: QtBot) -> None:
    text = Text(theme, "Hello", "heading")
    qtbot.addWidget(text)
    theme.choose("dark")
    assert text.palette().windowText().color().name().upper() == theme.colours.text == "#E9ECF0"
    theme.choose("light")
    assert text.palette().windowText().color().name().upper() == theme.colours.text == "#1A2027"


def test_icons_come_with_their_licence() -> None:
    folder = assets() / "icons"
    assert "MIT License" in (folder / "LICENSE").read_text(encoding="utf-8")


def test_every_icon_is_there_and_every_one_is_used() -> None:
    """Names stand in quotes in the window's own code, in ``FOR_FLOWS``, and in the flows."""
    there = {file.stem for file in (assets() / "icons").glob("*.svg")}
    code = [file.read_text(encoding="utf-8") for file in Path(wizard.ui.__file__).parent.rglob("*.py")]
    quoted = {name for text in code for name in re.findall(r'"([a-z][a-z0-9-]*)"', text)}
    flows_name = {
        tomllib.loads(file.read_text(encoding="utf-8")).get("icon", "tool").replace("_", "-")
        for file in flows().rglob("flow.toml")
    }
    assert there - quoted == set(), "not used"
    assert set(FOR_FLOWS) - there == set()
    assert flows_name - there == set()


def test_an_unknown_icon_shows_the_plain_tool(theme: Theme, qtbot: QtBot) -> None:
    label = Text(theme, "")
    qtbot.addWidget(label)
    unknown = theme.pixmap("no_such_icon", "accent", 2, label).toImage()
    assert unknown == theme.pixmap("tool", "accent", 2, label).toImage()
    assert unknown != theme.pixmap("wifi_off", "accent", 2, label).toImage()


def test_the_theme_follows_the_system(theme: Theme, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    theme.choose("system")
    hints = qapp.styleHints()
    changed: list[bool] = []
    theme.changed.connect(lambda: changed.append(theme.dark))
    for dark, scheme in ((True, Qt.ColorScheme.Dark), (False, Qt.ColorScheme.Light)):
        monkeypatch.setattr(theme, "system_is_dark", lambda dark=dark: dark)  # offscreen has no system to ask
        hints.colorSchemeChanged.emit(scheme)
        assert changed[-1] is dark
    theme.choose("dark")
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert changed[-1] is True, "a choice of one's own stays"


def test_a_sized_choice_shows_its_share_and_its_limit(theme: Theme, qtbot: QtBot) -> None:
    over, below = SizedChoice(theme, "Chrome: 812 MB", 1.0, 500 / 812), SizedChoice(theme, "Edge: 90 MB", 0.1, 2.0)
    for choice in (over, below):
        qtbot.addWidget(choice)
        choice.resize(700, choice.heightForWidth(700))
    assert theme.colours.warn in colours_in(over)
    assert theme.colours.warn not in colours_in(below)
    assert over.heightForWidth(700) > Choice(theme, "Chrome: 812 MB").heightForWidth(700)
