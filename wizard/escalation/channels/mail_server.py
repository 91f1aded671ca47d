"""A mail server as a client sees it: encrypted or not at all, signed in before anything, every answer bounded."""

import base64
import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO

from wizard.escalation.channels.mail_answers import Stage, answer_error, no_encryption, no_sign_in, too_large
from wizard.escalation.channels.mail_letter import Letter
from wizard.organisation.channels import MailChannel

OWN_NAME = "[127.0.0.1]"
"""How we greet (RFC 5321, 4.1.3): a real name would cost a lookup, and tell how this computer is called."""
_ANSWER_LINE = re.compile(rb"(?P<code>[2-5][0-9]{2})(?:(?P<more>[ -])(?P<words>[^\r\n]*))?[ \t\r]*\n")
_MOST_ANSWER_LINES = 200
_MOST_LINE_BYTES = 2_048
_MOST_COMMAND_BYTES = 510
"""Without the line's end (RFC 5321, 4.5.3.1.4)."""
_GOODBYE_S = 2.0


@dataclass(frozen=True)
class MailPatience:
    """How long each part may take, in seconds. ``upload_bytes_per_s`` is the slowest upload that is waited for."""

    connect_s: float = 15.0
    answer_s: float = 60.0
    accept_s: float = 600.0
    """For the answer to the whole message: giving up early is how mail gets doubled (RFC 5321, 4.5.3.2.6)."""
    whole_s: float = 180.0
    """For everything but the upload and that answer, however slowly the server drips."""
    upload_bytes_per_s: float = 8_000.0

    def limit_s(self, size_bytes: int) -> float:
        return self.whole_s + self.accept_s + size_bytes / self.upload_bytes_per_s


@dataclass(frozen=True)
class MailRoute:
    """The server as the profile has it, what signs in there, and the TLS settings."""

    profile: MailChannel
    secret: str = field(repr=False)
    ssl_context: ssl.SSLContext = field(repr=False)
    patience: MailPatience


