"""Addresses, names of computers, devices and networks, and what identifies hardware."""

from wizard.report import judgement, network_judgement
from wizard.report.kind import Kind
from wizard.report.number_judgement import digits_of, is_imei
from wizard.report.pattern_parts import ASSIGN, ELEMENT, HARDWARE, OCTETS, QUOTED, UUID, VALUE, WORD
from wizard.report.secret_judgement import has_value

_H, _C = "[0-9a-f]{1,4}", "(?::|%(?:25)?3a)"
_IPV6 = "|".join(
    [
        f"(?:{_H}{_C}){{7}}{_H}",
        f"(?:{_H}{_C}){{1,7}}{_C}",
        *(f"(?:{_H}{_C}){{1,{7 - most}}}(?:{_C}{_H}){{1,{most}}}" for most in range(1, 7)),
        f"{_C}(?:{_C}{_H}){{1,7}}",
        f"(?:{_H}{_C}){{6}}{OCTETS}",
        f"{_C}(?:{_C}{_H}){{0,5}}{_C}{OCTETS}",
        f"(?:{_H}{_C}){{1,5}}(?:{_C}{_H}){{0,4}}{_C}{OCTETS}",
    ]
)
_LOCAL = (
    r"(?:local|lan|internal|intranet|intern|corp|home|private|localdomain|localnet|lokal|workgroup|home\.arpa|"
    r"fritz\.box)"
)
_SERIAL = (
    r"(?:serial(?:[ _-]?(?:number|no|num|nr))?|s/n|sn|imei|výrobní číslo|sériové číslo|seriennummer|service[ _-]?tag|"
    r"(?:numer seryjny|numéro de série)(?: [\p{L}]{1,16}){0,2}|"
    r"asset[ _-]?tag|identifyingnumber|machine[ _-]?(?:id|guid)|(?:product|system|hardware)[ _-]?uuid)"
)
_SERIAL_SPOKEN = (
    r"(?:serial|[a-z]{0,16}serial ?number|s/n|sn|service tag|asset tag|seriennummer|sériové číslo|výrobní číslo|"
    r"(?:numer seryjny|numéro de série)(?: [\p{L}]{1,16}){0,2})"
)
_MACHINE = (
    r"(?:(?:hw|hardware|machine|platform|ioplatform|device|system|product|host|computer|csproduct|agent)[ _-]?"
    r"(?:uu|gu)?id|(?:provisioning )?udid|crashreporterkey|susclientid)"
)
_IMEI = "[0-9]{2}[ -]?[0-9]{6}[ -]?[0-9]{6}[ -]?[0-9]"
_SSID = (
    r"(?:e?ssid|wi-?fi[ _-]?name|network[ _-]?name|název sítě|netzwerkname|nazwa sieci|nom du réseau|guest network|"
    r"síť pro hosty|gastnetz|sieć dla gości|réseau invité|all user profile|profil všech uživatelů|"
    r"profil für alle benutzer|profil wszystkich użytkowników|profil tous les utilisateurs)(?: [0-9]{1,2})?"
)
_DEVICE = (
    r"(?:(?:client-)?host[ _-]?name|computer[ _-]?name|device[ _-]?name|workstation(?: name)?|client[ _-]?name|"
    r"rechnername|gerätename|název (?:počítače|zařízení)|machine name|"
    r"nazwa (?:komputera|stacji roboczej|urządzenia|hosta)|"
    r"nom (?:de (?:l['’])?(?:la )?)?(?:l['’])?(?:ordinateur|appareil|hôte|station de travail|poste))"
)


def _bare(value: str) -> str:
    return value.strip("\\\"' ").casefold()


def _machine_key(value: str) -> str:
    return value.strip("{}\\\"' ").casefold()


