"""What the page says of a recording of packets, by who may make one on this computer."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from wizard.environment import Environment
from wizard.escalation.handing_over import HandingOver
from wizard.session import Session
from wizard.system.base import Missing
from wizard.ui import handover_jobs as jobs


class Computer:
    """A practice computer whose rights are the test's."""

    def __init__(self, real: Any, may: object) -> None:
        self._real, self._may = real, may

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def may_capture(self) -> object:
        return self._may

    def capture_command(self, file: object, seconds: float) -> str:
        return f"sudo record {seconds:g} {file}"


@pytest.fixture
def page_parts(shared_environment: Environment) -> Any:
    def make(may: object, **policy: bool) -> Any:
        environment = replace(shared_environment, system=Computer(shared_environment.system, may))  # type: ignore[arg-type]
        organisation = environment.organisation
        changed = msgspec.structs.replace(organisation.policy, **policy)
        environment = replace(environment, organisation=msgspec.structs.replace(organisation, policy=changed))
        session = Session.start(environment, "connection")
        return jobs.parts(environment, jobs.look_again(HandingOver(environment, session)))

    return make


def test_who_may_record_is_asked_for_nothing_more(page_parts: Any) -> None:
    parts = page_parts("yes")
    assert parts.no_capture == ""
    assert "password of an administrator" not in parts.consent.duration


def test_an_installed_copy_offers_it_and_says_that_a_password_is_asked_for(page_parts: Any) -> None:
    parts = page_parts("with_password")
    assert parts.no_capture == ""
    assert "password of an administrator" in parts.consent.duration


def test_any_other_copy_says_what_an_administrator_would_run(page_parts: Any) -> None:
    parts = page_parts("needs_administrator")
    assert parts.no_capture.endswith("sudo record 30 capture.pcap")
    assert parts.lines["capture"].sentence == parts.no_capture


def test_a_computer_that_cannot_says_why(page_parts: Any) -> None:
    assert page_parts(Missing("not_available", "no packet filter")).no_capture.endswith("no packet filter")


def test_where_the_organisation_forbids_it_that_is_said_whoever_might(page_parts: Any) -> None:
    parts = page_parts("yes", packet_recording=False)
    assert parts.no_capture == "Your organisation does not allow recording traffic here."
    assert parts.lines["capture"].sentence == parts.no_capture
