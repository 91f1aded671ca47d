"""A small catalogue, a small flow that uses every kind of step, and how to write flows into folders."""

from collections.abc import Mapping
from pathlib import Path

from wizard.flow.catalogue import Catalogue, Fact, FixSignature, Parameter, ProbeSignature


def _facts(**types: type) -> Mapping[str, Fact]:
    return {name: Fact(kind, name) for name, kind in types.items()}


CATALOGUE = Catalogue(
    probes={
        "network.ping": ProbeSignature(
            "network.ping",
            ("ok", "slow", "lossy", "down"),
            frozenset({"ok"}),
            _facts(target=str, latency_ms=float, loss_percent=float),
            {
                "target": Parameter(str, "whom to ask", ""),
                "max_latency_ms": Parameter(int, "limit", 100),
                "max_loss_percent": Parameter(float, "limit", 1.0),
            },
        ),
        "wifi.link": ProbeSignature(
            "wifi.link",
            ("ok", "weak", "disconnected"),
            frozenset({"ok"}),
            _facts(channel=int, signal_dbm=int),
            watch_fact="channel",
        ),
        "crash.logs": ProbeSignature(
            "crash.logs", ("found", "none"), frozenset({"none"}), _facts(crash_count=int), evidence="logs"
        ),
        "device.firmware": ProbeSignature(
            "device.firmware",
            ("current", "old", "beta"),
            frozenset({"current"}),
            _facts(firmware_version=str),
            {"minimum_version": Parameter(str, "the least version", required=True)},
            evidence="versions",
        ),
        "health.look": ProbeSignature("health.look", ("seen",), frozenset(), {}),
        "health.light": ProbeSignature("health.light", ("seen",), frozenset({"seen"}), {}),
    },
    fixes={
        "dns.flush": FixSignature("dns.flush"),
        "cache.clear": FixSignature("cache.clear", {"app": Parameter(str, "which app", "")}, _facts(freed_bytes=int)),
        "diagnostics.export": FixSignature("diagnostics.export", facts=_facts(export_path=str), proves=False),
    },
    values={"device.firmware.version": str, "network.max_latency_ms": int, "app.crash_log_folders": dict},
    links=frozenset({"router_admin"}),
    text_facts=frozenset({"device_name", "app_name"}),
)

FLOW = """\
format = 1
id = "sample"
minutes = 10
start = "measure"

[step.measure]
kind = "probe"
probe = "network.ping"
with.max_latency_ms = "@network.max_latency_ms"
with.max_loss_percent = 1
on.ok = "healthy"
on.slow = "flush"
on.lossy = "change_channel"
on.down = "escalate"
on.unknown = "lamp"

[step.lamp]
kind = "ask"
good = ["green"]
on.green = "healthy"
on.red = "change_channel"
on.not_sure = "escalate"

[step.change_channel]
kind = "guide"
seconds = [0, 30]
watch = "wifi.link"
link = "router_admin"
deadline_seconds = 300
on.changed = "verify_lamp"
on.done = "verify_lamp"
on.cannot = "escalate"
on.expired = "escalate"

[step.verify_lamp]
kind = "verify"
of = "lamp"
on.fixed = "solved"
on.not_fixed = "flush"
on.unknown = "flush"

[step.flush]
kind = "fix"
fix = "dns.flush"
max_visits = 2
on.done = "verify"
on.failed = "verify"
on.declined = "escalate"
on.not_available = "escalate"
on.exhausted = "escalate"

[step.verify]
kind = "verify"
of = "measure"
on.fixed = "solved"
on.not_fixed = "flush"
on.unknown = "escalate"

[step.solved]
kind = "outcome"
result = "solved"

[step.healthy]
kind = "outcome"
result = "healthy"

[step.escalate]
kind = "outcome"
result = "escalate"
"""

TEXTS = """\
title = "Slow connection"
summary = "The connection is slow or stops."
search = ["slow", "stops"]

[step.measure]
title = "Measuring"
body = "The answer took {latency_ms}."

[step.lamp]
title = "Which colour is the lamp of {device_name}?"
choice.green = "Green"
choice.red = "Red"

[step.change_channel]
title = "Change the channel"
line = ["Open the settings.", "Wait {seconds_2}."]

[step.solved]
title = "It works"
body = "It works again."

[step.healthy]
title = "It is healthy"
body = "Nothing to do."

[step.escalate]
title = "A person is needed"
body = "We prepared a report."
"""

PATHS = """\
[[path]]
name = "healthy at once"
walk = ["measure ok"]
outcome = "healthy"

[[path]]
name = "flushed twice"
walk = ["measure slow", "flush done", "verify slow", "flush done", "verify ok"]
outcome = "solved"
proof = "fixed"

[[path]]
name = "flushed, then it could not be measured"
walk = ["measure slow", "flush failed", "verify unknown"]
outcome = "escalate"
proof = "could_not_measure"

[[path]]
name = "flushed as often as it may be"
walk = ["measure slow", "flush done", "verify down", "flush done", "verify lossy"]
outcome = "escalate"
proof = "not_fixed"

[[path]]
name = "declined"
walk = ["measure slow", "flush declined"]
outcome = "escalate"

[[path]]
name = "not available"
walk = ["measure slow", "flush not_available"]
outcome = "escalate"

[[path]]
name = "down"
walk = ["measure down"]
outcome = "escalate"

[[path]]
name = "the lamp is green"
walk = ["measure unknown", "lamp green"]
outcome = "healthy"

[[path]]
name = "nobody knows the lamp"
walk = ["measure unknown", "lamp not_sure"]
outcome = "escalate"

[[path]]
name = "the lamp turned green"
walk = ["measure unknown", "lamp red", "change_channel done", "verify_lamp green"]
outcome = "solved"
proof = "said_so"

[[path]]
name = "the lamp stayed red"
walk = ["measure unknown", "lamp red", "change_channel changed", "verify_lamp red", "flush declined"]
outcome = "escalate"

[[path]]
name = "the lamp was never asked"
walk = ["measure lossy", "change_channel changed", "verify_lamp green", "flush declined"]
outcome = "escalate"
proof = "could_not_measure"

[[path]]
name = "no way into the router"
walk = ["measure lossy", "change_channel cannot"]
outcome = "escalate"

[[path]]
name = "too late"
walk = ["measure lossy", "change_channel expired"]
outcome = "escalate"
"""


def write_flow(
    folder: Path, flow: str = FLOW, texts: str | None = TEXTS, paths: str | None = PATHS, **languages: str
) -> Path:
    """Write a flow's files into ``folder`` and return it; ``languages`` are further texts by code."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {"flow.toml": flow, "text.en.toml": texts, "paths.toml": paths}
    files |= {f"text.{language}.toml": text for language, text in languages.items()}
    for name, content in files.items():
        if content is not None:
            (folder / name).write_text(content, encoding="utf-8")
    return folder
