"""The forms in which one name of this computer turns up in files, as RE2 patterns.

A name is met plain, in capitals, without accents, dashed, backslash-escaped, URL-encoded, as ``\\uXXXX``, as an HTML
entity, in the code pages of Windows and DOS, and as the letter salad that wrong decoding makes of it.
"""

import re
import unicodedata
from base64 import b64encode
from collections.abc import Iterable
from urllib.parse import quote

from wizard.report.hygiene import clean_text
from wizard.report.network_judgement import hex_digits
from wizard.report.rawbytes import RAW_BYTE, raw_bytes_shown

_CODE_PAGES = ("cp1250", "cp1252", "iso8859-2", "cp852", "mac_latin2")
_SLASH = r"(?:\\{1,4}/?|/|%(?:25)?5c|%(?:25)?2f|\\u005c|&#47;|&#x2f;|&#92;)"
_SPACE = r"(?:[ ._+,-]|%(?:25)?20|\\u0020|\\ |&nbsp;|&#32;){0,3}"
_LOOSE = {
    "-": r"(?:[-_.]|%(?:25)?2d)",
    "_": r"(?:[-_.]|%(?:25)?5f)",
    ".": r"(?:\\{0,2}\.|[-_]|%(?:25)?2e)",
    ":": r"(?::|%(?:25)?3a|\||-)",
    "@": r"(?:@|%(?:25)?40)",
    "'": r"(?:\\{0,2}['’]|%(?:25)?27|&#39;|&#x27;|&apos;|_|-)?",
    "’": r"(?:\\{0,2}['’]|%(?:25)?27|&#39;|&#x27;|&apos;|_|-)?",
}
_ENDINGS = (
    "ovi", "ových", "ovým", "ovými", "ova", "ovy", "ovo", "ovu", "ovou", "ové", "ová", "ův", "em", "ům", "ů", "ech",
    "ích", "a", "e", "i", "u", "y", "o", "ou", "ě", "é", "í", "á", "ý", "ám", "ami", "ách", "ého", "ému", "ém", "ým",
    "ých", "ými", "ího", "ímu", "ím",
)  # fmt: skip
"""Endings of Czech names: *Novák* is also met as *Novákovi*, *Novotný* as *Novotného*."""
_SHORTEST_BASE64 = 8
_VOWELS = "aeiouyáéíóúůýě"


def literal(text: str) -> str:
    """Return the pattern of every form of ``text``; matched without regard to case."""
    return "".join(_character(character) for character in unicodedata.normalize("NFC", text))


def path(text: str) -> str:
    """Return the pattern of every form of a path, whichever way its separators lean."""
    trimmed = text.rstrip("\\/")
    return "".join(_SLASH if character in "\\/" else _character(character) for character in trimmed)


def mac(text: str) -> str:
    """Return the pattern of a hardware address in colon, dash, dot and bare form."""
    digits = hex_digits(text)
    return "(?:[:._-]|%3a)?".join(digits[index : index + 2] for index in range(0, len(digits), 2))


