"""A walk with everything in it that a report can meet: names, addresses and secrets of one invented person."""

from collections.abc import Callable
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta

import pytest

from wizard.device.base import Device
from wizard.flow.events import Answered, Consented, Event, FactValue, Finished, Guided, Intended, Measured
from wizard.flow.views import Proof
from wizard.organisation import Article
from wizard.report.model import ReportInput
from wizard.report.particulars import FiveThings, Particulars
from wizard.system.base import Health, SystemIdentity
from wizard.texts import Texts

IDENTITY = SystemIdentity(
    user="jnovotny",
    full_name="Ing. Jiří Novotný",
    home="/home/jnovotny",
    host_names=("novotny-thinkpad", "novotny-thinkpad.pobocka.priklad.cz"),
    domains=("pobocka.priklad.cz",),
    addresses=("192.168.77.23", "fe80::1c2d:3eff:fe4f:5a6b", "2001:db8:77::2f"),
    macs=("3c:22:fb:aa:17:cc",),
    ssids=("Novotných 5G",),
    serials=("PF-3KX91Q",),
)
START = datetime(2026, 7, 1, 9, 40, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """Return a time so many minutes into the walk."""
    return START + timedelta(minutes=minutes)


def ping(minutes: float, result: str, *, step: str = "wifi/measure", **facts: FactValue) -> Measured:
    """Return one ping reading."""
    values: dict[str, FactValue] = {"target": "8.8.8.8", "sent": 100, "method": "icmp", **facts}
    return Measured(
        at=at(minutes), step=step, probe="network.ping", result=result, good=result == "ok", facts=values, seconds=5.0
    )


BEFORE = ping(1, "lossy", loss_percent=12.0, latency_ms=143.0, jitter_ms=31.0)
AFTER = ping(9, "ok", step="wifi/verify", loss_percent=0.0, latency_ms=21.0, jitter_ms=2.0)
EVENTS: tuple[Event, ...] = (
    BEFORE,
    Answered(at=at(2), step="wifi/ask_lamp", choice="yes"),
    Guided(at=at(4), step="wifi/restart_router", result="done", changed_something=True),
    Consented(at=at(5), step="wifi/flush", fix="dns.flush", granted=True, text_sha256="0" * 64),
    Intended(at=at(5), step="wifi/flush", fix="dns.flush"),
    Finished(at=at(6), step="wifi/flush", fix="dns.flush", result="done", seconds=0.4),
    Consented(at=at(7), step="wifi/clear", fix="cache.clear", granted=False, text_sha256="1" * 64),
    AFTER,
)
FIXED = Proof("wifi/verify", "wifi/measure", "fixed", BEFORE, AFTER)
INPUT = ReportInput(
    session_id="a1b2c3d4e5f6",
    flow_id="wifi",
    flow_title="Slow or broken connection",
    language="en",
    started_utc=at(0),
    ended_utc=at(10),
    utc_offset=timedelta(hours=2),
    outcome="solved",
    part=None,
    history=EVENTS,
    effective=EVENTS,
    proofs=(FIXED,),
    identity=IDENTITY,
    program_version="0.1.0",
    now_utc=at(11),
    device=Device("Box 3", "SN-5512-88X", "rev B", "2.3.1.0"),
    particulars=Particulars(
        account_email="jiri.novotny@priklad.cz",
        order_number="2026-00417",
        five=FiveThings(
            last_success="Video call in the morning",
            exact_message="Connection reset by peer",
            went_down="2026-07-01 11:38",
            users_affected=12,
            users_percent=50.0,
            recent_changes="New router from the provider",
        ),
    ),
    organisation_name="Example",
    support_name="Example help desk",
    articles=(Article(number="402", title="Slow Wi-Fi", flows=("wifi",)),),
    public_targets=("8.8.8.8", "1.1.1.1"),
    titles={"network.ping": "Connection to the internet", "dns.flush": "Forget old addresses"},
    health=Health(12.5, 16_000_000_000, 4_000_000_000, 512_000_000_000, 90_000_000_000, 86_400.0, "boot-77"),
    configuration={"addresses": "eth0 192.168.77.23/24", "name servers": "1.1.1.1"},
    log=b"started\n",
)


@pytest.fixture
def make() -> Callable[..., ReportInput]:
    """Return the sample input with some fields changed, its particulars' among them."""
    said = {field.name for field in fields(Particulars)}

    def changed(**changes: object) -> ReportInput:
        particulars = replace(INPUT.particulars, **{name: changes.pop(name) for name in said & changes.keys()})
        return replace(INPUT, **{"particulars": particulars, **changes})

    return changed


@pytest.fixture
def english() -> Texts:
    """The texts in English."""
    return Texts("en", "linux")
