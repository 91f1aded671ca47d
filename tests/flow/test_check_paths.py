"""The walks beside a flow: replayed, and together taking every branch."""

from pathlib import Path

from tests.flow.checking import check_sample, in_words
from tests.flow.sample import CATALOGUE, write_flow
from wizard.flow.check import check_flows


def test_a_walk_that_ends_elsewhere_is_named_at_its_item(tmp_path: Path) -> None:
    change = ('"measure slow", "flush declined"', '"measure slow",\n"flsh declined"')
    assert in_words(check_sample(tmp_path, paths=[change]), "paths.toml") == [
        (
            '"flsh declined"]',
            "",
            "path 'declined', at 'flsh declined': 'flsh' is not asked here: the flow waits for 'flush'"
            " (done, failed, declined, not_available, interrupted)",
        )
    ]


def test_an_end_that_is_another_is_named_at_the_walk(tmp_path: Path) -> None:
    change = ('walk = ["measure ok"]\noutcome = "healthy"', 'walk = ["measure ok"]\noutcome = "solved"')
    assert in_words(check_sample(tmp_path, paths=[change]), "paths.toml") == [
        (
            'walk = ["measure ok"]',
            "",
            "path 'healthy at once': the walk ends with healthy, at 'healthy', not with solved",
        )
    ]


def test_a_branch_that_no_walk_takes_is_named_at_the_branch(tmp_path: Path) -> None:
    change = ('walk = ["measure slow", "flush not_available"]', 'walk = ["measure slow", "flush declined"]')
    (error,) = check_sample(tmp_path, paths=[change])
    assert error.message == "on.not_available: no path in paths.toml takes this branch"
    assert error.step == "flush"
    assert Path(error.file).read_text(encoding="utf-8").splitlines()[error.line - 1] == 'on.not_available = "escalate"'


def test_branches_taken_by_themselves_count(tmp_path: Path) -> None:
    """``exhausted`` is taken by the walk that flushes as often as it may."""
    change = ('walk = ["measure slow", "flush done", "verify down", "flush done", "verify lossy"]',
              'walk = ["measure slow", "flush done", "verify down", "flush declined"]')  # fmt: skip
    errors = check_sample(tmp_path, paths=[change, ('proof = "not_fixed"\n', "")])
    assert [error.message for error in errors] == ["on.exhausted: no path in paths.toml takes this branch"]


def test_a_flow_without_walks(tmp_path: Path) -> None:
    write_flow(tmp_path / "sample", paths=None)
    assert [str(error) for error in check_flows([tmp_path], CATALOGUE)] == [
        f"{tmp_path}/sample/paths.toml:0: there is no such file"
    ]


def test_walks_that_are_no_toml_and_walks_that_are_none(tmp_path: Path) -> None:
    write_flow(tmp_path / "sample", paths="[[path\n")
    (error,) = check_flows([tmp_path], CATALOGUE)
    assert (Path(error.file).name, error.line) == ("paths.toml", 1)
    write_flow(tmp_path / "sample", paths="")
    errors = check_flows([tmp_path], CATALOGUE)
    assert len(errors) == 23
    assert {error.message.split(": ")[1] for error in errors} == {"no path in paths.toml takes this branch"}
