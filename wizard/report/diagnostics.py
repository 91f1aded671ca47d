"""The files that go along: readings, computer, network, log, exported diagnostics, pictures, recordings. An allow-list.

Every file is text that was redacted, an archive of such text, a picture without its hidden notes, or a recording of
packets; anything else stays here, and the report says so.

A recording keeps its addresses: it holds headers alone (``system.packet_headers``), but they are no text, and names
that stood for addresses would have to be written into every header and its checksum. So it is marked as not looked
through, and does not go along before the person ticks it.
"""

import hashlib
import json
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime

from wizard.marking import N_
from wizard.report.apart import redacted_apart
from wizard.report.content import Change, Diagnostic, Lack, Step
from wizard.report.encodings import UnreadableError
from wizard.report.errors import ReportStoppedError
from wizard.report.hygiene import safe_name
from wizard.report.model import ReportInput
from wizard.report.pictures import without_notes
from wizard.report.redact import TextFilter
from wizard.system.base import Cancel, Health, Missing
from wizard.system.capture_file import MAX_CAPTURE_BYTES, PCAP_HEADER_BYTES, RECORD_BYTES, packets_in

FOLDER = "diagnostics"
MOST_BYTES = 50_000_000
_REASONS: Mapping[str, str] = {
    "timeout": N_("no answer in time"),
    "not_permitted": N_("not allowed"),
    "not_available": N_("not possible here"),
}
_LOG_CUT = N_("only its last 50 MB go along")
_FAULT = N_("it could not be put together")
_NO_RECORDING = N_("it is no recording of packets, or a damaged one")


def collect_diagnostics(
    source: ReportInput,
    steps: tuple[Step, ...],
    changes: tuple[Change, ...],
    filter_: TextFilter,
    cancel: Cancel | None,
) -> tuple[tuple[Diagnostic, ...], tuple[Lack, ...]]:
    """Return the files in their fixed order, and what could not be collected."""
    collector = _Diagnostics(source, filter_, cancel)
    collector.add(N_("Measurements"), "measurements.json", lambda: as_json(_measurements(steps, changes)))
    collector.add(N_("Steps"), "steps.json", lambda: as_json({"format": 1, "steps": [asdict(step) for step in steps]}))
    health, configuration = source.health, source.configuration
    if health is not None:
        collector.add(N_("State of the computer"), "computer.json", lambda: _computer(health, filter_))
    if configuration is not None:
        collector.add(N_("Network settings"), "network.txt", lambda: _network(configuration, filter_))
    if source.log is not None:
        collector.add(N_("Log of this program"), "program.log", collector.log)
    for name, data in sorted(source.attachments.items()):
        collector.attach(name, data)
    for name, data in sorted(source.pictures.items()):
        collector.picture(name, data)
    for name, data in sorted(source.recordings.items()):
        collector.recording(name, data)
    return tuple(collector.files), tuple(collector.lacks)


def as_json(document: object) -> bytes:
    """Return a document as indented JSON in UTF-8; what is no number is null, times are ISO 8601 with offset."""
    return (json.dumps(_plain(document), ensure_ascii=False, indent=1, allow_nan=False) + "\n").encode()


def _plain(value: object) -> object:
    match value:
        case float() if not math.isfinite(value):
            return None
        case datetime():
            return value.isoformat(timespec="seconds")
        case Mapping():
            return {str(key): _plain(item) for key, item in value.items()}
        case list() | tuple():
            return [_plain(item) for item in value]
        case _:
            return value


class _MissingError(Exception):
    """A part is not there, for a reason the system gave."""

    def __init__(self, missing: Missing) -> None:
        super().__init__(missing.reason)
        self.missing = missing


