"""What a probe is: a read-only judgement over readings of the system or the device."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from wizard.device.base import DeviceDriver
from wizard.flow.catalogue import ProbeSignature
from wizard.flow.events import FactValue
from wizard.flow.model import Scalar
from wizard.organisation import Organisation
from wizard.system.base import Cancel, Reason, Report, System


@dataclass(frozen=True)
class ProbeContext:
    """Everything a probe may use. ``parameters`` are complete and type-checked; ``now_s`` is a monotonic clock."""

    system: System
    organisation: Organisation
    device: DeviceDriver
    parameters: Mapping[str, Scalar]
    report: Report
    cancel: Cancel
    now_s: Callable[[], float]


@dataclass(frozen=True)
class ProbeResult:
    """A probe's answer: one of its results, or ``unknown`` with a reason. ``detail`` is for Details, in English."""

    result: str
    facts: Mapping[str, FactValue] = field(default_factory=dict)
    reason: Reason | None = None
    said: bool = False
    detail: str = ""


@dataclass(frozen=True)
class Probe:
    """A registered probe: signature, title, a sentence for each result (catalogue messages), and how to run it.

    A sentence follows problem + likely cause + next action and may use the probe's facts as ``{name}``;
    ``sentences`` has an entry for every result and for ``unknown``.
    """

    signature: ProbeSignature
    title: str
    sentences: Mapping[str, str]
    run: Callable[[ProbeContext], ProbeResult]
    limit_parameter: str | None = None
    """The parameter that holds the limit of the live curve (``max_latency_ms``), if it has one."""
    in_check_up: bool = True
    """Whether the check-up runs it; not what judges nothing by itself, or what the other probes would disturb."""
