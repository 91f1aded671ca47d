"""The whole check: all at once, sorted, of folders or a library, and never an exception."""

from pathlib import Path

import pytest

from tests.flow.checking import check_sample
from tests.flow.sample import CATALOGUE, FLOW, PATHS, write_flow
from wizard.flow import check
from wizard.flow.check import check_flows
from wizard.flow.errors import FlowCheckError, FlowSyntaxError
from wizard.flow.load import FlowLibrary


def test_faults_of_all_files_come_at_once_and_sorted(tmp_path: Path) -> None:
    errors = check_sample(
        tmp_path,
        flow=[('probe = "network.ping"', 'probe = "network.pin"'), ('fix = "dns.flush"', 'fix = "dns.flsh"')],
        texts=[('title = "Measuring"\n', ""), ("{seconds_2}", "<b>{seconds_9}</b>")],
        paths=[('"measure down"', '"measure dwn"'), ('name = "too late"\n', "")],
        cs='titel = "x"',
    )
    places = [(error.file, error.line) for error in errors]
    assert places == sorted(places)
    assert {Path(error.file).name for error in errors} == {"flow.toml", "text.en.toml", "text.cs.toml", "paths.toml"}
    assert all(error.line > 0 for error in errors)
    assert all(str(error).startswith(f"{error.file}:{error.line}: ") for error in errors)


def test_each_fault_is_said_once(tmp_path: Path) -> None:
    errors = [str(error) for error in check_sample(tmp_path, flow=[('of = "measure"', 'of = "mesure"')])]
    assert len(errors) == len(set(errors))


def test_a_library_is_checked_as_well_as_folders(tmp_path: Path) -> None:
    write_flow(tmp_path / "sample", FLOW.replace('fix = "dns.flush"', 'fix = "dns"'))
    found = check_flows(FlowLibrary([tmp_path], tmp_path / "cache"), CATALOGUE)
    assert [str(error) for error in found] == [str(error) for error in check_flows([tmp_path], CATALOGUE)]
    assert [str(e) for e in check_flows([tmp_path / "sample"], CATALOGUE)] == [str(error) for error in found]


def test_a_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    assert [str(error) for error in check_flows([tmp_path / "flos"], CATALOGUE)] == [
        f"{tmp_path}/flos:0: there is no such folder"
    ]


def test_a_file_that_can_not_be_read_is_an_error_and_hides_nothing(tmp_path: Path) -> None:
    write_flow(tmp_path / "bad", "format = \n")
    write_flow(tmp_path / "sample", FLOW.replace('fix = "dns.flush"', 'fix = "dns"'))
    first, *others = check_flows([tmp_path], CATALOGUE)
    assert isinstance(first, FlowSyntaxError)
    assert str(first).startswith(f"{tmp_path}/bad/flow.toml:1: ")
    assert (FlowCheckError, "flush", "there is no fix 'dns'") in [(type(e), e.step, e.message[:21]) for e in others]


def test_a_call_of_a_flow_that_can_not_be_read_is_not_blamed(tmp_path: Path) -> None:
    write_flow(tmp_path / "bad", "format = \n")
    call = FLOW.replace('kind = "fix"\nfix = "dns.flush"', 'kind = "call"\nflow = "bad"')
    write_flow(tmp_path / "sample", call)
    errors = check_flows([tmp_path], CATALOGUE, only=("sample",))
    assert not any("there is no flow" in error.message and error.step for error in errors)


def test_one_flow_can_be_reported_among_all(tmp_path: Path) -> None:
    for name in ("sample", "other"):
        write_flow(tmp_path / name, FLOW.replace('"sample"', f'"{name}"').replace("dns.flush", "dns"))
    files = {Path(error.file).parent.name for error in check_flows([tmp_path], CATALOGUE, only=("other",))}
    assert files == {"other"}


def test_a_flow_in_a_folder_of_another_name_is_checked_further(tmp_path: Path) -> None:
    write_flow(tmp_path / "copied", paths=PATHS.replace('"measure down"', '"measure dwn"'))
    errors = check_flows([tmp_path], CATALOGUE)
    assert [(Path(error.file).name, error.line) for error in errors[:2]] == [("flow.toml", 2), ("paths.toml", 36)]
    assert errors[0].message == "id: 'sample' does not fit its folder, which asks for 'copied'"
    assert "at 'measure dwn'" in errors[-1].message


def test_more_faults_than_anybody_reads_are_cut_off_and_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(check, "MOST_PROBLEMS", 3)
    write_flow(tmp_path / "sample", paths="")
    errors = check_flows([tmp_path], CATALOGUE)
    assert len(errors) == 4
    assert errors[0].message == "there are more than 3 faults; the others are not listed"


@pytest.mark.parametrize(
    ("right", "wrong", "said"),
    [
        ('probe = "network.ping"', 'probe = "network.pin"', "there is no probe 'network.pin'"),
        ('on.ok = "', 'on.ok = "nowhere_', "there is no step 'nowhere_"),
    ],
)
def test_one_mistake_is_one_line(tmp_path: Path, right: str, wrong: str, said: str) -> None:
    """Neither the walks that meet it nor the steps behind it are faults of their own."""
    folder = write_flow(tmp_path / "sample")
    file = folder / "flow.toml"
    source = file.read_text("utf-8")
    assert right in source
    file.write_text(source.replace(right, wrong, 1), "utf-8")
    faults = check_flows([tmp_path], CATALOGUE)
    assert said in faults[0].message
    assert [Path(fault.file).name for fault in faults if "flow.toml" in fault.file or "paths.toml" in fault.file] == [
        "flow.toml"
    ]
