"""The filter of a person who turned redaction off: clean, and nothing replaced."""

from collections.abc import Iterable, Iterator, Mapping

from wizard.flow.events import FactValue
from wizard.report.hygiene import clean_text
from wizard.report.rawbytes import raw_bytes_back, raw_bytes_shown, without_raw_bytes


class PlainText:
    """Cleans as the Redactor does and replaces nothing: for the person who turned redaction off."""

    replaced = 0
    legend: Mapping[str, str] = {}
    originals: Mapping[str, str] = {}

    def text(self, text: str) -> str:
        """Return ``text`` clean."""
        return without_raw_bytes(clean_text(raw_bytes_shown(text)))

    def value(self, value: FactValue) -> FactValue:
        """Return a reading clean."""
        match value:
            case str():
                return self.text(value)
            case list():
                return [
                    {self.text(key): self.text(cell) if isinstance(cell, str) else cell for key, cell in row.items()}
                    for row in value
                ]
            case _:
                return value

    def file_name(self, name: str) -> str:
        """Return a file's name clean."""
        return self.text(name)

    def stream(self, chunks: Iterable[bytes], encoding: str = "utf-8") -> Iterator[bytes]:
        """Yield a text clean."""
        text = b"".join(chunks).decode(encoding, "surrogateescape" if encoding == "utf-8" else "replace")
        yield raw_bytes_back(clean_text(raw_bytes_shown(text)).encode())
