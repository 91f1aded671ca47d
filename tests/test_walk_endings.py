"""A walk that came to its end tells so, whatever becomes of the report."""

import io
import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from wizard.app import compose, main
from wizard.cli.arguments import parse
from wizard.terminal import unattended
from wizard.terminal.walk import walk

WALK = ("--practice", "stubborn-firmware", "walk", "restart_firmware", "--json")


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("WIZARD_HOME", str(folder))
    return folder


def test_a_report_that_cannot_be_saved_hides_no_outcome(home: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    """A problem remains: 1 wins over 3, and the document is printed all the same."""
    (home / "reports").write_bytes(b"in the way")
    assert main(WALK) == 1
    printed = capfdbinary.readouterr()
    summary = json.loads(printed.out)
    assert (summary["outcome"], summary["report"]) == ("escalate", None)
    assert b"is not a folder" in printed.err


def test_leaving_the_questions_of_the_report_keeps_the_exit_status(
    capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(WALK) == 1
    session = json.loads(capfdbinary.readouterr().out)["session"]
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    with compose(parse(["--practice", "stubborn-firmware"])) as environment:
        assert walk(replace(environment, script=None), None, None, session, as_json=False) == 1
    assert session.encode() in capfdbinary.readouterr().out  # how to come back to it


@pytest.mark.parametrize("command", [("walk", "--resume", "nobody"), ("report", "nobody")])
def test_a_session_that_is_not_there_is_wrong_input(
    command: tuple[str, ...], capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert main(("--practice", "stubborn-firmware", *command)) == 2
    assert b"There is no session nobody" in capfdbinary.readouterr().err


def test_an_endless_answers_file_is_refused(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main((*WALK, "--answers", "/dev/zero")) == 2
    assert b"larger than" in capfdbinary.readouterr().err


def test_watching_for_what_never_comes_ends(
    tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    answers = tmp_path / "answers.toml"
    answers.write_text('[answers.connection]\nlamp = "steady"\nrestart_router = "watch"\n', "utf-8")
    monkeypatch.setattr(unattended, "MOST_WATCH_S", 0.0)
    assert main(("--practice", "stubborn-connection", "walk", "connection", "--answers", str(answers))) == 2
    assert b"nothing changed" in capfdbinary.readouterr().err