class MailServer(smtplib.SMTP):
    """A connection to the server, made with the object. Every method raises ChannelError, OSError or ValueError.

    ``opened`` is told of the connection before a byte goes over it, and may refuse it with OSError.
    """

    def __init__(self, route: MailRoute, opened: Callable[[socket.socket], None]) -> None:
        self._route = route
        self._opened = opened
        self._name = route.profile.server
        self._hidden: tuple[str, ...] = (route.secret,) if route.secret else ()
        patience = route.patience
        try:
            super().__init__(self._name, route.profile.port, local_hostname=OWN_NAME, timeout=patience.connect_s)
        except smtplib.SMTPConnectError as error:
            said = error.smtp_error
            greeting = said if isinstance(said, bytes) else str(said).encode()
            raise answer_error((error.smtp_code, greeting), self._name, "hello") from None

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        """Connect; encrypted from the first byte where the profile says so. Called by the library."""
        plain = socket.create_connection((host, port), timeout)
        try:
            self._opened(plain)
            plain.settimeout(self._route.patience.answer_s)
            if self._route.profile.security == "tls":
                return self._encrypted(plain)
        except BaseException:
            plain.close()
            raise
        return plain

    def _encrypted(self, plain: socket.socket) -> ssl.SSLSocket:
        encrypted = self._route.ssl_context.wrap_socket(plain, server_hostname=self._name)
        self._opened(encrypted)
        return encrypted

    def getreply(self) -> tuple[int, bytes]:
        """Read one answer, of a bounded length, whatever the server sends."""
        if self.sock is None:
            raise smtplib.SMTPServerDisconnected("there is no connection")
        if self.file is None:
            self.file = self.sock.makefile("rb")
        said: list[bytes] = []
        while len(said) < _MOST_ANSWER_LINES:
            line = self._answer_line(self.file)
            found = _ANSWER_LINE.fullmatch(line)
            if found is None:
                break
            said.append(found["words"] or b"")
            if found["more"] != b"-":
                return int(found["code"]), b"\n".join(said)
        return -1, b""

    def _answer_line(self, answers: BinaryIO) -> bytes:
        try:
            line = answers.readline(_MOST_LINE_BYTES + 1)
        except OSError:
            self.close()
            raise
        if not line.endswith(b"\n"):
            self.close()
            raise smtplib.SMTPServerDisconnected("the answer ended early or is too long")
        return line

    # the conversation, in order

    def greet(self) -> None:
        """Say hello, and again once the connection is encrypted; what was said before that is forgotten."""
        self._check(self.ehlo(), 250, "hello")
        if self._route.profile.security == "tls":
            return
        if not self.has_extn("starttls"):
            raise no_encryption(self._name)
        code, said = self.docmd("STARTTLS")
        if code != 220:
            raise no_encryption(self._name) if 500 <= code < 600 else answer_error((code, said), self._name, "hello")
        assert self.sock is not None
        self.sock = self._encrypted(self.sock)
        self.file = None  # what came before is nobody's word (CVE-2011-0411)
        self.ehlo_resp = None
        self.esmtp_features = {}
        self.does_esmtp = False
        self._check(self.ehlo(), 250, "hello")

    def sign_in(self) -> None:
        """Sign in as the profile says (RFC 4954); 235 and nothing else is a yes."""
        profile, secret = self._route.profile, self._route.secret
        offered = self.esmtp_features.get("auth", "").upper().split()
        match profile.authentication:
            case "none":
                return
            case "xoauth2" if "XOAUTH2" in offered:
                answer = self._begin_sign_in("XOAUTH2", f"user={profile.user}\1auth=Bearer {secret}\1\1")
                if answer[0] == 334:  # why not, for programs; the refusal itself comes after it
                    answer = self.docmd("")
            case "password" if "PLAIN" in offered:
                answer = self._begin_sign_in("PLAIN", f"\0{profile.user}\0{secret}")
            case "password" if "LOGIN" in offered:
                answer = self.docmd("AUTH", "LOGIN")
                for word in (profile.user, secret):
                    if answer[0] == 334:
                        answer = self.docmd(self._hide(word))
            case _:
                raise no_sign_in(self._name)
        if answer[0] != 235:
            code = answer[0] if answer[0] >= 400 else 500  # 2xx and 3xx are no yes either
            raise answer_error((code, answer[1]), self._name, "sign_in", hidden=self._hidden)

    def address(self, letter: Letter) -> None:
        """Say from whom and for whom; every recipient must be taken, or nobody gets anything."""
        size_bytes = letter.body.size_bytes
        limit = self.esmtp_features.get("size", "").strip()
        if limit.isascii() and limit.isdigit() and 0 < int(limit[:18]) < size_bytes:
            raise too_large(self._name, size_bytes, int(limit[:18]))
        options = [f"SIZE={size_bytes}"] if self.has_extn("size") else []
        self._check(self.mail(letter.sender, options), 250, "sender", letter.sender)
        for recipient in letter.recipients:
            code, said = self.rcpt(recipient)
            if code not in (250, 251, 252):
                raise answer_error((code, said), self._name, "recipient", address=recipient, hidden=self._hidden)

    def begin(self) -> None:
        """Ask to send the message."""
        self._check(self.docmd("DATA"), 354, "message")

    def finish(self) -> None:
        """End the message and return when the server has taken it; lost, the answer is nowhere to be had again."""
        assert self.sock is not None
        self.sock.settimeout(self._route.patience.accept_s)
        self.send(b".\r\n")
        self._check(self.getreply(), 250, "end")

    def leave(self, *, politely: bool) -> None:
        """Close, and say goodbye first to a server that still listens, if that is quickly done."""
        with contextlib.suppress(OSError, ValueError):
            if politely and self.sock is not None:
                self.sock.settimeout(_GOODBYE_S)
                self.docmd("QUIT")
        self.close()

    def _check(self, answer: tuple[int, bytes], wanted: int, stage: Stage, address: str = "") -> None:
        if answer[0] != wanted:
            raise answer_error(answer, self._name, stage, address=address, hidden=self._hidden)

    def _begin_sign_in(self, mechanism: str, words: str) -> tuple[int, bytes]:
        """Send the words with the command, or after it where the line would be too long for one (RFC 4954, 4)."""
        said = self._hide(words)
        command = f"AUTH {mechanism} {said}"
        if len(command) <= _MOST_COMMAND_BYTES:
            return self.docmd(command)
        answer = self.docmd("AUTH", mechanism)
        return self.docmd(said) if answer[0] == 334 else answer

    def _hide(self, words: str) -> str:
        """Return words in base64 that must not be seen; the library's own way puts them into its exceptions."""
        said = base64.b64encode(words.encode()).decode("ascii")
        self._hidden += (said,)
        return said
