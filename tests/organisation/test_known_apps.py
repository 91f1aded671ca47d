"""The apps of other makers whose cache may be cleared: each row safe, none twice, none missing for a system."""

import re
from collections import Counter
from pathlib import Path

import pytest

from wizard.organisation import CachedApp, Platform, cached_apps, known_apps, load_organisation
from wizard.organisation.check import folder_fault
from wizard.organisation.profile import KNOWN_ROOTS
from wizard.organisation.tables import IDENTIFIER
from wizard.resources import assets
from wizard.system.base import KnownFolders
from wizard.system.folders import UnsafeFolder, resolve_cache_folders

APPS = known_apps()
EVERYWHERE = {"linux", "windows", "macos"}
SYSTEMS = dict.fromkeys(APPS, EVERYWHERE) | {"teams": {"windows", "macos"}, "outlook": {"windows", "macos"}}
"""Where each app exists: neither the new Teams nor Outlook is made for Linux."""
REQUIRED = {"chrome", "edge", "firefox", "teams", "slack", "spotify", "zoom", "outlook"}
SAFE_ENDS = {
    "Cache",
    "Code Cache",
    "GPUCache",
    "cache2",
    "startupCache",
    "Data",
    "zoom",
    "us.zoom.xos",
    "com.microsoft.Outlook",
}
"""The only names a folder may end in; ``Data`` is Spotify's own name for its cache."""
OWN_THINGS = (
    "IndexedDB|Local Storage|Session Storage|Cookies|Network|databases|File System|Service Worker|CacheStorage|"
    "ScriptCache|blob_storage|Storage|RoamCache|Content\\.Outlook|Extensions|Sessions|Login Data|Preferences"
)
ROWS = [
    (app_id, system, folder)
    for app_id, app in APPS.items()
    for system, folders in app.cache_folders.items()
    for folder in folders
]


def test_the_apps_that_must_be_there_are() -> None:
    assert set(APPS) >= REQUIRED


@pytest.mark.parametrize("app_id", APPS)
def test_each_app_has_folders_on_each_system_where_it_exists(app_id: str) -> None:
    app = APPS[app_id]
    assert IDENTIFIER.fullmatch(app_id)
    assert set(app.cache_folders) == SYSTEMS[app_id]
    assert all(app.cache_folders.values())
    assert app.name
    assert app.processes, "an app that cannot be closed first is not cleared"


def test_no_folder_no_name_and_no_program_twice() -> None:
    for counted in (
        Counter((system, folder) for _, system, folder in ROWS),
        Counter(app.name for app in APPS.values()),
        Counter(process.casefold() for app in APPS.values() for process in {p.casefold() for p in app.processes}),
    ):
        assert [each for each, times in counted.items() if times > 1] == []


@pytest.mark.parametrize(("app_id", "system", "folder"), ROWS)
def test_each_folder_is_a_cache_and_nothing_else(app_id: str, system: str, folder: str) -> None:
    assert folder_fault(folder, cleared=True) is None
    root, *names = folder.split("/")
    assert names[-1] in SAFE_ENDS
    assert not any(re.fullmatch(OWN_THINGS, name) for name in names)
    assert names[0] != "*"
    assert root.strip("{}") in KNOWN_ROOTS - {"home", "crash", "temp"}


def test_each_row_says_where_it_was_looked_up() -> None:
    """A path from memory alone is none."""
    text = (assets() / "apps.toml").read_text("utf-8")
    for app_id in APPS:
        before, after = text.split(f"[{app_id}]\n")
        above = re.split(r"\n\n", before)[-1]
        said = above + after.partition("\n[")[0]
        assert re.search(r"^# .*(Chromium's rule|Electron's documentation|[Ss]een in public programs)", said, re.M), (
            app_id
        )


