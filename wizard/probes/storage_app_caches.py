"""storage.app_caches: which other apps keep a cache on this computer, and how much in it? (FACTS A5)"""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.marking import N_
from wizard.organisation import CachedApp, cached_apps
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.storage_cache import cache_folders
from wizard.probes.unknown import unknown
from wizard.system.base import DirectorySize, Missing

LEAST_BYTES = 1_000_000
"""Less is no cache worth a question."""

SIGNATURE = ProbeSignature(
    name="storage.app_caches",
    results=("found", "none"),
    good=frozenset({"found", "none"}),
    facts={
        "apps": Fact(list, "Apps with a cache, largest first: choice (id), app_name, size_bytes, limit_bytes"),
        "apps_size_bytes": Fact(int, "All their caches together"),
    },
    timeout_s=60.0,
)

TITLE = N_("Saved files of all apps")
SENTENCES = {
    "found": N_("Apps on this computer keep {apps_size_bytes} of saved files. They are copies to be faster."),
    "none": N_("No other app that we know keeps saved files on this computer."),
    "unknown": N_("We could not look at the saved files of the apps here. Go on with the app you have in mind."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Measure every known app but the profile's main one; an app that is closed to us is left out."""
    rows: list[dict[str, str | int | float | bool | None]] = []
    for app_id, app in cached_apps(context.organisation).items():
        if app_id == context.organisation.app.main:
            continue
        if context.cancel.requested:
            return unknown("timeout", "stopped", dict.fromkeys(SIGNATURE.facts))
        size_bytes = _size_bytes(context, app)
        if size_bytes >= LEAST_BYTES:
            limit_bytes = app.max_cache_bytes
            rows.append({"choice": app_id, "app_name": app.name, "size_bytes": size_bytes, "limit_bytes": limit_bytes})
    rows.sort(key=lambda row: -int(row["size_bytes"] or 0))
    total = sum(int(row["size_bytes"] or 0) for row in rows)
    return ProbeResult("found" if rows else "none", {"apps": rows, "apps_size_bytes": total})


def _size_bytes(context: ProbeContext, app: CachedApp) -> int:
    folders = cache_folders(context, app)
    if isinstance(folders, Missing):
        return 0
    sizes = [context.system.directory_size(folder, context.cancel, context.report) for folder in folders]
    return sum(size.size_bytes for size in sizes if isinstance(size, DirectorySize))


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, in_check_up=False)
