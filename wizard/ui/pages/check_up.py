"""The check-up: every probe side by side, live; then one verdict and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from wizard.first_page import card_of
from wizard.marking import N_
from wizard.probes.registry import CHECKED, PROBES
from wizard.ui.colours import Token, Tone
from wizard.ui.intents import GoHome, ShowOther, StartCheckUp, StartFlow, StopWork
from wizard.ui.moment import Live
from wizard.ui.pages.home import ProblemGrid, problem_card
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.pages.route import Route, is_on_route, links_of, measured
from wizard.ui.pages.route_card import route_card, route_sentence
from wizard.ui.widgets.bars import WorkBar
from wizard.ui.widgets.card import Banner, Card, icon_row
from wizard.ui.widgets.chain import Chain
from wizard.ui.widgets.disclosure import Disclosure
from wizard.ui.widgets.text import Icon, Text

USUAL_S = 30.0
"""About how long it takes; the bar goes by this while nothing better is reported."""
_MOST_FLOWS = 4
_TICK_MS = 250
CAUSE = "network.cause"
_TITLES: dict[str, tuple[str, Tone]] = {
    "healthy": (N_("No problem was found"), "good"),
    "this_computer": (N_("The fault is in this computer"), "bad"),
    "wifi": (N_("The fault is in the Wi-Fi"), "bad"),
    "router": (N_("The fault is at the router"), "bad"),
    "provider": (N_("The fault lies behind your router"), "bad"),
    "service": (N_("The fault is at the service"), "bad"),
    "device": (N_("The device needs a look"), "bad"),
    "sign_in_page": (N_("This network wants you to sign in"), "warn"),
    "cannot_tell": (N_("The cause is not clear"), "warn"),
}


@dataclass(frozen=True)
class ProbeLine:
    """One probe's answer in words. ``good`` is None for unknown; ``applies`` False where there is nothing to check."""

    probe: str
    sentence: str
    good: bool | None
    applies: bool = True


@dataclass(frozen=True)
class CheckUpResult:
    """What a check-up found: the verdict and its sentence, every answer, and the flows that fit, best first."""

    verdict: str
    sentence: str
    lines: tuple[ProbeLine, ...]
    flows: tuple[str, ...]
    wired: bool = False
    """Whether the computer is on a cable, so that no Wi-Fi is on the way."""


