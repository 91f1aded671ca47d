"""crash.logs: did an app leave crash logs with the code that support knows? (FACTS A6)"""

from wizard.flow.catalogue import Fact, Parameter, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

SIGNATURE = ProbeSignature(
    name="crash.logs",
    results=("found", "none"),
    good=frozenset({"none"}),
    facts={
        "crash_count": Fact(int, "Logs that hold the code"),
        "crash_code_hex": Fact(str, "The code, for Details and report"),
        "crash_application": Fact(str, "App of the newest of them"),
        "crash_time": Fact(str, "UTC time of the newest of them"),
        "logs_examined": Fact(int, "Logs that were looked at"),
        "crash_files": Fact(list, "Rows: path, application, time; newest first"),
    },
    parameters={
        "code": Parameter(int, "Code to look for; -1: the profile's", -1),
        "within_days": Parameter(int, "How old a log may be", 30),
    },
    timeout_s=30.0,
    evidence="logs",
)

TITLE = N_("Crash logs")
SENTENCES = {
    "found": N_(
        "We found crash logs with the code that support looks for: {crash_count}. "
        "They say what went wrong. Save them and send them with your report."
    ),
    "none": N_("None of the crash logs holds the code that support looks for. We looked at {logs_examined}."),
    "unknown": N_(
        "We could not read all crash logs. Some may belong to another user. "
        "You can go on and tell support what you saw."
    ),
}


def run(context: ProbeContext) -> ProbeResult:
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
