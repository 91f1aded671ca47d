"""What Windows says of the entries of a folder, and of a link: decoded from its buffers, on any system."""

import struct
from dataclasses import dataclass

FILE_ATTRIBUTE_READONLY = 0x1
FILE_ATTRIBUTE_DIRECTORY = 0x10
FILE_ATTRIBUTE_REPARSE_POINT = 0x400
_NAME_SURROGATE = 0x2000_0000
"""Set in the tag of whatever leads elsewhere: symbolic links, junctions, mounted volumes ([MS-FSCC] 2.1.2.1)."""
_MOUNT_POINT = 0xA000_0003
_ENTRY = struct.Struct("<II 32x q 8x III")
"""``FILE_ID_BOTH_DIR_INFO``: next entry, index, four times, size, room on the disk, attributes, length of name, tag."""
_FILE_ID_AT = 96
_NAME_AT = 104
_FILE_ID = struct.Struct("<Q")
_MOUNT_POINT_NAMES = struct.Struct("<I 4x HH 4x")
"""``REPARSE_DATA_BUFFER`` of a mount point: tag, then place and length of the substitute name."""


@dataclass(frozen=True)
class Entry:
    """One name in a folder. ``file_id`` is 0 where the file system has none."""

    name: str
    attributes: int
    size_bytes: int
    reparse_tag: int
    file_id: int

    @property
    def is_folder(self) -> bool:
        """A folder that can be gone into: no reparse point of any kind."""
        return self.attributes & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT) == FILE_ATTRIBUTE_DIRECTORY

    @property
    def is_file(self) -> bool:
        """A file with content of its own; that of a compressed or not yet downloaded one hangs on a reparse point."""
        return not self.attributes & FILE_ATTRIBUTE_DIRECTORY and not leads_elsewhere(self.attributes, self.reparse_tag)


def leads_elsewhere(attributes: int, reparse_tag: int) -> bool:
    """Return whether a file or folder stands for another one."""
    return bool(attributes & FILE_ATTRIBUTE_REPARSE_POINT) and (reparse_tag == 0 or bool(reparse_tag & _NAME_SURROGATE))


def decode_listing(buffer: bytes) -> list[Entry]:
    """Return the entries of a buffer of ``FILE_ID_BOTH_DIR_INFO``, without ``.`` and ``..``.

    Names are UTF-16 as the disk has them, broken pairs included. A buffer that is damaged ends where it is.
    """
    entries = []
    at = 0
    while at + _NAME_AT <= len(buffer):
        following, _index, size_bytes, attributes, name_bytes, tag = _ENTRY.unpack_from(buffer, at)
        raw = buffer[at + _NAME_AT : at + _NAME_AT + name_bytes]
        name = raw[: len(raw) // 2 * 2].decode("utf-16-le", "surrogatepass")
        if name not in {"", ".", ".."}:
            is_reparse_point = attributes & FILE_ATTRIBUTE_REPARSE_POINT
            (file_id,) = _FILE_ID.unpack_from(buffer, at + _FILE_ID_AT)
            entries.append(Entry(name, attributes, size_bytes, tag if is_reparse_point else 0, file_id))
        if following == 0:
            break
        at += following
    return entries


def is_plain_name(name: str) -> bool:
    """Return whether a name is one step down, and no path or stream, whatever a server of files says."""
    return name not in {"", ".", ".."} and not any(character in name for character in "\\/:\0")


def is_mounted_volume(reparse_data: bytes) -> bool:
    r"""Return whether a reparse point is where a volume is mounted (``\??\Volume{…}\``), and no junction."""
    if len(reparse_data) < _MOUNT_POINT_NAMES.size:
        return False
    tag, place, length = _MOUNT_POINT_NAMES.unpack_from(reparse_data)
    start = _MOUNT_POINT_NAMES.size + place
    target = reparse_data[start : start + length // 2 * 2].decode("utf-16-le", "surrogatepass")
    return tag == _MOUNT_POINT and target.lower().startswith("\\??\\volume{")
