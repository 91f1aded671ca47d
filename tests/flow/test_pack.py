"""Packs: their file, their versions, and one hash over everything in them."""

from pathlib import Path

import pytest

from tests.flow.sample import write_flow
from wizard.flow import pack as packs
from wizard.flow.errors import FlowError
from wizard.flow.pack import Pack, load_pack

PACK = 'id = "acme"\nversion = "1.2.0"\nminimum_wizard = "0.1"\n'


def write_pack(folder: Path, content: str = PACK) -> Path:
    write_flow(folder / "sample")
    (folder / "pack.toml").write_text(content, encoding="utf-8")
    return folder


def hash_of(folder: Path) -> str:
    return Pack("acme", "1", "1", folder).hash


def test_a_pack_is_loaded(tmp_path: Path) -> None:
    pack = load_pack(write_pack(tmp_path / "acme"))
    assert (pack.id, pack.version, pack.minimum_wizard) == ("acme", "1.2.0", "0.1")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id = 3\n", "id"),
        (PACK + "run = 1\n", "run"),
        ('id = "acme"\nversion = "1"\n', "minimum_wizard"),
        (PACK.replace('"acme"', '"../acme"'), "id: '../acme' is no name"),
        (PACK.replace("1.2.0", "new"), "version: 'new' is no version such as 1.2.0"),
        (PACK.replace('"0.1"', '""'), "minimum_wizard: '' is no version"),
        ("id =", "Invalid value"),
    ],
)
def test_a_wrong_pack_is_a_flow_error(tmp_path: Path, content: str, message: str) -> None:
    with pytest.raises(FlowError) as caught:
        load_pack(write_pack(tmp_path / "acme", content))
    assert message in str(caught.value)
    assert "pack.toml:" in str(caught.value)


@pytest.mark.parametrize(
    ("needed", "have", "fits"),
    [
        ("1.9", "1.10.0", True),
        ("1.10", "1.9.9", False),
        ("1.2.0", "1.2", True),
        ("1.2", "1.2.0", True),
        ("2", "1.99.99", False),
        ("1.2.1", "1.2.1.dev0", True),
    ],
)
def test_versions_compare_number_by_number(tmp_path: Path, needed: str, have: str, fits: bool) -> None:
    """A2: 2.10.0 > 2.3.1."""
    folder = write_pack(tmp_path / "acme", PACK.replace('"0.1"', f'"{needed}"'))
    if fits:
        assert load_pack(folder, have).minimum_wizard == needed
    else:
        with pytest.raises(FlowError, match=f"the pack needs wizard {needed}, and this one is {have}"):
            load_pack(folder, have)


def test_the_hash_is_of_names_and_contents_and_nothing_else(tmp_path: Path) -> None:
    one, other = write_pack(tmp_path / "one"), tmp_path / "other"
    (other / "sample").mkdir(parents=True)
    for path in sorted((p for p in one.rglob("*") if p.is_file()), reverse=True):
        (other / path.relative_to(one)).write_bytes(path.read_bytes())
    assert hash_of(one) == hash_of(other)
    (other / "sample" / "text.cs.toml").write_bytes(b"")
    assert hash_of(one) != hash_of(other)


def test_content_that_moves_between_files_changes_the_hash(tmp_path: Path) -> None:
    for name, a, b in (("x", b"ab", b"c"), ("y", b"a", b"bc")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "1").write_bytes(a)
        (tmp_path / name / "2").write_bytes(b)
    assert hash_of(tmp_path / "x") != hash_of(tmp_path / "y")


def test_a_pack_with_a_link_has_no_hash(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "acme")
    (folder / "sample" / "text.de.toml").symlink_to("/etc/passwd")
    with pytest.raises(FlowError, match="plain files and folders only, no links"):
        _ = hash_of(folder)


def test_a_pack_with_too_many_files_has_no_hash(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packs, "_MOST_FILES", 3)
    with pytest.raises(FlowError, match="the pack has more than 3 files"):
        _ = hash_of(write_pack(tmp_path / "acme"))


def test_a_pack_that_can_not_be_listed_has_no_hash(tmp_path: Path) -> None:
    with pytest.raises(FlowError, match="the folder can not be read"):
        _ = hash_of(tmp_path / "not_there")
