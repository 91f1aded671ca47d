"""Addresses and names of networks."""

import ipaddress

from tests.report.corpus.chance import HEX
from tests.report.corpus.scene_values import SceneValues


def ipv4(values: SceneValues, variant: str) -> str:
    if variant in {"own", "gateway"}:
        return str(values.facts["gateway" if variant == "gateway" else "address"])
    subnet = values.facts["address"].rsplit(".", 1)[0]
    if variant == "broadcast":
        return f"{subnet}.255"
    if variant == "foreign":
        chance = values.chance
        first = chance.of(("10.%d.%d", "172.%d.%d", "192.168.%d"))
        middle = (chance.between(16, 31), chance.between(1, 250))
        return first % (middle if first.count("%") == 2 else middle[1:]) + f".{chance.between(2, 254)}"
    return values.pooled("ipv4", lambda: f"{subnet}.{values.chance.between(2, 254)}")


def ipv4_public(values: SceneValues, variant: str) -> str:
    if variant == "own":
        return str(values.facts["public_address"])
    chance = values.chance
    starts = ("88.103", "93.217", "98.47", "81.174", "178.248", "217.91", "46.13", "203.0.113", "198.51.100", "73.162")

    def make() -> str:
        start = chance.of(starts)
        return f"{start}.{chance.between(1, 254)}" + (f".{chance.between(1, 254)}" if start.count(".") == 1 else "")

    return values.pooled("ipv4_public", make)


def ipv6(values: SceneValues, variant: str) -> str:
    return _under(values, values.one_of("prefix6"), "address6", variant)


def ipv6_ula(values: SceneValues, variant: str) -> str:
    return _under(values, values.one_of("ula"), "", variant)


def ipv6_link_local(values: SceneValues, variant: str) -> str:
    return _under(values, "fe80:0:0:0", "", variant)


def _under(values: SceneValues, prefix: str, own: str, variant: str) -> str:
    chance = values.chance

    def make() -> str:
        last = f"::{chance.between(2, 250):x}" if chance.share() < 0.25 else None
        if last and not prefix.startswith("fe80"):
            return str(ipaddress.IPv6Address(prefix + last))
        return str(ipaddress.IPv6Address(prefix + "".join(f":{chance.text(HEX, 4)}" for _ in range(4))))

    text = str(values.facts[own]) if variant == "own" and own else values.pooled(prefix, make)
    return ipaddress.IPv6Address(text).exploded if variant == "full" else text


def mac(values: SceneValues, variant: str) -> str:
    if variant == "own":
        return values.one_of("macs")
    chance = values.chance
    makers = (
        "3c:7c:3f",
        "a4:83:e7",
        "d8:3a:dd",
        "00:1b:63",
        "f0:18:98",
        "dc:a6:32",
        "7c:2e:bd",
        "b8:27:eb",
        "5e:aa:01",
    )
    return values.pooled("mac", lambda: chance.of(makers) + "".join(f":{chance.text(HEX, 2)}" for _ in range(3)))


def bssid(values: SceneValues, _: str) -> str:
    chance = values.chance
    makers = ("c0:25:06", "e8:df:70", "2c:3a:fd", "9c:c7:a6", "34:81:c4", "b0:be:76", "cc:ce:1e", "64:66:b3")
    return values.pooled("bssid", lambda: chance.of(makers) + "".join(f":{chance.text(HEX, 2)}" for _ in range(3)))


def ssid(values: SceneValues, variant: str) -> str:
    return values.one_of("neighbour_ssids" if variant == "other" else "ssids")
