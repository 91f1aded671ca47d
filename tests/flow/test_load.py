"""Flow folders and the library: found, read once, pinned by content, and never an exception but FlowError."""

import hashlib
import os
from pathlib import Path

import pytest

from tests.flow.sample import CATALOGUE, FLOW, write_flow
from wizard.flow import load
from wizard.flow.check import check_flows
from wizard.flow.errors import FlowError, FlowSyntaxError, UnknownFlowError
from wizard.flow.load import FlowLibrary, decode_flow, load_flow

PACK = 'id = "acme"\nversion = "1.0"\nminimum_wizard = "0.1.0"\n'


def write_pack(folder: Path, pack: str = PACK, flow_id: str = "acme/sample") -> Path:
    write_flow(folder / "sample", FLOW.replace('id = "sample"', f'id = "{flow_id}"'))
    (folder / "pack.toml").write_text(pack, encoding="utf-8")
    return folder


# one flow


def test_a_flow_is_loaded_from_its_folder(tmp_path: Path) -> None:
    assert load_flow(write_flow(tmp_path / "sample")).id == "sample"


def test_a_flow_is_loaded_from_the_folder_one_stands_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(write_flow(tmp_path / "sample"))
    assert load_flow(Path()).id == "sample"


def test_another_file_and_a_pack_can_be_named(tmp_path: Path) -> None:
    folder = write_flow(tmp_path / "sample")
    (folder / "draft.toml").write_text(FLOW.replace('"sample"', '"acme/sample"'), encoding="utf-8")
    assert load_flow(folder, "draft.toml", pack="acme").id == "acme/sample"


def test_the_first_fault_is_raised_with_its_line(tmp_path: Path) -> None:
    folder = write_flow(tmp_path / "sample", FLOW.replace('kind = "fix"', 'kind = "repair"'))
    with pytest.raises(FlowSyntaxError) as caught:
        load_flow(folder)
    line = FLOW.splitlines().index('kind = "fix"') + 1
    assert str(caught.value).startswith(f"{folder / 'flow.toml'}:{line}: flush: 'repair' is no kind of step")


# the library


def test_flows_packs_and_folders_of_both_are_found(tmp_path: Path) -> None:
    write_flow(tmp_path / "shipped" / "sample")
    write_pack(tmp_path / "packs" / "from_acme")
    (tmp_path / "shipped" / ".git").mkdir()
    (tmp_path / "shipped" / "notes").mkdir()
    library = FlowLibrary([tmp_path / "shipped", tmp_path / "packs", tmp_path / "not_there"])
    assert library.ids() == ("sample", "acme/sample")
    assert library.flows["acme/sample"].id == "acme/sample"
    assert library.folder("acme/sample") == tmp_path / "packs" / "from_acme" / "sample"
    assert library.packs["acme"].version == "1.0"
    assert library.problems() == ()


@pytest.mark.parametrize("inside", ["", "sample"])
def test_a_pack_or_one_of_its_flows_can_be_named_alone(tmp_path: Path, inside: str) -> None:
    library = FlowLibrary([write_pack(tmp_path / "acme") / inside])
    assert library.ids() == ("acme/sample",)
    assert library.usable_ids() == ("acme/sample",)


def test_flows_are_a_mapping_that_reads_when_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_flow(tmp_path / "sample")
    write_flow(tmp_path / "other", FLOW.replace('"sample"', '"other"'))
    reads: list[Path] = []

    def noted(path: Path) -> bytes:
        reads.append(path)
        return path.read_bytes()

    monkeypatch.setattr(load, "read_bytes", noted)
    flows = FlowLibrary([tmp_path]).flows
    assert (len(flows), sorted(flows), "sample" in flows, "nothing" in flows) == (2, ["other", "sample"], True, False)
    assert reads == []
    assert flows["sample"] is flows["sample"]
    assert [path.parent.name for path in reads] == ["sample"]
    assert flows.get("nothing") is None


