"""A real Request Tracker 5 (https://bestpractical.com/rt) from Debian's packages, with a database of its own.

Nothing of an RT that the computer may run is read or touched: configuration, database, caches and mail are in a
folder of the server's own. Mail that RT sends, the automatic acknowledgement among it, is written to a file there.
"""

import base64
import contextlib
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import urllib3

from tests.tickets.server_process import Account, LaboratoryError, answers, free_port, own_folder, run_as, running
from tests.tickets.ticket_server import Customer, Rest, StoredAttachment, StoredTicket

SERVER = Path("/usr/share/request-tracker5/libexec/rt-server")
SET_UP = Path("/usr/sbin/rt-setup-database-5")
LIBRARY = Path("/usr/share/request-tracker5/lib/RT.pm")
ROOT_PASSWORD = "laboratory-root"  # noqa: S105 - of a server that lives as long as the test
QUEUE = "Help Desk"

CONFIGURATION = """\
use utf8;
Set($rtname, 'laboratory');
Set($Organization, 'laboratory.example');
Set($WebDomain, '{host}');
Set($WebPort, {port});
Set($WebPath, '');
Set($Timezone, 'UTC');
Set($DatabaseType, 'SQLite');
Set($DatabaseName, '{folder}/database');
Set($MailCommand, 'mbox');
Set($LogToSTDERR, 'warning');
Set($LogToSyslog, undef);
Set($BcryptCost, 4);
$RT::VarPath = '{folder}';
$RT::MasonDataDir = '{folder}/mason';
$RT::MasonSessionDir = '{folder}/sessions';
1;
"""

INITIAL_DATA = """\
our @Queues = ({ Name => 'Help Desk', CorrespondAddress => 'helpdesk@laboratory.example' });
our @Users = ({ Name => 'customer', Password => 'customer-password', Privileged => 0,
                EmailAddress => 'customer@laboratory.example' });
our @ACL = (
  (map +{ GroupDomain => 'SystemInternal', GroupType => 'Unprivileged', Queue => 'Help Desk', Right => $_ },
       qw(CreateTicket SeeQueue)),
  (map +{ GroupDomain => 'RT::Queue-Role', GroupType => 'Requestor', Queue => 'Help Desk', Right => $_ },
       qw(ShowTicket ReplyToTicket)),
);
our @Final = (sub {
  my $user = RT::User->new(RT->SystemUser);
  $user->Load('customer');
  my ($number, $message, $token) = RT::AuthToken->new(RT->SystemUser)->Create(Owner => $user->Id);
  die $message unless $number;
  print "TOKEN $token\\n";
});
1;
"""


def missing() -> str:
    """Return why no Request Tracker can be started here, or an empty string."""
    absent = [str(path) for path in (SERVER, SET_UP, LIBRARY) if not path.exists()]
    if not absent:
        return ""
    return (
        f"Request Tracker 5 is not installed ({', '.join(absent)} missing): as root on Debian, "
        "`python3 .ci/setup.py test-tickets` installs it"
    )


