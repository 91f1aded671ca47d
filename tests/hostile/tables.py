"""All tables together."""

from tests.hostile import (
    computer_parsers,
    crash_parsers,
    device_parsers,
    macos_parsers,
    network_parsers,
    windows_parsers,
    wireless_parsers,
)

KINDS = {
    "crash": crash_parsers.PARSERS,
    "wireless": wireless_parsers.PARSERS,
    "network": network_parsers.PARSERS,
    "computer": computer_parsers.PARSERS,
    "device": device_parsers.PARSERS,
    "macOS": macos_parsers.PARSERS,
    "Windows": windows_parsers.PARSERS,
}
PARSERS = {f"{kind}: {parser.name}": parser for kind, parsers in KINDS.items() for parser in parsers}
