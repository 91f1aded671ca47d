"""Tells personal numbers from other numbers: by check digits, lengths, ranges and calendar dates."""

import datetime
import re

from wizard.report.place import Place

_CARD = re.compile(
    r"4(?:\d{12}|\d{15}|\d{18})|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}|"
    r"3(?:0[0-5]|[689]\d)\d{11}|35(?:2[89]|[3-8]\d)\d{12}|6(?:011|4[4-9]\d|5\d\d)\d{12}|(?:5[06-9]|6\d)\d{10,17}"
)
"""First digits and lengths of Visa, Mastercard, American Express, Diners, JCB, Discover and Maestro (ISO/IEC 7812)."""
_IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "BY": 28,
    "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
    "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22,
    "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
    "LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18,
    "NO": 15, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24,
    "XK": 20,
}  # fmt: skip
"""Countries and lengths of the IBAN registry (ISO 13616)."""
_UNIT_AFTER = re.compile(
    r"[ \t]?(?:bytes?|bajt|[kmgt]i?b\b|bits?|ms\b|s\b|%|files?|items?|[0-9]|[.,:][0-9])", re.IGNORECASE
)
_NUMBER_BEFORE = re.compile(r"[0-9][ .,:/+-]$|[./_#]$")
_MOST_DEGREES = (90, 180)


def digits_of(value: str) -> str:
    """Return the digits alone."""
    return re.sub(r"[^0-9]", "", value)


def _luhn(digits: str) -> bool:
    doubled = sum(sum(divmod(2 * int(digit), 10)) for digit in digits[-2::-2])
    return (doubled + sum(int(digit) for digit in digits[-1::-2])) % 10 == 0


def is_card(value: str) -> bool:
    """Return whether it is a payment card's number: an issuer's first digits, its length, and the check digit."""
    digits = digits_of(value)
    return bool(_CARD.fullmatch(digits)) and _luhn(digits) and not _is_time(digits)


def _is_time(digits: str) -> bool:
    """Return whether the digits begin with a date and a time: ``20231020022130``."""
    try:
        datetime.datetime.strptime(digits[:14], "%Y%m%d%H%M%S").replace(tzinfo=datetime.UTC)
    except ValueError:
        return False
    return len(digits) in (14, 17)


def is_imei(value: str) -> bool:
    """Return whether it is a mobile device's number: 15 digits with a check digit (3GPP TS 23.003)."""
    digits = digits_of(value)
    return len(digits) == 15 and _luhn(digits) and len(set(digits)) > 2


def is_iban(value: str) -> bool:
    """Return whether it is a bank account's number: its country's length, remainder 1 of 97 (ISO 7064)."""
    plain = re.sub(r"[ \u00a0-]", "", value).upper()
    if _IBAN_LENGTHS.get(plain[:2]) != len(plain):
        return False
    turned = plain[4:] + plain[:4]
    return turned.isascii() and int("".join(str(int(sign, 36)) for sign in turned)) % 97 == 1


def iban_key(value: str) -> str:
    """Return an account's number without spaces."""
    return re.sub(r"[ \u00a0-]", "", value).upper()


def is_birth_number(value: str) -> bool:
    """Return whether it is a Czech or Slovak birth number: a date, and divisible by 11 since 1954."""
    digits = digits_of(value)
    month = int(digits[2:4]) % 50
    try:
        datetime.date(2000, month - 20 if month > 20 else month, int(digits[4:6]))
    except ValueError:
        return False
    return len(digits) == 9 or int(digits) % 11 == 0 or (int(digits[:9]) % 11 == 10 and digits[9] == "0")


def is_social_security(value: str) -> bool:
    """Return whether it can be a number of the United States' Social Security: no area 000, 666 or 900 to 999."""
    digits = digits_of(value)
    return len(digits) == 9 and digits[:3] not in ("000", "666") and digits[0] != "9" and digits[3:5] != "00"


def is_no_longer_number(_value: str, place: Place) -> bool:
    """Return False where a number goes on: part of a longer row with dashes, dots or slashes."""
    return not re.search(r"[0-9a-z][-./_]$", place.before(2), re.IGNORECASE) and not re.match(
        r"[-./_]?[0-9a-z]", place.after(2), re.IGNORECASE
    )


def is_phone(value: str) -> bool:
    """Return whether it has as many digits as a number with country code (ITU-T E.164)."""
    return 9 <= len(digits_of(value)) <= 19


def phone_key(value: str) -> str:
    """Return the digits of a number, without the sign or zeros before the country code."""
    return re.sub(r"^00", "", digits_of(value.replace("(0)", "")))


def is_short_phone(value: str) -> bool:
    """Return whether it has as many digits as a number within a country."""
    return 6 <= len(digits_of(value)) <= 15


def is_lone_phone(_value: str, place: Place) -> bool:
    """Return whether digits in groups are no amount with a unit and no part of a longer row of numbers."""
    return not _UNIT_AFTER.match(place.after(8)) and not _NUMBER_BEFORE.search(place.before(2))


def is_lone_position(_value: str, place: Place) -> bool:
    """Return whether two decimal numbers are no part of a longer row of numbers."""
    before, after = place.before(3), place.after(3)
    return not re.search(r"[0-9][,; .]{1,2}$|\.$", before) and not re.match(r"[,; ]{1,2}[0-9]+\.|[0-9.]", after)


def is_position(value: str) -> bool:
    """Return whether two decimal numbers are a latitude and a longitude."""
    numbers = [float(number) for number in re.findall(r"-?\d+\.\d+", value)]
    return len(numbers) == 2 and all(
        abs(number) <= most for number, most in zip(numbers, _MOST_DEGREES, strict=True)
    ) and abs(numbers[0]) + abs(numbers[1]) > 2  # fmt: skip


def is_degree(value: str) -> bool:
    """Return whether a decimal number may be a latitude or a longitude."""
    return abs(float(value)) <= _MOST_DEGREES[1] and float(value) != 0
