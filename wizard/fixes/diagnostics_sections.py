"""What a diagnostics export holds: sections collected one by one, and a manifest of what is in it and what is not."""

import dataclasses
import hashlib
import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit, urlunsplit

from wizard.fixes.fix import FixContext
from wizard.system.base import CrashLog, Missing, Progress, ProxySettings
from wizard.system.crash_logs import read_ends
from wizard.system.folders import UnsafeFolder, displayed, resolve_folder

MAX_LOG_BYTES = 1_000_000
"""Kept of one crash log; of a larger one its two ends."""
MAX_LOGS = 20
MAX_LOGS_BYTES = 10_000_000
_CUT = b"\n[... cut here by the export ...]\n"
_PRIVATE_FORMATS = {
    "minidump": "a copy of the app's memory, which may hold passwords",
    "core": "a copy of the app's memory, which may hold passwords",
    "binary": "no text, so nobody could look through it before it is sent",
    "unreadable": "this user may not read it",
}

T = TypeVar("T")


class StoppedError(Exception):
    """The person stopped the export."""


class _Left(Exception):  # noqa: N818  (an answer of a section, not a fault)
    """A section cannot be collected; the message says why."""


class Bundle:
    """What goes into the zip, with its SHA-256, and what was left out, with the reason."""

    def __init__(self) -> None:
        self._contents: dict[str, bytes] = {}
        self._listed: list[dict[str, object]] = []
        self.left_out: list[dict[str, str]] = []

    @property
    def collected(self) -> int:
        return len(self._contents)

    def add(self, name: str, content: bytes, **notes: object) -> None:
        """Put in a file; ``notes`` go into the manifest."""
        self._contents[name] = content
        digest = hashlib.sha256(content).hexdigest()
        self._listed.append({"name": name, "size_bytes": len(content), "sha256": digest, **notes})

    def leave_out(self, what: str, why: str) -> None:
        self.left_out.append({"what": what, "why": why})

    def reasons(self) -> list[str]:
        return [f"{each['what']}: {each['why']}" for each in self.left_out]

    def zipped(self) -> bytes:
        """Return the whole zip, with its manifest."""
        at = datetime.now(UTC)
        manifest = {
            "format": 1,
            "created_utc": at.isoformat(timespec="seconds").replace("+00:00", "Z"),
            "files": self._listed,
            "left_out": self.left_out,
        }
        whole = io.BytesIO()
        with zipfile.ZipFile(whole, "w") as out:
            for name, content in (*self._contents.items(), ("manifest.json", _json(manifest))):
                info = zipfile.ZipInfo(name, at.timetuple()[:6])
                info.compress_type = zipfile.ZIP_DEFLATED
                info.external_attr = 0o600 << 16
                out.writestr(info, content)
        return whole.getvalue()


def collect(context: FixContext, bundle: Bundle) -> None:
    """Collect every section; raises StoppedError when the person stopped it."""
    sections: tuple[tuple[str, Callable[[FixContext, Bundle], None]], ...] = (
        ("health.json", _health),
        ("network.json", _network),
        ("configuration.json", _configuration),
        ("device.json", _device),
        ("crash logs", _crash_logs),
    )
    for done, (name, section) in enumerate(sections):
        if context.cancel.requested:
            raise StoppedError
        context.report(Progress(done / len(sections)))
        try:
            section(context, bundle)
        except StoppedError:
            raise
        except _Left as left:
            bundle.leave_out(name, str(left))
        except Exception as error:
            bundle.leave_out(name, f"{type(error).__name__}: {error}")
    if context.cancel.requested:
        raise StoppedError


def _health(context: FixContext, bundle: Bundle) -> None:
    bundle.add("health.json", _json(_present(context.system.health(context.cancel))))


def _device(context: FixContext, bundle: Bundle) -> None:
    bundle.add("device.json", _json(_present(context.device.identify(context.cancel))))


def _configuration(context: FixContext, bundle: Bundle) -> None:
    bundle.add("configuration.json", _json(dict(context.system.configuration())))