@pytest.mark.parametrize(("app_id", "system", "folder"), ROWS)
def test_chromiums_rule_holds_for_what_is_made_of_it(app_id: str, system: str, folder: str) -> None:
    """Outside Windows what is fetched lies under the folder for caches, never in the profile (user_data_dir.md)."""
    if "EBWebView" in folder and system == "macos" and folder.endswith(("/Cache", "/Code Cache")):
        assert "/Library/Caches/" in folder
    if app_id in {"chrome", "edge", "brave", "vivaldi"} and not folder.endswith("/GPUCache"):
        assert folder.startswith("{local}/" if system == "windows" else "{cache}/")


def test_no_folder_holds_that_of_another_row() -> None:
    """Neither another app's nor one of the same, where any name stands for ``*``."""
    for app_id, system, folder in ROWS:
        pattern = re.escape(folder).replace(r"\*", "[^/]+")
        for other_id, other_system, other in ROWS:
            if system == other_system and (other_id, other) != (app_id, folder):
                assert re.match(pattern + "/", other) is None, f"{other} of {other_id} lies in {folder} of {app_id}"


def test_an_organisations_own_app_comes_first_and_replaces_the_same_id() -> None:
    neutral = load_organisation()
    apps = cached_apps(neutral)
    assert next(iter(apps)) == neutral.app.main
    assert set(apps) == {*APPS, *neutral.app.table}
    assert apps["chrome"].max_cache_bytes == 500_000_000


def roots_in(folder: Path) -> KnownFolders:
    roots = {name: folder / name for name in KNOWN_ROOTS}
    for root in roots.values():
        root.mkdir()
    return KnownFolders(roots)


@pytest.mark.parametrize(("app_id", "system", "folder"), ROWS)
def test_each_row_is_found_once_it_is_there(app_id: str, system: Platform, folder: str, tmp_path: Path) -> None:
    known = roots_in(tmp_path)
    names = [name if name != "*" else "Profile 1" for name in folder.split("/")]
    place = known.roots[names[0].strip("{}")].joinpath(*names[1:])
    place.mkdir(parents=True)
    found = resolve_cache_folders(folder, known)
    assert found == (place,)


def test_every_profile_of_a_browser_and_no_link(tmp_path: Path) -> None:
    known = roots_in(tmp_path)
    browser = known.roots["cache"] / "google-chrome"
    for profile in ("Default", "Profile 1", "Profile 2", "."):
        (browser / profile / "Cache").mkdir(parents=True, exist_ok=True)
    (browser / "Local State").write_text("{}")
    (tmp_path / "outside" / "Cache").mkdir(parents=True)
    (browser / "Linked").symlink_to(tmp_path / "outside")
    found = resolve_cache_folders("{cache}/google-chrome/*/Cache", known)
    assert not isinstance(found, UnsafeFolder)
    assert [folder.relative_to(browser).as_posix() for folder in found] == [
        "Cache/Cache",
        "Default/Cache",
        "Profile 1/Cache",
        "Profile 2/Cache",
    ]


def test_a_linked_cache_of_one_profile_makes_the_row_unsafe(tmp_path: Path) -> None:
    known = roots_in(tmp_path)
    (tmp_path / "outside").mkdir()
    (known.roots["cache"] / "google-chrome" / "Default").mkdir(parents=True)
    (known.roots["cache"] / "google-chrome" / "Default" / "Cache").symlink_to(tmp_path / "outside")
    assert isinstance(resolve_cache_folders("{cache}/google-chrome/*/Cache", known), UnsafeFolder)


@pytest.mark.parametrize(
    "folder", ["{cache}/*", "{cache}/*/Cache", "{local}/a/*", "{local}/a/b*/c", "{home}/a/*/b", "{local}/**/x", "*/a/b"]
)
def test_a_star_elsewhere_is_refused(folder: str) -> None:
    assert folder_fault(folder, cleared=True) is not None
    assert folder_fault("{cache}/a/*/b", cleared=False) is not None


def test_the_schema_of_a_row_is_that_of_the_profile() -> None:
    assert all(isinstance(app, CachedApp) for app in APPS.values())
