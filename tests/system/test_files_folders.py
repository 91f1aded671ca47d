"""From a profile's folder to one of this computer: only what lies below a known root (FACTS A5)."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.system.base import KnownFolders
from wizard.system.folders import UnsafeFolder, is_link, resolve_cache_folder, resolve_folder
from wizard.system.linux.files import known_folders
from wizard.system.posix_volumes import free_bytes


@pytest.fixture
def known(tmp_path: Path) -> KnownFolders:
    home = tmp_path / "home"
    roots = {
        "home": home,
        "cache": home / ".cache",
        "config": home / ".config",
        "state": home / ".local/state",
        "crash": tmp_path / "crash",
    }
    for root in roots.values():
        root.mkdir(parents=True, exist_ok=True)
    return KnownFolders(roots)


def test_a_folder_below_a_known_root_is_found_whether_it_exists_or_not(known: KnownFolders) -> None:
    cache = known.roots["cache"]
    assert resolve_folder("{cache}/example", known) == cache / "example"
    (cache / "example").mkdir()
    assert resolve_folder("{cache}/example", known) == cache / "example"
    assert resolve_folder("{cache}/Example App/Code Cache", known) == cache / "Example App/Code Cache"


@pytest.mark.parametrize(
    "template",
    [
        "",
        "/",
        "/etc",
        "example",
        "~",
        "~/example",
        "{cache}",
        "{cache}/",
        "{cache}//example",
        "{cache}/example/",
        "{cache}/.",
        "{cache}/..",
        "{cache}/../..",
        "{cache}/example/../../..",
        "{cache}/./example",
        "{cache}/example\0",
        "{cache}/exam\nple",
        "{cache}/a\\..\\..\\b",
        "{cache}/C:",
        "{cache}/*",
        "{cache}/example.",
        "{cache}/ ",
        "{cache}/example ",
        "{nothing}/example",
        "{}/example",
        "{cache}{home}/example",
        "{cache}example",
        " {cache}/example",
        "{Cache}/example",
        "$HOME/example",
        "%LOCALAPPDATA%/example",
    ],
)
def test_anything_else_is_refused(known: KnownFolders, template: str) -> None:
    assert isinstance(resolve_folder(template, known), UnsafeFolder)


@pytest.mark.parametrize("template", ["{home}/.cache", "{home}/.local", "{home}/.local/state"])
def test_a_folder_that_holds_a_root_is_refused(known: KnownFolders, template: str) -> None:
    assert isinstance(resolve_folder(template, known), UnsafeFolder)


def test_the_folder_of_all_crash_logs_may_be_read_and_never_cleared(known: KnownFolders, tmp_path: Path) -> None:
    crash = known.roots["crash"]
    assert resolve_folder("{crash}", known) == crash
    assert isinstance(resolve_cache_folder("{crash}", known), UnsafeFolder)
    assert isinstance(resolve_folder("{crash}", KnownFolders({})), UnsafeFolder)
    crash.rename(tmp_path / "elsewhere")
    crash.symlink_to(tmp_path / "elsewhere")
    assert isinstance(resolve_folder("{crash}", known), UnsafeFolder)


def test_a_link_on_the_way_is_refused(known: KnownFolders, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    (outside / "deep").mkdir(parents=True)
    cache = known.roots["cache"]
    (cache / "linked").symlink_to(outside)
    (cache / "dangling").symlink_to(tmp_path / "nowhere")
    for template in ("{cache}/linked", "{cache}/linked/deep", "{cache}/dangling"):
        assert isinstance(resolve_folder(template, known), UnsafeFolder)


def test_a_root_that_is_a_link_is_refused(known: KnownFolders, tmp_path: Path) -> None:
    cache = known.roots["cache"]
    cache.rename(tmp_path / "elsewhere")
    cache.symlink_to(tmp_path / "elsewhere")
    assert isinstance(resolve_folder("{cache}/example", known), UnsafeFolder)


@pytest.mark.parametrize("wide", ["home", "parent", "slash", "relative"])
def test_a_cache_root_that_is_too_wide_is_refused(known: KnownFolders, wide: str) -> None:
    home = known.roots["home"]
    root = {"home": home, "parent": home.parent, "slash": Path("/"), "relative": Path("cache")}[wide]
    assert isinstance(resolve_folder("{cache}/Documents", KnownFolders({**known.roots, "cache": root})), UnsafeFolder)


def test_only_a_cache_may_be_cleared(known: KnownFolders) -> None:
    roots = known.roots
    assert resolve_cache_folder("{cache}/example", known) == roots["cache"] / "example"
    assert resolve_cache_folder("{config}/Example/Code Cache", known) == roots["config"] / "Example/Code Cache"
    for template in ("{config}/Example", "{state}/example", "{home}/Documents/old", "{crash}/example", "{cache}/.."):
        assert isinstance(resolve_cache_folder(template, known), UnsafeFolder)
    assert resolve_folder("{crash}/example", known) == roots["crash"] / "example"


@given(st.text(max_size=60), st.sampled_from(["{cache}", "{home}", "{cache}/", "{state}/a/", ""]))
def test_whatever_is_found_lies_below_its_root(text: str, prefix: str) -> None:
    root = Path("/nonexistent-root/user")
    known = KnownFolders({"home": root, "cache": root / ".cache", "state": root / ".state"})
    folder = resolve_folder(prefix + text, known)
    if isinstance(folder, Path):
        assert root in folder.parents
        assert ".." not in folder.parts
        assert folder not in known.roots.values()


def test_what_cannot_be_looked_at_counts_as_a_link(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert is_link(tmp_path / "file" / "below")
    assert is_link(tmp_path / "null\0byte")
    assert not is_link(tmp_path / "not there")


def test_the_roots_of_linux(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    real = tmp_path / "real"
    real.mkdir()
    (tmp_path / "home").symlink_to(real)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", "relative/cache")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state" / ".." / "states"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "")
    roots = known_folders().roots
    # A home behind a link is common (/home -> /var/home); the roots name where it really is.
    assert roots["home"] == real
    assert roots["cache"] == real / ".cache"
    assert roots["state"] == tmp_path / "states"
    assert roots["config"] == real / ".config"
    assert roots["data"] == real / ".local/share"
    assert roots["crash"] == Path("/var/crash")
    assert resolve_folder("{cache}/example", known_folders()) == real / ".cache/example"


def test_a_linked_cache_root_of_linux_stays_a_link(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / ".cache").symlink_to(tmp_path / "elsewhere")
    assert isinstance(resolve_folder("{cache}/example", known_folders()), UnsafeFolder)


def test_free_room_of_a_folder_that_is_not_there_yet(tmp_path: Path) -> None:
    free = free_bytes(tmp_path / "not" / "yet")
    assert isinstance(free, int)
    assert free > 0
