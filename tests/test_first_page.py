"""The kept copy of the first page: believed only while everything it was made from is the same."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from wizard import first_page
from wizard.first_page import cards_of, flow_cards
from wizard.flow.load import FlowLibrary
from wizard.resources import flows
from wizard.settings import Settings, load_settings
from wizard.texts import Texts


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return Path(shutil.copytree(flows(), tmp_path / "flows"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"WIZARD_HOME": str(tmp_path / "home")})


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Path]]:
    """Note each time the cards are made anew from the flows."""
    times: list[Path] = []
    original = first_page._made

    def noting(folder: Path, settings: Settings, texts: Texts) -> tuple[first_page.FlowCard, ...]:
        times.append(folder)
        return original(folder, settings, texts)

    monkeypatch.setattr(first_page, "_made", noting)
    yield times


def texts(folder: Path, language: str = "en") -> Texts:
    return Texts(language, "linux", lambda flow_id: folder / flow_id)


def test_the_second_start_reads_no_flow(folder: Path, settings: Settings, made: list[Path]) -> None:
    first = flow_cards(folder, settings, texts(folder))
    assert flow_cards(folder, settings, texts(folder)) == first
    assert len(made) == 1
    assert {"connection", "password_reset"} <= {card.flow_id for card in first}
    assert all(card.title and card.summary and card.minutes for card in first)
    assert {card.flow_id for card in first if card.home} == {
        "connection", "wifi_channel", "restart_firmware", "app_cache", "crash_export", "password_reset",
        "speed_test",
    }  # fmt: skip
    assert "service_down" in {card.flow_id for card in first}, "the search finds more than stands there"
    assert "computer_network" not in {card.flow_id for card in first}, "nobody is led to what is only called"


def test_a_changed_flow_or_another_language_is_read_anew(folder: Path, settings: Settings, made: list[Path]) -> None:
    flow_cards(folder, settings, texts(folder))
    file = folder / "connection" / "text.en.toml"
    words = file.read_text("utf-8")
    title = next(line for line in words.splitlines() if line.startswith("title"))
    file.write_text(words.replace(title, 'title = "Another title for it"', 1), "utf-8")
    changed = {card.flow_id: card.title for card in flow_cards(folder, settings, texts(folder))}
    assert changed["connection"] == "Another title for it"
    czech = {card.flow_id: card.title for card in flow_cards(folder, settings, texts(folder, "cs"))}
    assert czech["wifi_channel"] != changed["wifi_channel"]
    assert len(made) == 3


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"stamp": 1}', b"\xff\xfe", b"[" * 100_000])
def test_a_damaged_copy_is_made_anew(folder: Path, settings: Settings, content: bytes) -> None:
    first = flow_cards(folder, settings, texts(folder))
    (kept,) = settings.cache_folder.glob("first-page.*.json")
    kept.write_bytes(content)
    assert flow_cards(folder, settings, texts(folder)) == first
    assert json.loads(kept.read_bytes())["cards"]


def test_a_cache_that_cannot_be_written_costs_nothing_but_time(
    folder: Path, tmp_path: Path, settings: Settings
) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "cache").write_text("a file in the way", "utf-8")
    assert flow_cards(folder, settings, texts(folder))


def test_a_library_that_is_there_reads_no_flow_for_its_cards(
    folder: Path, tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = flow_cards(folder, settings, texts(folder))
    library = FlowLibrary((folder, tmp_path / "none"))
    monkeypatch.setattr(FlowLibrary, "load", lambda *_given: pytest.fail("a flow was read"))
    assert cards_of(library, settings, texts(folder)) == first


def test_what_is_hidden_or_lies_in_another_folder_is_no_card_of_the_kept_ones(
    folder: Path, tmp_path: Path, settings: Settings
) -> None:
    everything = {card.flow_id for card in flow_cards(folder, settings, texts(folder))}
    hidden = FlowLibrary((folder,), hidden=("connection",))
    assert {card.flow_id for card in cards_of(hidden, settings, texts(folder))} == everything - {"connection"}
    more = tmp_path / "more"
    copied = Path(shutil.copytree(folder / "password_reset", more / "another")) / "flow.toml"
    copied.write_text(copied.read_text("utf-8").replace('id = "password_reset"', 'id = "another"', 1), "utf-8")
    library = FlowLibrary((folder, more))
    found = cards_of(library, settings, Texts("en", "linux", library.folder))
    assert {card.flow_id for card in found} == everything | {"another"}
