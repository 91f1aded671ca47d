"""Pages with live pictures and their ends: a curve that cools down, the air before and after, the chain at the end."""

from typing import TYPE_CHECKING

from wizard.flow.events import FactValue
from wizard.flow.views import ShowGuide, ShowOutcome, View
from wizard.ui import picture_walks as walks
from wizard.ui.moment import Live, moment_of
from wizard.ui.pages.page import Page, PageContext

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.ui.pictures import Maker

COOLING = (
    96.5, 96.0, 97.0, 96.5, 96.0, 95.5, 95.0, 95.5, 94.5, 94.0,
    93.5, 93.5, 93.0, 92.5, 92.0, 92.0, 91.5, 91.0, 91.0, 90.5,
)  # fmt: skip
HOT: dict[str, FactValue] = {
    "temperature_celsius": 96.0, "limit_celsius": 90.0, "danger_celsius": 100.0, "sensor": "Package id 0",
    "sensor_kind": "processor", "fan_rpm": 4900,
}  # fmt: skip
COOL: dict[str, FactValue] = {**HOT, "temperature_celsius": 58.0, "fan_rpm": 2600}
_MOVED: walks.Rows = [dict(row) for row in walks.CROWDED["access_points"]]  # type: ignore[union-attr,arg-type]
for _row in _MOVED:
    _row["channel"] = 11 if _row["own"] else _row["channel"]
CALM: dict[str, FactValue] = {
    **walks.CROWDED, "channel": 11, "neighbours": 2, "neighbours_recommended": 2, "access_points": _MOVED,
}  # fmt: skip


def hot_computer(environment: "Environment") -> walks.Player:
    """A computer that is too hot until it has air."""
    return walks.Player(environment, "overheating", {"computer.temperature": [("hot", HOT), ("ok", COOL)]})


def calmer_wifi(environment: "Environment") -> walks.Player:
    """A crowded channel; the change to another one helps."""
    probes: walks.Answers = {
        "wifi.link": [("ok", walks.LINKED)],
        "network.ping": [("slow", walks.SLOW), ("ok", walks.QUICK)],
        "wifi.scan": [("crowded", walks.CROWDED), ("clear", CALM)],
    }
    return walks.Player(environment, "wifi_channel", probes)


def provider_down(environment: "Environment") -> walks.Player:
    """A provider that does not answer, whatever is tried."""
    cause: tuple[str, dict[str, FactValue]] = ("provider", {"verdict": "provider"})
    probes: walks.Answers = {
        "network.ping": [("down", {**walks.SLOW, "received": 0, "loss_percent": 100.0, "latency_ms": None})],
        "wifi.link": [("ok", walks.LINKED)],
        "network.cause": [cause],
    }
    player = walks.Player(environment, "connection", probes)
    player.guides = lambda _view: "cannot"
    return player


def live_pages(environment: "Environment") -> "dict[str, Maker]":
    """Return the pages by name."""
    from wizard.ui.page_for import page_for
    from wizard.ui.pages.guide import GuidePage

    def reached(player: walks.Player, stop: walks.Stop) -> "Maker":
        def make(context: PageContext) -> Page:
            session = player.until(stop).session
            session.environment = context.environment
            return page_for(context, moment_of(session))

        return make

    def ends(view: View) -> bool:
        return isinstance(view, ShowOutcome)

    def watched(view: View) -> bool:
        return isinstance(view, ShowGuide) and view.step.watch == "computer.temperature"

    def cooling(context: PageContext) -> Page:
        page = reached(hot_computer(environment), watched)(context)
        if isinstance(page, GuidePage):
            page.show_live(Live(None, {**HOT, "temperature_celsius": COOLING[-1]}, COOLING))
        return page

    return {
        "guide-cooling": cooling,
        "outcome-cool": reached(hot_computer(environment), ends),
        "outcome-channel": reached(calmer_wifi(environment), ends),
        "outcome-provider": reached(provider_down(environment), ends),
    }
