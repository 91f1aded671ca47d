"""Where in a text a value stands."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where a value stands: ``text[start:end]``."""

    text: bytes
    start: int
    end: int

    def before(self, length: int) -> str:
        """Return up to so many bytes before it, as text."""
        return self.text[max(0, self.start - length) : self.start].decode(errors="replace")

    def after(self, length: int) -> str:
        """Return up to so many bytes after it, as text."""
        return self.text[self.end : self.end + length].decode(errors="replace")
