"""storage.cache: how much does an app keep in its cache? (FACTS A5)"""

import os
from pathlib import Path

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.organisation import CachedApp, cached_apps
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import DirectorySize, Missing, Reason
from wizard.system.folders import UnsafeFolder, resolve_cache_folders

SIGNATURE = ProbeSignature(
    name="storage.cache",
    results=("ok", "over", "absent"),
    good=frozenset({"ok", "absent"}),
    facts={
        "app_name": Fact(str, "Name of the app"),
        "size_bytes": Fact(int, "What lies in its cache folders"),
        "limit_bytes": Fact(int, "Most that is still fine"),
        "files": Fact(int, "Number of files"),
        "unreadable": Fact(int, "Folders or files that could not be looked into"),
    },
    parameters={
        "app": Parameter(
            str, "Id of an app in the organisation profile or assets/apps.toml; empty: the profile's main app", ""
        ),
        "max_bytes": Parameter(int, "Most that is still fine; 0: the profile's", 0),
    },
    timeout_s=60.0,
)

TITLE = N_("Saved files of the app")
SENTENCES = {
    "ok": N_("{app_name} keeps {size_bytes} of saved files, which is fine."),
    "over": N_(
        "{app_name} keeps {size_bytes} of saved files, more than {limit_bytes}. "
        "So many can make it slow or stop it. Clear them, then start the app again."
    ),
    "absent": N_("{app_name} keeps no saved files on this computer."),
    "unknown": N_(
        "We could not add up all the saved files of {app_name}. Some may belong to another user. "
        "Close the app, then try again."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    """Add up an app's cache folders. Over the limit is over, whatever could not be looked into.

    A sum with anything unreadable in it is a lower bound: not over says nothing then, and the answer is unknown.
    """
    app_id = str(context.parameters["app"]) or context.organisation.app.main
    app = cached_apps(context.organisation).get(app_id)
    if app is None:
        return unknown("not_available", f"nobody has named an app {app_id!r}", dict.fromkeys(SIGNATURE.facts))
    limit_bytes = int(context.parameters["max_bytes"]) or app.max_cache_bytes
    facts: dict[str, FactValue] = {**dict.fromkeys(SIGNATURE.facts), "app_name": app.name, "limit_bytes": limit_bytes}
    folders = cache_folders(context, app)
    if isinstance(folders, Missing):
        return unknown_because(folders, facts)
    sizes = [(folder, context.system.directory_size(folder, context.cancel, context.report)) for folder in folders]
    found = [size for _, size in sizes if isinstance(size, DirectorySize)]
    gaps = [size for folder, size in sizes if isinstance(size, Missing) and not _is_absent(folder, size)]
    if not found and not gaps:
        return ProbeResult("absent", facts)
    size_bytes = sum(size.size_bytes for size in found)
    unreadable = sum(size.unreadable for size in found) + len(gaps)
    facts |= {"size_bytes": size_bytes, "files": sum(size.files for size in found), "unreadable": unreadable}
    if size_bytes > limit_bytes:
        return ProbeResult("over", facts)
    if unreadable:
        reason: Reason = gaps[0].reason if gaps else "not_permitted"
        return unknown(reason, "; ".join(gap.detail for gap in gaps) or "parts of the folder are closed to us", facts)
    return ProbeResult("ok", facts)


def cache_folders(context: ProbeContext, app: CachedApp) -> list[Path] | Missing:
    """Return the app's cache folders on this system; one that may not be touched makes all unknown."""
    platform = context.system.platform
    templates = () if platform == "other" else app.cache_folders.get(platform, ())
    if not templates:
        return Missing("not_available", f"nobody has named a cache folder of {app.name} on this system")
    known_folders = context.system.known_folders()
    found: dict[Path, None] = {}
    for template in templates:
        folders = resolve_cache_folders(template, known_folders)
        if isinstance(folders, UnsafeFolder):
            return Missing("not_available", f"{folders.template}: {folders.detail}")
        found.update(dict.fromkeys(folders))
    return list(found)


def _is_absent(folder: Path, size: Missing) -> bool:
    return size.reason == "not_available" and not os.path.lexists(folder)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