@dataclass
class _Diagnostics:
    source: ReportInput
    filter: TextFilter
    cancel: Cancel | None
    files: list[Diagnostic] = field(default_factory=list)
    lacks: list[Lack] = field(default_factory=list)

    def add(
        self, part: str, name: str, build: Callable[[], bytes], *, looked_through: bool = True, ticked: bool = True
    ) -> None:
        """Add one file, or note why it is not there."""
        if self.cancel is not None and self.cancel.requested:
            raise ReportStoppedError("The report was stopped.")
        try:
            data = build()
            sha256 = hashlib.sha256(data).hexdigest()
            self.files.append(Diagnostic(f"{FOLDER}/{name}", data, sha256, looked_through, ticked))
        except ReportStoppedError:
            raise
        except _MissingError as error:
            self.lacks.append(Lack(part, _REASONS[error.missing.reason], self.filter.text(error.missing.detail)))
        except UnreadableError as error:
            self.lacks.append(Lack(part, error.message))
        except Exception as error:  # the report must survive any fault of one of its parts
            self.lacks.append(Lack(part, _FAULT, self.filter.text(f"{type(error).__name__}: {error}")))

    def log(self) -> bytes:
        """Return the end of the program's log, redacted."""
        data = _there(self.source.log)
        if len(data) > MOST_BYTES:
            self.lacks.append(Lack(N_("Log of this program"), _LOG_CUT))
        return redacted_apart(data[-MOST_BYTES:], self.filter, self.cancel)

    def attach(self, name: str, data: bytes | Missing) -> None:
        """Add an exported file under a redacted name."""
        shown = self._name(name)
        self.add(shown, shown, lambda: redacted_apart(_there(data), self.filter, self.cancel))

    def picture(self, name: str, data: bytes | Missing) -> None:
        """Add a screenshot. Nobody but the person can black out what it shows."""
        shown = self._name(name)
        self.add(shown, shown, lambda: without_notes(_there(data)), looked_through=False)

    def recording(self, name: str, data: bytes | Missing) -> None:
        """Add a recording of packets, unticked."""
        shown = self._name(name)
        self.add(shown, shown, lambda: _packets(data), looked_through=False, ticked=False)

    def _name(self, name: str) -> str:
        taken = frozenset(file.name.removeprefix(f"{FOLDER}/") for file in self.files)
        return safe_name(self.filter.file_name(name), taken)


def _there(data: bytes | Missing | None) -> bytes:
    if isinstance(data, Missing):
        raise _MissingError(data)
    return data or b""


def _packets(data: bytes | Missing) -> bytes:
    """Return a recording that is one: nothing else may go along without being looked through."""
    content = _there(data)
    try:
        _, packets = packets_in(content)
    except ValueError:
        raise UnreadableError(_NO_RECORDING) from None
    if len(content) > MAX_CAPTURE_BYTES or PCAP_HEADER_BYTES + sum(
        RECORD_BYTES + len(kept) for _, kept, _ in packets
    ) != len(content):
        raise UnreadableError(_NO_RECORDING)
    return content


def _measurements(steps: Iterable[Step], changes: Iterable[Change]) -> object:
    readings = [
        {
            "at": step.at,
            "step": step.address,
            "probe": step.name,
            "title": step.title,
            "result": step.result,
            "reason": step.reason,
            "said": step.said,
            "seconds": step.seconds,
            "facts": step.facts,
        }
        for step in steps
        if step.kind == "measured"
    ]
    return {"format": 1, "measurements": readings, "verified": [asdict(change) for change in changes]}


def _computer(health: Health | Missing, filter_: TextFilter) -> bytes:
    if isinstance(health, Missing):
        raise _MissingError(health)
    return computer_json(health, filter_)


def computer_json(health: Health, filter_: TextFilter) -> bytes:
    """Return the state of the computer (FACTS C1) as a file."""
    document = asdict(health)
    document["top_processes"] = [
        {"name": filter_.text(name), "cpu_percent": cpu, "resident_bytes": size}
        for name, cpu, size in health.top_processes
    ]
    del document["boot_id"]  # as in ``steps``
    return as_json({"format": 1, **document})


def _network(configuration: Mapping[str, str] | Missing, filter_: TextFilter) -> bytes:
    if isinstance(configuration, Missing):
        raise _MissingError(configuration)
    return network_text(configuration, filter_)


def network_text(configuration: Mapping[str, str], filter_: TextFilter) -> bytes:
    """Return the network settings (FACTS C2) as a file."""
    text = filter_.text
    parts = (f"== {text(name)} ==\n{text(value).strip()}\n" for name, value in configuration.items())
    return "\n".join(parts).encode()
