"""A measurement under way: where on the way it looks, large figures, the live line, a bar that ends when it says."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from wizard.flow.engine import without_taken_back
from wizard.flow.events import Measured
from wizard.flow.views import RunProbe
from wizard.marking import N_
from wizard.probes.registry import PROBES
from wizard.ui.colours import Tone
from wizard.ui.intents import StopWork
from wizard.ui.moment import Live, Moment
from wizard.ui.pages.curve import Curve
from wizard.ui.pages.figures import (
    MOST_FIGURES,
    figures_of,
    is_speed,
    live_sentence,
    without_pointed_at,
)
from wizard.ui.pages.page import PageContext
from wizard.ui.pages.route import Route, is_on_route, links_of, route_of
from wizard.ui.pages.route_card import route_lines, route_table
from wizard.ui.pages.walk_page import WalkPage
from wizard.ui.widgets.bars import WorkBar
from wizard.ui.widgets.card import SIGN, Card, tone_token
from wizard.ui.widgets.chain import Chain
from wizard.ui.widgets.comparison import Comparison
from wizard.ui.widgets.figures import Figures
from wizard.ui.widgets.needle import Needle
from wizard.ui.widgets.sparkline import Sparkline
from wizard.ui.widgets.table import TableOpener
from wizard.ui.widgets.text import Icon, Text, announce
from wizard.wording import Wording

_TICK_MS = 250


class RunningPage(WalkPage):
    """Shows what a probe reports; ``finish`` shows what it found."""

    is_working = True

    def __init__(self, context: PageContext, moment: Moment, view: RunProbe) -> None:
        super().__init__(context, moment)
        self._view = view
        self._wording = Wording(context.environment, moment.flows)
        self._probe = PROBES[view.probe]
        self._limits = context.environment.runner.resolve(self._probe.signature.parameters, view.parameters)
        self._facts: dict[str, object] = {}
        self._begun_s = context.environment.now_s()
        at_most = {"seconds_1": round(self._probe.signature.timeout_s)}
        usual = self.say(N_("Nothing is changed. It takes {seconds_1} at most."), at_most)
        self.add_heading(self._wording.title(view), self._wording.body(view) or usual)
        self.chain: Chain | None = None
        self._stations: Comparison | None = None
        if is_on_route(view.probe):
            self.chain = Chain(self.theme)
            self._stations = route_table(context, Route())
            self.add(self.chain)
            self._show_route(view.probe)
        self.figures = Figures(self.theme, MOST_FIGURES)
        self.curve: Curve | None = None
        self.line: Sparkline | None = None
        self.needle: Needle | None = None
        self._sentence = Text(self.theme, "", "body")
        self._sign = Icon(self.theme, "info-circle", "muted", 1.5)
        self._sign.setVisible(False)
        self.add(self._live_card())
        self.progress = WorkBar(self.theme, self.say(N_("How far the measurement has come")))
        self.add(self.progress)
        self.fill()
        self.add_back()
        self.stop = self.right(self.say(N_("Stop")), StopWork(), "square", "outlined")
        self._tick = QTimer(self)
        self._tick.setInterval(_TICK_MS)
        self._tick.timeout.connect(self._advance_by_time)
        self._tick.start()

    def _live_card(self) -> Card:
        card = Card(self.theme)
        head = QHBoxLayout()
        head.addWidget(self.figures, 1)
        card.body.addLayout(head)
        name = self._probe.limit_parameter
        if is_speed(self._limits):
            self.needle = Needle(self.theme, self.say(N_("Speed just now")))
            card.body.insertWidget(0, self.needle)
            self._sentence.setText(live_sentence(self.context, {}, self._limits))
        elif name is not None:
            self.curve = Curve(self.context, self._probe, self._limits)
            self.line = self.curve.line
            card.add(self.line)
            self._sentence.setText(live_sentence(self.context, {}, self._limits))
        else:
            self.figures.setVisible(False)
            self._sentence.setText(self.say(N_("Looking at it now.")))
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(0.7))
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._sentence, 1)
        card.body.addLayout(row)
        table = self._table()
        if table is not None:
            (head if self.curve is not None else row).addWidget(table, 0, Qt.AlignmentFlag.AlignTop)
            card.add(table.content)
        return card

    def _table(self) -> TableOpener | None:
        """Return the button that shows the same as the pictures in words and figures."""
        parts: list[QWidget] = [self._stations] if self._stations is not None else []
        parts += self.curve.parts if self.curve is not None else ()
        if not parts:
            return None
        of = self.say(N_("What is measured, in words"))
        return TableOpener(self.theme, self.say(N_("Show as a table")), of, tuple(parts))

    def first_focus(self) -> QWidget:
        return self.stop

    def show_live(self, live: Live) -> None:
        """Show what came in since the last time."""
        if live.fraction is not None:
            self._tick.stop()
            self.progress.advance(live.fraction)
        if live.facts:
            self._facts.update(live.facts)
            facts = live.facts if self.needle is None else without_pointed_at(live.facts)
            figures = figures_of(self.context, facts, self._limits)
            self.figures.show_figures(figures)
            self.figures.setVisible(bool(figures))
            if self.line is not None or self.needle is not None:
                self._say_so_far(live)
        elif live.message is not None:  # one of several side by side: it has no figures of its own here
            self._sentence.setText(f"{self.say(N_('Looking at it now.'))} {self.say(live.message)}")
        if self.curve is not None:
            self.curve.show_live(live)
        if self.needle is not None:
            self._point(self.needle, live)

    def _say_so_far(self, live: Live) -> None:
        """Say what the figures mean, and why it goes on where it takes longer than usual."""
        sentence = live_sentence(self.context, live.facts, self._limits)
        self._sentence.setText(f"{sentence} {self.say(live.message)}" if live.message else sentence)

    def finish(self, moment: Moment) -> None:
        """Show what was found, for the moment before the next page."""
        self._tick.stop()
        self.progress.finish()
        self.hold_still()
        if self.curve is not None:
            self.curve.finish()
        new = moment.history[len(self.moment.history) :]
        reading = next((event for event in reversed(new) if isinstance(event, Measured)), None)
        if reading is None:
            return
        if self.needle is not None:
            self._rest(self.needle, reading)
        figures = figures_of(self.context, reading.facts, self._limits, ended=True)
        self.figures.show_figures(figures)
        self.figures.setVisible(bool(figures))
        sentence = self._wording.finding(reading)
        self._sentence.setText(sentence)
        tone: Tone = "warn" if reading.good is None else "good" if reading.good else "bad"
        self._sign.show_icon(SIGN[tone], tone_token(tone))
        self._sign.setVisible(True)
        self.moment = moment
        self._show_route(None)
        announce(self, sentence)

    def _rest(self, needle: Needle, reading: Measured) -> None:
        """Point to what was measured last, and stay there."""
        for name, outward in (("upload_mbps", True), ("download_mbps", False)):
            mbps = reading.facts.get(name)
            if isinstance(mbps, int | float):
                self._point_to(needle, mbps, outward=outward)
                break
        needle.rest()

    def _point(self, needle: Needle, live: Live) -> None:
        sample = next((sample for sample in reversed(live.samples) if sample is not None), None)
        if sample is not None:
            self._point_to(needle, sample, outward=live.facts.get("upload_mbps") is not None)

    def _point_to(self, needle: Needle, mbps: float, *, outward: bool) -> None:
        written = self.context.environment.texts.format_fact("speed_mbps", round(mbps, 1))
        figure, _, unit = written.rpartition(" ")
        meaning = self.say(N_("going out") if outward else N_("coming in"))
        limit = self._limits.get("minimum_upload_mbps" if outward else "minimum_download_mbps")
        needle.show_speed(mbps, figure, f"{unit} {meaning}", float(limit) if isinstance(limit, int | float) else None)

    def _show_route(self, measuring: str | None) -> None:
        if self.chain is None:
            return
        effective = without_taken_back(self.moment.history)
        since = max((at for at, event in enumerate(effective, start=1) if not isinstance(event, Measured)), default=0)
        recent = tuple(event for event in effective[since:] if isinstance(event, Measured))
        route = route_of(recent, measuring)
        self.chain.show_links(*links_of(self.context, route))
        if self._stations is not None:
            self._stations.show_lines(route_lines(self.context, route))

    def _advance_by_time(self) -> None:
        passed = self.context.environment.now_s() - self._begun_s
        self.progress.advance(passed / self._probe.signature.timeout_s)
