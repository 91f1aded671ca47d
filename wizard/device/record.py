"""The one place that remembers which device this is: model, serial number, hardware, firmware version (FACTS A2).

It prefills the report (FACTS B2) and answers for a device that cannot be asked. Private JSON, replaced at once.
"""

import threading
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import msgspec

from wizard.device.version import Version
from wizard.errors import WizardError
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.settings import SettingsError, keep_aside, private_folder, read_bounded, write_private

Field = Literal["model", "serial", "hardware", "firmware_version"]
FIELDS: tuple[Field, ...] = ("model", "serial", "hardware", "firmware_version")
MOST_CHARACTERS = 64
MAX_FILE_BYTES = 64_000


class RecordError(WizardError):
    """A value cannot be remembered, or the record was damaged."""


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """One remembered value; ``said`` by a person or measured, and when (UTC)."""

    value: str
    said: bool
    at: datetime


class _Saved(msgspec.Struct, frozen=True, kw_only=True):
    format: Literal[1]
    known: dict[Field, Known]


class DeviceRecord:
    """What is known of the organisation's device; safe to use from several threads.

    ``notice`` says that a damaged file was kept aside or that the last change could not be saved; None otherwise.
    """

    def __init__(self, path: Path | None, now_utc: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        """Read the record from ``path``; None keeps it in memory alone (practice)."""
        self.notice: WizardError | None = None
        self._path = path
        self._now_utc = now_utc
        self._lock = threading.Lock()
        self._known: dict[Field, Known] = {}
        if path is not None:
            self._read(path)

    @property
    def known(self) -> Mapping[Field, Known]:
        with self._lock:
            return dict(self._known)

    def get(self, field: Field, newer_than: timedelta | None = None) -> Known | None:
        """Return a remembered value, None when there is none or it is older than ``newer_than``."""
        with self._lock:
            known = self._known.get(field)
        if known is None or (newer_than is not None and self._now_utc() - known.at > newer_than):
            return None
        return known

    def remember_said(self, field: Field, text: str) -> None:
        """Keep what a person said; raises RecordError or VersionError when it cannot be such a value.

        A serial number that differs from the known one is another device: what was known of the old one goes.
        """
        value = clean(text)
        if value is None:
            raise RecordError(
                N_("That cannot be remembered. Use up to {most} letters and digits."), most=MOST_CHARACTERS
            )
        if field == "firmware_version":
            Version.parse(value)
        with self._lock:
            known = self._known.get("serial")
            if field == "serial" and known is not None and not _same(known.value, value):
                self._known = {}
            self._known[field] = Known(value=value, said=True, at=self._now_utc())
            self._write()

    def remember_measured(self, facts: Mapping[str, FactValue]) -> None:
        """Keep what a device said of itself, from a probe's facts; what is missing stays as it was."""
        values = {field: clean(text) for field in FIELDS if isinstance(text := facts.get(field), str)}
        with self._lock:
            serial, known = values.get("serial"), self._known.get("serial")
            if serial and known is not None and not _same(known.value, serial):
                self._known = {}
            now = self._now_utc()
            self._known |= {field: Known(value=value, said=False, at=now) for field, value in values.items() if value}
            self._write()

    def forget(self) -> None:
        """Forget the device, on disk too ("delete my history")."""
        with self._lock:
            self._known = {}
            if self._path is not None:
                self._path.unlink(missing_ok=True)

    def _read(self, path: Path) -> None:
        try:
            content = read_bounded(path, MAX_FILE_BYTES)
            if content is not None:
                saved = msgspec.json.decode(content, type=_Saved)
                self._known = {field: known for field, known in saved.known.items() if _usable(field, known)}
        except (OSError, ValueError, RecursionError, msgspec.MsgspecError):
            aside = keep_aside(path)
            self.notice = RecordError(
                N_("What was known of your device was damaged. The damaged file is kept as {path}."),
                path=str(aside or path),
            )

    def _write(self) -> None:
        """Save what is known. A full disk must not stop a walk: the values stay in memory, ``notice`` says so."""
        if self._path is None:
            return
        content = msgspec.json.format(msgspec.json.encode(_Saved(format=1, known=self._known)))
        try:
            private_folder(self._path.parent)
            write_private(self._path, content + b"\n")
            self.notice = None
        except SettingsError as error:
            self.notice = error


def clean(text: str) -> str | None:
    """Return one line of plain characters, None for what cannot be a model, serial number or version."""
    line = " ".join(text.split())
    return line if line and line.isprintable() and len(line) <= MOST_CHARACTERS else None


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()


def _usable(field: Field, known: Known) -> bool:
    if clean(known.value) != known.value or known.at.tzinfo is None:
        return False
    if field == "firmware_version":
        try:
            Version.parse(known.value)
        except WizardError:
            return False
    return True
