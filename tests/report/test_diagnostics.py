"""The files that go along: every kind of input, and what is left out says why without stopping the others."""

import gzip
import io
import json
import zipfile
from collections.abc import Callable

import pytest

from wizard.flow.events import Measured
from wizard.report import diagnostics
from wizard.report.build import build_report
from wizard.report.encodings import UnreadableError, redacted_file
from wizard.report.model import ReportInput
from wizard.report.pictures import without_notes
from wizard.report.redact import Redactor
from wizard.system.base import Health, Missing, Reason, SystemIdentity
from wizard.texts import Texts

Make = Callable[..., ReportInput]
NOBODY = SystemIdentity("jnovotny", "", "", (), (), (), (), ())


def zip_of(*members: tuple[zipfile.ZipInfo | str, bytes]) -> bytes:
    """Return an archive."""
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(name, data)
    return output.getvalue()


def test_all_readings_are_in_measurements(make: Make, english: Texts) -> None:
    """C1: every reading with its facts; what is missing is null, what is no number is null."""
    odd = Measured(
        at=make().started_utc, step="wifi/m", probe="network.ping", result="unknown", good=None, reason="timeout",
        facts={"latency_ms": None, "jitter_ms": float("nan"), "sent": 3},
    )  # fmt: skip
    files = build_report(make(effective=(*make().effective, odd)), english).files
    document = json.loads(files["diagnostics/measurements.json"])
    assert document["format"] == 1
    assert [reading["result"] for reading in document["measurements"]] == ["lossy", "ok", "unknown"]
    assert document["measurements"][2]["facts"] == {"latency_ms": None, "jitter_ms": None, "sent": 3}
    assert document["verified"][0]["word"] == "fixed"


@pytest.mark.parametrize("reason", ["timeout", "not_permitted", "not_available"])
@pytest.mark.parametrize("part", ["health", "configuration", "log"])
def test_a_missing_part_is_named_and_stops_nothing(make: Make, english: Texts, part: str, reason: Reason) -> None:
    """C1: health, network or log not to be had: the reason stands in the page, all other files are there."""
    bundle = build_report(make(**{part: Missing(reason, "as jnovotny")}), english)
    name = {"health": "State of the computer", "configuration": "Network settings", "log": "Log of this program"}[part]
    assert [lack.part for lack in bundle.content.lacks] == [name]
    assert name in bundle.html
    assert "jnovotny" not in bundle.html
    assert len(bundle.files) == 7


