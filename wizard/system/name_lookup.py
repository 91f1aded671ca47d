"""Names to addresses: the way every program of this computer does it, and by asking one name server itself."""

import codecs
import errno
import ipaddress
import re
import socket
import time
from typing import TYPE_CHECKING

from wizard.system.base import Cancel, Missing, Resolution
from wizard.system.deadline import within

if TYPE_CHECKING:
    from dns.message import Message

_NO_SUCH_NAME = {socket.EAI_NONAME, getattr(socket, "EAI_NODATA", socket.EAI_NONAME)}
_DNS_PORT = 53
_LAST_PORT = 65535
_SHORTEST_S = 0.001


def resolve(host: str, timeout_s: float, cancel: Cancel) -> Resolution | Missing:
    """Look a name up through the system's own resolver.

    No answer within ``timeout_s`` is a reading (``no_answer``); Missing is only for a stop that was requested.
    """
    codecs.lookup("idna")  # loaded once, and not on the lookup's clock
    started = time.perf_counter()
    answer = within(timeout_s, cancel, lambda: _addresses(host))
    latency_ms = (time.perf_counter() - started) * 1000
    match answer:
        case Missing() if cancel.requested:
            return answer
        case Missing():
            return Resolution(host, (), latency_ms, "no_answer")
        case str():
            return Resolution(host, (), latency_ms, answer)
        case tuple():
            return Resolution(host, answer, latency_ms)


def _addresses(host: str) -> tuple[str, ...] | str:
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except UnicodeError:
        return "no_such_name"  # a label that is empty or too long for IDNA
    except socket.gaierror as error:
        if error.errno in _NO_SUCH_NAME:
            return "no_such_name"
        return "refused" if error.errno == socket.EAI_FAIL else "no_answer"
    except OSError:
        return "no_answer"
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def first_address(target: str, timeout_s: float, cancel: Cancel) -> str | Missing:
    """Return ``target`` itself when it is an address, else the first address its name leads to."""
    if is_address(target):
        return target
    answer = resolve(target, timeout_s, cancel)
    if isinstance(answer, Missing):
        return answer
    if not answer.addresses:
        reason = answer.error or "no_answer"
        return Missing("timeout" if reason == "no_answer" else "not_available", f"{target}: {reason}")
    return answer.addresses[0]


def is_address(text: str) -> bool:
    """Return whether ``text`` is an IPv4 or IPv6 address (``fe80::1%eth0`` too)."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def ask_name_server(server: str, host: str, timeout_s: float) -> Resolution | Missing:
    """Ask one name server (``address`` or ``address:port``, ``[address]:port``) for a name's addresses.

    ``error``: ``no_such_name`` (NXDOMAIN, or no address under that name), ``refused`` (it answers, but will or can
    not serve: REFUSED, SERVFAIL, nothing listens there), ``no_answer``.
    """
    address, port = split_port(server)
    if not is_address(address):
        return Missing("not_available", f"{server} is not the address of a name server")
    import dns.query  # noqa: F401  (loaded once, and not on the lookup's clock)

    started = time.perf_counter()
    answer = _ask_both(address, port, host, started + timeout_s)
    latency_ms = (time.perf_counter() - started) * 1000
    match answer:
        case Missing():
            return answer
        case str():
            return Resolution(host, (), latency_ms, answer)
        case tuple():
            return Resolution(host, answer, latency_ms)


def split_port(server: str) -> tuple[str, int]:
    """Split ``1.1.1.1:5353`` and ``[::1]:5353``; a bare address has port 53."""
    address, colon, port = server.rpartition(":")
    if (
        colon
        and re.fullmatch(r"[0-9]{1,5}", port)
        and int(port) <= _LAST_PORT
        and (address.startswith("[") or ":" not in address)
    ):
        return address.strip("[]"), int(port)
    return server.strip("[]"), _DNS_PORT


def _ask_both(address: str, port: int, host: str, deadline: float) -> tuple[str, ...] | str | Missing:
    addresses: tuple[str, ...] = ()
    for record in ("A", "AAAA"):
        answer = _ask(address, port, host, record, deadline)
        if isinstance(answer, tuple):
            addresses += answer
            if addresses:
                return addresses  # the time of the first useful answer is the one that a person feels
        else:
            return answer
    return "no_such_name"


def _ask(address: str, port: int, host: str, record: str, deadline: float) -> tuple[str, ...] | str | Missing:
    import dns.exception
    import dns.flags
    import dns.message
    import dns.query
    import dns.rcode

    try:
        query = dns.message.make_query(host, record)
    except dns.exception.DNSException:
        return "no_such_name"  # no name of the DNS: a label that is empty or too long
    try:
        response = _exchange(query, address, port, deadline)
        if response is not None and response.flags & dns.flags.TC:
            response = dns.query.tcp(query, address, max(_SHORTEST_S, deadline - time.perf_counter()), port)
    except ConnectionRefusedError:
        return "refused"
    except OSError as error:
        return _unsent(address, error)
    except (dns.exception.DNSException, EOFError, ValueError):
        return "no_answer"
    if response is None:
        return "no_answer"
    match response.rcode():
        case dns.rcode.NOERROR:
            return _addresses_in(response)
        case dns.rcode.NXDOMAIN:
            return "no_such_name"
        case _:
            return "refused"


def _exchange(query: "Message", address: str, port: int, deadline: float) -> "Message | None":
    """Send a query by UDP and return its answer, None when none came in time; anything else that comes is ignored.

    The socket is connected, so that the kernel tells when nothing listens there (dns.query.udp would wait).
    """
    import dns.exception
    import dns.message

    family, kind, protocol, _, target = socket.getaddrinfo(
        address, port, type=socket.SOCK_DGRAM, flags=socket.AI_NUMERICHOST
    )[0]
    with socket.socket(family, kind, protocol) as connection:
        connection.connect(target)
        connection.send(query.to_wire())
        while (left_s := deadline - time.perf_counter()) > 0:
            connection.settimeout(left_s)
            try:
                response = dns.message.from_wire(connection.recv(65535), ignore_trailing=True)
            except TimeoutError:
                return None
            except ConnectionResetError as error:  # Windows' word for it
                raise ConnectionRefusedError(error.errno, error.strerror) from error
            except (dns.exception.DNSException, ValueError):
                continue
            if query.is_response(response):
                return response
    return None


def _unsent(address: str, error: OSError) -> str | Missing:
    if error.errno in (errno.EPERM, errno.EACCES):
        return Missing("not_permitted", f"asking {address}: {error.strerror}")
    return "no_answer"


def _addresses_in(response: "Message") -> tuple[str, ...]:
    import dns.rdataclass
    import dns.rdatatype

    wanted = (dns.rdatatype.A, dns.rdatatype.AAAA)
    sets = (rrset for rrset in response.answer if rrset.rdclass == dns.rdataclass.IN and rrset.rdtype in wanted)
    return tuple(str(item.address) for rrset in sets for item in rrset)
