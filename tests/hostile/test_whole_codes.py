"""The code that support looks for is an integer: a whole token in a field that is known to hold one (FACTS A6)."""

import json

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wizard.system.crash_codes import codes_in_document, codes_in_text, is_code_field, parse_code
from wizard.system.crash_formats import read_crash_log

DEAD = 0xDEAD
FIELDS = ("error code", "error_code", "ErrorCode", "exception-code", "EXCEPTION CODE", "crashCode")
WRITTEN = ("0xDEAD", "0xdead", "0XDEAD", "0x0000DEAD", "57005", "+57005", "-8531", "0000dead")
HEXADECIMAL = "0123456789abcdefABCDEF"
OTHERS = st.integers(0, 2**64 - 1).filter(lambda number: number != DEAD)
WORD = st.text("abcdefghijklmnopqrstuvwxyzABCDEF0123456789_", min_size=1, max_size=6)


@given(field=st.sampled_from(FIELDS), code=st.sampled_from(WRITTEN), sign=st.sampled_from(("=", ": ", " = ", ":")))
def test_it_is_found_however_it_is_written(field: str, code: str, sign: str) -> None:
    assert DEAD in codes_in_text(f"2025-01-01 app[1]: {field}{sign}{code}\n")
    assert DEAD in codes_in_document([{"nested": {field: code}}])


@given(field=st.sampled_from(FIELDS), number=OTHERS, form=st.sampled_from(("{}", "0x{:x}", "0x{:X}", "0x{:016x}")))
def test_no_other_number_is_taken_for_it(field: str, number: int, form: str) -> None:
    assert DEAD not in codes_in_text(f"{field}={form.format(number)}\n")
    assert DEAD not in codes_in_document({field: form.format(number)})
    assert DEAD not in codes_in_document({field: number})


@given(
    field=st.sampled_from(FIELDS),
    before=st.text(HEXADECIMAL, max_size=4),
    after=st.text(HEXADECIMAL + "ghijklxyz_", max_size=4),
)
def test_it_is_never_found_inside_a_longer_token(field: str, before: str, after: str) -> None:
    """0xDEADBEEF, 0x1DEAD and 0xDEADline are other tokens; zeros before it are the same number."""
    assume(after or before.strip("0"))
    token = f"0x{before}DEAD{after}"
    assert DEAD not in codes_in_text(f"{field}={token}\n")
    assert DEAD not in parse_code(token)


@given(prefix=WORD, suffix=WORD, sign=st.sampled_from(("=", ":", " ", "")))
def test_no_other_field_holds_it(prefix: str, suffix: str, sign: str) -> None:
    """exit_code, status, address: a field is known by its whole name, and a word of prose is none."""
    assume(not is_code_field(f"{prefix}_code") and not is_code_field(prefix) and not is_code_field(suffix))
    for field in (f"{prefix}_exit_code", f"exit{prefix}code", f"error_code_{suffix}", f"errorcode{suffix}x"):
        assume(not is_code_field(field))
        assert DEAD not in codes_in_document({field: "0xDEAD"})
        assert DEAD not in codes_in_text(f"{field}{sign}0xDEAD\n"), field


@given(
    words=st.lists(st.sampled_from(("the", "dead", "0xDEAD", "code", "line", "57005", "is", "DEAD", "a")), max_size=9)
)
def test_prose_holds_none(words: list[str]) -> None:
    assert DEAD not in codes_in_text("INFO " + " ".join(words) + "\n")


@given(number=st.integers(0, 2**32 - 1))
def test_a_report_of_windows_tells_its_code_as_it_is(number: int) -> None:
    """Hexadecimal without a prefix, whatever its digits look like."""
    text = f"Version=1\r\nEventType=APPCRASH\r\nSig[6].Name=Ausnahmecode\r\nSig[6].Value={number:08x}\r\n"
    assert read_crash_log("Report.wer", b"\xff\xfe" + text.encode("utf-16-le")).codes == (number,)


@given(number=st.integers(0, 2**63 - 1), place=st.sampled_from(("codes", "rawCodes", "termination")))
def test_a_report_of_macos_tells_its_codes_as_they_are(number: int, place: str) -> None:
    bodies = {
        "codes": {"exception": {"codes": f"0x{number:016x}"}},
        "rawCodes": {"exception": {"rawCodes": [number]}},
        "termination": {"termination": {"code": number}},
    }
    log = f'{{"app_name": "Example"}}\n{json.dumps(bodies[place])}'
    assert read_crash_log("a.ips", log.encode()).codes == (number,)


@pytest.mark.parametrize("value", [True, 57005.0, [57005], {"value": 57005}, None, "57005.0", "0xDEAD ", " 0xDEAD"])
def test_values_of_another_kind(value: object) -> None:
    found = codes_in_document({"errorCode": value})
    assert found == ((DEAD,) if isinstance(value, str) and "." not in value else ())
