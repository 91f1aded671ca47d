"""network.tls: only an unknown authority is somebody in between; a public one is nobody."""

from typing import Any

import pytest

from wizard.system.base import Missing, TlsLook


@pytest.mark.parametrize(
    ("public", "fault", "result"),
    [
        (True, None, "ok"),
        (False, None, "inspected"),
        (False, "issuer", "untrusted"),
        (True, "issuer", "untrusted"),
        (False, "time", "unknown"),
        (False, "name", "unknown"),
        (False, "other", "unknown"),
    ],
)
def test_who_vouches_for_it(measure: Any, made: Any, public: bool, fault: Any, result: str) -> None:
    asked = []

    def certificate(host: str, port: int, timeout_s: float) -> TlsLook:
        asked.append((host, port))
        return TlsLook(host, "Example Corp", public, fault)

    answer = measure("network.tls", made(certificate=certificate))
    assert (answer.result, answer.facts["tls_issuer"], answer.facts["tls_fault"]) == (result, "Example Corp", fault)
    assert asked == [("connectivitycheck.gstatic.com", 443)]


def test_no_answer_is_unknown(measure: Any, made: Any) -> None:
    answer = measure("network.tls", made(certificate=Missing("timeout", "late")))
    assert (answer.result, answer.reason) == ("unknown", "timeout")
