"""The finished report: its files as they will be saved, byte for byte, and the saving."""

import hashlib
import io
import zipfile
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from wizard.errors import UsageError
from wizard.marking import N_
from wizard.report.compose import compose_text
from wizard.report.content import Content, Diagnostic
from wizard.report.diagnostics import as_json
from wizard.report.document import compose_json
from wizard.report.encodings import add_to_zip
from wizard.report.html import compose_html
from wizard.report.particulars import PERSONAL, Particulars
from wizard.report.saving import save_files, save_new
from wizard.report.words import Words

TEXT_NAME, HTML_NAME, JSON_NAME = "report.txt", "report.html", "report.json"
OWN_NAMES = (TEXT_NAME, HTML_NAME, JSON_NAME)


@dataclass(frozen=True)
class ReportFile:
    """One file to tick. ``looked_through`` is False where only the person can hide what it shows (a picture).

    ``ticked``: whether it goes along unless the person says otherwise; a recording of packets does not.
    """

    name: str
    size_bytes: int
    sha256: str
    looked_through: bool = True
    ticked: bool = True


@dataclass(frozen=True)
class ReportBundle:
    """A report, redacted. ``files`` is exactly what ``save`` writes and ``zip_bytes`` packs.

    The report lists what goes along, so unticking a file changes it: preview ``select(ticked)``, and save that.
    ``selection`` in ``save``, ``zip_bytes`` and ``sha256_of`` means the same as ``select(selection)``.
    ``originals`` are the names' true values for this computer only; nothing writes them unasked.
    """

    content: Content = field(repr=False)
    words: Words = field(repr=False)
    chosen: frozenset[str]
    originals: Mapping[str, str] = field(repr=False)

    @cached_property
    def files(self) -> Mapping[str, bytes]:
        """The chosen files by name, in their fixed order: report.txt, report.html, report.json, diagnostics/…"""
        written: dict[str, bytes] = {}
        for name in OWN_NAMES:
            if name in self.chosen:
                written[name] = self._own(name).encode()
        return {**written, **{file.name: file.data for file in self._diagnostics}}

    def _own(self, name: str) -> str:
        match name:
            case "report.txt":
                return self.text
            case "report.html":
                return self.html
            case _:
                return self.json

    @property
    def _diagnostics(self) -> tuple[Diagnostic, ...]:
        return tuple(file for file in self.content.diagnostics if file.name in self.chosen)

    @property
    def names(self) -> tuple[str, ...]:
        """Every file there is to choose from, chosen or not, in order."""
        return (*OWN_NAMES, *(file.name for file in self.content.diagnostics))

    @property
    def listing(self) -> tuple[ReportFile, ...]:
        """The chosen files with size and checksum, in order."""
        own = ((name, data) for name, data in self.files.items() if name in OWN_NAMES)
        return (
            *(ReportFile(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in own),
            *(
                ReportFile(file.name, len(file.data), file.sha256, file.looked_through, file.ticked)
                for file in self._diagnostics
            ),
        )

    @property
    def offered(self) -> tuple[ReportFile, ...]:
        """Every file there is to tick, chosen or not, with size and checksum, in order."""
        return self.select(self.names).listing

    @property
    def text(self) -> str:
        """The report as plain text, fewer than 250 words, whether or not its file is chosen."""
        attached = tuple(name for name in self.names if name in self.chosen and name != TEXT_NAME)
        return compose_text(self.content, attached, self.words)

    @property
    def html(self) -> str:
        """The report as an HTML page, whether or not its file is chosen."""
        return compose_html(self.content, {file.name: len(file.data) for file in self._diagnostics}, self.words)

    @property
    def json(self) -> str:
        """The report as a JSON document, whether or not its file is chosen."""
        attached = {file.name: (len(file.data), file.sha256) for file in self._diagnostics}
        return compose_json(self.content, attached).decode()

    @property
    def replaced(self) -> int:
        """How many places were hidden."""
        return self.content.replaced

    @property
    def sha256(self) -> str:
        """The checksum of the chosen files: SHA-256 over lines ``<sha256>  <name>``."""
        lines = "".join(f"{file.sha256}  {file.name}\n" for file in self.listing)
        return hashlib.sha256(lines.encode()).hexdigest()

    def sha256_of(self, selection: Collection[str] | None = None) -> str:
        """Return the checksum of a choice of files."""
        return self._chosen(selection).sha256

    def select(self, names: Collection[str]) -> "ReportBundle":
        """Return the report with only these files; its text, page and document list what is left.

        Raises UsageError for a name that is not there, and when nothing is chosen.
        """
        for name in names:
            if name not in self.names:
                raise UsageError(N_("The report has no file {name}."), name=name)
        if not names:
            raise UsageError(N_("No file of the report is ticked. Tick at least one."))
        return ReportBundle(self.content, self.words, frozenset(names), self.originals)

    def for_channel(self, wanted: Collection[str], deadline: datetime | None = None) -> "ReportBundle":
        """Return the report with only these of the names and numbers in ``PERSONAL``, and until when to answer.

        A channel gets what its row of FACTS E wants and no more; text, page and document follow.
        """
        empty = Particulars()
        dropped = {name: getattr(empty, name) for name in PERSONAL if name not in wanted}
        content = replace(self.content, said=replace(self.content.said, **dropped), deadline=deadline)
        return ReportBundle(content, self.words, self.chosen, self.originals)

    def zip_bytes(self, selection: Collection[str] | None = None) -> bytes:
        """Return a zip of the files: the same files give the same bytes."""
        output = io.BytesIO()
        with zipfile.ZipFile(output, "w") as archive:
            for name, data in self._chosen(selection).files.items():
                add_to_zip(archive, name, data)
        return output.getvalue()

    def save(self, folder: Path, selection: Collection[str] | None = None) -> Path:
        """Write the files and a zip of them to a new private folder within ``folder``, and return it.

        Raises ReportSaveError with nothing half-written left.
        """
        chosen = self._chosen(selection)
        flow = self.content.flow_id.replace("/", "-")
        name = f"report-{self.content.made_at:%Y-%m-%d}-{flow}-{self.content.session_id}"
        return save_files(folder, name, chosen.files, chosen.zip_bytes())

    def save_map(self, file: Path) -> None:
        """Write what each name stands for to a new private file (0600): for this computer, never part of a report.

        Raises ReportSaveError when it cannot be written or is there already.
        """
        save_new(file, as_json({"format": 1, "names": self.originals}))

    def _chosen(self, selection: Collection[str] | None) -> "ReportBundle":
        return self if selection is None or frozenset(selection) == self.chosen else self.select(selection)