def _network(context: FixContext, bundle: Bundle) -> None:
    """Each reading by itself, so that a missing one says why within the file."""
    system = context.system
    readings: dict[str, Callable[[], object]] = {
        "interfaces": system.interfaces,
        "gateway": lambda: system.gateway(context.cancel),
        "name_servers": system.name_servers,
        "proxy": lambda: _without_password(system.proxy()),
        "wifi": lambda: system.wifi_link(context.cancel),
    }
    found: dict[str, object] = {}
    answered = False
    for name, reading in readings.items():
        if context.cancel.requested:
            raise StoppedError
        try:
            value = reading()
        except Exception as error:
            value = Missing("not_available", f"{type(error).__name__}: {error}")
        if isinstance(value, Missing):
            bundle.leave_out(f"network.json: {name}", _why(value))
            value = {"missing": value.reason, "detail": value.detail}
        else:
            answered = True
        found[name] = value
    if not answered:
        raise _Left("none of its readings could be had")
    bundle.add("network.json", _json(found))


def _without_password(proxy: ProxySettings | Missing) -> ProxySettings | Missing:
    if isinstance(proxy, Missing):
        return proxy
    return dataclasses.replace(
        proxy,
        url=_without_credentials(proxy.url),
        automatic_url=_without_credentials(proxy.automatic_url),
    )


def _without_credentials(url: str | None) -> str | None:
    if url is None or "@" not in url:
        return url
    parts = urlsplit(url if "://" in url else f"//{url}")
    return urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2])).removeprefix("//")


def _crash_logs(context: FixContext, bundle: Bundle) -> None:
    platform = context.system.platform
    templates = () if platform == "other" else context.organisation.app.crash_log_folders.get(platform, ())
    known = context.system.known_folders()
    folders: list[Path] = []
    for template in templates:
        folder = resolve_folder(template, known)
        if isinstance(folder, UnsafeFolder):
            bundle.leave_out(f"crash logs in {template}", folder.detail)
        else:
            folders.append(folder)
    logs = _present(context.system.crash_logs(tuple(folders), context.cancel))
    code = context.organisation.app.crash_code
    # Those with the code first, each group newest first, as they come.
    ordered = sorted((log for log in logs if log.path), key=lambda log: code not in log.codes)
    _core_dumps(bundle, [log for log in logs if log.path is None])
    total = 0
    for number, log in enumerate(ordered, start=1):
        if context.cancel.requested:
            raise StoppedError
        total += _crash_log(bundle, log, number, total)


def _core_dumps(bundle: Bundle, dumps: list[CrashLog]) -> None:
    """Add what the system's journal tells of programs that broke down; never the memory that they left."""
    if dumps:
        told = [{"application": log.application, "time": log.at_utc, "signal": log.signal} for log in dumps]
        bundle.add("crash_logs/core_dumps.json", _json(told), source=dumps[0].format)
        bundle.leave_out("core dumps", _PRIVATE_FORMATS["core"])


def _crash_log(bundle: Bundle, log: CrashLog, number: int, total: int) -> int:
    """Add one log, or say why not; returns the bytes that were added."""
    path = log.path
    if path is None:
        return 0
    why = _PRIVATE_FORMATS.get(log.format)
    if why is None and number > MAX_LOGS:
        why = f"only {MAX_LOGS} logs are taken"
    if why is None and total >= MAX_LOGS_BYTES:
        why = f"only {MAX_LOGS_BYTES} bytes of logs are taken"
    if why is not None:
        bundle.leave_out(displayed(path), why)
        return 0
    try:
        head, tail = read_ends(path, MAX_LOG_BYTES // 2)
    except OSError as error:
        bundle.leave_out(displayed(path), error.strerror or str(error))
        return 0
    content = head + _CUT + tail if tail else head
    bundle.add(
        f"crash_logs/{number:03}_{_plain(path.name)}",
        content,
        source=displayed(path),
        time_utc=log.at_utc,
        codes=[f"0x{code:X}" for code in log.codes],
        cut=bool(tail),
    )
    return len(content)


def _plain(name: str) -> str:
    """Return a file name that every system can unpack."""
    return re.sub(r"[^0-9A-Za-z._-]", "_", name)[-80:]


def _present(value: T | Missing) -> T:
    if isinstance(value, Missing):
        raise _Left(_why(value))
    return value


def _why(missing: Missing) -> str:
    return f"{missing.reason}: {missing.detail}" if missing.detail else missing.reason


def _json(value: object) -> bytes:
    return json.dumps(value, indent=1, default=_plain_value).encode() + b"\n"


def _plain_value(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return str(value)
