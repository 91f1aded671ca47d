"""Patterns of what is private wherever it stands, in RE2's syntax; where two fit the same text, the first wins.

Every pattern is matched without regard to case on UTF-8 bytes, all in one search. So each is short: what may go on
for long (a password, a cookie, a key) is a ``tail``, read on only where the beginning was found; otherwise a hostile
file could make every search run to its end.
"""

from wizard.report.command_patterns import COMMANDS
from wizard.report.kind import Kind
from wizard.report.network_patterns import ADDRESSES, HARDWARE_NAMES, NETWORK_NAMES
from wizard.report.person_patterns import NUMBERS, PEOPLE
from wizard.report.secret_patterns import SECRETS

GENERIC: tuple[tuple[Kind, ...], ...] = (
    SECRETS,
    COMMANDS,
    PEOPLE,
    HARDWARE_NAMES,
    NETWORK_NAMES,
    ADDRESSES,
    NUMBERS,
)
"""Each group is one search: kinds that share their letters, so that RE2 needs few states."""
