"""Preview is what is saved, byte for byte; a file can be unticked; the same report gives the same bytes."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from wizard.errors import UsageError
from wizard.report.build import build_report
from wizard.report.errors import ReportStoppedError
from wizard.report.model import ReportInput
from wizard.system.base import Cancel
from wizard.texts import Texts

Make = Callable[..., ReportInput]


def saved_files(folder: Path) -> dict[str, bytes]:
    """Return the files of a saved report by name, without the zip."""
    found = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    found.pop(f"{folder.name}.zip")
    return found


def test_the_preview_is_what_is_saved(make: Make, english: Texts, tmp_path: Path) -> None:
    """Byte for byte: the files shown, the folder, and the archive hold the same."""
    bundle = build_report(make(), english)
    folder = bundle.save(tmp_path)
    assert saved_files(folder) == dict(bundle.files)
    with zipfile.ZipFile(folder / f"{folder.name}.zip") as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == dict(bundle.files)
        assert archive.testzip() is None
    assert (folder / "report.txt").read_text() == bundle.text
    assert (folder / "report.html").read_text() == bundle.html
    assert (folder / "report.json").read_text() == bundle.json


def test_files_stand_in_their_order(make: Make, english: Texts) -> None:
    """report.txt, report.html, report.json, then the diagnostics."""
    assert list(build_report(make(), english).files) == [
        "report.txt",
        "report.html",
        "report.json",
        "diagnostics/measurements.json",
        "diagnostics/steps.json",
        "diagnostics/computer.json",
        "diagnostics/network.txt",
        "diagnostics/program.log",
    ]


def test_a_file_can_be_unticked(make: Make, english: Texts, tmp_path: Path) -> None:
    """What is unticked is not saved, and the report no longer says that it goes along."""
    bundle = build_report(make(), english)
    ticked = set(bundle.names) - {"diagnostics/program.log", "report.html"}
    chosen = bundle.select(ticked)
    assert set(chosen.files) == ticked
    assert "logs" in bundle.text and "logs" not in chosen.text
    assert "program.log" not in chosen.files["report.json"].decode()
    folder = bundle.save(tmp_path, ticked)
    assert saved_files(folder) == dict(chosen.files)
    assert bundle.sha256_of(ticked) == chosen.sha256 != bundle.sha256
    assert bundle.zip_bytes(ticked) == chosen.zip_bytes()


def test_sizes_and_checksums_are_those_of_the_files(make: Make, english: Texts) -> None:
    """Each line to tick shows the true size; the consent's checksum covers names and bytes."""
    bundle = build_report(make(), english)
    for file in bundle.listing:
        data = bundle.files[file.name]
        assert (file.size_bytes, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    lines = "".join(f"{hashlib.sha256(data).hexdigest()}  {name}\n" for name, data in bundle.files.items())
    assert bundle.sha256 == hashlib.sha256(lines.encode()).hexdigest()


def test_the_same_walk_gives_the_same_bytes(make: Make, english: Texts) -> None:
    """No clock and no chance in it: what was consented to can be made again and compared."""
    one, two = build_report(make(), english), build_report(make(), english)
    assert dict(one.files) == dict(two.files)
    assert one.zip_bytes() == two.zip_bytes()
    with zipfile.ZipFile(io.BytesIO(one.zip_bytes())) as archive:
        assert {member.date_time for member in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {member.external_attr >> 16 for member in archive.infolist()} == {0o100600}


def test_a_wrong_choice_is_said(make: Make, english: Texts) -> None:
    """An unknown name and an empty choice each have their sentence."""
    bundle = build_report(make(), english)
    with pytest.raises(UsageError, match=r"no file nothing\.txt"):
        bundle.select({"nothing.txt"})
    with pytest.raises(UsageError, match="Tick at least one"):
        bundle.save(Path("never"), set())


def test_the_document_has_a_format_and_its_facts(make: Make, english: Texts) -> None:
    """DESIGN 10: one document with ``format``, names in English in every language, missing is null and never 0."""
    document = json.loads(build_report(make(language="cs"), Texts("cs", "linux")).json)
    assert document["format"] == 1
    assert (document["outcome"], document["proof"]) == ("solved", "fixed")
    assert document["verified"][0]["before"]["loss_percent"] == 12.0
    assert document["verified"][0]["after"]["loss_percent"] == 0.0
    assert document["started_at"] == "2026-07-01T11:40:00+02:00"
    assert document["part"] is None
    assert document["redaction"]["on"] is True
    assert document["files"][0]["name"] == "diagnostics/measurements.json"
    empty = json.loads(build_report(make(outcome=None, proofs=(), device=None), english).json)
    assert (empty["outcome"], empty["proof"], empty["device"]["serial"]) == (None, None, None)


def test_it_can_be_stopped(make: Make, english: Texts) -> None:
    """Stop while it is being put together."""
    cancel = Cancel()
    cancel.set()
    with pytest.raises(ReportStoppedError):
        build_report(make(), english, cancel)
