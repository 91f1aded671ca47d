"""Mail by a real server (aiosmtpd): encrypted, signed in, whole; and whatever goes wrong is the right kind of error."""

# ruff: noqa: S105, S106 - of servers that live as long as a test

import contextlib
import email
import logging
import re
import socket
import threading
import time
import traceback
from collections.abc import Iterator
from email.policy import default
from pathlib import Path
from typing import Any

import msgspec
import pytest
from aiosmtpd.smtp import SMTP

from tests.escalation.channels.mail_messages import FILES, ID, KEY, TEXT, message
from tests.tickets.certificates import CertificateAuthority
from tests.tickets.cutting_mail_proxy import CuttingMailProxy, MailFault
from tests.tickets.listening import Listener, wait_until_gone
from tests.tickets.mail_server import AcceptedMessage, MailAccount, MailServer
from tests.tickets.server_process import free_port
from wizard.escalation.channels.mail import MailDelivery
from wizard.escalation.channels.mail_server import MailPatience
from wizard.escalation.errors import (
    AmbiguousError,
    BusyError,
    ChannelError,
    NotReachedError,
    RefusedError,
    SecretError,
)
from wizard.escalation.model import Message, Ticket
from wizard.organisation.channels import MailChannel
from wizard.system.cancel import Cancel

PASSWORD = "customer-password"
TOKEN = "ya29." + "x" * 2_000
HELLO = [b"220 hi\r\n", b"250-hi\r\n250 STARTTLS\r\n", b"220 go\r\n", b"250-hi\r\n250 AUTH PLAIN\r\n"]
"""What a server says until it can be signed in to."""
SIGNED_IN = [*HELLO, b"235 ok\r\n", b"250 sender\r\n", b"250 recipient\r\n", b"354 go\r\n"]
SOON = MailPatience(connect_s=2, answer_s=2, accept_s=2, whole_s=5)


class Stored:
    """Secrets that are in the keyring."""

    def __init__(self, **secrets: str) -> None:
        self.secrets = secrets

    def get(self, name: str, cancel: Cancel | None = None) -> str:
        return self.secrets[name]


class Locked:
    def get(self, name: str, cancel: Cancel | None = None) -> str:
        raise SecretError("The keyring of this computer is locked.")


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> CertificateAuthority:
    return CertificateAuthority(tmp_path_factory.mktemp("authority"))


@pytest.fixture
def server(authority: CertificateAuthority) -> Iterator[MailServer]:
    with MailServer(authority.server_context(), MailAccount(password=PASSWORD, access_token=TOKEN)) as started:
        yield started


class Sending:
    """A channel to a port of this computer; ``profile`` can be changed by keyword."""

    def __init__(self, authority: CertificateAuthority, port: int) -> None:
        self.ssl_context = authority.client_context()
        self.secrets: Any = Stored(desk=PASSWORD, token=TOKEN)
        self.patience = SOON
        self.cancel = Cancel()
        self.gone: list[int] = []
        self.profile = MailChannel(
            address="help@example.com",
            server="localhost",
            port=port,
            authentication="password",
            user="customer@laboratory.example",
            secret="desk",
            sender="wizard@example.com",
        )

    def change(self, **fields: object) -> "Sending":
        self.profile = msgspec.structs.replace(self.profile, **fields)
        return self

    def send(self, sent: Message) -> Ticket:
        channel = MailDelivery(self.profile, self.secrets, self.ssl_context, self.patience)
        return channel.create(sent, self.gone.append, self.cancel)

    def fails(self, sent: Message) -> ChannelError:
        with pytest.raises(ChannelError) as caught:
            self.send(sent)
        error = caught.value
        shown = "".join(traceback.format_exception(error)) + repr(error.details)
        assert PASSWORD not in shown
        assert TOKEN not in shown
        assert str(error)[-1] in ".)", str(error)
        return error


@pytest.fixture
def sending(authority: CertificateAuthority, server: MailServer) -> Sending:
    return Sending(authority, server.address[1])


def files_of(accepted: AcceptedMessage) -> list[bytes]:
    _, *files = email.message_from_bytes(accepted.content, policy=default).iter_parts()  # type: ignore[attr-defined]
    return [file.get_payload(decode=True) for file in files]


# what arrives


