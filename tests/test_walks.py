"""Every flow, walked whole by the real program on a simulated computer, to the end that its scene must have.

Each of them ends in a report when its repairs do not help, and none of them says *fixed* then.
"""

import json
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard.app import main

SOLVED = [
    ("connection", "sick-router", "fixed"),
    ("connection", "crowded-wifi", "fixed"),
    ("wifi_channel", "crowded-wifi", "fixed"),
    ("restart_firmware", "old-firmware", "fixed"),
    ("app_cache", "full-cache", "fixed"),
    ("password_reset", "locked-account", "said_so"),
    ("service_down", "service-back", "fixed"),
    ("overheating", "hot-computer", "fixed"),
    ("graphics", "broken-graphics", "fixed"),
    ("app_reinstall", "old-app", "fixed"),
    ("app_reinstall", "damaged-app", "fixed"),
    ("storage_full", "full-disk", "fixed"),
    ("slow_computer", "slow-computer", "fixed"),
    ("speed_test", "far-from-router", "fixed"),
    ("slow_computer", "full-disk", "fixed"),
]
HANDED_OVER = [
    ("connection", "stubborn-connection", "not_fixed"),
    ("wifi_channel", "stubborn-wifi", "not_fixed"),
    ("restart_firmware", "stubborn-firmware", "not_fixed"),
    ("app_cache", "full-cache-stubborn", "not_fixed"),
    ("crash_export", "crash-dead", "not_fixed"),
    ("password_reset", "stubborn-account", "not_fixed"),
    ("service_down", "service-down", "not_fixed"),
    ("overheating", "hot-computer-stubborn", "not_fixed"),
    ("graphics", "broken-graphics-stubborn", "not_fixed"),
    ("app_reinstall", "old-app-stubborn", "not_fixed"),
    ("app_reinstall", "damaged-app-stubborn", "not_fixed"),
    ("slow_computer", "failing-drive", None),
    ("storage_full", "failing-drive", None),
    ("storage_full", "full-disk-stubborn", "not_fixed"),
    ("slow_computer", "slow-computer-stubborn", "not_fixed"),
    ("speed_test", "slow-line", "not_fixed"),
    ("connection", "slow-line", "not_fixed"),
]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep all settings and data of the program in the test's own folder; nobody sits at the keyboard."""
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    with Path(os.devnull).open("r") as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        yield tmp_path / "home"


def walk(flow: str, scene: str, capfdbinary: pytest.CaptureFixture[bytes]) -> tuple[int, dict[str, object]]:
    """Return exit status and document of ``wizard walk FLOW --practice SCENE --json``."""
    status = main(["walk", flow, "--practice", scene, "--json"])
    document = json.loads(capfdbinary.readouterr().out)
    assert isinstance(document, dict)
    return status, document


