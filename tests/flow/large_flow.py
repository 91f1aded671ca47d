"""A valid flow of any size, with texts and walks, for tests of growth and for benchmarks.

Every section of five steps measures, repairs, verifies, guides and asks, then goes on to the next; eight walks take
every branch. It names only ``network.ping`` and ``dns.flush``, so the program's own catalogue fits it too.
"""

from pathlib import Path

SECTION = 5
ENDS = 2
_WALKS = (
    ("repaired", ("measure slow", "flush done", "verify ok", "ask yes"), "pause done", "solved"),
    (
        "not repaired",
        ("measure lossy", "flush done", "verify slow", "guide done", "ask no"),
        "pause cannot",
        "escalate",
    ),
    (
        "not measured",
        ("measure down", "flush done", "verify unknown", "guide cannot", "ask not_sure"),
        "pause done",
        "escalate",
    ),
    ("healthy", ("measure ok", "ask yes"), "pause done", "solved"),
    ("unknown", ("measure unknown", "ask yes"), "pause done", "solved"),
    ("failed", ("measure slow", "flush failed", "guide done", "ask yes"), "pause done", "solved"),
    ("declined", ("measure slow", "flush declined", "guide done", "ask yes"), "pause done", "solved"),
    ("not available", ("measure slow", "flush not_available", "guide done", "ask yes"), "pause done", "solved"),
)


def write_large_flow(folder: Path, steps: int) -> Path:
    """Write a flow of exactly ``steps`` steps (7 at least) into ``folder``, whose name is its id; return ``folder``."""
    sections, pauses = divmod(steps - ENDS, SECTION)
    if sections < 1:
        raise ValueError("a large flow has at least seven steps")
    folder.mkdir(parents=True, exist_ok=True)
    files = {
        "flow.toml": _flow(folder.name, sections, pauses),
        "text.en.toml": _texts(sections, pauses),
        "paths.toml": _paths(sections, pauses),
    }
    for name, content in files.items():
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def _flow(flow_id: str, sections: int, pauses: int) -> str:
    first = "pause_0" if pauses else "measure_0"
    parts = [f'format = 1\nid = "{flow_id}"\nminutes = 10\nstart = "{first}"\n']
    for number in range(pauses):
        following = f"pause_{number + 1}" if number + 1 < pauses else "measure_0"
        parts.append(f'[step.pause_{number}]\nkind = "guide"\non.done = "{following}"\non.cannot = "{following}"\n')
    for number in range(sections):
        last = number + 1 == sections
        yes = "solved" if last else f"measure_{number + 1}"
        no = "escalate" if last else f"measure_{number + 1}"
        parts.append(_section(number, yes, no))
    parts.append('[step.solved]\nkind = "outcome"\nresult = "solved"\n')
    parts.append('[step.escalate]\nkind = "outcome"\nresult = "escalate"\n')
    return "\n".join(parts)


def _section(number: int, yes: str, no: str) -> str:
    return f"""\
[step.measure_{number}]
kind = "probe"
probe = "network.ping"
with.max_latency_ms = 100
with.max_loss_percent = 1
on.ok = "ask_{number}"
on.slow = "flush_{number}"
on.lossy = "flush_{number}"
on.down = "flush_{number}"
on.unknown = "ask_{number}"

[step.flush_{number}]
kind = "fix"
fix = "dns.flush"
on.done = "verify_{number}"
on.failed = "guide_{number}"
on.declined = "guide_{number}"
on.not_available = "guide_{number}"

[step.verify_{number}]
kind = "verify"
of = "measure_{number}"
on.fixed = "ask_{number}"
on.not_fixed = "guide_{number}"
on.unknown = "guide_{number}"

[step.guide_{number}]
kind = "guide"
seconds = [0, 30]
on.done = "ask_{number}"
on.cannot = "ask_{number}"

[step.ask_{number}]
kind = "ask"
on.yes = "{yes}"
on.no = "{no}"
on.not_sure = "{no}"
"""


def _texts(sections: int, pauses: int) -> str:
    parts = ['title = "A large flow"\nsummary = "Many steps in a row."\n']
    parts += [f'[step.pause_{number}]\ntitle = "Pause {number}"\nline.1 = "Wait."\n' for number in range(pauses)]
    for number in range(sections):
        parts.append(
            f'[step.measure_{number}]\ntitle = "Measuring {number}"\nbody = "It took {{latency_ms}}."\n\n'
            f'[step.guide_{number}]\ntitle = "Restart {number}"\nline = ["Switch it off.", "Wait {{seconds_2}}."]\n\n'
            f'[step.ask_{number}]\ntitle = "Does it work?"\nchoice.yes = "Yes"\nchoice.no = "No"\n'
        )
    parts += [f'[step.{end}]\ntitle = "The end"\nbody = "This is the end."\n' for end in ("solved", "escalate")]
    return "\n".join(parts)


def _paths(sections: int, pauses: int) -> str:
    parts = []
    for name, items, pause, outcome in _WALKS:
        word, answer = pause.split()
        walk = [f"{word}_{number} {answer}" for number in range(pauses)]
        for number in range(sections):
            walk += (item.replace(" ", f"_{number} ") for item in items)
        lines = "".join(f'    "{item}",\n' for item in walk)
        parts.append(f'[[path]]\nname = "{name}"\nwalk = [\n{lines}]\noutcome = "{outcome}"\n')
    return "\n".join(parts)
