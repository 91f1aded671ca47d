"""From a portal's description and the values of a report to one web request: placeholders are filled, nothing more."""

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlencode, urljoin

from wizard.escalation.channels.web_body import Base64File, Body, form_body, json_body, multipart_body, raw_body
from wizard.escalation.channels.web_request import MAX_ANSWER_BYTES, WebRequest
from wizard.escalation.errors import NotReachedError
from wizard.escalation.model import Attachment, Message, Ticket
from wizard.marking import N_
from wizard.organisation.portal import PLACEHOLDER, PortalChannel, PortalRequest

Values = Mapping[str, object]
_LEFT_OUT = object()
"""Stands for a value nobody gave; the field that would carry it is left out."""


def message_values(message: Message, channel: PortalChannel) -> dict[str, object]:
    """Return the values of a report by their placeholders."""
    values: dict[str, object] = dict(message.fields)
    severity = message.fields.get("severity")
    if severity is not None:
        values["severity"] = dict(channel.severities).get(severity, severity)  # type: ignore[call-overload]
    return values | {
        "id": message.id,
        "key": message.key,
        "language": message.language,
        "reply_to": message.reply_to,
        "subject": message.subject,
        "text": message.text,
    }


def ticket_values(ticket: Ticket) -> dict[str, object]:
    """Return the values of a ticket by their placeholders."""
    return {"ticket": ticket.id, "number": ticket.number}


def file_values(attachment: Attachment) -> dict[str, object]:
    """Return the values of one file by their placeholders; its content is read while it is sent."""
    return {
        "file_name": attachment.name,
        "file_type": attachment.media_type,
        "file_size": attachment.size_bytes,
        "file_sha256": attachment.sha256,
        "file_base64": Base64File(attachment),
    }


def web_request(
    channel: PortalChannel,
    request: PortalRequest,
    values: Values,
    files: Sequence[Attachment] = (),
    *,
    changes: bool = False,
) -> WebRequest:
    """Return the request with its placeholders filled; ``files`` are what ``{files}``, a form or a raw body carries."""
    headers = {name: _header(text, values) for name, text in {**channel.headers, **request.headers}.items()}
    return WebRequest(
        method=request.method,
        url=address(channel, request, values),
        changes=changes,
        headers={name: text for name, text in headers.items() if text is not None},
        body=None if request.method == "GET" else _body(request, values, files),
        success=tuple(request.success),
        busy=tuple(request.busy),
        max_answer_bytes=MAX_ANSWER_BYTES,
    )


def address(channel: PortalChannel, request: PortalRequest, values: Values) -> str:
    """Return where a request goes. Every value in a path is percent-encoded; an address comes whole from an answer."""
    if request.address:
        url = urljoin(channel.url, str(filled(request.address, values)))
    else:
        path = PLACEHOLDER.sub(lambda found: _path_part(values.get(found[1])), request.path)
        url = f"{channel.url.rstrip('/')}/{path.lstrip('/')}"
    query = [(name, filled(text, values)) for name, text in request.query.items()]
    given = [(name, _as_text(value)) for name, value in query if value is not _LEFT_OUT]
    return f"{url}{'&' if '?' in url else '?'}{urlencode(given, quote_via=quote)}" if given else url


def filled(template: object, values: Values) -> Any:
    """Return a template with its placeholders filled. What has no value is left out, with the field that holds it."""
    match template:
        case str():
            whole = PLACEHOLDER.fullmatch(template)
            if whole is None:
                return PLACEHOLDER.sub(lambda found: _as_text(values.get(found[1], "")), template)
            value = values.get(whole[1])
            return _LEFT_OUT if value is None else value
        case dict():
            fields = {name: filled(value, values) for name, value in template.items()}
            return {name: value for name, value in fields.items() if value is not _LEFT_OUT}
        case list() | tuple():
            elements = (filled(value, values) for value in template)
            return [value for value in elements if value is not _LEFT_OUT]
        case _:
            return template


def _body(request: PortalRequest, values: Values, files: Sequence[Attachment]) -> Body:
    if request.encoding == "raw":
        return raw_body(files[0])
    if request.encoding == "json":
        each = [filled(request.each_file, {**values, **file_values(file)}) for file in files]
        return json_body(filled(request.body, {**values, "files": each}))
    fields = [(name, _as_text(value)) for name, value in filled(request.body, values).items()]
    if request.encoding == "form":
        return form_body(fields)
    return multipart_body(fields, [(request.file_field, file) for file in files])


def _header(template: str, values: Values) -> str | None:
    value = filled(template, values)
    if value is _LEFT_OUT:
        return None
    text = _as_text(value)
    if not (text.isascii() and text.isprintable()):  # it came from an answer: no line of its own gets into ours
        raise NotReachedError(N_("The answer of the ticket system holds a value that cannot be sent back."))
    return text


def _path_part(value: object) -> str:
    text = _as_text(value)
    if text.strip(".") == "":
        raise NotReachedError(N_("The answer of the ticket system holds a value that cannot be sent back."))
    return quote(text, safe="")


def _as_text(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case _:
            return str(value)
