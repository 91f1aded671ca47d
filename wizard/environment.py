"""Everything a walk needs, put together once in ``app`` (or by a test) and handed down.

A window comes up before it is there, so importing this must cost next to nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wizard.answers import AnswersFile
    from wizard.device.base import DeviceDriver
    from wizard.device.record import DeviceRecord
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

    @property
    def runner(self) -> "Runner":
        from wizard.fixes.registry import FIXES
        from wizard.probes.registry import PROBES
        from wizard.runner import Runner

        return Runner(self.system, self.organisation, self.device, PROBES, FIXES, self.now_s)
