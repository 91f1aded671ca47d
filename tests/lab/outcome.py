"""Runs scenes side by side, each in a laboratory of its own, and counts what the wizard said of them."""

import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.lab.laboratory import Laboratory
from tests.lab.scenes import Scene

AT_ONCE = 6
"""A check-up waits for most of its time; more of them at once would be heard in the others' round trips."""
VERDICTS = (
    "healthy",
    "this_computer",
    "wifi",
    "router",
    "provider",
    "service",
    "sign_in_page",
    "device",
    "cannot_tell",
)


@dataclass(frozen=True)
class Outcome:
    """What one run of a scene gave. ``fault`` says why there is no verdict: the laboratory itself broke."""

    scene: Scene
    verdict: str
    seconds: float
    document: dict[str, Any]
    fault: str = ""

    @property
    def is_right(self) -> bool:
        noted = self.scene.note is None or self.scene.note in self.document.get("notes", ())
        answers = {(part["probe"], part["result"]) for part in self.document.get("probes", ())}
        answered = self.scene.answer is None or self.scene.answer in answers
        return self.verdict in self.scene.must and noted and answered

    @property
    def hides_a_fault(self) -> bool:
        """Whether something broken was called healthy, the one mistake that must never be made."""
        return self.verdict == "healthy" and "healthy" not in self.scene.must

    def __str__(self) -> str:
        parts = {part["probe"]: part for part in self.document.get("probes", ()) if part["probe"].startswith("network")}
        told = "\n".join(f"  {name}: {part['result']} {part['facts']}" for name, part in parts.items())
        notes = self.document.get("notes")
        return f"{self.scene.name}: {self.verdict or self.fault}, notes {notes}, {self.seconds:.1f} s\n{told}"


def run_all(scenes: Iterable[Scene]) -> Iterator[Outcome]:
    """Run scenes and hand out their outcomes in the order given."""
    with ThreadPoolExecutor(AT_ONCE, "scene") as pool:
        yield from pool.map(run_one, scenes)


def run_one(scene: Scene) -> Outcome:
    """Build a scene's laboratory, let the wizard look at it, and take it down."""
    with tempfile.TemporaryDirectory(prefix="wizard-lab-") as folder:
        started = time.monotonic()
        try:
            laboratory = Laboratory(Path(folder))
            with scene.stage(laboratory):
                started = time.monotonic()
                document = laboratory.check()
                seconds = time.monotonic() - started
        except Exception as fault:  # one scene that cannot be built is told beside the others
            return Outcome(scene, "", time.monotonic() - started, {}, f"{type(fault).__name__}: {fault}")
    return Outcome(scene, str(document["verdict"]), seconds, document)


def matrix(outcomes: Iterable[Outcome]) -> str:
    """Return the confusion matrix as text: a line for each scene, a column for each verdict that was given."""
    counted: dict[Scene, Counter[str]] = {}
    seconds: dict[Scene, list[float]] = {}
    right: Counter[Scene] = Counter()
    for each in outcomes:
        counted.setdefault(each.scene, Counter())[each.verdict or "(no run)"] += 1
        seconds.setdefault(each.scene, []).append(each.seconds)
        right[each.scene] += each.is_right
    given = [each for each in (*VERDICTS, "(no run)") if any(row[each] for row in counted.values())]
    width = max(len(scene.name) for scene in counted)
    must_width = max(len(_must(scene)) for scene in counted)
    lines = [f"{'scene':{width}}  {'must get':{must_width}}  {'  '.join(given)}  right    longest"]
    for scene, row in counted.items():
        cells = "  ".join(f"{row[each] or '.':>{len(each)}}" for each in given)
        share = f"{right[scene]}/{row.total()}"
        lines.append(
            f"{scene.name:{width}}  {_must(scene):{must_width}}  {cells}  {share:7}  {max(seconds[scene]):.1f} s"
        )
    total, all_right = sum(row.total() for row in counted.values()), sum(right.values())
    lines.append(f"right: {all_right} of {total} ({100 * all_right / total:.1f} %)")
    return "\n".join(lines)


def _must(scene: Scene) -> str:
    note = f" + {scene.note}" if scene.note else ""
    return " or ".join(sorted(scene.must, reverse=True)) + note