HARDWARE_NAMES: tuple[Kind, ...] = (
    Kind("sid", "S-1-5-21-[0-9]{1,10}-[0-9]{1,10}-[0-9]{1,10}(?:-[0-9]{1,10})?"),
    Kind(
        "mac",
        r"(?:[0-9a-f]{2}(?::|-|%3a)){5}[0-9a-f]{2}|[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}",
        key=network_judgement.hex_digits,
        real=network_judgement.is_mac,
        fits=network_judgement.is_no_longer_row,
    ),
    Kind(
        "mac",
        r"(?:mac|mac[ _-]?addr(?:ess)?|hwaddr|lladdr|chaddr|adapter|bssid|ether|physical address|hardware address)"
        rf"{ASSIGN}(?:0x)?",
        "[0-9a-f]{12}",
        key=network_judgement.hex_digits,
        real=network_judgement.is_mac,
        fits=network_judgement.is_no_longer_hex,
    ),
    Kind(
        "mac",
        r"mac(?:addr(?:ess)?)?[\"']?=hex:",
        "(?:[0-9a-f]{2},){5}[0-9a-f]{2}",
        key=network_judgement.hex_digits,
        real=network_judgement.is_mac,
        inside=True,
    ),
    Kind(
        "mac",
        "dev_",
        "(?:[0-9a-f]{2}_){5}[0-9a-f]{2}",
        key=network_judgement.hex_digits,
        real=network_judgement.is_mac,
        inside=True,
    ),
    Kind(
        "mac",
        r"bthport\\{1,2}parameters\\{1,2}(?:devices|keys)\\{1,2}",
        "[0-9a-f]{12}",
        key=network_judgement.hex_digits,
        real=network_judgement.is_mac,
    ),
    Kind(
        "mac",
        " at ",
        "(?:[0-9a-f]{1,2}:){5}[0-9a-f]{1,2}",  # BSD's arp leaves zeros out
        key=network_judgement.padded_hex_digits,
        real=network_judgement.is_padded_mac,
    ),
    Kind(
        "mac",
        r"\bmac[ \t]{1,3}",
        "[0-9a-f]{12}",
        key=network_judgement.hex_digits,
        real=network_judgement.is_mac,
        fits=network_judgement.is_no_longer_hex,
    ),
    Kind(
        "mac",
        "(?:0001000[16][0-9a-f]{8}|0003000[16])",
        "[0-9a-f]{12}",
        key=network_judgement.hex_digits,
        real=network_judgement.is_mac,
        fits=network_judgement.is_no_longer_hex,
    ),
    Kind("serial", rf"{_SERIAL}\.?(?:{ASSIGN}|{ELEMENT})", VALUE, key=_bare, real=judgement.is_serial),
    Kind("serial", rf"{_SERIAL_SPOKEN}[ \t]{{1,4}}", r"[\p{L}\p{N}-]+", key=_bare, real=judgement.is_plain_serial),
    Kind("serial", r"imei[:=\s]{1,4}(?:(?:is|je|ist|lautet)[: ]{1,2})?", _IMEI, key=digits_of, real=is_imei),
    Kind("serial", "(?:01|35|86|99)[0-9]{13}", key=digits_of, real=is_imei, fits=network_judgement.is_no_longer_hex),
    Kind("serial", r"iserial[ \t]+[0-9]{1,3}[ \t]+", r"[\p{L}\p{N}-]+", key=_bare, real=judgement.is_plain_serial),
    Kind("serial", r"equipment identifier[:=\s'\"]{1,5}", "[0-9]{15}", key=digits_of, real=is_imei),
    Kind(
        "serial",
        r"(?:usbstor|scsi|ide)\\{1,2}[^\s\\]{1,120}\\{1,2}",
        r"([\p{L}\p{N}_-]+)(?:&[0-9])?",
        key=_bare,
        real=judgement.is_device_serial,
        inside=True,
    ),
    Kind(
        "serial",
        r"usb\\{1,2}vid_[0-9a-f]{4}&pid_[0-9a-f]{4}\\{1,2}",
        r"([\p{L}\p{N}_-]+)(?m:[^&\p{L}\p{N}_-]|$)",
        key=_bare,
        real=judgement.is_serial,
        inside=True,
    ),
    Kind(
        "serial",
        rf"(?:{_MACHINE}(?:{ASSIGN}|{ELEMENT}|[ \t]{{1,8}}(?:#[ \t])?)[\"'{{]{{0,2}}|"
        r"DMI: [^\n]{0,80}uuid |(?m:^[ \t]*UUID[ \t]*[:=]?[ \t\n]+))",
        rf"({UUID}|[0-9a-f]{{8}}-[0-9a-f]{{16}}|[0-9a-f]{{32}}|[0-9a-f]{{40}})\b",
        key=_machine_key,
        real=judgement.is_machine_id,
        inside=True,
        ahead=True,
    ),
    Kind("serial", "4c4c4544-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", key=_machine_key),
)

