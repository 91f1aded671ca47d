"""The mail server takes mail from whom it should only, and the mail proxy cuts where it claims to."""

import base64
import smtplib
import ssl
from collections.abc import Callable, Iterator
from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.tickets.certificates import CertificateAuthority
from tests.tickets.cutting_mail_proxy import CuttingMailProxy, MailFault
from tests.tickets.mail_server import MailAccount, MailServer

RECIPIENT = "helpdesk@laboratory.example"
TIMEOUT_S = 10.0
TOKEN = "laboratory-token"  # noqa: S105 - of a server that lives as long as the test


@pytest.fixture
def server(authority: CertificateAuthority) -> Iterator[MailServer]:
    with MailServer(authority.server_context(), MailAccount(access_token=TOKEN)) as server:
        yield server


def message() -> EmailMessage:
    """A message with all that is rewritten on the way where something is wrong: dots, umlauts, every byte."""
    made = EmailMessage(policy=SMTP)
    made["From"], made["To"], made["Subject"] = "customer@laboratory.example", RECIPIENT, "Síť nejde [WZ-mail]"
    made["Message-ID"] = "<wz-mail@laboratory.example>"
    made.set_content(".\r\n..two\r\nSíť nejde.\r\n")
    made.add_attachment(bytes(range(256)) * 300, maintype="application", subtype="octet-stream", filename="report.bin")
    made.set_boundary("laboratory")  # else each has another
    return made


def connected(port: int, trust: ssl.SSLContext) -> smtplib.SMTP:
    client = smtplib.SMTP("localhost", port, timeout=TIMEOUT_S)
    try:
        client.starttls(context=trust)
        client.ehlo()
    except BaseException:
        client.close()
        raise
    return client


def send(port: int, trust: ssl.SSLContext) -> None:
    with connected(port, trust) as client:
        client.login("customer@laboratory.example", "customer-password")
        client.send_message(message())


def test_what_is_accepted_is_kept_byte_for_byte(server: MailServer, authority: CertificateAuthority) -> None:
    send(server.address[1], authority.client_context())
    (accepted,) = server.messages(1)
    assert accepted.content == message().as_bytes()
    assert (accepted.sender, accepted.recipients) == ("customer@laboratory.example", (RECIPIENT,))


def test_nothing_without_encryption(server: MailServer) -> None:
    with smtplib.SMTP("localhost", server.address[1], timeout=TIMEOUT_S) as client:
        with pytest.raises(smtplib.SMTPNotSupportedError):
            client.login("customer@laboratory.example", "customer-password")
        assert client.mail("customer@laboratory.example")[0] == 530
    assert server.messages() == ()


def test_nothing_without_signing_in(server: MailServer, authority: CertificateAuthority) -> None:
    with connected(server.address[1], authority.client_context()) as client:
        with pytest.raises(smtplib.SMTPAuthenticationError):
            client.login("customer@laboratory.example", "wrong")
        assert client.mail("customer@laboratory.example")[0] == 530
    assert server.messages() == ()


@pytest.mark.parametrize(("token", "code"), [(TOKEN, 235), ("expired", 535)])
@pytest.mark.parametrize("at_once", [True, False])
def test_access_token(
    server: MailServer, authority: CertificateAuthority, token: str, code: int, at_once: bool
) -> None:
    """With the token in the command itself, or after the server's empty challenge; a refusal is a challenge first."""
    said = f"user=customer@laboratory.example\1auth=Bearer {token}\1\1"
    encoded = base64.b64encode(said.encode()).decode()
    with connected(server.address[1], authority.client_context()) as client:
        assert "XOAUTH2" in client.esmtp_features["auth"]
        reply = client.docmd("AUTH", f"XOAUTH2 {encoded}" if at_once else "XOAUTH2")
        if not at_once:
            assert reply[0] == 334
            reply = client.docmd(encoded)
        if code == 535:
            assert reply[0] == 334
            assert b"401" in base64.b64decode(reply[1])
            reply = client.docmd("")
        assert reply[0] == code


