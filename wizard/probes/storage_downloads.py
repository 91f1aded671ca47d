"""storage.downloads: how much room do downloads take? They are measured and never deleted: nobody else knows them."""

import os

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.marking import N_
from wizard.probes.own_files import judge_own_files
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown_because
from wizard.system.base import Missing

SIGNATURE = ProbeSignature(
    name="storage.downloads",
    results=("ok", "large", "absent"),
    good=frozenset({"ok", "absent"}),
    facts={
        "downloads_bytes": Fact(int, "What lies among the downloads"),
        "downloads_files": Fact(int, "Number of files there"),
    },
    parameters={"max_bytes": Parameter(int, "Most that is not worth sorting; 0: only measured", 0)},
    timeout_s=60.0,
)

TITLE = N_("Downloads")
SENTENCES = {
    "ok": N_("Your downloads take {downloads_bytes}, which is not much."),
    "large": N_(
        "Your downloads take {downloads_bytes}. Most of them are used only once. "
        "Delete what you no longer need, or move it to another drive."
    ),
    "absent": N_("This computer has no folder for downloads."),
    "unknown": N_("We could not read how much your downloads take. Open the folder and have a look."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Add up the folder of downloads."""
    folder = context.system.downloads_folder()
    if isinstance(folder, Missing):
        return unknown_because(folder, dict.fromkeys(SIGNATURE.facts))
    if not os.path.lexists(folder):
        return ProbeResult("absent", dict.fromkeys(SIGNATURE.facts))
    return judge_own_files(
        context, "downloads", "large", lambda report: context.system.directory_size(folder, context.cancel, report)
    )


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, in_check_up=False)
