"""Installed, used by keyboard and in a terminal, upgraded and uninstalled: nothing is left but what a person made."""

import json
import subprocess
from pathlib import Path

import pytest
from laboratory import ROOT, WINE

from tests.windows.bundle.conftest import KEY, TITLE, Laboratory

RUN_ONCE = r"HKCU\Software\Microsoft\Windows\CurrentVersion\RunOnce"
PICTURES = ROOT / "build" / "pictures" / "windows"
FAILED, RUNNING = 2, 32
MOST_PAGES = 30


def test_installed_for_everybody_and_removed(laboratory: Laboratory, setup: Path) -> None:
    assert laboratory.install(setup) == 0
    programs = laboratory.programs
    entry = laboratory.registry(rf"HKLM\{KEY}")
    version = setup.name.split("-")[3]
    assert (entry["DisplayName"], entry["DisplayVersion"]) == (TITLE, version)
    installed_kilobytes = sum(path.stat().st_size for path in programs.rglob("*") if path.is_file()) // 1024
    assert int(entry["EstimatedSize"], 16) == pytest.approx(installed_kilobytes, rel=0.02)
    assert {path.name for path in programs.glob("*.exe")} == {
        "wizard.exe", "wizard-cli.exe", "wizard-elevated.exe", "uninstall.exe",
    }  # fmt: skip
    menu = laboratory.computer.drive / "ProgramData/Microsoft/Windows/Start Menu/Programs"
    assert "wizard.exe" in (menu / f"{TITLE}.lnk").read_bytes().decode("utf-16-le", "ignore") or (
        b"wizard.exe" in (menu / f"{TITLE}.lnk").read_bytes()
    )

    folder = show_terminal(laboratory)
    laboratory.computer.run("reg", "add", RUN_ONCE, "/v", "SelfHelpWizardResume", "/d", "wizard.exe", "/f")
    laboratory.computer.run("reg", "add", RUN_ONCE, "/v", "Other", "/d", "other.exe", "/f")
    laboratory.uninstall("HKLM")
    assert not programs.exists()
    assert laboratory.registry(rf"HKLM\{KEY}") == {}
    assert laboratory.registry(RUN_ONCE) == {"Other": "other.exe"}
    laboratory.restart()
    left = laboratory.files() - laboratory.files_before
    own = {folder, laboratory.computer.person / "AppData/Local/self-help-wizard"}
    assert left
    strange = [path for path in left if not any(path.is_relative_to(place) for place in own)]
    assert strange == []
    print("left, all of it the person's:", *sorted(str(path.relative_to(laboratory.computer.drive)) for path in left))


def show_terminal(laboratory: Laboratory) -> Path:
    """Use the program for terminals; returns the folder of its reports."""
    program = laboratory.programs / "wizard-cli.exe"
    checked = laboratory.computer.run(program, "check", "--json", timeout_s=120)
    document = json.loads(checked.stdout)
    assert (document["format"], checked.stderr) == (1, "")
    assert checked.returncode == {"healthy": 0, "cannot_tell": 3}.get(document["verdict"], 1)
    print(f"check: {len(document['probes'])} probes, verdict {document['verdict']}, status {checked.returncode}")

    scene = ("walk", "connection", "--practice", "stubborn-connection", "--json")
    walked = laboratory.computer.run(program, *scene, timeout_s=120)
    document = json.loads(walked.stdout)
    assert (walked.returncode, document["outcome"], document["proof"]) == (1, "escalate", "not_fixed")
    reports = laboratory.computer.person / "Documents" / TITLE
    (folder,) = reports.iterdir()
    assert {"report.txt", "report.html", "report.json"} <= {path.name for path in folder.iterdir()}

    windowed = laboratory.computer.run(laboratory.programs / "wizard.exe", "check", "--practice", "healthy")
    assert windowed.returncode == 0
    wrong = laboratory.computer.run(program, "no-such-command")
    assert wrong.returncode == 2
    assert "Traceback" not in wrong.stderr
    return reports


