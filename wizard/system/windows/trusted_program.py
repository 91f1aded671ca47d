"""Who can change a program of Windows, judged from the access lists of the file and of the folders above it.

(Access lists as text, SDDL: learn.microsoft.com/windows/win32/secauthz/security-descriptor-string-format.)
"""

import re
from collections.abc import Sequence

_TRUSTED_INSTALLER = "S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"
_ADMINISTRATORS = frozenset({"SY", "BA", "LA", "S-1-5-18", "S-1-5-32-544", _TRUSTED_INSTALLER})
_OWNER = re.compile(r"O:([A-Z]{2}|S-[0-9-]+)")
_ADD_FILE, _ADD_FOLDER, _WRITE_EXTENDED, _DELETE_CHILD, _WRITE_ATTRIBUTES = 0x2, 0x4, 0x10, 0x40, 0x100
_DELETE, _WRITE_ACCESS, _WRITE_OWNER, _ALL, _WRITE = 0x1_0000, 0x4_0000, 0x8_0000, 0x1000_0000, 0x4000_0000
_TAKES_OVER = _DELETE | _WRITE_ACCESS | _WRITE_OWNER | _ALL | _WRITE
_CHANGES_FILE = _TAKES_OVER | _ADD_FILE | _ADD_FOLDER | _WRITE_EXTENDED | _WRITE_ATTRIBUTES
_CHANGES_FOLDER = _TAKES_OVER | _ADD_FILE | _ADD_FOLDER | _DELETE_CHILD | _WRITE_EXTENDED
_PASSES_ON = _TAKES_OVER | _DELETE_CHILD
"""What lets replace a folder on the way; who may only make new ones beside it, as users may in ``C:\\``, cannot."""
_RIGHTS = {
    "GA": _ALL, "GW": _WRITE, "FA": 0x1F_01FF, "FW": 0x12_0116, "SD": _DELETE, "WD": _WRITE_ACCESS,
    "WO": _WRITE_OWNER, "DC": _ADD_FILE, "CC": 0x1, "LC": _ADD_FOLDER, "RP": _WRITE_EXTENDED, "DT": _DELETE_CHILD,
    "CR": _WRITE_ATTRIBUTES,
}  # fmt: skip
"""Words for rights that change something; the two-letter ones of directory services stand for the same bits here."""


def only_administrators_change(file: str, folders: Sequence[str]) -> bool:
    """Return whether nobody but administrators and Windows itself can change or replace a program.

    ``file`` and ``folders`` are owner and access list of the file and of each folder above it, the nearest first.
    """
    asked = [_CHANGES_FILE, _CHANGES_FOLDER, *[_PASSES_ON] * max(0, len(folders) - 1)]
    return all(_is_administrators(text, rights) for text, rights in zip((file, *folders), asked, strict=True))


def only_administrators_change_below(access: str) -> bool:
    """Return whether nobody else can change or replace a file or folder that a program takes its own parts from."""
    return _is_administrators(access, _CHANGES_FILE | _CHANGES_FOLDER)


def entries_of(access: str) -> list[str] | None:
    """Return the entries of an access list in SDDL, conditions and all; None without a list: everybody may all."""
    _, found, text = access.partition("D:")
    if not found or "NO_ACCESS_CONTROL" in text:
        return None
    entries, depth, begin = [], 0, 0
    for index, character in enumerate(text):
        if character == "(":
            depth += 1
            if depth == 1:
                begin = index + 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                entries.append(text[begin:index])
    return entries if depth == 0 else None


def _is_administrators(text: str, rights: int) -> bool:
    owner = _OWNER.match(text)
    entries = entries_of(text)
    if owner is None or owner[1] not in _ADMINISTRATORS or entries is None:
        return False
    return not any(_lets_others(entry, rights) for entry in entries)


def _lets_others(entry: str, rights: int) -> bool:
    parts = entry.split(";")
    if len(parts) < 6:
        return True
    kind, flags, granted, _, _, who = parts[:6]
    if kind in ("D", "XD", "OD"):  # it forbids
        return False
    words = {flags[index : index + 2] for index in range(0, len(flags), 2)}
    if who in _ADMINISTRATORS or "IO" in words:  # the latter is only for what lies below
        return False
    return bool(_bits(granted) & rights)


def _bits(granted: str) -> int:
    """Return rights as bits; an unknown word counts as all of them."""
    if granted.lower().startswith("0x"):
        try:
            return int(granted, 16)
        except ValueError:
            return -1
    bits = 0
    for index in range(0, len(granted), 2):
        word = granted[index : index + 2]
        bits |= _RIGHTS.get(word, 0 if word in _ONLY_READ else -1)
    return bits


_ONLY_READ = frozenset({"GR", "GX", "FR", "FX", "RC", "SW", "WP", "LO"})
"""SW: read extended attributes, WP: execute, LO: read attributes."""
