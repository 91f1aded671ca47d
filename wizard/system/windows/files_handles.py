r"""Files and folders of Windows by open handles: a name is taken in a folder that is held open, never along a path.

``NtCreateFile`` with a root directory is what ``openat`` is elsewhere: a folder that is swapped for a junction
leads nowhere else, and neither 260 characters nor ``\\?\`` matter (Windows documentation, "NtCreateFile",
"SetFileInformationByHandle", "FILE_DISPOSITION_INFO_EX").
"""

import ctypes
import errno
import sys
from collections.abc import Iterator
from dataclasses import dataclass

from wizard.system.windows.files_listing import (
    FILE_ATTRIBUTE_DIRECTORY,
    FILE_ATTRIBUTE_READONLY,
    FILE_ATTRIBUTE_REPARSE_POINT,
    Entry,
    decode_listing,
    is_mounted_volume,
    leads_elsewhere,
)
from wizard.system.windows.structures_files import (
    ByHandleFileInformation,
    FileAttributeTagInfo,
    FileBasicInfo,
    FileStandardInfo,
    IoStatusBlock,
    ObjectAttributes,
    UnicodeString,
)

assert sys.platform == "win32"

DELETE = 0x1_0000
FILE_LIST_DIRECTORY = 0x1
FILE_READ_ATTRIBUTES = 0x80
FILE_WRITE_ATTRIBUTES = 0x100
READ_CONTROL = 0x2_0000
_FILE_WRITE_DATA = 0x2
_SYNCHRONIZE = 0x10_0000
SHARE_NONE = 0
SHARE_READ_WRITE = 0x1 | 0x2
SHARE_ALL = SHARE_READ_WRITE | 0x4
ERROR_ACCESS_DENIED = 5
ERROR_SHARING_VIOLATION = 32
ERROR_DIR_NOT_EMPTY = 145
_ERROR_NO_MORE_FILES = 18
_ERROR_FILE_NOT_FOUND = 2
_ERROR_MORE_DATA = 234
_VOLUME_NAME_NONE = 0x4
_FILE_OPEN = 1
_FILE_CREATE = 2
FILE_DIRECTORY_FILE = 0x1
_FILE_NON_DIRECTORY_FILE = 0x40
_FILE_SYNCHRONOUS_IO_NONALERT = 0x20
_FILE_OPEN_FOR_BACKUP_INTENT = 0x4000
_FILE_OPEN_REPARSE_POINT = 0x20_0000
_OBJ_CASE_INSENSITIVE = 0x40
_OBJ_DONT_REPARSE = 0x1000
_OPEN_EXISTING = 3
_FILE_FLAG_BACKUP_SEMANTICS = 0x0200_0000
_FILE_FLAG_OPEN_REPARSE_POINT = 0x0020_0000
_STATUS_INVALID_PARAMETER = 0xC000_000D
_STATUS_DELETE_PENDING = 0xC000_0056
_STATUS_NOT_A_DIRECTORY = 0xC000_0103
_STATUSES_OF_A_LINK = frozenset({0x8000_002D, 0xC000_050B})
"""STATUS_STOPPED_ON_SYMLINK, STATUS_REPARSE_POINT_ENCOUNTERED."""
_FILE_BASIC_INFO = 0
_FILE_STANDARD_INFO = 1
_FILE_NAME_INFO = 2
_FILE_DISPOSITION_INFO = 4
_FILE_ATTRIBUTE_TAG_INFO = 9
_FILE_ID_BOTH_DIRECTORY_INFO = 10
_FILE_ID_BOTH_DIRECTORY_RESTART_INFO = 11
_FILE_DISPOSITION_INFO_EX = 21
_DELETE_AT_ONCE = 0x1 | 0x2 | 0x10
"""FILE_DISPOSITION_DELETE, _POSIX_SEMANTICS (the name goes at once), _IGNORE_READONLY_ATTRIBUTE."""
_NOT_KNOWN = frozenset({1, 50, 87, 120, 124})
"""Answers of a Windows or a file system that does not know FILE_DISPOSITION_INFO_EX."""
_FSCTL_GET_REPARSE_POINT = 0x900A8
_LISTING_BYTES = 65_536
_MAX_REPARSE_BYTES = 16_384
_USUAL_NAME_BYTES = 2_048
_MAX_NAME_BYTES = 65_536 + 4

