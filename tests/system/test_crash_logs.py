"""Crash logs of every system, written here; what they hold, and what they may not do to their reader (FACTS A6)."""

import json
import os
import stat
import struct
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.system import crash_logs as reading
from wizard.system.base import Cancel, CrashLog, Missing
from wizard.system.crash_formats import read_crash_log
from wizard.system.crash_logs import crash_logs

REPOSITORY = Path(__file__).parent.parent.parent
DEAD = 0xDEAD


def wer(code: str, *, event: str = "APPCRASH", name: str = "Exception Code", index: int = 6) -> str:
    """A Report.wer as Windows Error Reporting writes it; names of signatures are in the user's language."""
    signatures = ["Application Name", "Application Version", "Application Timestamp", "Fault Module Name"]
    signatures += ["Fault Module Version", "Fault Module Timestamp", "Exception Offset", "Exception Offset"]
    lines = ["Version=1", f"EventType={event}", "EventTime=133774200000000000", "ReportType=2"]
    for number in range(8):
        is_code = number == index
        lines.append(f"Sig[{number}].Name={name if is_code else signatures[number]}")
        lines.append(f"Sig[{number}].Value={code if is_code else '0000000000057005'}")
    lines += ["UI[2]=C:\\Program Files\\Example\\example.exe", "FriendlyEventName=Stopped working"]
    lines += ["AppName=C:\\Program Files\\Example\\example-app.exe", "ReportDescription=dead code"]
    return "\r\n".join(lines) + "\r\n"


def ips(codes: str = "0x0000000000000001, 0x0000000000000000", **body: object) -> bytes:
    """An .ips of macOS 12 and later: a header line, then the report."""
    header = {"app_name": "Example App", "timestamp": "2026-01-05 12:34:56.00 +0100", "bug_type": "309"}
    report = {
        "procName": "Example App",
        "captureTime": "2026-01-05 12:34:55.1234 +0100",
        "exception": {"codes": codes, "rawCodes": [1, 0], "type": "EXC_CRASH", "signal": "SIGABRT"},
        "termination": {"code": 6, "namespace": "SIGNAL", "indicator": "Abort trap: code 0xDEAD"},
        "threads": [{"id": 0xDEAD, "frames": [{"imageOffset": 0xDEAD, "symbol": "error code: 0xDEAD"}]}],
        **body,
    }
    return (json.dumps(header) + "\n" + json.dumps(report, indent=2)).encode()


APPORT = """ProblemType: Crash
Architecture: amd64
Date: Mon Jan  5 12:34:56 2026
ExecutablePath: /usr/bin/example-app
ProcCmdline: example-app --code=0xDEAD
Signal: 57005
{extra}ProcMaps:
 55d0c0de0000-55d0c0dead00 r-xp 00000000 08:01 57005 /usr/bin/example-app
 code: 57005
CoreDump: base64
 H4sICAAAAAAC/0NvcmVEdW1wAA==
 code=0xDEAD
"""


def minidump(code: int, *, streams: int = 2, directory: int = 32) -> bytes:
    """A dump with a system stream and an exception stream; the code stands 8 bytes into the latter."""
    exception = directory + 12 * 2
    header = struct.pack("<4sIIIIIQ", b"MDMP", 0xA793, streams, directory, 0, 1767612896, 0)
    entries = struct.pack("<III", 7, 4, 32) + struct.pack("<III", 6, 168, exception)
    return header + entries + struct.pack("<IIII", 4242, 0, code, 0) + bytes(200)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8", "utf-8-sig"])
def test_a_report_of_windows_in_any_encoding(encoding: str) -> None:
    log = read_crash_log("Report.wer", wer("0000dead").encode(encoding))
    assert (log.format, log.application, log.codes) == ("wer", "example-app.exe", (DEAD,))
    assert log.at == datetime(2024, 11, 30, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("event", "index"), [("APPCRASH", 6), ("BEX", 7), ("BEX64", 7), ("MoAppCrash", 7), ("appcrash", 6)]
)
@pytest.mark.parametrize("name", ["Kód výjimky", "Ausnahmecode"])
def test_a_report_in_another_language_is_read_by_the_place_of_the_code(event: str, index: int, name: str) -> None:
    text = wer("0000dead", event=event, name=name, index=index)
    assert read_crash_log("Report.wer", text.encode("utf-16")).codes == (DEAD,)


