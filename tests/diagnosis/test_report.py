"""What was collected while a service was down goes along with the report: redacted, logged, the recording unticked."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from wizard.diagnosis import (
    PARTS,
    agree_to_capture,
    capture_consent,
    collect_service_diagnostics,
)
from wizard.diagnosis.route_text import route_text
from wizard.handover import Particulars, prepare_report
from wizard.report.model import FiveThings
from wizard.session import Session
from wizard.system.base import Cancel, Hop, TraceRoute

TEXTS = ["service-computer.json", "service-network.txt", "times.json", *(f"traceroute-{n}.txt" for n in (1, 2, 3))]


@pytest.fixture
def measured(session: Session) -> Session:
    agree_to_capture(session, capture_consent(session))
    collect_service_diagnostics(session.environment, session, frozenset(PARTS), lambda _: None, Cancel())
    return session


def attached(session: Session, **five: Any) -> Any:
    return prepare_report(session, Particulars(five=FiveThings(**five)), Cancel())


def test_it_goes_along(measured: Session) -> None:
    bundle = attached(measured)
    assert {f"diagnostics/{name}" for name in TEXTS} <= set(bundle.files)
    assert "diagnostics/capture.pcap" in bundle.names
    assert "diagnostics/capture.pcap" not in bundle.files
    recording = {file.name: file for file in bundle.offered}["diagnostics/capture.pcap"]
    assert (recording.ticked, recording.looked_through) == (False, False)
    assert bundle.content.lacks == ()


def test_nothing_collected_is_nothing_said(session: Session) -> None:
    bundle = attached(session, users_affected=5)
    assert not {f"diagnostics/{name}" for name in (*TEXTS, "capture.pcap")} & set(bundle.names)


def test_a_route_is_redacted_like_all_text(measured: Session) -> None:
    """The router's own address says where this is; the same name stands for it in all three samples."""
    files = attached(measured).files
    ways = [files[f"diagnostics/traceroute-{number}.txt"].decode() for number in (1, 2, 3)]
    assert all("192.168.1.1" not in way for way in ways)
    assert len({way.splitlines()[1].split()[1] for way in ways}) == 1
    assert all(" ms" in way for way in ways)


def test_affected_users_are_logged_with_the_report(measured: Session) -> None:
    """FACTS C2: as the person said it, each time it changed."""
    attached(measured, users_affected=12, users_percent=50.0)
    attached(measured, users_affected=12, users_percent=50.0)
    entries = json.loads(attached(measured, users_affected=80).files["diagnostics/times.json"])["entries"]
    noted = [(entry["users"], entry["percent"]) for entry in entries if entry["kind"] == "affected"]
    assert noted == [(12, 50.0), (80, None)]
    assert [entry["result"] for entry in entries if entry["kind"] == "part"] == ["collected"] * 4


AT = datetime(2026, 7, 1, 9, 40, 5, tzinfo=UTC)
HOPS = (Hop(1, "192.0.2.1", (0.51,)), Hop(2, None, (None, None, None)), Hop(3, "203.0.113.80", (None, 21.25)))


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            TraceRoute("service.example", "203.0.113.80", "icmp", HOPS, "reached"),
            "route to service.example (203.0.113.80), by icmp, 2026-07-01 09:40:05 UTC\n"
            " 1  192.0.2.1  0.510 ms\n 2  *  *  *\n 3  203.0.113.80  *  21.250 ms\nThe target answered.\n",
        ),
        (
            TraceRoute("203.0.113.80", "203.0.113.80", "udp", HOPS[:1], "unreachable", "network"),
            "route to 203.0.113.80, by udp, 2026-07-01 09:40:05 UTC\n"
            " 1  192.0.2.1  0.510 ms\nUnreachable (network), says 192.0.2.1.\n",
        ),
        (
            TraceRoute("203.0.113.80", "203.0.113.80", "udp", (), "no_route"),
            "route to 203.0.113.80, by udp, 2026-07-01 09:40:05 UTC\n"
            "This computer knows no way there; nothing was sent.\n",
        ),
    ],
)
def test_a_way_as_text(found: TraceRoute, expected: str) -> None:
    assert route_text(found, AT) == expected