def test_text_and_files_arrive_byte_for_byte(tmp_path: Path, sending: Sending, server: MailServer) -> None:
    ticket = sending.send(message(tmp_path, copy=("boss@example.com",)))
    assert ticket == Ticket(f"<{ID}@example.com>", KEY)
    (accepted,) = server.messages(1)
    assert accepted.sender == "wizard@example.com"
    assert accepted.recipients == ("help@example.com", "boss@example.com")
    parsed = email.message_from_bytes(accepted.content, policy=default)
    text = next(iter(parsed.iter_parts()))  # type: ignore[attr-defined]
    assert text.get_payload(decode=True) == TEXT.encode()
    assert files_of(accepted) == list(FILES.values())
    assert parsed["Message-ID"] == ticket.id
    assert KEY in parsed["Subject"]


def test_a_large_file_arrives_whole_and_says_how_far_it_is(
    tmp_path: Path, sending: Sending, server: MailServer
) -> None:
    content = b".\r\n" * 3_000_000
    sending.send(message(tmp_path, files={"large.bin": content}))
    (accepted,) = server.messages(1)
    assert files_of(accepted) == [content]
    assert sending.gone == sorted(sending.gone)
    assert sending.gone[-1] == len(content)


def test_the_server_is_not_told_how_this_computer_is_called(
    tmp_path: Path, sending: Sending, server: MailServer, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "mail.log")
    sending.send(message(tmp_path))
    assert "ehlo [127.0.0.1]" in caplog.text.lower()
    (accepted,) = server.messages(1)
    assert socket.gethostname() not in re.findall(r"[\w.-]+", accepted.content.partition(b"\r\n\r\n")[0].decode())


def test_encrypted_from_the_first_byte(tmp_path: Path, authority: CertificateAuthority, server: MailServer) -> None:
    """Port 465: the same server behind a front that speaks TLS at once."""
    with TlsFront(server.address, authority) as front:
        sending = Sending(authority, front.port).change(security="tls", authentication="none", user="", secret="")
        error = sending.fails(message(tmp_path))
        assert isinstance(error, RefusedError), "the server behind wants its own encryption first"
        assert front.commands[0] == b"ehlo [127.0.0.1]\r\n"
        assert front.commands[1].startswith(b"mail FROM:<wizard@example.com>")


