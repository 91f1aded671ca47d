"""What the command line says of itself, and of what is not there."""

from pathlib import Path

import pytest

from wizard.app import main


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIZARD_HOME", str(tmp_path))


def test_a_language_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["history", "--language", "tlh"]) == 2
    assert "There is no language tlh. There are: en, cs." in capsys.readouterr().err


@pytest.mark.parametrize("language", ["en", "en_GB", "cs", "cs-CZ"])
def test_one_that_is_there_is_spoken_under_each_of_its_names(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["flows", "list", "--language", language]) == 0
    title = "Aplikace padá" if language.startswith("cs") else "An app crashes"
    assert title in capsys.readouterr().out


def test_help_tells_the_exit_statuses_and_where_data_can_lie(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--help"])
    assert ended.value.code == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "0 healthy or fixed, 1 a problem remains, 2 wrong input, 3 nobody could tell" in told
    assert "WIZARD_HOME" in told