def test_a_way_to_sign_in_can_be_closed(authority: CertificateAuthority) -> None:
    account = MailAccount(password="", access_token=TOKEN)
    with (
        MailServer(authority.server_context(), account) as server,
        connected(server.address[1], authority.client_context()) as client,
    ):
        assert client.esmtp_features["auth"].split() == ["XOAUTH2"]


def test_a_server_without_encryption_takes_no_password() -> None:
    with MailServer(None) as server, smtplib.SMTP("localhost", server.address[1], timeout=TIMEOUT_S) as client:
        client.ehlo()
        assert "starttls" not in client.esmtp_features
        assert "auth" not in client.esmtp_features


def test_replies_on_demand(server: MailServer, authority: CertificateAuthority) -> None:
    server.replies.refused_recipients.add(RECIPIENT)
    with pytest.raises(smtplib.SMTPRecipientsRefused, match="550"):
        send(server.address[1], authority.client_context())
    server.replies.refused_recipients.clear()
    server.replies.data = "452 4.3.1 Insufficient system storage"
    with pytest.raises(smtplib.SMTPDataError, match="452"):
        send(server.address[1], authority.client_context())
    assert server.messages() == ()


def test_a_message_too_large_is_refused(authority: CertificateAuthority) -> None:
    with MailServer(authority.server_context(), largest_message_bytes=50_000) as server:
        with pytest.raises(smtplib.SMTPResponseException, match="552"):
            send(server.address[1], authority.client_context())
        assert server.messages() == ()


@pytest.mark.parametrize("variant", ["expired", "other host", "unknown authority"])
def test_certificates_that_do_not_match(
    authority: CertificateAuthority, tmp_path_factory: pytest.TempPathFactory, variant: str
) -> None:
    contexts: dict[str, Callable[[], ssl.SSLContext]] = {
        "expired": lambda: authority.server_context(expired=True),
        "other host": lambda: authority.server_context("elsewhere.example"),
        "unknown authority": lambda: CertificateAuthority(tmp_path_factory.mktemp("other")).server_context(),
    }
    with MailServer(contexts[variant]()) as server:
        with pytest.raises(ssl.SSLCertVerificationError):
            send(server.address[1], authority.client_context())
        assert server.messages() == ()


# the proxy


@pytest.mark.parametrize(
    ("fault", "accepted"),
    [
        (MailFault.BEFORE_GREETING, 0),
        (MailFault.BEFORE_DATA, 0),
        (MailFault.INSIDE_DATA, 0),
        (MailFault.AFTER_ACCEPTED, 1),
    ],
)
def test_cuts(server: MailServer, authority: CertificateAuthority, fault: MailFault, accepted: int) -> None:
    trust = authority.client_context()
    with CuttingMailProxy(server.address, authority.server_context(), {0: fault}) as proxy:
        with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionError, ssl.SSLError)):
            send(proxy.port, trust)
        (note,) = proxy.notes(1)
        assert (note.fault, note.answered.startswith("250")) == (fault, accepted == 1)
        if fault is MailFault.INSIDE_DATA:
            assert 0 < note.bytes_to_server < note.message_bytes
        assert len(server.messages()) == accepted
        send(proxy.port, trust)
        assert len(server.messages(accepted + 1)) == accepted + 1
        assert proxy.notes(2)[1].fault is MailFault.NONE
    assert {kept.content for kept in server.messages()} == {message().as_bytes()}


def test_stalled_after_acceptance(server: MailServer, authority: CertificateAuthority) -> None:
    """The client gives up waiting for an answer that says the message was accepted."""
    plan = {0: MailFault.STALL_AFTER_ACCEPTED}
    with CuttingMailProxy(server.address, authority.server_context(), plan) as proxy:
        client = connected(proxy.port, authority.client_context())
        client.login("customer@laboratory.example", "customer-password")
        assert client.sock is not None
        client.sock.settimeout(1.0)
        with pytest.raises((smtplib.SMTPServerDisconnected, TimeoutError)):
            client.send_message(message())
        client.close()
        (note,) = proxy.notes(1)
        assert note.answered.startswith("250")
    assert len(server.messages()) == 1
