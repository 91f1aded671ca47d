"""What a speed test in a child process is asked, and what it says, one JSON object a line."""

import msgspec

from wizard.system.base import Reason


class Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What the child is to measure."""

    upload: bool
    most_bytes: int


class Said(msgspec.Struct, frozen=True, omit_defaults=True, forbid_unknown_fields=True):
    """What the child says: how it stands, then either a result (``ended``) or what was in the way (``reason``)."""

    fraction: float = 0.0
    server: str | None = None
    latency_ms: float | None = None
    jitter_ms: float | None = None
    download_mbps: float | None = None
    upload_mbps: float | None = None
    mbps: float | None = None
    moved_bytes: int = 0
    ended: bool = False
    reason: Reason | None = None
    detail: str = ""
