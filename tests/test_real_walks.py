"""The main job on this machine's real input: real folders, real files, real readings, no practice."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wizard.app import main

MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Point the user's folders, and nothing else, into the test's own folder; nobody sits at the keyboard."""
    for variable, name in (("XDG_CACHE_HOME", "cache"), ("XDG_STATE_HOME", "state"), ("WIZARD_HOME", "wizard")):
        monkeypatch.setenv(variable, str(tmp_path / name))
    with Path(os.devnull).open("r") as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        yield tmp_path


def fill(folder: Path, size_bytes: int, files: int) -> None:
    """Make a cache of exactly this size, its blocks really on the disk."""
    folder.mkdir(parents=True)
    for number in range(files):
        part = size_bytes // files + (size_bytes % files if number == 0 else 0)
        with (folder / f"{number:04d}.bin").open("wb") as file:
            os.posix_fallocate(file.fileno(), 0, part)


def walk(flow: str, answers: str, place: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> tuple[int, dict[str, Any]]:
    file = place / "answers.toml"
    file.write_text(answers, "utf-8")
    status = main(["walk", flow, "--answers", str(file), "--json"])
    document = json.loads(capfdbinary.readouterr().out)
    assert isinstance(document, dict)
    return status, document


def test_a_cache_of_600_mb_is_cleared_and_proved(place: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """FACTS A5: over 500 MB."""
    cache = place / "cache" / "example-app"
    fill(cache, 600 * MEGABYTE, 60)
    outside = place / "documents"
    outside.mkdir()
    (outside / "letter.txt").write_text("mine", "utf-8")
    (cache / "link").symlink_to(outside, target_is_directory=True)
    answers = 'consent = ["cache.clear"]\n[answers.app_cache]\nsymptom = "crashes"\nstill_there = "gone"\n'
    status, document = walk("app_cache", answers, place, capfdbinary)
    assert (status, document["outcome"], document["proof"]) == (0, "solved", "fixed")
    (proof,) = document["verified"]
    assert proof["before"]["size_bytes"] >= 600 * MEGABYTE
    assert proof["after"]["size_bytes"] < MEGABYTE
    assert list(cache.iterdir()) == []
    assert (outside / "letter.txt").read_text("utf-8") == "mine"


def test_exactly_500_mb_is_left_alone(place: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """FACTS A5: 500 MB exactly is not over 500 MB."""
    cache = place / "cache" / "example-app"
    fill(cache, 500 * MEGABYTE, 5)
    answers = 'consent = ["cache.clear"]\n[answers.app_cache]\nother_symptom = "nothing"\n'
    status, document = walk("app_cache", answers, place, capfdbinary)
    assert (status, document["outcome"], document["verified"]) == (0, "healthy", [])
    assert len(list(cache.iterdir())) == 5
    (cache / "one.bin").write_bytes(b"x")
    answers = 'consent = []\n[answers.app_cache]\nsymptom = "full"\nreinstall = "cannot"\n'
    status, document = walk("app_cache", answers, place, capfdbinary)
    assert document["steps"][0]["result"] == "over"
    assert (status, document["outcome"]) == (1, "escalate")


def test_one_crash_log_with_0xdead_is_found_among_many(place: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """FACTS A6; 0xDEADBEEF is another number."""
    folder = place / "state" / "example-app" / "crashes"
    folder.mkdir(parents=True)
    for number in range(200):
        log = f"Application: Example App\nException code: 0x{0xC0000000 + number:08X}\nAddress: 0xDEADBEEF\n"
        (folder / f"crash-{number:03d}.log").write_text(log, "utf-8")
    (folder / "crash-123.log").write_text("Application: Example App\nException code: 0x0000dead\n", "utf-8")
    answers = (
        'consent = ["diagnostics.export"]\n[answers.crash_export]\ncrashing = "yes"\nattach = "done"\n'
        'crashing_again = "yes"\n'
    )
    status, document = walk("crash_export", answers, place, capfdbinary)
    assert (status, document["outcome"], document["proof"]) == (1, "escalate", "not_fixed")
    assert document["steps"][0]["result"] == "found"
    report = Path(document["report"])
    kept = [path.name for path in report.rglob("*")]
    assert any(name.endswith(".zip") and "diagnostics" in name for name in kept), kept


def test_the_real_network_is_measured(place: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """FACTS A3: whatever the network of this machine is, the walk ends, and never healthy without an echo."""
    answers = (
        'consent = "all"\n[answers.connection]\nlamp = "steady"\ncables = "cannot"\npower = "cannot"\n'
        'restart_router = "cannot"\nstill_slow = "no"\nworks_now = "no"\n[answers.wifi_channel]\n'
        'closer = "cannot"\njoin = "cannot"\nchange_channel = "cannot"\nband = "not_sure"\nchange_auto = "cannot"\n'
        'other_band = "cannot"\nworks_now = "no"\n[answers.computer_network]\nconnect = "cannot"\n'
        'reconnect = "cannot"\nsign_in = "cannot"\nproxy_off = "cannot"\nset_clock = "cannot"\n'
    )
    status, document = walk("connection", answers, place, capfdbinary)
    first = document["steps"][0]
    if document["outcome"] == "healthy":
        assert first["result"] == "ok"
    else:
        assert status == 1
        assert Path(document["report"], "report.txt").exists()