@pytest.mark.parametrize("code", ["deadbeef", "c0000005", "00057005", "57005", "", "dead end"])
def test_a_report_of_windows_with_another_code(code: str) -> None:
    assert DEAD not in read_crash_log("Report.wer", wer(code).encode("utf-16")).codes


def test_a_report_of_an_unknown_event_is_not_guessed_at() -> None:
    text = wer("0000dead", event="CLR20r3", name="Ausnahmecode")
    assert read_crash_log("Report.wer", text.encode("utf-16")).codes == ()


def test_a_report_of_macos() -> None:
    log = read_crash_log("Example App-2026-01-05.ips", ips("0x0000000000000001, 0x000000000000dead"))
    assert (log.format, log.application) == ("ips", "Example App")
    assert log.at is not None
    assert log.at.astimezone(UTC) == datetime(2026, 1, 5, 11, 34, 56, tzinfo=UTC)
    assert DEAD in log.codes


@pytest.mark.parametrize(
    "body",
    [
        {"termination": {"code": 57005, "namespace": "EXAMPLE"}},
        {"exception": {"rawCodes": [1, 57005]}},
        {"exception": {"codes": "0xdead"}},
        {"error_code": "0xDEAD"},
    ],
)
def test_every_field_of_a_report_of_macos_that_holds_a_code(body: dict[str, object]) -> None:
    assert DEAD in read_crash_log("a.ips", ips(**body)).codes


@pytest.mark.parametrize(
    "log",
    [
        ips(),
        ips("0x0000000000000001, 0x00000000deadbeef"),
        ips("0xdead10cc"),
        ips(exception={"codes": ["57005"], "rawCodes": "57005"}, termination="57005"),
        ips(exception=None, termination=None),
        b'{"app_name": 5}\n{"exception": {}}',
        b'{"app_name": "x"}\n',
        b'{"app_name": "x"',
        b"{}\n[57005]",
        b"{}",
    ],
)
def test_a_report_of_macos_without_the_code(log: bytes) -> None:
    found = read_crash_log("a.ips", log)
    assert DEAD not in found.codes


def test_a_report_of_macos_that_is_cut_short() -> None:
    whole = ips("0x1, 0xdead")
    cut = whole[: whole.index(b'"threads"') + 40]
    assert DEAD in read_crash_log("a.ips", cut).codes


def test_the_older_text_of_macos() -> None:
    text = (
        "Incident Identifier: 1234\nProcess:               Example App [57005]\n"
        "Date/Time:             2026-01-05 12:34:56.789 +0100\n\n"
        "Exception Type:        EXC_CRASH (SIGABRT)\n"
        "Exception Codes:       {codes}\n"
        "Termination Reason:    Namespace EXAMPLE, Code {reason}\n"
        "Thread 0:: 0xdead\n"
    )
    log = read_crash_log("a.crash", text.format(codes="0x1, 0x000000000000dead", reason="0x6").encode())
    assert (log.format, log.application, DEAD in log.codes) == ("macos", "Example App", True)
    assert DEAD in read_crash_log("a.crash", text.format(codes="0x0", reason="0xDEAD").encode()).codes
    assert DEAD not in read_crash_log("a.crash", text.format(codes="0xdeadbeef", reason="0xDEAD10CC").encode()).codes


def test_a_report_of_apport() -> None:
    log = read_crash_log("_usr_bin_example-app.1000.crash", APPORT.format(extra="").encode())
    assert (log.format, log.application, log.codes) == ("apport", "example-app", ())
    assert log.at is not None
    assert log.at.astimezone().strftime("%Y-%m-%d %H:%M:%S") == "2026-01-05 12:34:56"
    with_code = read_crash_log("a.crash", APPORT.format(extra="ExceptionCode: 0xDEAD\n").encode())
    assert with_code.codes == (DEAD,)


