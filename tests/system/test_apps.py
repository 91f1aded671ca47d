"""Installed programs on Linux: what package managers answer, folders in /opt, and answers that are nonsense."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.system.conftest import RECORDED, RecordedRunner
from wizard.system.base import Cancel, InstalledApp, Missing
from wizard.system.command import CommandOutput
from wizard.system.linux.apps import (
    installed_apps,
    parse_dpkg,
    parse_flatpak,
    parse_rpm,
    parse_snap,
)

NAMES = ("example-app", "com.example.app")


def test_debian() -> None:
    """The maker's own version: no epoch, no revision of Debian's."""
    found = {app.name: app.version for app in parse_dpkg((RECORDED / "apps" / "dpkg-query.txt").read_text("utf-8"))}
    assert found["bash"] == "5.2.15"
    assert found["git"] == "2.39.5"
    assert found["perl"] == "5.36.0"
    assert "nothing-here" not in found


@pytest.mark.parametrize(
    ("told", "version"),
    [
        ("3.2.1", "3.2.1"), ("3.2.1-2", "3.2.1"), ("1:3.2.1-2ubuntu1.4", "3.2.1"), ("3.2.1+dfsg-1", "3.2.1"),
        ("3.2.1~rc1-1", "3.2.1-rc1"), ("2:3.2.1+ds1-3~deb12u1", "3.2.1"),
    ],
)  # fmt: skip
def test_debian_versions(told: str, version: str) -> None:
    assert [app.version for app in parse_dpkg(f"example-app\t{told}\tinstalled\n")] == [version]


@pytest.mark.parametrize("status", ["config-files", "not-installed", "half-installed", "unpacked", ""])
def test_what_was_removed_is_not_there(status: str) -> None:
    assert list(parse_dpkg(f"example-app\t3.2.1\t{status}\n")) == []


def test_the_others() -> None:
    assert list(parse_rpm("example-app\t3.2.1\npackage com.example.app is not installed\n")) == [
        InstalledApp("example-app", "3.2.1", "rpm")
    ]
    assert list(parse_flatpak("com.example.app\t3.2.1\norg.other.App\t\n")) == [
        InstalledApp("com.example.app", "3.2.1", "flatpak")
    ]
    table = "Name         Version  Rev  Tracking       Publisher  Notes\n"
    table += "example-app  3.2.1    17   latest/stable  example    -\n"
    assert list(parse_snap(table)) == [InstalledApp("example-app", "3.2.1", "snap")]
    assert list(parse_snap("No snaps are installed yet. Try 'snap install hello-world'.\n")) == []


def test_every_copy_is_found(tmp_path: Path, runner: RecordedRunner) -> None:
    runner.says("dpkg-query", out="example-app\t3.1.0-1\tinstalled\nother\t1.0\tinstalled\n", status=1)
    runner.says("flatpak", out="com.example.app\t3.2.1\n")
    folder = tmp_path / "opt/example-app/resources/app"
    folder.mkdir(parents=True)
    (folder / "package.json").write_text(json.dumps({"name": "example", "version": "3.0.0"}), "utf-8")
    assert installed_apps(NAMES, Cancel(), runner, tmp_path) == (
        InstalledApp("example-app", "3.1.0", "deb"),
        InstalledApp("com.example.app", "3.2.1", "flatpak"),
        InstalledApp("example-app", "3.0.0", "folder"),
    )


def test_none_is_none_only_when_somebody_could_tell(tmp_path: Path, runner: RecordedRunner) -> None:
    nobody = installed_apps(NAMES, Cancel(), runner, tmp_path)
    assert isinstance(nobody, Missing)
    assert nobody.reason == "not_available"
    runner.says("dpkg-query", err="no packages found", status=1)
    assert installed_apps(NAMES, Cancel(), runner, tmp_path) == ()
    runner.answers["snap",] = Missing("timeout", "snap took too long")
    late = installed_apps(NAMES, Cancel(), runner, tmp_path)
    assert isinstance(late, Missing)
    assert late.reason == "timeout", "what did not answer may hold it"


@pytest.mark.parametrize("names", [(), ("--root=/",), ("a*",), ("../x",), ("a b",), ("x/y",), ("-q",), ("é",)])
def test_nothing_but_a_name_reaches_a_program(tmp_path: Path, runner: RecordedRunner, names: tuple[str, ...]) -> None:
    assert isinstance(installed_apps(names, Cancel(), runner, tmp_path), Missing)
    assert runner.asked == []


@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"[1]", b'{"version": 3}', b"[" * 50_000, b'{"version": ""}'])
def test_a_file_that_tells_no_version(tmp_path: Path, runner: RecordedRunner, content: bytes) -> None:
    folder = tmp_path / "opt/example-app"
    folder.mkdir(parents=True)
    (folder / "package.json").write_bytes(content)
    runner.says("dpkg-query")
    assert installed_apps(NAMES, Cancel(), runner, tmp_path) == ()


def test_a_stop_is_heard(tmp_path: Path) -> None:
    cancel = Cancel()

    def stops(argv: object, timeout_s: float, _cancel: Cancel) -> CommandOutput:
        cancel.set()
        return CommandOutput(0, "", "")

    found = installed_apps(NAMES, cancel, stops, tmp_path)
    assert isinstance(found, Missing)
    assert found.reason == "timeout"


@given(st.text(alphabet="a1.-~:+\t\n \x1b\u202e", max_size=200))
def test_whatever_they_answer_is_read_or_left(text: str) -> None:
    for parse in (parse_dpkg, parse_rpm, parse_flatpak, parse_snap):
        for app in parse(text):
            assert app.name and 0 < len(app.version) <= 64 and app.version.isprintable()
