"""app.reinstall: lets whoever installed an app install it again (FACTS A5).

Done means that the installer said so; the version is measured again, and whether it still crashes is asked.
"""

from wizard.device.version import Version, VersionError
from wizard.fixes.app_closing import close_app
from wizard.fixes.fix import ConsentText, Fix, FixContext, FixResult
from wizard.flow.catalogue import Fact, FixSignature, Parameter
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.organisation import CachedApp
from wizard.system.base import Done, Failed, InstalledApp, Missing

SIGNATURE = FixSignature(
    name="app.reinstall",
    parameters={"app": Parameter(str, "Id of the app in the organisation profile; empty: its main app", "")},
    facts={
        "app_name": Fact(str, "Name of the app"),
        "installed_from": Fact(str, "Who installed it: deb, rpm, flatpak, snap, folder, windows, macos or practice"),
    },
)

CONSENT = ConsentText(
    title=N_("Install {app_name} again"),
    changes=N_(
        "Closes {app_name}, then your system fetches it anew and installs it over the copy you have. "
        "Save your work in {app_name} first. Your system may ask for the password of an administrator, just for this."
    ),
    duration=N_("A few minutes, as it is downloaded again."),
    stays=N_("Your account, your settings and your own files stay as they are."),
    undo=N_("This cannot be undone. The old copy is gone then."),
    button=N_("Install {app_name} again"),
)


def run(context: FixContext) -> FixResult:
    """Close the app and have its copy installed again; of several the oldest, which is the one that was measured.

    Whether this can be done here at all is asked before the app is closed.
    """
    chosen = str(context.parameters.get("app") or context.organisation.app.main)
    app = context.organisation.app.table.get(chosen)
    if app is None:
        reason = N_("Your organisation's settings do not know this app. Tell your support team.")
        return FixResult("not_available", reason=reason, detail=f"no app {chosen!r} in the profile")
    facts: dict[str, FactValue] = {"app_name": app.name}
    copy = _copy(context, app)
    if not isinstance(copy, InstalledApp):
        reason = N_("We could not find how {app_name} was installed here. Remove it and install it by hand.")
        return FixResult("not_available", facts, reason, copy)
    facts["installed_from"] = copy.source
    possible = context.system.can_reinstall(copy, context.cancel)
    if isinstance(possible, Missing):  # the app stays open: closing it for nothing may cost somebody's work
        return _answer(possible, facts)
    still_open = close_app(context, app)
    if still_open is not None:
        reason = N_("{app_name} may still be open, so nothing was changed. Save your work, close it and try again.")
        return FixResult("failed", facts, reason, still_open.detail)
    answer = context.system.reinstall_app(copy, context.cancel, context.report)
    if isinstance(answer, Missing) and answer.reason == "timeout":
        reason = N_("The installer took too long, and nobody knows how far it came. Look whether {app_name} starts.")
        return FixResult("failed", facts, reason, answer.detail)
    return _answer(answer, facts)


def _copy(context: FixContext, app: CachedApp) -> InstalledApp | str:
    """Return the oldest copy, or why there is none."""
    platform = context.system.platform
    names = () if platform == "other" else app.packages.get(platform, ())
    if not names:
        return f"the organisation profile does not say what {app.name} is called on this system"
    copies = context.system.installed_apps(names, context.cancel)
    if isinstance(copies, Missing):
        return copies.detail
    if not copies:
        return f"{app.name} is not installed"
    try:
        return min(copies, key=lambda each: Version.parse(each.version))
    except VersionError:
        return copies[0]


def _answer(answer: Done | Failed | Missing, facts: dict[str, FactValue]) -> FixResult:
    match answer:
        case Done():
            return FixResult("done", facts, detail=answer.detail)
        case Failed():
            reason = N_("Your system did not install {app_name} again. Remove it and install it by hand.")
            return FixResult("failed", facts, reason, answer.detail)
    if answer.reason == "not_permitted":
        reason = N_("Only an administrator may do this here. Look under Details for the command to give them.")
    else:
        reason = N_("{app_name} cannot be installed again from here. Remove it and install it by hand.")
    return FixResult("not_available", facts, reason, answer.detail)


FIX = Fix(
    signature=SIGNATURE,
    title=N_("Install {app_name} again"),
    consent=CONSENT,
    run=run,
    risk="low",
    minutes=4,
    singly="elevation",
    needs_administrator=True,
)