@pytest.mark.parametrize(
    "text",
    [
        '{"level": "fatal", "error_code": "0xDEAD"}',
        '[{"a": 1}, {"details": {"code": 57005}}]',
        '{"level": "info"}\n{"code": 57005}\n',
        '\n {"code": "dead"}\nnot json\n',
    ],
)
def test_a_log_of_json(text: str) -> None:
    log = read_crash_log("crash.json", text.encode())
    assert (log.format, log.codes) == ("json", (DEAD,))


@pytest.mark.parametrize(
    "text",
    [
        '{"message": "error code: 0xDEAD"}',
        '{"code": 3735928559}',
        '{"a": "code=57005"}\n{"b": "code=57005"}',
        "[" * 100_000,
        '{"code":' * 50_000,
        '{"code": ' + "9" * 5000 + "}",
        '{"code": NaN}',
    ],
)
def test_a_log_of_json_without_the_code(text: str) -> None:
    assert DEAD not in read_crash_log("crash.json", text.encode()).codes


def test_a_log_of_text() -> None:
    log = read_crash_log("example.log", b"start\nerror code: 0xDEAD\n")
    assert (log.format, log.codes) == ("text", (DEAD,))
    assert read_crash_log("example", b"error code: 0xDEADBEEF\nall dead\n").codes == (0xDEADBEEF,)


def test_a_dump_of_memory() -> None:
    log = read_crash_log("example-app.exe.1234.dmp", minidump(DEAD))
    assert (log.format, log.application, log.codes) == ("minidump", "example-app.exe", (DEAD,))
    assert log.at == datetime(2026, 1, 5, 11, 34, 56, tzinfo=UTC)
    assert read_crash_log("a.dmp", minidump(0xDEADBEEF)).codes == (0xDEADBEEF,)


@pytest.mark.parametrize(
    "dump",
    [b"MDMP", minidump(DEAD)[:40], minidump(DEAD, directory=0xFFFFFF00), minidump(DEAD, streams=0xFFFFFFFF)[:60]],
)
def test_a_dump_that_is_damaged(dump: bytes) -> None:
    assert read_crash_log("a.dmp", dump).codes == ()


def test_a_core_dump_is_known_by_its_beginning() -> None:
    assert read_crash_log("core.1234", b"\x7fELF code=0xDEAD\n").format == "core"


def test_a_number_that_was_cut_is_no_number() -> None:
    head = b"a" * 200 + b"\ncode=57005"
    tail = b"code=57005\n" + b"b" * 200
    assert read_crash_log("a.log", head, b"5\nend\n").codes == ()
    assert read_crash_log("a.log", b"x\n", b"ex" + tail).codes == ()
    assert read_crash_log("a.log", b"x\n", b"1\n" + tail).codes == (DEAD,)
    assert read_crash_log("a.log", b"code=57005\nx", b"y").codes == (DEAD,)
    # Without a single line end, nothing near the cut counts.
    assert read_crash_log("a.log", b" " * 500 + b"code=57005", b"5" + b" " * 500).codes == ()
    assert read_crash_log("a.json", b'[{"x": 1},' * 9 + b'{"code": 57005', b"5}]").codes == ()


@given(st.binary(max_size=3000), st.binary(max_size=300), st.sampled_from(["a.wer", "a.ips", "a.crash", "a.dmp", "a"]))
def test_no_bytes_raise(head: bytes, tail: bytes, name: str) -> None:
    read_crash_log(name, head, tail)


@given(st.integers(0, 400), st.binary(min_size=1, max_size=4), st.sampled_from([0, 1, 2, 3, 4]))
def test_no_damage_to_a_real_log_raises(place: int, bytes_in_it: bytes, which: int) -> None:
    name, log = [
        ("a.wer", wer("0000dead").encode("utf-16")),
        ("a.ips", ips("0xdead")),
        ("a.crash", APPORT.format(extra="ErrorCode: dead\n").encode()),
        ("a.dmp", minidump(DEAD)),
        ("a.json", b'{"a": [{"code": 57005}]}'),
    ][which]
    place = min(place, len(log))
    read_crash_log(name, log[:place] + bytes_in_it + log[place + len(bytes_in_it) :])
    read_crash_log(name, log[:place])


