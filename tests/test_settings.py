"""Where a user's files lie, that they are private, and that a damaged file of choices costs nothing."""

import json
import os
import stat
from pathlib import Path

import platformdirs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from platformdirs.macos import MacOS
from platformdirs.unix import Unix
from platformdirs.windows import Windows

from wizard.settings import (
    Choices,
    Settings,
    SettingsError,
    load_settings,
    managed_folder,
    private_folder,
    write_private,
)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({"WIZARD_HOME": str(tmp_path / "home")})


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_wizard_home_moves_everything_but_the_managed_profile(settings: Settings, tmp_path: Path) -> None:
    home = tmp_path / "home"
    for path in (
        settings.data_folder,
        settings.cache_folder,
        settings.report_folder,
        settings.journal_path,
        settings.choices_path,
        settings.device_record_path,
        settings.user_profile,
        settings.work_root,
    ):
        assert path.is_relative_to(home)
    assert not settings.managed_profile.is_relative_to(home)


def test_loading_makes_no_files(settings: Settings, tmp_path: Path) -> None:
    assert settings.choices == Choices()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("empty", ["", "  "])
def test_without_wizard_home_the_systems_own_folders_are_used(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, empty: str
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DOCUMENTS_DIR"):
        monkeypatch.delenv(name, raising=False)
    settings = load_settings({"WIZARD_HOME": empty})
    assert settings.data_folder == tmp_path / ".local/share/self-help-wizard"
    assert settings.cache_folder == tmp_path / ".cache/self-help-wizard"
    assert settings.user_profile == tmp_path / ".config/self-help-wizard/organisation.toml"
    assert settings.report_folder == tmp_path / "Documents/Self-Help Wizard"


@pytest.mark.parametrize(
    ("kind", "folder"),
    [
        (Unix, Path("/etc/opt/self-help-wizard")),
        (MacOS, Path("/Library/Application Support/Self-Help Wizard")),
        (Windows, Path(r"C:\Program Files") / "Self-Help Wizard" / "managed"),
    ],
)
def test_the_machines_profile_lies_where_only_an_administrator_writes(
    monkeypatch: pytest.MonkeyPatch, kind: type, folder: Path
) -> None:
    monkeypatch.setattr(platformdirs, "PlatformDirs", kind)
    monkeypatch.delenv("PROGRAMFILES", raising=False)
    assert managed_folder() == folder


def test_a_relative_home_does_not_move_with_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    settings = load_settings({"WIZARD_HOME": "mine"})
    assert settings.data_folder == tmp_path / "mine/data"


def test_a_home_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("")
    with pytest.raises(SettingsError, match="not a folder"):
        load_settings({"WIZARD_HOME": str(tmp_path / "home")})


def test_choices_are_there_next_time(settings: Settings, tmp_path: Path) -> None:
    saved = settings.save(Choices(language="cs", theme="dark", retention_days=7))
    assert saved.choices.language == "cs"
    again = load_settings({"WIZARD_HOME": str(tmp_path / "home")})
    assert again.choices == Choices(language="cs", theme="dark", retention_days=7)
    assert again.notice is None
    assert mode(settings.choices_path) == 0o600
    assert mode(settings.data_folder) == 0o700
    assert [file.name for file in settings.data_folder.iterdir()] == ["choices.json"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"null",
        b'{"theme": "pink"}',
        b'{"retention_days": -1}',
        b'{"retention_days": "7"}',
        b'{"language": "../../etc"}',
        b"\xff\xfe",
        b"[" * 60_000,
        b" " * 100_000,
    ],
    ids=range(10),
)
def test_damaged_choices_are_kept_aside_and_the_usual_ones_used(
    settings: Settings, tmp_path: Path, content: bytes
) -> None:
    settings.data_folder.mkdir(parents=True)
    settings.choices_path.write_bytes(content)
    loaded = load_settings({"WIZARD_HOME": str(tmp_path / "home")})
    assert loaded.choices == Choices()
    (aside,) = settings.data_folder.iterdir()
    assert aside.read_bytes() == content
    assert str(aside) in str(loaded.notice)
    assert load_settings({"WIZARD_HOME": str(tmp_path / "home")}).notice is None


