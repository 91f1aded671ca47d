"""What every table of the profile is made of: checked kinds of values, and the base that refuses unknown fields."""

import re
from typing import Annotated, Literal

import msgspec

IDENTIFIER = re.compile(r"[a-z][a-z0-9_]{0,63}")
FLOW_ID = re.compile(r"([a-z][a-z0-9_]{0,63}/)?[a-z][a-z0-9_]{0,63}")

Colour = Annotated[str, msgspec.Meta(pattern=r"^(#[0-9A-Fa-f]{6})?$", description="a colour like #1F6FEB, or empty")]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^([0-9a-f]{64})?$", description="64 hexadecimal digits, or empty")]
Url = Annotated[str, msgspec.Meta(pattern=r"^(https?://[^\s]+)?$", description="an https address, or empty")]
Email = Annotated[str, msgspec.Meta(pattern=r"^([^@\s]+@[^@\s]+)?$", description="an e-mail address, or empty")]
Version = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[0-9]{1,9}(\.[0-9]{1,9}){0,3}(-[0-9A-Za-z]+([.-][0-9A-Za-z]+)*)?(\+[0-9A-Za-z]+([.-][0-9A-Za-z]+)*)?$",
        max_length=64,
        description="a version like 2.3.1",
    ),
]
PackageName = Annotated[
    str,
    msgspec.Meta(
        pattern=r"^[A-Za-z0-9]([A-Za-z0-9+._ -]{0,98}[A-Za-z0-9+])?$",
        description="the name of a package, such as example-app or com.example.app",
    ),
]
Positive = Annotated[int, msgspec.Meta(gt=0, le=10**12, description="a whole number above 0")]
Port = Annotated[int, msgspec.Meta(ge=1, le=65535, description="a port from 1 to 65535")]
Percent = Annotated[float, msgspec.Meta(gt=0, lt=100, description="a number between 0 and 100")]
Rate = Annotated[float, msgspec.Meta(gt=0, le=100_000, description="a speed in Mbit/s above 0")]
Code = Annotated[int, msgspec.Meta(ge=0, lt=2**32, description="a whole number from 0 to 4294967295")]
FlowName = Annotated[
    str, msgspec.Meta(pattern=f"^{FLOW_ID.pattern}$", description="the id of a flow, such as speed_test")
]
Days = Annotated[int, msgspec.Meta(ge=0, le=3650, description="a whole number of days from 0 to 3650")]
FixName = Literal[
    "app.reinstall",
    "cache.clear",
    "computer.restart",
    "diagnostics.export",
    "dns.flush",
    "firmware.install",
    "network.proxy_off",
    "trash.empty",
]
"""Every repair there is; a test holds it to the registry, which lies above this layer."""
Status = Annotated[int, msgspec.Meta(ge=100, le=599, description="an HTTP status from 100 to 599")]


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    pass