@pytest.mark.parametrize(("flow", "scene", "proof"), SOLVED)
def test_a_repair_that_helps_is_proved(
    flow: str, scene: str, proof: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    status, document = walk(flow, scene, capfdbinary)
    assert (status, document["outcome"], document["proof"]) == (0, "solved", proof)
    assert document["report"] is None
    assert document["practice"] == scene


@pytest.mark.parametrize(("flow", "scene", "proof"), HANDED_OVER)
def test_a_repair_that_does_not_help_ends_in_a_report(
    flow: str, scene: str, proof: str | None, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """FACTS A13: when every documented step did not help, a person takes over, with the diagnostics."""
    status, document = walk(flow, scene, capfdbinary)
    assert (status, document["outcome"], document["proof"]) == (1, "escalate", proof)
    report = Path(str(document["report"]))
    text = (report / "report.txt").read_text("utf-8")
    assert text.startswith(f"Practice: {scene}")
    assert "Account:[" in text
    assert len(text.split()) < 250
    (archive,) = report.glob("*.zip")
    assert "report.html" in zipfile.ZipFile(archive).namelist()


def test_firmware_goes_from_2_2_0_to_2_3_1(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """FACTS A1: over real HTTP to a real local server, read back from the device."""
    _, document = walk("restart_firmware", "old-firmware", capfdbinary)
    verified = document["verified"]
    assert isinstance(verified, list)
    proof = next(each for each in verified if each["probe"] == "device.firmware")
    assert proof["result"] == "fixed"
    assert (proof["before"]["firmware_version"], proof["after"]["firmware_version"]) == ("2.2.0", "2.3.1")


def test_the_diagnostics_export_is_part_of_the_report(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """FACTS A6: the crash log with 0xDEAD was found among many, exported, and goes along."""
    _, document = walk("crash_export", "crash-dead", capfdbinary)
    files = [path.name for path in Path(str(document["report"])).rglob("*")]
    assert any(name.endswith(".zip") and "diagnostics" in name for name in files), files


def test_the_time_and_the_ticket_of_an_outage_are_in_the_report(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """FACTS A11: ticket number and exact time are kept, and every basic step is recorded."""
    _, document = walk("service_down", "service-down", capfdbinary)
    report = Path(str(document["report"]))
    whole = (report / "report.html").read_text("utf-8")
    assert "INC-4711" in whole
    assert "2026-01-15" in whole
    tried = (report / "report.txt").read_text("utf-8")
    for step in ("Load its settings again", "Restart what you use it with", "Note what the service says"):
        assert step in tried


def test_crashes_that_continue_lead_to_a_new_copy(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """FACTS A5: after the cache the app itself, and then it is asked whether it still crashes."""
    _, document = walk("app_cache", "full-cache-stubborn", capfdbinary)
    steps = document["steps"]
    assert isinstance(steps, list)
    order = [f"{each['flow']}/{each['step']}" for each in steps]
    assert order.index("app_cache/hand_again") < order.index("app_reinstall/version")
    assert order.index("app_reinstall/installed") < order.index("app_cache/works_again")


def test_an_app_goes_from_3_1_0_to_none_to_3_2_1(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """FACTS A5: measured to be gone, and measured to be there again at its target version."""
    _, document = walk("app_reinstall", "old-app", capfdbinary)
    verified = document["verified"]
    assert isinstance(verified, list)
    proof = next(each for each in verified if each["probe"] == "app.version")
    assert proof["result"] == "fixed"
    assert (proof["before"]["installed_version"], proof["after"]["installed_version"]) == (None, "3.2.1")


def test_the_graphics_are_in_the_report(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """FACTS A8: the chip, its driver and what was tried go along to a person."""
    _, document = walk("graphics", "broken-graphics-stubborn", capfdbinary)
    whole = (Path(str(document["report"])) / "report.html").read_text("utf-8")
    for told in ("Practice Graphics 600", "24.1.0", "1920 × 1080"):
        assert told in whole


def test_the_report_can_be_had_again_later(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    _, document = walk("connection", "stubborn-connection", capfdbinary)
    session = str(document["session"])
    assert main(["report", session, "--format", "text", "--practice", "stubborn-connection"]) == 0
    text = capfdbinary.readouterr().out.decode()
    assert "Restart the router" in text


def test_answers_that_do_not_say_name_the_step(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    answers = tmp_path / "answers.toml"
    answers.write_text('consent = "all"\n', "utf-8")
    status = main(["walk", "connection", "--practice", "sick-router", "--answers", str(answers)])
    assert status == 2
    assert "connection/lamp" in capfdbinary.readouterr().err.decode()


def test_all_leaves_out_what_must_be_named(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """DESIGN 10: ``consent = "all"`` leaves out a restart; the device keeps its firmware."""
    answers = tmp_path / "answers.toml"
    answers.write_text('consent = "all"\n[answers.restart_firmware]\ntrouble = "works"\n', "utf-8")
    status = main(["walk", "restart_firmware", "--practice", "old-firmware", "--answers", str(answers), "--json"])
    document = json.loads(capfdbinary.readouterr().out)
    assert (status, document["needs_person"], document["report"]) == (1, False, None), (
        "old firmware stays, as was wished"
    )
    assert document["steps"][-1] == {
        "flow": "restart_firmware",
        "step": "tidy_update",
        "kind": "consent",
        "result": "declined",
        "seconds": 0.0,
    }


def test_a_speed_that_cannot_be_measured_is_no_slow_line(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    status, document = walk("speed_test", "speed-server-gone", capfdbinary)
    assert (document["outcome"], document["proof"], document["verified"]) == ("not_supported", None, [])
    told = (status, document["needs_person"], document["report"])
    assert told == (3, False, None), "nobody could tell; no support team is asked about a busy server"