def base64(text: str) -> tuple[str, ...]:
    """Return the patterns of a text within a longer one in base64: what it looks like from each of three places.

    Only the signs that the text alone decides; none where those are too few to be sure.
    """
    found = []
    raw = text.encode()
    for offset, foreign in enumerate((0, 2, 3)):
        signs = b64encode(b"\0" * offset + raw).decode()[foreign : (offset + len(raw)) * 8 // 6]
        if len(signs) >= _SHORTEST_BASE64:
            found.append(signs.replace("+", "[+-]").replace("/", "[/_]"))
    return tuple(found)


def hexadecimal(text: str) -> str:
    """Return the pattern of a text as hexadecimal digits of UTF-8 or UTF-16, with or without signs between."""
    between = r"(?:[:, -]|\\x)?"
    return f"{between}(?:00{between})?".join(f"{byte:02x}" for byte in text.encode())


def cases(text: str) -> set[str]:
    """Return a text as it is, in small letters and in capitals."""
    return {text, text.lower(), text.upper()}


def spellings(parts: tuple[str, ...]) -> set[str]:
    """Return the ways to write a name that encodings tell apart: order, signs between, case, accents."""
    orders = [(parts[0], parts[-1]), parts, (parts[-1], *parts[:-1])]
    written = {sign.join(order) for order in orders for sign in " ._"} | {part for part in parts if len(part) > 5}
    return {form for text in written for plain in (text, without_accents(text)) for form in cases(plain)}


def name_parts(full_name: str) -> tuple[str, ...]:
    """Return the words of a person's name, without academic titles (``Ing.``, ``Ph.D.``)."""
    words = re.split(r"[\s,;()\"]+", one_form(full_name))
    return tuple(word for word in words if word and not word.endswith(".") and word.lower() != "csc")


def whole_name(parts: tuple[str, ...]) -> tuple[str, ...]:
    """Return the patterns of a name of two words or more: both orders, and with an initial."""
    first, last = parts[0], parts[-1]
    orders = [parts, (last, *parts[:-1]), (first, last)]
    if len(last) > 3:  # "a to" is no initial and name
        orders.append((first[0], last))
    return tuple(dict.fromkeys(_SPACE.join(one_name(part) for part in order) for order in orders))


def one_name(part: str) -> str:
    """Return the pattern of one word of a name, with its Czech endings when it is long enough to be sure of."""
    if len(part) < 4:
        return literal(part)
    if len(part) > 4 and part[-1].lower() in _VOWELS:
        return f"{literal(part[:-1])}(?:{literal(part[-1])}|{_endings()})"
    return f"{literal(part)}(?:{_endings()})?"


def _endings() -> str:
    return "|".join(sorted({*_ENDINGS, *(without_accents(ending) for ending in _ENDINGS)}))


def one_form(text: str) -> str:
    """Return ``text`` as it stands while files are looked at: NFC, what is not UTF-8 as a private-use character."""
    return unicodedata.normalize("NFC", raw_bytes_shown(text))


def without_accents(text: str) -> str:
    """Return ``text`` in plain letters: *Jiří* as *Jiri*."""
    spread = unicodedata.normalize("NFD", text.replace("ł", "l").replace("Ł", "L").replace("ß", "ss"))
    return "".join(character for character in spread if not unicodedata.combining(character))


def _character(character: str) -> str:
    if character == " ":
        return _SPACE
    if character in _LOOSE:
        return _LOOSE[character]
    if character.isascii() and character.isalnum():
        return character
    if character.isascii():
        return _any({re.escape(character), re.escape(quote(character, safe="")), f"&#{ord(character)};"})
    return _accented(character)


def _accented(character: str) -> str:
    """Return every form of a letter outside ASCII, small and capital."""
    forms: set[str] = {r"\?", "\ufffd{1,2}"}
    for cased in {character.lower(), character.upper(), character}:
        forms |= _one_accented(cased)
    return _any(forms)


def _one_accented(character: str) -> set[str]:
    plain = without_accents(character)
    spread = unicodedata.normalize("NFD", character)
    forms = {re.escape(character), re.escape(plain)}
    for text in (character, spread):
        encoded = quote(text, safe="")
        forms |= {encoded, encoded.replace("%", "%25")}
    forms |= {rf"\\{{1,2}}u{ord(sign):04x}" for sign in character if ord(sign) < 0x10000}
    forms |= {f"&#{ord(character[0])};", f"&#x{ord(character[0]):x};"}
    for page in _CODE_PAGES:
        forms |= _in_code_page(character, page)
    return {form for form in forms if form}


def _in_code_page(character: str, page: str) -> set[str]:
    """Return a letter written in a code page, and its UTF-8 bytes read in that code page."""
    forms = set()
    try:
        raw = character.encode(page)
        forms |= {"".join(chr(RAW_BYTE + byte) for byte in raw), quote(raw)}
        forms.add("".join(rf"\\{{1,2}}x{byte:02x}" for byte in raw))
    except UnicodeEncodeError:
        pass
    encoded = character.encode()
    forms.add("".join(rf"\\{{1,2}}x{byte:02x}" for byte in encoded))
    salad = encoded.decode(page, errors="ignore")
    if len(salad) > 1:
        forms.add(re.escape(clean_text(salad)))
    return forms


def _any(forms: Iterable[str]) -> str:
    return f"(?:{'|'.join(sorted(forms))})"