class CheckUpPage(Page):
    """While it runs."""

    is_working = True

    def __init__(self, context: PageContext) -> None:
        super().__init__(context)
        self._begun_s = context.environment.now_s()
        body = N_("Everything is measured at the same time. Nothing is changed. It takes about half a minute.")
        self.add_heading(self.say(N_("Checking your computer")), self.say(body))
        self._route = Route()
        self.chain = Chain(self.theme)
        self.chain.show_links(*links_of(context, self._route))
        self.add(self.chain)
        self.signs: dict[str, Icon] = {}
        self._names: dict[str, Text] = {}
        self.add(self._probes())
        self.progress = WorkBar(self.theme, self.say(N_("How far the check-up has come")))
        self.add(self.progress)
        self.longer = Text(self.theme, "", "body", "muted")
        self.longer.setVisible(False)
        self.add(self.longer)
        self.fill()
        self.add_back(GoHome())
        self.stop = self.right(self.say(N_("Stop")), StopWork(), "square", "outlined")
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._advance_by_time)
        self._tick.start()

    def _probes(self) -> Card:
        card = Card(self.theme)
        grid = QGridLayout()
        grid.setHorizontalSpacing(self.theme.px(1.2))
        grid.setVerticalSpacing(self.theme.px(0.45))
        names = [name for name in CHECKED if name != CAUSE]
        half = (len(names) + 1) // 2
        for index, name in enumerate(names):
            row = QHBoxLayout()
            row.setSpacing(self.theme.px(0.6))
            sign = Icon(self.theme, "circle-dashed", "muted", 1.35)
            text = Text(self.theme, self.say(PROBES[name].title), "body", "muted")
            facts = {"name": text.text(), "state": self.say(N_("not measured yet"))}
            text.setAccessibleName(self.say(N_("{name}: {state}"), facts))
            row.addWidget(sign)
            row.addWidget(text, 1)
            grid.addLayout(row, index % half, index // half)
            self.signs[name] = sign
            self._names[name] = text
        for column in range(2):
            grid.setColumnStretch(column, 1)
        card.body.addLayout(grid)
        return card

    def first_focus(self) -> QWidget:
        return self.stop

    def show_live(self, live: Live) -> None:
        """Show the share done, and the results that are in already (reported under the probe's name)."""
        if live.fraction is not None:
            self._tick.stop()
            self.progress.advance(live.fraction)
        if live.message is not None:
            self.longer.setText(self.say(live.message))
            self.longer.setVisible(True)
        for name, result in live.facts.items():
            if name in self.signs and isinstance(result, str):
                self._show_result(name, result)

    def _show_result(self, probe: str, result: str) -> None:
        good = None if result == "unknown" else result in PROBES[probe].signature.good
        self.signs[probe].show_icon(*_sign(good))
        self._names[probe].use_token("text")
        word = N_("not known") if good is None else N_("as it should be") if good else N_("not as it should be")
        facts = {"name": self._names[probe].text(), "state": self.say(word)}
        self._names[probe].setAccessibleName(self.say(N_("{name}: {state}"), facts))
        if is_on_route(probe):
            self._route = measured(self._route, probe, result)
            self.chain.show_links(*links_of(self.context, self._route))

    def _advance_by_time(self) -> None:
        self.progress.advance((self.context.environment.now_s() - self._begun_s) / USUAL_S)


def _sign(good: bool | None) -> tuple[str, Token]:
    if good is None:
        return "help", "warn"
    return ("circle-check", "good") if good else ("circle-x", "bad")


class CheckUpResultPage(Page):
    """One verdict, what fits it, and everything that was measured."""

    def __init__(self, context: PageContext, result: CheckUpResult) -> None:
        super().__init__(context)
        title, tone = _TITLES.get(result.verdict, _TITLES["cannot_tell"])
        self.banner = Banner(self.theme, tone, self.say(title), result.sentence)
        self.spoken = f"{self.say(title)}. {result.sentence}"
        self.add(self.banner)
        route = measured(Route(wired=result.wired), CAUSE, result.verdict)
        if route.states:
            self.add(route_card(context, route, route_sentence(context, route)))
        library, texts = context.environment.library, context.environment.texts
        usable = library.offered_ids()
        flows = [flow_id for flow_id in result.flows[:_MOST_FLOWS] if flow_id in usable]
        self.cards = [problem_card(self, card_of(library, texts, flow_id)) for flow_id in flows]
        if self.cards:
            self.text(self.say(N_("What can help")), "title")
            self.add(ProblemGrid(self.cards, self.theme.px(40), self.theme.px(0.85)))
        self._add_problems(result)
        everything = self._list(line for line in result.lines if line.applies)
        self.add(Disclosure(self.theme, self.say(N_("Everything that was measured")), everything, self.copying()))
        self.fill()
        self.add_back(GoHome())
        self.left(self.say(N_("Check again")), StartCheckUp(), "refresh")
        if flows:
            self.right(self.say(N_("Start with the first one")), StartFlow(flows[0]))
        elif result.verdict == "healthy":
            self.right(self.say(N_("Start page")), GoHome(), "home")
        else:
            self.right(self.say(N_("Something else")), ShowOther(), "dots")

    def _add_problems(self, result: CheckUpResult) -> None:
        """Show what is bad besides what the verdict says already."""
        problems = [
            line for line in result.lines
            if line.good is False and line.probe != CAUSE and line.sentence != result.sentence
        ]  # fmt: skip
        if problems:
            self.add(self._list(problems))

    def _list(self, lines: Iterable[ProbeLine]) -> Card:
        card = Card(self.theme)
        card.body.setSpacing(self.theme.px(0.8))
        for line in lines:
            icon, token = _sign(line.good)
            card.add(icon_row(self.theme, icon, self.say(PROBES[line.probe].title), line.sentence, token))
        return card
