"""Signatures of everything a flow may name: what probes and fixes take and answer, and the profile's values.

``check`` and ``load`` see the registries only through this, so that the flow layer imports neither.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

UNKNOWN = "unknown"
"""The result every probe can have; its reason is one of ``UNKNOWN_REASONS``."""
UNKNOWN_REASONS = ("timeout", "not_permitted", "not_available")
FIX_RESULTS = ("done", "failed", "declined", "not_available")
VERIFY_RESULTS = ("fixed", "not_fixed", "unknown")
NOT_SURE = "not_sure"
"""The answer that every question allows."""
GIVEN = "given"
"""The branch of an input that was typed."""
EXHAUSTED = "exhausted"
"""The branch of a step that was visited as often as it may be, and of a ranked group that is used up."""


@dataclass(frozen=True)
class Parameter:
    """One parameter of a probe or fix. ``type``: ``str``, ``int``, ``float`` or ``bool``; an int passes for a float."""

    type: type
    description: str
    default: str | int | float | bool | None = None
    required: bool = False


@dataclass(frozen=True)
class Fact:
    """One reading's name, type and meaning; the unit is the name's last part (``latency_ms``)."""

    type: type
    description: str


@dataclass(frozen=True)
class ProbeSignature:
    """What a flow needs to know of a probe. ``results`` leaves out ``unknown``, which every probe has."""

    name: str
    results: tuple[str, ...]
    good: frozenset[str]
    facts: Mapping[str, Fact]
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    timeout_s: float = 15.0
    depends_on: tuple[str, ...] = ()
    watch_fact: str | None = None
    """The fact whose change ends a ``watch``; without one a watch ends when the result turns good after it was not."""
    evidence: str | None = None
    """``logs`` or ``versions`` where the reading counts as that for FACTS A12."""


@dataclass(frozen=True)
class FixSignature:
    """What a flow needs to know of a fix; its results are always ``FIX_RESULTS``."""

    name: str
    parameters: Mapping[str, Parameter] = field(default_factory=dict)
    facts: Mapping[str, Fact] = field(default_factory=dict)
    proves: bool = True
    """False for an export: it can be done, but never claims *fixed*."""


@dataclass(frozen=True)
class Catalogue:
    """All signatures, the type of every value of the organisation profile by dotted name, and its links."""

    probes: Mapping[str, ProbeSignature]
    fixes: Mapping[str, FixSignature]
    values: Mapping[str, type]
    links: frozenset[str]
    text_facts: frozenset[str] = frozenset()
    """Names that texts may use besides a flow's own facts (``app_name``, ``firmware_version``, …)."""
