"""What programs write on Windows is read whatever code page they use (the decoding itself needs no Windows)."""

import pytest

from wizard.system.command import decoded


@pytest.mark.parametrize(
    ("output", "cut", "page", "text"),
    [
        ("ž é 中\r\n".encode(), False, "cp852", "ž é 中\n"),
        ("ž é\r\nš\r\n".encode("cp852"), False, "cp852", "ž é\nš\n"),
        (b"", False, "cp437", ""),
        ("čč".encode()[:3], True, "cp852", "č"),  # cut in the middle of a character
        ("čč".encode()[:3], False, "cp1252", "Ä�Ä"),  # the same bytes, but whole: they are no UTF-8
        (b"\x81\x8d", False, "cp1252", "��"),  # no letters of that page
    ],
)
def test_decoded(output: bytes, cut: bool, page: str, text: str) -> None:
    assert decoded(output, cut, page) == text
