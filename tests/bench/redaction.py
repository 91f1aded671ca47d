"""What the redaction finds and spoils in the labelled corpus, how fast it is, and what the window feels of it."""

import statistics
from collections.abc import Iterator

from tests.bench.measuring import Pair, line
from tests.bench.windows import child
from tests.report.corpus.reading import scenes
from tests.report.corpus_score import HELD_OUT, Count, Score, score

RUNS = 5
MOST_EXAMPLES = 3


def lines() -> Iterator[str]:
    """Yield the lines of this benchmark; needs a display for the window's stalls."""
    whole = score(scenes())
    held_out = score(scene for scene in scenes() if scene.name in HELD_OUT)
    total = whole.total
    yield (
        f"redaction: recall {whole.total.recall:.2%} of {total.items:,} items (goal ≥ 99.5 %), "
        f"{total.whole / total.items:.2%} to the last letter; "
        f"{whole.changed:.2%} of {sum(whole.harmless.values()):,} harmless lines changed (goal ≤ 0.5 %)"
    )
    yield (
        f"  scenes that were held out: recall {held_out.total.recall:.2%} of {held_out.total.items:,} items, "
        f"{held_out.changed:.2%} of {sum(held_out.harmless.values()):,} harmless lines changed"
    )
    yield from _by_kind(whole)
    yield from _by_scene(whole)
    yield from _stalls()


def _by_kind(whole: Score) -> Iterator[str]:
    yield f"  {'kind':18} {'items':>6} {'recall':>8}  missed"
    for kind, count in sorted(whole.by_kind.items(), key=lambda pair: (pair[1].recall, pair[0])):
        missed = [miss.item.value for miss in whole.misses if miss.item.kind == kind and not miss.found]
        examples = ", ".join(dict.fromkeys(missed[:MOST_EXAMPLES]))
        yield f"  {kind:18} {count.items:6} {count.recall:8.2%}  {examples}".rstrip()


def _by_scene(whole: Score) -> Iterator[str]:
    yield f"  {'scene':24} {'items':>6} {'recall':>8} {'harmless':>9} {'changed':>8}"
    for name, harmless in whole.harmless.items():
        count = whole.by_scene.get(name, Count())
        changed = whole.changed_in(name) / max(1, harmless)
        mark = " (held out)" if name in HELD_OUT else ""
        yield f"  {name:24} {count.items:6} {count.recall:8.2%} {harmless:9} {changed:8.2%}{mark}"


def _stalls() -> Iterator[str]:
    """Yield the longest stalls of the window while 50 MB are redacted, and idle, from the same processes."""
    figures: dict[str, list[tuple[float, float]]] = {"idle": [], "redaction": []}
    seconds: list[float] = []
    for _ in range(RUNS):
        out, _ = child("redaction_stall.py").communicate(timeout=600)
        for text in out.splitlines():
            phase, *numbers = text.split()
            if phase == "seconds":
                seconds.append(float(numbers[0]))
            else:
                figures[phase].append((float(numbers[0]), float(numbers[1])))
    took = statistics.median(seconds)
    yield f"50 MB of log redacted: {took:.1f} s ({50 / took:.1f} MB/s), the window open beside it"
    for name, index in (("p99.9", 0), ("longest", 1)):
        busy = statistics.median(figure[index] for figure in figures["redaction"])
        idle = statistics.median(figure[index] for figure in figures["idle"])
        pair = Pair(busy, idle, busy / idle, busy / idle, busy / idle)
        yield line(f"window's stall while redacting ÷ idle, {name}", pair, "ms", goal="≤ 1.0")
