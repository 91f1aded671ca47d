"""Programs of a Mac: bundles in a folder of this test, Homebrew as recorded. Never run on a Mac."""

import plistlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from wizard.system.base import Cancel, Done, Failed, InstalledApp, Missing
from wizard.system.macos.apps import installed_apps, read_bundle
from wizard.system.macos.homebrew import HomebrewPackage, parse_installed
from wizard.system.macos.reinstall import can_reinstall, reinstall_app

Read = Callable[[str], str]
BREW = "/opt/homebrew/bin/brew"


def bundle(folder: Path, name: str, *, store: bool = False, binary: bool = False, **values: object) -> Path:
    contents = folder / f"{name}.app/Contents"
    contents.mkdir(parents=True)
    form = plistlib.FMT_BINARY if binary else plistlib.FMT_XML
    (contents / "Info.plist").write_bytes(plistlib.dumps(values, fmt=form))
    if store:
        (contents / "_MASReceipt").mkdir()
        (contents / "_MASReceipt/receipt").touch()
    return folder / f"{name}.app"


@pytest.fixture
def applications(tmp_path: Path) -> Path:
    folder = tmp_path / "Applications"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("name", ["Example App", "com.example.app", "ExampleApp"])
@pytest.mark.parametrize("binary", [True, False])
def test_any_of_its_names(runner: Any, applications: Path, name: str, binary: bool) -> None:
    bundle(
        applications,
        "Example App",
        binary=binary,
        CFBundleIdentifier="com.example.app",
        CFBundleExecutable="ExampleApp",
        CFBundleShortVersionString="3.2.0",
        CFBundleVersion="4500",
    )
    assert installed_apps((name,), Cancel(), runner, (applications,)) == (InstalledApp(name, "3.2.0", "macos"),)


def test_every_copy_and_a_folder_below(runner: Any, applications: Path, tmp_path: Path) -> None:
    bundle(applications / "Maker", "Example", CFBundleShortVersionString="1.0")
    bundle(tmp_path / "home", "Example", CFBundleVersion="2")
    found = installed_apps(("Example",), Cancel(), runner, (applications, tmp_path / "home"))
    assert found == (InstalledApp("Example", "1.0", "macos"), InstalledApp("Example", "2", "macos"))


def test_none_is_an_answer_only_of_who_can_tell(runner: Any, applications: Path, tmp_path: Path) -> None:
    assert isinstance(installed_apps(("Example",), Cancel(), runner, (tmp_path / "none",)), Missing)
    bundle(applications, "Other", CFBundleVersion="1")
    assert installed_apps(("Example",), Cancel(), runner, (applications,)) == ()


def test_a_cask_and_its_bundle_are_one_copy(runner: Any, recorded: Read, applications: Path) -> None:
    runner.says(BREW, "info", out=recorded("macos-hardware/brew-info.json"))
    names = ("example-app", "Example App")
    alone = installed_apps(names, Cancel(), runner, (applications,))
    assert alone == (InstalledApp("example-app", "3.2.0", "macos"),)
    bundle(applications, "Example App", CFBundleShortVersionString="3.2.0")
    assert installed_apps(names, Cancel(), runner, (applications,)) == (InstalledApp("Example App", "3.2.0", "macos"),)


def test_homebrew(recorded: Read) -> None:
    import json

    assert parse_installed(json.loads(recorded("macos-hardware/brew-info.json"))) == (
        HomebrewPackage("example-app", frozenset({"example-app", "Example", "Example App"}), "3.2.0", True),
        HomebrewPackage("jq", frozenset({"jq"}), "1.7.1", False),
    )


@pytest.mark.parametrize("content", [b"", b"bplist00garbage", b"<plist><dict><key>", b"\xff" * 100])
def test_a_damaged_bundle_is_passed_over(applications: Path, content: bytes) -> None:
    path = bundle(applications, "Example")
    (path / "Contents/Info.plist").write_bytes(content)
    assert read_bundle(path) is None


def test_a_pipe_in_its_place_holds_nothing_up(applications: Path) -> None:
    import os

    path = applications / "Example.app"
    (path / "Contents").mkdir(parents=True)
    os.mkfifo(path / "Contents/Info.plist")
    assert read_bundle(path) is None


def test_a_bundle_that_is_a_link_leads_nowhere(runner: Any, applications: Path, tmp_path: Path) -> None:
    target = bundle(tmp_path / "elsewhere", "Example", CFBundleVersion="1")
    (applications / "Example.app").symlink_to(target)
    bundle(applications, "Other", CFBundleVersion="1")
    assert installed_apps(("Example",), Cancel(), runner, (applications,)) == ()


# Installing again


def reinstall(runner: Any, applications: Path, name: str = "Example App") -> Any:
    app = InstalledApp(name, "3.2.0", "macos")
    return reinstall_app(app, Cancel(), lambda _: None, runner, (applications,))


def test_homebrew_installs_its_own_again(runner: Any, recorded: Read, applications: Path) -> None:
    runner.says(BREW, "info", out=recorded("macos-hardware/brew-info.json"))
    runner.says(BREW, "reinstall", "--cask", "example-app")
    assert reinstall(runner, applications) == Done("brew reinstall --cask example-app")
    assert runner.asked[-1] == (BREW, "reinstall", "--cask", "example-app")


def test_only_homebrews_own_can_be_installed_again(runner: Any, recorded: Read, applications: Path) -> None:
    app = InstalledApp("Example App", "3.2.0", "macos")
    found = can_reinstall(app, Cancel(), runner, (applications,))
    assert isinstance(found, Missing)
    assert "its maker" in found.detail
    runner.says(BREW, "info", out=recorded("macos-hardware/brew-info.json"))
    assert can_reinstall(app, Cancel(), runner, (applications,)) == Done("Homebrew has example-app")
    assert all(asked[1] != "reinstall" for asked in runner.asked)


def test_a_failure_is_told_in_homebrews_words(runner: Any, recorded: Read, applications: Path) -> None:
    runner.says(BREW, "info", out=recorded("macos-hardware/brew-info.json"))
    runner.says(BREW, "reinstall", err="==> Downloading\nError: Download failed\n", status=1)
    found = reinstall(runner, applications)
    assert isinstance(found, Failed)
    assert found.detail.endswith("Error: Download failed")


@pytest.mark.parametrize(("store", "words"), [(True, "App Store"), (False, "its maker")])
def test_all_others_are_told_what_to_do(runner: Any, applications: Path, store: bool, words: str) -> None:
    bundle(applications, "Example App", store=store, CFBundleVersion="1")
    found = reinstall(runner, applications)
    assert isinstance(found, Missing)
    assert words in found.detail


def test_no_option_slips_into_homebrews_words(runner: Any, applications: Path) -> None:
    runner.says(BREW, "info", out='{"casks": [{"token": "--force", "name": ["Example App"]}]}')
    assert isinstance(reinstall(runner, applications), Missing)
    assert [asked[1] for asked in runner.asked] == ["info"]


def test_brew_of_intels_macs(runner: Any, applications: Path) -> None:
    runner.says("/usr/local/bin/brew", "info", out='{"casks": [{"token": "example", "installed": "1.0"}]}')
    assert installed_apps(("example",), Cancel(), runner, (applications,)) == (InstalledApp("example", "1.0", "macos"),)