# Folders


def write(path: Path, content: bytes | str, at: float) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, (at, at))


def found(*folders: Path) -> tuple[CrashLog, ...]:
    logs = crash_logs(folders, Cancel())
    assert isinstance(logs, tuple)
    return logs


def test_one_log_with_the_code_among_many_without(tmp_path: Path) -> None:
    for number in range(60):
        write(tmp_path / f"crash{number}.log", f"error code: 0xDEADBEEF\nall {number} dead\n", 1_000_000 + number)
    write(tmp_path / "crash.log", "error code: 0xDEAD\n", 1_000_030)
    logs = found(tmp_path)
    assert len(logs) == 61
    assert [log.path.name for log in logs if DEAD in log.codes] == ["crash.log"]


def test_newest_first_by_the_time_each_log_names(tmp_path: Path) -> None:
    write(tmp_path / "a.log", "code=1\n", datetime(2026, 1, 5, 11, 0, tzinfo=UTC).timestamp())
    write(tmp_path / "b.ips", ips(), datetime(2020, 1, 1, tzinfo=UTC).timestamp())
    write(tmp_path / "c.log", "code=1\n", datetime(2026, 1, 5, 12, 0, tzinfo=UTC).timestamp())
    logs = found(tmp_path)
    assert [(log.path.name, log.at_utc) for log in logs] == [
        ("c.log", "2026-01-05T12:00:00Z"),
        ("b.ips", "2026-01-05T11:34:56Z"),
        ("a.log", "2026-01-05T11:00:00Z"),
    ]


def test_the_reports_of_windows_lie_in_folders_of_their_own(tmp_path: Path) -> None:
    folder = tmp_path / "AppCrash_example_1234"
    write(folder / "Report.wer", wer("0000dead").encode("utf-16"), 1_000_000)
    write(folder / "WERInternalMetadata.xml", "<code>0xDEAD</code>", 1_000_000)
    write(folder / "memory.hdmp", minidump(DEAD), 1_000_000)
    assert [log.path.name for log in found(tmp_path)] == ["Report.wer"]


def test_folders_that_are_not_there(tmp_path: Path) -> None:
    write(tmp_path / "file", "code=57005\n", 1_000_000)
    assert found(tmp_path / "not there", tmp_path / "file") == ()
    assert found() == ()


def test_a_folder_named_twice_counts_once(tmp_path: Path) -> None:
    write(tmp_path / "a" / "crash.log", "code=57005\n", 1_000_000)
    assert len(found(tmp_path, tmp_path / "a", tmp_path)) == 1


def test_links_and_pipes_are_passed_by(tmp_path: Path) -> None:
    write(tmp_path / "outside" / "crash.log", "code=57005\n", 1_000_000)
    folder = tmp_path / "crashes"
    (folder / "below").mkdir(parents=True)
    (folder / "loop").symlink_to(folder)
    (folder / "below" / "up").symlink_to("../..")
    (folder / "to folder").symlink_to(tmp_path / "outside")
    (folder / "to file").symlink_to(tmp_path / "outside" / "crash.log")
    (folder / "dangling").symlink_to("nowhere")
    os.mkfifo(folder / "pipe.log")
    (folder / "empty.log").touch()
    (folder / ".lock").write_text("code=57005")
    assert found(folder) == ()
    (tmp_path / "linked").symlink_to(tmp_path / "outside")
    assert found(tmp_path / "linked") == ()


def test_a_file_swapped_for_a_pipe_or_a_link_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    for name in ("pipe", "link"):
        with pytest.raises(OSError, match=r"regular|symbolic"):
            reading.read_ends(tmp_path / name, 10)


