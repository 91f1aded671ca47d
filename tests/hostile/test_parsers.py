"""Every parser of what others write, against anything: it answers or refuses as typed, soundly and in bounds."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.hostile.bounds import MAX_PEAK_BYTES, cpu_bound, peak_bytes, unsound
from tests.hostile.damage import bombs, damaged
from tests.hostile.table import Parser
from tests.hostile.tables import KINDS, PARSERS

QUICK = settings(
    max_examples=40,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def checked(parser: Parser, content: bytes) -> None:
    try:
        answer = parser.read(content)
    except parser.refuses:
        return
    assert unsound(answer) == []


def test_names_are_told_apart() -> None:
    assert len(PARSERS) == sum(map(len, KINDS.values()))


@pytest.mark.parametrize("name", PARSERS)
def test_real_inputs_are_not_refused(name: str) -> None:
    for seed in PARSERS[name].seeds:
        assert unsound(PARSERS[name].read(seed)) == []


@pytest.mark.parametrize("name", PARSERS)
@given(content=st.binary(max_size=400) | st.text(max_size=200).map(lambda text: text.encode("utf-8", "surrogatepass")))
@settings(QUICK, max_examples=25)
def test_any_bytes(name: str, content: bytes) -> None:
    checked(PARSERS[name], content)


@pytest.mark.parametrize("name", PARSERS)
@given(data=st.data())
@QUICK
def test_damaged_inputs(name: str, data: st.DataObject) -> None:
    checked(PARSERS[name], data.draw(damaged(PARSERS[name].seeds)))


@pytest.mark.parametrize("name", PARSERS)
def test_what_is_made_to_take_time_or_memory(name: str) -> None:
    parser = PARSERS[name]
    for bomb, content in bombs(parser.seeds[:2]).items():
        with cpu_bound():
            try:
                checked(parser, content)
            except AssertionError as error:
                raise AssertionError(f"{bomb}: {error}") from error


@pytest.mark.parametrize("name", PARSERS)
def test_memory_grows_with_the_input_and_no_faster(name: str) -> None:
    parser = PARSERS[name]
    heavy = ("newlines", "colon space", "many keys", "gzip", "laughs", "error codes", "0 over and over")
    contents = bombs(parser.seeds[:1])
    for bomb in heavy:
        with cpu_bound(20):
            assert peak_bytes(lambda content=contents[bomb]: checked(parser, content)) < MAX_PEAK_BYTES, bomb
