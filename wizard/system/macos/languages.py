"""The languages a person chose in System Settings: a program started in the Finder has none in its environment."""

from pathlib import Path

from wizard.system.macos.profile import parse_property_list

_PREFERENCES = "Library/Preferences/.GlobalPreferences.plist"
_MOST_BYTES = 1_000_000
_MOST = 20


def preferred_languages(home: Path) -> tuple[str, ...]:
    """Return ``AppleLanguages`` of the global preferences, best first (``cs-CZ``); empty when they cannot be read."""
    try:
        with (home / _PREFERENCES).open("rb") as file:
            document = parse_property_list(file.read(_MOST_BYTES))
    except OSError:
        return ()
    listed = document.get("AppleLanguages") if isinstance(document, dict) else None
    names = (name for name in listed if isinstance(name, str)) if isinstance(listed, list) else ()
    return tuple(name for name in names if name and name.isprintable() and len(name) <= 40)[:_MOST]
