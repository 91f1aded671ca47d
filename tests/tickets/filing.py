"""Filing a ticket as a customer in the plainest way, for tests of the laboratory; the wizard has its own channels."""

import base64
from typing import Any

import msgspec
import urllib3

from tests.tickets.request_tracker import RequestTracker
from tests.tickets.roundup_server import RoundupServer
from tests.tickets.ticket_server import Customer, Rest

TIMEOUT_S = 20.0


def request_tracker_client(server: RequestTracker, customer: Customer | None = None) -> Rest:
    """Sign in to RT as its customer, or as another."""
    who = customer or server.customer
    if who.token:
        headers = {"Authorization": f"token {who.token}"}
    else:
        headers = dict(urllib3.make_headers(basic_auth=f"{who.name}:{who.password}"))
    return Rest(f"{server.url}/REST/2.0", headers)


def file_in_request_tracker(client: Rest, server: RequestTracker, subject: str, text: str) -> str:
    fields = {
        "Queue": server.queue,
        "Subject": subject,
        "Requestor": server.customer.email,
        "Content": text,
        "ContentType": "text/plain",
    }
    number = client.call("POST", "/ticket", fields)["id"]
    assert isinstance(number, str)
    return number


def attach_in_request_tracker(client: Rest, number: str, name: str, content: bytes) -> None:
    encoded = base64.b64encode(content).decode()
    attachment = {"FileName": name, "FileType": "application/octet-stream", "FileContent": encoded}
    client.call("POST", f"/ticket/{number}/correspond", {"Attachments": [attachment]})


class RoundupClient:
    """Signed in to roundup as its customer, or as another."""

    def __init__(self, server: RoundupServer, customer: Customer | None = None) -> None:
        who = customer or server.customer
        self._author = who.name
        self._base = f"{server.url}/rest/data"
        self._headers = {
            **urllib3.make_headers(basic_auth=f"{who.name}:{who.password}"),
            "X-Requested-With": "rest",
            "Origin": server.origin,
        }
        self.rest = Rest(self._base, {**self._headers, "Accept": "application/json"})

    def close(self) -> None:
        self.rest.close()

    def file(self, subject: str, text: str) -> str:
        message = self.rest.call("POST", "/msg", {"content": text, "author": self._author, "date": "."})["data"]["id"]
        return str(self.rest.call("POST", "/issue", {"title": subject, "messages": [message]})["data"]["id"])

    def attach(self, number: str, name: str, content: bytes) -> None:
        fields = {"name": name, "type": "application/octet-stream"}
        with urllib3.PoolManager(timeout=TIMEOUT_S, retries=False) as pool:
            stored = pool.request(
                "POST",
                f"{self._base}/file",
                fields={**fields, "content": ("content", content, fields["type"])},
                headers=self._headers,
            )
        assert stored.status == 201, stored.data
        file: Any = msgspec.json.decode(stored.data)["data"]["id"]
        tag = self.rest.call("GET", f"/issue/{number}")["data"]["@etag"]
        self.rest.call("PATCH", f"/issue/{number}", {"@op": "add", "files": [file]}, {"If-Match": tag})
