"""Tells names of people, accounts, computers and devices from other words.

``real`` judgements look at the value alone and are asked once per value; ``fits`` judgements look at what stands
round it and are asked at every place.
"""

import re

from wizard.report.pattern_parts import ENCODED_END
from wizard.report.place import Place
from wizard.report.secret_judgement import PLACEHOLDER, has_value

_NOT_PEOPLE = {"public", "default", "default user", "all users", "shared", "guest", "runner", "linuxbrew", "lost+found"}
_NOT_DOMAINS = {
    "service", "socket", "target", "slice", "timer", "mount", "png", "jpg", "jpeg", "svg", "gif", "webp", "js",
}  # fmt: skip
"""Last parts of what looks like an e-mail address: ``getty@tty1.service``, ``icon@2x.png``."""
_NO_MAILBOXES = ("@openssh.com", "@libssh.org", "@ssh.com", "@lysator.liu.se", "@mozilla.org")
"""Who names algorithms of SSH (RFC 4251, section 6) or add-ons in this form: ``chacha20-poly1305@openssh.com``."""
SYSTEM_ACCOUNTS = frozenset(
    {
        "root", "daemon", "bin", "sys", "sync", "games", "man", "lp", "mail", "news", "uucp", "proxy", "www-data",
        "backup", "list", "irc", "gnats", "nobody", "_apt", "messagebus", "sshd", "avahi", "colord", "gdm", "lightdm",
        "sddm", "pulse", "rtkit", "saned", "usbmux", "dnsmasq", "ntp", "chrony", "postgres", "mysql", "redis", "nginx",
        "apache", "http", "tomcat", "postfix", "dovecot", "bind", "named", "polkitd", "geoclue", "kernoops", "syslog",
        "uuidd", "tss", "fwupd-refresh", "snmp", "git", "ftp", "oracle", "admin", "administrator", "administrators",
        "guest", "gast", "test", "user", "users", "ubuntu", "debian", "pi", "system", "systém", "local service",
        "network service", "localservice", "networkservice", "local", "network", "defaultaccount", "wdagutilityaccount",
        "anonymous", "anonymous logon", "everyone", "interactive", "dwm", "umfd", "default", "public", "all", "any",
        "none", "null", "unknown", "n/a", "name", "service", "authority", "nt", "builtin", "id", "and", "or", "is",
        "not", "from", "via", "for", "with", "by", "on", "in", "of", "to", "the", "a", "agent", "account", "interface",
        "type", "window", "font", "invalid", "illegal", "supervisor", "support", "operator", "postmaster", "webmaster",
        "hostmaster", "mailer-daemon", "noreply",
    }
)  # fmt: skip
"""Accounts that every system has, and words that follow "user" in a sentence."""
_SYSTEM_ACCOUNT = re.compile(r"(?:systemd-|_|dwm-|umfd-|font driver|window manager|nt )[\w -]*|.*\$|[\d.()-]+|s-1-.*")
_ENCODED_END = re.compile(ENCODED_END)
_NOT_DEVICES = re.compile(
    r"localhost(?:\..*)?|bluetooth controller|"
    r"true|false|on|off|unknown|none|null|default|router|gateway|server|client|host|name|\*|-+|via|from|to|on|br-?\w*|"
    r"(?:eth|wlan|lan|en|utun|awdl|lo|bridge|wlp|ens|enp)\d\w*|eth|wlan|lan|[\d.:]+|\d+ ?[a-z]?bit/s|"
    r"(?:is|was|not|and|or|the|for)\b.*|[a-z]+ed",
    re.IGNORECASE,
)
_NOT_NAMES = {
    "root", "ca", "authority", "certificate", "certification", "global", "server", "service", "services", "users",
    "group", "groups", "admins", "computers", "domain", "controllers", "inc", "corp", "microsoft", "windows", "system",
    "team", "support", "mailer", "delivery", "subsystem", "daemon", "bot", "notifications", "noreply", "builtin",
    "project", "committee", "list", "the", "via", "from", "to", "help", "desk", "info", "office", "newsletter",
}  # fmt: skip
_NOT_HOSTS = {
    "tcp",
    "udp",
    "self",
    "this",
    "rc",
    "requires",
    "libs",
    "shlibs",
    "settings",
    "module",
    "handler",
    "options",
    "config",
}
_PREFERENCES = re.compile(r"(?:network|browser|dom|extensions)\.", re.IGNORECASE)
"""Settings of browsers: ``network.proxy.local``."""
_TOUCHING = tuple("_-@/\\%'\"=:")
"""Signs that stand beside a name and not beside a word of a sentence."""
_MONTHS = frozenset(["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"])
_PATH_BEFORE = re.compile(r"[\w.%$)}\]~-][\\/]*$|[a-z0-9]>[\\/]*$|(?<!\w)[A-Za-z]:[\\/]*$")


def is_email(value: str) -> bool:
    """Return whether the last part can be that of a domain."""
    if value.lower().endswith(_NO_MAILBOXES):
        return False
    last = value.rpartition(".")[2].lower()
    return last.isalpha() and len(last) >= 2 and last not in _NOT_DOMAINS


def is_person_folder(value: str) -> bool:
    """Return whether a folder of users is a person's."""
    return value.strip().casefold() not in _NOT_PEOPLE and has_value(value)


