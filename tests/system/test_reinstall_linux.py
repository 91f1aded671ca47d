"""Installing again on Linux: each source in its own way, and none that does not know how."""

from collections.abc import Sequence

import pytest

from wizard.system.base import Cancel, Done, Failed, InstalledApp, Missing
from wizard.system.command import CommandOutput
from wizard.system.linux import elevation
from wizard.system.linux.reinstall import reinstall_app


class Programs:
    """flatpak with a copy of this user's own from ``origin``, or one for all users."""

    def __init__(self, origin: str | None = "flathub", status: int = 0) -> None:
        self.origin, self.status = origin, status
        self.seen: list[tuple[str, ...]] = []

    def __call__(self, argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        self.seen.append(tuple(argv))
        if argv[:2] == ("flatpak", "info"):
            return CommandOutput(0, f"{self.origin}\n", "") if self.origin else CommandOutput(1, "", "not installed")
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
