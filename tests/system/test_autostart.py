"""Starting again at the next login: what is left for the desktop, and that it is gone afterwards."""

import configparser
import plistlib
import re
from pathlib import Path

import pytest

from wizard.system.base import Done, Failed, Missing
from wizard.system.linux import autostart as linux
from wizard.system.macos import autostart as macos

ARGV = ("/opt/self help/wizard", "walk", 'a "b"', "50 % $HOME `id` \\ ž", "")


def entry(file: Path) -> configparser.SectionProxy:
    reader = configparser.RawConfigParser(strict=True)
    reader.optionxform = str  # type: ignore[assignment,method-assign]
    reader.read_string(file.read_text("utf-8"))
    return reader["Desktop Entry"]


def unescaped(value: str) -> list[str]:
    """Take an ``Exec`` value apart as the specification says: the string first, then the arguments."""
    text = re.sub(r"\\(.)", r"\1", value)
    quoted = re.findall(r'"((?:[^"\\]|\\.)*)"', text)
    return [re.sub(r"\\(.)", r"\1", argument).replace("%%", "%") for argument in quoted]


def test_linux_starts_the_same_arguments(tmp_path: Path) -> None:
    environment = {"XDG_CONFIG_HOME": str(tmp_path / "config"), "DISPLAY": ":0"}
    answer = linux.resume_at_login(ARGV, environment)
    assert isinstance(answer, Done)
    file = tmp_path / "config/autostart" / linux.FILE_NAME
    assert tuple(unescaped(entry(file)["Exec"])) == ARGV
    assert entry(file)["Type"] == "Application"
    assert file.stat().st_mode & 0o077 == 0
    assert linux.forget(environment) == Done(str(file))
    assert not file.exists()
    assert isinstance(linux.forget(environment), Done)


def test_linux_leaves_the_folder_of_others_as_it_is(tmp_path: Path) -> None:
    folder = tmp_path / "autostart"
    folder.mkdir(mode=0o755)
    (folder / "other.desktop").write_text("[Desktop Entry]\n")
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "WAYLAND_DISPLAY": "wayland-0"}
    linux.resume_at_login(ARGV, environment)
    linux.forget(environment)
    assert folder.stat().st_mode & 0o777 == 0o755
    assert [file.name for file in folder.iterdir()] == ["other.desktop"]


def test_linux_without_a_desktop(tmp_path: Path) -> None:
    answer = linux.resume_at_login(ARGV, {"XDG_CONFIG_HOME": str(tmp_path)})
    assert isinstance(answer, Missing)
    assert answer.reason == "not_available"
    assert list(tmp_path.iterdir()) == []


def test_linux_where_nobody_may_write(tmp_path: Path) -> None:
    (tmp_path / "autostart").write_text("a file is in the way")
    environment = {"XDG_CONFIG_HOME": str(tmp_path), "DISPLAY": ":0"}
    assert isinstance(linux.resume_at_login(ARGV, environment), Failed)
    assert isinstance(linux.forget(environment), Failed)


def test_macos_starts_the_same_arguments(tmp_path: Path) -> None:
    assert isinstance(macos.resume_at_login(ARGV, tmp_path), Done)
    file = tmp_path / "Library/LaunchAgents" / f"{macos.LABEL}.plist"
    content = plistlib.loads(file.read_bytes())
    assert tuple(content["ProgramArguments"]) == ARGV
    assert content["RunAtLoad"] is True
    assert content["Label"] == macos.LABEL
    assert "KeepAlive" not in content, "closing the window would start it again for ever"
    assert isinstance(macos.forget(tmp_path), Done)
    assert not file.exists()
    assert isinstance(macos.forget(tmp_path), Done)


@pytest.mark.parametrize("argv", [(), ("wizard",), ("./wizard",), ("/bin/true", "a\nHidden=true"), ("/bin/true", "\0")])
def test_only_a_full_path_and_plain_arguments(argv: tuple[str, ...], tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"full path|control characters"):
        linux.resume_at_login(argv, {"XDG_CONFIG_HOME": str(tmp_path), "DISPLAY": ":0"})
    with pytest.raises(ValueError, match=r"full path|control characters"):
        macos.resume_at_login(argv, tmp_path)
    assert list(tmp_path.iterdir()) == []
