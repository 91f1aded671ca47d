"""One at a time, across threads and processes."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

from wizard.journal.hold import exclusive
from wizard.journal.private_file import make_private

ASK = """
import sys
from pathlib import Path
from wizard.journal.hold import exclusive
with exclusive(Path(sys.argv[1])) as got:
    print(got)
"""


def another_process_gets(path: Path) -> bool:
    asked = subprocess.run([sys.executable, "-c", ASK, str(path)], capture_output=True, text=True, check=True)
    return asked.stdout.strip() == "True"


def test_only_one_holds_it(tmp_path: Path) -> None:
    path = tmp_path / "lock"
    with exclusive(path) as first:
        assert first
        with exclusive(path) as second:
            assert not second
        assert not another_process_gets(path), "asking in vain let go of the first one's lock"
    assert another_process_gets(path)


def test_making_a_file_that_is_there_drops_no_lock(tmp_path: Path) -> None:
    """Opening and closing it by hand would: that is how POSIX locks are, and the second half shows it."""
    path = tmp_path / "file.sqlite"
    make_private(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("BEGIN EXCLUSIVE")
        make_private(path)
        assert not another_process_gets(path)
        if os.name == "posix":
            os.close(os.open(path, os.O_RDWR))
            assert another_process_gets(path)
