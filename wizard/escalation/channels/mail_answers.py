"""What a mail server's answer means (RFC 5321, 4.2): which of the four errors it is, in which sentence."""

import re
from typing import Literal

from wizard.escalation.channels.web_faults import spoken_words, unreadable
from wizard.escalation.errors import BusyError, ChannelError, NotReachedError, RefusedError
from wizard.marking import N_

Stage = Literal["hello", "sign_in", "sender", "recipient", "message", "end"]
"""Where the conversation stands. Only at the ``end`` may the server have taken the message."""

_TOO_LARGE_CODE = re.compile(r"\b5\.(?:3\.4|2\.3)\b")
"""RFC 3463: the message is too big for the system, or for the mailbox."""
_WANTS_SIGN_IN = (530, 538)

_BUSY = N_("{server} takes no mail right now. It is tried again later.{words}")
_SIGN_IN = N_(
    "{server} did not accept the user name and the password or token. Whoever set up this program must renew"
    " them.{words}"
)
_NO_SIGN_IN = N_(
    "{server} does not offer the way to sign in that the organisation named. The profile must be put right."
)
_SIGN_IN_FIRST = N_("{server} wants somebody to sign in first. The organisation's profile must be put right.{words}")
_NO_ENCRYPTION = N_(
    "{server} offers no encrypted connection here, so nothing was sent. Another network may help. Otherwise tell"
    " whoever looks after {server}."
)
_SENDER = N_("{server} takes no mail from {address}. The organisation's profile must be put right.{words}")
_RECIPIENT = N_(
    "{server} takes no mail for {address}, so nobody got it. Take another way, or tell us the address.{words}"
)
_TOO_LARGE = N_("{server} finds this mail too large. Leave a file out, or take another way.{words}")
_LARGER_THAN = N_(
    "This mail is too large for {server}: {size_bytes}, and at most {limit_bytes} is taken. Nothing was sent. Leave a"
    " file out, or take another way."
)
_REFUSED = N_("{server} refused the mail (status {status}). Take another way.{words}")


def answer_error(
    answer: tuple[int, bytes], server: str, stage: Stage, *, address: str = "", hidden: tuple[str, ...] = ()
) -> ChannelError:
    """Return what an answer that is not the wanted one means. ``hidden`` are texts that must never be shown."""
    code, said = answer
    spoken = spoken_words(said.decode("utf-8", "replace"), hidden)
    words = f" ({spoken})" if spoken else ""
    if 400 <= code < 500:
        return BusyError(_BUSY, server=server, words=words)
    if not 500 <= code < 600:
        return unreadable(server, changes=stage == "end")
    if stage == "sign_in":
        return RefusedError(_SIGN_IN, server=server, words=words)
    if code in _WANTS_SIGN_IN:
        return RefusedError(_SIGN_IN_FIRST, server=server, words=words)
    if code == 552 or _TOO_LARGE_CODE.search(spoken):
        return RefusedError(_TOO_LARGE, server=server, words=words)
    if stage == "sender":
        return RefusedError(_SENDER, server=server, address=address, words=words)
    if stage == "recipient":
        return RefusedError(_RECIPIENT, server=server, address=address, words=words)
    return RefusedError(_REFUSED, server=server, status=code, words=words)


def no_encryption(server: str) -> ChannelError:
    """Return the error for a server that cannot be talked to in secret: it is never talked to otherwise."""
    return NotReachedError(_NO_ENCRYPTION, server=server, waits_for_person=True)


def no_sign_in(server: str) -> ChannelError:
    """Return the error for a server that lacks the way to sign in."""
    return RefusedError(_NO_SIGN_IN, server=server)


def too_large(server: str, size_bytes: int, limit_bytes: int) -> ChannelError:
    """Return the error for a mail over what the server announced (RFC 1870)."""
    return RefusedError(_LARGER_THAN, server=server, size_bytes=size_bytes, limit_bytes=limit_bytes)
