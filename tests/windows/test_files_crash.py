"""Crash logs as Windows writes them: folders of Windows Error Reporting in UTF-16, dumps, Crashpad, long paths."""

import struct
from pathlib import Path

import pytest

from tests.windows.files_tools import Tree, tree_fixture  # noqa: F401
from wizard.system.base import Cancel, CrashLog, Missing
from wizard.system.windows import crash, folders
from wizard.system.windows.computer import WindowsSystem
from wizard.system.windows.files_paths import extended

SYSTEM = WindowsSystem()
REPORT = """Version=1\r\nEventType=APPCRASH\r\nEventTime=133497072961234567\r\nReportType=2\r\n\
Sig[0].Name=Název aplikace\r\nSig[0].Value=example-app.exe\r\nSig[6].Name=Kód výjimky\r\nSig[6].Value=0000dead\r\n\
AppName=Příklad\r\nAppPath=C:\\Program Files\\Example\\example-app.exe\r\n"""


def logs(*places: Path) -> tuple[CrashLog, ...]:
    found = SYSTEM.crash_logs(places, Cancel())
    assert not isinstance(found, Missing)
    return found


def write(path: Path, content: bytes) -> Path:
    extended(path.parent).mkdir(parents=True, exist_ok=True)
    extended(path).write_bytes(content)
    return path


@pytest.mark.parametrize("encoded", [REPORT.encode("utf-16"), REPORT.encode("utf-16-le"), REPORT.encode("utf-8-sig")])
def test_a_report_in_its_own_folder(tree: Tree, encoded: bytes) -> None:
    folder = tree.root / "WER" / "ReportArchive" / "AppCrash_example-app.exe_5d0c_21a8_cab_09f3"
    report = write(folder / "Report.wer", encoded)
    write(folder / "WERInternalMetadata.xml", "<a/>".encode("utf-16"))
    (log,) = logs(folder.parent)
    assert (log.path, log.format, log.codes) == (report, "wer", (0xDEAD,))
    assert log.application == "Příklad"
    assert log.at_utc is not None
    assert log.at_utc.startswith("2024-01-")


def test_a_report_whose_path_is_longer_than_260_characters(tree: Tree) -> None:
    folder = tree.root / ("a" * 100) / ("b" * 100) / ("c" * 100)
    write(folder / "Report.wer", REPORT.encode("utf-16"))
    (log,) = logs(folder)
    assert log.codes == (0xDEAD,)
    assert log.path.read_bytes().startswith(b"\xff\xfe"), "the path that is given can be opened"


def test_dumps_of_windows_and_of_crashpad(tree: Tree) -> None:
    header = struct.pack("<4sIIIIIQ", b"MDMP", 0xA793, 1, 32, 0, 1_704_400_000, 0)
    directory = struct.pack("<III", 6, 168, 44)
    dump = header + directory + struct.pack("<IIIIQ", 77, 0, 0xDEAD, 0, 0)
    write(tree.root / "CrashDumps" / "example-app.exe.4242.dmp", dump)
    write(tree.root / "Crashpad" / "reports" / "0f3c.dmp", dump)
    write(tree.root / "Crashpad" / "reports" / "0f3c.lock", b"lock")
    found = logs(tree.root / "CrashDumps", tree.root / "Crashpad")
    assert [(log.format, log.codes) for log in found] == [("minidump", (0xDEAD,))] * 2
    assert {log.application for log in found} == {"example-app.exe", None}


def test_a_report_that_a_program_is_writing_is_unreadable_and_not_left_out(tree: Tree) -> None:
    import _winapi

    report = write(tree.root / "x" / "Report.wer", REPORT.encode("utf-16"))
    handle = _winapi.CreateFile(str(report), 0xC000_0000, 0, 0, 3, 0, 0)
    try:
        (log,) = logs(tree.root)
        assert log.format == "unreadable"
    finally:
        _winapi.CloseHandle(handle)


def test_reports_of_the_whole_computer_beside_those_of_the_person(tree: Tree, monkeypatch: pytest.MonkeyPatch) -> None:
    places = {folders.LOCAL_APP_DATA: tree.root / "Local", folders.PROGRAM_DATA: tree.root / "ProgramData"}
    monkeypatch.setattr(crash, "known_folder", places.__getitem__)
    below = Path("Microsoft", "Windows", "WER", "ReportQueue")
    own = write(tree.root / "Local" / below / "a" / "Report.wer", REPORT.encode("utf-16"))
    shared = write(tree.root / "ProgramData" / below / "b" / "Report.wer", REPORT.encode("utf-16"))
    assert {log.path for log in logs(tree.root / "Local" / below)} == {own, shared}
    assert logs(tree.root / "Local" / "CrashDumps") == ()


def test_the_real_folders_of_this_windows_answer() -> None:
    local, program_data = folders.known_folder(folders.LOCAL_APP_DATA), folders.known_folder(folders.PROGRAM_DATA)
    assert isinstance(local, Path)
    assert isinstance(program_data, Path)
    assert program_data.is_dir()
    assert isinstance(logs(local / "Microsoft" / "Windows" / "WER" / "ReportArchive"), tuple)