class RequestTracker:
    """A running RT; the methods act as staff (root) straight through REST2."""

    staff = "root"
    queue = QUEUE

    def __init__(self, url: str, address: tuple[str, int], customer: Customer, folder: Path) -> None:
        self.url = url
        self.address = address
        self.customer = customer
        self._folder = folder
        signed_in = urllib3.make_headers(basic_auth=f"root:{ROOT_PASSWORD}")
        self._rest = Rest(f"http://127.0.0.1:{address[1]}/REST/2.0", dict(signed_in))

    def close(self) -> None:
        self._rest.close()

    def new_customer(self, name: str) -> Customer:
        made = Customer(name, f"{name}-password", f"{name}@laboratory.example")
        fields = {"Name": name, "Password": made.password, "EmailAddress": made.email, "Privileged": 0}
        self._rest.call("POST", "/user", fields)
        return made

    def tickets_with(self, key: str) -> tuple[str, ...]:
        query = quote(f"Subject LIKE '{key}'")
        found = self._rest.call("GET", f"/tickets?query={query}&fields=Subject&per_page=100&orderby=id")
        return tuple(item["id"] for item in found["items"] if key in item["Subject"])

    def ticket(self, number: str) -> StoredTicket:
        read = self._rest.call("GET", f"/ticket/{number}")
        texts: list[str] = []
        files: list[StoredAttachment] = []
        for transaction in self._all(f"/ticket/{number}/history", "Type"):
            if transaction["Type"] not in ("Create", "Correspond", "Comment"):
                continue
            parts = self._all(f"/transaction/{transaction['id']}/attachments", "Filename,ContentType")
            for part in parts:
                if part["Filename"]:
                    files.append(StoredAttachment(part["Filename"], self._content(part["id"])))
                elif part["ContentType"] == "text/plain":
                    texts.append(self._content(part["id"]).decode())
        owner = read["Owner"]["id"]
        return StoredTicket(
            id=str(read["id"]),
            subject=read["Subject"],
            text=texts[0] if texts else "",
            status=read["Status"],
            owner="" if owner == "Nobody" else owner,
            attachments=tuple(files),
            messages=tuple(texts[1:]),
        )

    def reply(self, number: str, text: str) -> None:
        self._rest.call("POST", f"/ticket/{number}/correspond", {"Content": text, "ContentType": "text/plain"})

    def set_owner(self, number: str, name: str) -> None:
        self._rest.call("PUT", f"/ticket/{number}", {"Owner": name})

    def set_status(self, number: str, status: str) -> None:
        self._rest.call("PUT", f"/ticket/{number}", {"Status": status})

    def mail(self) -> str:
        """Return all mail that RT has sent: acknowledgements to customers and notices of replies."""
        return "".join(box.read_text() for box in sorted(self._folder.glob("*.mbox")))

    def _content(self, number: str) -> bytes:
        return base64.b64decode(self._rest.call("GET", f"/attachment/{number}")["Content"] or "")

    def _all(self, path: str, fields: str) -> Iterator[dict[str, str]]:
        page = 1
        while items := self._rest.call("GET", f"{path}?fields={fields}&per_page=100&orderby=id&page={page}")["items"]:
            yield from items
            page += 1


def installed_database(account: Account, folder: Path, environment: dict[str, str]) -> str:
    """Fill the database with RT's own data, the queue, the customer and its rights; return the customer's token."""
    (folder / "root-password").write_text(ROOT_PASSWORD)
    (folder / "initial-data").write_text(INITIAL_DATA)
    account.give(folder)
    password = ["--root-password-file", str(folder / "root-password")]
    run_as(account, [str(SET_UP), "--action", "init", "--skip-create", *password], environment)
    said = run_as(account, [str(SET_UP), "--action", "insert", "--datafile", str(folder / "initial-data")], environment)
    token = re.search(r"^TOKEN (\S+)$", said, re.MULTILINE)
    if token is None:
        raise LaboratoryError(f"No token was made for the customer:\n{said}")
    return token[1]


@contextlib.contextmanager
def request_tracker(public_url: str | None = None) -> Iterator[RequestTracker]:
    """Run an RT until the block ends. `public_url`: where clients reach it, when that is a proxy.

    Raises LaboratoryError when RT does not come up; ask `missing` first.
    """
    account = Account.unprivileged()
    port = free_port()
    url = public_url or f"http://127.0.0.1:{port}"
    shown = urllib3.util.parse_url(url)
    with own_folder(account) as folder:
        for name in ("parts", "mason", "sessions"):
            (folder / name).mkdir()
        (folder / "configuration.pm").write_text(
            CONFIGURATION.format(host=shown.host, port=shown.port, folder=folder), encoding="utf-8"
        )
        environment = {
            "RT_SITE_CONFIG": str(folder / "configuration.pm"),
            "RT_SITE_CONFIG_DIR": str(folder / "parts"),
        }
        token = installed_database(account, folder, environment)
        customer = Customer("customer", "customer-password", "customer@laboratory.example", token)
        command = [str(SERVER), "--host", "127.0.0.1", "--port", str(port), "--max-workers", "3"]
        front_page = f"http://127.0.0.1:{port}/REST/2.0/rt"
        with running(account, command, folder / "log", lambda: answers(front_page), environment):
            server = RequestTracker(url, ("127.0.0.1", port), customer, folder)
            try:
                yield server
            finally:
                server.close()