def test_an_unknown_flow_is_a_flow_error_and_a_key_error(tmp_path: Path) -> None:
    library = FlowLibrary([tmp_path])
    for ask in (library.flows.__getitem__, library.folder, library.hash, library.content):
        with pytest.raises(FlowError, match="nothing:0: there is no such flow") as caught:
            ask("nothing")
        assert isinstance(caught.value, KeyError)
        assert isinstance(caught.value, UnknownFlowError)


def test_one_damaged_flow_does_not_hide_the_others(tmp_path: Path) -> None:
    write_flow(tmp_path / "sample")
    write_flow(tmp_path / "bad", "format = \n")
    library = FlowLibrary([tmp_path])
    assert library.ids() == ("bad", "sample")
    assert library.usable_ids() == ("sample",)
    assert [str(error) for error in library.problems()] == [f"{tmp_path}/bad/flow.toml:1: Invalid value"]


def test_the_first_of_two_flows_with_one_id_wins(tmp_path: Path) -> None:
    """A folder named later can not replace a flow that ships with the program."""
    write_flow(tmp_path / "shipped" / "sample")
    write_flow(tmp_path / "mine" / "sample", FLOW.replace("minutes = 10", "minutes = 99"))
    library = FlowLibrary([tmp_path / "shipped", tmp_path / "mine"])
    assert library.flows["sample"].minutes == 10
    assert [error.message for error in library.problems()] == [
        f"another flow has the id 'sample' already: {tmp_path}/shipped/sample"
    ]


def test_the_same_folder_named_twice_is_one(tmp_path: Path) -> None:
    write_flow(tmp_path / "sample")
    write_pack(tmp_path / "acme")
    library = FlowLibrary([tmp_path, tmp_path / "sample", tmp_path / "sample" / ".." / "sample", tmp_path / "acme"])
    assert library.problems() == ()


def test_two_packs_with_one_id_are_a_problem(tmp_path: Path) -> None:
    write_pack(tmp_path / "a")
    write_pack(tmp_path / "b")
    problems = FlowLibrary([tmp_path]).problems()
    assert [error.message for error in problems] == [f"another pack has the id 'acme' already: {tmp_path}/a"]


def test_a_damaged_pack_is_a_problem_and_gives_no_flows(tmp_path: Path) -> None:
    write_pack(tmp_path / "acme", PACK.replace("0.1.0", "99"))
    library = FlowLibrary([tmp_path])
    assert library.ids() == ()
    assert "the pack needs wizard 99" in library.problems()[0].message
    assert library.folder_problems() == library.problems()


def test_a_flow_in_a_damaged_pack_can_still_be_looked_at_alone(tmp_path: Path) -> None:
    library = FlowLibrary([write_pack(tmp_path / "acme", "id = 3") / "sample"])
    assert len(library.folder_problems()) == 1


def test_a_folder_that_can_not_be_listed_is_a_problem(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(_self: Path) -> object:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refused)
    problems = FlowLibrary([tmp_path]).problems()
    assert [error.message for error in problems] == ["the folder can not be read (Permission denied)"]


def test_a_file_in_place_of_the_flows_folder_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "flows").write_text("", encoding="utf-8")
    assert "can not be read" in FlowLibrary([tmp_path / "flows"]).problems()[0].message


def test_too_many_folders_are_cut_off_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(load, "_MOST_FOLDERS", 2)
    for name in "abc":
        write_flow(tmp_path / name, FLOW.replace('"sample"', f'"{name}"'))
    library = FlowLibrary([tmp_path])
    assert library.ids() == ("a", "b")
    assert [error.message for error in library.problems()] == ["more than 2 folders"]


def test_a_flow_file_that_is_a_folder_is_a_problem_of_that_flow(tmp_path: Path) -> None:
    (tmp_path / "sample" / "flow.toml").mkdir(parents=True)
    library = FlowLibrary([tmp_path])
    assert [error.message for error in library.problems()] == ["this is not a plain file"]


# compiled copies and pinning


def test_content_is_what_the_journal_pins(tmp_path: Path) -> None:
    write_flow(tmp_path / "sample")
    library = FlowLibrary([tmp_path])
    content = library.content("sample")
    assert decode_flow(content) == library.flows["sample"]
    assert library.hash("sample") == hashlib.sha256(content).hexdigest()


