"""Tells secrets from the words around them: a state, a variable's name, a piece of a program."""

import re
import unicodedata

from wizard.report.place import Place
from wizard.report.words import LABELS

PLACEHOLDER = re.compile(rf"<(?:address|{'|'.join(LABELS)})-\d+>|<home>|<data>")
"""What stands for a value that was hidden already."""
_EMPTY = re.compile(r"<[a-z -]+>|\*+|x{3,}|null|nil|undefined|\(null\)|n/?a", re.IGNORECASE)
_REFERENCE = re.compile(
    r"\$\{?\w+\}?(?:(?:->|\.|\[|\().*)?|[`].*|\$\(.*|%\w+%|\{\{.*|<%.*|process\.env\b.*|os\.environ\b.*|getenv\b.*|@\w+@|\[\w+\]|[bi]:\d{1,9}"
)
"""A variable instead of a value; ``i:0`` is a typed setting of a remote desktop file."""
_STATE = re.compile(
    r"[a-z]{2,}(?:ed|ing)|required|missing|empty|invalid|incorrect|wrong|correct|valid|ok|okay|true|false|yes|no|none|"
    r"null|unknown|default|optional|set|unset|not|ano|ne|ja|nein|is|are|was|has|have|must|the|a|an|your|for|from|to|and|"
    r"or|on|in|at|of|with|by|please|try|read-only|stale|partial|busy|too|can|cannot|will|should|file|field|input|auth|"
    r"present|absent|session|account|chauthtok|setcred|include|omit|same-origin|password|passwd|passwort|heslo|token|key|user|prompt"
)
"""What stands after ``password:`` in a sentence, and the operations of PAM."""
_WORD = re.compile(r"(?=.{4,40}$)(?:[A-Z]?[a-z]+|[A-Z]+)(?:[._-](?:[A-Z]?[a-z]+|[A-Z]+))*")
_NO_PASSWORD = re.compile(r"[:/\\]|\.[a-z]{2,4}$|^[-(<\[]|^\w+=|^[a-z]+(?:_[a-z0-9]+)+$|^0x|^\d+(?:[.,]\d+)*\w?$")
"""Paths, file names, options, settings and numbers."""
_PREFERENCE = re.compile(
    r"(?:lang|language|locale|theme|skin|mode|tz|time_?zone|currency|country|region|consent|layout|view|font|dark|"
    r"cookie\w*|gdpr|banner\w*|accept\w*|notice\w*|first_?visit|seen\w*|resolution|viewport|pref\w*)",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(
    r"(?:path|domain|max-age|expires|samesite|secure|httponly|version|priority|partitioned)", re.IGNORECASE
)


def _without_accents(value: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", value) if not unicodedata.combining(sign))


def has_value(value: str) -> bool:
    """Return whether there is something to hide: not empty, not "none", not hidden already, no variable."""
    plain = value.strip("\"'\\ ")
    if len(plain) < 2 or _EMPTY.fullmatch(plain) or PLACEHOLDER.fullmatch(plain):
        return False
    return not _REFERENCE.fullmatch(plain) and plain.strip("=-_.*#~") != ""


def is_password(value: str) -> bool:
    """Return whether what is given as a password may be one: no word that says there is none."""
    return has_value(value) and value.lower() not in ("none", "true", "false", "yes", "no", "null", "ano", "ne")


def is_no_state(value: str, place: Place) -> bool:
    """Tell a password from the rest of a sentence or program: ``password: rejected``, ``password = read()``."""
    if place.after(1) == "(" or value.startswith(":"):
        return False
    return place.before(1) in ("=", '"', ">", "'") or not (value[1:].islower() and _STATE.fullmatch(value.lower()))


def is_machine_made(value: str) -> bool:
    """Return whether a value may be a token or key: no word, no small number."""
    word = _WORD.fullmatch(_without_accents(value)) or _STATE.fullmatch(value)
    return has_value(value) and not word and not re.fullmatch(r"[0-9.]{1,9}|0x[0-9a-f]+|dword:[0-9a-f]{8}", value)


def is_no_public_part(value: str, place: Place) -> bool:
    """Return False for what is public by name (``publicKeyToken=``) and for pieces of programs."""
    return is_no_state(value, place) and not re.search(
        r"public[ _-]?key[ _-]?[a-z]*[\W\d]{1,8}$|public[ _-]?[a-z]*[\W\d]{1,4}$", place.before(40), re.IGNORECASE
    )


def is_strong(value: str) -> bool:
    """Return whether a word is no word: digits and letters, odd signs, or capitals within."""
    if not has_value(value) or len(value) < 6 or _NO_PASSWORD.search(value):
        return False
    kinds = sum(bool(re.search(kind, value)) for kind in ("[0-9]", r"[^\w.\s-]", "[A-Z]", "[a-z]"))
    return kinds >= 2 and not re.fullmatch(
        r"[A-Z]?[a-z]+[.,;!?]?|[A-Z]+[.,;!?]?|[A-Za-z]+(?:[-_'’][A-Za-z]+)*[.,;!?]*", value
    )


def is_strong_or_phrase(value: str) -> bool:
    """Return whether a word is no word, or a phrase of three words with dashes."""
    return is_strong(value) or bool(re.fullmatch(r"[^\W\d_]+(?:-[^\W\d_]+){2,}", value))


def is_token(value: str) -> bool:
    """Return whether what follows ``Bearer`` or ``Basic`` is a token, not a word: "basic settings"."""
    inner = value[1:]
    return bool(re.search("[0-9=+/_]", value)) or (inner != inner.lower() and inner != inner.upper())


def is_access_key(value: str) -> bool:
    """Return whether what begins like an access key is one, not a name in a program: ``pk_encrypt_with_point``."""
    return has_value(value) and (bool(re.search("[0-9]", value)) or (value.isupper() and value.isalpha()))


def is_blob(value: str) -> bool:
    """Return whether a long line is encoded data, not a checksum or a word."""
    return bool(re.search("[g-zG-Z+/]", value)) and bool(re.search("[0-9]", value))


def has_private_cookie(value: str) -> bool:
    """Return whether a line of cookies holds more than attributes and settings such as the language."""
    if not has_value(value):
        return False
    pairs = [pair.strip().partition("=") for pair in value.split(";")]
    return any(
        content and not (_ATTRIBUTE.fullmatch(name) or (_PREFERENCE.fullmatch(name) and len(content) <= 32))
        for name, _, content in pairs
    )


def has_private_header(value: str) -> bool:
    """Return whether a header's content is a secret: no variable, no cookie that only holds a setting."""
    plain = re.sub(r"^(?:bearer|basic|token|digest|negotiate)\s+", "", value.strip("\"'\\ "), flags=re.IGNORECASE)
    first = re.split(r"[\s\"',;}]", plain, maxsplit=1)[0]
    if plain[:1] in ("{", "[", ":") or _REFERENCE.fullmatch(first) or PLACEHOLDER.match(plain):
        return False
    return has_private_cookie(plain) if "=" in plain.rstrip("=") else is_machine_made(first)


def is_query_secret(value: str) -> bool:
    """Return whether a part of an address is a secret: eight signs or more, and no word."""
    return len(value) >= 8 and is_machine_made(value)


def is_option_value(value: str) -> bool:
    """Return whether an argument of a program may be a password."""
    return is_password(value) and value not in ("on", "off", "-", "--", "/?")


def is_last_argument(_value: str, place: Place) -> bool:
    """Return False for what a secret is for, with the secret behind it: ``password "Auth" "…"``."""
    return not re.match(r"[\"'][ \t]+[\"']", place.after(4))


def is_no_longer_word(_value: str, place: Place) -> bool:
    """Return False where a row of groups goes on with a dash."""
    return not re.search(r"[\w]-$", place.before(2)) and not re.match(r"-\w", place.after(2))


def is_product_key(value: str) -> bool:
    """Return whether five groups of five are a product key: capitals and digits, both of them."""
    return value == value.upper() and bool(re.search("[A-Z]", value)) and bool(re.search("[0-9]", value))


def is_licence_key(value: str) -> bool:
    """Return whether groups of four are a licence: as a product key, and no hexadecimal number."""
    return is_product_key(value) and bool(re.search("[G-Z]", value))
