"""The tables of the firmware (SMBIOS, DMTF DSP0134 3.7), as ``GetSystemFirmwareTable`` gives them: serial numbers."""

import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

_HEADER_BYTES = 8
"""RawSMBIOSData before the tables: calling method, version, revision, length (winbase, GetSystemFirmwareTable)."""
_SYSTEM, _BOARD, _CHASSIS, _END = 1, 2, 3, 127
_SERIAL_OFFSETS = {_SYSTEM: (0x07,), _BOARD: (0x07, 0x08), _CHASSIS: (0x07, 0x08)}
"""Where the number of the text stands: serial number, and asset tag of board and chassis (7.2, 7.3, 7.4)."""
_UUID_OFFSET = 0x08
_SHORTEST_SERIAL = 4
_PLACEHOLDER = re.compile(
    r"to be filled.*|default.*|not spec.*|not applicable|none|system serial.*|serial number|base board.*|chassis.*"
    r"|asset.*tag.*|no asset.*|unknown|0+|x+|n/?a|\.+|0?123456789.*",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True)
class _Table:
    kind: int
    fields: bytes
    texts: tuple[str, ...]

    def text_at(self, offset: int) -> str:
        number = self.fields[offset] if offset < len(self.fields) else 0
        return self.texts[number - 1] if 0 < number <= len(self.texts) else ""


def serials(content: bytes) -> tuple[str, ...]:
    """Return the serial numbers, asset tags and the UUID of this computer; placeholders are left out."""
    found: list[str] = []
    for table in _tables(content[_HEADER_BYTES:]):
        found += [table.text_at(offset) for offset in _SERIAL_OFFSETS.get(table.kind, ())]
        number = table.fields[_UUID_OFFSET : _UUID_OFFSET + 16]
        if table.kind == _SYSTEM and len(number) == 16 and number.strip(b"\0") and number.strip(b"\xff"):
            found.append(str(uuid.UUID(bytes_le=number)))
    return tuple(
        dict.fromkeys(each for each in found if len(each) >= _SHORTEST_SERIAL and not _PLACEHOLDER.fullmatch(each))
    )


def _tables(content: bytes) -> Iterator[_Table]:
    """Read one table after another (6.1.2, 6.1.3); a damaged end is passed over."""
    position = 0
    while position + 4 <= len(content):
        kind, length = content[position], content[position + 1]
        end = content.find(b"\0\0", position + length)
        if length < 4 or end < 0 or kind == _END:
            return
        texts = content[position + length : end].split(b"\0")
        yield _Table(
            kind,
            content[position : position + length],
            tuple(text.decode("ascii", "replace").strip() for text in texts),
        )
        position = end + 2