def test_a_comment_does_not_change_the_hash_and_a_branch_does(tmp_path: Path) -> None:
    def hash_of(name: str, flow: str) -> str:
        return FlowLibrary([write_flow(tmp_path / name / "sample", flow)]).hash("sample")

    assert hash_of("a", FLOW) == hash_of("b", "# a comment\n" + FLOW)
    assert hash_of("a", FLOW) != hash_of("c", FLOW.replace('on.slow = "flush"', 'on.slow = "lamp"'))


def test_a_second_start_reads_the_compiled_copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_flow(tmp_path / "flows" / "sample")
    folders, cache = [tmp_path / "flows"], tmp_path / "cache"
    first = FlowLibrary(folders, cache)
    expected = first.flows["sample"], first.hash("sample"), first.content("sample")
    monkeypatch.setattr(load, "read_flow", None)  # the TOML may not be parsed again
    second = FlowLibrary(folders, cache)
    assert (second.flows["sample"], second.hash("sample"), second.content("sample")) == expected


def test_a_changed_source_is_compiled_again(tmp_path: Path) -> None:
    folder, cache = write_flow(tmp_path / "flows" / "sample"), tmp_path / "cache"
    assert FlowLibrary([folder], cache).flows["sample"].minutes == 10
    write_flow(folder, FLOW.replace("minutes = 10", "minutes = 20"))
    assert FlowLibrary([folder], cache).flows["sample"].minutes == 20


def test_a_copied_folder_is_not_taken_for_the_original(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    assert FlowLibrary([write_flow(tmp_path / "a" / "sample")], cache).usable_ids() == ("sample",)
    copied = FlowLibrary([write_flow(tmp_path / "b" / "copied")], cache)
    assert [error.message for error in copied.problems()] == [
        "id: 'sample' does not fit its folder, which asks for 'copied'"
    ]


def test_a_flow_with_faults_leaves_no_copy(tmp_path: Path) -> None:
    write_flow(tmp_path / "flows" / "sample", FLOW.replace("minutes = 10", "minutes = 0"))
    assert FlowLibrary([tmp_path / "flows"], tmp_path / "cache").usable_ids() == ()
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize("damage", [b"", b"x", b"0" * 2000, None])
def test_a_damaged_copy_is_made_again(tmp_path: Path, damage: bytes | None) -> None:
    write_flow(tmp_path / "flows" / "sample")
    folders, cache = [tmp_path / "flows"], tmp_path / "cache"
    expected = FlowLibrary(folders, cache).flows["sample"]
    (copy,) = cache.iterdir()
    good = copy.read_bytes()
    copy.write_bytes(good[:-1] if damage is None else damage)
    assert FlowLibrary(folders, cache).flows["sample"] == expected
    assert copy.read_bytes() == good


def test_a_copy_of_another_version_of_the_format_is_made_again(tmp_path: Path) -> None:
    """Whole by its digest, but no flow of this version."""
    write_flow(tmp_path / "flows" / "sample")
    folders, cache = [tmp_path / "flows"], tmp_path / "cache"
    expected = FlowLibrary(folders, cache).flows["sample"]
    (copy,) = cache.iterdir()
    content = b'{"format": 9}'
    copy.write_bytes(hashlib.sha256(content).digest() + content)
    assert FlowLibrary(folders, cache).flows["sample"] == expected


def test_a_library_without_a_cache_works(tmp_path: Path) -> None:
    folder = write_flow(tmp_path / "sample")
    assert FlowLibrary([folder], None).usable_ids() == ("sample",)
    assert os.listdir(tmp_path) == ["sample"]  # noqa: PTH208


def test_a_folder_of_an_impossible_name_is_no_reason_to_stop(tmp_path: Path) -> None:
    for name in ("x" * 5000, "a\x00b"):
        library = FlowLibrary([tmp_path / name])
        assert library.ids() == ()
        assert "there is no such folder" in [error.message for error in check_flows([tmp_path / name], CATALOGUE)]
