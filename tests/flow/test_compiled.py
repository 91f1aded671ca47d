"""Compiled copies: private, whole or absent, and never a reason not to start."""

import hashlib
import os
import stat
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.flow.sample import write_flow
from wizard.flow import compiled
from wizard.flow.compiled import CompiledCopies, decode_flow, encode_flow
from wizard.flow.errors import FlowSyntaxError
from wizard.flow.load import load_flow
from wizard.flow.model import Flow

SCHEMA_OF_FORMAT_3 = "3e23a032084b46c304fdb7c49e4f3f7724b60024534613640700dce1a5e2848e"


def test_a_change_of_the_model_raises_the_format_of_copies() -> None:
    """When this fails, raise COMPILED_FORMAT and note the new hash here: old copies must not be read as new ones."""
    schema = msgspec.json.schema(Flow)
    _without_descriptions(schema)
    found = hashlib.sha256(msgspec.json.encode(schema, order="deterministic")).hexdigest()
    assert (compiled.COMPILED_FORMAT, found) == (3, SCHEMA_OF_FORMAT_3)


def _without_descriptions(value: object) -> None:
    if isinstance(value, dict):
        value.pop("description", None)
        for inner in value.values():
            _without_descriptions(inner)
    elif isinstance(value, list):
        for inner in value:
            _without_descriptions(inner)


def test_a_flow_survives_encoding(tmp_path: Path) -> None:
    flow = load_flow(write_flow(tmp_path / "sample"))
    assert decode_flow(encode_flow(flow)) == flow
    assert encode_flow(decode_flow(encode_flow(flow))) == encode_flow(flow)


@given(st.binary(max_size=200))
@settings(derandomize=True, max_examples=200, deadline=None)
def test_bytes_that_are_no_flow_are_a_flow_error(content: bytes) -> None:
    with pytest.raises(FlowSyntaxError, match="compiled flow:0: it can not be read by this version"):
        decode_flow(content)


def test_deep_nesting_in_a_pinned_flow_is_a_flow_error() -> None:
    with pytest.raises(FlowSyntaxError):
        decode_flow(b'{"step":' * 100_000)


def test_a_copy_is_kept_and_found_by_its_source(tmp_path: Path) -> None:
    copies = CompiledCopies(tmp_path / "a" / "cache")
    assert copies.read(b"source") is None
    copies.write(b"source", b"content")
    assert copies.read(b"source") == b"content"
    assert copies.read(b"other") is None


def test_copies_are_private_and_nothing_half_written_stays(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    CompiledCopies(folder).write(b"source", b"content")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


def test_a_folder_that_others_may_write_to_is_not_trusted(tmp_path: Path) -> None:
    folder = tmp_path / "cache"
    copies = CompiledCopies(folder)
    copies.write(b"source", b"content")
    folder.chmod(0o777)
    assert copies.read(b"source") is None
    copies.write(b"more", b"content")
    assert len(list(folder.iterdir())) == 1


def test_a_folder_of_somebody_else_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    copies = CompiledCopies(tmp_path / "cache")
    copies.write(b"source", b"content")
    monkeypatch.setattr(os, "getuid", lambda: 12345)
    assert copies.read(b"source") is None


def test_a_link_in_place_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "cache").symlink_to(tmp_path / "elsewhere")
    CompiledCopies(tmp_path / "cache").write(b"source", b"content")
    assert list((tmp_path / "elsewhere").iterdir()) == []


def test_a_cache_that_can_not_be_written_is_done_without(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    copies = CompiledCopies(tmp_path / "file" / "cache")
    copies.write(b"source", b"content")
    assert copies.read(b"source") is None


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_self: Path, _target: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    CompiledCopies(tmp_path / "cache").write(b"source", b"content")
    assert list((tmp_path / "cache").iterdir()) == []


def test_old_copies_are_removed_when_there_are_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_MOST_COPIES", 4)
    copies = CompiledCopies(tmp_path)
    tmp_path.chmod(0o700)
    for number in range(5):
        copies.write(b"%d" % number, b"content")
        for path in tmp_path.iterdir():
            os.utime(path, (path.stat().st_mtime - 10,) * 2)
    assert [copies.read(b"%d" % number) is not None for number in range(5)] == [False, False, True, True, True]
