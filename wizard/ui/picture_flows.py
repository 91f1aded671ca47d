"""Every page that the walks of ``paths.toml`` lead to, from the engine's own history.

What a probe found is what it finds on the made-up computer of a practice scene, so each page holds real figures.
"""

import tempfile
import time
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from wizard.environment import catalogue
from wizard.flow.events import Event, FactValue, Finished, Measured
from wizard.flow.paths import history_of, load_paths
from wizard.flow.views import Rank, View
from wizard.journal.records import SessionRecord
from wizard.session import Session
from wizard.ui.moment import Moment, moment_of
from wizard.ui.page_for import page_for
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.picture_walks import BEGUN, FULL
from wizard.value import changed

if TYPE_CHECKING:
    from wizard.environment import Environment
    from wizard.ui.pictures import Maker

Facts = Mapping[str, FactValue]
Readings = Mapping[tuple[str, str], Facts]
"""By probe and result: what it found."""
_MADE_UP: Readings = {
    ("storage.trash", "full"): {"trash_bytes": 6_400_000_000, "trash_files": 214},
    ("storage.downloads", "large"): {"downloads_bytes": 11_200_000_000, "downloads_files": 380},
    ("storage.app_caches", "found"): {
        "apps": [{"app": "Example App", "size_bytes": 812_000_000}], "apps_size_bytes": 812_000_000,
    },
    ("account.page", "down"): {"page_host": "account.practice.example", "page_status": None, "page_latency_ms": None},
    ("crash.logs", "none"): {"crash_count": 0, "logs_examined": 14, "crash_files": []},
    ("network.proxy", "clock_wrong"): {"proxy_url": None, "clock_skew_s": 93_600},
    ("network.metered", "unknown"): {"mobile": False, "speed_test_bytes": 1_000_000_000},
    ("app.version", "absent"): {
        "app_name": FULL["app_name"], "installed_version": None, "wanted_version": "3.2.1", "installed_copies": 0,
    },
    ("computer.firmware_updates", "available"): {
        "firmware_device": "System Firmware", "firmware_device_version": "1.14", "firmware_newer_version": "1.17",
    },
    ("computer.temperature", "danger"): {
        "temperature_celsius": 103.0, "limit_celsius": 90.0, "danger_celsius": 100.0, "fan_rpm": 5100,
    },
    ("network.ping", "slow"): {
        "target": "8.8.8.8", "method": "icmp", "sent": 61, "received": 61, "loss_percent": 0.0, "latency_ms": 143.2,
    },
}  # fmt: skip
"""What no scene leads to."""
_DONE: Mapping[str, Facts] = {
    "diagnostics.export": {"export_path": "/home/jana/Documents/Self-Help Wizard/diagnostics-0xDEAD.zip"}
}
"""By repair: the facts of one that went well."""


def moments(environment: "Environment", flow_id: str, readings: Readings | None = None) -> Iterator[Moment]:
    """Yield where the walks of a flow stand, each step once for each finding that leads to it.

    The measurements hold the facts of ``readings``, else none.
    """
    library = environment.library
    names = catalogue(environment.organisation)
    paths = {name: load_paths(library.folder(name)) for name in library.ids()}
    seen: set[tuple[str, str, str]] = set()
    for path in paths[flow_id]:
        events = history_of(path, flow_id, library.flows, names, paths)
        events = tuple(_with_facts(event, readings or {}) for event in events)
        record = SessionRecord("pages", flow_id, environment.texts.language, None, BEGUN)
        for end in range(len(events) + 1):
            session = Session(environment, record, library.flows, events[:end])
            key = _key(session.view, events[:end])
            if key not in seen and not isinstance(session.view, Rank):
                seen.add(key)
                yield changed(moment_of(session), since=environment.now_utc())


def _key(view: View, events: tuple[Event, ...]) -> tuple[str, str, str]:
    last = events[-1] if events else None
    finding = f"{last.probe} {last.result}" if isinstance(last, Measured) else ""
    return view.address, type(view).__name__, finding


def _with_facts(event: Event, readings: Readings) -> Event:
    match event:
        case Measured():
            return msgspec.structs.replace(event, facts=readings.get((event.probe, event.result), {}))
        case Finished(result="done") if readings:
            return msgspec.structs.replace(event, facts=_DONE.get(event.fix, {}))
        case _:
            return event


@lru_cache(maxsize=1)
def practised_readings() -> Readings:
    """Return what each probe finds in the practice scenes, by its result; 5 s for all of them.

    A result that neither a scene nor the table of made-up facts has gets those of one that is as good, else of any.
    """
    from wizard.fixes.registry import FIXES
    from wizard.organisation import load_organisation
    from wizard.practice.context import practice
    from wizard.practice.scene import scene_names
    from wizard.probes.registry import PROBES
    from wizard.runner import Runner
    from wizard.system.base import Cancel

    found: dict[tuple[str, str], Facts] = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        organisation = load_organisation(None, home / "none.toml", home / "none.toml")
        for scene in scene_names():
            with practice(scene, organisation, home, platform="linux", firmware_bytes=1000, speed=1000.0) as played:
                runner = Runner(played.system, played.organisation, played.device, PROBES, FIXES, time.monotonic)
                for name in PROBES:
                    reading = runner.run_probe(name, {}, lambda _progress: None, Cancel())
                    key = name, reading.result
                    if _known(reading.facts) > _known(found.get(key, {})):
                        found[key] = reading.facts
    found |= _MADE_UP
    for name, probe in PROBES.items():
        good = probe.signature.good
        alike = {of: facts for (which, of), facts in found.items() if which == name and of in probe.signature.results}
        for result in probe.signature.results:
            nearest = [facts for of, facts in alike.items() if (of in good) == (result in good)]
            found.setdefault((name, result), max(nearest or alike.values(), key=_known, default={}))
    return found


def _known(facts: Facts) -> int:
    return sum(fact not in (None, [], ()) for fact in facts.values())


def flow_pages(environment: "Environment") -> dict[str, "Maker"]:
    """Return the page of each step of each flow by ``<flow>/<number>-<step>``, in the order of the walks."""
    made: dict[str, Maker] = {}
    for flow_id in environment.library.usable_ids():
        for number, moment in enumerate(moments(environment, flow_id, practised_readings()), start=1):
            step = moment.view.address.replace("/", ".").removeprefix(f"{flow_id}.")
            kind = type(moment.view).__name__.removeprefix("Show").removeprefix("Ask").lower()
            made[f"{flow_id}/{number:03}-{step}-{kind}"] = _maker(moment)
    return made


def _maker(moment: Moment) -> "Maker":
    def make(context: PageContext) -> Page:
        return page_for(context, moment)

    return make
