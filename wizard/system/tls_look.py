"""Reading of a server's certificate (part of ``wizard.system.base``)."""

from dataclasses import dataclass
from typing import Literal

Fault = Literal["issuer", "time", "name", "other"]


@dataclass(frozen=True)
class TlsLook:
    """One look at a server's certificate. ``fault`` is None when this computer trusts it.

    ``issuer`` is the name of who issued it, empty when it cannot be read; ``public``: whether a public authority did.
    """

    host: str
    issuer: str
    public: bool
    fault: Fault | None = None
