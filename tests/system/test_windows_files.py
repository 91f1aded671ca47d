"""What Windows says of folders and links, decoded here as there: listings, reparse points, long paths."""

import struct
from pathlib import PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.system.windows.files_listing import (
    FILE_ATTRIBUTE_DIRECTORY,
    FILE_ATTRIBUTE_REPARSE_POINT,
    Entry,
    decode_listing,
    is_mounted_volume,
    is_plain_name,
    leads_elsewhere,
)
from wizard.system.windows.files_paths import extended, plain

JUNCTION, SYMBOLIC_LINK, CLOUD, COMPRESSED = 0xA000_0003, 0xA000_000C, 0x9000_001A, 0x8000_0017
"""[MS-FSCC] 2.1.2.1: mount point, symbolic link, cloud files, WOF."""


def listed(*entries: tuple[str, int, int, int, int]) -> bytes:
    """A buffer of FILE_ID_BOTH_DIR_INFO, as [MS-FSCC] 2.4.17 lays it out: name, attributes, size, tag, id."""
    buffer = b""
    for position, (name, attributes, size_bytes, tag, file_id) in enumerate(entries):
        raw = name.encode("utf-16-le", "surrogatepass")
        length = 104 + len(raw)
        following = 0 if position == len(entries) - 1 else (length + 7) // 8 * 8
        head = struct.pack("<IIqqqqqqIII", following, 0, 1, 2, 3, 4, size_bytes, 4096, attributes, len(raw), tag)
        head += struct.pack("<Bx24sxxQ", 0, b"", file_id)
        assert len(head) == 104
        buffer += (head + raw).ljust(following or length, b"\0")
    return buffer


def test_names_sizes_and_kinds() -> None:
    buffer = listed(
        (".", FILE_ATTRIBUTE_DIRECTORY, 0, 0, 1),
        ("..", FILE_ATTRIBUTE_DIRECTORY, 0, 0, 2),
        ("žluťoučký kůň", 0x20, 500_000_001, 0, 7),
        ("folder", FILE_ATTRIBUTE_DIRECTORY, 0, 0, 8),
        ("junction", FILE_ATTRIBUTE_DIRECTORY | FILE_ATTRIBUTE_REPARSE_POINT, 0, JUNCTION, 9),
        ("broken \ud800 pair", 0x1, 3, 99, 10),
    )
    found = decode_listing(buffer)
    assert [entry.name for entry in found] == ["žluťoučký kůň", "folder", "junction", "broken \ud800 pair"]
    assert found[0] == Entry("žluťoučký kůň", 0x20, 500_000_001, 0, 7)
    assert [entry.is_folder for entry in found] == [False, True, False, False]
    assert [entry.is_file for entry in found] == [True, False, False, True]
    assert found[3].reparse_tag == 0, "without the attribute the field is the size of extended attributes"


@pytest.mark.parametrize(
    ("tag", "elsewhere"), [(JUNCTION, True), (SYMBOLIC_LINK, True), (CLOUD, False), (COMPRESSED, False), (0, True)]
)
def test_what_leads_elsewhere(tag: int, elsewhere: bool) -> None:
    """A file of a cloud or a compressed one is content of its own; a tag that is not known leads anywhere."""
    assert leads_elsewhere(FILE_ATTRIBUTE_REPARSE_POINT, tag) is elsewhere
    assert not leads_elsewhere(0x20, tag)
    entry = Entry("x", FILE_ATTRIBUTE_REPARSE_POINT, 5, tag, 1)
    assert entry.is_file is not elsewhere
    assert not Entry("x", FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DIRECTORY, 0, tag, 1).is_folder


@given(st.binary(max_size=2000))
def test_no_bytes_raise(buffer: bytes) -> None:
    for entry in decode_listing(buffer):
        assert entry.name not in {"", ".", ".."}
    assert is_mounted_volume(buffer) in (True, False)


@given(st.lists(st.text(min_size=1, max_size=40), max_size=8), st.integers(0, 2**62))
def test_every_name_survives(names: list[str], size_bytes: int) -> None:
    kept = [name for name in names if name not in {".", ".."}]
    found = decode_listing(listed(*((name, 0x20, size_bytes, 0, 5) for name in kept)) if kept else b"")
    assert [(entry.name, entry.size_bytes) for entry in found] == [(name, size_bytes) for name in kept]


@pytest.mark.parametrize("name", ["", ".", "..", "a\\b", "a/b", "file:stream", "a\0b"])
def test_a_name_that_is_a_path_is_none(name: str) -> None:
    assert not is_plain_name(name)


@pytest.mark.parametrize("name", ["a", "a.b", "...", "name with blanks ", "ends with dot.", "žlutý", "\ud800"])
def test_a_plain_name(name: str) -> None:
    assert is_plain_name(name)


def reparse(tag: int, target: str) -> bytes:
    raw = target.encode("utf-16-le")
    return struct.pack("<IHHHHHH", tag, 8 + len(raw) + 4, 0, 0, len(raw), len(raw) + 2, 0) + raw + b"\0\0\0\0"


def test_a_mounted_volume_is_told_from_a_junction() -> None:
    volume = r"\??\Volume{01234567-89ab-cdef-0123-456789abcdef}" + "\\"
    assert is_mounted_volume(reparse(JUNCTION, volume))
    assert is_mounted_volume(reparse(JUNCTION, volume.upper()))
    assert not is_mounted_volume(reparse(JUNCTION, r"\??\C:\Users"))
    assert not is_mounted_volume(reparse(SYMBOLIC_LINK, volume))
    assert not is_mounted_volume(b"")


@pytest.mark.parametrize(
    ("path", "long"),
    [
        (r"C:\Users\a", r"\\?\C:\Users\a"),
        (r"\\server\share\a", r"\\?\UNC\server\share\a"),
        (r"\\?\C:\a", r"\\?\C:\a"),
        (r"\\.\pipe\a", r"\\.\pipe\a"),
        (r"relative\a", r"relative\a"),
        (r"C:\a\..\b", r"C:\a\..\b"),
    ],
)
def test_the_long_form_of_a_path(path: str, long: str) -> None:
    assert str(extended(PureWindowsPath(path))) == str(PureWindowsPath(long))


def test_a_path_is_shown_as_people_write_it_where_programs_can_open_it() -> None:
    assert plain(PureWindowsPath(r"\\?\C:\Users\a")) == PureWindowsPath(r"C:\Users\a")
    assert plain(PureWindowsPath(r"\\?\UNC\server\share\a")) == PureWindowsPath(r"\\server\share\a")
    far = PureWindowsPath("\\\\?\\C:\\" + "n" * 250)
    assert plain(far) == far
