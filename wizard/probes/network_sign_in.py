"""network.sign_in: does a sign-in page (a captive portal) stand between this computer and the internet?"""

from wizard.flow.catalogue import Fact, ProbeSignature
from wizard.marking import N_
from wizard.probes.probe import Probe, ProbeContext, ProbeResult
from wizard.probes.unknown import unknown

SIGNATURE = ProbeSignature(
    name="network.sign_in",
    results=("open", "sign_in"),
    good=frozenset({"open"}),
    facts={
        "portal_status": Fact(int, "HTTP status of the test page"),
        "portal_host": Fact(str, "Where the sign-in page lies, if the answer says so"),
    },
    timeout_s=8.0,
    depends_on=("network.adapter",),
)

TITLE = N_("Sign-in page of the network")
SENTENCES = {
    "open": N_("No sign-in page stands in the way."),
    "sign_in": N_(
        "This network wants you to sign in first. Hotels, trains and cafés often ask for that. "
        "Open a browser, visit any site, and sign in on the page that shows up."
    ),
    "unknown": N_("We could not tell if this network wants you to sign in. Open a browser and visit any site to see."),
}


def run(context: ProbeContext) -> ProbeResult:
    return unknown("not_available", "not built yet")


PROBE = Probe(SIGNATURE, TITLE, SENTENCES, run)
