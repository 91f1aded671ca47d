"""How wide a network's channel is, by the information elements that its access point sends (IEEE 802.11-2020, 9.4.2).

Anybody nearby can send anything here: what is cut short or unknown is passed over.
"""

from collections.abc import Iterator

_HT_OPERATION, _VHT_OPERATION, _EXTENSION = 61, 192, 255
_HE_OPERATION, _EHT_OPERATION = 36, 106
_WIDTHS = {0: 20, 1: 40, 2: 80, 3: 160, 4: 320}
_HE_FIXED_BYTES = 6
_EHT_FIXED_BYTES = 5


def width_mhz(elements: bytes) -> int | None:
    """Return the widest channel that an element of operation names; None when none does."""
    return max((width for number, content in split(elements) if (width := _width(number, content))), default=None)


def split(elements: bytes) -> Iterator[tuple[int, bytes]]:
    """Return number and content of each element; one that is cut short ends it."""
    position = 0
    while position + 2 <= len(elements):
        number, length = elements[position], elements[position + 1]
        content = elements[position + 2 : position + 2 + length]
        if len(content) < length:
            return
        yield number, content
        position += 2 + length


def _width(number: int, content: bytes) -> int | None:
    if number == _HT_OPERATION and len(content) >= 2:
        return 40 if content[1] & 0x3 in (1, 3) else 20
    if number == _VHT_OPERATION and len(content) >= 3:
        return _vht_width(content)
    if number == _EXTENSION and content[:1] == bytes((_HE_OPERATION,)):
        return _he_width(content[1:])
    if number == _EXTENSION and content[:1] == bytes((_EHT_OPERATION,)):
        return _eht_width(content[1:])
    return None


def _vht_width(content: bytes) -> int | None:
    """Return 80 or 160; 20 and 40 are told by the older element."""
    width, first, second = content[:3]
    if width == 1:
        return 160 if second and abs(second - first) in (8, 16) else 80
    return 160 if width in (2, 3) else None


def _he_width(content: bytes) -> int | None:
    """Read the part about 6 GHz, where the older elements are not sent."""
    if len(content) < _HE_FIXED_BYTES:
        return None
    parameters = int.from_bytes(content[:3], "little")
    start = _HE_FIXED_BYTES + (3 if parameters >> 14 & 1 else 0) + (parameters >> 15 & 1)
    if not parameters >> 17 & 1 or len(content) < start + 2:
        return None
    return _WIDTHS.get(content[start + 1] & 0x3)


def _eht_width(content: bytes) -> int | None:
    if len(content) <= _EHT_FIXED_BYTES or not content[0] & 0x1:
        return None
    return _WIDTHS.get(content[_EHT_FIXED_BYTES] & 0x7)
