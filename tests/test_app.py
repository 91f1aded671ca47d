"""The program as it is started: what it prints, its exit status, and what it leaves behind."""

import json
import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from wizard.app import compose, main
from wizard.cli.arguments import parse
from wizard.environment import utc_now
from wizard.journal.journal import Journal
from wizard.journal.records import SessionRecord
from wizard.probes.registry import CHECKED


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Keep settings and data in the test's own folder, in English, with nobody at the keyboard and no display."""
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path))
    monkeypatch.setenv("LANGUAGE", "en")
    for display in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(display, raising=False)
    with Path(os.devnull).open("r") as nobody:
        monkeypatch.setattr("sys.stdin", nobody)
        yield tmp_path


def test_check_prints_one_document_with_every_probe(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["--practice", "healthy", "check", "--json"]) == 0
    document = json.loads(capfdbinary.readouterr().out)
    assert (document["format"], document["verdict"]) == (1, "healthy")
    assert {line["probe"] for line in document["probes"]} == set(CHECKED)


@pytest.mark.parametrize(
    ("scene", "verdict", "first_flow"),
    [
        ("sick-router", "router", "connection"),
        ("full-cache", "this_computer", "app_cache"),
        ("crowded-wifi", "wifi", "wifi_channel"),
        ("sign-in-page", "sign_in_page", "connection"),
        ("provider-down", "provider", "connection"),
    ],
)
def test_a_fault_is_found_and_its_flow_suggested(
    scene: str, verdict: str, first_flow: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(["--practice", scene, "check", "--json"]) == 1
    document = json.loads(capfdbinary.readouterr().out)
    assert (document["verdict"], document["flows"][0]) == (verdict, first_flow)


def test_without_window_and_terminal_it_checks_this_computer(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["--practice", "healthy"]) == 0
    out = capfdbinary.readouterr().out.decode()
    assert "Everything that was checked is fine." in out


def test_one_probe_with_a_parameter(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["--practice", "full-cache", "probe", "storage.cache", "max_bytes=900000000", "--json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["result"] == "ok"
    assert main(["--practice", "full-cache", "probe", "storage.cache", "--json"]) == 1


@pytest.mark.parametrize(
    "arguments",
    [
        ["bogus"],
        ["probe", "no.such"],
        ["probe", "network.ping", "speed=1"],
        ["probe", "network.ping", "max_latency_ms=fast"],
        ["walk"],
        ["walk", "no_such_flow"],
        ["walk", "connection", "--json"],
        ["walk", "connection", "--answers", "/nowhere/answers.toml"],
        ["--practice", "no-such-scene", "check"],
        ["--organisation", "/nowhere/organisation.toml", "check"],
        ["flows", "graph", "no_such_flow"],
        ["flows", "check", "/nowhere"],
    ],
)
def test_wrong_use_is_told_in_one_sentence(arguments: list[str], capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(arguments) == 2
    captured = capfdbinary.readouterr()
    assert captured.out == b""
    lines = captured.err.decode().strip().splitlines()
    assert lines and lines[0].startswith("wizard: ")
    assert "Traceback" not in captured.err.decode()


def test_the_shipped_flows_have_no_faults(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["flows", "check"]) == 0
    assert main(["flows", "list", "--json"]) == 0
    captured = capfdbinary.readouterr().out.decode()
    listed = json.loads(captured[captured.index("{") :])
    assert {"connection", "wifi_channel", "restart_firmware", "app_cache", "crash_export", "password_reset"} <= {
        row["flow"] for row in listed["flows"]
    }


def test_every_fault_of_a_flow_is_told_at_once_with_its_place(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    folder = tmp_path / "flows" / "broken"
    folder.mkdir(parents=True)
    (folder / "flow.toml").write_text(
        'format = 1\nid = "broken"\nminutes = 1\nstart = "a"\n\n[step.a]\nkind = "probe"\nprobe = "no.such"\n'
        'on.ok = "b"\n\n[step.b]\nkind = "outcome"\nresult = "healthy"\n\n[step.lost]\nkind = "outcome"\n'
        'result = "healthy"\n',
        "utf-8",
    )
    assert main(["flows", "check", str(tmp_path / "flows")]) == 2
    lines = capfdbinary.readouterr().out.decode().splitlines()
    assert any("flow.toml:8: a: " in line for line in lines), lines
    assert any("lost: " in line for line in lines), lines


def test_a_flow_can_be_drawn(tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["flows", "graph", "connection"]) == 0
    assert capfdbinary.readouterr().out.decode().startswith(("flowchart", "graph", "---"))


def test_search_finds_a_flow_or_a_person(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """FACTS E5: below 60 % it hands over to a person."""
    assert main(["search", "video", "keeps", "freezing", "--json"]) == 0
    found = json.loads(capfdbinary.readouterr().out)
    assert found["matches"][0]["flow"] == "connection" and not found["person"]
    assert main(["search", "my", "cat", "is", "hungry", "--json"]) == 0
    assert json.loads(capfdbinary.readouterr().out)["person"] is True


def test_history_is_shown_and_deleted(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    main(["walk", "connection", "--practice", "sick-router", "--json"])
    capfdbinary.readouterr()
    assert main(["history", "--json"]) == 0
    (session,) = json.loads(capfdbinary.readouterr().out)["sessions"]
    assert (session["flow"], session["outcome"], session["proof"]) == ("connection", "solved", "fixed")
    assert main(["history", "--delete-all"]) == 0
    capfdbinary.readouterr()
    main(["history", "--json"])
    assert json.loads(capfdbinary.readouterr().out)["sessions"] == []


def test_old_walks_and_their_folders_go_on_the_way_out(home: Path) -> None:
    with compose(parse(["history"])) as environment:
        for name, days in (("old", 91), ("new", 1)):
            begun = utc_now() - timedelta(days=days)
            environment.journal.create(SessionRecord(name, "connection", "en", None, begun), {})
            (environment.settings.work_folder(name) / "export.zip").write_bytes(b"x")
        path = environment.settings.journal_path
    journal = Journal(path)
    assert [record.id for record in journal.sessions()] == ["new"]
    assert sorted(folder.name for folder in (home / "data" / "work").iterdir()) == ["new"]
    journal.close()


def test_a_place_that_cannot_be_written_still_lets_the_computer_be_checked(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """A full or locked disk is what a check-up should find, not what stops it."""
    (home / "in the way").write_text("a file", "utf-8")
    monkeypatch.setenv("WIZARD_HOME", str(home / "in the way" / "wizard"))
    for arguments in (["check", "--json"], ["probe", "health.snapshot"], ["flows", "list"], ["search", "slow", "wifi"]):
        assert main(arguments) in (0, 1), arguments
    capfdbinary.readouterr()
    assert main(["walk", "connection"]) == 3
    assert "cannot be used" in capfdbinary.readouterr().err.decode()


def test_damaged_choices_are_put_aside_and_said(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (home / "data").mkdir()
    (home / "data" / "choices.json").write_bytes(b"\xff{ damaged")
    assert main(["flows", "list"]) == 0
    said = capfdbinary.readouterr().err.decode()
    assert "Your settings were damaged" in said
    assert [path.name for path in (home / "data").glob("choices.json.damaged-*")]
