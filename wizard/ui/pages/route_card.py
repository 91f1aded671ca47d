"""The chain of a message's way on a page: the picture, one sentence that says what it means, the table behind it."""

from collections.abc import Mapping

from wizard.flow.engine import without_taken_back
from wizard.flow.events import History, Measured
from wizard.marking import N_
from wizard.ui.colours import Tone
from wizard.ui.pages.page import PageContext
from wizard.ui.pages.route import STATIONS, Route, Station, links_of, route_of
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.chain import Chain, LinkState
from wizard.ui.widgets.comparison import Cell, Comparison, Line
from wizard.ui.widgets.table import TableOpener
from wizard.ui.widgets.text import Text
from wizard.ui.widgets.turning import Turning

_BREAKS: Mapping[str, str] = {
    "computer": N_("The break is in this computer."),
    "wifi": N_("The break is at the Wi-Fi."),
    "cable": N_("The break is at the cable."),
    "router": N_("The break is at the router."),
    "provider": N_("The break is at the provider."),
    "service": N_("The break is at the service."),
}
_BROKE: Mapping[str, str] = {
    "computer": N_("The break was in this computer. Now the way works."),
    "wifi": N_("The break was at the Wi-Fi. Now the way works."),
    "cable": N_("The break was at the cable. Now the way works."),
    "router": N_("The break was at the router. Now the way works."),
    "provider": N_("The break was at the provider. Now the way works."),
    "service": N_("The break was at the service. Now the way works."),
}
_WEAK: Mapping[str, str] = {
    "computer": N_("The weak place is this computer."),
    "wifi": N_("The weak place is the Wi-Fi."),
    "cable": N_("The weak place is the cable."),
    "router": N_("The weak place is the router."),
    "provider": N_("Something stands in the way at the provider."),
    "service": N_("The weak place is the service."),
}
_STANDS: Mapping[LinkState, tuple[str, Tone]] = {
    "good": (N_("works"), "good"),
    "bad": (N_("the fault is here"), "bad"),
    "warn": (N_("not as it should be"), "warn"),
    "measuring": (N_("measuring"), "plain"),
    "unknown": (N_("not known yet"), "plain"),
}


def broken_station(route: Route) -> Station | None:
    """Return the first station where the fault is, None where none is known."""
    return next((station for station in STATIONS if route.state(station) == "bad"), None)


def route_sentence(context: PageContext, route: Route, broken_before: Station | None = None) -> str:
    """Return what the chain means; ``broken_before`` is where the fault was that was found in this walk."""
    broken = broken_station(route)
    if broken is not None:
        sentence = context.say(_BREAKS[_part(route, broken)])
        before = STATIONS[: STATIONS.index(broken)]
        if before and all(route.state(station) == "good" for station in before):
            return " ".join((sentence, context.say(N_("Everything before it works."))))
        return sentence
    weak = next((station for station in STATIONS if route.state(station) == "warn"), None)
    if weak is not None:
        return context.say(_WEAK[_part(route, weak)])
    if broken_before is not None and route.state(broken_before) == "good":
        return context.say(_BROKE[_part(route, broken_before)])
    if all(route.state(station) == "good" for station in STATIONS):
        return context.say(N_("Every part of the way works."))
    if any(route.state(station) == "good" for station in STATIONS):
        return context.say(N_("The way works as far as it was measured."))
    return context.say(N_("Nothing is known yet."))


def route_lines(context: PageContext, route: Route) -> tuple[Line, ...]:
    """Return the chain as the lines of a table: station, and how it stands."""
    lines = []
    for link, station in zip(links_of(context, route)[0], STATIONS, strict=True):
        word, tone = _STANDS[route.state(station)]
        lines.append(Line(link.name, (Cell(context.say(word), tone),)))
    return tuple(lines)


def route_table(context: PageContext, route: Route) -> Comparison:
    """Return the table behind the chain."""
    return Comparison(context.theme, (context.say(N_("How it stands")),), route_lines(context, route))


def _part(route: Route, station: Station) -> str:
    return "cable" if station == "wifi" and route.wired else station


def route_opener(context: PageContext, table: Comparison) -> TableOpener:
    """Return the button that shows the table behind the chain."""
    return TableOpener(
        context.theme, context.say(N_("Show as a table")), context.say(N_("The way of a message")), (table,)
    )


def route_card(context: PageContext, route: Route, sentence: str) -> Card:
    """Return the chain with its sentence and its table."""
    card, chain = Card(context.theme), Chain(context.theme)
    chain.show_links(*links_of(context, route))
    opener = route_opener(context, route_table(context, route))
    card.add(chain)
    line = Turning(context.theme.px(0.8))
    words = Text(context.theme, sentence, "body")
    line.add(words, 1)
    line.add(opener)
    card.add(line)
    card.add(opener.content)
    return card


def outcome_route_card(context: PageContext, history: History, *, good: bool) -> Card | None:
    """Return where the fault of a walk lies, or lay; None where nothing of it was measured, or it tells otherwise.

    ``good`` is how the walk ended: beside "it works" stands the break that was found and is gone, beside "this needs
    a person" the one that is left. A reading from before the last repair never says otherwise than the page.
    """
    readings = tuple(event for event in without_taken_back(history) if isinstance(event, Measured))
    routes = [route_of(readings[:count]) for count in range(1, len(readings) + 1)]
    if not routes or not routes[-1].states:
        return None
    route = routes[-1]
    breaks = [broken for each in routes if (broken := broken_station(each)) is not None]
    states = set(route.states.values())
    faulty = bool(states & {"bad", "warn"})
    if (not breaks or faulty) if good else not faulty:
        return None
    return route_card(context, route, route_sentence(context, route, breaks[-1] if breaks else None))
