"""Checks of one request of a portal's description: its address, headers, body and the placeholders in them."""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from wizard.organisation.portal import (
    EMBEDDABLE,
    FILE_VALUES,
    HEADER_PLACE,
    MESSAGE_VALUES,
    PLACEHOLDER,
    TEXT_PLACE,
    PortalList,
    PortalRequest,
    texts_of,
)

ValuePath = tuple[str | int, ...]
Found = Iterator[tuple[ValuePath, str]]
HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""RFC 9110, 5.6.2."""
_POINTER = re.compile(r"(/([^~]|~[01])*)?")
_BRACE = re.compile(r"\{\s*[A-Za-z_][\w -]*\}")
_PATH = re.compile(r"[^?#\s\\]+")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
_OUR_HEADERS = frozenset(
    {"authorization", "connection", "content-length", "content-type", "cookie", "host", "proxy-authorization",
     "transfer-encoding", "user-agent"}
)  # fmt: skip
_WRITTEN = (MESSAGE_VALUES - {"id", "key", "language"}) | {"file_base64", "file_name"}
_MOST_DEPTH = 28


@dataclass(frozen=True)
class Allowed:
    """The placeholders that have a value at this point, and whether ``{files}`` is one."""

    names: frozenset[str]
    files: bool = False

    def with_kept(self, request: PortalRequest) -> "Allowed":
        return replace(self, names=self.names | request.keep.keys())


def check_request(path: ValuePath, request: PortalRequest, allowed: Allowed, *, needed: bool = False) -> Found:
    if not request.is_there:
        if needed:
            yield path, "path is missing"
        return
    yield from _check_place(path, request, allowed)
    for name, text in request.query.items():
        yield from check_text((*path, "query", name), text, allowed)
    yield from check_headers((*path, "headers"), request.headers, allowed)
    yield from _check_body(path, request, allowed)
    for name, place in request.keep.items():
        if not _NAME.fullmatch(name):
            yield (*path, "keep", name), "must be named with small letters, digits and _"
        elif name in (MESSAGE_VALUES | FILE_VALUES | {"item", "files"}):
            yield (*path, "keep", name), "is the name of a value that is always there; choose another"
        if place.startswith(HEADER_PLACE):
            if not HEADER_NAME.fullmatch(place.removeprefix(HEADER_PLACE)):
                yield (*path, "keep", name), f"must name a header, such as {HEADER_PLACE}ETag"
        elif place != TEXT_PLACE and not _POINTER.fullmatch(place):
            yield (*path, "keep", name), "must be a place in the answer such as /data/id"
    if isinstance(request, PortalList) and request.next_page and request.method != "GET":
        yield (*path, "next_page"), "is only for a request with GET"


def _check_place(path: ValuePath, request: PortalRequest, allowed: Allowed) -> Found:
    if request.path and request.address:
        yield (*path, "address"), "must not stand beside path"
    if request.address and not PLACEHOLDER.fullmatch(request.address):
        yield (*path, "address"), "must be one placeholder: an address that an earlier answer gave, such as {link}"
    plain = PLACEHOLDER.sub("x", request.path)
    if request.path and (not _PATH.fullmatch(plain) or "://" in plain or {".", ".."} & set(plain.split("/"))):
        yield (*path, "path"), "must be a path below url, without blanks, ? and #; what follows a ? belongs in query"
    for name, text in (("path", request.path), ("address", request.address)):
        yield from _check_names((*path, name), text, allowed)


def check_headers(path: ValuePath, headers: Mapping[str, str], allowed: Allowed) -> Found:
    """A header takes plain characters only, so nothing that a person wrote."""
    allowed = Allowed(allowed.names - _WRITTEN)
    for name, text in headers.items():
        if not HEADER_NAME.fullmatch(name):
            yield (*path, name), "is no name of a header"
        elif name.lower() in _OUR_HEADERS:
            yield (*path, name), "is set by the program; credentials belong in authentication and secret"
        if not (text.isascii() and text.isprintable()):
            yield (*path, name), "must hold plain characters only"
        yield from check_text((*path, name), text, allowed)


def _check_body(path: ValuePath, request: PortalRequest, allowed: Allowed) -> Found:
    if request.method == "GET":
        for name in ("body", "file_field", "each_file"):
            if getattr(request, name):
                yield (*path, name), "is of no use with GET"
        return
    if request.encoding == "raw":
        if request.body:
            yield (*path, "body"), "is of no use with encoding raw, where the file is the body"
        return
    in_json = request.encoding == "json"
    yield from _check_template((*path, "body"), request.body, allowed, nested=in_json)
    names = allowed.names | FILE_VALUES if request.each_file else allowed.names
    yield from _check_template((*path, "each_file"), request.each_file, replace(allowed, names=names, files=False))
    texts = tuple(texts_of(request.body))
    if request.each_file and "{files}" not in texts:
        yield (*path, "each_file"), "is of no use without {files} in body"
    if "{files}" in texts and not (in_json and request.each_file):
        yield (*path, "body"), "uses {files}, which needs encoding json and each_file"
    if "{file_base64}" in (*texts, *texts_of(request.each_file)) and not in_json:
        yield (*path, "body"), "uses {file_base64}, which is for encoding json only"
    if (request.encoding == "multipart") != bool(request.file_field):
        yield (*path, "file_field"), "belongs to encoding multipart, and is needed there"


def _check_template(path: ValuePath, template: object, allowed: Allowed, *, nested: bool = True) -> Found:
    if len(path) > _MOST_DEPTH:
        yield path, "is nested too deeply"
        return
    match template:
        case str():
            if not template.replace(" ", "").isprintable():
                yield path, "holds a line break or another character that cannot be seen"
            yield from check_text(path, template, allowed)
        case bool() | int():
            pass
        case float():
            if not math.isfinite(template):
                yield path, "must be a number"
        case dict() if nested or path[-1] == "body":
            for name, value in template.items():
                yield from _check_template((*path, name), value, allowed, nested=nested)
        case list() if nested:
            for index, value in enumerate(template):
                yield from _check_template((*path, index), value, allowed)
        case dict() | list():
            yield path, "must be a single value: a form has no tables and lists"
        case _:
            yield path, "must be a text, a number, true or false, a table or a list"


def check_text(path: ValuePath, text: str, allowed: Allowed) -> Found:
    """A placeholder is the whole text, or one of the few that may stand inside one."""
    yield from _check_names(path, text, allowed)
    if PLACEHOLDER.fullmatch(text):
        return
    for name in PLACEHOLDER.findall(text):
        if name not in EMBEDDABLE and name in allowed.names:
            may = ", ".join(f"{{{one}}}" for one in sorted(EMBEDDABLE & allowed.names))
            yield path, f"{{{name}}} must stand alone; inside a text only {may} may"


def _check_names(path: ValuePath, text: str, allowed: Allowed) -> Found:
    for found in _BRACE.findall(text):
        matched = PLACEHOLDER.fullmatch(found)
        if matched is None:
            yield path, f"{found} is no placeholder"
        elif matched[1] not in allowed.names and not (allowed.files and matched[1] == "files"):
            known = ", ".join(f"{{{name}}}" for name in sorted(allowed.names))
            yield path, f"{found} has no value here; known are {known}"
