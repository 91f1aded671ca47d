"""A program that breaks down leaves no memory of itself on the disk (issue 3, section 1)."""

import resource
import subprocess
import sys
from pathlib import Path

_BREAK_DOWN = """
import os, sys, resource
from wizard.system.core_dumps import forbid_core_dumps
forbid_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE), open("/proc/self/coredump_filter").read().strip())
sys.stdout.flush()
os.abort()
"""


def test_a_crash_leaves_no_core_file(tmp_path: Path) -> None:
    hard = resource.getrlimit(resource.RLIMIT_CORE)[1]

    def allow_cores() -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))

    root = Path(__file__).parents[2]
    ended = subprocess.run(
        [sys.executable, "-c", _BREAK_DOWN], cwd=tmp_path, env={"PYTHONPATH": str(root)}, preexec_fn=allow_cores,
        capture_output=True, text=True, timeout=60,
    )  # fmt: skip
    assert ended.returncode < 0
    assert ended.stdout.strip() == "(0, 0) 00000000"
    assert list(tmp_path.iterdir()) == []


def test_the_program_forbids_them_at_its_start() -> None:
    """Also where the command line is wrong: before anything else."""
    code = (
        "import resource, wizard.app; wizard.app.main(['no-such-command']);"
        "print(resource.getrlimit(resource.RLIMIT_CORE))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert ended.stdout.strip() == "(0, 0)"