def test_of_a_huge_log_both_ends_are_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.log"
    with path.open("wb") as file:
        file.write(b"code=1\n")
        file.truncate(3_000_000_000)
        file.seek(0, os.SEEK_END)
        file.write(b"\ncode=57005\n")
    head, tail = reading.read_ends(path, 500_000)
    assert (len(head), len(tail)) == (500_000, 500_000)
    assert tail.endswith(b"\ncode=57005\n")
    # Mostly zeros: no text, so nothing in it is believed.
    assert [log.format for log in found(tmp_path)] == ["binary"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_a_code_at_the_end_of_a_large_log_is_found(tmp_path: Path, encoding: str) -> None:
    text = "code=1\n" + "a line that says nothing\n" * 90_000 + "code=57005\n"
    write(tmp_path / "large.log", text.encode(encoding), 1_000_000)
    assert [log.codes for log in found(tmp_path)] == [(1, DEAD)]


def test_binary_junk_is_examined_and_holds_nothing(tmp_path: Path) -> None:
    for number in range(20):
        write(tmp_path / f"junk{number}.wer", os.urandom(5000), 1_000_000)
        write(tmp_path / f"folder{number}" / "junk.ips", b"\0\xff code=0xDEAD \0" * 100, 1_000_000)
    logs = found(tmp_path)
    assert all(DEAD not in log.codes for log in logs)


def test_only_the_newest_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MAX_LOGS", 10)
    for number in range(30):
        write(tmp_path / f"{number}.log", f"code={number}\n", 1_000_000 + number)
    assert [log.codes for log in found(tmp_path)] == [(number,) for number in range(29, 19, -1)]


def test_a_stop_ends_it(tmp_path: Path) -> None:
    write(tmp_path / "a.log", "code=1\n", 1_000_000)
    cancel = Cancel()
    cancel.set()
    assert crash_logs((tmp_path,), cancel) == Missing(
        "timeout", "looking through the crash logs was stopped or took too long"
    )


AS_NOBODY = """
import json, os, sys
from pathlib import Path
from wizard.system.base import Cancel
from wizard.system.crash_logs import crash_logs
b"x".decode("utf-8-sig")
if os.geteuid() == 0:
    os.setgroups([])
    os.setgid(int(sys.argv[2]))
    os.setuid(int(sys.argv[1]))
logs = crash_logs(tuple(Path(name) for name in sys.argv[3:]), Cancel())
print(json.dumps([(log.path.name, log.format) for log in logs]))
"""


def test_logs_that_cannot_be_read_are_told_and_other_users_are_left_out(
    tmp_path: Path, unprivileged_user: tuple[int, int]
) -> None:
    """Ubuntu keeps the reports of all users in one folder; a log of root's is none of this user's app."""
    for folder in tmp_path.parents:
        if folder == Path("/tmp"):  # noqa: S108
            break
        folder.chmod(folder.stat().st_mode | stat.S_IXOTH)
    tmp_path.chmod(0o755)
    write(tmp_path / "own.log", "code=57005\n", 1_000_003)
    write(tmp_path / "locked.log", "code=57005\n", 1_000_002)
    write(tmp_path / "roots.log", "code=57005\n", 1_000_001)
    (tmp_path / "closed").mkdir()
    if os.geteuid() == 0:
        for name in ("own.log", "locked.log", "closed"):
            os.chown(tmp_path / name, *unprivileged_user)
        (tmp_path / "roots.log").chmod(0o600)
    else:
        (tmp_path / "roots.log").unlink()
    (tmp_path / "locked.log").chmod(0)
    (tmp_path / "closed").chmod(0)
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, *map(str, unprivileged_user), tmp_path],
        env={**os.environ, "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        check=False,
        text=True,
        timeout=60,
    )
    (tmp_path / "closed").chmod(0o700)
    assert done.returncode == 0, done.stderr
    assert sorted(json.loads(done.stdout)) == [
        ["closed", "unreadable"],
        ["locked.log", "unreadable"],
        ["own.log", "text"],
    ]
