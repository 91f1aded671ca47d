"""app.version: is the app installed, in the version it should have? (FACTS A5)"""

from wizard.device.version import Version, VersionError
from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown, unknown_because
from wizard.system.base import InstalledApp, Missing

SIGNATURE = ProbeSignature(
    name="app.version",
    results=("current", "newer", "old", "absent"),
    good=frozenset({"current", "newer"}),
    facts={
        "app_name": Fact(str, "Name of the app"),
        "installed_version": Fact(str, "Version that is installed; of several copies the oldest"),
        "wanted_version": Fact(str, "Version it should have"),
        "installed_from": Fact(str, "deb, rpm, flatpak, snap, folder, windows, macos or practice"),
        "installed_copies": Fact(int, "Copies of it on this computer"),
    },
    parameters={
        "app": Parameter(str, "Id of the app in the organisation profile; empty: its main app", ""),
        "version": Parameter(str, "Version it should have; empty: the profile's", ""),
    },
    timeout_s=45.0,
    evidence="versions",
)

TITLE = N_("Version of the app")
SENTENCES = {
    "current": N_("{app_name} is installed in the version it should have: {installed_version}."),
    "newer": N_("{app_name} is newer than it has to be: {installed_version}."),
    "old": N_(
        "{app_name} is old: {installed_version}. It should be {wanted_version}. Old apps stop more often. "
        "Install the new version."
    ),
    "absent": N_("{app_name} is not on this computer. It may have been removed. Install version {wanted_version}."),
    "unknown": N_("We could not read which version of {app_name} you have. Look in the app under About."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Compare the oldest installed copy with the version it should have: the person may well start that one."""
    table = context.organisation.app
    app_id = str(context.parameters["app"]) or table.main
    app = table.table.get(app_id)
    nothing: dict[str, FactValue] = dict.fromkeys(SIGNATURE.facts)
    if app is None:
        return unknown("not_available", f"the organisation profile knows no app {app_id!r}", nothing)
    wanted = str(context.parameters["version"]) or app.version
    facts: dict[str, FactValue] = {**nothing, "app_name": app.name, "wanted_version": wanted}
    platform = context.system.platform
    names = () if platform == "other" else app.packages.get(platform, ())
    if not names:
        detail = f"the organisation profile does not say what {app.name} is called on this system"
        return unknown("not_available", detail, facts)
    copies = context.system.installed_apps(names, context.cancel)
    if isinstance(copies, Missing):
        return unknown_because(copies, facts)
    facts["installed_copies"] = len(copies)
    if not copies:
        return ProbeResult("absent", facts)
    return _compared(copies, wanted, facts)


def _compared(copies: tuple[InstalledApp, ...], wanted: str, facts: dict[str, FactValue]) -> ProbeResult:
    try:
        target = Version.parse(wanted)
        oldest, copy = min(((Version.parse(copy.version), copy) for copy in copies), key=lambda pair: pair[0])
    except VersionError as error:
        facts |= {"installed_version": copies[0].version, "installed_from": copies[0].source}
        return unknown("not_available", f"versions cannot be compared: {error.details}", facts)
    facts |= {"installed_version": copy.version, "installed_from": copy.source}
    if oldest == target:
        return ProbeResult("current", facts)
    return ProbeResult("newer" if oldest > target else "old", facts)


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, in_check_up=False)
