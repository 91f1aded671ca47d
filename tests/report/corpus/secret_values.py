"""Passwords, keys, tokens."""

import base64
import json
from collections.abc import Mapping
from urllib.parse import quote

from tests.report.corpus.chance import ALPHANUMERIC, HEX, LETTERS
from tests.report.corpus.scene_values import SceneValues

PASSWORD_STEMS = (
    "Sommer", "kocicka", "Passwort", "Tr0ub4dor", "winter", "Heslo", "correct-horse", "Bluebird", "spartaPraha",
    "qwertz", "Kaffee", "hunter", "letMeIn", "Zahrada", "dragon", "Regenbogen", "monkey", "medvidek",
)  # fmt: skip


def password(values: SceneValues, variant: str) -> str:
    chance = values.chance
    if variant == "url" or chance.share() < 0.4:
        return chance.of(PASSWORD_STEMS) + str(chance.between(10, 2024)) + chance.of(("", "-x", "_K"))
    return chance.text(ALPHANUMERIC + "!#$*+-_.", chance.between(9, 18)) + chance.of("!9aZ")


def api_key(values: SceneValues, variant: str) -> str:
    chance = values.chance
    shapes = (
        ("AKIA", LETTERS + "234567", 16), ("AIza", ALPHANUMERIC, 35), ("ghp_", ALPHANUMERIC, 36),
        ("npm_", ALPHANUMERIC, 36), ("dop_v1_", HEX, 64), ("pk_", ALPHANUMERIC, 32), ("key-", HEX, 32),
    )  # fmt: skip
    plain = (("", ALPHANUMERIC, 40), ("", HEX, 32), ("", ALPHANUMERIC + "-_", 43))
    prefix, alphabet, length = shapes[0] if variant == "aws" else chance.of(plain if variant == "plain" else shapes)
    return prefix + chance.text(alphabet, length)


def _json64(data: Mapping[str, object]) -> str:
    return base64.urlsafe_b64encode(json.dumps(data, separators=(",", ":")).encode()).decode().rstrip("=")


def bearer(values: SceneValues, variant: str) -> str:
    chance = values.chance
    if variant == "opaque":
        return chance.of(("ya29.", "EwB4A8l6BAAU", "0.AXkA", "gho_")) + chance.text(ALPHANUMERIC + "-_", 60)
    head = _json64({"alg": chance.of(("RS256", "HS256", "ES256")), "typ": "JWT"})
    body = _json64({"sub": chance.text(HEX, 12), "exp": chance.between(1_690_000_000, 1_760_000_000)})
    return f"{head}.{body}.{chance.text(ALPHANUMERIC + '-_', 43)}"


def cookie(values: SceneValues, _: str) -> str:
    chance = values.chance
    return chance.text(chance.of((HEX, ALPHANUMERIC, ALPHANUMERIC + "-_.")), chance.between(26, 64)) + "q"


def private_key(values: SceneValues, variant: str) -> str:
    return values.chance.text(ALPHANUMERIC + "+/", int(variant or 64))


def wifi_key(values: SceneValues, variant: str) -> str:
    chance = values.chance
    if variant == "hex":
        return chance.text(HEX, 64)
    if variant == "own":
        return str(values.facts["wifi_key"])
    return chance.of(("", "kralik", "Dorfstr", "garten", "home")) + chance.text("0123456789", 9)


def session(values: SceneValues, _: str) -> str:
    chance = values.chance
    return chance.of((chance.guid(), chance.text(HEX, 32), chance.text(ALPHANUMERIC, 24) + "7"))


def signature(values: SceneValues, variant: str) -> str:
    chance = values.chance
    if variant == "azure":
        return quote(base64.b64encode(chance.text(HEX, 32).encode()).decode(), safe="")
    return chance.text(HEX, 64)


def basic(values: SceneValues, _: str) -> str:
    return base64.b64encode(f"{values.facts['user']}:{password(values, '')}".encode()).decode()


def product_key(values: SceneValues, _: str) -> str:
    return "-".join(values.chance.text("BCDFGHJKMPQRTVWXY2346789", 5) for _ in range(5))
