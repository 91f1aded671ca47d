"""People: accounts, names, e-mail addresses, telephone numbers, places, and the numbers states and banks give."""

import re

from wizard.report import judgement, number_judgement
from wizard.report.kind import Kind
from wizard.report.pattern_parts import SEPARATOR, WORD

_ACCOUNT = (
    r"(?:account name|kontoname|název účtu|(?:subject|target)[ _]?user[ _]?name|user[ _-]?name|username|benutzername|"
    r"uživatelské jméno|login[ _-]?name|logon name|sam ?account ?name)"
)
_HEADER = (
    r"(?m:^|[\s,;\"(])(?:from|to|cc|bcc|reply-to|sender|von|an|od|komu|kopie|author|committer|maintainer|"
    r"(?:co-authored|signed-off|reviewed|reported|tested|acked)-by):[ \t]{1,4}"
)
_PHONE = (
    r"(?:tel(?:ephone|efon)?(?:[ _-]?(?:number|číslo|nummer|no|nr))?|phone(?:[ _-]?number)?|mobile?|mobil|handy|cell|"
    r"fax|rufnummer|telefonnummer|number is|nummer ist|dial(?:l?ing)?|call me on|anruf von|volejte(?: na)?|"
    r"zavolejte(?: na)?|reach me at|rückruf)"
)
_ROLE = (
    r"(?:employee|mitarbeiter(?:in)?|zam[eě]stnan(?:ec|kyně)|pracowni(?:k|ca)|employée?|patient(?:in)?|pacient(?:ka)?|"
    r"customer|kund(?:e|in)|zákazn(?:ík|ice)|klient(?:ka)?|recipient|příjemce|empfänger(?:in)?|cardholder)"
)


def _plain_email(value: str) -> str:
    return re.sub(r"%40|\(at\)|&#64;", "@", re.sub("^(?:%[0-9a-f]{2})+", "", value.casefold()))


PEOPLE: tuple[Kind, ...] = (
    Kind(
        "email",
        rf"[\p{{L}}\p{{N}}._%+-]+(?:@|%40|\(at\)|&#64;){WORD}(?:\.[\p{{L}}\p{{N}}-]+)+",
        key=_plain_email,
        real=judgement.is_email,
        inside=True,
    ),
    Kind(
        "user",
        rf"{SEPARATOR}(?:Users|Documents and Settings){SEPARATOR}",
        rf"([^\\/:*?\"<>|\n%]{{1,64}}){SEPARATOR}|([^\\/:*?\"<>|\s%,;)]{{1,64}})",
        real=judgement.is_person_folder,
        fits=judgement.is_no_route,
        inside=True,
    ),
    Kind(
        "user",
        "(?:/|%2f)home(?:/|%2f)",
        r"[^\\/:*?\"<>|\s%,;)]{1,64}",
        real=judgement.is_person_folder,
        inside=True,
    ),
    Kind("user", rf"{_ACCOUNT}:[ \t]{{1,40}}", r"[^\s,;\"'<>()\\]+", real=judgement.is_account),
    Kind(
        "user",
        r"(?:invalid|illegal) user[ \t]+",
        r"([^\s:,'\"]+)(?:[ \t]+from|[ \t]*(?m:$)|[:,'\"])",
        real=judgement.is_account,
    ),
    Kind(
        "user",
        r"(?:(?:accepted|failed) (?:password|publickey|keyboard-interactive(?:/pam)?|none|hostbased|"
        r"gssapi-[a-z]{1,16}|login) for|session (?:opened|closed) for user|check pass; user) ",
        r"[^\s:,'\"()]+",
        real=judgement.is_account,
    ),
    Kind("user", r"\buser[ \t]{1,2}[\['\"]", r"([^\]'\"\s]{1,64})[\]'\"]", real=judgement.is_account),
    Kind(
        "user",
        r"(?:password (?:attempt|auth succeeded)|log-?in (?:attempt|failure)|"
        r"auth(?:entication)? fail(?:ure|ed)) for ['\"]",
        r"[^'\"\s]{1,64}",
        real=judgement.is_account,
    ),
    Kind("user", r"(?:user ?id|uid)=", r"[^\s;,\"'<>()&]{2,64}", real=judgement.is_account),
    Kind("user", r"(?:ruser|logname|acct)=\\*[\"']?", r"[^\s:,'\"()\\]+", real=judgement.is_account),
    Kind(
        "name",
        _HEADER,
        r"(?:\"([^\"<>\n@]{3,64})\"|([^\"<>\n@:]{3,64}?))[ \t]*<[^\s<>]+@",
        real=judgement.is_full_name,
        inside=True,
    ),
    Kind(
        "name",
        r"([\p{L}][\p{L}.'’-]*(?:,? [\p{L}][\p{L}.'’-]*){1,3})\"? <[\p{L}\p{N}._%+-]+@",
        grouped=True,
        real=judgement.is_full_name,
    ),
    Kind(
        "name",
        rf"\b{_ROLE}[: \t]{{1,4}}",
        r"[\p{L}][\p{L}.'’-]*(?: [\p{L}][\p{L}.'’-]*){1,2}",
        real=judgement.is_full_name,
    ),
    Kind(
        "name", '[;, ]CN="?', r"([^\",;:=\n<>]{3,64})\"?(?::mailto:|,[ ]?OU=)", real=judgement.is_full_name, inside=True
    ),
)

