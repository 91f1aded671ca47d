"""The picture of who sends where, with its sentence and the table behind it."""

from collections import defaultdict
from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout

from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.ui.pages.page import PageContext
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.channel_chart import ChannelChart, Network
from wizard.ui.widgets.comparison import Cell, Comparison, Line
from wizard.ui.widgets.disclosure import Opener
from wizard.ui.widgets.text import Text

_MIDDLE_CHANNEL = 6


def networks_of(facts: Mapping[str, FactValue]) -> tuple[Network, ...]:
    """Return the access points of a scan; rows without a channel are left out."""
    rows = facts.get("access_points")
    found = []
    for row in rows if isinstance(rows, list) else []:
        channel, signal, width = row.get("channel"), row.get("signal_dbm"), row.get("width_mhz")
        if isinstance(channel, int) and channel > 0:
            strength = float(signal) if isinstance(signal, int | float) else None
            found.append(Network(channel, strength, row.get("own") is True, width if isinstance(width, int) else None))
    return tuple(found)


def channel_card(context: PageContext, facts: Mapping[str, FactValue], *, said: bool = False) -> Card:
    """Return the chart of a scan, its sentence unless the page has ``said`` it, and the table to open."""
    networks = networks_of(facts)
    best = facts.get("recommended_channel")
    best = best if isinstance(best, int) else None
    theme = context.theme
    card = Card(theme)
    best_words = context.say(N_("Best: channel {recommended_channel}"), {"recommended_channel": best})
    chart = ChannelChart(theme, networks, best, context.say(N_("Your network")), best_words)
    sentence = channel_sentence(context, facts, best)
    chart.setAccessibleName(context.say(N_("Networks by channel")))
    chart.setAccessibleDescription(sentence)
    # The button lies in the corner of the picture where no word stands, so that the steps keep their room.
    opener = Opener(theme, context.say(N_("Show as a table")), channel_table(context, networks, best))
    picture = QGridLayout()
    picture.addWidget(chart, 0, 0)
    side = Qt.AlignmentFlag.AlignRight if best is not None and best <= _MIDDLE_CHANNEL else Qt.AlignmentFlag.AlignLeft
    side |= Qt.AlignmentFlag.AlignAbsolute  # channels are counted from left to right in every language
    picture.addWidget(opener, 0, 0, Qt.AlignmentFlag.AlignTop | side)
    card.body.addLayout(picture)
    if not said:
        card.add(Text(theme, sentence, "body"))
    card.add(opener.content)
    return card


def channel_sentence(context: PageContext, facts: Mapping[str, FactValue], best: int | None) -> str:
    """Return what the chart of a scan means."""
    others, there = facts.get("neighbours"), facts.get("neighbours_recommended")
    if best is None or not isinstance(others, int) or not isinstance(there, int):
        return context.say(N_("Higher curves are stronger networks. Where curves overlap, they slow each other down."))
    values = {"neighbours": others, "channel": facts.get("channel"), "neighbours_recommended": there, "best": best}
    return context.say(
        N_("Other networks near your channel {channel}: {neighbours}. Near channel {best}: {neighbours_recommended}."),
        values,
    )


def channel_name(context: PageContext, channel: int, best: int | None) -> str:
    """Return what a channel is called in a table; the one to choose says so."""
    name = N_("Channel {channel}, the best here") if channel == best else N_("Channel {channel}")
    return context.say(name, {"channel": channel})


def channel_table(context: PageContext, networks: tuple[Network, ...], best: int | None) -> Comparison:
    """Return the networks of a scan by channel; the best one has a line even where nobody is."""
    by_channel: dict[int, list[Network]] = defaultdict(list)
    for network in networks:
        by_channel[network.channel].append(network)
    lines = []
    for channel in sorted({*by_channel, *({best} if best is not None else ())}):
        there, name = by_channel[channel], channel_name(context, channel, best)
        own = any(network.own for network in there)
        strongest = max((n.signal_dbm for n in there if n.signal_dbm is not None), default=None)
        signal = context.environment.texts.format_fact("signal_dbm", strongest) if there else ""
        yours = Cell(context.say(N_("yours is here")) if own else "", "accent" if own else "plain")
        lines.append(Line(name, (Cell(str(len(there))), Cell(signal), yours)))
    columns = (context.say(N_("Networks")), context.say(N_("Strongest")), context.say(N_("Your network")))
    return Comparison(context.theme, columns, tuple(lines))
