"""Patterns of what is private wherever it stands, in RE2's syntax.

Every pattern is matched without regard to case on UTF-8 bytes, all in one search. So each is short: what may go on
for long (a password, a cookie, a key) is a ``tail``, read on only where the beginning was found; otherwise a hostile
file could make every search run to its end.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from wizard.report import judgement
from wizard.report.judgement import Place


def _always(_value: str) -> bool:
    return True


@dataclass(frozen=True)
class Kind:
    """One kind of private value. ``label`` is its name in placeholders; ``secret`` values never enter the map.

    The private part is what ``pattern`` matches; with ``tail`` it is what ``tail`` matches right after it (its group
    where it has one), or both together where ``whole``. ``key`` brings different forms of one value together;
    ``real`` judges the value, ``fits`` its place. ``inside`` allows a match within a longer word.
    """

    label: str
    pattern: str
    tail: str | None = None
    whole: bool = False
    key: Callable[[str], str] = str.casefold
    real: Callable[[str], bool] = _always
    fits: Callable[[str, Place], bool] | None = None
    secret: bool = False
    inside: bool = False


_WORD = r"[\p{L}\p{N}][\p{L}\p{N}-]*"
_ASSIGN = r"\\*[\"']?\s{0,24}(?:=>|[:=]|%3d|%3a)\s{0,3}"
_QUOTED = r"""\"((?:[^\"\\\n]|\\[^\n])*)\"|\\+\"([^\"\\\n]*)\\+\"|'([^'\n]*)'"""
"""A quoted value, a quoted value within a quoted text; the group is what stands between the quotes, which stay."""
_VALUE = rf"""{_QUOTED}|\\*[\"']([^\"'\n]+)|([^\s"',;&<>{{}}\[\]()]+)"""
_LONG_NAMES = (
    r"(?:password|passwd|passphrase|passcode|secret|token|api[ _-]?key|access[_-]?key|private[_-]?key|auth[_-]?key|"
    r"session[_-]?(?:id|key)|sessid|key content|credentials?)"
)
_SHORT_NAMES = "(?:pwd|pass|psk|sid|pin|otp|heslo)"
_SAYS = r"(?:password|passphrase|heslo|pin) (?:is|je|was|bylo)[ :]{1,3}"
_HEADERS = r"(?:(?:proxy-)?authorization|(?:set-)?cookie2?|x-api-key|x-auth-token|x-csrf-token)"
_H, _C = "[0-9a-f]{1,4}", "(?::|%(?:25)?3a)"
_OCTETS = r"[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}"
_IPV6 = "|".join(
    [
        f"(?:{_H}{_C}){{7}}{_H}",
        f"(?:{_H}{_C}){{1,7}}{_C}",
        *(f"(?:{_H}{_C}){{1,{7 - most}}}(?:{_C}{_H}){{1,{most}}}" for most in range(1, 7)),
        f"{_C}(?:{_C}{_H}){{1,7}}",
        f"(?:{_H}{_C}){{6}}{_OCTETS}",
        f"{_C}(?:{_C}{_H}){{0,5}}{_C}{_OCTETS}",
        f"(?:{_H}{_C}){{1,5}}(?:{_C}{_H}){{0,4}}{_C}{_OCTETS}",
    ]
)
_SEPARATOR = r"(?:\\{1,4}|/|%(?:25)?5c)"
_LOCAL = r"(?:local|lan|internal|intranet|corp|home|private|localdomain|home\.arpa|fritz\.box)"
_SERIAL = (
    r"(?:serial(?:[ _-]?(?:number|no|num|nr))?|s/n|imei|výrobní číslo|sériové číslo|machine[ _-]?(?:id|guid)|"
    r"(?:product|system|hardware)[ _-]?uuid)"
)
_SSID = r"(?:e?ssid|wi-?fi[ _-]?name|network[ _-]?name)(?: [0-9]{1,2})?"
_KEYS = "|".join(
    (
        r"(?:sk|pk|rk)[-_](?:live[-_]|test[-_]|proj-)?[0-9a-z_-]{16}",
        "gh[pousr]_[0-9a-z]{16}",
        "github_pat_[0-9a-z_]{16}",
        "glpat-[0-9a-z_-]{16}",
        "xox[abeoprs]-[0-9a-z-]{10}",
        "akia[0-9a-z]{16}",
        "aiza[0-9a-z_-]{30}",
        r"ya29\.[0-9a-z_-]{16}",
    )
)
"""Access keys that say so themselves by the way they begin."""


def _secret(
    pattern: str,
    tail: str,
    *,
    whole: bool = False,
    inside: bool = False,
    real: Callable[[str], bool] = judgement.has_value,
) -> Kind:
    return Kind("secret", pattern, tail, whole=whole, real=real, secret=True, inside=inside)


def _bare(value: str) -> str:
    return value.strip("\\\"' ").casefold()


def _plain_email(value: str) -> str:
    return re.sub(r"%40|\(at\)|&#64;", "@", re.sub("^(?:%[0-9a-f]{2})+", "", value.casefold()))