@pytest.fixture
def long_lines(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the server read lines of 12,288 bytes while somebody signs in, as RFC 4954 asks; it stops at 1,001."""
    monkeypatch.setattr(SMTP, "line_length_limit", 12_288)


def test_a_token_signs_in(tmp_path: Path, long_lines: None, sending: Sending, server: MailServer) -> None:
    """It is longer than a command may be, so it goes on a line of its own."""
    sending.change(authentication="xoauth2", secret="token").send(message(tmp_path))
    assert len(server.messages(1)) == 1


def test_a_password_outside_ascii_signs_in(tmp_path: Path, authority: CertificateAuthority) -> None:
    account = MailAccount(password="žluť 4711")
    with MailServer(authority.server_context(), account) as server:
        sending = Sending(authority, server.address[1])
        sending.secrets = Stored(desk=account.password)
        sending.send(message(tmp_path))
        assert len(server.messages(1)) == 1


# refused


def test_a_wrong_password(tmp_path: Path, sending: Sending, server: MailServer) -> None:
    sending.secrets = Stored(desk="wrong")
    error = sending.fails(message(tmp_path))
    assert isinstance(error, RefusedError)
    assert "localhost did not accept the user name and the password or token" in str(error)
    assert server.messages() == ()


def test_a_token_that_ran_out(tmp_path: Path, sending: Sending, server: MailServer) -> None:
    sending.secrets = Stored(token="old")
    error = sending.change(authentication="xoauth2", secret="token").fails(message(tmp_path))
    assert isinstance(error, RefusedError)
    assert "did not accept" in str(error)
    assert server.messages() == ()


def test_a_way_to_sign_in_that_the_server_lacks(tmp_path: Path, authority: CertificateAuthority) -> None:
    with MailServer(authority.server_context(), MailAccount(password=PASSWORD)) as server:
        sending = Sending(authority, server.address[1]).change(authentication="xoauth2", secret="token")
        error = sending.fails(message(tmp_path))
    assert isinstance(error, RefusedError)
    assert "does not offer the way to sign in" in str(error)


def test_a_server_that_wants_a_sign_in(tmp_path: Path, sending: Sending) -> None:
    error = sending.change(authentication="none", user="", secret="").fails(message(tmp_path))
    assert isinstance(error, RefusedError)
    assert "wants somebody to sign in first" in str(error)


def test_a_recipient_that_is_refused_is_named_and_nobody_gets_it(
    tmp_path: Path, sending: Sending, server: MailServer
) -> None:
    server.replies.refused_recipients.add("gone@example.com")
    error = sending.fails(message(tmp_path, copy=("gone@example.com", "boss@example.com")))
    assert isinstance(error, RefusedError)
    assert "takes no mail for gone@example.com, so nobody got it" in str(error)
    assert "No such user here" in str(error)
    assert server.messages() == ()


@pytest.mark.parametrize(
    ("reply", "kind", "words"),
    [
        ("451 4.3.0 Try again later", BusyError, "takes no mail right now"),
        ("452 4.3.1 Insufficient system storage", BusyError, "takes no mail right now"),
        ("421 4.3.2 Shutting down", BusyError, "takes no mail right now"),
        ("552 5.3.4 Message too big", RefusedError, "too large"),
        ("554 5.3.4 Too big for me", RefusedError, "too large"),
        ("554 5.7.1 Looks like spam", RefusedError, "refused the mail (status 554)"),
        ("550 5.7.1 No", RefusedError, "refused the mail (status 550)"),
    ],
)
def test_what_the_server_says_to_the_whole_message(
    tmp_path: Path, sending: Sending, server: MailServer, reply: str, kind: type[ChannelError], words: str
) -> None:
    server.replies.data = reply
    error = sending.fails(message(tmp_path))
    assert type(error) is kind
    assert words in str(error)
    assert reply.partition(" ")[2] in str(error), "in its own words, too"
    assert server.messages() == ()


@pytest.mark.parametrize(
    ("reply", "kind"), [("450 4.2.1 Mailbox busy", BusyError), ("553 5.1.3 Odd address", RefusedError)]
)
def test_what_the_server_says_to_a_recipient(
    tmp_path: Path, sending: Sending, server: MailServer, reply: str, kind: type[ChannelError]
) -> None:
    server.replies.recipient = reply
    assert type(sending.fails(message(tmp_path))) is kind


def test_a_mail_over_the_size_the_server_announced(tmp_path: Path, authority: CertificateAuthority) -> None:
    """RFC 1870: known before a byte of it was sent."""
    account = MailAccount(password=PASSWORD)
    with MailServer(authority.server_context(), account, largest_message_bytes=100_000) as server:
        sending = Sending(authority, server.address[1])
        error = sending.fails(message(tmp_path, files={"a.bin": b"x" * 100_000}))
        assert isinstance(error, RefusedError)
        assert error.details["limit_bytes"] == 100_000
        assert 135_000 < int(str(error.details["size_bytes"])) < 140_000, "as it would be on the way, in base64"
        assert sending.gone == []
        sending.send(message(tmp_path, files={"a.bin": b"x" * 70_000}))
        assert len(server.messages(1)) == 1


def test_a_file_over_the_profiles_limit_is_refused_before_anything_is_asked(tmp_path: Path, authority: Any) -> None:
    sending = Sending(authority, free_port()).change(max_attachment_bytes=10)
    sending.secrets = Locked()
    assert isinstance(sending.fails(message(tmp_path, files={"a": b"x" * 11})), RefusedError)
    error = sending.fails(message(tmp_path, files={"a": b"x" * 6, "b": b"x" * 6}))
    assert isinstance(error, RefusedError)
    assert "together" in str(error)


def test_a_locked_keyring_ends_in_its_own_sentence(tmp_path: Path, sending: Sending, server: MailServer) -> None:
    sending.secrets = Locked()
    with pytest.raises(SecretError, match="is locked"):
        sending.send(message(tmp_path))
    assert server.messages() == ()


# no trust


@pytest.mark.parametrize("security", ["starttls", "tls"])
@pytest.mark.parametrize(
    ("case", "words"),
    [
        ("unknown", "does not trust who issued the certificate of localhost"),
        ("other host", "a certificate that belongs to another address"),
        ("expired", "is not valid today"),
    ],
)
def test_a_certificate_that_does_not_match(
    tmp_path: Path, authority: CertificateAuthority, case: str, words: str, security: str
) -> None:
    match case:
        case "unknown":
            shown = CertificateAuthority(tmp_path, "stranger").server_context()
        case "other host":
            shown = authority.server_context("mail.example.com")
        case _:
            shown = authority.server_context(expired=True)
    with Scripted(shown, HELLO[:3], security == "tls") as server:
        error = Sending(authority, server.port).change(security=security).fails(message(tmp_path))
    assert isinstance(error, NotReachedError)
    assert words in str(error)
    assert error.details["waits_for_person"] is True
    assert b"auth" not in b"".join(server.heard).lower()


def test_the_certificates_of_the_system_are_used_when_nothing_else_is_given(tmp_path: Path, sending: Sending) -> None:
    """This computer knows nothing of the test's own authority."""
    sending.ssl_context = None  # type: ignore[assignment]
    error = sending.fails(message(tmp_path))
    assert isinstance(error, NotReachedError)
    assert "does not trust" in str(error)


def test_a_server_without_encryption_gets_nothing(tmp_path: Path, authority: CertificateAuthority) -> None:
    with MailServer(None, MailAccount(password=PASSWORD)) as server:
        error = Sending(authority, server.address[1]).fails(message(tmp_path))
        assert server.messages() == ()
    assert isinstance(error, NotReachedError)
    assert "offers no encrypted connection" in str(error)


def test_what_was_said_before_the_encryption_is_not_believed(tmp_path: Path, authority: CertificateAuthority) -> None:
    """CVE-2011-0411: an attacker's answers, sent along with the last one that is not encrypted."""
    script = [b"220 hi\r\n", b"250-hi\r\n250-AUTH PLAIN\r\n250 STARTTLS\r\n", b"220 go\r\n250 AUTH PLAIN\r\n235 ok\r\n"]
    script += [b"250-hi\r\n250 8BITMIME\r\n"]
    with Scripted(authority.server_context(), script) as server:
        error = Sending(authority, server.port).fails(message(tmp_path))
    assert "does not offer the way to sign in" in str(error)
    assert server.heard[-1].startswith(b"ehlo")


def test_only_235_is_a_yes(tmp_path: Path, authority: CertificateAuthority) -> None:
    for answer in (b"503 already\r\n", b"250 ok\r\n", b"334 more\r\n", b"500 what\r\n"):
        with Scripted(authority.server_context(), [*HELLO, answer, b"221 bye\r\n"]) as server:
            error = Sending(authority, server.port).fails(message(tmp_path))
        assert isinstance(error, RefusedError), answer
        assert not any(heard.startswith(b"mail") for heard in server.heard)


def test_a_server_that_repeats_the_password_is_not_quoted(tmp_path: Path, authority: CertificateAuthority) -> None:
    script = [*HELLO, f"535 wrong: {PASSWORD}\r\n".encode(), b"221 bye\r\n"]
    with Scripted(authority.server_context(), script) as server:
        error = Sending(authority, server.port).fails(message(tmp_path))  # which looks for the password
    assert error.details["words"] == ""


# the line breaks


@pytest.mark.parametrize("fault", [MailFault.BEFORE_GREETING, MailFault.BEFORE_DATA, MailFault.INSIDE_DATA])
def test_cut_before_the_end_nothing_arrived(
    tmp_path: Path, authority: CertificateAuthority, server: MailServer, fault: MailFault
) -> None:
    with CuttingMailProxy(server.address, authority.server_context(), {0: fault}) as proxy:
        sending = Sending(authority, proxy.port)
        if fault is MailFault.INSIDE_DATA:  # the proxy cuts when it has the whole message, so it has left here
            assert isinstance(sending.fails(message(tmp_path)), AmbiguousError)
        else:
            assert isinstance(sending.fails(message(tmp_path)), NotReachedError)
        proxy.notes(1)
        assert server.messages() == ()
        sending.send(message(tmp_path))
        assert len(server.messages(1)) == 1


def test_cut_inside_the_message_nothing_arrived(
    tmp_path: Path, authority: CertificateAuthority, server: MailServer
) -> None:
    """The server goes while the message is under way: its end never left this computer."""
    with Scripted(authority.server_context(), SIGNED_IN, then_close=True) as scripted:
        error = Sending(authority, scripted.port).fails(message(tmp_path, files={"a": b"x" * 5_000_000}))
    assert isinstance(error, NotReachedError)


def test_cut_when_the_server_had_accepted_is_unknown_and_there_once(
    tmp_path: Path, authority: CertificateAuthority, server: MailServer
) -> None:
    with CuttingMailProxy(server.address, authority.server_context(), {0: MailFault.AFTER_ACCEPTED}) as proxy:
        error = Sending(authority, proxy.port).fails(message(tmp_path))
    assert isinstance(error, AmbiguousError)
    assert "not known whether the report arrived" in str(error)
    (accepted,) = server.messages(1)
    assert files_of(accepted) == list(FILES.values())


def test_a_lost_answer_is_waited_for_and_then_unknown(
    tmp_path: Path, authority: CertificateAuthority, server: MailServer
) -> None:
    plan = {0: MailFault.STALL_AFTER_ACCEPTED}
    with CuttingMailProxy(server.address, authority.server_context(), plan) as proxy:
        sending = Sending(authority, proxy.port)
        sending.patience = MailPatience(connect_s=2, answer_s=2, accept_s=0.3, whole_s=5)
        assert isinstance(sending.fails(message(tmp_path)), AmbiguousError)
    assert len(server.messages(1)) == 1


@pytest.mark.parametrize("answer", [b"what?\r\n", b"\r\n", b"99\r\n", b"2500 ok\r\n", b"150 hm\r\n"])
def test_an_answer_to_the_end_that_cannot_be_read_is_unknown(
    tmp_path: Path, authority: CertificateAuthority, answer: bytes
) -> None:
    with Scripted(authority.server_context(), [*SIGNED_IN, answer]) as server:
        assert isinstance(Sending(authority, server.port).fails(message(tmp_path)), AmbiguousError)


def test_nobody_listens(tmp_path: Path, authority: CertificateAuthority) -> None:
    error = Sending(authority, free_port()).fails(message(tmp_path))
    assert isinstance(error, NotReachedError)
    assert "localhost cannot be reached. Nothing was sent" in str(error)


def test_a_server_whose_name_has_no_address(tmp_path: Path, authority: CertificateAuthority) -> None:
    error = Sending(authority, 25).change(server="mail.invalid").fails(message(tmp_path))
    assert isinstance(error, NotReachedError)
    assert "mail.invalid cannot be found" in str(error)


@pytest.mark.parametrize(
    ("greeting", "kind"),
    [(b"421 busy\r\n", BusyError), (b"554 no\r\n", RefusedError), (b"HTTP/1.1 400 Bad\r\n", NotReachedError)],
)
def test_a_greeting_that_is_none(
    tmp_path: Path, authority: CertificateAuthority, greeting: bytes, kind: type[ChannelError]
) -> None:
    with Scripted(authority.server_context(), [greeting]) as server:
        assert type(Sending(authority, server.port).fails(message(tmp_path))) is kind


@pytest.mark.parametrize("endless", [b"220-" + b"x" * 10_000, b"220-hi\r\n" * 1_000, b"\x00" * 10_000])
def test_an_answer_without_an_end_is_not_read_for_ever(
    tmp_path: Path, authority: CertificateAuthority, endless: bytes
) -> None:
    with Scripted(authority.server_context(), [endless]) as server:
        assert isinstance(Sending(authority, server.port).fails(message(tmp_path)), NotReachedError)


def test_a_server_that_says_nothing_is_not_waited_for_for_ever(tmp_path: Path, authority: CertificateAuthority) -> None:
    with Scripted(authority.server_context(), []) as server:
        sending = Sending(authority, server.port)
        sending.patience = MailPatience(connect_s=0.2, answer_s=0.2, accept_s=0.2, whole_s=5)
        began = time.monotonic()
        assert isinstance(sending.fails(message(tmp_path)), NotReachedError)
        assert time.monotonic() - began < 3


def test_the_whole_has_an_end_too(tmp_path: Path, authority: CertificateAuthority) -> None:
    with Scripted(authority.server_context(), []) as server:
        sending = Sending(authority, server.port)
        sending.patience = MailPatience(connect_s=60, answer_s=60, accept_s=0, whole_s=0.2, upload_bytes_per_s=1e9)
        began = time.monotonic()
        assert isinstance(sending.fails(message(tmp_path)), NotReachedError)
        assert time.monotonic() - began < 3


# stopped


def stopped_after(sending: Sending, reached: threading.Event) -> threading.Thread:
    def stop() -> None:
        assert reached.wait(20)
        sending.cancel.set()

    thread = threading.Thread(target=stop)
    thread.start()
    return thread


@pytest.mark.parametrize("answers", range(8))
def test_stopped_before_the_end_nothing_arrives(tmp_path: Path, authority: CertificateAuthority, answers: int) -> None:
    """Stopped while the server is silent, at several places of the conversation."""
    with Scripted(authority.server_context(), SIGNED_IN[:answers]) as server:
        sending = Sending(authority, server.port)
        sending.patience = MailPatience()
        stopping = stopped_after(sending, server.silent)
        error = sending.fails(message(tmp_path))
        ended = time.monotonic()
        stopping.join()
    assert isinstance(error, NotReachedError)
    assert "Stopped before anything was sent" in str(error)
    assert ended - server.silent_since < 1.0


def test_stopped_while_the_answer_is_awaited_is_unknown(
    tmp_path: Path, authority: CertificateAuthority, server: MailServer
) -> None:
    plan = {0: MailFault.STALL_AFTER_ACCEPTED}
    with CuttingMailProxy(server.address, authority.server_context(), plan) as proxy:
        sending = Sending(authority, proxy.port)
        sending.patience = MailPatience()
        accepted = threading.Event()
        stopping = stopped_after(sending, accepted)
        waiting = threading.Thread(target=lambda: (server.messages(1), accepted.set()))
        waiting.start()
        error = sending.fails(message(tmp_path))
        stopping.join()
        waiting.join()
    assert isinstance(error, AmbiguousError)
    assert len(server.messages()) == 1


def test_stopped_before_it_began(tmp_path: Path, sending: Sending, server: MailServer) -> None:
    sending.cancel.set()
    assert isinstance(sending.fails(message(tmp_path)), NotReachedError)
    assert server.messages() == ()


# servers of the test


class Scripted:
    """Gives one answer after the other, whatever it hears, and then says nothing; STARTTLS after ``220 go``."""

    def __init__(
        self, tls: Any, script: list[bytes], encrypted_at_once: bool = False, *, then_close: bool = False
    ) -> None:
        self._tls = tls
        self._script = script
        self._at_once = encrypted_at_once
        self._then_close = then_close
        self.heard: list[bytes] = []
        self.silent = threading.Event()
        self.silent_since = 0.0
        self._listener = Listener(self._serve)
        self.port = self._listener.port

    def __enter__(self) -> "Scripted":
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _serve(self, plain: socket.socket) -> None:
        with contextlib.ExitStack() as opened:

            def encrypted(connection: socket.socket) -> socket.socket:
                return opened.enter_context(self._tls.wrap_socket(connection, server_side=True))

            connection = encrypted(plain) if self._at_once else plain
            for number, answer in enumerate(self._script):
                if number:
                    self.heard.append(self._command(connection))
                connection.sendall(answer)
                if answer.startswith(b"220 go"):
                    connection = encrypted(connection)
            if not self._then_close:
                self.silent_since = time.monotonic()
                self.silent.set()
                wait_until_gone(connection)

    def _command(self, connection: socket.socket) -> bytes:
        """Return the next command; after DATA, the whole message."""
        end = b"\r\n.\r\n" if self.heard and self.heard[-1].lower().startswith(b"data") else b"\n"
        content = b""
        while not content.endswith(end):
            part = connection.recv(65536)
            if not part:
                raise ConnectionAbortedError
            content += part
        return content


class TlsFront:
    """Speaks TLS at once and hands what it hears to a server that speaks none, one line at a time."""

    def __init__(self, server: tuple[str, int], authority: CertificateAuthority) -> None:
        self._server = server
        self.commands: list[bytes] = []
        self._listener = Listener(self._serve, authority.server_context())
        self.port = self._listener.port

    def __enter__(self) -> "TlsFront":
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.close()

    def _serve(self, client: socket.socket) -> None:
        with self._listener.kept(socket.create_connection(self._server)) as server:
            answers, asked = server.makefile("rb"), client.makefile("rb")
            with answers, asked:
                self._forward(answers, client)
                while command := asked.readline():
                    self.commands.append(command)
                    server.sendall(command)
                    self._forward(answers, client)

    @staticmethod
    def _forward(answers: Any, client: socket.socket) -> None:
        while line := answers.readline():
            client.sendall(line)
            if line[3:4] == b" ":
                return