_kernel32 = ctypes.WinDLL("kernel32", use_last_error=True)
_ntdll = ctypes.WinDLL("ntdll")
_kernel32.CreateFileW.restype = ctypes.c_void_p
_kernel32.CreateFileW.argtypes = (
    ctypes.c_wchar_p,
    ctypes.c_uint32,
    ctypes.c_uint32,
    ctypes.c_void_p,
    ctypes.c_uint32,
    ctypes.c_uint32,
    ctypes.c_void_p,
)
_kernel32.CloseHandle.argtypes = (ctypes.c_void_p,)
_kernel32.GetFileInformationByHandle.argtypes = (ctypes.c_void_p, ctypes.c_void_p)
for _call in (_kernel32.GetFileInformationByHandleEx, _kernel32.SetFileInformationByHandle):
    _call.argtypes = (ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p, ctypes.c_uint32)
_kernel32.GetFinalPathNameByHandleW.restype = ctypes.c_uint32
_kernel32.GetFinalPathNameByHandleW.argtypes = (ctypes.c_void_p, ctypes.c_wchar_p, ctypes.c_uint32, ctypes.c_uint32)
_kernel32.GetVolumeInformationByHandleW.argtypes = (
    ctypes.c_void_p,
    ctypes.c_wchar_p,
    ctypes.c_uint32,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_void_p,
    ctypes.c_wchar_p,
    ctypes.c_uint32,
)
_kernel32.DeviceIoControl.argtypes = (
    ctypes.c_void_p,
    ctypes.c_uint32,
    ctypes.c_void_p,
    ctypes.c_uint32,
    ctypes.c_void_p,
    ctypes.c_uint32,
    ctypes.c_void_p,
    ctypes.c_void_p,
)
_ntdll.NtCreateFile.restype = ctypes.c_uint32
_ntdll.NtCreateFile.argtypes = (
    ctypes.POINTER(ctypes.c_void_p),
    ctypes.c_uint32,
    ctypes.POINTER(ObjectAttributes),
    ctypes.POINTER(IoStatusBlock),
    ctypes.c_void_p,
    ctypes.c_uint32,
    ctypes.c_uint32,
    ctypes.c_uint32,
    ctypes.c_uint32,
    ctypes.c_void_p,
    ctypes.c_uint32,
)
_ntdll.RtlNtStatusToDosError.restype = ctypes.c_uint32
_ntdll.RtlNtStatusToDosError.argtypes = (ctypes.c_uint32,)

_INVALID_HANDLE = ctypes.c_void_p(-1).value


@dataclass(frozen=True)
class Status:
    """What an open file or folder is. ``index`` is unique on its volume where the file system can have it so."""

    attributes: int
    reparse_tag: int
    volume: int
    index: int
    size_bytes: int
    links: int

    @property
    def is_folder(self) -> bool:
        """A folder that can be gone into: no reparse point of any kind."""
        return self.attributes & (FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT) == FILE_ATTRIBUTE_DIRECTORY

    @property
    def leads_elsewhere(self) -> bool:
        """A symbolic link, a junction or a mounted volume."""
        return leads_elsewhere(self.attributes, self.reparse_tag)


def open_anchor(anchor: str) -> int:
    r"""Return a handle to where a full path begins (``C:\``, ``\\server\share\``). Raises OSError."""
    flags = _FILE_FLAG_BACKUP_SEMANTICS | _FILE_FLAG_OPEN_REPARSE_POINT
    handle = _kernel32.CreateFileW(anchor, FILE_READ_ATTRIBUTES, SHARE_ALL, None, _OPEN_EXISTING, flags, None)
    if handle is None or handle == _INVALID_HANDLE:
        raise ctypes.WinError(ctypes.get_last_error())
    return int(handle)


