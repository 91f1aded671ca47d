"""How this program is started again: by itself as a child, or by the desktop at the next login."""

import sys
from pathlib import Path


def own_command(*arguments: str, frozen: bool = bool(getattr(sys, "frozen", False))) -> tuple[str, ...]:
    """Return the command, beginning with a full path, that starts this program with ``arguments``; from any folder."""
    if frozen:
        return (sys.executable, *arguments)
    place = str(Path(__file__).parent.parent.parent)
    start = f"import sys; sys.path.insert(0, {place!r}); from wizard.__main__ import main; sys.exit(main())"
    return (sys.executable, "-c", start, *arguments)
