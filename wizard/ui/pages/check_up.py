"""The check-up: every probe side by side, live; then one verdict and what to do about it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.organisation import text_facts
from wizard.probes.registry import PROBES
from wizard.ui.colours import Token, Tone
from wizard.ui.intents import GoHome, ShowOther, StartCheckUp, StartFlow, StopWork
from wizard.ui.moment import Live
from wizard.ui.pages.home import ProblemGrid, problem_card
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.pages.route import Route, is_on_route, links_of, measured
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
    "provider": (N_("The fault is at the provider"), "bad"),
    "service": (N_("The fault is at the service"), "bad"),
    "sign_in_page": (N_("This network wants you to sign in"), "warn"),
    "cannot_tell": (N_("The cause is not clear"), "warn"),
}


@dataclass(frozen=True)
class ProbeLine:
    """One probe's answer."""

    probe: str
    result: str
    facts: Mapping[str, FactValue] = field(default_factory=dict)

    @property
    def good(self) -> bool | None:
        return None if self.result == "unknown" else self.result in PROBES[self.probe].signature.good


@dataclass(frozen=True)
class CheckUpResult:
    """What a check-up found: the verdict over the network, every answer, and the flows that fit, best first."""

    verdict: str
    lines: tuple[ProbeLine, ...]
    flows: tuple[str, ...]


class CheckUpPage(Page):
    """While it runs."""

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
        names = [name for name in PROBES if name != CAUSE]
        half = (len(names) + 1) // 2
        for index, name in enumerate(names):
            row = QHBoxLayout()
            row.setSpacing(self.theme.px(0.6))
            sign = Icon(self.theme, "circle-dashed", "muted", 1.35)
            text = Text(self.theme, self.say(PROBES[name].title), "body", "muted")
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
        for name, result in live.facts.items():
            if name in self.signs and isinstance(result, str):
                self._show_result(ProbeLine(name, result))

    def _show_result(self, line: ProbeLine) -> None:
        icon, token = _sign(line.good)
        self.signs[line.probe].show_icon(icon, token)
        self._names[line.probe].use_token("text")
        if is_on_route(line.probe):
            self._route = measured(self._route, line.probe, line.result)
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
        self._facts = text_facts(context.environment.organisation)
        problems = [line for line in result.lines if line.good is False and line.probe != CAUSE]
        self._add_verdict(result, problems)
        if result.verdict != "healthy":
            chain = Chain(self.theme)
            chain.show_links(*links_of(context, measured(Route(), CAUSE, result.verdict)))
            self.add(chain)
        if problems:
            card = Card(self.theme)
            card.body.setSpacing(self.theme.px(0.8))
            for line in problems:
                card.add(icon_row(self.theme, "circle-x", self._title(line), self._sentence(line), "bad"))
            self.add(card)
        self.cards = [
            problem_card(self, flow_id)
            for flow_id in result.flows[:_MOST_FLOWS]
            if flow_id in context.environment.library.flows
        ]
        if self.cards:
            self.text(self.say(N_("What can help")), "title")
            self.add(ProblemGrid(self.cards, self.theme.px(40), self.theme.px(0.85)))
        self.add(Disclosure(self.theme, self.say(N_("Everything that was measured")), self._everything(result.lines)))
        self.fill()
        self.add_back(GoHome())
        self.left(self.say(N_("Check again")), StartCheckUp(), "refresh")
        if self.cards:
            self.right(self.say(N_("Start with the first one")), StartFlow(result.flows[0]))
        elif result.verdict == "healthy" and not problems:
            self.right(self.say(N_("Start page")), GoHome(), "home")
        else:
            self.right(self.say(N_("Something else")), ShowOther(), "dots")

    def _add_verdict(self, result: CheckUpResult, problems: list[ProbeLine]) -> None:
        title, tone = _TITLES.get(result.verdict, _TITLES["cannot_tell"])
        facts: dict[str, object] = dict(self._facts)
        for line in result.lines:
            facts.update({name: value for name, value in line.facts.items() if value is not None})
        sentences = PROBES[CAUSE].sentences
        sentence = self.say(sentences.get(result.verdict, sentences["unknown"]), facts)
        if result.verdict == "healthy" and problems:
            title, tone = N_("The connection works, but something else needs a look"), "warn"
        shown = self.say(title)
        self.banner = Banner(self.theme, tone, shown, sentence)
        self.spoken = f"{shown}. {sentence}"
        self.add(self.banner)

    def _everything(self, lines: tuple[ProbeLine, ...]) -> QWidget:
        card = Card(self.theme)
        holder = QVBoxLayout()
        holder.setSpacing(self.theme.px(0.7))
        for line in lines:
            icon, token = _sign(line.good)
            holder.addWidget(icon_row(self.theme, icon, self._title(line), self._sentence(line), token))
        card.body.addLayout(holder)
        return card

    def _title(self, line: ProbeLine) -> str:
        return self.say(PROBES[line.probe].title)

    def _sentence(self, line: ProbeLine) -> str:
        return self.say(PROBES[line.probe].sentences[line.result], {**self._facts, **line.facts})
