"""Instructions to follow: countdowns that run by themselves, a watch that goes on by itself."""

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from wizard.flow.views import ShowGuide
from wizard.marking import N_
from wizard.ui.intents import EndGuide, OpenPage
from wizard.ui.moment import Live, Moment
from wizard.ui.pages.cooling import HEAT_PROBE, CoolingCard
from wizard.ui.pages.countdown import Countdown
from wizard.ui.pages.page import PageContext
from wizard.ui.pages.walk_page import WalkPage
from wizard.ui.widgets.bars import RING_EM, CountdownRing
from wizard.ui.widgets.button import Button
from wizard.ui.widgets.card import Card, Notice, icon_row
from wizard.ui.widgets.steps import Steps
from wizard.ui.widgets.text import announce
from wizard.wording import Wording

_LINK_WORDS = {
    "router_admin": N_("Open the router's page"),
    "account_page": N_("Open the account page"),
    "app_download": N_("Open the download page"),
    "service_portal": N_("Open the service portal"),
}
_SPOKEN = {"now": N_("Step {number}, now: {line}"), "done": N_("Step {number}, done: {line}")}
_TICK_MS = 200
_TIGHT_RING_EM = 9.7


class GuidePage(WalkPage):
    """Numbered lines, the ring beside them, what is watched, and the ways on."""

    def __init__(self, context: PageContext, moment: Moment, view: ShowGuide) -> None:
        super().__init__(context, moment)
        self._view = view
        self._wording = wording = Wording(context.environment, moment.flows)
        self.add_heading(wording.title(view), wording.body(view))
        # A channel is chosen on the router's page; who changes to another network has none to choose.
        chooses = view.step.watch == "wifi.link" and view.step.link == "router_admin"
        self._has_chart = chooses and bool(view.facts.get("access_points"))
        if self._has_chart:
            from wizard.ui.pages.channels import channel_card

            self.add(channel_card(context, view.facts, said=wording.body(view) is not None))
        else:
            self.add_finding()
        lines = wording.guide_lines(view)
        self.countdown = Countdown(view.step.seconds, len(lines))
        counts = any(view.step.seconds) or view.step.deadline_seconds is not None
        self._is_tight = is_tight = self._has_chart or view.step.watch == HEAT_PROBE  # a picture needs the room
        self.steps = Steps(self.theme, lines, self._spoken, gap_em=0.45 if is_tight else 1.7 if counts else 1.1)
        self.ring: CountdownRing | None = None
        self.start: Button | None = None
        card = self._instructions()
        self.add(card)
        sentence = wording.watching(view)
        self.cooling: CoolingCard | None = None
        if sentence is not None and view.step.watch == HEAT_PROBE:
            self.cooling = CoolingCard(context, view.step, sentence)
            self.add(self.cooling)
        elif sentence is not None:
            if self._has_chart:  # the picture needs the room
                card.add(icon_row(self.theme, "eye", "", sentence))
            else:
                self.add(Notice(self.theme, sentence, "accent", "eye"))
        self.fill()
        self._add_buttons()
        self._timer = QTimer(self)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self.tick)
        self._show_countdown()
        if view.step.deadline_seconds is not None:
            self._timer.start()
            self.tick()

    # building

    def _instructions(self) -> Card:
        card = Card(self.theme)
        row = QHBoxLayout()
        row.setSpacing(self.theme.px(2.6))
        seconds = self._view.step.seconds
        if any(seconds) or self._view.step.deadline_seconds is not None:
            side = QVBoxLayout()
            side.setSpacing(self.theme.px(0.5))
            units = (self.say(N_("seconds more")), self.say(N_("minutes more")))
            self.ring = CountdownRing(
                self.theme, self.say(N_("Time left")), *units, size_em=_TIGHT_RING_EM if self._is_tight else RING_EM
            )
            side.addWidget(self.ring, 0, Qt.AlignmentFlag.AlignHCenter)
            if any(seconds):
                self.start = Button(self.theme, self.say(N_("Start counting")), "outlined", "player-play")
                self.start.clicked.connect(self._start_counting)
                side.addWidget(self.start)
            row.addLayout(side)
        row.addWidget(self.steps, 1, Qt.AlignmentFlag.AlignVCenter)
        card.body.addLayout(row)
        return card

    def _add_buttons(self) -> None:
        view, wording = self._view, self._wording
        self.add_back()
        for result in view.step.on:
            if result in ("done", "changed", "expired", "exhausted"):
                continue
            label = wording.step_text(view, f"button.{result}") or wording.default_choice(result)
            self.left(label, EndGuide(result))
        self.open: Button | None = None
        address = self._address()
        done = wording.step_text(view, "button.done") or self.say(N_("I have done this"))
        if address:
            words = self.say(_LINK_WORDS.get(view.step.link or "", N_("Open the page")))
            self.done = self.right(done, EndGuide("done"), kind="outlined")
            self.open = self.right(words, OpenPage(address), "external-link")
            self.open.clicked.connect(self._opened)
        else:
            self.done = self.right(done, EndGuide("done"))

    def _address(self) -> str:
        """Return the address behind the guide's link; the router's own where the organisation names none."""
        link = self._view.step.link
        if link is None:
            return ""
        address = self.context.environment.organisation.links.get(link, "")
        gateway = self._view.facts.get("gateway_address")
        if not address and link == "router_admin" and isinstance(gateway, str):
            return router_page(gateway)
        return address

    def _spoken(self, state: str, number: int, line: str) -> str:
        return self.say(_SPOKEN.get(state, N_("Step {number}: {line}")), {"number": number, "line": line})

    # behaving

    def first_focus(self) -> QWidget | None:
        return self.start if self.start is not None and self.countdown.can_start else self.primary

    def show_live(self, live: Live) -> None:
        """Show what the watch has read since the last time."""
        if self.cooling is not None:
            self.cooling.show_live(live)

    def _opened(self) -> None:
        """The page is open: what is left to do is the work itself, so Done becomes the filled button."""
        if self.open is not None:
            self.open.use_kind("outlined")
            self.done.use_kind("filled")
            self.primary = self.done
            self.bar.arrange()

    def _start_counting(self) -> None:
        self.countdown.start(self.context.environment.now_s())
        self._timer.start()
        self._show_countdown()
        self._say_line()

    def tick(self) -> None:
        before = self.countdown.active
        self.countdown.tick(self.context.environment.now_s())
        if self.countdown.active != before:
            self._say_line()
        if not self.countdown.running and self._view.step.deadline_seconds is None:
            self._timer.stop()
        self._show_countdown()

    def _say_line(self) -> None:
        announce(self, self.steps.line(self.countdown.active))

    def _show_countdown(self) -> None:
        self.steps.show_active(self.countdown.active if any(self._view.step.seconds) else None)
        deadline = self._view.step.deadline_seconds
        if self.ring is None:
            return
        if any(self._view.step.seconds):
            left, whole = self.countdown.left_s(self.context.environment.now_s())
            self.ring.show_left(left, whole)
        elif deadline is not None:
            passed = (self.context.environment.now_utc() - self.moment.since).total_seconds()
            left = max(0, round(deadline - passed))
            self.ring.show_left(left, deadline)
            if left == 0 and self._timer.isActive():
                self._timer.stop()
                if "expired" in self._view.step.on:
                    self.wanted.emit(EndGuide("expired"))
        if self.start is not None:
            had_focus = self.start.hasFocus()
            self.start.setVisible(self.countdown.can_start)
            if had_focus and not self.countdown.can_start:
                self.done.setFocus()


def router_page(gateway: str) -> str:
    """Return the address of a router's own page; empty for anything but an address of a private network."""
    import ipaddress

    try:
        address = ipaddress.ip_address(gateway.partition("%")[0])
    except ValueError:
        return ""
    if not address.is_private or address.is_link_local or address.is_unspecified or address.is_loopback:
        return ""
    return f"http://[{address}]/" if address.version == 6 else f"http://{address}/"
