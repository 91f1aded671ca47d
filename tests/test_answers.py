"""An answers file is held against the flows before anything is measured or repaired."""

import json
from pathlib import Path

import pytest

from wizard.answers import Answers, AnswersFile, load_answers
from wizard.app import main
from wizard.errors import UsageError
from wizard.flow.load import FlowLibrary
from wizard.practice.scene import load_scene
from wizard.resources import assets, flows

LIBRARY = FlowLibrary((flows(),)).flows
SCENES = sorted(file.stem for file in (assets() / "practice").glob("*.toml"))


@pytest.mark.parametrize("scene", SCENES)
def test_every_scene_answers_what_is_asked(scene: str) -> None:
    script = load_scene(scene).script
    if script is not None:
        Answers(script).check(LIBRARY)


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ('[answers.conection]\nlamp = "steady"', "conection"),
        ('[answers.connection]\nlmap = "steady"', "connection/lmap"),
        ('[answers.connection]\nmeasure = "ok"', "connection/measure"),  # a probe: nobody is asked
        ('[answers.connection]\nlamp = "white"', "white"),
        ('[answers.connection]\nlamp = ["steady", "white"]', "white"),
        ('[answers.connection]\nrestart_router = "changed"', "changed"),  # what a watch sees, not what is said
    ],
)
def test_what_is_not_there_is_named(tmp_path: Path, text: str, named: str) -> None:
    file = tmp_path / "answers.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError) as refused:
        load_answers(file).check(LIBRARY)
    assert named in map(str, refused.value.details.values())


def test_what_is_typed_may_be_anything_and_a_verify_has_the_answers_of_its_question() -> None:
    Answers(AnswersFile(answers={"app_cache": {"which_app": "anything", "still_there": "gone"}})).check(LIBRARY)


def test_a_missing_answer_tells_which_walk_can_be_gone_on_with(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANGUAGE", "en")
    file = tmp_path / "answers.toml"
    file.write_text('[answers.password_reset]\nsince = "today"\n', "utf-8")
    practice = ("--practice", "locked-account", "walk")
    assert main((*practice, "password_reset", "--answers", str(file), "--json")) == 2
    told = capfdbinary.readouterr()
    document = json.loads(told.out)
    assert document["outcome"] is None
    assert b"password_reset/sign_in" in told.err
    file.write_text('[answers.password_reset]\nsign_in = "yes"\n', "utf-8")
    assert main((*practice, "--resume", document["session"], "--answers", str(file), "--json")) == 0
    assert json.loads(capfdbinary.readouterr().out)["outcome"] == "healthy"


def test_nothing_is_begun_with_a_wrong_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANGUAGE", "en")
    file = tmp_path / "answers.toml"
    file.write_text('consent = "all"\n[answers.connection]\nlamp = "white"\n', "utf-8")
    walk = ("--practice", "sick-router", "walk", "connection", "--answers", str(file), "--json")
    assert main(walk) == 2
    assert "connection/lamp" in capfd.readouterr().err
    assert main(("--practice", "sick-router", "history")) == 0
    assert capfd.readouterr().out == "There are no earlier walks yet.\n"