def test_a_fault_in_one_part_is_named_and_stops_nothing(
    make: Make, english: Texts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the program itself in one part: the report comes all the same."""

    def broken(*_: object) -> bytes:
        raise RuntimeError("at /home/jnovotny/x")

    monkeypatch.setattr(diagnostics, "_computer", broken)
    bundle = build_report(make(), english)
    assert [(lack.part, lack.detail) for lack in bundle.content.lacks] == [
        ("State of the computer", "RuntimeError: at <home>/x")
    ]
    assert "diagnostics/network.txt" in bundle.files


def test_a_broken_record_still_makes_a_report(make: Make, english: Texts) -> None:
    """Steps that cannot be told (a record from elsewhere) are named; the form and the measurements are there."""
    strange = Measured(at=make().started_utc, step="wifi/m", probe="p", result="ok", good=True, facts=None)  # type: ignore[arg-type]
    bundle = build_report(make(effective=(strange,)), english)
    assert {lack.part for lack in bundle.content.lacks} >= {"Steps"}
    assert "Account:[" in bundle.text
    assert "12 % → 0 %" in bundle.text


def test_nothing_given_is_nothing_said(make: Make, english: Texts) -> None:
    """What was not asked for (None) is no lack."""
    bundle = build_report(make(health=None, configuration=None, log=None), english)
    assert bundle.content.lacks == ()
    assert list(bundle.files)[3:] == ["diagnostics/measurements.json", "diagnostics/steps.json"]


def test_the_computer_without_its_boot_id(make: Make, english: Texts) -> None:
    """C1: load, memory, disk and the busiest programs; nothing that tells this computer from another."""
    health = Health(12.5, 16, 4, 512, 90, 60.0, "boot-77", top_processes=(("app", 50.0, 1_000),))
    document = json.loads(build_report(make(health=health), english).files["diagnostics/computer.json"])
    assert document["cpu_percent"] == 12.5
    assert document["top_processes"] == [{"name": "app", "cpu_percent": 50.0, "resident_bytes": 1000}]
    assert "boot_id" not in document


def test_of_a_large_log_the_end_goes(make: Make, english: Texts, monkeypatch: pytest.MonkeyPatch) -> None:
    """The end of a log is what happened last; that it was cut is said."""
    monkeypatch.setattr(diagnostics, "MOST_BYTES", 1_000)
    bundle = build_report(make(log=b"old\n" * 1_000 + b"the last line\n"), english)
    log = bundle.files["diagnostics/program.log"]
    assert len(log) == 1_000
    assert log.endswith(b"the last line\n")
    assert [lack.part for lack in bundle.content.lacks] == ["Log of this program"]


def test_two_files_of_one_name(make: Make, english: Texts) -> None:
    """Names that become the same when they are made safe stay two files."""
    bundle = build_report(make(attachments={"a/x.log": b"1", "b/x.log": b"2", "B/X.LOG": b"3"}), english)
    assert [name for name in bundle.files if "x" in name.lower() and name.endswith(("log", "LOG"))] == [
        "diagnostics/X.LOG",
        "diagnostics/x-2.log",
        "diagnostics/x-3.log",
    ]


def test_an_attachment_cannot_take_the_place_of_our_own(make: Make, english: Texts) -> None:
    """A file called measurements.json is not ours."""
    bundle = build_report(make(attachments={"measurements.json": b"evil"}), english)
    assert bundle.files["diagnostics/measurements-2.json"] == b"evil"
    assert b"evil" not in bundle.files["diagnostics/measurements.json"]


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", b""),
        (b"user jnovotny\r\n", b"user <user-1>\n"),
        ("user jnovotny".encode("utf-8-sig"), b"user <user-1>"),
        ("user jnovotny".encode("utf-16"), b"user <user-1>"),
        ("user jnovotny \u017e".encode("utf-16-le"), "user <user-1> ž".encode()),
        ("user jnovotny \u017e".encode("utf-16-be"), "user <user-1> ž".encode()),
        (b"before\n" + b"\0" * 500 + b"jno\0votny after\n" * 100, b"before\n" + b"<user-1> after\n" * 100),
        (gzip.compress(b"user jnovotny", mtime=0), b"user <user-1>"),
    ],
)
def test_text_of_every_kind(data: bytes, expected: bytes) -> None:
    """UTF-8 with and without mark, UTF-16 with and without, zeros after a power cut, packed."""
    assert redacted_file(data, Redactor(NOBODY)) == expected


@pytest.mark.parametrize(
    "data",
    [
        b"MDMP" + bytes(range(256)) * 10,
        b"\x7fELF\x02" + b"text " * 100,
        bytes(range(256)) * 10,
        b"\x1f\x8b damaged",
        b"PK\x03\x04 damaged",
        gzip.compress(b"x" * 100, mtime=0)[:-12],
        zip_of(("../../etc/passwd", b"x")),
        zip_of(("/etc/passwd", b"x")),
        zip_of(("C:\\x", b"x")),
        zip_of(("bomb", b"\0" * 20_000_000)),
        zip_of(*[(f"{number}", b"") for number in range(1_001)]),
    ],
)
def test_what_is_no_text_does_not_go(data: bytes) -> None:
    """Memory images, programs, damaged archives, archives with a trick in them: left out, with a reason."""
    with pytest.raises(UnreadableError):
        redacted_file(data, Redactor(NOBODY))


def test_a_link_in_an_archive_does_not_go() -> None:
    """A link leads out of the archive."""
    link = zipfile.ZipInfo("link")
    link.external_attr = 0o120777 << 16
    with pytest.raises(UnreadableError):
        redacted_file(zip_of((link, b"/etc/passwd")), Redactor(NOBODY))


def test_an_encrypted_archive_does_not_go() -> None:
    """Nobody can look into it, so it stays here."""
    data = bytearray(zip_of(("a", b"x")))
    data[6] |= 1
    central = data.find(b"PK\x01\x02")
    data[central + 8] |= 1
    with pytest.raises(UnreadableError):
        redacted_file(bytes(data), Redactor(NOBODY))


def test_members_of_one_name_stay_two() -> None:
    """Redacted names may meet: none is lost."""
    data = zip_of(("d/jnovotny.log", b"1"), ("d/JNOVOTNY.log", b"2"))
    with zipfile.ZipFile(io.BytesIO(redacted_file(data, Redactor(NOBODY)))) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == {
            "d/user-1.log": b"1",
            "d/user-1-2.log": b"2",
            "redaction.txt": archive.read("redaction.txt"),
        }


@pytest.mark.parametrize(
    "data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0\x00", b"\xff\xd8\xff\xda\x00\x02abc", b"<svg/>"]
)
def test_no_picture_does_not_go(data: bytes) -> None:
    """Only whole PNG and JPEG pictures: anything else cannot be cleaned."""
    with pytest.raises(UnreadableError):
        without_notes(data)
