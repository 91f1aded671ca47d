"""The proxy that a person has set by hand: what is switched on, so that it can be switched off and put back."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace


@dataclass(frozen=True)
class ProxyState:
    """Switches and addresses of the proxy set by hand, in the words of whoever keeps them.

    ``source`` is ``gnome``, ``kde``, ``windows``, ``macos`` or ``practice``. ``switches`` is all that is ever changed,
    ``off`` what they are without the proxy; ``addresses`` stay as they are, and hold neither name nor password.
    """

    source: str
    switches: Mapping[str, str]
    off: Mapping[str, str]
    addresses: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_on(self) -> bool:
        return dict(self.switches) != dict(self.off)

    def is_part_way_off(self, before: "ProxyState") -> bool:
        """Whether these are the settings ``before`` with switches off, all or some, and nothing else changed."""
        return (
            (self.source, self.addresses, set(self.switches)) == (before.source, before.addresses, set(before.switches))
            and all(switch in (before.switches[name], before.off[name]) for name, switch in self.switches.items())
        )  # fmt: skip

    def switched_off(self) -> "ProxyState":
        """Return the same settings with the proxy out of use."""
        return replace(self, switches=dict(self.off))
