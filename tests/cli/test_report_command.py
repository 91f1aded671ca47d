"""``wizard report``: written privately, and never over anything."""

import stat
from pathlib import Path

import pytest

from wizard.app import main


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> str:
    import io
    import json

    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    monkeypatch.setattr("sys.stdin", io.StringIO())
    assert main(["--practice", "stubborn-firmware", "walk", "restart_firmware", "--json"]) == 1
    return str(json.loads(capfdbinary.readouterr().out)["session"])


def test_a_report_is_written_privately_and_over_nothing(
    session: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    file = tmp_path / "report.txt"
    command = ["report", session, "--practice", "stubborn-firmware", "-o", str(file)]
    assert main(command) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert b"Account:[" in file.read_bytes()
    file.write_bytes(b"mine")
    assert main(command) != 0
    assert b"There is a file" in capfdbinary.readouterr().err
    assert file.read_bytes() == b"mine"
