"""A real roundup (https://www.roundup-tracker.org): its classic tracker in a folder of its own, REST switched on.

Mail that it sends is written to a file there. roundup refuses to run as root, so it runs as a user without rights.
"""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import urllib3

from tests.tickets.server_process import Account, answers, free_port, own_folder, run_as, running
from tests.tickets.ticket_server import Customer, Rest, StoredAttachment, StoredTicket

ADMIN_PASSWORD = "laboratory-admin"  # noqa: S105 - of a server that lives as long as the test
TRACKER = "support"

CONFIGURE = """\
import sys
from roundup.configuration import CoreConfig
home, web, mail = sys.argv[1:]
config = CoreConfig(home)
config["TRACKER_WEB"] = web
config["MAIL_DOMAIN"] = "laboratory.example"
config["MAIL_HOST"] = "localhost"
config["MAIL_DEBUG"] = mail
config["PASSWORD_PBKDF2_DEFAULT_ROUNDS"] = "1000"
config.save()
"""


class RoundupServer:
    """A running roundup; the methods act as staff through REST. `url` is the tracker's address, without the slash."""

    staff = "staff"

    def __init__(self, url: str, address: tuple[str, int], customer: Customer, home: Path) -> None:
        self.url = url
        self.address = address
        self.customer = customer
        self._home = home
        shown = urllib3.util.parse_url(url)
        self.origin = f"{shown.scheme}://{shown.netloc}"
        """What `Origin` must be in every writing request."""
        self._rest = self._signed_in(self.staff, "staff-password")
        self._admin = self._signed_in("admin", ADMIN_PASSWORD)

    def _signed_in(self, name: str, password: str) -> Rest:
        """Go straight to the server, past every proxy, but in the words of its public address: roundup checks them."""
        shown = urllib3.util.parse_url(self.url)
        headers = {
            **urllib3.make_headers(basic_auth=f"{name}:{password}"),
            "Host": shown.netloc or "",
            "X-Requested-With": "rest",
            "Origin": self.origin,
            "Referer": f"{self.url}/",
            "Accept": "application/json",
        }
        return Rest(f"http://127.0.0.1:{self.address[1]}/{TRACKER}/rest/data", headers)

    def close(self) -> None:
        self._rest.close()
        self._admin.close()

    def new_customer(self, name: str) -> Customer:
        made = Customer(name, f"{name}-password", f"{name}@laboratory.example")
        fields = {"username": name, "password": made.password, "address": made.email, "roles": "User"}
        self._admin.call("POST", "/user", fields)
        return made

    def tickets_with(self, key: str) -> tuple[str, ...]:
        found = self._read(f"/issue?title={quote(key)}&@fields=title&@sort=id")
        return tuple(item["id"] for item in found["collection"] if key in item["title"])

    def ticket(self, number: str) -> StoredTicket:
        fields = "title,status.name,assignedto.username,messages,files"
        read = self._read(f"/issue/{number}?@fields={fields}&@verbose=0")["attributes"]
        texts = [self._content("msg", each).decode() for each in read["messages"]]
        return StoredTicket(
            id=number,
            subject=read["title"],
            text=texts[0] if texts else "",
            status=read["status.name"],
            owner=read["assignedto.username"] or "",
            attachments=tuple(self._file(each) for each in read["files"]),
            messages=tuple(texts[1:]),
        )

    def reply(self, number: str, text: str) -> None:
        message = self._rest.call("POST", "/msg", {"content": text, "author": self.staff, "date": "."})
        self._change(number, {"@op": "add", "messages": [message["data"]["id"]]})

    def set_owner(self, number: str, name: str) -> None:
        self._change(number, {"assignedto": name})

    def set_status(self, number: str, status: str) -> None:
        self._change(number, {"status": status})

    def mail(self) -> str:
        """Return all mail that roundup has sent."""
        box = self._home.with_name("mail")
        return box.read_text() if box.exists() else ""

    def _change(self, number: str, fields: dict[str, object]) -> None:
        tag = self._read(f"/issue/{number}")["@etag"]
        self._rest.call("PATCH", f"/issue/{number}", fields, {"If-Match": tag})

    def _read(self, path: str) -> Any:
        return self._rest.call("GET", path)["data"]

    def _file(self, number: str) -> StoredAttachment:
        name = self._read(f"/file/{number}?@fields=name")["attributes"]["name"]
        return StoredAttachment(name, self._content("file", number))

    def _content(self, kind: str, number: str) -> bytes:
        return self._rest.raw("GET", f"/{kind}/{number}/binary_content", {"Accept": "*/*"})


def installed_tracker(account: Account, home: Path, web: str) -> Customer:
    """Make the tracker from its classic template, with a customer and a member of staff; return the customer."""
    admin = [sys.executable, "-m", "roundup.scripts.roundup_admin", "-i", str(home)]
    run_as(account, [*admin, "install", "classic", "sqlite"])
    run_as(account, [sys.executable, "-c", CONFIGURE, str(home), web, str(home.with_name("mail"))])
    run_as(account, [*admin, "initialise", ADMIN_PASSWORD])
    for name in ("customer", RoundupServer.staff):
        fields = [f"username={name}", f"password={name}-password", f"address={name}@laboratory.example", "roles=User"]
        run_as(account, [*admin, "create", "user", *fields])
    return Customer("customer", "customer-password", "customer@laboratory.example")


@contextlib.contextmanager
def roundup_server(public_url: str | None = None) -> Iterator[RoundupServer]:
    """Run a roundup until the block ends. `public_url`: scheme, host and port clients use, when that is a proxy.

    Raises LaboratoryError when it does not come up.
    """
    account = Account.unprivileged()
    port = free_port()
    url = f"{public_url or f'http://127.0.0.1:{port}'}/{TRACKER}"
    with own_folder(account) as folder:
        home = folder / "tracker"
        customer = installed_tracker(account, home, f"{url}/")
        listening = ["-n", "127.0.0.1", "-p", str(port), "-t", "thread"]
        script = [sys.executable, "-m", "roundup.scripts.roundup_server", *listening, f"{TRACKER}={home}"]
        front_page = f"http://127.0.0.1:{port}/{TRACKER}/"
        with running(account, script, folder / "log", lambda: answers(front_page), {}):
            server = RoundupServer(url, ("127.0.0.1", port), customer, home)
            try:
                yield server
            finally:
                server.close()
