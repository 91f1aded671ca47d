"""A recording of packets: offered, marked, and never along before the person ticks it (FACTS C2)."""

import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.report.build import build_report
from wizard.report.bundle import ReportBundle
from wizard.report.model import ReportInput
from wizard.system.base import Missing
from wizard.texts import Texts

Make = Callable[..., ReportInput]
PCAP = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 128, 113) + struct.pack("<IIII", 1, 0, 16, 60) + bytes(16)
NAME = "diagnostics/capture.pcap"


@pytest.fixture
def bundle(make: Make, english: Texts) -> ReportBundle:
    return build_report(make(recordings={"capture.pcap": PCAP}), english)


def test_it_does_not_go_by_itself(bundle: ReportBundle, tmp_path: Path) -> None:
    """Neither among the files, nor in the zip, nor on the disk; the text does not promise it either."""
    assert NAME in bundle.names
    assert NAME not in bundle.files
    assert NAME not in bundle.chosen
    assert "capture.pcap" not in bundle.text + bundle.html + bundle.json
    assert [file.name for file in bundle.save(tmp_path).rglob("*.pcap")] == []
    assert PCAP not in bundle.zip_bytes()


def test_it_is_offered(bundle: ReportBundle) -> None:
    """With what there is to know before one ticks it; everything else is ticked already."""
    assert [file.name for file in bundle.offered] == list(bundle.names)
    (recording,) = [file for file in bundle.offered if not file.ticked]
    assert (recording.name, recording.size_bytes, recording.looked_through) == (NAME, len(PCAP), False)
    assert {file.name for file in bundle.offered if file.ticked} == bundle.chosen


def test_it_goes_when_it_is_ticked(bundle: ReportBundle) -> None:
    """Byte for byte as it was recorded."""
    ticked = bundle.select(bundle.names)
    assert ticked.files[NAME] == PCAP
    assert "capture.pcap" in ticked.html
    assert ticked.sha256 != bundle.sha256


@pytest.mark.parametrize(
    "data",
    [b"", b"user jnovotny", b"\x89PNG\r\n\x1a\n", PCAP[:-1], PCAP + b"jnovotny", PCAP[:24] + b"jnovotny" * 20],
)
def test_nothing_else_goes_by_this_way(make: Make, english: Texts, data: bytes) -> None:
    """What is not looked through may only be what it says it is."""
    bundle = build_report(make(recordings={"capture.pcap": data}), english)
    assert NAME not in bundle.names
    assert [lack.part for lack in bundle.content.lacks] == ["capture.pcap"]


def test_an_empty_recording_is_one(make: Make, english: Texts) -> None:
    """That nothing passed is worth knowing."""
    assert NAME in build_report(make(recordings={"capture.pcap": PCAP[:24]}), english).names


def test_one_that_is_missing_says_why(make: Make, english: Texts) -> None:
    missing = Missing("not_permitted", "packet socket: Operation not permitted")
    bundle = build_report(make(recordings={"capture.pcap": missing}), english)
    assert [(lack.part, lack.reason) for lack in bundle.content.lacks] == [("capture.pcap", "not allowed")]