def open_in(folder: int, name: str, access: int, share: int, options: int = 0) -> int:
    """Return a handle to what goes by this one name in an open folder; a link is opened as itself.

    Raises OSError: FileNotFoundError also for what is being deleted, NotADirectoryError for a link on the way.
    """
    return _opened(folder, name, access, share, disposition=_FILE_OPEN, options=options | _FILE_OPEN_FOR_BACKUP_INTENT)


def create_in(folder: int, name: str, descriptor: int) -> int:
    """Return a handle to a new file of this one name in an open folder, which nobody else can open meanwhile.

    ``descriptor`` is the address of its access list. Raises OSError: FileExistsError when there is anything already.
    """
    access = _FILE_WRITE_DATA | FILE_READ_ATTRIBUTES
    options = _FILE_NON_DIRECTORY_FILE
    return _opened(folder, name, access, SHARE_NONE, disposition=_FILE_CREATE, options=options, descriptor=descriptor)


def _opened(
    folder: int, name: str, access: int, share: int, *, disposition: int, options: int, descriptor: int | None = None
) -> int:
    global _attributes  # noqa: PLW0603  (learned once: whether this Windows knows the attribute)
    text = ctypes.create_unicode_buffer(name)
    length = len(name.encode("utf-16-le", "surrogatepass"))
    string = UnicodeString(length, length, ctypes.addressof(text))
    handle = ctypes.c_void_p()
    while True:
        attributes = ObjectAttributes(
            ctypes.sizeof(ObjectAttributes), folder, ctypes.pointer(string), _attributes, descriptor, None
        )
        status = _ntdll.NtCreateFile(
            ctypes.byref(handle),
            access | _SYNCHRONIZE,
            ctypes.byref(attributes),
            ctypes.byref(IoStatusBlock()),
            None,
            0,
            share,
            disposition,
            options | _FILE_SYNCHRONOUS_IO_NONALERT | _FILE_OPEN_REPARSE_POINT,
            None,
            0,
        )
        if status != _STATUS_INVALID_PARAMETER or not _attributes & _OBJ_DONT_REPARSE:
            break
        _attributes &= ~_OBJ_DONT_REPARSE
    if status == 0 and handle.value is not None:
        return handle.value
    raise _error(status, name)


_attributes = _OBJ_CASE_INSENSITIVE | _OBJ_DONT_REPARSE
"""Windows 10 1607 and later refuse to go through a reparse point, even a folder that became one while it was open."""


def _error(status: int, name: str) -> OSError:
    if status == _STATUS_DELETE_PENDING:
        return FileNotFoundError(errno.ENOENT, "is being deleted", name)
    if status == _STATUS_NOT_A_DIRECTORY or status in _STATUSES_OF_A_LINK:
        return NotADirectoryError(errno.ENOTDIR, "is no folder, or a link", name)
    error = ctypes.WinError(_ntdll.RtlNtStatusToDosError(status))
    error.filename = name
    return error


def close(handle: int) -> None:
    """Close a handle."""
    _kernel32.CloseHandle(handle)


def status_of(handle: int) -> Status:
    """Return what an open file or folder is. Raises OSError."""
    found = ByHandleFileInformation()
    if not _kernel32.GetFileInformationByHandle(handle, ctypes.byref(found)):
        raise ctypes.WinError(ctypes.get_last_error())
    tag = 0
    if found.attributes & FILE_ATTRIBUTE_REPARSE_POINT:
        tagged = FileAttributeTagInfo()
        if _read(handle, _FILE_ATTRIBUTE_TAG_INFO, tagged):
            tag = int(tagged.reparse_tag)
    return Status(
        found.attributes,
        tag,
        found.volume_serial_number,
        found.file_index_high << 32 | found.file_index_low,
        found.file_size_high << 32 | found.file_size_low,
        found.number_of_links,
    )


def is_deleted(handle: int) -> bool:
    """Return whether what is open has no name any more, or loses it once it is closed. Raises OSError."""
    found = FileStandardInfo()
    if not _read(handle, _FILE_STANDARD_INFO, found):
        raise ctypes.WinError(ctypes.get_last_error())
    return bool(found.delete_pending) or found.number_of_links == 0


