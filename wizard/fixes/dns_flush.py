"""dns.flush: makes the computer forget the addresses it has looked up (FACTS A4)."""

from wizard.fixes.fix import ConsentText, Fix, FixContext, FixResult
from wizard.flow.catalogue import FixSignature
from wizard.marking import N_
from wizard.system.base import Done, Failed

SIGNATURE = FixSignature(name="dns.flush")

CONSENT = ConsentText(
    title=N_("Empty the DNS cache"),
    changes=N_(
        "This computer forgets the addresses of websites it has looked up. It asks for them anew. "
        "Your system may ask for the password of an administrator, just for this."
    ),
    duration=N_("A few seconds."),
    stays=N_("Your settings, your bookmarks and your open pages stay as they are."),
    undo=N_("This cannot be undone. The cache fills up again by itself."),
    button=N_("Empty the DNS cache"),
)


def run(context: FixContext) -> FixResult:
    """Flush the system's cache. Done means that the system took the request; whether it helped is measured."""
    answer = context.system.flush_dns(context.cancel)
    match answer:
        case Done():
            return FixResult("done", detail=answer.detail)
        case Failed():
            reason = N_("This computer did not empty its DNS cache. Restart the computer instead: that empties it too.")
            return FixResult("failed", reason=reason, detail=answer.detail)
    reason = (
        N_(
            "Only an administrator may empty the DNS cache here. Look under Details for the command to give them, "
            "or restart the computer: that empties it too."
        )
        if answer.reason == "not_permitted"
        else N_("This computer keeps no DNS cache of its own, so there is nothing to empty.")
    )
    return FixResult("not_available", reason=reason, detail=answer.detail)


FIX = Fix(
    signature=SIGNATURE,
    title=N_("Empty the DNS cache"),
    consent=CONSENT,
    run=run,
    risk="none",
    minutes=0.2,
    singly="elevation",
    needs_administrator=True,
)
