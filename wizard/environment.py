"""Everything a walk needs, put together once in ``app`` (or by a test) and handed down.

A window comes up before it is there, so importing this must cost next to nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from wizard.answers import AnswersFile
    from wizard.device.base import DeviceDriver
    from wizard.device.record import DeviceRecord
    from wizard.errors import WizardError
    from wizard.flow.catalogue import Catalogue
    from wizard.flow.load import FlowLibrary
    from wizard.journal.journal import Journal
    from wizard.organisation import Organisation
    from wizard.runner import Runner
    from wizard.settings import Settings
    from wizard.system.base import System
    from wizard.texts import Texts


def utc_now() -> datetime:
    """Return the wall clock in UTC."""
    return datetime.now(UTC)


def catalogue(organisation: "Organisation") -> "Catalogue":
    """Return what a flow may name: both registries' signatures and the profile's values and links."""
    from wizard.fixes.registry import FIXES
    from wizard.flow.catalogue import Catalogue
    from wizard.organisation import text_facts, value_types
    from wizard.probes.registry import PROBES

    return Catalogue(
        probes={name: probe.signature for name, probe in PROBES.items()},
        fixes={name: fix.signature for name, fix in FIXES.items()},
        values=value_types(organisation),
        links=frozenset(organisation.links),
        text_facts=frozenset(text_facts(organisation)),
    )


def keep_days(settings: "Settings", organisation: "Organisation") -> int:
    """Return how many days walks stay: what the person chose, but no longer than the organisation lets."""
    return min(settings.choices.retention_days, organisation.policy.most_days)


class Outgoing(Protocol):
    """What the layers below the escalation know of its outbox; ``escalation.outbox.outbox_of`` gives all of it."""

    @property
    def is_open(self) -> bool: ...
    @property
    def notice(self) -> "WizardError | None": ...
    @property
    def has_unsent(self) -> bool: ...
    def forget_all(self) -> None: ...
    def forget_session(self, session_id: str) -> None: ...
    def prune(self, now: datetime, keep_days: int) -> int: ...
    def close(self) -> None: ...


@dataclass(frozen=True)
class Environment:
    """One computer, organisation, device, journal and set of flows. ``practice`` names the scene, if one is played.

    ``observe`` is told what happens (``started flow/step``, ``finished flow/step done``, ``fix dns.flush``), so that a
    practice scene can answer to it. ``now_s`` is monotonic, ``now_utc`` the wall clock.
    """

    system: "System"
    organisation: "Organisation"
    device: "DeviceDriver"
    device_record: "DeviceRecord"
    journal: "Journal"
    library: "FlowLibrary"
    texts: "Texts"
    settings: "Settings"
    now_s: Callable[[], float]
    now_utc: Callable[[], datetime] = utc_now
    practice: str | None = None
    script: "AnswersFile | None" = None
    """What the person of a practice scene answers when nobody is in front of the walk."""
    observe: Callable[[str], None] = field(default=lambda _event: None)

    profile_notice: "WizardError | None" = None
    """What is wrong with the person's own profile, which was done without; None when nothing is."""

    open_outbox: Callable[[Path], Outgoing] | None = None
    """Makes the outbox in a folder; it lies above this layer. None: nothing is handed over."""

    own_start: tuple[str, ...] = ()
    """The command that starts this program as it was started now; empty where it must not be started again."""

    @property
    def notices(self) -> "tuple[WizardError, ...]":
        """What to say at the start: a damaged file was put aside, or the person's own profile done without."""
        found = (self.settings.notice, self.device_record.notice, self.profile_notice)
        return tuple(notice for notice in found if notice is not None)

    @property
    def keep_days(self) -> int:
        """How many days walks and closed cases stay."""
        return keep_days(self.settings, self.organisation)

    def command_for(self, session_id: str) -> tuple[str, ...]:
        """Return the command that opens the window with a walk; empty where there is none."""
        return (*self.own_start, "--go-on", session_id) if self.own_start else ()

    @cached_property
    def outbox(self) -> Outgoing | None:
        """The outbox of this user; what is played in practice has one of its own."""
        return None if self.open_outbox is None else self.open_outbox(self._outbox_folder(self.practice is not None))

    def _outbox_folder(self, practice: bool) -> Path:
        return self.settings.data_folder / "practice" if practice else self.settings.data_folder

    def forget_handed_over(self) -> None:
        """Wipe both outboxes, the real one and that of practice; raises an error while something real is unsent."""
        if self.open_outbox is None or self.outbox is None:
            return
        other = self.open_outbox(self._outbox_folder(self.practice is None))
        try:
            for outbox in (self.outbox, other) if self.practice is None else (other, self.outbox):
                outbox.forget_all()
        finally:
            other.close()

    @property
    def used_outbox(self) -> Outgoing | None:
        """The outbox if something was done with it, None otherwise."""
        outbox = self.outbox if "outbox" in self.__dict__ else None
        return outbox if outbox is not None and outbox.is_open else None

    @property
    def runner(self) -> "Runner":
        from wizard.fixes.registry import FIXES
        from wizard.probes.registry import PROBES
        from wizard.runner import Runner

        return Runner(self.system, self.organisation, self.device, PROBES, FIXES, self.now_s)
