"""Which facts of running work are worth large figures, and what each means in a few words."""

from collections.abc import Mapping, Sequence

from wizard.flow.events import FactValue
from wizard.flow.model import Scalar
from wizard.marking import N_
from wizard.ui.colours import Tone
from wizard.ui.pages.page import PageContext

MOST_FIGURES = 3
_MEANINGS = {
    "download_mbps": N_("coming in"),
    "upload_mbps": N_("going out"),
    "latency_ms": N_("average answer time"),
    "loss_percent": N_("of messages lost"),
    "sent": N_("sent so far"),
    "gateway_latency_ms": N_("answer time of the router"),
    "dns_latency_ms": N_("to find an address"),
    "service_latency_ms": N_("answer time of the service"),
    "page_latency_ms": N_("answer time of the page"),
    "size_bytes": N_("stored copies"),
    "freed_bytes": N_("freed"),
    "files": N_("files looked at"),
    "channel": N_("your channel"),
    "signal_dbm": N_("signal strength"),
    "neighbours": N_("other networks near it"),
    "recommended_channel": N_("better channel"),
    "crash_count": N_("crash records with the code"),
    "logs_examined": N_("records read"),
    "cpu_percent": N_("of the processor in use"),
    "memory_available_bytes": N_("of memory free"),
    "disk_free_bytes": N_("free on the disk"),
    "trash_bytes": N_("in the trash"),
    "downloads_bytes": N_("of downloads"),
    "temperature_celsius": N_("at the hottest place"),
    "fan_rpm": N_("turns of the fan a minute"),
    "firmware_version": N_("firmware now"),
    "target_version": N_("firmware it should have"),
    "downloaded_bytes": N_("fetched so far"),
}
"""In the order in which they are worth showing."""
_LIMITS: Mapping[str, tuple[str, Tone]] = {
    "latency_ms": ("max_latency_ms", "warn"),
    "loss_percent": ("max_loss_percent", "bad"),
    "size_bytes": ("max_bytes", "warn"),
    "temperature_celsius": ("max_celsius", "bad"),
}
_LOWEST = {"download_mbps": "minimum_download_mbps", "upload_mbps": "minimum_upload_mbps"}
"""Limits from below: judged once the measurement has ended, as every speed begins at nothing."""
Figure = tuple[str, str, Tone]


def figures_of(
    context: PageContext, facts: Mapping[str, FactValue], limits: Mapping[str, Scalar], *, ended: bool = False
) -> tuple[Figure, ...]:
    """Return up to three figures: the value as shown, its meaning, and its tone where there is a limit."""
    shown: list[Figure] = []
    for name, meaning in _MEANINGS.items():
        value = facts.get(name)
        if value is not None and len(shown) < MOST_FIGURES:
            text = context.environment.texts.format_fact(name, value)
            tone = _tone(name, value, limits)
            if ended and _is_too_low(name, value, limits):
                tone = "warn"
            shown.append((text, context.say(meaning), tone))
    return tuple(shown)


def _is_too_low(name: str, value: FactValue, limits: Mapping[str, Scalar]) -> bool:
    limit = limits.get(_LOWEST.get(name, ""))
    return isinstance(limit, int | float) and isinstance(value, int | float) and value < limit


def _tone(name: str, value: FactValue, limits: Mapping[str, Scalar]) -> Tone:
    parameter, tone = _LIMITS.get(name, ("", "plain"))
    limit = limits.get(parameter)
    if not isinstance(limit, int | float) or not limit or not isinstance(value, int | float):
        return "plain"
    return tone if value > limit else "plain"


def live_sentence(context: PageContext, facts: Mapping[str, FactValue], limits: Mapping[str, Scalar]) -> str:
    """Return what the figures of a running ping, or of the temperature, mean so far."""
    if _is_heat(limits):
        return _heat_sentence(context, facts, limits)
    if is_speed(limits):
        return _speed_sentence(context, facts)
    slow = _tone("latency_ms", facts.get("latency_ms"), limits) != "plain"
    lossy = _tone("loss_percent", facts.get("loss_percent"), limits) != "plain"
    if slow and lossy:
        return context.say(N_("Slower than it should be, and some messages get lost. Red ticks are lost messages."))
    if slow:
        return context.say(N_("Slower than it should be."))
    if lossy:
        return context.say(N_("Some messages get lost. Red ticks are lost messages."))
    if facts.get("received"):
        return context.say(N_("As it should be so far."))
    return context.say(N_("Waiting for the first answer."))


def line_fact(limits: Mapping[str, Scalar]) -> str:
    """Return the fact whose samples the live line shows."""
    return "temperature_celsius" if _is_heat(limits) else "latency_ms"


def line_name(context: PageContext, limits: Mapping[str, Scalar]) -> str:
    """Return what a screen reader calls the live line."""
    if _is_heat(limits):
        return context.say(N_("Temperatures, one after the other"))
    return context.say(N_("Answer times, one after the other"))


def line_description(context: PageContext, samples: Sequence[float | None], fact: str, limit: str) -> str:
    """Return what the live line shows, for a screen reader; ``fact`` names the unit, ``limit`` what it stays below."""
    known = [sample for sample in samples if sample is not None]
    if not known:
        return limit
    written = context.environment.texts.format_fact
    facts = {
        "latest": written(fact, known[-1]), "highest": written(fact, max(known)), "limit": limit,
        "lost": len(samples) - len(known), "count": len(samples),
    }  # fmt: skip
    if fact == "temperature_celsius":
        return context.say(N_("Latest: {latest}. Highest: {highest}. {limit}."), facts)
    return context.say(N_("Latest: {latest}. Highest: {highest}. Lost: {lost} of {count}. {limit}."), facts)


def is_speed(limits: Mapping[str, Scalar]) -> bool:
    """Return whether what runs measures the speed of the line."""
    return "minimum_download_mbps" in limits


def without_pointed_at(facts: Mapping[str, FactValue]) -> Mapping[str, FactValue]:
    """Return the facts without the speed that is still being measured: the needle shows it."""
    running = "upload_mbps" if facts.get("upload_mbps") is not None else "download_mbps"
    return {name: fact for name, fact in facts.items() if name != running}


def _speed_sentence(context: PageContext, facts: Mapping[str, FactValue]) -> str:
    if facts.get("upload_mbps") is not None:
        return context.say(N_("Sending data."))
    if facts.get("download_mbps") is not None:
        return context.say(N_("Fetching data."))
    return context.say(N_("Looking for the server of the test."))


def _is_heat(limits: Mapping[str, Scalar]) -> bool:
    return "max_celsius" in limits


def _heat_sentence(context: PageContext, facts: Mapping[str, FactValue], limits: Mapping[str, Scalar]) -> str:
    celsius, danger = facts.get("temperature_celsius"), facts.get("danger_celsius")
    if not isinstance(celsius, int | float):
        return context.say(N_("Waiting for the first reading."))
    if isinstance(danger, int | float) and celsius >= danger:
        return context.say(N_("So hot that the computer may switch itself off. Save your work."))
    if _tone("temperature_celsius", celsius, limits) != "plain":
        return context.say(N_("Hotter than it should be."))
    return context.say(N_("Not too hot so far."))
