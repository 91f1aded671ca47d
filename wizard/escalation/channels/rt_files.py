"""Files of a Request Tracker ticket: how one is sent so that every byte arrives, and which of those there is which."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace
from email.header import Header

import msgspec

from wizard.escalation.channels.rt_answers import StoredPart
from wizard.escalation.channels.web_body import Body, json_body, multipart_body
from wizard.escalation.model import Attachment, RemoteFile

_BYTES = "application/octet-stream"
"""The only type under which RT keeps every byte: it recodes whatever calls itself text."""
_EMPTY = "\n"
"""Base64 of nothing that is not nothing itself, which RT would refuse."""


def file_body(attachment: Attachment) -> Body:
    """Return the body of a reply that holds this file and no words.

    Multipart takes names in UTF-8 and sends no third more. An empty file goes only as JSON, where a name outside
    Latin-1 must be encoded (RFC 2047), or RT answers 500.
    """
    sent = replace(attachment, name=sent_name(attachment), media_type=_BYTES)
    if attachment.size_bytes:
        words = msgspec.json.encode({"NoContent": 1}).decode()
        return multipart_body([("JSON", words)], [("Attachments", sent)], {"JSON": "application/json"})
    name = sent.name if sent.name.isascii() else Header(sent.name, "utf-8", maxlinelen=10_000).encode()
    return json_body({"Attachments": [{"FileName": name, "FileType": _BYTES, "FileContent": _EMPTY}]})


def sent_name(attachment: Attachment) -> str:
    """Return the name RT will keep: it takes away what is before a slash, and quotes do not come through."""
    return attachment.name.rpartition("/")[2].replace('"', "'").replace("\\", "_")


def stored_file(parts: Iterable[StoredPart], attachment: Attachment) -> RemoteFile | None:
    """Return the file that RT made of an attachment, None when there is none of its name."""
    for part in parts:
        if part.filename == sent_name(attachment):
            return RemoteFile(str(part.id), attachment.name, part.size_bytes)
    return None


def settled(
    parts: Iterable[StoredPart], attachments: Iterable[Attachment], content_of: Callable[[StoredPart], str]
) -> tuple[RemoteFile, ...]:
    """Return the files RT holds under the names we gave them.

    ``content_of`` (base64) is asked only for those whose name and size fit more than one of our attachments.
    """
    ours: dict[tuple[str, int], list[Attachment]] = {}
    for attachment in attachments:
        ours.setdefault((sent_name(attachment), attachment.size_bytes), []).append(attachment)
    return tuple(_settled(part, ours, content_of) for part in parts if part.filename)


def _settled(
    part: StoredPart, ours: dict[tuple[str, int], list[Attachment]], content_of: Callable[[StoredPart], str]
) -> RemoteFile:
    fitting = ours.get((part.filename or "", -1 if part.size_bytes is None else part.size_bytes), [])
    found = RemoteFile(str(part.id), part.filename or "", part.size_bytes)
    if not fitting:
        return found
    if len({attachment.sha256 for attachment in fitting}) == 1:
        return replace(found, name=fitting[0].name)
    try:
        sha256 = hashlib.sha256(base64.b64decode(content_of(part))).hexdigest()
    except (binascii.Error, ValueError):
        return found
    names = [attachment.name for attachment in fitting if attachment.sha256 == sha256]
    return replace(found, name=names[0] if names else found.name, sha256=sha256)
