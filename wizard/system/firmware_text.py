"""What makers write into the texts of the firmware (SMBIOS), the same on every system that reads them."""

from datetime import date

_LONGEST = 100
_NOTHING = frozenset({"", "none", "not specified", "default string", "to be filled by o.e.m.", "unknown"})


def filled_in(text: str) -> str:
    """Return a text in one line, empty where the maker left a placeholder."""
    text = "".join(letter for letter in text if letter.isprintable()).strip()[:_LONGEST]
    return "" if text.casefold() in _NOTHING else text


def smbios_date(text: str) -> str | None:
    """Return SMBIOS' MM/DD/YYYY (DSP0134, 7.1; before 2.3 the year has two digits, 19YY) as YYYY-MM-DD."""
    try:
        month, day, year = (int(part) for part in text.split("/"))
        return date(year if year > 99 else 1900 + year, month, day).isoformat()
    except (ValueError, OverflowError):
        return None
