"""How a probe says that it does not know: one answer, with the reason and the facts that were had anyway."""

from collections.abc import Mapping

from wizard.flow.catalogue import UNKNOWN
from wizard.flow.events import FactValue
from wizard.probes.probe import ProbeResult
from wizard.system.base import Missing, Reason


def unknown(reason: Reason, detail: str, facts: Mapping[str, FactValue] | None = None) -> ProbeResult:
    """Return the answer ``unknown``; ``detail`` is English, for Details and report."""
    return ProbeResult(UNKNOWN, facts or {}, reason, detail=detail)


def unknown_because(missing: Missing, facts: Mapping[str, FactValue] | None = None) -> ProbeResult:
    """Return ``unknown`` with the reason of a reading that could not be had."""
    return unknown(missing.reason, missing.detail, facts)


STOPPED = Missing("timeout", "stopped before the end")
"""What a probe answers when it was asked to stop; the runner drops it."""
