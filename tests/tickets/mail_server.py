"""A real SMTP server (aiosmtpd) on 127.0.0.1: STARTTLS and authentication required, every accepted message kept."""

import asyncio
import base64
import ssl
import threading
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

from tests.tickets.server_process import free_port

LARGEST_MESSAGE_BYTES = 25 * 1024 * 1024


@dataclass(frozen=True)
class AcceptedMessage:
    """A message that the server has answered 250 to, byte for byte as it came (dots unstuffed, CRLF)."""

    sender: str
    recipients: tuple[str, ...]
    content: bytes


@dataclass
class MailAccount:
    """Who may send: by password (PLAIN, LOGIN) or by an access token (XOAUTH2). `""`: that way is closed."""

    name: str = "customer@laboratory.example"
    password: str = "customer-password"  # noqa: S105 - of a server that lives as long as the test
    access_token: str = ""


@dataclass
class Replies:
    """What the server says instead of its usual 250; empty for the usual one."""

    recipient: str = ""
    data: str = ""
    refused_recipients: set[str] = field(default_factory=set)


class _Controller(Controller):
    """Ends every conversation when it stops; the library's own leaves those to the collector."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._conversations: list[SMTP] = []
        super().__init__(*arguments, **options)

    def factory(self) -> SMTP:
        conversation = super().factory()
        self._conversations.append(conversation)
        return conversation

    def stop(self, no_assert: bool = False) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self.loop).result(10)
        super().stop(no_assert)

    async def _end(self) -> None:
        for conversation in self._conversations:
            for transport in (conversation.transport, conversation._original_transport):
                if transport is not None:
                    transport.abort()
        await asyncio.sleep(0)  # the loop tells them so in its next round
        await asyncio.sleep(0)


class MailServer:
    """A context manager. `tls` None: a server that does not offer STARTTLS, and so takes no password either."""

    def __init__(
        self,
        tls: ssl.SSLContext | None,
        account: MailAccount | None = None,
        largest_message_bytes: int = LARGEST_MESSAGE_BYTES,
    ) -> None:
        self.account = account or MailAccount()
        self.replies = Replies()
        self._messages: list[AcceptedMessage] = []
        self._changed = threading.Condition()
        self._controller = _Controller(
            self,
            hostname="127.0.0.1",
            port=free_port(),
            tls_context=tls,
            require_starttls=tls is not None,
            auth_required=True,
            auth_require_tls=True,
            auth_exclude_mechanism=self._closed_mechanisms(),
            authenticator=self._check_password,
            data_size_limit=largest_message_bytes,
            decode_data=False,
        )
        self.address: tuple[str, int] = ("127.0.0.1", self._controller.port)

    def __enter__(self) -> "MailServer":
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    def messages(self, at_least: int = 0, within_s: float = 10.0) -> tuple[AcceptedMessage, ...]:
        """Return what was accepted so far, once that is so many."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self._messages) >= at_least, within_s):
                raise TimeoutError(f"{len(self._messages)} of {at_least} messages within {within_s} s")
            return tuple(self._messages)

    # what aiosmtpd calls

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if address in self.replies.refused_recipients:
            return "550 5.1.1 No such user here"
        if self.replies.recipient:
            return self.replies.recipient
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if self.replies.data:
            return self.replies.data
        with self._changed:
            self._messages.append(
                AcceptedMessage(envelope.mail_from, tuple(envelope.rcpt_tos), envelope.original_content)
            )
            self._changed.notify_all()
        return "250 OK, accepted"

    async def auth_XOAUTH2(self, server: Any, arguments: list[str]) -> AuthResult:
        """Google's and Microsoft's mechanism: `user=NAME^Aauth=Bearer TOKEN^A^A`; a refusal is told in a challenge."""
        given = await self._initial_response(server, arguments)
        wanted = f"user={self.account.name}\1auth=Bearer {self.account.access_token}\1\1".encode()
        if self.account.access_token and given == wanted:
            return AuthResult(success=True, auth_data=LoginPassword(self.account.name.encode(), b""))
        await server.challenge_auth('{"status":"401","schemes":"bearer","scope":"https://mail.example/"}')
        return AuthResult(success=False, handled=False)

    async def _initial_response(self, server: Any, arguments: list[str]) -> Any:
        if len(arguments) > 1:
            return base64.b64decode(arguments[1])
        return await server.challenge_auth("")

    def _closed_mechanisms(self) -> list[str]:
        passwords = [] if self.account.password else ["PLAIN", "LOGIN"]
        return passwords + ([] if self.account.access_token else ["XOAUTH2"])

    def _check_password(self, server: Any, session: Any, envelope: Any, mechanism: str, given: Any) -> AuthResult:
        wanted = LoginPassword(self.account.name.encode(), self.account.password.encode())
        return AuthResult(success=given == wanted, handled=False, auth_data=given)
