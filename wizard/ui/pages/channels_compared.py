"""Who was on which channel before a change and who is now: two charts, one sentence, the table behind them."""

from collections.abc import Mapping

from wizard.flow.engine import without_taken_back
from wizard.flow.events import FactValue, Finished, Guided, History, Measured
from wizard.marking import N_
from wizard.ui.pages.channels import channel_name, channel_sentence, networks_of
from wizard.ui.pages.page import PageContext
from wizard.ui.widgets.card import Card
from wizard.ui.widgets.channel_chart import ChannelChart, Network
from wizard.ui.widgets.comparison import Cell, Comparison, Line
from wizard.ui.widgets.table import TableOpener
from wizard.ui.widgets.text import Text
from wizard.ui.widgets.turning import Turning

Facts = Mapping[str, FactValue]


def scans_around_a_change(history: History) -> tuple[Facts, Facts] | None:
    """Return the last scan before the first change of channel or band and the last one after it; None without both."""
    before: Facts | None = None
    after: Facts | None = None
    changed = False
    for event in without_taken_back(history):
        match event:
            case Measured(probe="wifi.scan", facts=facts) if facts.get("channel") and facts.get("access_points"):
                if changed:
                    after = facts
                else:
                    before = facts
            case Guided(result="done" | "changed") | Finished(result="done"):
                changed = changed or before is not None
            case _:
                pass
    return (before, after) if before is not None and after is not None else None


def compared_channels(context: PageContext, history: History) -> Card | None:
    """Return the card, None where the air was not looked at both before and after; one chart where nothing moved."""
    found = scans_around_a_change(history)
    if found is None:
        return None
    before, after = found
    theme, card = context.theme, Card(context.theme)
    of = context.say(N_("Networks by channel"))
    opener = TableOpener(theme, context.say(N_("Show as a table")), of, (_table(context, before, after),))
    head = Turning(theme.px(0.8))
    head.add(Text(theme, compared_sentence(context, before, after), "body"), 1)
    head.add(opener)
    card.add(head)
    card.add(opener.content)
    moved = before.get("channel") != after.get("channel")
    for name, facts in ((N_("Before"), before), (N_("After"), after)) if moved else ((N_("After"), after),):
        card.add(Text(theme, context.say(name), "small_strong", "muted"))
        card.add(_chart(context, context.say(name), facts))
    return card


def compared_sentence(context: PageContext, before: Facts, after: Facts) -> str:
    """Return what the change did: where the own network is now, and how many others are near it."""
    told = {
        "channel_before": before.get("channel"), "channel": after.get("channel"),
        "neighbours_before": before.get("neighbours"), "neighbours": after.get("neighbours"),
    }  # fmt: skip
    if told["channel_before"] == told["channel"]:
        return context.say(N_("Your Wi-Fi is still on channel {channel}. Other networks near it: {neighbours}."), told)
    return context.say(
        N_(
            "Your Wi-Fi moved from channel {channel_before} to channel {channel}. "
            "Other networks near it: {neighbours_before} before, {neighbours} now."
        ),
        told,
    )


def _chart(context: PageContext, name: str, facts: Facts) -> ChannelChart:
    best = facts.get("recommended_channel")
    best = best if isinstance(best, int) and best != facts.get("channel") else None
    words = context.say(N_("Best: channel {recommended_channel}"), {"recommended_channel": best})
    own = context.say(N_("Your network"))
    chart = ChannelChart(context.theme, networks_of(facts), best, own, words, low=True)
    chart.setAccessibleName(context.say(N_("{time}: networks by channel"), {"time": name}))
    chart.setAccessibleDescription(channel_sentence(context, facts, best))
    return chart


def _table(context: PageContext, before: Facts, after: Facts) -> Comparison:
    """Return the networks of each channel before and after; the own one is named in words."""
    scans = [networks_of(facts) for facts in (before, after)]
    lines = []
    best = before.get("recommended_channel")
    best = best if isinstance(best, int) and best != before.get("channel") else None
    used = {network.channel for networks in scans for network in networks} | ({best} if best is not None else set())
    for channel in sorted(used):
        cells = tuple(_cell(context, [n for n in networks if n.channel == channel]) for networks in scans)
        lines.append(Line(channel_name(context, channel, best), cells))
    return Comparison(context.theme, (context.say(N_("Before")), context.say(N_("After"))), tuple(lines))


def _cell(context: PageContext, there: list[Network]) -> Cell:
    if any(network.own for network in there):
        return Cell(context.say(N_("{networks}, yours among them"), {"networks": len(there)}), "accent")
    return Cell(str(len(there)))
