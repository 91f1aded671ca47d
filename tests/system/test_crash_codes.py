"""0xDEAD is a whole number in a known field, never a part of another one and never a word (FACTS A6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.system.crash_codes import codes_in_document, codes_in_text, is_code_field, parse_code, unsigned_forms

DEAD = 0xDEAD


@pytest.mark.parametrize(
    "token",
    (
        *("0xDEAD", "0xdead", "0XDEAD", "0x0000dead", "0x000000000000dead", "dead", "DEAD", "0000dead", "57005"),
        *(" 57005 ", "-8531", "-0x2153", "+57005", "00000000dead"),
    ),
)
def test_every_way_to_write_the_code(token: str) -> None:
    assert DEAD in parse_code(token)


@pytest.mark.parametrize(
    "token",
    (
        *("0xDEADBEEF", "0xDEAD10CC", "deadbeef", "0xDEA", "0xDEADD", "0xADEAD", "0x57005", "57006", "570050", ""),
        *("0x", "x", "dead end", "0xDEAD 1", "57005.0", "57,005", "-57005", "0xFFFFDEAD", "undead", "d e a d", "٥٧٠٠٥"),
        "0x" + "d" * 99,
    ),
)
def test_other_numbers_and_words(token: str) -> None:
    assert DEAD not in parse_code(token)


def test_bare_digits_are_decimal_but_where_the_field_is_hexadecimal() -> None:
    assert parse_code("57005") == (57005,)
    assert parse_code("57005", bare_is_hexadecimal=True) == (0x57005,)
    assert parse_code("c0000005", bare_is_hexadecimal=True) == (0xC0000005,)
    # Eight digits with a zero in front: so Windows writes a code.
    assert parse_code("00057005") == (0x57005,)


def test_a_negative_number_is_read_in_the_bits_it_fits_in() -> None:
    assert unsigned_forms(-8531) == (0xDEAD, 0xFFFFDEAD, 0xFFFFFFFFFFFFDEAD)
    assert unsigned_forms(-2147467259) == (0x80004005, 0xFFFFFFFF80004005)
    assert unsigned_forms(-(1 << 63)) == (1 << 63,)
    assert unsigned_forms(-(1 << 63) - 1) == ()
    assert unsigned_forms(1 << 64) == ()
    assert unsigned_forms(0) == (0,)


@pytest.mark.parametrize(
    "line",
    [
        "exception_code=0xDEAD",
        "ExceptionCode: 0x0000dead",
        "Exception code: 0xdead",
        "Faulting module: a.dll, exception code 0xDEAD, offset 5",
        "error code: 57005",
        "Error code 57005.",
        "ERROR-CODE = dead",
        "2026-01-05 12:00:01 worker ended (error_code=0xDEAD)",
        "crash-code: 0xDEAD",
        "code=57005",
        "level=fatal code=0xDEAD thread=7",
        "code = dead",
        "code: 57005",
        "  code: 0xDEAD\r\nnext",
        '{"error_code": "0xDEAD"}',
        "error_code='dead'",
        "error code=-8531",
        "first\nsecond code=dead\nthird",
        "Error code 0xDEAD",
    ],
)
def test_a_code_in_a_known_field_of_a_log(line: str) -> None:
    assert DEAD in codes_in_text(line)


@pytest.mark.parametrize(
    "line",
    [
        "0xDEAD",
        "the process is dead",
        "address 0xDEAD was read",
        "exit status: 57005",
        "exception_code=0xDEADBEEF",
        "error code: 0xDEAD10CC",
        "code=0xDEAD.BEEF",
        "code=0xDEAD-BEEF",
        "code=57005.5",
        "code=570055",
        "code=1570055",
        "code=157005",
        "postcode=57005",
        "my-code=57005",
        "opcode=57005",
        "encode=57005",
        "code=dead end",
        "error code: dead letter",
        "Error code dead",
        "the dead code: dead",
        "that code: 57005 times",
        "code=deadline",
        "code=dead_letter",
        "error code\n57005",
        "error code:\n57005",
        "code 57005",
        "",
    ],
)
def test_no_code_in_prose_or_other_fields(line: str) -> None:
    assert DEAD not in codes_in_text(line)


def test_codes_stand_in_order_each_once() -> None:
    assert codes_in_text("code=5\ncode=0x7\nerror code: 5\ncode=6") == (5, 7, 6)


def test_a_document_is_read_by_its_fields_at_any_depth() -> None:
    assert codes_in_document({"a": [{"b": {"errorCode": "0xDEAD"}}]}) == (DEAD,)
    assert codes_in_document({"code": 57005}) == (DEAD,)
    assert codes_in_document([{"Exception Code": -8531}]) == unsigned_forms(-8531)
    assert codes_in_document({"crash_code": "dead", "code": None}) == (DEAD,)


@pytest.mark.parametrize(
    "document",
    [
        {"message": "error code: 0xDEAD"},
        {"error_code": "we saw 0xDEAD"},
        {"code": 57005.0},
        {"code": True},
        {"code": [57005]},
        {"status_code": 57005},
        {"code": "0xDEADBEEF"},
        {"code": 10**400},
        "code=0xDEAD",
        57005,
        None,
    ],
)
def test_a_document_without_the_code(document: object) -> None:
    assert DEAD not in codes_in_document(document)


def test_known_fields() -> None:
    for name in ("code", "Code", "error_code", "errorCode", "Error Code", "exception-code", "EXCEPTIONCODE"):
        assert is_code_field(name)
    for name in ("", "codes", "status", "postcode", "error", "code_name", "c" * 100_000):
        assert not is_code_field(name)


@given(st.integers(0, 2**64 - 1))
def test_hexadecimal_comes_back_as_it_was(number: int) -> None:
    assert parse_code(f"0x{number:x}") == (number,)
    assert parse_code(f"0x{number:016X}") == (number,)


@given(st.text())
def test_any_text_gives_whole_numbers(text: str) -> None:
    for code in (*parse_code(text), *codes_in_text(text), *codes_in_text(f"code={text}")):
        assert 0 <= code < 2**64 or code < 10**20