def test_choices_of_a_newer_version_are_read_as_far_as_known(settings: Settings, tmp_path: Path) -> None:
    settings.data_folder.mkdir(parents=True)
    settings.choices_path.write_text(json.dumps({"theme": "light", "font": "large"}))
    loaded = load_settings({"WIZARD_HOME": str(tmp_path / "home")})
    assert (loaded.choices, loaded.notice) == (Choices(theme="light"), None)


def test_a_folder_in_place_of_the_choices_says_so(settings: Settings, tmp_path: Path) -> None:
    settings.choices_path.mkdir(parents=True)
    loaded = load_settings({"WIZARD_HOME": str(tmp_path / "home")})
    assert loaded.choices == Choices()
    assert loaded.notice is not None


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.save(Choices(theme="dark"))
    before = settings.choices_path.read_bytes()

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="No space left on device"):
        settings.save(Choices(theme="light"))
    assert settings.choices_path.read_bytes() == before
    assert len(list(settings.data_folder.iterdir())) == 1


def test_a_link_is_replaced_and_not_written_through(tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.write_text("kept")
    link = tmp_path / "choices.json"
    link.symlink_to(other)
    write_private(link, b"new")
    assert other.read_text() == "kept"
    assert link.read_bytes() == b"new"
    assert not link.is_symlink()


def test_private_folders_are_made_with_their_parents(tmp_path: Path) -> None:
    folder = private_folder(tmp_path / "a" / "b")
    assert (mode(folder), mode(folder.parent)) == (0o700, 0o700)


def test_a_folder_that_others_can_open_is_closed(tmp_path: Path) -> None:
    (tmp_path / "open").mkdir(mode=0o755)
    assert mode(private_folder(tmp_path / "open")) == 0o700


@pytest.mark.parametrize("kind", ["file", "link", "dangling"])
def test_what_is_no_folder_is_refused(tmp_path: Path, kind: str) -> None:
    place = tmp_path / "place"
    if kind == "file":
        place.write_text("")
    else:
        place.symlink_to(tmp_path if kind == "link" else tmp_path / "none")
    with pytest.raises(SettingsError) as caught:
        private_folder(place)
    assert str(place) in str(caught.value)


def test_work_folders_are_private_and_apart(settings: Settings) -> None:
    one, two = settings.work_folder("a1"), settings.work_folder("b2")
    assert one != two
    assert mode(one) == 0o700
    assert one.parent == settings.work_root


@pytest.mark.parametrize("session_id", ["", ".", "..", "../x", "a/b", "a\\b", "-a", "a" * 65, "a\x00", "a b", "é"])
def test_a_session_id_is_a_plain_name(settings: Settings, session_id: str) -> None:
    for use in (settings.work_folder, settings.remove_work_folder):
        with pytest.raises(SettingsError):
            use(session_id)


def test_removing_a_work_folder_follows_no_link(settings: Settings, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "file").write_text("kept")
    folder = settings.work_folder("a1")
    (folder / "link").symlink_to(kept)
    (folder / "sub").mkdir()
    settings.remove_work_folder("a1")
    assert not folder.exists()
    folder.symlink_to(kept)
    settings.remove_work_folder("a1")
    assert not folder.is_symlink()
    assert (kept / "file").read_text() == "kept"
    settings.remove_work_folder("a1")


def test_only_sessions_that_can_go_on_keep_their_folder(settings: Settings, tmp_path: Path) -> None:
    settings.remove_work_folders(())
    for session_id in ("a1", "b2", "c3"):
        (settings.work_folder(session_id) / "file").write_text("x")
    (settings.work_root / "not a session").mkdir()
    settings.remove_work_folders({"b2"})
    assert {path.name for path in settings.work_root.iterdir()} == {"b2", "not a session"}
    assert (settings.work_root / "b2" / "file").exists()


def test_prepare_makes_both_folders(settings: Settings) -> None:
    settings.prepare()
    assert (mode(settings.data_folder), mode(settings.cache_folder)) == (0o700, 0o700)


@given(st.text(max_size=70))
def test_no_session_id_leads_out_of_the_work_folder(session_id: str) -> None:
    settings = Settings(*(Path("/nonexistent/none") for _ in range(5)))
    try:
        settings.remove_work_folder(session_id)
    except SettingsError:
        return
    assert (settings.work_root / session_id).parent == settings.work_root
