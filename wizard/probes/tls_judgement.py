"""Who answers safe connections, judged from looks at several sites. Pure; the looks are ``network.tls``'s.

One site alone proves nothing: it may have an authority of its own, or a server that forgets its intermediate
certificate. Somebody on the way answers for sites that have nothing to do with each other.
"""

import ipaddress
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

from wizard.system.base import TlsLook

_INSPECTORS = (
    "adguard", "avast web/mail shield", "avg web/mail shield", "bitdefender personal ca", "blue coat", "burp suite",
    "portswigger", "charles proxy", "do_not_trust_fiddler", "eset ssl filter", "fortigate", "fortinet untrusted",
    "kaspersky", "mitmproxy", "netskope", "sophos ssl", "superfish", "umbrella root ca", "zscaler",
)  # fmt: skip
"""Names that programs and appliances which open safe connections give to their own authorities, in small letters."""
_SECOND_LEVEL_LETTERS = 3
"""``co.uk``, ``com.au``, ``gov.cz``: a short name below a country's belongs to everybody, as the country's does."""


@dataclass(frozen=True)
class TlsJudgement:
    """The result and the look it was made from; ``unknown`` with what is missing."""

    result: Literal["ok", "inspected", "one_site", "untrusted", "unknown"]
    look: TlsLook
    detail: str = ""


def judge_looks(looks: Sequence[TlsLook]) -> TlsJudgement:
    """Judge looks at one site or more, the first being the one that everybody looks at.

    A wrong time is ``network.proxy``'s (it measures the clock), and a wrong name is what a server shows that has no
    https of its own: neither says who is on the way.
    """
    strange = [look for look in looks if look.fault == "issuer"]
    private = [look for look in looks if look.fault is None and not look.public]
    public = [look for look in looks if look.fault is None and look.public]
    for look in strange:
        if _is_inspector(look) or any(_is_same_stranger(look, other) for other in private):
            return TlsJudgement("untrusted", look)
    if not public and any(_is_same_stranger(*pair) for pair in combinations(strange, 2)):
        return TlsJudgement("untrusted", strange[0])
    for look in private:
        if _is_inspector(look) or any(_is_same_stranger(look, other) for other in private):
            return TlsJudgement("inspected", look)
    if strange:
        return TlsJudgement("one_site", strange[0])
    if public:
        return TlsJudgement("ok", public[0])
    if private:
        detail = f"{private[0].host} is trusted through an authority of its own, and no second site could be looked at"
        return TlsJudgement("unknown", private[0], detail)
    return TlsJudgement("unknown", looks[0], f"the certificate is not for this look: {looks[0].fault}")


def in_doubt(looks: Sequence[TlsLook]) -> bool:
    """Return whether another site should be looked at before anybody is named."""
    return bool(looks) and judge_looks(looks).result not in ("ok", "inspected", "untrusted")


def are_unrelated(host: str, other: str) -> bool:
    """Return whether two hosts are of different owners, as far as their names and addresses tell."""
    return _owner(host) != _owner(other)


def _is_same_stranger(look: TlsLook, other: TlsLook) -> bool:
    return bool(look.issuer) and look.issuer == other.issuer and are_unrelated(look.host, other.host)


def _is_inspector(look: TlsLook) -> bool:
    issuer = look.issuer.lower()
    return any(name in issuer for name in _INSPECTORS)


def _owner(host: str) -> str:
    """Return what hosts of one owner have in common: the end of their names, or that they are on this network."""
    host = host.lower().rstrip(".")
    try:
        return host if ipaddress.ip_address(host).is_global else "this network"
    except ValueError:
        labels = host.split(".")
    if len(labels) == 1:
        return "this network"
    shared = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= _SECOND_LEVEL_LETTERS
    return ".".join(labels[-3 if shared else -2 :])
