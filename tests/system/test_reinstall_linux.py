"""Installing again on Linux: each source in its own way, and none that does not know how."""

import shutil
from collections.abc import Sequence
from pathlib import Path

import pytest

from wizard.system.base import Cancel, Done, Failed, InstalledApp, Missing
from wizard.system.command import CommandOutput
from wizard.system.command import run as run_command
from wizard.system.linux import elevation, packages
from wizard.system.linux.reinstall import can_reinstall, reinstall_app


class Programs:
    """flatpak with a copy of this user's own from ``origin``, or one for all users."""

    def __init__(
        self, origin: str | None = "flathub", status: int = 0, offers: bool = True, rehearsal: str = ""
    ) -> None:
        self.origin, self.status, self.offers, self.rehearsal = origin, status, offers, rehearsal
        self.seen: list[tuple[str, ...]] = []

    def __call__(self, argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        self.seen.append(tuple(argv))
        if argv[:2] == ("flatpak", "info"):
            return CommandOutput(0, f"{self.origin}\n", "") if self.origin else CommandOutput(1, "", "not installed")
        if argv[:2] == ("flatpak", "remote-info"):
            return CommandOutput(0, "", "") if self.offers else CommandOutput(1, "", "error: no such ref\n")
        if argv[0] in ("apt-get", "dnf"):
            return CommandOutput(0, self.rehearsal, "W: x\n")
        if argv[0] == "flatpak":
            return CommandOutput(self.status, "", "error: no network\n" if self.status else "")
        return Missing("not_available", f"{argv[0]} is not installed")


def again(source: str, run: Programs, name: str = "com.example.app") -> Done | Failed | Missing:
    return reinstall_app(InstalledApp(name, "1.0", source), Cancel(), lambda _: None, run)  # type: ignore[arg-type]


def test_a_flatpak_of_this_user_is_installed_from_where_it_came() -> None:
    run = Programs()
    assert isinstance(again("flatpak", run), Done)
    assert run.seen[-1] == (
        "flatpak", "install", "--reinstall", "--user", "-y", "--noninteractive", "flathub", "com.example.app"
    )  # fmt: skip


def test_a_flatpak_for_all_users_is_an_administrators() -> None:
    run = Programs(origin=None)
    got = again("flatpak", run)
    assert isinstance(got, Missing)
    assert got.reason == "not_permitted"
    assert "sudo flatpak install --system --reinstall com.example.app" in got.detail
    assert len(run.seen) == 1


@pytest.mark.parametrize("origin", ["-x", "a b", "", "../x"])
def test_an_origin_that_is_no_name_is_never_passed_on(origin: str) -> None:
    run = Programs(origin=f"{origin} ")
    assert isinstance(again("flatpak", run), Failed | Missing)
    assert len(run.seen) == 1


def test_an_error_is_said_in_its_words() -> None:
    assert again("flatpak", Programs(status=1)) == Failed("flatpak: error: no network")


@pytest.mark.parametrize("source", ["deb", "rpm"])
def test_a_package_goes_through_elevation_or_says_the_command(source: str) -> None:
    assert elevation.program_path() is None
    got = again(source, Programs(), "example-app")
    assert isinstance(got, Missing)
    assert got.reason == "not_permitted"
    assert "sudo" in got.detail and got.detail.endswith("example-app")


def test_snap_has_no_reinstalling_and_says_what_to_do() -> None:
    run = Programs()
    got = again("snap", run)
    assert isinstance(got, Missing)
    assert (got.reason, "snap remove com.example.app" in got.detail, run.seen) == ("not_available", True, [])


@pytest.mark.parametrize("source", ["folder", "windows", "macos", "practice"])
def test_what_came_with_no_package_is_left_to_the_person(source: str) -> None:
    assert isinstance(again(source, Programs()), Missing)


@pytest.mark.parametrize("name", ["-y", "a;b", "a b", ""])
def test_a_name_that_is_none_is_never_passed_on(name: str) -> None:
    run = Programs()
    assert isinstance(again("flatpak", run, name), Missing)
    assert run.seen == []


# whether it can be done at all


def possible(source: str, run: Programs, name: str = "com.example.app") -> Done | Missing:
    return can_reinstall(InstalledApp(name, "1.0", source), Cancel(), run)  # type: ignore[arg-type]


def test_a_flatpak_that_its_source_offers_can_be_installed_again() -> None:
    run = Programs()
    assert isinstance(possible("flatpak", run), Done)
    assert run.seen[-1] == ("flatpak", "remote-info", "--user", "flathub", "com.example.app")
    assert not any(words[1] == "install" for words in run.seen)


@pytest.mark.parametrize(
    ("run", "reason"), [(Programs(origin=None), "not_permitted"), (Programs(offers=False), "not_available")]
)
def test_a_flatpak_that_cannot_be_had_is_told_before(run: Programs, reason: str) -> None:
    got = possible("flatpak", run)
    assert isinstance(got, Missing)
    assert got.reason == reason


@pytest.mark.parametrize("source", ["deb", "rpm"])
def test_without_an_elevated_program_a_package_is_an_administrators(source: str) -> None:
    run = Programs(rehearsal="Inst example-app [1] (1 x)\n")
    got = possible(source, run, "example-app")
    assert isinstance(got, Missing)
    assert (got.reason, run.seen) == ("not_permitted", [])
    assert got.detail.endswith("example-app")


# What apt-get --simulate says where lists and cache have the package, and where they have not (Debian 12, apt 2.6.1).
REHEARSED = (
    "Reading package lists...\nInst dash [0.5.12-2] (0.5.12-2 Debian:12.15/oldstable [amd64])\nConf dash (0.5.12-2)\n"
)
NOT_THERE = "Reading package lists...\nReinstallation of dash is not possible, it cannot be downloaded.\n"


@pytest.mark.parametrize(
    ("said", "name", "offered"),
    [(REHEARSED, "dash", True), (NOT_THERE, "dash", False), (REHEARSED, "das", False), ("", "dash", False)],
)
def test_a_package_whose_source_is_gone_is_told_before(
    said: str, name: str, offered: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elevation, "can_elevate", lambda: True)
    monkeypatch.setattr(packages, "usual_packager", lambda: packages.PACKAGERS[0])
    run = Programs(rehearsal=said)
    got = possible("deb", run, name)
    assert isinstance(got, Done if offered else Missing)
    assert run.seen[0][:2] == ("apt-get", "--simulate")


def test_dnf_is_asked_for_what_its_sources_have() -> None:
    dnf = packages.PACKAGERS[1]
    run = Programs(rehearsal="example-app 1.0-1.fc40\n")
    assert isinstance(packages.offered("example-app", run, Cancel(), dnf), Done)
    assert isinstance(packages.offered("example", run, Cancel(), dnf), Missing)


@pytest.mark.skipif(shutil.which("apt-get") is None, reason="asks the real apt-get")
def test_the_real_apt_rehearses_without_rights(tmp_path: Path) -> None:
    """A source that is empty offers nothing, and the real program says so without changing anything."""
    lists = tmp_path / "lists"
    lists.mkdir()

    def run(argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        words = (argv[0], "-o", f"Dir::State::Lists={lists}", "-o", f"Dir::Cache={tmp_path}", *argv[1:])
        return run_command(words, timeout_s, cancel)

    got = packages.offered("dash", run, Cancel(), packages.PACKAGERS[0])
    assert isinstance(got, Missing)
    assert got.reason == "not_available"
