"""Start one server of the laboratory by hand: `python -m tests.tickets.serve rt|roundup|mail [--tls]`, until Ctrl-C."""

import argparse
import contextlib
import signal
import sys
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

from tests.tickets.certificates import CertificateAuthority
from tests.tickets.cutting_proxy import CuttingProxy
from tests.tickets.mail_server import MailAccount, MailServer
from tests.tickets.request_tracker import ROOT_PASSWORD, missing, request_tracker
from tests.tickets.roundup_server import roundup_server
from tests.tickets.ticket_server import TicketServer


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.tickets.serve", description=__doc__)
    parser.add_argument("server", choices=("rt", "roundup", "mail"))
    parser.add_argument("--tls", action="store_true", help="HTTPS in front, with a certificate of a test authority")
    chosen = parser.parse_args(arguments)
    if chosen.server == "rt" and missing():
        print(missing(), file=sys.stderr)
        return 1
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # so that the server is ended then too
    with contextlib.ExitStack() as stack, contextlib.suppress(KeyboardInterrupt):
        authority = CertificateAuthority(Path(stack.enter_context(tempfile.TemporaryDirectory())))
        for name, value in started(chosen.server, chosen.tls, authority, stack).items():
            print(f"{name:<12}{value}", flush=True)
        print("Ctrl-C ends it.", flush=True)
        signal.pause()
    return 0


def started(name: str, tls: bool, authority: CertificateAuthority, stack: contextlib.ExitStack) -> dict[str, str]:
    """Start the server within the stack and return what a person must know to use it."""
    if name == "mail":
        account = MailAccount(access_token="laboratory-token")  # noqa: S106 - of a server that ends with this command
        mail = stack.enter_context(MailServer(authority.server_context(), account))
        return {
            "server": f"localhost:{mail.address[1]} (STARTTLS)",
            "user": account.name,
            "password": account.password,
            "XOAUTH2": account.access_token,
            "trust": str(authority.certificate),
        }
    front = stack.enter_context(CuttingProxy(tls=authority.server_context())) if tls else None
    public_url = front.url if front else None
    start: dict[str, Callable[[str | None], AbstractContextManager[TicketServer]]]
    start = {"rt": request_tracker, "roundup": roundup_server}
    server = stack.enter_context(start[name](public_url))
    if front:
        front.server = server.address
    staff = ROOT_PASSWORD if name == "rt" else f"{server.staff}-password"
    return {
        "url": server.url,
        "user": server.customer.name,
        "password": server.customer.password,
        "email": server.customer.email,
        **({"token": server.customer.token, "queue": "Help Desk"} if name == "rt" else {}),
        "staff": f"{server.staff}, {staff}",
        **({"trust": str(authority.certificate)} if tls else {}),
    }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
