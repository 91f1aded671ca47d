"""Prints, as JSON, what Qt answers with the help of ICU in every language it knows, and which ICU library was used.

A program of its own, so that the test can start it with the ICU of the bundle and with the whole one.
"""

import json
import sys
from functools import cmp_to_key
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QCollator,
    QIODevice,
    QLocale,
    QStringConverter,
    QStringEncoder,
    QTimeZone,
    QXmlStreamReader,
)

WORDS = """
    chata hora cena čáp Česko dům ďábel řeka rosa žába zima ål Ångström zebra öl oder ñu nu ll la ł l ąb ab əz ß ss
    ı i İ I 東京 大阪 北京 上海 가나 나가 あい いあ ش س क ख ก ข 10 9 2 a10 a2 A a Ä ä
""".split()  # noqa: SIM905 - a list of fifty strings is harder to read
ZONES = (b"Europe/Prague", b"America/New_York", b"Asia/Kathmandu")


def sorted_words(language: str) -> list[str]:
    collator = QCollator(QLocale(language))
    collator.setNumericMode(True)
    return sorted(WORDS, key=cmp_to_key(collator.compare))


def zone_names(zone: bytes, language: str) -> list[str]:
    times = (QTimeZone.TimeType.StandardTime, QTimeZone.TimeType.DaylightTime, QTimeZone.TimeType.GenericTime)
    return [
        QTimeZone(QByteArray(zone)).displayName(time, kind, QLocale(language))
        for time in times
        for kind in (QTimeZone.NameType.LongName, QTimeZone.NameType.ShortName)
    ]


def decoded(encoding: str) -> tuple[bool, str]:
    """Return whether Qt can write this encoding, and what it reads from the upper half of its bytes."""
    buffer = QBuffer()
    text = b"<?xml version='1.0' encoding='%s'?><a>%s</a>" % (encoding.encode(), bytes(range(0xA0, 0x100)))
    buffer.setData(QByteArray(text))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QXmlStreamReader(buffer)
    reader.readNextStartElement()
    return QStringEncoder(encoding).isValid(), reader.readElementText()


def main() -> None:
    every = QLocale.matchingLocales(QLocale.Language.AnyLanguage, QLocale.Script.AnyScript, QLocale.Country.AnyCountry)
    languages = sorted({locale.bcp47Name() for locale in every})
    library = next(
        line.split()[-1] for line in Path("/proc/self/maps").read_text().splitlines() if "libicudata" in line
    )
    json.dump(
        {
            "sorted": {language: sorted_words(language) for language in languages},
            "case": {language: QLocale(language).toUpper(" ".join(WORDS)) for language in languages},
            "zones": {language: [zone_names(zone, language) for zone in ZONES] for language in languages},
            "every zone": {
                bytes(zone.data()).decode(): [zone_names(bytes(zone.data()), language) for language in ("en", "cs")]
                for zone in QTimeZone.availableTimeZoneIds()
            },
            "encodings": {encoding: decoded(encoding) for encoding in QStringConverter.availableCodecs()},
            "library": library,
        },
        sys.stdout,
    )


if __name__ == "__main__":
    main()
