"""A pending restart: what updaters note down, kernels newer than the running one, and what is no reason for one."""

import os
import time
from pathlib import Path

import pytest

from wizard.system.base import Missing, PendingRestart
from wizard.system.linux.restart import pending_restart

DEBIAN, UBUNTU, FEDORA = "6.1.0-28-amd64", "6.8.0-49-generic", "6.11.4-301.fc41.x86_64"
LONG_AGO = 0.0
"""A start long before the files of a test were made: all of them are new."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for folder in ("run", "boot", "lib/modules", "usr/share/update-notifier"):
        (tmp_path / folder).mkdir(parents=True)
    return tmp_path


def kernel(root: Path, release: str) -> None:
    (root / "boot" / f"vmlinuz-{release}").write_bytes(b"kernel")


def pending(root: Path, running: str = DEBIAN, started_s: float = LONG_AGO) -> PendingRestart | Missing:
    return pending_restart(root, running, started_s)


def test_this_computer() -> None:
    """Whatever it says, it says why."""
    found = pending_restart(Path("/"))
    assert isinstance(found, PendingRestart | Missing)
    assert not isinstance(found, PendingRestart) or found.needed == bool(found.because)


@pytest.mark.parametrize("note", ["reboot-required", "reboot-needed"])
def test_the_note_of_an_updater(root: Path, note: str) -> None:
    (root / "run" / note).write_text("*** System restart required ***\n")
    assert pending(root) == PendingRestart(True, (f"run/{note}",))


def test_the_packages_that_want_it(root: Path) -> None:
    (root / "run/reboot-required").touch()
    (root / "run/reboot-required.pkgs").write_text("linux-image-6.1.0-29-amd64\nlibc6\nlibc6\n\n")
    assert pending(root) == PendingRestart(True, ("linux-image-6.1.0-29-amd64", "libc6"))


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe\x1b[2J\n", b"x" * 1_000_000, b"a\n" * 500_000])
def test_a_list_of_packages_that_is_none(root: Path, content: bytes) -> None:
    (root / "run/reboot-required").touch()
    (root / "run/reboot-required.pkgs").write_bytes(content)
    found = pending(root)
    assert isinstance(found, PendingRestart)
    assert found.needed
    assert found.because
    assert all(reason.isprintable() and len(reason) <= 65_536 for reason in found.because)
    assert len(found.because) <= 5


@pytest.mark.parametrize(
    ("running", "installed", "needed"),
    [
        (DEBIAN, "6.1.0-29-amd64", True),
        (DEBIAN, "6.1.0-28-amd64", False),
        (DEBIAN, "6.1.0-9-amd64", False),  # nine is less than twenty-eight
        (DEBIAN, "6.10.0-1-amd64", True),  # ten is more than one
        (DEBIAN, "6.1.0-29-cloud-amd64", False),  # another flavour is another choice
        (DEBIAN, "6.1.0-29-rt-amd64", False),
        (UBUNTU, "6.8.0-50-generic", True),
        (UBUNTU, "5.15.0-130-generic", False),
        (FEDORA, "6.11.5-300.fc41.x86_64", True),
        (FEDORA, "0-rescue-0123456789abcdef", False),
        ("custom", "6.8.0-50-generic", False),
    ],
)
def test_a_newer_kernel_of_the_same_kind(root: Path, running: str, installed: str, needed: bool) -> None:
    kernel(root, installed)
    kernel(root, running)
    found = pending(root, running)
    assert found == PendingRestart(needed, (f"kernel {installed}",) if needed else ())


def test_a_kernel_that_was_there_before_the_start_is_kept_back_on_purpose(root: Path) -> None:
    kernel(root, "6.1.0-29-amd64")
    installed_s = (root / "boot/vmlinuz-6.1.0-29-amd64").stat().st_ctime
    assert pending(root, started_s=installed_s + 1) == PendingRestart(False)
    assert pending(root, started_s=installed_s - 1) == PendingRestart(True, ("kernel 6.1.0-29-amd64",))


def test_the_time_of_the_package_does_not_count(root: Path) -> None:
    """An archive keeps the old time of a file; when it was put there is the inode's own."""
    kernel(root, "6.1.0-29-amd64")
    os.utime(root / "boot/vmlinuz-6.1.0-29-amd64", (0, 0))
    assert pending(root, started_s=time.time() - 60) == PendingRestart(True, ("kernel 6.1.0-29-amd64",))


def test_kernels_beside_their_modules(root: Path) -> None:
    """Fedora: /lib/modules/<release>/vmlinuz; a folder of modules alone is no kernel."""
    for release in (FEDORA, "6.11.5-300.fc41.x86_64", "6.12.0-1.fc41.x86_64"):
        (root / "lib/modules" / release).mkdir()
    for release in (FEDORA, "6.11.5-300.fc41.x86_64"):
        (root / "lib/modules" / release / "vmlinuz").touch()
    assert pending(root, FEDORA) == PendingRestart(True, ("kernel 6.11.5-300.fc41.x86_64",))


def test_a_kernel_that_took_the_place_of_the_running_one(root: Path) -> None:
    """Arch: vmlinuz-linux has no version, and the modules of the running kernel went with it."""
    kernel(root, "linux")
    (root / "lib/modules/6.12.1-arch1-1").mkdir()
    assert pending(root, "6.11.9-arch1-1") == PendingRestart(True, ("kernel linux",))
    assert pending(root, "6.12.1-arch1-1") == PendingRestart(False)


def test_no_note_of_an_updater_that_makes_them(root: Path) -> None:
    (root / "usr/share/update-notifier/notify-reboot-required").touch()
    assert pending(root) == PendingRestart(False)


def test_a_container_says_nothing(root: Path) -> None:
    """Neither kernels nor an updater: not "no restart is needed"."""
    found = pending(root)
    assert isinstance(found, Missing)
    assert found.reason == "not_available"


def test_hostile_names(root: Path) -> None:
    for name in (
        "vmlinuz-",
        "vmlinuz-9" * 20,
        "vmlinuz-\udcff9",
        "vmlinuz-99999999999999999999-amd64",
        "vmlinuz-9.-amd64",
    ):
        (root / "boot" / name).touch()
    (root / "boot/vmlinuz-9.9.9-amd64").symlink_to(root / "gone")
    (root / "boot/vmlinuz-7.0.0-amd64").mkdir()
    found = pending(root)
    assert isinstance(found, PendingRestart)
    assert "kernel 9.9.9-amd64" not in found.because
