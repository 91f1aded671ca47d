"""One mail under way on a thread of its own, with certainty about whether the server may have taken it.

A server may keep a message only after the dot that ends it (RFC 5321, 4.1.1.4). That the dot goes is noted under the
lock that a caller takes who stops waiting: broken off before it, nothing arrived; after it, only the answer tells.
"""

import contextlib
import socket
import threading

from wizard.escalation.channels.mail_letter import Letter
from wizard.escalation.channels.mail_server import MailRoute, MailServer
from wizard.escalation.errors import BusyError, RefusedError


class MailExchange:
    """Implements ``UnderWay``. After ``ended``: ``accepted``, or ``fault`` says why not."""

    def __init__(self, letter: Letter, route: MailRoute) -> None:
        self.accepted = False
        self.fault: Exception | None = None
        self.ended = threading.Event()
        self.gone_bytes = 0
        self._letter = letter
        self._route = route
        self._lock = threading.Lock()
        self._completed = False
        self._given_up = False
        self._socket: socket.socket | None = None

    def start(self) -> None:
        threading.Thread(target=self._run, daemon=True, name="channel-mail").start()

    @property
    def completed(self) -> bool:
        """Whether the end of the message may have left."""
        with self._lock:
            return self._completed

    def give_up(self) -> None:
        """Let nothing more leave, and close the connection; ``completed`` does not change any more."""
        with self._lock:
            self._given_up = True
            found = self._socket
        if found is not None:
            with contextlib.suppress(OSError):  # closed already
                # Not SSLSocket's own: that one takes the TLS state away from under the thread that writes.
                socket.socket.shutdown(found, socket.SHUT_RDWR)

    # the thread

    def _run(self) -> None:
        server: MailServer | None = None
        try:
            server = MailServer(self._route, self._opened)
            self._converse(server)
            self.accepted = True
        except Exception as error:
            self.fault = error.with_traceback(None)  # whose frames hold the secret
        finally:
            self.ended.set()
            if server is not None:
                server.leave(politely=self.accepted or isinstance(self.fault, RefusedError | BusyError))

    def _converse(self, server: MailServer) -> None:
        server.greet()
        server.sign_in()
        server.address(self._letter)
        server.begin()
        # No line of a letter begins with a dot (names of headers, blanks, base64), so none has to be doubled.
        for piece, file_bytes in self._letter.body.pieces():
            self._go_on()
            server.send(piece)
            self.gone_bytes += file_bytes
        with self._lock:
            self._refuse_if_given_up()
            self._completed = True
        server.finish()

    def _opened(self, connection: socket.socket) -> None:
        with self._lock:
            self._refuse_if_given_up()
            self._socket = connection

    def _go_on(self) -> None:
        with self._lock:
            self._refuse_if_given_up()

    def _refuse_if_given_up(self) -> None:
        if self._given_up:
            raise OSError("given up")
