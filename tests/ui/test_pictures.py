"""Pictures of every page: the page of each step holds what a probe found, and the index shows every file."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from wizard.environment import Environment
from wizard.flow.events import Measured
from wizard.flow.model import CallStep, RankedStep
from wizard.probes.registry import PROBES
from wizard.ui import picture_flows
from wizard.ui.pages.page import Page, PageContext
from wizard.ui.picture_drawing import Mode, draw, write_index
from wizard.ui.pictures import Maker
from wizard.ui.theme import Theme


def test_each_step_of_each_flow_is_drawn_in_a_folder_of_its_own(shared_environment: Environment) -> None:
    drawn = set(picture_flows.flow_pages(shared_environment))
    for flow in shared_environment.library.flows.values():
        for name, step in flow.step.items():
            if not isinstance(step, CallStep | RankedStep):
                assert any(re.match(rf"{flow.id}/\d+-{name}-", page) for page in drawn), f"{flow.id}/{name}"


def test_no_step_page_calls_unknown_what_the_probe_always_tells(shared_environment: Environment) -> None:
    readings = picture_flows.practised_readings()
    for name, probe in PROBES.items():
        for result in probe.signature.results:
            known = [fact for fact in readings[name, result].values() if fact not in (None, [], ())]
            assert known or result in ("wired", "absent", "missing"), (name, result)
    assert readings["network.ping", "slow"]["latency_ms"] > readings["network.ping", "ok"]["latency_ms"]  # type: ignore[operator]
    assert readings["computer.firmware_updates", "available"]["firmware_device"] is not None
    assert readings["computer.temperature", "danger"]["temperature_celsius"] == 103.0


def test_a_code_that_runs_out_has_all_of_its_time(shared_environment: Environment) -> None:
    for moment in picture_flows.moments(shared_environment, "password_reset"):
        if moment.view.address == "password_reset/code":
            assert abs((moment.since - shared_environment.now_utc()).total_seconds()) < 60
            return
    raise AssertionError("no walk asks for the code")


def test_a_step_page_holds_what_was_found(shared_environment: Environment) -> None:
    readings = picture_flows.practised_readings()
    assert {probe for probe, _ in readings} == set(PROBES)
    for moment in picture_flows.moments(shared_environment, "wifi_channel", readings):
        for event in moment.history:
            if isinstance(event, Measured) and event.probe == "wifi.scan" and event.result == "crowded":
                assert event.facts["recommended_channel"] == 11
                assert moment.view.facts["recommended_channel"] == 11
                return
    raise AssertionError("no walk finds a crowded channel")


@pytest.fixture
def same_font(qapp: QApplication) -> Iterator[None]:
    font = qapp.font()
    yield
    qapp.setFont(font)


@pytest.mark.usefixtures("same_font")
def test_a_page_is_drawn_light_and_dark_where_its_name_says(tmp_path: Path, theme: Theme) -> None:
    def pages_of(_environment: Environment) -> dict[str, Maker]:
        from wizard.ui.pages.help import HelpPage

        return {"help": HelpPage, "a_flow/001-help": HelpPage, "left-out": _never}

    files = draw(tmp_path, Mode("cs", 100), "help", size=(700, 500), pages_of=pages_of)
    assert [file.relative_to(tmp_path).as_posix() for file in files] == [
        "help-light-cs-100.png", "a_flow/001-help-light-cs-100.png",
        "help-dark-cs-100.png", "a_flow/001-help-dark-cs-100.png",
    ]  # fmt: skip
    step = draw(tmp_path, Mode("cs", 100, ("light",)), "a_flow/help", size=(700, 500), pages_of=pages_of)
    assert [file.relative_to(tmp_path).as_posix() for file in step] == ["a_flow/001-help-light-cs-100.png"]
    light, dark = QImage(str(files[0])), QImage(str(files[2]))
    assert (light.width(), light.height()) == (700, 500)
    assert light.pixelColor(2, 450).lightness() > 200 > 60 > dark.pixelColor(2, 450).lightness()
    index = write_index(tmp_path, files).read_text("utf-8")
    assert [place for place in re.findall(r'href="([^"#]+)"', index) if not (tmp_path / place).is_file()] == []
    assert all(file.relative_to(tmp_path).as_posix() in index for file in files)
    assert index.index("help-light") < index.index('id="a_flow"') < index.index("a_flow/001-help-light")


def _never(_context: PageContext) -> Page:
    raise AssertionError("this page was not asked for")
