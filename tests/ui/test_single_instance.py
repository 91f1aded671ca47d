"""One window per person: who comes second, what the first one hears, and what happens when it does not answer."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from wizard.settings import private_folder
from wizard.ui import opening, single_instance
from wizard.ui.single_instance import SingleInstance

SECOND = """
import sys
from pathlib import Path
from typing import Any
from wizard.ui.single_instance import SingleInstance
second = SingleInstance(Path(sys.argv[1]))
print(second.claim(), not second.claim() and second.call_the_other())
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "window"


@pytest.fixture
def first(folder: Path, qapp: object) -> Iterator[SingleInstance]:
    instance = SingleInstance(folder)
    assert instance.claim()
    yield instance
    instance.release()


def second_start(folder: Path, **variables: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, str(folder)], stdout=subprocess.PIPE, text=True, cwd=Path.cwd(),
        env={**os.environ, "PYTHONPATH": str(Path.cwd()), **variables},
    )  # fmt: skip


def test_a_second_start_calls_the_first_and_leaves(first: SingleInstance, folder: Path, qtbot: QtBot) -> None:
    first.listen()
    with qtbot.waitSignal(first.asked, timeout=20_000) as asked:
        second = second_start(folder, XDG_ACTIVATION_TOKEN="token-4711")  # noqa: S106  (it is none)
    assert second.communicate(timeout=20)[0].split() == ["False", "True"]
    assert asked.args == ["token-4711"]


def test_what_was_asked_before_the_window_listened_is_answered(
    first: SingleInstance, folder: Path, qtbot: QtBot
) -> None:
    (folder / "come-forward").write_bytes(b"")
    with qtbot.waitSignal(first.asked, timeout=5_000):
        first.listen()
    assert not (folder / "come-forward").exists()


def test_a_window_that_does_not_answer_stops_nobody(
    first: SingleInstance, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(single_instance, "_ANSWER_S", 0.05)
    second = SingleInstance(folder)
    assert not second.claim()
    assert not second.call_the_other()
    assert not (folder / "come-forward").exists()


def test_the_lock_of_a_window_that_was_killed_is_no_lock(folder: Path) -> None:
    held = subprocess.Popen(
        [sys.executable, "-c", "import sys\nfrom pathlib import Path\nfrom wizard.ui.single_instance import "
         "SingleInstance\none = SingleInstance(Path(sys.argv[1]))\nprint(one.claim(), flush=True)\ninput()",
         str(folder)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, "PYTHONPATH": str(Path.cwd())},
    )  # fmt: skip
    assert held.stdout is not None
    assert held.stdout.readline().strip() == "True"
    assert not SingleInstance(folder).claim()
    held.kill()
    held.wait(10)
    held.communicate()
    again = SingleInstance(folder)
    assert again.claim()
    again.release()


def test_after_the_window_is_closed_the_next_start_is_the_only_one(folder: Path) -> None:
    one = SingleInstance(folder)
    assert one.claim()
    one.release()
    two = SingleInstance(folder)
    assert two.claim()
    two.release()


def test_a_request_that_is_a_link_or_too_large_is_not_read(first: SingleInstance, folder: Path, qtbot: QtBot) -> None:
    """The folder is this person's own, so this is care, not defence."""
    secret = folder.parent / "secret"
    secret.write_text("not for the first window", "utf-8")
    (folder / "come-forward").symlink_to(secret)
    with qtbot.assertNotEmitted(first.asked, wait=100):
        first.listen()
    (folder / "come-forward").unlink()
    (folder / "come-forward").write_bytes(b"x" * 2_000)
    with qtbot.assertNotEmitted(first.asked, wait=100):
        first._look()
    assert secret.read_text("utf-8")


def test_where_no_folder_can_be_made_the_window_opens_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "window").write_text("a file in the way", "utf-8")
    assert SingleInstance(tmp_path / "window").claim()


def test_the_folder_is_private(first: SingleInstance, folder: Path) -> None:
    assert private_folder(folder).stat().st_mode & 0o077 == 0


def test_a_window_with_an_organisations_profile_is_the_only_one_too(
    make_environment: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    environment = make_environment()
    opened: list[object] = []

    def run(*given: object) -> int:
        opened.append(given)
        return 5

    monkeypatch.setattr(opening, "_run", run)
    monkeypatch.setattr(SingleInstance, "call_the_other", lambda _self: True)
    assert opening.open_window(environment, only=True) == 5, "no window yet"
    holder = SingleInstance(environment.settings.window_folder)
    assert holder.claim(), "it was released at the end"
    try:
        assert opening.open_window(environment, only=True) == 0
        assert opening.open_window(environment) == 5, "practice opens beside it"
    finally:
        holder.release()
    assert len(opened) == 2
