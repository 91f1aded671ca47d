"""Mail by the organisation's own server (FACTS E3): *sent* is said only of what the server accepted.

Nobody can ask a mail server later whether it took a message, so a lost answer stays unknown. There is no fallback to a
connection that is not encrypted, and no proxy: mail servers are reached directly.
"""

import ssl
from typing import TYPE_CHECKING

from wizard.escalation.channels import web_faults
from wizard.escalation.channels.attachment_limits import check_sizes, check_sum
from wizard.escalation.channels.base import Abilities, SentBytes
from wizard.escalation.channels.mail_exchange import MailExchange
from wizard.escalation.channels.mail_letter import compose_letter
from wizard.escalation.channels.mail_server import MailPatience, MailRoute
from wizard.escalation.channels.under_way import run
from wizard.escalation.errors import ChannelError
from wizard.escalation.model import Attachment, Message, RemoteFile, Ticket, TicketState
from wizard.organisation.channels import MailChannel
from wizard.system.cancel import Cancel

if TYPE_CHECKING:
    from wizard.escalation.secrets import Secrets


class MailDelivery:
    """Implements ``Channel``; the files go with the message, and nothing can be looked up afterwards."""

    abilities = Abilities(find=False, separate_files=False, state=False)

    def __init__(
        self,
        profile: MailChannel,
        secrets: "Secrets",
        ssl_context: ssl.SSLContext | None = None,
        patience: MailPatience | None = None,
    ) -> None:
        self._profile = profile
        self._secrets = secrets
        self._ssl_context = ssl_context
        self._patience = patience or MailPatience()

    def create(self, message: Message, sent_bytes: SentBytes, cancel: Cancel) -> Ticket:
        """Send the mail with its files; its ticket is the Message-ID, which stays the same at every try."""
        profile, server = self._profile, self._profile.server
        check_sizes(message.attachments, profile.max_attachment_bytes)
        check_sum(message.attachments, profile.max_attachment_bytes)
        letter = compose_letter(message, profile.sender or profile.user)
        letter.body.check()
        secret = self._secrets.get(profile.secret, cancel) if profile.authentication != "none" else ""
        if cancel.requested:
            raise web_faults.given_up(server, written=False, changes=True, stopped=True)
        exchange = MailExchange(letter, MailRoute(profile, secret, self._context(), self._patience))
        ended = run(exchange, self._patience.limit_s(letter.body.size_bytes), lambda: cancel.requested, sent_bytes)
        if not ended:
            raise web_faults.given_up(server, written=exchange.completed, changes=True, stopped=ended is False)
        if exchange.accepted:
            return Ticket(letter.message_id, message.key)
        match exchange.fault:
            case ChannelError() as fault:
                raise fault
            case OSError() | ValueError() as fault:
                # Not chained: the exceptions below hold the connection.
                raise web_faults.failed(fault, server, written=exchange.completed, changes=True) from None
            case fault:
                assert fault is not None
                raise fault

    def attach(
        self, ticket: Ticket, message: Message, attachment: Attachment, sent_bytes: SentBytes, cancel: Cancel
    ) -> RemoteFile:
        raise NotImplementedError("the files of a mail go with it")

    def files(self, ticket: Ticket, message: Message, cancel: Cancel) -> tuple[RemoteFile, ...]:
        raise NotImplementedError("nobody can look into a mail that was sent")

    def find(self, message: Message, cancel: Cancel) -> tuple[Ticket, ...]:
        raise NotImplementedError("nobody can search the mail that was sent")

    def state(self, ticket: Ticket, message: Message, since: str | None, cancel: Cancel) -> TicketState | None:
        raise NotImplementedError("a mail has no state")

    def _context(self) -> ssl.SSLContext:
        if self._ssl_context is not None:
            return self._ssl_context
        import truststore

        return truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
