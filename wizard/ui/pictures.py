"""Every page of the program on a made-up computer, by name."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QApplication

from wizard.ui.front import Found, Unfinished
from wizard.ui.moment import Live, moment_of
from wizard.ui.pages.home import HomePage
from wizard.ui.pages.page import Page, PageContext
from wizard.value import changed

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.ui.picture_walks import Player, Stop

FONT_PX = 14
_SAMPLES: tuple[float | None, ...] = (
    38, 40, 37, 39, 41, 39, 44, 36, 128, 149, 135, 133, 137, 84, 92, 92, 147, 139, 135, None,
    146, 104, 117, 153, 93, 101, 106, 121,
)  # fmt: skip
_LIVE = {"latency_ms": 143.0, "loss_percent": 11.0, "sent": 28, "received": 25}
_BEGUN = datetime(2026, 11, 22, 14, 2)  # noqa: DTZ001  (the zone of whoever looks: pictures are the same everywhere)
Maker = Callable[[PageContext], Page]


@contextmanager
def picture_environment(language: str = "en") -> Iterator["Environment"]:
    """Put together a made-up computer of which nothing is measured; its files are gone at the end."""
    from wizard.environment import Environment
    from wizard.escalation.outbox import Outbox
    from wizard.flow.load import FlowLibrary
    from wizard.journal.journal import Journal
    from wizard.organisation import load_organisation
    from wizard.practice.context import practice
    from wizard.resources import flows
    from wizard.settings import load_settings
    from wizard.texts import Texts

    with ExitStack() as stack:
        home = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        settings = load_settings({"WIZARD_HOME": str(home)})
        settings.prepare()
        organisation = load_organisation(None, home / "none.toml", home / "none.toml")
        played = stack.enter_context(practice("sick-router", organisation, home, platform="linux", firmware_bytes=1000))
        journal = Journal(settings.journal_path)
        stack.callback(journal.close)
        library = FlowLibrary((flows(),))
        texts = Texts(language, "linux", library.folder)
        yield Environment(
            system=played.system,
            organisation=organisation,
            device=played.device,
            device_record=played.device_record,
            journal=journal,
            library=library,
            texts=texts,
            settings=settings,
            now_s=lambda: 0.0,
            open_outbox=Outbox,
        )


def _said(context: PageContext, at: datetime) -> str:
    return context.environment.texts.moment_near(at, _BEGUN)


def pages(environment: "Environment") -> dict[str, Maker]:
    """Return every page by name, in the order in which a person may meet them."""
    from wizard.ui.picture_live import live_pages

    return {**_first_pages(), **_walk_pages(environment), **live_pages(environment), **_last_pages(environment)}


def _first_pages() -> dict[str, Maker]:
    from wizard.ui.pages.about import AboutPage
    from wizard.ui.pages.help import HelpPage
    from wizard.ui.pages.other import OtherPage
    from wizard.ui.pages.staying import StayingPage

    def home(context: PageContext) -> Page:
        page = HomePage(context, lambda _text: Found((), person=True))
        title = context.environment.texts.flow("wifi_channel", "title") or ""
        page.show_unfinished((Unfinished("picture", title, _said(context, _BEGUN)),))
        return page

    def searching(context: PageContext) -> Page:
        page = HomePage(context, lambda _text: Found(("connection", "wifi_channel"), person=False))
        page.field.line.setText("video keeps freezing")
        page.look()
        return page

    return {
        "home": home,
        "home-search": searching,
        "something-else": OtherPage,
        "help": HelpPage,
        "about": AboutPage,
        "staying": StayingPage,
    } | _check_up_pages()


def _check_up_pages() -> dict[str, Maker]:
    from wizard.probes.registry import CHECKED, PROBES
    from wizard.ui.pages.check_up import CheckUpPage, CheckUpResult, CheckUpResultPage, ProbeLine

    def running(context: PageContext) -> Page:
        page = CheckUpPage(context)
        ended = {
            "network.adapter": "connected", "network.gateway": "ok", "network.dns": "ok", "wifi.link": "ok",
            "storage.cache": "over", "health.snapshot": "ok", "crash.logs": "unknown",
        }  # fmt: skip
        page.show_live(Live(0.62, dict(ended), ()))
        return page

    def result(context: PageContext) -> Page:
        from wizard.ui.picture_walks import CROWDED, FULL, SLOW

        facts = {**SLOW, **CROWDED, **FULL}
        results = {"network.ping": "slow", "wifi.scan": "crowded", "storage.cache": "over", "network.cause": "wifi"}
        lines = []
        for name, probe in CHECKED.items():
            found = results.get(name) or next(iter(sorted(probe.signature.good)), "unknown")
            good = found in probe.signature.good
            lines.append(ProbeLine(name, context.say(probe.sentences[found], facts), good))
        sentence = context.say(PROBES["network.cause"].sentences["wifi"], facts)
        return CheckUpResultPage(context, CheckUpResult("wifi", sentence, tuple(lines), ("wifi_channel", "app_cache")))

    return {"check-up": running, "check-up-result": result}


def _of(player: "Player", stop: "Stop") -> Maker:
    """Return what makes the page that ``player`` reaches, in the language of the context."""
    from wizard.ui.page_for import page_for

    def make(context: PageContext) -> Page:
        session = player.until(stop).session
        session.environment = context.environment
        return page_for(context, moment_of(session))

    return make


def _walk_pages(environment: "Environment") -> dict[str, Maker]:
    from wizard.flow.views import AskConsent, RunFix, RunProbe, ShowOutcome, ShowPlan, ShowProof
    from wizard.ui import picture_walks as walks

    def reached(*kinds: type) -> "Stop":
        return lambda view: isinstance(view, kinds)

    clock = [0.0]

    def running(context: PageContext, *, found: bool = False) -> Page:
        from wizard.ui.pages.running import RunningPage

        player = walks.connection(environment)
        page = _of(player, lambda _view: True)(context)
        if isinstance(page, RunningPage):
            page.show_live(Live(0.64, dict(_LIVE), _SAMPLES))
            if found:
                page.finish(moment_of(player.step().session))
        return page

    def speed(context: PageContext, *, found: bool = False) -> Page:
        from wizard.ui.pages.running import RunningPage

        player = walks.fast_line(environment)
        page = _of(player, lambda view: isinstance(view, RunProbe) and view.probe == "network.speed")(context)
        if isinstance(page, RunningPage):
            page.show_live(Live(0.3, {"download_mbps": 87.4, "latency_ms": 12.0}, (87.4,)))
            if found:
                page.show_live(Live(0.8, {**walks.FAST, "upload_mbps": 31.9}, (31.9,)))
                page.finish(moment_of(player.step().session))
        return page

    def counting(context: PageContext) -> Page:
        from wizard.ui.pages.guide import GuidePage

        clock[0] = 0.0
        moving = changed(context, loaded=replace(context.environment, now_s=lambda: clock[0]))
        page = _of(walks.sick_device(environment), walks.is_counting)(moving)
        if isinstance(page, GuidePage) and page.start is not None:
            page.start.click()
            clock[0] = 3.0
            page.tick()
        return page

    def fixing(context: PageContext) -> Page:
        from wizard.ui.pages.fixing import FixingPage

        page = _of(walks.full_cache(environment), reached(RunFix))(context)
        if isinstance(page, FixingPage):
            page.show_live(Live(0.71, {"freed_bytes": 577_000_000}, ()))
        return page

    healthy = walks.Player(environment, "connection", {"network.ping": [("ok", walks.QUICK)]})
    healthy.choices["still_slow"] = "no"
    return {
        "running": running,
        "running-found": lambda context: running(context, found=True),
        "speed": speed,
        "speed-found": lambda context: speed(context, found=True),
        "ask": _of(walks.connection(environment, "provider"), walks.asks),
        "ask-typed": _of(walks.sick_device(environment, "unknown"), walks.asks_to_type),
        "plan": _of(walks.connection(environment, "wifi"), reached(ShowPlan)),
        "guide": _of(walks.connection(environment), walks.is_counting),
        "guide-counting": counting,
        "channel": _of(walks.crowded_wifi(environment), walks.shows_channels),
        "consent": _of(walks.full_cache(environment), reached(AskConsent)),
        "fixing": fixing,
        "proof": _of(walks.crowded_wifi(environment), reached(ShowProof)),
        "outcome-fixed": _of(walks.connection(environment, pings=3), reached(ShowOutcome)),
        "outcome-healthy": _of(healthy, reached(ShowOutcome)),
    }


def _last_pages(environment: "Environment") -> dict[str, Maker]:
    from wizard.errors import WizardError
    from wizard.flow.views import ShowOutcome
    from wizard.marking import N_
    from wizard.ui import picture_walks as walks
    from wizard.ui.intents import WorkAgain
    from wizard.ui.pages.history import HistoryPage, PastWalk
    from wizard.ui.pages.saved import SavedPage
    from wizard.ui.pages.stopped import RestartPage, StoppedPage
    from wizard.ui.pages.trouble import TroublePage
    from wizard.ui.picture_handover import handover_pages

    start = walks.connection(environment)
    escalated = walks.crowded_wifi(environment)
    escalated.guides = lambda _view: "cannot"

    def history(context: PageContext) -> Page:
        def past(flow_id: str, began: str, ending: str, outcome: str | None) -> PastWalk:
            title = context.environment.texts.flow(flow_id, "title") or flow_id
            return PastWalk(flow_id, title, began, context.say(ending), outcome, can_continue=outcome is None)

        shown = (
            past("wifi_channel", _said(context, _BEGUN), N_("Not finished"), None),
            past("app_cache", _said(context, _BEGUN - timedelta(days=1)), N_("Fixed"), "solved"),
            past("connection", _said(context, _BEGUN - timedelta(days=4)), N_("This needs a person"), "escalate"),
        )
        return HistoryPage(context, shown)

    def trend(context: PageContext) -> Page:
        title, today = context.environment.texts.flow("connection", "title") or "", context.environment.now_utc().date()
        weeks = (
            (0, "solved"),
            (0, "escalate"),
            (1, "solved"),
            (2, "solved"),
            (2, "solved"),
            (4, "escalate"),
            (5, "healthy"),
        )
        shown = tuple(
            PastWalk(
                f"past-{number}", title, _said(context, _BEGUN - timedelta(weeks=back)),
                context.say(N_("This needs a person") if outcome == "escalate" else N_("Fixed")),
                outcome, can_continue=False, day=today - timedelta(weeks=back),
            )
            for number, (back, outcome) in enumerate(weeks)
        )  # fmt: skip
        return HistoryPage(context, shown)

    def trouble(context: PageContext) -> Page:
        message = N_("The history was written by a newer version of this program. Install that version to read it.")
        return TroublePage(context, WizardError(message), WorkAgain())

    def fault(context: PageContext) -> Page:
        report = "/home/jana/Documents/Self-Help Wizard/program-fault-20261122T140200Z.txt"
        try:
            raise ValueError("a made-up fault")
        except ValueError as error:
            return TroublePage(context, error, report=report)

    return {
        "stopped": lambda context: StoppedPage(context, moment_of(start.session)),
        "restart": lambda context: RestartPage(context, moment_of(start.session)),
        "outcome-escalate": _of(escalated, lambda view: isinstance(view, ShowOutcome)),
        **handover_pages(lambda: escalated.until(lambda view: isinstance(view, ShowOutcome)).session),
        "report-saved": lambda context: SavedPage(context, Path("/home/jana/Documents/Self-Help Wizard/report-2026")),
        "history": history,
        "history-trend": trend,
        "history-empty": lambda context: HistoryPage(context, ()),
        "trouble": trouble,
        "trouble-report": fault,
    }


def application(font_px: int = FONT_PX) -> QApplication:
    """Return the application, in Inter where it is installed."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
        app = QApplication(["pictures"])
    font = QFont("Inter") if "Inter" in QFontDatabase.families() else QFont(app.font())
    font.setPixelSize(font_px)
    app.setFont(font)
    return app
