"""What the person sends: a draft that opens in their mail program with every file, and a mailto that always fits."""

import email
import stat
from email.policy import default
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.escalation.channels.mail_messages import FILES, KEY, TEXT, message
from wizard.escalation.channels.mail_draft import LONGEST_URL, draft_bytes, mailto_url, write_draft
from wizard.escalation.errors import RefusedError


def test_the_draft_holds_all_and_is_not_sent(tmp_path: Path) -> None:
    parsed = email.message_from_bytes(draft_bytes(message(tmp_path, copy=("boss@example.com",))), policy=default)
    assert parsed["X-Unsent"] == "1"
    assert (parsed["To"], parsed["Cc"]) == ("help@example.com", "boss@example.com")
    assert KEY in parsed["Subject"]
    text, *files = parsed.iter_parts()
    assert text.get_payload(decode=True) == TEXT.encode()
    assert [file.get_payload(decode=True) for file in files] == list(FILES.values())


def test_sender_date_and_id_are_left_to_the_persons_program(tmp_path: Path) -> None:
    parsed = email.message_from_bytes(draft_bytes(message(tmp_path)))
    assert not {"From", "Date", "Message-ID", "Reply-To", "Bcc"} & set(parsed.keys())


def test_a_draft_to_nobody_is_filled_in_by_the_person(tmp_path: Path) -> None:
    assert email.message_from_bytes(draft_bytes(message(tmp_path, to=())))["To"] is None


def test_a_draft_of_a_file_that_changed_is_refused(tmp_path: Path) -> None:
    sent = message(tmp_path)
    sent.attachments[0].path.write_bytes(b"other")
    with pytest.raises(RefusedError, match="not the one that was agreed to"):
        draft_bytes(sent)


def test_the_draft_is_a_private_file(tmp_path: Path) -> None:
    sent = message(tmp_path)
    file = write_draft(sent, tmp_path / "outbox" / sent.id)
    assert file.name == f"{KEY}.eml"
    assert file.read_bytes() == draft_bytes(sent)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700
    assert write_draft(sent, file.parent) == file, "prepared again, it is the same one"
    assert [each.name for each in file.parent.iterdir()] == [file.name]


def test_the_short_mail_says_key_symptom_and_error(tmp_path: Path) -> None:
    url = mailto_url(message(tmp_path, copy=("boss@example.com",)), "služba & síť neběží", "E-42: 100 % + ?")
    parts = urlsplit(url)
    asked = parse_qs(parts.query, strict_parsing=True)
    assert (parts.scheme, unquote(parts.path)) == ("mailto", "help@example.com")
    assert asked == {
        "cc": ["boss@example.com"],
        "subject": [f"[{KEY}] služba & síť neběží"],
        "body": [f"[{KEY}]\r\nslužba & síť neběží\r\nE-42: 100 % + ?"],
    }
    assert "+" not in parts.query, "a blank is %20 here, and a + is a plus (RFC 6068, 2)"


def test_the_report_itself_is_not_in_it(tmp_path: Path) -> None:
    url = unquote(mailto_url(message(tmp_path), "symptom", "error"))
    assert "Dobrý den" not in url
    assert "report.html" not in url


def test_a_symptom_cannot_add_a_header(tmp_path: Path) -> None:
    url = mailto_url(message(tmp_path), "x&bcc=evil@example.com", "y\r\n\r\n&attach=/etc/passwd#z")
    assert set(parse_qs(urlsplit(url).query)) == {"subject", "body"}
    assert urlsplit(url).fragment == ""


_ANY = st.text(st.characters(codec="utf-8"), max_size=4_000)
_LONG = st.builds(lambda part, times: part * times, st.text(min_size=1, max_size=5), st.integers(1, 3_000))


@given(_ANY | _LONG, _ANY | _LONG, st.lists(st.from_regex(r"\A[a-z]{1,60}@[a-z]{1,60}\.example\Z"), max_size=40))
def test_it_is_never_too_long(
    tmp_path_factory: pytest.TempPathFactory, symptom: str, error: str, copy: list[str]
) -> None:
    sent = message(tmp_path_factory.getbasetemp(), files={}, copy=tuple(copy))
    url = mailto_url(sent, symptom, error)
    assert len(url) < LONGEST_URL
    assert url.isascii()
    body = parse_qs(urlsplit(url).query)["body"][0]
    assert body.startswith(f"[{KEY}]\r\n")
    assert "\ufffd" not in body or "\ufffd" in symptom + error, "no half character"


def test_what_is_cut_says_so(tmp_path: Path) -> None:
    url = mailto_url(message(tmp_path), "ř" * 2_000, "chyba 5")
    body = parse_qs(urlsplit(url).query)["body"][0]
    assert body.split("\r\n")[1].endswith("ř…")
    assert body.endswith("\r\nchyba 5"), "a long symptom leaves room for the error"


def test_the_longest_address_leaves_room(tmp_path: Path) -> None:
    address = "a" * 64 + "@" + ("b" * 60 + ".") * 3 + "example"
    url = mailto_url(message(tmp_path, to=(address,)), "symptom", "error")
    assert url.endswith("symptom%0D%0Aerror")
