"""The workflow for other people's builders: it parses, what it runs is there, and it may do no more than read."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
WORKFLOW = ROOT / ".github" / "workflows" / "build.yml"
PINNED = re.compile(r"[\w-]+/[\w-]+@[0-9a-f]{40}")
REGISTRIES = ("pypi", "pythonhosted", "npmjs", "crates.io", "index-url")


@pytest.fixture(scope="module")
def workflow() -> dict[Any, Any]:
    loaded = yaml.safe_load(WORKFLOW.read_text("utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def steps(workflow: dict[Any, Any]) -> list[dict[str, Any]]:
    return [step for job in workflow["jobs"].values() for step in job["steps"]]


def commands(workflow: dict[Any, Any]) -> list[list[str]]:
    return [line.split() for step in steps(workflow) for line in step.get("run", "").splitlines()]


def test_it_builds_on_three_systems(workflow: dict[Any, Any]) -> None:
    systems = {job["runs-on"] for job in workflow["jobs"].values()}
    assert systems == {"ubuntu-latest", "windows-latest", "macos-latest"}
    assert all(job["timeout-minutes"] <= 60 for job in workflow["jobs"].values())


def test_it_may_only_read(workflow: dict[Any, Any]) -> None:
    assert workflow["permissions"] == {"contents": "read"}
    assert not any("permissions" in job for job in workflow["jobs"].values())
    assert "secrets." not in WORKFLOW.read_text("utf-8")
    checkouts = [step for step in steps(workflow) if step.get("uses", "").startswith("actions/checkout@")]
    assert len(checkouts) == 3
    assert not any(step["with"]["persist-credentials"] for step in checkouts)


def test_every_action_is_pinned_to_a_commit(workflow: dict[Any, Any]) -> None:
    used = [step["uses"] for step in steps(workflow) if "uses" in step]
    assert used
    assert [action for action in used if not PINNED.fullmatch(action)] == []


def test_every_target_and_script_that_it_runs_is_there(workflow: dict[Any, Any]) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    purposes = {*targets, "packages"}
    checked = 0
    for words in commands(workflow):
        if words[0] == "make":
            assert set(words[1:]) <= targets
            checked += 1
        scripts = [word for word in words if word.endswith(".py")]
        assert all((ROOT / script).is_file() for script in scripts), words
        if ".ci/setup.py" in words:
            assert words[words.index(".ci/setup.py") + 1] in purposes
        checked += len(scripts)
    assert checked >= len(commands(workflow))


def test_it_names_no_registry() -> None:
    text = WORKFLOW.read_text("utf-8")
    assert not any(name in text for name in REGISTRIES)
