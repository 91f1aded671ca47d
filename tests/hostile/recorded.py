"""Real outputs and files of others (tests/recorded), and what a person reads in them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

GIVEN: set[Path] = set()
"""Files that some table damages and reads."""
RECORDED = Path(__file__).parent.parent / "recorded"


@cache
def expectations(kind: str) -> tuple[dict[str, Any], ...]:
    """Return the expectations of one folder, none where its tests state them themselves."""
    file = RECORDED / kind / "expect.jsonl"
    if not file.exists():
        return ()
    return tuple(json.loads(line) for line in file.read_text("utf-8").splitlines())


def seeds(*patterns: str, most_bytes: int = 20_000) -> tuple[bytes, ...]:
    """Return the contents of recorded files (``kind/*.txt``), each cut to what a test of damage needs."""
    found = [file for pattern in patterns for file in sorted(RECORDED.glob(pattern)) if file.is_file()]
    GIVEN.update(found)
    skipped = ("manifest.tsv", "expect.jsonl")
    contents = tuple(file.read_bytes()[:most_bytes] for file in found if file.name not in skipped)
    assert contents, patterns
    return contents
