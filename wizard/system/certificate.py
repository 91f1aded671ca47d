"""The issuer's name out of an X.509 certificate (RFC 5280, DER): the one thing ssl does not tell of an untrusted one.

Bounds are checked at each step; whatever else stands there comes out as an empty name.
"""

_SEQUENCE, _SET, _INTEGER, _OBJECT, _VERSION = 0x30, 0x31, 0x02, 0x06, 0xA0
_COMMON_NAME, _ORGANISATION = bytes.fromhex("550403"), bytes.fromhex("55040a")
_ENCODINGS = {0x0C: "utf-8", 0x13: "ascii", 0x16: "ascii", 0x14: "latin-1", 0x1E: "utf-16-be"}
"""UTF8String, PrintableString, IA5String, TeletexString, BMPString."""
_LONGEST = 100


def issuer_name(certificate: bytes) -> str:
    """Return who issued a certificate: organisation and common name, one of them, or an empty text."""
    try:
        names = _issuer(certificate)
    except (ValueError, IndexError):
        return ""
    organisation, common = names.get(_ORGANISATION, ""), names.get(_COMMON_NAME, "")
    if not organisation or not common or organisation in common:
        return common or organisation
    return f"{organisation} ({common})"


def _issuer(certificate: bytes) -> dict[bytes, str]:
    content = _first(_first(certificate, _SEQUENCE)[0], _SEQUENCE)[0]  # Certificate, TBSCertificate
    if content[:1] == bytes([_VERSION]):
        content = _first(content, _VERSION)[1]
    content = _first(content, _INTEGER)[1]  # serial number
    content = _first(content, _SEQUENCE)[1]  # algorithm of the signature
    names = _first(content, _SEQUENCE)[0]
    found: dict[bytes, str] = {}
    while names:
        relative, names = _first(names, _SET)
        while relative:
            pair, relative = _first(relative, _SEQUENCE)
            kind, value = _first(pair, _OBJECT)
            encoding = _ENCODINGS.get(value[0])
            if encoding is not None:
                text = _first(value, value[0])[0].decode(encoding, "replace")
                found.setdefault(kind, "".join(letter for letter in text if letter.isprintable()).strip()[:_LONGEST])
    return found


def _first(data: bytes, tag: int) -> tuple[bytes, bytes]:
    """Return the content of the first element and what follows it; raises ValueError, IndexError."""
    if data[0] != tag:
        raise ValueError("another element")
    length, start = data[1], 2
    if length & 0x80:
        size = length & 0x7F
        if not 1 <= size <= 4:
            raise ValueError("no length")
        length, start = int.from_bytes(data[2 : 2 + size], "big"), 2 + size
    if start + length > len(data):
        raise ValueError("cut")
    return data[start : start + length], data[start + length :]
