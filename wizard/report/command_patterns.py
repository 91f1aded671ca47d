"""Passwords on command lines, in histories, transcripts and logs of processes: each program has its own way."""

from wizard.report.kind import Kind
from wizard.report.pattern_parts import ARGUMENT, BLANK
from wizard.report.secret_judgement import has_value, is_no_state, is_option_value, is_password
from wizard.report.secret_patterns import secret

_REST = r"[^\n]{0,400}?"
_QUOTED_WORD = r"(?:\"[^\"\n]+\"|'[^'\n]+'|[^\s\"']+)"
_WINDOWS = r"(?:\.exe)?[\"']{0,2}[ \t]{1,4}"


def _command(program: str, arguments: str) -> Kind:
    return secret(program, arguments, ahead=True, real=is_option_value)


COMMANDS: tuple[Kind, ...] = (
    _command(r"sshpass[ \t]", rf"{_REST}-p[ \t]*{ARGUMENT}"),
    _command(
        rf"(?:psexec(?:64)?|plink|pscp|psftp|winexe|wmic){_WINDOWS}",
        rf"{_REST}[ \t][-/](?:p|pw|password:?)[ \t]*{ARGUMENT}",
    ),
    _command(r"(?:mysql|mariadb)[a-z]{0,8}[ \t]", rf"{_REST}[ \t]-p{ARGUMENT}"),
    Kind(
        "user",
        r"(?:mysql|mariadb)[a-z]{0,8}[ \t]",
        r"(?:[^\n]{0,400}?[ \t])?-u[ \t]?([\w.-]+)",
        ahead=True,
        real=has_value,
    ),
    _command(
        rf"(?:curl|wget|http){_WINDOWS}",
        rf"{_REST}(?:-u|--user|-U|--proxy-user)[ \t=]*[\"']?[^\s:\"']+:([^\s\"']+)",
    ),
    _command(r"[ \t]-U[ \t]?", r"[\"']?[^\s%\"']{1,80}%([^\s\"']+)"),
    _command(rf"net{_WINDOWS}use[ \t]", rf"{_REST}/user:{_QUOTED_WORD}[ \t]+{ARGUMENT}"),
    _command(rf"net{_WINDOWS}use[ \t]", rf"{_REST}\\\\[^\s\"]+[\"']?[ \t]+([^\s\"'/*]+)[ \t]+/user:"),
    _command(rf"net{_WINDOWS}user[ \t]", r"(?:\"[^\"\n]+\"|[^\"\n/]+?)[ \t]+([^\s/\"*]+)[ \t]*(?m:$|[ \t]/|\")"),
    _command(rf"schtasks{_WINDOWS}", rf"{_REST}/rp[ \t]+{ARGUMENT}"),
    _command(
        rf"(?:cmdkey|xfreerdp3?|wfreerdp|rdesktop|wlfreerdp){_WINDOWS}", rf"{_REST}[ \t][-/](?:pass|p)[: \t]{ARGUMENT}"
    ),
    _command(
        r"security[ \t]+[a-z]+-(?:generic-password|internet-password|keychain)[ \t]", rf"{_REST}-[wp][ \t]+{ARGUMENT}"
    ),
    _command(r"-setairportnetwork[ \t]", rf"[^\s]+[ \t]+{_QUOTED_WORD}[ \t]+{ARGUMENT}"),
    _command(r"wpa_passphrase[ \t]", rf"[ \t]*{_QUOTED_WORD}[ \t]+{ARGUMENT}"),
    _command(r"ConvertTo-SecureString[ \t]", rf"(?:-String[ \t]+)?{ARGUMENT}"),
    _command(r"netsh[ \t]+wlan[ \t]", rf"{_REST}[ \t]key(?:material)?={ARGUMENT}"),
    _command(r"nmcli[ \t]", rf"{_REST}[ \t](?:password|wep-key[0-9]?)[ \t]+{ARGUMENT}"),
    _command(r"iwconfig[ \t]", rf"{_REST}[ \t](?:key|enc)[ \t]+(?:s:)?{ARGUMENT}"),
    _command(r"ldap(?:search|modify|add|delete|whoami|passwd|compare)[ \t]", rf"{_REST}[ \t]-w[ \t]*{ARGUMENT}"),
    _command(r"htpasswd[ \t]", rf"{_REST}-[a-z]*b[a-z]*[ \t]+[^\s]+[ \t]+[^\s]+[ \t]+{ARGUMENT}"),
    _command(r"(?:sqlcmd|osql|bcp|isql)[ \t]", rf"{_REST}[ \t]-P[ \t]*{ARGUMENT}"),
    _command(
        r"(?:docker|podman|nerdctl|helm|az|oc|vault)[ \t]+(?:registry[ \t]+)?login[ \t]",
        rf"{_REST}[ \t]-p[ \t]+{ARGUMENT}",
    ),
    _command(r"snmp(?:walk|bulkwalk|get|getnext|bulkget|set|trap|table)[ \t]", rf"{_REST}[ \t]-c[ \t]*{ARGUMENT}"),
    _command(r"(?:un)?zip[ \t]", rf"{_REST}-P[ \t]*{ARGUMENT}"),
    _command(r"echo[ \t]", r"[\"']?[^\s:\"']+:([^\s\"'|]+)[\"']?[ \t]*\|[ \t]*(?:sudo[ \t]+)?chpasswd"),
    _command(rf"machine{BLANK}[^\s]", rf"{_REST}[ \t\n]password[ \t]+{ARGUMENT}"),
    secret(
        rf"(?:login|user|username){BLANK}[^\s]+{BLANK}+(?:password|pass){BLANK}+",
        ARGUMENT,
        ahead=True,
        real=is_option_value,
        fits=is_no_state,
    ),
    secret(
        r"--(?:password|passphrase|passwd|token|secret|api-?key|private-key|auth-token)[ \t]+",
        ARGUMENT,
        real=is_password,
    ),
)