def test_a_walk_by_keyboard_ends_in_a_saved_report(laboratory: Laboratory, setup: Path) -> None:
    assert laboratory.install(setup) == 0
    screen = laboratory.screen
    command = [WINE, str(laboratory.programs / "wizard.exe"), "--practice", "stubborn-connection"]
    with subprocess.Popen(
        command,
        env=laboratory.computer.environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as window:
        try:
            screen.wait_for_window(TITLE)
            home = screen.settle()
            screen.picture(PICTURES / "00.png")
            screen.type("slow internet")
            assert screen.settle(home)
            screen.picture(PICTURES / "01.png")
            folder = walk(laboratory)
            assert laboratory.install(setup) == RUNNING, "installed over a program that runs"
        finally:
            window.kill()
    report = json.loads((folder / "report.json").read_text("utf-8"))
    assert report["practice"]
    assert {"report.txt", "report.html"} <= {path.name for path in folder.iterdir()}


def walk(laboratory: Laboratory) -> Path:
    """Press Enter on each page that is at rest, choosing the first answer where that is not enough."""
    screen = laboratory.screen
    before = screen.pixels()
    screen.press("Return")
    for number in range(2, MOST_PAGES):
        page = screen.settle(before)
        screen.picture(PICTURES / f"{number:02}.png")
        assert page, "the page never came to rest"
        saved = list((laboratory.computer.person / "Documents" / TITLE).glob("*/report.json"))
        if saved:
            return saved[0].parent
        screen.press("Return")
        before = page
        if not screen.settle(page, most_s=2.5) and screen.pixels() == page:
            screen.press("space", "Return")
    raise AssertionError(f"no report was saved; see {PICTURES}")


def test_a_newer_version_goes_over_the_older_one(laboratory: Laboratory, setup: Path, tmp_path: Path) -> None:
    """Files that only the older version had are gone; an organisation's profile stays."""
    older = tmp_path / "older"
    (older / "_internal").mkdir(parents=True)
    (older / "_internal" / "stale.txt").write_text("of the older version")
    (older / "wizard.exe").write_bytes(b"MZ")
    profile = tmp_path / "organisation.toml"
    profile.write_text('name = "Example"\n')
    assert laboratory.install(pack(older, tmp_path, "0.0.1"), "/PROFILE=" + on_windows(profile)) == 0
    assert (laboratory.programs / "_internal" / "stale.txt").is_file()
    assert laboratory.registry(rf"HKLM\{KEY}")["DisplayVersion"] == "0.0.1"
    assert laboratory.install(setup) == 0
    assert not (laboratory.programs / "_internal" / "stale.txt").exists()
    assert (laboratory.programs / "_internal" / "python311.dll").is_file()
    assert laboratory.registry(rf"HKLM\{KEY}")["DisplayVersion"] != "0.0.1"
    managed = laboratory.programs / "managed" / "organisation.toml"
    assert managed.read_text() == profile.read_text()
    laboratory.uninstall("HKLM")
    assert [path for path in laboratory.programs.rglob("*") if path.is_file()] == [managed]


def on_windows(path: Path) -> str:
    return "Z:" + str(path).replace("/", "\\")


def test_a_profile_that_is_not_there_changes_nothing(laboratory: Laboratory, setup: Path) -> None:
    assert laboratory.install(setup, r"/PROFILE=Z:\no\such\organisation.toml") == FAILED
    assert laboratory.files() == laboratory.files_before
    assert laboratory.registry(rf"HKLM\{KEY}") == {}


def pack(bundle: Path, folder: Path, version: str) -> Path:
    """Pack an installer of another version."""
    code = (
        "import sys; sys.path.insert(0, '.ci'); from pathlib import Path; from installer import *; "
        "print(pack_installer(find_makensis(), Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]))"
    )
    python = ROOT / ".venv" / "bin" / "python"
    command = [str(python), "-c", code, str(bundle), str(folder), version]
    made = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=100)
    return Path(made.stdout.splitlines()[-1])


def test_installed_for_one_person(laboratory: Laboratory, setup: Path) -> None:
    """Without an administrator's rights: in the person's own folder, and nothing of it for others."""
    assert laboratory.install(setup, "/CurrentUser") == 0
    place = laboratory.registry(rf"HKCU\{KEY}")["InstallLocation"]
    assert place.startswith(r"C:\users\person\AppData\Local")
    assert laboratory.registry(rf"HKLM\{KEY}") == {}
    folder = laboratory.computer.drive / place.removeprefix("C:\\").replace("\\", "/")
    assert laboratory.computer.run(folder / "wizard-cli.exe", "--version").stdout.startswith("wizard ")
    laboratory.uninstall("HKCU")
    laboratory.restart()
    assert laboratory.files() - laboratory.files_before == frozenset()
    assert laboratory.registry(rf"HKCU\{KEY}") == {}
