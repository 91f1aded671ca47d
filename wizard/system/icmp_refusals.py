"""What an ICMP "unreachable" says of the way, by its code."""

from wizard.system.network_trace import Refusal

REFUSALS: dict[int, Refusal] = {
    0: "network", 1: "host", 2: "protocol", 3: "port", 6: "network", 7: "host", 9: "prohibited", 10: "prohibited",
    11: "network", 12: "host", 13: "prohibited",
}  # fmt: skip
"""RFC 792, RFC 1122 3.2.2.1, RFC 1812 5.2.7.1. Code 4 (too large) says nothing of the way."""
REFUSALS6: dict[int, Refusal] = {
    0: "network", 1: "prohibited", 2: "prohibited", 3: "host", 4: "port", 5: "prohibited", 6: "prohibited",
}  # fmt: skip
"""RFC 4443 3.1."""
