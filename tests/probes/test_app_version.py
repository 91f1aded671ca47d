"""app.version (A5): the oldest copy against the version it should have."""

from typing import Any

import msgspec
import pytest

from wizard.system.base import InstalledApp, Missing


def copies(*versions: str) -> tuple[InstalledApp, ...]:
    return tuple(InstalledApp("example-app", version, "deb") for version in versions)


@pytest.mark.parametrize(
    ("versions", "result"),
    [
        (("3.2.1",), "current"), (("3.2.1.0",), "current"), (("v3.2.1",), "current"), (("3.2.0",), "old"),
        (("3.10.0",), "newer"), (("3.2.1-rc1",), "old"), (("3.2.2-beta",), "newer"), ((), "absent"),
        (("3.2.1", "3.1.0"), "old"), (("4.0", "3.2.1"), "current"),
    ],
)  # fmt: skip
def test_results(measure, made, versions: tuple[str, ...], result: str) -> None:
    """FACTS A5: 3.2.1; of two copies the older is judged, as the person may start that one."""
    answer = measure("app.version", made(installed_apps=copies(*versions)))
    assert (answer.result, answer.facts["wanted_version"]) == (result, "3.2.1")
    assert answer.facts["installed_copies"] == len(versions)
    assert (answer.facts["installed_version"] is None) == (not versions)


def test_the_names_asked_for_are_the_profile_s(measure, made) -> None:
    asked: list[Any] = []

    def apps(names: tuple[str, ...], _cancel: object) -> tuple[InstalledApp, ...]:
        asked.append(names)
        return copies("3.2.1")

    system = made(installed_apps=apps)
    measure("app.version", system)
    system.platform = "macos"
    measure("app.version", system)
    assert asked == [("example-app", "com.example.app"), ("com.example.app",)]


def test_another_version_may_be_wanted(measure, made) -> None:
    assert measure("app.version", made(installed_apps=copies("3.2.1")), version="4.0.0").result == "old"


def test_what_is_no_version_is_unknown(measure, made) -> None:
    answer = measure("app.version", made(installed_apps=copies("nightly")))
    assert (answer.result, answer.reason, answer.facts["installed_version"]) == ("unknown", "not_available", "nightly")


@pytest.mark.parametrize("reason", ["not_available", "not_permitted", "timeout"])
def test_what_cannot_be_read_is_not_absent(measure, made, reason: str) -> None:
    answer = measure("app.version", made(installed_apps=Missing(reason, "none")))
    assert (answer.result, answer.reason, answer.facts["installed_version"]) == ("unknown", reason, None)


def test_an_app_without_a_name_here_and_one_that_nobody_knows(measure, made, neutral) -> None:
    app = msgspec.structs.replace(neutral.main_app, packages={})
    table = msgspec.structs.replace(neutral.app, table={"example": app})
    organisation = msgspec.structs.replace(neutral, app=table)
    assert measure("app.version", made(installed_apps=copies("1.0")), organisation=organisation).result == "unknown"
    assert measure("app.version", made(installed_apps=copies("1.0")), app="nothing").result == "unknown"
