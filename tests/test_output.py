"""What is printed for people is shown as it is, wherever standard output leads; the exit status stays the walk's."""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wizard.figures import format_fact
from wizard.terminal.keyboard import Keyboard, LeftError
from wizard.texts import Texts


def run(
    home: Path, *arguments: str, stdout: int | None = subprocess.PIPE, typed: bytes = b"", **variables: str
) -> "subprocess.CompletedProcess[bytes]":
    """Run the program in a home of its own."""
    kept = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(
        [sys.executable, "-m", "wizard", *arguments],
        env={**kept, "WIZARD_HOME": str(home), **variables},
        stdout=stdout,
        stderr=subprocess.PIPE,
        input=typed,
        timeout=60,
        check=False,
    )


def test_square_brackets_in_a_path_are_no_markup(tmp_path: Path) -> None:
    home = tmp_path / "[" / "x]"
    ended = run(home, "walk", "restart_firmware", "--practice", "stubborn-firmware")
    assert ended.stderr == b""
    assert ended.returncode == 1
    assert str(home / "reports").encode() in ended.stdout


def test_signs_the_output_does_not_know_are_replaced(tmp_path: Path) -> None:
    ended = run(tmp_path, "check", "--practice", "healthy", PYTHONIOENCODING="ascii")
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", [("check",), ("check", "--json"), ("flows", "list")])
def test_a_reader_that_stopped_changes_no_exit_status(arguments: tuple[str, ...], tmp_path: Path) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    try:
        ended = run(tmp_path, *arguments, "--practice", "healthy", stdout=writing)
    finally:
        os.close(writing)
    assert (ended.returncode, ended.stderr) == (0, b"")


@pytest.mark.parametrize("arguments", [("check",), ("check", "--json")])
def test_an_output_without_room_is_named(arguments: tuple[str, ...], tmp_path: Path) -> None:
    with Path("/dev/full").open("wb") as full:
        ended = run(tmp_path, *arguments, "--practice", "healthy", stdout=full.fileno())
    assert ended.returncode == 2
    assert ended.stderr.startswith(b"wizard: - cannot be written") and ended.stderr.count(b"\n") == 1


def test_control_characters_of_a_reading_are_shown_and_not_obeyed() -> None:
    assert format_fact(Texts("en", "linux"), "model", "A\x1b[2J\x9bB\udcff\xa0C") == "A\ufffd[2J\ufffdB\ufffd\xa0C"
    assert format_fact(Texts("en", "linux"), "author", "Eva\u202egpj.exe\u2066") == "Eva\ufffdgpj.exe\ufffd"


def test_typed_bytes_that_are_no_text_do_not_end_the_keyboard() -> None:
    keyboard = Keyboard(io.TextIOWrapper(io.BytesIO(b"\xff\n1\n"), "utf-8", errors="strict"))
    assert [keyboard.line(), keyboard.line()] == ["\ufffd", "1"]
    with pytest.raises(LeftError):
        keyboard.line()