def is_volume_mounted_at(handle: int) -> bool:
    """Return whether an open reparse point is where another volume is mounted; True when that cannot be read."""
    data = ctypes.create_string_buffer(_MAX_REPARSE_BYTES)
    length = ctypes.c_uint32()
    read = _kernel32.DeviceIoControl(
        handle, _FSCTL_GET_REPARSE_POINT, None, 0, data, len(data), ctypes.byref(length), None
    )
    return is_mounted_volume(data.raw[: length.value]) if read else True


def name_of(handle: int) -> str:
    """Return the name of an open file from the root of its volume, as it was found. Raises OSError."""
    for size_bytes in (_USUAL_NAME_BYTES, _MAX_NAME_BYTES):
        buffer = ctypes.create_string_buffer(size_bytes)
        if _read(handle, _FILE_NAME_INFO, buffer):
            length = int.from_bytes(buffer.raw[:4], "little")
            return buffer.raw[4 : 4 + length].decode("utf-16-le", "surrogatepass")
        if ctypes.get_last_error() != _ERROR_MORE_DATA:
            break
    raise ctypes.WinError(ctypes.get_last_error())


def final_name_of(handle: int) -> str:
    """Return the name of an open file from the root of its volume, in long names. Raises OSError."""
    for characters in (_USUAL_NAME_BYTES // 2, _MAX_NAME_BYTES // 2):
        buffer = ctypes.create_unicode_buffer(characters)
        length = _kernel32.GetFinalPathNameByHandleW(handle, buffer, characters, _VOLUME_NAME_NONE)
        if 0 < length < characters:
            return buffer.value
        if length == 0:
            break
    raise ctypes.WinError(ctypes.get_last_error())


def file_system_of(handle: int) -> str:
    """Return the name of the file system of an open file (``NTFS``), empty when it says none."""
    name = ctypes.create_unicode_buffer(64)
    read = _kernel32.GetVolumeInformationByHandleW(handle, None, 0, None, None, None, name, len(name))
    return name.value if read else ""


def list_handle(handle: int) -> Iterator[list[Entry]]:
    """Yield the entries of an open folder from the first on, some hundreds at a time. Raises OSError."""
    buffer = ctypes.create_string_buffer(_LISTING_BYTES)
    kind = _FILE_ID_BOTH_DIRECTORY_RESTART_INFO
    while _read(handle, kind, buffer):
        yield decode_listing(buffer.raw)
        kind = _FILE_ID_BOTH_DIRECTORY_INFO
    if ctypes.get_last_error() not in (_ERROR_NO_MORE_FILES, _ERROR_FILE_NOT_FOUND):
        raise ctypes.WinError(ctypes.get_last_error())


def delete_handle(handle: int, status: Status) -> None:
    """Delete an open file, link or empty folder (``DELETE`` was asked for), read-only or not. Raises OSError.

    Where Windows cannot pass over the read-only attribute, it is taken off first, but never from a file that has
    a second name, which may lie anywhere.
    """
    flags = ctypes.c_uint32(_DELETE_AT_ONCE)
    if _write(handle, _FILE_DISPOSITION_INFO_EX, flags):
        return
    if ctypes.get_last_error() not in _NOT_KNOWN:
        raise ctypes.WinError(ctypes.get_last_error())
    if status.attributes & FILE_ATTRIBUTE_READONLY and status.links <= 1:
        _write(handle, _FILE_BASIC_INFO, FileBasicInfo(attributes=status.attributes & ~FILE_ATTRIBUTE_READONLY or 0x80))
    if not _write(handle, _FILE_DISPOSITION_INFO, ctypes.c_uint8(1)):
        raise ctypes.WinError(ctypes.get_last_error())


def _read(handle: int, kind: int, into: "ctypes.Structure | ctypes.Array[ctypes.c_char]") -> bool:
    return bool(_kernel32.GetFileInformationByHandleEx(handle, kind, ctypes.byref(into), ctypes.sizeof(into)))


def _write(handle: int, kind: int, content: "ctypes.Structure | ctypes.c_uint32 | ctypes.c_uint8") -> bool:
    return bool(_kernel32.SetFileInformationByHandle(handle, kind, ctypes.byref(content), ctypes.sizeof(content)))
