"""The worked example of docs/writing-a-flow.md is a flow that the check has nothing to say about."""

import re
from pathlib import Path

import pytest

from wizard import resources
from wizard.flow.catalogue import Catalogue
from wizard.flow.check import check_flows
from wizard.flow.load import FlowLibrary
from wizard.flow.model import OUTCOME_RESULTS
from wizard.search import search
from wizard.texts import Texts

GUIDE = resources.root() / "docs" / "writing-a-flow.md"
_FILE = re.compile(r"^### (\S+\.toml)\n\n```toml\n(.*?)^```", re.MULTILINE | re.DOTALL)


@pytest.fixture
def example(tmp_path: Path) -> Path:
    folder = tmp_path / "free_space"
    folder.mkdir()
    for name, content in _FILE.findall(GUIDE.read_text("utf-8")):
        (folder / name).write_text(content, encoding="utf-8")
    return folder


def test_the_example_is_whole_and_right(example: Path, catalogue: Catalogue) -> None:
    assert sorted(path.name for path in example.iterdir()) == [
        "flow.toml",
        "paths.toml",
        "text.cs.toml",
        "text.en.toml",
    ]
    assert [str(error) for error in check_flows([example], catalogue)] == []


def test_a_key_that_is_not_translated_reads_in_english(example: Path) -> None:
    texts = Texts("cs", "linux", FlowLibrary([example]).folder)
    assert texts.flow("free_space", "title") == "Disk je plný"
    assert texts.flow("free_space", "step.solved.title") == "There is room again"


def test_its_sentences_find_it(example: Path) -> None:
    """Alone: beside the shipped flow about a full disk, which knows many more sentences, that one comes first."""
    library = FlowLibrary([example])
    answer = search("no space left on my disk", library, Texts("en", "linux", library.folder))
    assert [match.flow for match in answer.matches] == ["free_space"]


def test_every_kind_of_step_and_every_outcome_is_explained() -> None:
    guide = GUIDE.read_text("utf-8")
    for kind in ("ask", "guide", "probe", "fix", "verify", "ranked", "call", "outcome"):
        assert re.search(rf"^### {kind}: ", guide, re.MULTILINE), kind
    for result in OUTCOME_RESULTS:
        assert f"`{result}`" in guide


def test_every_name_of_the_organisation_is_listed(catalogue: Catalogue) -> None:
    guide = GUIDE.read_text("utf-8")
    assert [name for name in sorted(catalogue.text_facts) if f"`{name}`" not in guide] == []
