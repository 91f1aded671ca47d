"""How much of a person's own files could go: shared by the probes of the trash and of the downloads."""

from collections.abc import Callable
from dataclasses import replace

from wizard.flow.events import FactValue
from wizard.probes.probe import ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import DirectorySize, Missing, Progress, Report

Size = Callable[[Report], DirectorySize | Missing]


def judge_own_files(context: ProbeContext, kind: str, much: str, size: Size) -> ProbeResult:
    """Return ``ok``, or ``much`` when there is more than ``max_bytes``; 0: only measured, never judged.

    Facts are ``<kind>_bytes`` and ``<kind>_files``. A sum with gaps is a lower bound: over the limit is over, and
    anything else unknown.
    """
    names = (f"{kind}_bytes", f"{kind}_files")

    def show(progress: Progress) -> None:
        shown = {name: progress.facts.get(part) for name, part in zip(names, ("size_bytes", "files"), strict=True)}
        context.report(replace(progress, facts={name: value for name, value in shown.items() if value is not None}))

    found = size(show)
    if isinstance(found, Missing):
        return unknown_because(found, dict.fromkeys(names))
    facts: dict[str, FactValue] = dict(zip(names, (found.size_bytes, found.files), strict=True))
    max_bytes = int(context.parameters["max_bytes"])
    if max_bytes and found.size_bytes > max_bytes:
        return ProbeResult(much, facts)
    if found.unreadable:
        return unknown("not_permitted", f"parts are closed to us: {found.unreadable}", facts)
    return ProbeResult("ok", facts)
