"""Text of unknown origin is made harmless: what a reader sees is what is there."""

import pytest

from wizard.report.hygiene import clean_text, one_line, safe_name


@pytest.mark.parametrize(
    ("hostile", "clean"),
    [
        ("plain", "plain"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;https://evil.example\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1bPq#0;2\x1b\\after", "after"),
        ("\x9b31mred", "red"),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("a\u200bb\ufeffc\u2066d\u2069", "abcd"),
        ("nul\x00bell\x07del\x7f", "nulbelldel"),
        ("tab\tstays\n", "tab\tstays\n"),
        ("e\u0301", "é"),
        ("\ud800", "\ufffd"),
        ("\U000e0041tag", "tag"),
    ],
)
def test_escape_sequences_and_hidden_signs_go(hostile: str, clean: str) -> None:
    """Colours, titles, links, bells, direction signs, tags."""
    assert clean_text(hostile) == clean


def test_a_line_break_cannot_make_a_second_line() -> None:
    """CRLF injection: a value stays one line."""
    assert one_line("ok\r\n2026-07-01 FORGED entry\u2029x") == "ok 2026-07-01 FORGED entry x"


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("crash.log", "crash.log"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\dump.txt", "dump.txt"),
        ("/abs/", "abs"),
        ("..", "file"),
        ("", "file"),
        ("con", "_con"),
        ("NUL.txt", "_NUL.txt"),
        ('a<b>:"|?*.txt', "ab.txt"),
        ("name. . ", "name"),
        ("\u202etxt.exe", "txt.exe"),
        ("x\r\ny.log", "x y.log"),
    ],
)
def test_a_file_name_is_only_a_name(name: str, safe: str) -> None:
    """No folders, no way out, no name that Windows keeps for itself."""
    assert safe_name(name) == safe


def test_taken_names_get_a_number_in_any_case() -> None:
    """Two files never become one, also where capitals do not count."""
    assert safe_name("Crash.LOG", frozenset({"crash.log", "Crash-2.LOG"})) == "Crash-3.LOG"


def test_a_long_name_keeps_its_end() -> None:
    """Cut in bytes, never within a letter."""
    name = safe_name("ž" * 300 + ".log")
    assert len(name.encode()) <= 80
    assert name.endswith("ž.log")
