"""Reading of the drives and what they say of their own health (part of ``wizard.system.base``)."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Drive:
    """One built-in drive. ``healthy`` is its own word (SMART); None where it or the system says nothing.

    ``wear_percent`` is how much of a solid-state drive's writes is used up, as the drive counts it (may exceed 100).
    """

    name: str
    kind: Literal["solid_state", "rotating", "other"] = "other"
    size_bytes: int | None = None
    healthy: bool | None = None
    temperature_celsius: float | None = None
    wear_percent: float | None = None
