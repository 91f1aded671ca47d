"""No memory of this program on the disk when it breaks down: what a person types to have it checked is never stored."""

from contextlib import suppress
from pathlib import Path

_LINUX_FILTER = Path("/proc/self/coredump_filter")


def forbid_core_dumps() -> None:
    """Switch core dumps of this process and its children off; where that is not possible, nothing happens.

    The limit stops the file; Linux hands a dump to a crash reporter all the same (core(5)), so it is told to put none
    of the memory in. ``PR_SET_DUMPABLE`` would do both, but takes the right to look at ``/proc/<pid>/root`` from
    desktop portals, which then refuse screenshots. On Windows error reporting is the administrator's to configure.
    """
    try:
        import resource
    except ImportError:  # Windows
        return
    with suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(OSError):
        _LINUX_FILTER.write_text("0x0")
