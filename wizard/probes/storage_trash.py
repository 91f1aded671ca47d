"""storage.trash: how much room does the person's trash take? Emptying it is ``trash.empty``."""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.marking import N_
from wizard.probes.own_files import judge_own_files
from wizard.probes.probe import Probe, ProbeContext, ProbeResult

SIGNATURE = ProbeSignature(
    name="storage.trash",
    results=("ok", "full"),
    good=frozenset({"ok"}),
    facts={
        "trash_bytes": Fact(int, "What lies in the trash"),
        "trash_files": Fact(int, "Number of files in it"),
    },
    parameters={"max_bytes": Parameter(int, "Most that is not worth emptying; 0: only measured", 0)},
    timeout_s=60.0,
)

TITLE = N_("Trash")
SENTENCES = {
    "ok": N_("Your trash holds {trash_bytes}, which takes hardly any room."),
    "full": N_(
        "Your trash holds {trash_bytes}. Deleted files take room until it is emptied. "
        "Look if you still need something in it, then empty it."
    ),
    "unknown": N_("We could not read how much lies in your trash. Open it and have a look."),
}


def run(context: ProbeContext) -> ProbeResult:
    """Add up the trash; what is in it is nobody's business but the person's, so no names are told."""
    return judge_own_files(context, "trash", "full", lambda report: context.system.trash_size(context.cancel, report))


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run, in_check_up=False)