_CODE = r"\+[1-9][0-9]{0,2}"
_INTERNATIONAL = "|".join(
    (
        rf"{_CODE}[ /-]?[0-9]{{6,12}}",
        rf"{_CODE}[ ./-][0-9]{{1,4}}(?:[ ./-][0-9]{{2,4}}){{1,4}}",
        rf"{_CODE}[ /-][0-9]{{2,5}}[ /-][0-9]{{4,8}}",
        rf"{_CODE}[ /-]?\(0?[0-9]{{0,4}}\)[ /-]?[0-9]{{1,8}}(?:[ /-][0-9]{{2,8}}){{0,4}}",
        "00[1-9][0-9]{0,2}[ /-][0-9]{1,4}(?:[ /-][0-9]{2,8}){1,4}",
    )
)
_NATIONAL = "|".join(
    (
        r"(?:\([2-9][0-9]{2}\) ?|[2-9][0-9]{2}[-.])[2-9][0-9]{2}[-.][0-9]{4}",  # North America
        "07[0-9]{3} [0-9]{3} ?[0-9]{3}",  # United Kingdom
        "01[567][0-9]{1,2}[ /-][0-9]{6,8}|0[2-9][0-9]{1,4}/[0-9]{4,8}",  # Germany
        "0[2-9][0-9]{1,4} / [0-9]{2,8}(?: [0-9]{2,4}){0,4}",  # Germany
        "0[1-9](?: [0-9]{2}){4}",  # France
        "[67][0-9]{2} [0-9]{3} [0-9]{3}",  # Czechia
    )
)
_LATITUDE, _LONGITUDE = "-?[0-9]{1,2}", "-?[0-9]{1,3}"

NUMBERS: tuple[Kind, ...] = (
    Kind("card", r"\b[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{4}[ -]?[0-9]{1,7}", real=number_judgement.is_card, secret=True),
    Kind("card", "3[47][0-9]{2}[ -][0-9]{6}[ -][0-9]{5}", real=number_judgement.is_card, secret=True),
    Kind(
        "account",
        r"\b[a-z]{2}[0-9]{2}(?:[0-9a-z]{11,30}|(?:[ -][0-9a-z]{4}){2,7}(?:[ -][0-9a-z]{1,3})?)",
        key=number_judgement.iban_key,
        real=number_judgement.is_iban,
        secret=True,
    ),
    Kind("personal-number", "[0-9]{6}/[0-9]{3,4}", real=number_judgement.is_birth_number, secret=True),
    Kind(
        "personal-number",
        r"(?:rodné číslo|rodne cislo|r\. ?č\.|rč)[: \t]{1,4}",
        "[0-9]{6}/?[0-9]{3,4}",
        real=number_judgement.is_birth_number,
        secret=True,
    ),
    Kind(
        "personal-number",
        "[0-9]{3}-[0-9]{2}-[0-9]{4}",
        real=number_judgement.is_social_security,
        fits=number_judgement.is_no_longer_number,
        secret=True,
    ),
    Kind("phone", _INTERNATIONAL, key=number_judgement.phone_key, real=number_judgement.is_phone),
    Kind(
        "phone",
        _NATIONAL,
        key=number_judgement.phone_key,
        real=number_judgement.is_phone,
        fits=number_judgement.is_lone_phone,
    ),
    Kind(
        "phone",
        rf"\b{_PHONE}[.\\]{{0,2}}[\"']?[:=]?[ \t\"'\\]{{0,4}}",
        r"\+?\(?[0-9](?:[ ()./-]{0,2}[0-9]){5,14}",
        key=number_judgement.phone_key,
        real=number_judgement.is_short_phone,
        fits=number_judgement.is_lone_phone,
    ),
    Kind(
        "phone",
        rf"\b{_PHONE}(?: [\p{{L}}.]{{1,16}}){{1,3}} ",
        r"[0-9]{3}[ -][0-9]{3}[ -][0-9]{3,4}",
        key=number_judgement.phone_key,
        real=number_judgement.is_short_phone,
        fits=number_judgement.is_lone_phone,
    ),
    Kind(
        "place",
        rf"{_LATITUDE}\.[0-9]{{4,15}}(?:[,;]|%2c)[ \t]?{_LONGITUDE}\.[0-9]{{4,15}}|"
        rf"{_LATITUDE}\.[0-9]{{5,15}} {_LONGITUDE}\.[0-9]{{5,15}}",
        real=number_judgement.is_position,
        fits=number_judgement.is_lone_position,
    ),
    Kind("place", "[0-9]{1,3}(?:°| deg) ?[0-9]{1,2}['′] ?[0-9.]{1,8}[\"″] ?[NSEW]"),
    Kind(
        "place",
        r"(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng)\\*[\"']?[ \t]{0,4}[:=][ \t\"'\\]{0,4}",
        r"-?[0-9]{1,3}\.[0-9]{3,}",
        real=number_judgement.is_degree,
    ),
    Kind(
        "place",
        r"\b(?:lat(?:itude)?|lon(?:g(?:itude)?)?|lng)[ \t]{1,2}",
        r"-?[0-9]{1,3}\.[0-9]{4,}",
        real=number_judgement.is_degree,
    ),
)