def is_no_route(_value: str, place: Place) -> bool:
    """Return False for a part of a web address or a sentence: ``/api/users/42``; folders are called ``Users``."""
    return not place.before(7).endswith("/users/")


def is_account(value: str) -> bool:
    """Return whether a name of an account is somebody's, not one that every system has."""
    plain = value.casefold().rpartition("\\")[2]
    return has_value(value) and plain not in SYSTEM_ACCOUNTS and not _SYSTEM_ACCOUNT.fullmatch(plain)


def is_domain(value: str) -> bool:
    """Return whether a Windows domain is an organisation's."""
    plain = value.casefold()
    return is_account(value) and plain not in ("workgroup", "microsoftaccount", "azuread", "window", "font")


def is_full_name(value: str) -> bool:
    """Return whether two to four words may be somebody's name: capitals first, none of an office or a program."""
    words = value.strip("\"' ").replace(",", " ").split()
    return 2 <= len(words) <= 4 and all(
        word[0].isupper() and word.strip(".").casefold() not in _NOT_NAMES and not any(sign.isdigit() for sign in word)
        for word in words
    )


def is_device(value: str) -> bool:
    """Return whether it may be what somebody called a device, not a word that says there is no name."""
    plain = value.strip("\"' ")
    if not has_value(value) or _NOT_DEVICES.fullmatch(plain) or PLACEHOLDER.search(plain):
        return False
    return any(sign.isalpha() for sign in plain)


def is_bare_device(value: str) -> bool:
    """Return whether it may be the name of a computer; a public host's full name is not."""
    return is_device(value) and "." not in value and value[0].isalnum()


def is_serial(value: str) -> bool:
    """Return whether it may be a serial number: four signs or more, a digit among them."""
    return has_value(value) and len(value) >= 4 and any(sign.isdigit() for sign in value)


def is_plain_serial(value: str) -> bool:
    """Return whether a word is a serial number by its looks: capitals and digits, both of them."""
    return (
        len(value) >= 6
        and value == value.upper()
        and bool(re.search("[0-9]", value))
        and bool(re.search("[A-Z]", value))
    )


def is_device_serial(value: str) -> bool:
    """Return whether the last part of a device's instance is its own, not one that Windows made up (``7&1a2b``)."""
    return len(value) >= 5 and value == value.upper()


def is_machine_id(value: str) -> bool:
    """Return whether a UUID is a machine's, not a Bluetooth service's (all built on one base) or an empty one."""
    plain = value.casefold().strip("{}")
    return not plain.endswith("-0000-1000-8000-00805f9b34fb") and len(set(plain.replace("-", ""))) > 2


def is_host(value: str) -> bool:
    """Return whether it is a name in a local network, not a program's own variable."""
    return value.lower().split(".")[0] not in _NOT_HOSTS and not _PREFERENCES.match(value)


def is_no_file(_value: str, place: Place) -> bool:
    """Return False where the name goes on: ``settings.local.json``, ``module.private(…)``."""
    return not re.match(r"\.[\w-]|[-(]", place.after(2)) and not (place.before(2) == "${" and place.after(1) == "}")


def is_server(value: str) -> bool:
    """Return whether the first part of ``\\\\name\\share`` is a computer's name; an address is found as such."""
    return not re.fullmatch(r"[0-9.]+", value) and value.lower() not in (
        "users", "windows", "device", "localhost", "?", ".", "registry", "machine", "systemroot", "globalroot",
        "wsl", "wsl.localhost", "pipe", "unc",
    )  # fmt: skip


def is_no_path(_value: str, place: Place) -> bool:
    """Return False where doubled backslashes are within a path: ``C:\\\\Windows\\\\System32``."""
    return not _PATH_BEFORE.search(place.before(12).rstrip("\\") + "\\\\")


def is_name_here(value: str, place: Place) -> bool:
    """Tell a short name from a word: *Will* and *will.smith*, but not "it will restart"; and Jan from January."""
    if not is_no_month(value, place):
        return False
    if len(value) >= 5 or value[0].isupper():
        return True
    return place.before(1) in _TOUCHING or place.after(1) in _TOUCHING or bool(re.match(r"\.\w", place.after(2)))


def is_no_month(value: str, place: Place) -> bool:
    """Leave ``Jan 5`` and ``05/Jan/2024`` alone where somebody is called Jan."""
    return value.casefold() not in _MONTHS or not re.match(r"[ /-]{1,2}\d", place.after(3))


def is_no_part_of_a_word(value: str, place: Place) -> bool:
    """Tell a name in a longer one (``backup_sommer2``, ``sommerBackup``) from a piece of a word (``Sommerzeit``)."""
    before, after = place.before(4)[-1:], place.after(4)[:1]  # a letter is up to four bytes
    goes_on = after.isalpha() and after.islower() and value[-1].isalpha() and value[-1].islower()
    is_end = before.isalpha() and before.islower() and value[0].isalpha() and value[0].islower()
    return not goes_on and not (is_end and not _ENCODED_END.search(place.before(10)))


def is_domain_here(value: str, place: Place) -> bool:
    """Tell an organisation's short name before an account (``ACME\\ann``) or in capitals from the word."""
    return value.isupper() or place.after(1) == "\\"
