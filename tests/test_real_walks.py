"""The main job on this machine's real input: real folders, real files, real readings, no practice."""

import json
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from wizard.app import main

MEGABYTE = 1_000_000


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Point the user's folders, and nothing else, into the test's own folder; nobody sits at the keyboard."""
    for variable, name in (
        ("XDG_CACHE_HOME", "cache"),
        ("XDG_CONFIG_HOME", "config"),
        ("XDG_STATE_HOME", "state"),
        ("WIZARD_HOME", "wizard"),
    ):
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
    answers = 'consent = []\n[answers.app_cache]\nsymptom = "full"\n'
    answers += '[answers.app_reinstall]\nremove = "cannot"\ninstall = "cannot"\n'
    status, document = walk("app_cache", answers, place, capfdbinary)
    assert [step["result"] for step in document["steps"][:2]] == ["none", "over"]
    assert (status, document["outcome"]) == (1, "escalate")


def test_an_app_of_another_maker_is_chosen_cleared_and_proved(
    place: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Every profile of the browser, its caches alone, and no other app."""
    browser, slack = place / "cache" / "google-chrome", place / "config" / "Slack"
    fill(browser / "Default" / "Cache", 400 * MEGABYTE, 4)
    fill(browser / "Profile 1" / "Code Cache", 200 * MEGABYTE, 2)
    fill(slack / "Cache", 2 * MEGABYTE, 1)
    kept = place / "config" / "google-chrome" / "Default" / "Local Storage"
    fill(kept, MEGABYTE, 1)
    answers = 'consent = ["cache.clear"]\n[answers.app_cache]\nwhich_app = "chrome"\napp_still_there = "gone"\n'
    status, document = walk("app_cache", answers, place, capfdbinary)
    assert (status, document["outcome"], document["proof"]) == (0, "solved", "fixed")
    (proof,) = document["verified"]
    assert proof["before"]["app_name"] == proof["after"]["app_name"] == "Google Chrome"
    assert proof["before"]["size_bytes"] == 600 * MEGABYTE
    assert proof["after"]["size_bytes"] == 0
    assert [
        list((browser / "Default" / "Cache").iterdir()),
        list((browser / "Profile 1" / "Code Cache").iterdir()),
    ] == [
        [],
        [],
    ]
    assert len(list(kept.iterdir())) == len(list((slack / "Cache").iterdir())) == 1


def test_an_app_that_is_not_here_is_no_answer(place: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    fill(place / "cache" / "google-chrome" / "Default" / "Cache", 2 * MEGABYTE, 1)
    file = place / "answers.toml"
    file.write_text('[answers.app_cache]\nwhich_app = "spotify"\n', "utf-8")
    assert main(["walk", "app_cache", "--answers", str(file), "--json"]) == 2
    said = capfdbinary.readouterr().err.decode()
    assert "main, chrome, not_sure" in said


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


@pytest.fixture
def little_disk(place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A real file system of 84 MB that holds temporary files and the person's trash."""
    if os.geteuid() != 0:
        pytest.skip("needs root: only root may mount")
    disk = place / "little-disk"
    disk.mkdir()
    made = subprocess.run(("mount", "-t", "tmpfs", "-o", "size=80m", "tmpfs", str(disk)), check=False)
    if made.returncode != 0:
        pytest.skip("this machine lets nobody mount")
    monkeypatch.setattr(tempfile, "tempdir", str(disk))
    monkeypatch.setenv("XDG_DATA_HOME", str(disk / "data"))
    yield disk
    subprocess.run(("umount", str(disk)), check=True)


def test_a_full_disk_gets_room_by_emptying_the_trash(
    little_disk: Path, place: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Measured full, emptied with a consent of its own, measured again: real blocks on a real file system."""
    trash = little_disk / "data" / "Trash"
    fill(trash / "files", 81 * MEGABYTE, 6)
    (trash / "info").mkdir()
    (trash / "info" / "0000.bin.trashinfo").write_text("[Trash Info]\nPath=/home/jana/film\n", "utf-8")
    (little_disk / "keep").write_text("mine", "utf-8")
    status, document = walk("storage_full", 'consent = ["trash.empty"]\n', place, capfdbinary)
    assert (status, document["outcome"], document["proof"]) == (0, "solved", "fixed")
    (proof,) = document["verified"]
    assert (proof["before"]["disk_place"], proof["after"]["disk_free_percent"] >= 5) == ("temp", True)
    assert proof["before"]["disk_free_percent"] < 5
    assert list((trash / "files").iterdir()) == list((trash / "info").iterdir()) == []
    assert (little_disk / "keep").read_text("utf-8") == "mine"


def test_a_trash_is_not_emptied_with_all_the_rest(
    little_disk: Path, place: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """DESIGN 4: a loss of data is allowed by its own name or not at all; a disk that stays full is never *fixed*."""
    fill(little_disk / "data" / "Trash" / "files", 81 * MEGABYTE, 6)
    answers = 'consent = "all"\n[answers.storage_full]\nsort_downloads = "done"\nmove_files = "done"\n'
    status, document = walk("storage_full", answers, place, capfdbinary)
    assert (status, document["outcome"], document["proof"]) == (1, "escalate", "not_fixed")
    assert len(list((little_disk / "data" / "Trash" / "files").iterdir())) == 6


def test_this_computer_is_looked_at_for_what_slows_it(place: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """Whatever this machine does just now, nothing is restarted unasked and no repair is claimed."""
    answers = (
        'consent = "all"\n[answers.slow_computer]\nclose_large = "cannot"\nclose_busy = "cannot"\nfelt = "no"\n'
        'restart_by_hand = "cannot"\nstart_programs = "cannot"\n[answers.storage_full]\nsort_downloads = "cannot"\n'
        'move_files = "cannot"\ntrash_by_hand = "cannot"\nstill_full = "no"\n'
    )
    status, document = walk("slow_computer", answers, place, capfdbinary)
    (first,) = [step for step in document["steps"] if step["step"] == "measure"]
    assert first["seconds"] >= 4
    if first["result"] == "ok":
        assert (status, document["outcome"]) == (0, "healthy")
    else:
        assert (status, document["outcome"]) == (1, "escalate")
    assert document["proof"] != "fixed"
