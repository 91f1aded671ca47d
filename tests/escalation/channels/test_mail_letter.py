"""A mail as bytes: text and files come out as they went in, no name and no header can be abused."""

import email
import re
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.escalation.channels.mail_messages import FILES, ID, KEY, TEXT, attach, message
from wizard.escalation.channels.mail_letter import compose_letter
from wizard.escalation.errors import RefusedError
from wizard.escalation.model import Message

SENDER = "wizard@example.com"


def written(sent: Message) -> bytes:
    body = compose_letter(sent, SENDER).body
    content = b"".join(piece for piece, _ in body.pieces())
    assert len(content) == body.size_bytes, "what is announced is what is sent"
    return content


def read(content: bytes) -> EmailMessage:
    parsed = email.message_from_bytes(content, policy=default)
    assert isinstance(parsed, EmailMessage)
    assert not parsed.defects
    return parsed


def test_text_and_files_come_out_byte_for_byte(tmp_path: Path) -> None:
    parsed = read(written(message(tmp_path)))
    text, *files = parsed.iter_parts()
    assert text.get_payload(decode=True) == TEXT.encode()
    assert text.get_content_type() == "text/plain"
    assert text.get_content_charset() == "utf-8"
    assert [file.get_payload(decode=True) for file in files] == list(FILES.values())
    names = ["report.html", "crash žluťoučký kůň.log", "empty.bin", "screen.png"]
    assert [file.get_filename() for file in files] == names
    assert {file.get_content_disposition() for file in files} == {"attachment"}


def test_a_mail_without_files_is_the_text_alone(tmp_path: Path) -> None:
    parsed = read(written(message(tmp_path, files={})))
    assert not parsed.is_multipart()
    assert parsed.get_payload(decode=True) == TEXT.encode()


def test_the_headers_say_who_writes_to_whom(tmp_path: Path) -> None:
    parsed = read(written(message(tmp_path, to=("a@example.com", "b@example.com"), copy=("c@example.com",))))
    assert parsed["From"] == SENDER
    assert parsed["To"] == "a@example.com, b@example.com"
    assert parsed["Cc"] == "c@example.com"
    assert parsed["Reply-To"] == "anna@example.org"
    assert parsed["Subject"] == f"Žádost o pomoc – služba neběží [{KEY}]"
    assert parsed["Date"] == "Sun, 29 Mar 2026 01:30:00 +0000"
    assert parsed["Auto-Submitted"] == "no"
    assert parsed["MIME-Version"] == "1.0"
    assert "Bcc" not in parsed


def test_the_message_id_stays_the_same_at_every_try(tmp_path: Path) -> None:
    sent = message(tmp_path)
    assert compose_letter(sent, SENDER).message_id == f"<{ID}@example.com>"
    assert written(sent) == written(sent)
    assert read(written(sent))["Message-ID"] == f"<{ID}@example.com>"


def test_nobody_gets_it_twice(tmp_path: Path) -> None:
    letter = compose_letter(message(tmp_path, to=("a@example.com", "A@Example.com"), copy=("b@example.com",)), SENDER)
    assert letter.recipients == ("a@example.com", "b@example.com")


def test_every_line_is_one_that_every_server_takes(tmp_path: Path) -> None:
    """RFC 5322, 2.1.1 and 2.3: CRLF, ASCII, at most 998 characters; and no dot to double (RFC 5321, 4.5.2)."""
    many = tuple(f"somebody.with.a.long.name{number}@mail.example.com" for number in range(60))
    content = written(message(tmp_path, to=many, subject="x" * 2_000 + f" [{KEY}]"))
    lines = content.split(b"\r\n")
    assert max(map(len, lines)) <= 998
    assert not any(b"\r" in line or b"\n" in line or line.startswith(b".") for line in lines)
    assert content.isascii()
    assert content.endswith(b"\r\n")


@pytest.mark.parametrize("size_bytes", [1, 56, 57, 58, 113, 114, 57 * 216 - 1, 57 * 216, 57 * 216 + 1, 100_000])
def test_files_of_any_size_are_announced_rightly(tmp_path: Path, size_bytes: int) -> None:
    content = bytes(index % 251 for index in range(size_bytes))
    _, file = read(written(message(tmp_path, files={"file.bin": content}))).iter_parts()
    assert file.get_payload(decode=True) == content


def test_what_counts_as_gone_is_the_files(tmp_path: Path) -> None:
    body = compose_letter(message(tmp_path), SENDER).body
    assert sum(gone for _, gone in body.pieces()) == sum(map(len, FILES.values()))


