"""Readings of how hard a computer works, and whether it waits for a restart (part of ``wizard.system.base``)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Program:
    """All processes of one name: a browser has dozens of them, and a person closes it as one.

    ``cpu_percent`` is a share of the whole computer. ``memory_bytes`` leaves out memory shared with others.
    """

    name: str
    cpu_percent: float
    memory_bytes: int
    processes: int = 1


@dataclass(frozen=True)
class Workload:
    """What happened in a stretch of ``seconds``. The programs leave out this one.

    ``busiest`` have the most of the processors first, ``largest`` the most memory; five each at most.
    ``memory_stall_percent`` is the share of time in which something had to wait for memory; None where the system does
    not tell.
    """

    seconds: float
    cpu_percent: float
    busiest: tuple[Program, ...]
    largest: tuple[Program, ...]
    swap_total_bytes: int | None = None
    swap_used_bytes: int | None = None
    memory_stall_percent: float | None = None


@dataclass(frozen=True)
class PendingRestart:
    """Whether something that was installed takes effect only after a restart; ``because`` says what, in English."""

    needed: bool
    because: tuple[str, ...] = ()
