"""What is due when nobody answers (FACTS D1–D8): computed from stored UTC times alone, no clock of its own."""

from datetime import datetime

from wizard.escalation.ladder_model import DueStep, StepKind, Timeline, TimelineLine
from wizard.escalation.model import Case
from wizard.organisation.channels import Clocks, Rung

__all__ = ["DueStep", "StepKind", "Timeline", "TimelineLine", "timeline"]


def timeline(
    case: Case, clocks: Clocks, rungs: tuple[Rung, ...], now: datetime, *, outage: bool | None = None
) -> Timeline:
    """Return how the case stands at ``now`` (the best-known time: ``clock.best_now``)."""
    raise NotImplementedError