@given(st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), min_size=1, max_size=200))
def test_any_subject_comes_out_as_it_was(tmp_path_factory: pytest.TempPathFactory, subject: str) -> None:
    subject = " ".join(subject.split()) + f" [{KEY}]"
    sent = message(tmp_path_factory.getbasetemp(), files={}, subject=subject)
    line = email.message_from_bytes(written(sent))["Subject"].replace("\r\n", "")
    assert str(make_header(decode_header(line))).split() == subject.split()


@given(st.text(st.characters(codec="utf-8"), max_size=120))
def test_any_text_comes_out_as_it_was(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    sent = message(tmp_path_factory.getbasetemp(), files={}, text=text)
    assert read(written(sent)).get_payload(decode=True) == text.encode()


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_name_of_a_file_is_one_name(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    content = written(message(tmp_path_factory.getbasetemp(), files={name: b"1"}))
    _, file = read(content).iter_parts()
    got = file.get_filename()
    assert got
    assert not re.search(r'[\x00-\x1f\x7f/\\"]', got)
    assert file.get_payload(decode=True) == b"1"
    assert set(file.keys()) == {"Content-Type", "Content-Transfer-Encoding", "Content-Disposition"}


def test_two_files_of_one_name_stay_two(tmp_path: Path) -> None:
    sent = message(tmp_path, files={"a/log.txt": b"1", "b/log.txt": b"2"})
    _, *files = read(written(sent)).iter_parts()
    assert [file.get_filename() for file in files] == ["log.txt", "log-2.txt"]


@pytest.mark.parametrize(
    ("given_type", "sent_type"),
    [
        ("text/plain", "text/plain"),
        ("text/plain; charset=utf-8", "text/plain"),
        ("image/svg+xml", "image/svg+xml"),
        ("message/rfc822", "application/octet-stream"),
        ("multipart/mixed; boundary=x", "application/octet-stream"),
        ("text/plain\r\nBcc: evil@example.com", "application/octet-stream"),
        ("", "application/octet-stream"),
    ],
)
def test_only_a_plain_type_is_believed(tmp_path: Path, given_type: str, sent_type: str) -> None:
    sent = message(tmp_path, files={})
    file = attach(tmp_path, "x", b"From x\n.\n", given_type)
    content = written(type(sent)(**{**vars(sent), "attachments": (file,)}))
    _, part = read(content).iter_parts()
    assert part.get_content_type() == sent_type
    assert part.get_payload(decode=True) == b"From x\n.\n"
    assert b"evil" not in content


@pytest.mark.parametrize(
    "subject", ["a\r\nBcc: evil@example.com", "a\nb", "a\rb", "a\x00b", "a\u2028b", "\u202ea", "a\x0bb"]
)
def test_no_header_can_be_smuggled_in_by_the_subject(tmp_path: Path, subject: str) -> None:
    with pytest.raises(RefusedError, match="line break or a sign"):
        written(message(tmp_path, subject=subject))


@pytest.mark.parametrize(
    "address",
    ["a@example.com\r\nBcc: evil@example.com", "a@example.com, evil@example.com", "žluť@example.com", "nobody"],
)
@pytest.mark.parametrize("place", ["to", "copy", "reply_to"])
def test_nor_by_an_address(tmp_path: Path, address: str, place: str) -> None:
    wrong = {place: address if place == "reply_to" else ("a@example.com", address)}
    with pytest.raises(RefusedError, match="cannot be used as an e-mail address"):
        written(message(tmp_path, **wrong))  # type: ignore[arg-type]


def test_a_mail_to_nobody_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="names nobody"):
        written(message(tmp_path, to=()))


def test_a_file_that_got_shorter_is_not_sent(tmp_path: Path) -> None:
    sent = message(tmp_path, files={"x": b"12345"})
    body = compose_letter(sent, SENDER).body
    sent.attachments[0].path.write_bytes(b"123")
    with pytest.raises(RefusedError, match="not the one that was agreed to"):
        body.check()
    with pytest.raises(OSError, match="ended 2 bytes early"):
        list(body.pieces())


def test_it_is_what_the_library_would_write(tmp_path: Path) -> None:
    """The standard library's own writer leaves it as it is."""
    content = written(message(tmp_path, subject=f"Help [{KEY}]"))
    assert email.message_from_bytes(content, policy=SMTP).as_bytes() == content
