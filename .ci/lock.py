#!/usr/bin/env python3
"""Locks the dependencies anew: hashes for every system and Python, no addresses (requirements.lock)."""

import subprocess
import sys

from setup import LOCK, ROOT, find_uv

COMMAND = [
    *find_uv(), "pip", "compile", "--quiet", "--universal", "--generate-hashes", "--python-version", "3.11",
    "--no-emit-index-url", "--no-header", str(ROOT / "pyproject.toml"),
    "--group", "test", "--group", "lint", "--group", "bundle", "--output-file", str(LOCK),
]  # fmt: skip

if __name__ == "__main__":
    sys.exit(subprocess.call(COMMAND, cwd=ROOT))
