"""Whose a folder of Windows is alone, judged from its owner and access list as text (SDDL)."""

import re

from wizard.system.windows.trusted_program import entries_of

_OWNER = re.compile(r"O:([A-Z]{2}|S-[0-9-]+)")
_PERSON = re.compile(r"S-1-5-21-\d+-\d+-\d+-\d+|S-1-12-1-\d+-\d+-\d+-\d+|LA")
"""Accounts of a computer or a domain, of Microsoft Entra, and the administrator that each Windows has."""
_ALWAYS_IN = frozenset({"SY", "BA", "S-1-5-18", "S-1-5-32-544"})
_OWNER_RIGHTS = frozenset({"OW", "S-1-3-4"})
_FORBIDS = ("D", "XD", "OD")


def person_of(access: str) -> str | None:
    """Return the one person who may enter a folder, as SDDL names them, ``BA`` when only administrators may.

    None when anybody else may enter, too: another person, a group, everybody (no access list at all).
    """
    owner = _OWNER.match(access)
    entries = entries_of(access)
    if owner is None or entries is None:
        return None
    let_in = {owner[1]}
    for entry in entries:
        parts = entry.split(";")
        if len(parts) < 6:
            return None
        if parts[0] not in _FORBIDS and not _only_below(parts[1]):
            let_in.add(parts[5])
    people = let_in - _ALWAYS_IN - _OWNER_RIGHTS
    if not people:
        return "BA"
    person = people.pop()
    return person if not people and _PERSON.fullmatch(person) else None


def _only_below(flags: str) -> bool:
    return "IO" in {flags[index : index + 2] for index in range(0, len(flags), 2)}
