"""cache.clear: closes an app and deletes what it keeps in the cache folders of its profile (FACTS A5).

Done means that files were deleted, and the counts say how many; whether the fault is gone is for ``verify``.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from wizard.fixes.app_closing import close_app
from wizard.fixes.fix import ConsentText, Fix, FixContext, FixResult
from wizard.flow.catalogue import Fact, FixSignature, Parameter
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.organisation import CachedApp, cached_apps
from wizard.system.base import Failed, Missing, Progress
from wizard.system.folders import UnsafeFolder, resolve_cache_folders

SIGNATURE = FixSignature(
    name="cache.clear",
    parameters={"app": Parameter(str, "Id of an app as in storage.cache; empty: the profile's main app", "")},
    facts={
        "app_name": Fact(str, "Name of the app"),
        "freed_bytes": Fact(int, "What was deleted"),
        "in_use_files": Fact(int, "Files that are open and were left"),
        "refused_files": Fact(int, "Files that may not be deleted"),
    },
)

CONSENT = ConsentText(
    title=N_("Clear the cache of {app_name}"),
    changes=N_(
        "Closes {app_name}, then deletes the copies it keeps to be faster: {size_bytes}. "
        "Save your work in {app_name} first."
    ),
    duration=N_("Less than a minute."),
    stays=N_("Your account, your settings and your own files stay as they are."),
    undo=N_("This cannot be undone. The app makes these copies anew when it needs them."),
    button=N_("Clear {size_bytes}"),
    changes_unmeasured=N_(
        "Closes {app_name}, then deletes the copies it keeps to be faster. How much that is could not be measured. "
        "Save your work in {app_name} first."
    ),
    button_unmeasured=N_("Clear the cache"),
)


@dataclass
class _Counts:
    """What clearing all folders of the app has done so far, and what went wrong."""

    freed_bytes: int = 0
    removed: int = 0
    in_use: int = 0
    refused: int = 0
    details: tuple[str, ...] = ()
    closed: bool = False
    trouble: bool = False

    def facts(self, app: CachedApp) -> dict[str, FactValue]:
        return {
            "app_name": app.name,
            "freed_bytes": self.freed_bytes,
            "in_use_files": self.in_use,
            "refused_files": self.refused,
        }


def run(context: FixContext) -> FixResult:
    """Resolve every folder first, close the app, then clear; nothing is touched when a folder is not safe."""
    chosen = str(context.parameters.get("app") or context.organisation.app.main)
    app = cached_apps(context.organisation).get(chosen)
    if app is None:
        reason = N_("Your organisation's settings do not know this app. Tell your support team.")
        return FixResult("not_available", reason=reason, detail=f"no app {chosen!r} in the profile")
    folders = _folders(context, app)
    if isinstance(folders, FixResult):
        return folders
    not_closed = _close(context, app)
    if not_closed is not None:
        return not_closed
    counts = _Counts()
    for folder in folders:
        if context.cancel.requested:
            break
        _clear(context, folder, counts)
    return _result(context, app, counts)


def _folders(context: FixContext, app: CachedApp) -> list[Path] | FixResult:
    facts: dict[str, FactValue] = {"app_name": app.name}
    platform = context.system.platform
    templates = () if platform == "other" else app.cache_folders.get(platform, ())
    if not templates:
        reason = N_("We do not know where {app_name} keeps its cache here. Clear it in the settings of {app_name}.")
        return FixResult("not_available", facts, reason, f"no cache folders for {platform}")
    known = context.system.known_folders()
    found: dict[Path, None] = {}
    for template in templates:
        folders = resolve_cache_folders(template, known)
        if isinstance(folders, UnsafeFolder):
            reason = N_(
                "The cache folder of {app_name} leads to another place, so nothing was deleted. Tell your support team."
            )
            return FixResult("failed", facts, reason, f"{folders.template}: {folders.detail}")
        found.update(dict.fromkeys(folders))
    return list(found)


def _close(context: FixContext, app: CachedApp) -> FixResult | None:
    """Close the app; an answer when it may still be open."""
    facts: dict[str, FactValue] = {"app_name": app.name}
    match close_app(context, app):
        case Missing(detail=detail):
            reason = N_(
                "We could not see if {app_name} is open, so nothing was deleted. Clear its cache in its settings."
            )
            return FixResult("not_available", facts, reason, detail)
        case Failed(detail=detail):
            reason = N_("{app_name} is still open, so nothing was deleted. Save your work, close it and try again.")
            return FixResult("failed", facts, reason, detail)
    return None


def _clear(context: FixContext, folder: Path, counts: _Counts) -> None:
    measured = context.facts.get("size_bytes")
    whole = measured if isinstance(measured, int) and measured > 0 else None
    before = counts.freed_bytes

    def show(progress: Progress) -> None:
        freed = progress.facts.get("freed_bytes")
        if isinstance(freed, int):
            freed_bytes = before + freed
            context.report(Progress(min(freed_bytes / whole, 1.0) if whole else None, {"freed_bytes": freed_bytes}))

    answer = context.system.clear_directory(folder, context.cancel, show)
    if isinstance(answer, Missing):
        # Not available: nothing lies there. The next measurement tells, should it be otherwise.
        counts.closed = counts.closed or answer.reason == "not_permitted"
        counts.trouble = counts.trouble or answer.reason != "not_available"
        counts.details += (answer.detail,)
        return
    counts.freed_bytes += answer.freed_bytes
    counts.removed += answer.removed_files
    counts.in_use += answer.in_use_files
    counts.refused += answer.refused_files
    counts.details += tuple(f"in use: {example}" for example in answer.in_use_examples)


def _result(context: FixContext, app: CachedApp, counts: _Counts) -> FixResult:
    facts: Mapping[str, FactValue] = counts.facts(app)
    detail = "; ".join((f"{counts.removed} files deleted", *counts.details))
    if context.cancel.requested:
        reason = N_("You stopped this. {freed_bytes} are gone, and the rest is still there.")
        return FixResult("failed", facts, reason, detail)
    if counts.removed == 0:
        return FixResult("failed", facts, _why_nothing(counts), detail)
    reason_left = None
    if counts.refused:
        reason_left = N_("{freed_bytes} are gone. Some files may not be deleted: {refused_files}.")
    elif counts.in_use:
        reason_left = N_("{freed_bytes} are gone. Some files are in use and were left: {in_use_files}.")
    elif counts.trouble:
        reason_left = N_("{freed_bytes} are gone. Not every folder could be gone through; Details say which.")
    return FixResult("done", facts, reason_left, detail)


def _why_nothing(counts: _Counts) -> str:
    if counts.refused or counts.closed:
        return N_("Nothing was deleted: you may not delete these files. Ask an administrator.")
    if counts.in_use:
        return N_("Nothing was deleted: all files are in use. Restart the computer, then try again.")
    if counts.trouble:
        return N_("Nothing was deleted: the folder could not be gone through. Try again later; Details say why.")
    return N_("There was nothing to delete. The cache of {app_name} is empty.")


FIX = Fix(
    signature=SIGNATURE,
    title=N_("Clear the cache of {app_name}"),
    consent=CONSENT,
    run=run,
    risk="low",
    minutes=1,
    can_stop=True,
)
