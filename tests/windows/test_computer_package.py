"""The whole package on Windows: its commands as a person calls them, and one at a time where only one may be."""

import ctypes
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from wizard.journal.hold import exclusive

ROOT = Path(__file__).parents[2]
HOLDS = """
import pathlib, sys
from wizard.journal.hold import exclusive
with exclusive(pathlib.Path(sys.argv[1])) as got:
    print("held" if got else "refused", flush=True)
    sys.stdin.read()
"""


def wizard(home: Path, *words: str, **variables: str) -> "subprocess.CompletedProcess[bytes]":
    environment = {**os.environ, "WIZARD_HOME": str(home), **variables}
    command = [sys.executable, "-m", "wizard", *words]
    return subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, timeout=100, stdin=subprocess.DEVNULL
    )


@pytest.mark.parametrize("utf8", ["0", "1"])
def test_a_practice_walk_is_walked_and_remembered(tmp_path: Path, utf8: str) -> None:
    walked = wizard(tmp_path, "walk", "app_cache", "--practice", "full-cache", "--json", PYTHONUTF8=utf8)
    assert walked.returncode == 0, walked.stderr.decode("utf-8", "replace")
    result = json.loads(walked.stdout)
    assert (result["outcome"], result["proof"]) == ("solved", "fixed")
    listed = wizard(tmp_path, "history", "--json", PYTHONUTF8=utf8)
    assert [session["id"] for session in json.loads(listed.stdout)["sessions"]] == [result["session"]]


def test_the_check_up_gives_one_verdict(tmp_path: Path) -> None:
    """In practice: after a process with real echoes has ended, wine 8 hangs in the next look at a file."""
    checked = wizard(tmp_path, "check", "--practice", "full-cache", "--json")
    assert checked.returncode in (0, 1), checked.stderr.decode("utf-8", "replace")
    result = json.loads(checked.stdout)
    assert result["verdict"] == "this_computer", "its cache is full"
    assert len(result["probes"]) > 10


@pytest.mark.parametrize("probe", ["health.snapshot", "storage.free"])
def test_a_probe_reads_this_computer(probe: str, tmp_path: Path) -> None:
    probed = wizard(tmp_path, "probe", probe, "--json")
    assert json.loads(probed.stdout)["result"] != "unknown", probed.stdout.decode("utf-8", "replace")


def test_words_that_the_code_page_lacks_end_no_program(tmp_path: Path) -> None:
    shown = wizard(tmp_path, "history", PYTHONUTF8="0", PYTHONIOENCODING="cp437")
    assert shown.returncode == 0, shown.stderr


def test_only_one_process_holds_a_lock_and_its_end_lets_go(tmp_path: Path) -> None:
    file = tmp_path / "lock"
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDS, str(file)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == b"held"
        with exclusive(file) as got:
            assert not got
    finally:
        holder.kill()  # it dies without letting go
        holder.communicate()
    with exclusive(file, 10) as got:
        assert got


def test_a_named_mutex_is_seen_by_another_process() -> None:
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)
    kernel.CreateMutexW.restype = ctypes.c_void_p
    held = kernel.CreateMutexW(None, True, ctypes.c_wchar_p("Local\\self-help-wizard-test"))
    assert held
    code = (
        "import ctypes; kernel = ctypes.WinDLL('kernel32', use_last_error=True);"
        "kernel.CreateMutexW(None, False, ctypes.c_wchar_p(r'Local\\self-help-wizard-test'));"
        "print(ctypes.get_last_error())"
    )
    try:
        other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    finally:
        kernel.CloseHandle(ctypes.c_void_p(held))
    assert other.stdout.strip() == "183", "ERROR_ALREADY_EXISTS"