def _turned_round(value: str) -> str:
    return ".".join(value.split(".")[3::-1])


GENERIC: tuple[Kind, ...] = (
    _secret(
        "-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----",
        "[^-]+(?:-----END [A-Z ]{0,20}PRIVATE KEY-----)?",
        inside=True,
    ),
    _secret(rf"[\"']{_HEADERS}{_ASSIGN}", rf"{_QUOTED}|([^\n\"']+)", inside=True),
    _secret(rf"{_HEADERS}{_ASSIGN}", r"[^\n]+"),
    _secret(rf"{_LONG_NAMES}{_ASSIGN}", _VALUE, inside=True),
    _secret(rf"{_SHORT_NAMES}{_ASSIGN}", _VALUE),
    _secret(_SAYS, _VALUE),
    _secret(r"(?:bearer|basic|digest|negotiate)\s{1,4}", "[0-9a-z._~+/=-]{8,}", real=judgement.is_token),
    _secret("eyj[0-9a-z_-]{6}", r"[0-9a-z_-]*\.[0-9a-z_-]{6,}(?:\.[0-9a-z_-]*)?", whole=True, inside=True),
    _secret(f"(?:{_KEYS})", "[0-9a-z_-]*", whole=True),
    _secret("://", r"([^\s/\"'<>]+)@", inside=True),
    Kind(
        "data",
        r"(?m:^\s?[0-9a-z+/]{60})",
        "[0-9a-z+/]*={0,2}(?m:$)",
        whole=True,
        real=judgement.is_blob,
        secret=True,
        inside=True,
    ),
    Kind(
        "email",
        rf"[\p{{L}}\p{{N}}._%+-]+(?:@|%40|\(at\)|&#64;){_WORD}(?:\.[\p{{L}}\p{{N}}-]+)+",
        key=_plain_email,
        real=judgement.is_email,
        inside=True,
    ),
    Kind(
        "user",
        rf"{_SEPARATOR}(?:Users|Documents and Settings){_SEPARATOR}",
        rf"([^\\/:*?\"<>|\n%]{{1,64}}){_SEPARATOR}|([^\\/:*?\"<>|\s%,;)]{{1,64}})",
        real=judgement.is_person_folder,
        inside=True,
    ),
    Kind(
        "user",
        "(?:/|%2f)home(?:/|%2f)",
        r"[^\\/:*?\"<>|\s%,;)]{1,64}",
        real=judgement.is_person_folder,
        inside=True,
    ),
    Kind("sid", "S-1-5-21-[0-9]{1,10}-[0-9]{1,10}-[0-9]{1,10}(?:-[0-9]{1,10})?"),
    Kind(
        "mac",
        r"(?:[0-9a-f]{2}(?::|-|%3a)){5}[0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}",
        key=judgement.hex_digits,
        real=judgement.is_mac,
        fits=judgement.is_no_longer_row,
    ),
    Kind("serial", rf"{_SERIAL}\.?{_ASSIGN}", _VALUE, key=_bare, real=judgement.is_serial),
    Kind("host", rf"{_WORD}(?:\.[\p{{L}}\p{{N}}-]+)*\.{_LOCAL}", real=judgement.is_host, fits=judgement.is_no_file),
    Kind("host", r"\\{2,4}", r"([\p{L}\p{N}][\p{L}\p{N}.-]{1,63})\\", real=judgement.is_server),
    Kind(
        "ssid",
        rf"{_SSID}\\*[\"']?\s{{0,24}}(?:=>|[:=])\s{{0,3}}",
        rf"{_QUOTED}|([^\s\"',;:=][^\n\"',;]*)",
        key=_bare,
        real=judgement.has_value,
    ),
    Kind("address", r"(?:[0-9]{1,3}\.){4}in-addr\.arpa", key=_turned_round),
    Kind("address", r"(?:[0-9a-f]\.){32}ip6\.arpa"),
    Kind(
        "address",
        rf"(?:{_IPV6})(?:%(?:25)?[0-9a-z_.-]{{1,16}})?",
        key=judgement.address_key,
        real=judgement.is_ipv6,
        fits=judgement.is_no_longer_row,
    ),
    Kind("address", _OCTETS, key=judgement.address_key, real=judgement.is_ipv4, fits=judgement.is_no_version),
    Kind(
        "address",
        r"[0-9]{1,3}(?:-[0-9]{1,3}){3}|[0-9]{1,3}(?:_[0-9]{1,3}){3}|[0-9]{1,3}(?:\\{1,2}\.[0-9]{1,3}){3}",
        key=judgement.dotted,
        real=judgement.is_dashed_address,
        fits=judgement.is_dashed_in_name,
    ),
    Kind("card", "[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{1,7}", real=judgement.is_card, secret=True),
    Kind("personal-number", "[0-9]{6}/[0-9]{3,4}", real=judgement.is_birth_number, secret=True),
    Kind("phone", r"\+[1-9][0-9]{0,2}(?:[ -][0-9]{1,4}){2,5}", real=judgement.is_phone, inside=True),
)
