"""Which delivery state may follow which. Anything else is a fault of this program and never reaches the disk."""

from collections.abc import Mapping

from wizard.escalation.model import DeliveryState

FOLLOWING: Mapping[DeliveryState, frozenset[DeliveryState]] = {
    "consented": frozenset({"sending", "prepared", "said_so", "failed", "cancelled"}),
    # back to consented: it surely did not arrive, or its ticket is there and the files wait for the network
    "sending": frozenset({"sending", "consented", "unknown", "sent", "failed"}),
    # to sending: somebody looks it up again; nothing is repeated by that
    "unknown": frozenset({"sending", "said_so", "failed"}),
    "prepared": frozenset({"said_so", "cancelled"}),
    "failed": frozenset({"consented", "said_so", "cancelled"}),
    "sent": frozenset(),
    "said_so": frozenset(),
    "cancelled": frozenset(),
}
UNSENT: frozenset[DeliveryState] = frozenset({"consented", "sending", "unknown", "failed"})
"""What may not be forgotten unasked: the program or the person still has something to do about it."""
WAITING: frozenset[DeliveryState] = frozenset({"consented", "sending"})
"""What the sender takes up."""


class IllegalTransitionError(AssertionError):
    """A fault of this program: a state that may not follow."""


def check_transition(before: DeliveryState, after: DeliveryState) -> None:
    """Raise IllegalTransitionError when ``after`` may not follow ``before``."""
    if after not in FOLLOWING[before]:
        raise IllegalTransitionError(f"{before} is never followed by {after}")
