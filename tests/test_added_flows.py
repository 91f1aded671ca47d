"""Flows that do not ship with the program: the organisation's, and those of an author who tries them."""

import json
from pathlib import Path

import pytest

from wizard import settings
from wizard.app import compose, main
from wizard.cli.arguments import parse
from wizard.flow.errors import FlowError
from wizard.flow.views import ShowOutcome
from wizard.search import search
from wizard.session import Session

FLOW = """
format = 1
id = "{name}"
minutes = 1
start = "printer_on"
home = true

[step.printer_on]
kind = "ask"
on.yes = "{end}"
on.no = "switched"
on.not_sure = "switched"

[step.switched]
kind = "outcome"
result = "escalate"
"""
TEXTS = """
title = "The printer does nothing"
summary = "Finds out why nothing is printed"
search = "my plotter spits out blank sheets"
"""


def write_flow(folder: Path, name: str, end: str = "switched") -> Path:
    own = folder / name
    own.mkdir(parents=True)
    (own / "flow.toml").write_text(FLOW.format(name=name, end=end), "utf-8")
    (own / "text.en.toml").write_text(TEXTS, "utf-8")
    return own


@pytest.fixture(autouse=True)
def managed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(settings, "MANAGED_FOLDER", tmp_path / "managed")
    return tmp_path / "managed"


def test_flows_beside_the_managed_profile_are_offered_found_and_walked(managed: Path) -> None:
    write_flow(managed / "flows", "printer")
    with compose(parse(["--practice", "healthy"])) as environment:
        assert "printer" in environment.library.offered_ids()
        found = search("my plotter spits out blank sheets", environment.library, environment.texts)
        assert found.matches[0].flow == "printer" and not found.person
        session = Session.start(environment, "printer")
        session.answer("no")
        assert isinstance(session.view, ShowOutcome)


def test_none_of_them_replaces_a_flow_that_ships(managed: Path) -> None:
    write_flow(managed / "flows", "connection")
    with compose(parse(["--practice", "healthy"])) as environment:
        assert environment.library.flows["connection"].start != "printer_on"


def test_one_with_a_fault_is_named_and_not_begun_and_the_others_work(
    managed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = write_flow(managed / "flows", "printer", end="nowhere")
    with compose(parse(["--practice", "healthy"])) as environment:
        with pytest.raises(FlowError, match="nowhere"):
            Session.start(environment, "printer")
        assert Session.start(environment, "connection")
        assert [record.flow for record in environment.journal.sessions()] == ["connection"]
    assert main(["walk", "printer", "--practice", "healthy"]) == 2
    assert str(wrong / "flow.toml") in capsys.readouterr().err


def test_one_that_is_no_flow_at_all_hides_none_of_the_others(managed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (write_flow(managed / "flows", "printer") / "flow.toml").write_text("format = ", "utf-8")
    assert main(["flows", "list", "--json"]) == 0
    listed = {flow["flow"] for flow in json.loads(capsys.readouterr().out)["flows"]}
    assert "connection" in listed and "printer" not in listed


def test_an_author_tries_a_flow_from_anywhere(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    own = write_flow(tmp_path / "elsewhere", "printer")
    assert main(["flows", "graph", "printer", "--flows", str(own)]) == 0
    assert "printer_on" in capsys.readouterr().out
    assert main(["flows", "list", "--json", "--flows", str(own.parent), "--flows", str(own)]) == 0
    assert "printer" in {flow["flow"] for flow in json.loads(capsys.readouterr().out)["flows"]}


def test_a_folder_without_a_flow_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flows", "list", "--flows", str(tmp_path / "nothing")]) == 2
    assert f"There is no flow at {tmp_path / 'nothing'}" in capsys.readouterr().err


def test_the_program_comes_back_with_the_same_flows(tmp_path: Path) -> None:
    own = write_flow(tmp_path / "elsewhere", "printer")
    with compose(parse(["--flows", str(own)])) as environment:
        command = environment.command_for("s1")
    assert command[command.index("--flows") + 1] == str(own)


def test_a_persons_own_wrong_profile_is_done_without_and_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    own = tmp_path / "home" / "organisation.toml"
    own.parent.mkdir()
    own.write_text('network.max_latency_ms = "quick"\n', "utf-8")
    assert main(["history"]) == 0
    assert f"{own}:1: network.max_latency_ms" in capsys.readouterr().err
    with compose(parse([])) as environment:
        assert environment.organisation.network.max_latency_ms == 100
        assert len(environment.notices) == 1
