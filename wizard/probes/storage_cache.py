"""storage.cache: how much does an app keep in its cache? (FACTS A5)"""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

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
        "app": Parameter(str, "Id of the app in the organisation profile; empty: its main app", ""),
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
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