NETWORK_NAMES: tuple[Kind, ...] = (
    Kind("host", rf"{WORD}(?:\.[\p{{L}}\p{{N}}-]+)*\.{_LOCAL}", real=judgement.is_host, fits=judgement.is_no_file),
    Kind("host", r"\\{2,4}", r"([\p{L}\p{N}][\p{L}\p{N}.-]+)\\", real=judgement.is_server, fits=judgement.is_no_path),
    Kind(
        "host", r"(?m:^[ \t]*)(?:computer|device) ?name:[ \t]{1,8}", r"[^\n\"']+", key=_bare, real=judgement.is_device
    ),
    Kind("host", rf"{_DEVICE}[ .]{{0,32}}{ASSIGN}", VALUE, key=_bare, real=judgement.is_bare_device),
    Kind("host", rf"{_DEVICE}[ \t]{{1,4}}", QUOTED, key=_bare, real=judgement.is_bare_device),
    Kind(
        "host",
        r"dhcp(?:ack|offer|request|discover|inform|nak)",
        rf"[^\n]{{0,120}}?{HARDWARE}\)?[ \t]+\(?([\p{{L}}\p{{N}}][\p{{L}}\p{{N}}._-]*)\)?",
        key=_bare,
        real=judgement.is_device,
        ahead=True,
    ),
    Kind(
        "host",
        "(?m:^)[0-9]{9,11} ",
        rf"{HARDWARE} {OCTETS} ([^\s*]+)",
        key=_bare,
        real=judgement.is_device,
        ahead=True,
    ),
    Kind(
        "host",
        rf"([\p{{L}}\p{{N}}][\p{{L}}\p{{N}}_-]*)[ \t]+\(?{OCTETS}\)?[ \t]+(?:at[ \t]+)?{HARDWARE}",
        grouped=True,
        key=_bare,
        real=judgement.is_device,
    ),
    Kind(
        "host",
        rf"([\p{{L}}\p{{N}}][\p{{L}}\p{{N}}_-]*)[ \t]{{1,8}}{HARDWARE}[ \t]{{1,8}}{OCTETS}",
        grouped=True,
        key=_bare,
        real=judgement.is_device,
    ),
    Kind(
        "host",
        r"[«„“][ \x{a0}]?",
        rf"([^«»„”“\n\x{{a0}}]{{2,64}}?)[ \x{{a0}}]?[»”“] [\[(]{HARDWARE}[\])]",
        key=_bare,
        real=judgement.is_device,
    ),
    Kind("host", r", ([^,\n]{1,63}), IP [0-9a-f]", grouped=True, key=_bare, real=judgement.is_device, inside=True),
    Kind(
        "host",
        r"(?:device|zařízení|gerät|peer|accessory)[^\n\"']{0,24}name[:= ]{1,3}[\"'“„]",
        r"[^\"'“”\n]{2,64}",
        key=_bare,
        real=judgement.is_device,
    ),
    Kind(
        "host",
        r"\] Device ",
        rf"{HARDWARE} ([^\n:]{{2,64}})(?m:$)",
        key=_bare,
        real=judgement.is_device,
        inside=True,
        ahead=True,
    ),
    Kind("host", "device ", rf"({WORD}) found at (?:{OCTETS}|\[?[0-9a-f:]+)", key=_bare, real=judgement.is_device),
    Kind(
        "host",
        '(?:discovered|connected|paired|found)(?: (?:device|accessory|peer))? ["“]',
        r"([^\"”\n]{2,64})[\"”],? (?:at|address|rssi|model)\b",
        key=_bare,
        real=judgement.is_device,
    ),
    Kind("host", rf"({WORD})\._[a-z0-9-]{{2,15}}\._(?:tcp|udp)\b", grouped=True, key=_bare, real=judgement.is_device),
    Kind(
        "host",
        r"config host(?: '[^'\n]{0,64}')?[ \t]*\n",
        r"(?:[ \t]+(?:option|list)[^\n]*\n){0,4}?[ \t]+option name '([^'\n]+)'",
        key=_bare,
        real=judgement.is_device,
        ahead=True,
    ),
    Kind(
        "host",
        r"(?m:^)[ \t]{6,20}([^\s:][^\n:]{1,63}):\n[ \t]{8,24}Address:",
        grouped=True,
        key=_bare,
        real=judgement.is_device,
    ),
    Kind(
        "domain",
        r"(?:account domain|userdomain|user domain|kontodomäne|doména účtu|(?:alt)?defaultdomain(?:name)?|logondomain)"
        + ASSIGN,
        VALUE,
        key=_bare,
        real=judgement.is_domain,
        inside=True,
    ),
    Kind(
        "ssid",
        rf"{_SSID}\\*[\"']?[ \t]{{0,24}}(?:=>|[:=])[ \t]{{0,3}}",
        rf"{QUOTED}|([^\s\"',;:=][^\n\"',;]*)",
        key=_bare,
        real=has_value,
    ),
    Kind(
        "ssid",
        r"(?:scan|bss|netz|síť|network|access point)\w*:?[ \t]'",
        rf"([^'\n]{{1,32}})'[ \t]+{HARDWARE}",
        key=_bare,
        real=has_value,
    ),
    Kind(
        "ssid",
        rf"{HARDWARE}[ \t]{{2,8}}",
        r"([^\n]{1,32}?)[ \t]{2,}(?:Infra|Ad-Hoc|AP|Mesh)[ \t]",
        key=_bare,
        real=has_value,
        ahead=True,
    ),
    Kind(
        "ssid",
        rf"(?m:^)[ \t]{{1,32}}([^\s:][^\n:]{{0,31}}) {HARDWARE} -[0-9]{{2,3}}[ \t]",
        grouped=True,
        key=_bare,
        real=has_value,
    ),
    Kind(
        "ssid",
        r"(?m:^)[ \t]{6,20}([^\s:][^\n:]{0,31}):\n[ \t]{8,24}PHY Mode:",
        grouped=True,
        key=_bare,
        real=has_value,
    ),
)

ADDRESSES: tuple[Kind, ...] = (
    Kind(
        "address",
        r"(?:[0-9]{1,3}\.){4}in-addr\.arpa",
        key=network_judgement.turned_round,
        real=network_judgement.is_reverse_name,
    ),
    Kind("address", r"(?:[0-9a-f]\.){32}ip6\.arpa"),
    Kind(
        "address",
        rf"(?:{_IPV6})(?:%(?:25)?[0-9a-z_.-]{{1,16}})?",
        key=network_judgement.address_key,
        real=network_judgement.is_ipv6,
        fits=network_judgement.is_no_longer_ipv6,
    ),
    Kind(
        "address",
        OCTETS,
        key=network_judgement.address_key,
        real=network_judgement.is_ipv4,
        fits=network_judgement.is_no_version,
    ),
    Kind(
        "address",
        r"[0-9]{1,3}(?:-[0-9]{1,3}){3}|[0-9]{1,3}(?:_[0-9]{1,3}){3}|[0-9]{1,3}(?:\\{1,2}\.[0-9]{1,3}){3}",
        key=network_judgement.dotted,
        real=network_judgement.is_dashed_address,
        fits=network_judgement.is_dashed_in_name,
    ),
)
