"""Names and numbers of people and their devices."""

from tests.report.corpus.chance import LETTERS, luhn_digit
from tests.report.corpus.scene_values import MissingValueError, SceneValues


def user(values: SceneValues, variant: str) -> str:
    return str(values.chance.of(values.facts["others"])["user"]) if variant == "other" else str(values.facts["user"])


def full_name(values: SceneValues, variant: str) -> str:
    chosen = values.chance.of(values.facts["others"])["name"] if variant == "other" else values.facts["full_name"]
    name = str(chosen)
    first, last = name.rsplit(" ", 1)
    return {"reversed": f"{last}, {first}", "initial": f"{first[0]}. {last}", "joined": f"{first}_{last}"}.get(
        variant, name
    )


def host(values: SceneValues, variant: str) -> str:
    names = values.facts["host_names"]
    return str(names[-1] if variant == "alternative" else names[0])


def device(values: SceneValues, _: str) -> str:
    return values.one_of("devices")


def domain(values: SceneValues, variant: str) -> str:
    if variant == "netbios":
        return values.one_of("netbios")
    domains = values.facts.get("domains")
    if not domains:
        raise MissingValueError("domains")
    return str(domains[0])


def fqdn(values: SceneValues, variant: str) -> str:
    host = values.facts["host_names"][0].split(".")[0].lower()
    servers = ("dc01", "files", "mail2", "print-eg", "sql-prod", "wiki", "vpn", "intranet", "git", "backup03", "wsus")
    return f"{host if variant == 'own' else values.chance.of(servers)}.{domain(values, '')}"


def neutral(values: SceneValues, variant: str) -> str:
    """Somebody's name or device where nothing around it says what it is."""
    facts = {"device": "devices", "network": "neighbour_ssids"}
    if variant in facts:
        return values.one_of(facts[variant])
    name = str(values.chance.of(values.facts["others"])["name"])
    return ", ".join(reversed(name.rsplit(" ", 1))) if variant == "reversed" else name


def serial(values: SceneValues, variant: str) -> str:
    if variant == "own":
        return values.one_of("serials")
    chance = values.chance
    shape = chance.of(("S4EVNX0N", "WD-WCC4N", "PF", "5CD", "CN0", "C02", "R9", "2TK"))
    return values.pooled("serial", lambda: shape + chance.text(LETTERS + "23456789", chance.between(7, 10)))


def imei(values: SceneValues, _: str) -> str:
    digits = values.chance.of(("35", "86", "01")) + values.chance.text("0123456789", 12)
    return digits + luhn_digit(digits)


def machine_guid(values: SceneValues, variant: str) -> str:
    if variant == "own":
        return str(values.facts["machine_guid"])
    return values.pooled("machine_guid", values.chance.guid)


def sid(values: SceneValues, variant: str) -> str:
    base = str(values.facts["sid"])
    return base if variant == "own" else f"{base.rsplit('-', 1)[0]}-{values.chance.between(1001, 9800)}"


def email(values: SceneValues, variant: str) -> str:
    if variant == "own":
        return str(values.facts["email"])
    chance = values.chance
    names = ("p.svoboda", "anke.vogel", "office", "bob.hartley", "eliska+shop", "j_tanaka", "m.o-brien", "katka77",
             "rechnung", "h.lindqvist", "team-lead", "zdenek.kral", "info", "sam.o", "x.ferreira")  # fmt: skip
    hosts = ("firma-vogel.example", "hartley-sons.com", "tiskarna-kral.cz", "mail.example.org", "lindqvist-bygg.se",
             "posteo.example", "studio-nord.de", "example.net", "ferreira-lda.pt")  # fmt: skip
    return values.pooled("email", lambda: f"{chance.of(names)}@{chance.of(hosts)}")


def phone(values: SceneValues, variant: str) -> str:
    chance = values.chance
    shape = "+4207########" if variant == "international" else chance.of((
        "+420 6## ### ###", "+4207########", "6## ### ###", "+49 171 #######", "0171/#######", "+49 (0)89 ###-####",
        "030 ########", "+1 (415) 555-01##", "(212) 555-01##", "415-555-01##", "+44 7700 900###", "07700 900###",
        "00420 7## ### ###", "+43 664 #######",
    ))  # fmt: skip
    return "".join(chance.of("0123456789") if sign == "#" else sign for sign in shape)


def card(values: SceneValues, variant: str) -> str:
    chance = values.chance
    digits = chance.of(("4", "51", "53", "4571", "55")) + chance.text("0123456789", 15)
    digits = digits[:15] + luhn_digit(digits[:15])
    separator = {"plain": "", "dashed": "-"}.get(variant, " ")
    return separator.join(digits[place : place + 4] for place in range(0, 16, 4))


def national_id(values: SceneValues, variant: str) -> str:
    chance = values.chance
    if variant == "ssn":
        return f"{chance.between(101, 665)}-{chance.between(10, 98)}-{chance.between(1000, 9998)}"
    month = chance.between(1, 12) + chance.of((0, 50))
    start = f"{chance.between(55, 99)}{month:02}{chance.between(1, 28):02}{chance.between(100, 999)}"
    rest = int(start) * 10 % 11
    if rest == 1:  # no tenth digit makes this one divisible by 11
        return national_id(values, variant)
    number = start + str(-rest % 11)
    return f"{number[:6]}/{number[6:]}"


def iban(values: SceneValues, variant: str) -> str:
    chance = values.chance
    country, length = chance.of((("CZ", 20), ("DE", 18), ("AT", 16), ("SK", 20)))
    account = chance.text("0123456789", length)
    rest = int(account + "".join(str(ord(sign) - 55) for sign in country) + "00") % 97
    text = f"{country}{98 - rest:02}{account}"
    return text if variant == "plain" else " ".join(text[place : place + 4] for place in range(0, len(text), 4))


def coordinates(values: SceneValues, variant: str) -> str:
    chance = values.chance
    latitude = f"{chance.between(36, 54)}.{chance.text('0123456789', 5)}{chance.of('123456789')}"
    longitude = f"{chance.between(6, 18)}.{chance.text('0123456789', 5)}{chance.of('123456789')}"
    return {"latitude": latitude, "longitude": longitude, "space": f"{latitude} {longitude}"}.get(
        variant, f"{latitude},{chance.of(('', ' '))}{longitude}"
    )
