"""Versions compare by number, and a beta never counts as its release (FACTS A2)."""

import itertools
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.device.version import Version, VersionError
from wizard.organisation import profile

ASCENDING = [
    "0.9",
    "2.2.0",
    "2.3.0",
    "2.3.1-alpha",
    "2.3.1-alpha.1",
    "2.3.1-beta",
    "2.3.1-beta.2",
    "2.3.1-beta.11",
    "2.3.1-rc.1",
    "2.3.1",
    "2.3.1.1",
    "2.4",
    "2.10.0",
    "10",
]


@pytest.mark.parametrize(("older", "newer"), list(itertools.pairwise(ASCENDING)))
def test_each_is_older_than_the_next(older: str, newer: str) -> None:
    """FACTS A2: 2.10.0 is newer than 2.3.1; SemVer 2.0.0, 11 for what precedes a release."""
    assert Version.parse(older) < Version.parse(newer)
    assert Version.parse(newer) > Version.parse(older)
    assert Version.parse(older) != Version.parse(newer)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("2.3.1", "v2.3.1"),
        ("2.3.1", " 2.3.1\n"),
        ("2.3", "2.3.0"),
        ("2.3.1", "2.3.1+build.77"),
        ("02.3.1", "2.3.1"),
        ("2.3.1b2", "2.3.1-beta.2"),
        ("2.3.1-RC1", "2.3.1-rc.1"),
        ("2.3.1 beta.2", "2.3.1-beta.2"),
    ],
)
def test_ways_to_write_one_version(one: str, other: str) -> None:
    assert Version.parse(one) == Version.parse(other)
    assert hash(Version.parse(one)) == hash(Version.parse(other))


@pytest.mark.parametrize("text", ["2.3.1-beta.1", "2.3.1b1", "2.3.1-rc1", "2.3.1-dev", "2.3.1-snapshot", "2.3.1_beta"])
def test_a_build_before_the_release_is_a_beta(text: str) -> None:
    """FACTS A2: a beta build is never mixed with stable ones."""
    assert Version.parse(text).is_beta


@pytest.mark.parametrize("text", ["2.3.1", "2.3.1+beta", "v10"])
def test_a_release_is_no_beta(text: str) -> None:
    assert not Version.parse(text).is_beta


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "beta",
        "2.",
        ".2",
        "2..3",
        "2.3.1.4.5",
        "-1",
        "2,3",
        "2.3.1 or newer",
        "2.3.1\n2.3.2",
        "٢.٣.١",
        "2.3.1\x00",
        "2.3.1-",
        "2.3.1-beta..1",
        "1" * 10,
        "9." * 40,
        "1" * 1_000_000,
        "2.3.1-" + "a" * 100,
        "\u202e1.3.2",
    ],
)
def test_hostile_texts_are_no_versions(text: str) -> None:
    with pytest.raises(VersionError) as caught:
        Version.parse(text)
    assert str(caught.value).isprintable()
    assert len(str(caught.value)) < 200


def test_a_hostile_text_costs_nothing() -> None:
    """A pattern that backtracks would take minutes here; the process's own time is counted, not the clock."""
    before = time.process_time()
    for text in ("1." * 32, "1-" + "a-" * 31, "1-" + "a." * 31 + "!", "1" + "a" * 63):
        with pytest.raises(VersionError):
            Version.parse(text)
    assert time.process_time() - before < 1


def test_it_is_shown_as_written() -> None:
    assert str(Version.parse("v2.3.1-beta.2")) == "v2.3.1-beta.2"


@given(st.text(max_size=80))
def test_any_text_parses_or_is_refused(text: str) -> None:
    try:
        version = Version.parse(text)
    except VersionError:
        return
    assert version == Version.parse(str(version))


_VERSIONS = st.from_regex(r"\A[0-9]{1,3}(\.[0-9]{1,3}){0,3}(-(alpha|beta|rc)(\.[0-9]{1,2})?)?\Z")


@given(_VERSIONS, _VERSIONS, _VERSIONS)
def test_the_order_is_total(one: str, two: str, three: str) -> None:
    a, b, c = Version.parse(one), Version.parse(two), Version.parse(three)
    assert (a < b) + (a == b) + (a > b) == 1
    if a <= b <= c:
        assert a <= c


_PATTERN = next(meta.pattern for meta in profile.Version.__metadata__ if meta.pattern)  # type: ignore[attr-defined]


@given(st.from_regex(re.compile(_PATTERN, re.ASCII), fullmatch=True).filter(lambda text: len(text) <= 64))
def test_every_version_a_profile_may_hold_can_be_compared(text: str) -> None:
    Version.parse(text)
