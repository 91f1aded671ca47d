"""Names, addresses and secrets leave no file; what identifies the case stays (DESIGN 5, FACTS B2)."""

import base64
import json
import re
import time
import unicodedata
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from wizard.report.errors import ReportStoppedError
from wizard.report.matching import BLOCK_BYTES
from wizard.report.redact import Redactor
from wizard.system.base import Cancel, SystemIdentity

IDENTITY = SystemIdentity(
    user="jnovotny",
    full_name="Ing. Jiří Novotný",
    home="/home/jnovotny",
    host_names=("kocour-t14", "kocour-t14.pobocka.priklad.cz"),
    domains=("pobocka.priklad.cz",),
    addresses=("192.168.77.23", "fe80::1c2d:3eff:fe4f:5a6b", "2001:db8:77::2f"),
    macs=("3c:22:fb:aa:17:cc",),
    ssids=("Chata u lesa",),
    serials=("PF-3KX91Q",),
)
KEPT = ("jiri.novotny@priklad.cz", "SN-5512-88X", "2.3.1.0", "8.8.8.8", "2026-00417")


PIECES = (
    "\n", " ", "password ", "password=", "heslo: ", "token: ", "\"", "'", "a1b2c3d4e5", "jnovotny", "@", "x.example",
    "192.168.77.23", ":8080", "net use Z: ", "/user:", "\\\\srv\\", "curl -u ", "SID=", ";", "<", ">",
    "MIIE", "2001:db8:77::2f", "3c:22:fb:aa:17:cc", "01:",
    "SSID: ", "From: ", "Petr Kos <", "+420777123456", "DHCPACK ", "version ", "1.2.3.4", "-1", "=",
)  # fmt: skip
"""What logs are made of, to be put together in any order."""


@cache
def shared_redactor() -> Redactor:
    """Return one redactor for many examples: names given once stay."""
    return Redactor(IDENTITY)


@pytest.fixture
def redactor() -> Redactor:
    return Redactor(IDENTITY, KEPT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("user jnovotny logged in", "user <user-1> logged in"),
        ("JNOVOTNY", "<user-1>"),
        ("/home/jnovotny/.cache/app", "<home>/.cache/app"),
        ("file:///home/jnovotny/a%20b", "file://<home>/a%20b"),
        ("%2Fhome%2Fjnovotny%2Fx", "<home>%2Fx"),
        (r'"\/home\/jnovotny\/x"', r'"<home>\/x"'),
        (r"C:\Users\jnovotny\AppData", r"C:\Users\<user-1>\AppData"),
        (r"C:\\Users\\jnovotny\\AppData", r"C:\\Users\\<user-1>\\AppData"),
        ("-home-jnovotny-project", "-home-<user-1>-project"),
        ("backup_jnovotny2.zip", "backup_<user-1>2.zip"),
        (r"line\njnovotny", r"line\n<user-1>"),
        ("%20jnovotny%20", "%20<user-1>%20"),
        ("Jiří Novotný", "<name-1>"),
        ("NOVOTNÝ JIŘÍ", "<name-1>"),
        ("Novotný, Jiří", "<name-1>"),
        ("jiri.novotny.pdf", "<name-1>.pdf"),
        ("Jiri-Novotny", "<name-1>"),
        ("J. Novotný", "<name-1>"),
        ("od pana Novotného", "od pana <name-3>"),
        (r"Ji\u0159\u00ed Novotn\u00fd", "<name-1>"),
        ("Ji%C5%99%C3%AD%20Novotn%C3%BD", "<name-1>"),
        ("Ji&#345;&#237; Novotn&#253;", "<name-1>"),
        ("JiÅ™Ã­ NovotnÃ½", "<name-1>"),
        ("Ji?í Novotn?", "<name-1>"),
        ("kocour-t14 dhclient[4]:", "<host-1> dhclient[4]:"),
        ("KOCOUR-T14.pobocka.priklad.cz", "<host-1>"),
        ("mail.pobocka.priklad.cz in pobocka.priklad.cz", "<host-2> in <domain-1>"),
        ("http://kocour-t14:8080/", "http://<host-1>:8080/"),
        ("printer.lan and nas.local", "<host-2> and <host-3>"),
        (r"\\FILESERVER\share", r"\\<host-2>\share"),
        ("src 192.168.77.23:443", "src <address-1>:443"),
        ("ip-192-168-77-23", "ip-<address-1>"),
        ("23.77.168.192.in-addr.arpa", "<address-1>"),
        ("2001:DB8:77:0:0:0:0:2F", "<address-3>"),
        ("[2001:db8:77::2f]:443", "[<address-3>]:443"),
        ("fe80::1c2d:3eff:fe4f:5a6b%wlan0", "<address-2>"),
        ("2001%3Adb8%3A77%3A%3A2f", "<address-3>"),
        ("::ffff:192.168.77.23", "<address-1>"),
        ("93.184.216.34", "<address-4>"),
        ("3C-22-FB-AA-17-CC", "<mac-1>"),
        ("3c22.fbaa.17cc", "<mac-1>"),
        ("3C22FBAA17CC", "<mac-1>"),
        ("3c%3A22%3Afb%3Aaa%3A17%3Acc", "<mac-1>"),
        ("neighbour 00:1b:44:11:3a:b7", "neighbour <mac-2>"),
        ("Chata u lesa", "<ssid-1>"),
        ("chata%20u%20lesa", "<ssid-1>"),
        ('SSID: "Kavarna"', 'SSID: "<ssid-2>"'),
        ('{"serial": "XYZ12345", "model": "T14"}', '{"serial": "<serial-2>", "model": "T14"}'),
        (r"{\"serial\": \"XYZ12345\"}", r"{\"serial\": \"<serial-2>\"}"),
        ("machine-id=0123456789abcdef0123456789abcdef", "machine-id=<serial-2>"),
        ("SSID 1 : Kavarna", "SSID 1 : <ssid-2>"),
        ("PF-3KX91Q", "<serial-1>"),
        ("Serial Number: XYZ12345", "Serial Number: <serial-2>"),
        ("petr@jinde.example", "<email-1>"),
        ("petr%40jinde.example", "<email-1>"),
        ("S-1-5-21-100-200-300-1001", "<sid-1>"),
        ("/home/karel/x and /Users/eva/y", "/home/<user-2>/x and /Users/<user-3>/y"),
        (r"C:\Users\Petr Kos\Desktop", r"C:\Users\<user-2>\Desktop"),
        ("+420 777 123 456", "<phone-1>"),
        ("card 4111 1111 1111 1111", "card <card-1>"),
        ("850115/1241", "<personal-number-1>"),
    ],
)
def test_every_form_is_replaced(redactor: Redactor, text: str, expected: str) -> None:
    """C1, B2: names are met plain, dashed, escaped, encoded, in capitals and inside file names."""
    assert redactor.text(text) == expected


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Bearer abc.DEF-123", "abc"),
        ("Proxy-Authorization: Basic amlyaTpoZXNsbw==", "amlyaTpoZXNsbw"),
        ('curl -H "Authorization: Token s3cret" https://x.example', "s3cret"),
        ('{"authorization": "Bearer zzz111yyy", "status": 200}', "zzz111yyy"),
        ("Set-Cookie: id=abc123; HttpOnly", "abc123"),
        ("sent bearer eHh4eHh4MTIz", "eHh4eHh4MTIz"),
        ("api_key=9f8e7d6c", "9f8e7d6c"),
        ('"apiKey": "9f8e7d6c"', "9f8e7d6c"),
        ("https://jiri:tajne@host.example/x", "tajne"),
        ("https://x.example/?access_token=abc999&lang=cs", "abc999"),
        ("userPassword = 'with space'", "with space"),
        ('"password": "a\\"b c", "x": 1', "b c"),
        (r"{\"password\": \"tajne1\"}", "tajne1"),
        ('password="cut of', "cut of"),
        ('token: "abc\\\\"', "abc"),
        ("heslo je tajne123", "tajne123"),
        ("Key Content            : WifiTajne9", "WifiTajne9"),
        ("wpa psk=WifiTajne9", "WifiTajne9"),
        ("eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl", "c2lnbmF0dXJl"),
        ("ghp_0123456789abcdefABCDEF", "0123456789abcdef"),
        ("AKIAIOSFODNN7EXAMPLE", "IOSFODNN7EXAMPLE"),
        ("AKIAIOSFODNNQEXAMPLE", "IOSFODNNQEXAMPLE"),
        ("curl -u jana:h3slo! ftp://files.example/", "h3slo!"),
        ("net use Z: \\\\srv\\share /user:ACME\\jana h3slo!", "h3slo!"),
        ("mysqldump -h db -u jana -ph3slo! shop", "h3slo!"),
        ('<add key="SmtpPassword" value="h3slo!" />', "h3slo!"),
        ("<key>Password</key>\n<string>h3slo!</string>", "h3slo!"),
        ('{"name":"cookie","value":"SID=a1b2c3d4; NID=e5f6a7b8"}', "e5f6a7b8"),
        ("https://x.example/a?X-Amz-Signature=3ae93099dd8282c3&b=1", "3ae93099dd8282c3"),
        ("machine files.example login jana password Kaffee348-x", "Kaffee348-x"),
        ("4B92H-2K6G2-9DV46-P67PJ-8CB7P", "2K6G2"),
        ("IBAN DE89 3704 0044 0532 0130 00", "0532 0130"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEow\nIBAAKC\n-----END RSA PRIVATE KEY-----\nafter", "MIIEow"),
        (" " + "QWJjZDEyMzQ1" * 8 + "\n", "QWJjZDEyMzQ1"),
    ],
)
def test_secrets_go_and_are_never_kept_anywhere(redactor: Redactor, text: str, secret: str) -> None:
    """Tokens, cookies, passwords and keys: replaced, and not even in the map that stays on this computer."""
    assert secret not in redactor.text(text)
    assert redactor.replaced >= 1
    assert not any(secret in value for value in redactor.originals.values())


@pytest.mark.parametrize(
    "text",
    [
        "firmware 2.3.1.0",
        "version: 10.4.2.1",
        "verze programu 93.1.2.3",
        "Chrome/99.0.4.51",
        "kernel-6.1.0.12.rpm",
        "ping 8.8.8.8, not v4.0.0.127",
        "127.0.0.1 ::1 0.0.0.0 255.255.255.0 224.0.0.251",
        "ff:ff:ff:ff:ff:ff 00:00:00:00:00:00",
        "12:30:45.123 2026-07-01T12:30:45+02:00",
        "std::vector<abc::def> a[::2]",
        "sha256 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        "AB:CD:EF:01:23:45:67:89:AB:CD:EF:01:23:45:67:89:AB:CD:EF:01",
        "getty@tty1.service icon@2x.png",
        "settings.local.json self.local",
        r"C:\Users\Public\Documents",
        "basic settings, digest, negotiate",
        "token expired; password: none",
        "order 2026-00417, serial number: SN-5512-88X, jiri.novotny@priklad.cz, JIRI.NOVOTNY%40priklad.cz",
        "850132/1241 and 2026/07/01 1/2",
        "restart 5 of 300 at 50 ms",
        "nameserver 9.9.9.9, 1.1.1.1 and 2620:fe::fe",
        "Setting up vlc (10.0.2.15-3ubuntu1) ... (SHCORE.dll, 10.29.0.5)",
        "mask 128.0.0.0 and 33:33:00:00:00:fb",
        "console.warn: password: rejected; const token = parser.next();",
        "pam_unix(passwd:chauthtok): password changed for root",
        "Set-Cookie: lang=cs; Path=/; Max-Age=3931174; SameSite=Lax",
        "Culture=neutral, PublicKeyToken=30ad4fe6b2a6aeed",
        r"C:\\Windows\\System32\\kernel32.dll and s::;m::1;a::1;name",
        "pk_encrypt_with_shared_point, /api/users/changes",
        "Start time: 20231020022130, order 6187847228253547",
    ],
)
def test_what_only_looks_private_stays(redactor: Redactor, text: str) -> None:
    """A2, B2: versions, times, well-known targets, the account's e-mail, the order and the device's serial stay."""
    assert redactor.text(text) == text
    assert redactor.replaced == 0


def test_a_month_is_not_a_person() -> None:
    """A man called Jan does not take January out of the log; his name goes all the same."""
    jan = Redactor(SystemIdentity("jan", "Jan Sen", "/home/jan", (), (), (), (), ()))
    assert jan.text("Jan  5 12:00 05/Jan/2026 jan: Jan") == "Jan  5 12:00 05/Jan/2026 <user-1>: <user-1>"


def test_names_of_everybody_tear_no_holes() -> None:
    """The user root and the host localhost say nothing of anybody."""
    everybody = SystemIdentity("root", "root", "/root", ("localhost",), ("local",), ("127.0.0.1",), (), ("home",))
    text = "root cause: local DNS at localhost, home router"
    assert Redactor(everybody).text(text) == text
    assert Redactor(everybody).text("/root/.cache") == "<home>/.cache"


def test_a_short_name_is_no_word() -> None:
    """A man called Will Stone does not take every "will" out of the log."""
    will = Redactor(SystemIdentity("wstone", "Will Stone", "/home/wstone", (), (), (), (), ()))
    text = "it will restart; Will said so; will.stone@x will_backup /will/ stones"
    assert will.text(text) == "it will restart; <name-2> said so; <name-1>@x <name-2>_backup /<name-2>/ stones"


def test_an_international_domain_has_two_forms() -> None:
    """A domain with accents is met in its encoded form, too."""
    redactor = Redactor(SystemIdentity("", "", "", (), ("příklad.cz",), (), (), ()))
    assert redactor.text("příklad.cz xn--pklad-zsa96e.cz a.příklad.cz") == "<domain-1> <domain-1> <host-1>"
    assert "pklad" not in redactor.text("www.xn--pklad-zsa96e.cz")


def test_an_empty_identity_is_no_pattern() -> None:
    """An unsupported system knows nothing of itself: the patterns still work, and nothing else is touched."""
    nobody = Redactor(SystemIdentity("", "", "", ("",), ("",), ("", "not an address"), ("",), ("",), ("",)))
    assert nobody.text("all is well at 10.1.2.3") == "all is well at <address-1>"


def test_the_same_value_has_the_same_name_in_every_form(redactor: Redactor) -> None:
    """Consistent throughout all files of a report: a reader can still follow who is who."""
    text = "10.0.0.9 10-0-0-9 petr@x.example PETR@X.example 10.0.0.8 10.0.0.9 password=abc token=abc password=xyz"
    assert redactor.text(text) == (
        "<address-4> <address-4> <email-1> <email-1> <address-5> <address-4> "
        "password=<secret-1> token=<secret-1> password=<secret-2>"
    )
    assert redactor.text("again 10.0.0.9") == "again <address-4>"
    assert redactor.legend["<address-4>"] == "private IPv4 address"
    assert redactor.originals["<address-4>"] == "10.0.0.9"


def test_redacting_twice_changes_nothing(redactor: Redactor) -> None:
    """Placeholders are no values: a value that was hidden is not hidden again under another name."""
    once = redactor.text("jnovotny password=abc SSID: Kavarna serial: XK123456 10.0.0.9 /home/karel/x")
    assert redactor.text(once) == once


@pytest.mark.parametrize("size", [1, 7, 4096, BLOCK_BYTES - 3, 10 * BLOCK_BYTES])
def test_pieces_of_any_size_give_the_same(size: int) -> None:
    """Blocks are for the window's sake: nothing is cut in two, wherever a block ends."""
    line = "Jiří Novotný (jnovotny) at 192.168.77.23 /home/jnovotny/žluťoučký password=tajne\r\n"
    count = 20 if size < 100 else 2 * BLOCK_BYTES // len(line) + 7
    data = (line * count).encode()
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    done = b"".join(Redactor(IDENTITY, KEPT).stream(pieces)).decode()
    assert done == "<name-1> (<user-1>) at <address-1> <home>/žluťoučký password=<secret-1>\n" * count


def test_a_line_without_end_is_no_way_through() -> None:
    """A row of half a million signs without a space: the name in its middle is found."""
    data = b"x." * 250_000 + b"/home/jnovotny/" + b".y" * 250_000
    done = b"".join(Redactor(IDENTITY).stream([data]))
    assert done == b"x." * 250_000 + b"<home>/" + b".y" * 250_000


def test_a_key_across_blocks_goes_whole() -> None:
    """A private key that begins at the end of a block."""
    key = b"-----BEGIN PRIVATE KEY-----\n" + b"\n".join([b"MIIEvQIBADANBgkqhkiG9w0BAQEFAASC"] * 60)
    data = b"a line\n" * (BLOCK_BYTES // 7) + key + b"\n-----END PRIVATE KEY-----\nafter\n"
    done = b"".join(Redactor(IDENTITY).stream([data]))
    assert b"MIIE" not in done
    assert done.endswith(b"\nafter\n")


@pytest.mark.parametrize("encoding", ["cp1250", "iso8859-2", "cp852"])
def test_old_code_pages_stay_what_they_are(encoding: str) -> None:
    """A log in an old code page: the name is found, every other byte is untouched."""
    text = "Uživatel Jiří Novotný nemá přístup\n"
    done = b"".join(Redactor(IDENTITY).stream([text.encode(encoding)]))
    assert done == "Uživatel <name-1> nemá přístup\n".encode(encoding)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_comes_out_as_utf_8(encoding: str) -> None:
    """Windows writes logs in UTF-16."""
    done = b"".join(Redactor(IDENTITY).stream(["Jiří Novotný: ok\r\n".encode(encoding)], encoding))
    assert done.decode() == "<name-1>: ok\n"


def test_decomposed_letters_are_letters(redactor: Redactor) -> None:
    """macOS writes file names with the accent as a sign of its own."""
    assert redactor.text("Jir\u030ci\u0301 Novotny\u0301.txt") == "<name-1>.txt"


def test_invisible_signs_hide_nothing(redactor: Redactor) -> None:
    """A zero-width space or a colour code within a name does not save it."""
    assert redactor.text("jno\u200bvotny jno\x1b[31mvotny jno\u202evotny") == "<user-1> <user-1> <user-1>"


def test_it_can_be_stopped() -> None:
    """Stop is heard between two blocks."""
    cancel = Cancel()
    cancel.set()
    with pytest.raises(ReportStoppedError):
        list(Redactor(IDENTITY, cancel=cancel).stream([b"x" * 10]))


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200), st.sampled_from(["jnovotny", "kocour-t14", "PF-3KX91Q"]))
def test_no_surrounding_saves_a_name(before: str, after: str, name: str) -> None:
    """Whatever stands round it, with a space between, a name of this computer goes."""
    done = Redactor(IDENTITY).text(f"{before} {name} {after}")
    rest = Redactor(IDENTITY).text(f"{before} {after}")
    assert done.casefold().count(name.casefold()) <= rest.casefold().count(name.casefold())


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_any_text_comes_out_clean(text: str) -> None:
    """No text breaks it, and what comes out holds no control or direction signs."""
    done = Redactor(IDENTITY).text(text)
    done.encode()
    assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]", done)


ENCODED: dict[str, Callable[[str], str]] = {
    "as it is": str,
    "in capitals": str.upper,
    "for a URL": lambda text: quote(text, safe=""),
    "for a URL twice": lambda text: quote(quote(text, safe=""), safe=""),
    "for JSON": lambda text: json.dumps(text)[1:-1],
    "for HTML": lambda text: "".join(sign if sign.isascii() else f"&#{ord(sign)};" for sign in text),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "read in the wrong code page": lambda text: text.encode().decode("cp1252", "replace"),
    "base64": lambda text: base64.b64encode(text.encode()).decode(),
    "base64 within more": lambda text: base64.b64encode(b"x" + text.encode() + b" and more").decode(),
    "hexadecimal": lambda text: text.encode().hex(),
    "hexadecimal with colons": lambda text: text.encode().hex(":"),
}
SEEDS = ("jnovotny", "Jiří Novotný", "Chata u lesa")


@settings(max_examples=120, deadline=None)
@given(
    st.text(st.characters(categories=("L", "N", "P", "Z")), max_size=40),
    st.text(st.characters(categories=("L", "N", "P", "Z")), max_size=40),
    st.sampled_from(SEEDS),
    st.sampled_from(sorted(ENCODED)),
)
def test_no_encoding_saves_a_name(before: str, after: str, name: str, encoding: str) -> None:
    """However a name of this computer is written down, none of it is in what leaves."""
    written = unicodedata.normalize("NFC", ENCODED[encoding](name))
    if "\ufffd" in written:
        return  # nobody could read it back
    done = shared_redactor().text(f"{before} {written} {after}")
    rest = shared_redactor().text(f"{before} {after}")
    assert done.casefold().count(written.casefold()) <= rest.casefold().count(written.casefold())
    assert re.search("<(?:user|name|ssid)-", done)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.sampled_from(PIECES), max_size=12).map(" ".join))
def test_twice_is_once(text: str) -> None:
    """Whatever follows on what: what was hidden stays as it is, and no line is lost."""
    once = shared_redactor().text(text)
    assert shared_redactor().text(once) == once
    assert once.count("\n") == text.count("\n")


@pytest.mark.parametrize("piece", ["eyJhbGciOi", "ab:", "a.local.", "1.2.3.4.", "\\\\", "net use ", "password ", "a@"])
def test_hostile_rows_take_no_longer_than_their_length(piece: str) -> None:
    """Eight times the length may take some eight times as long, not sixty-four times."""
    redactor = Redactor(IDENTITY)

    def seconds(length: int) -> float:
        data = (piece * (length // len(piece))).encode()
        start = time.process_time()
        b"".join(redactor.stream([data]))
        return time.process_time() - start

    seconds(2_000)
    assert seconds(96_000) < 24 * max(seconds(12_000), 0.02)


@settings(max_examples=40, deadline=None)
@given(st.binary(max_size=400))
def test_any_bytes_pass(data: bytes) -> None:
    """A file of any bytes at all passes through the stream."""
    assert isinstance(b"".join(Redactor(IDENTITY).stream([data])), bytes)


def test_url_encoding_of_everything(redactor: Redactor) -> None:
    """The whole path of a home folder on Windows, URL-encoded."""
    windows = SystemIdentity("Jiří", "Jiří Novotný", "C:\\Users\\Jiří Novotný", (), (), (), (), ())
    assert Redactor(windows).text(quote("C:\\Users\\Jiří Novotný\\x", safe="")) == "<home>%5Cx"
    assert Redactor(windows).text("C:/Users/Jiří Novotný/x") == "<home>/x"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('w1 LOGIN "petr@jinde.example" "Kos-19-let"', 'w1 LOGIN "<email-1>" "<secret-1>"'),
        (
            "PS C:\\> curl.exe -u eva:Kos-19-let https://x.example/",
            "PS C:\\> curl.exe -u eva:<secret-1> https://x.example/",
        ),
        ("key ABCR-X73P-HB5K-9VTW-MD4E", "key <secret-1>"),
        ("Server=x;User Id=sklad_rw;Database=y", "Server=x;User Id=<user-2>;Database=y"),
        ("User [jitka] from x failed to log in", "User [<user-2>] from x failed to log in"),
        ("Bad password attempt for 'kamil' from x", "Bad password attempt for '<user-2>' from x"),
        ("employee Lýdia Remeňová, 12", "employee <name-4>, 12"),
        ("/org/bluez/hci0/dev_38_18_4C_A7_0E_54/fd0", "/org/bluez/hci0/dev_<mac-2>/fd0"),
        ("? (x) at 0:1e:8f:c:77:a1 on en0", "? (x) at <mac-2> on en0"),
        ("found, MAC 10604b266ea6", "found, MAC <mac-2>"),
        ("IMEI: 35 209900 176148 1", "IMEI: <serial-2>"),
        ("lat 52.498511, lon 13.429875, hacc 65", "lat <place-1>, lon <place-2>, hacc 65"),
        ('discovered "Lenas iPhone" at x', 'discovered "<host-2>" at x'),
        ("smb://x@Archivkeller._smb._tcp.local./T", "smb://x@<host-2>._smb._tcp.local./T"),
        (
            "            Kavarna Roh 3c:a6:2f:e1:36:9a -56  36   Y  DE",
            "            <ssid-2> <mac-2> -56  36   Y  DE",
        ),
        (
            "            Kavarna:\n              PHY Mode: 802.11ax",
            "            <ssid-2>:\n              PHY Mode: 802.11ax",
        ),
        ("config host\n\toption name 'tablet-anezky'", "config host\n\toption name '<host-2>'"),
    ],
)
def test_names_are_found_by_the_formats_they_stand_in(redactor: Redactor, text: str, expected: str) -> None:
    """What a second author's logs showed to be missed (tests/report/corpus, 2026-11-23)."""
    assert redactor.text(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        '"Token"=dword:00008928',
        "kex: algorithm: chacha20-poly1305@openssh.com",
        "config rule\n\toption name 'Allow-DHCP-Renew'",
        "      Bluetooth Controller:\n          Address: NULL",
        'found "three" errors',
        "order 4321-8765-1234-5678",
        "user 'root' logged in",
    ],
)
def test_formats_that_name_nobody_stay(redactor: Redactor, text: str) -> None:
    assert redactor.text(text) == text


def test_a_name_that_is_a_word_is_left_in_longer_words() -> None:
    identity = replace(IDENTITY, user="sommer", full_name="Frieda Sommer", home="/Users/sommer")
    redactor = Redactor(identity)
    for text in ("Sommerzeit", "hochsommer.ttf", "sommerlich", 'formula "sommerfonts"'):
        assert redactor.text(text) == text
    for text in ("backup_sommer2.zip", "sommerBackup", "sommer-rips", "xSommer", "%2fsommer", "line\\nsommer"):
        assert "ommer" not in redactor.text(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nowe urządzenie „TV-SALON” (3c:7c:3f:12:67:b4), klasa", "Nowe urządzenie „<host-2>” (<mac-2>), klasa"),
        ("Nazwa stacji roboczej: KUBA-LAPTOP", "Nazwa stacji roboczej: <host-2>"),
        ("6  nas-piwnica  e8:d8:d1:27:41:78  192.168.7.142  14:03", "6  <host-2>  <mac-2>  <address-4>  14:03"),
        ("*  a0:8c:fd:84:8f:52  Bbox-Cafe du Port   Infra  34", "*  <mac-2>  <ssid-2>   Infra  34"),
        ("    Profil wszystkich użytkowników : Orange_7F20", "    Profil wszystkich użytkowników : <ssid-2>"),
        ("  iSerial                 3 5CD253UVJVN", "  iSerial                 3 <serial-2>"),
        ("BaseBoardSerialNumber WD-WX42DM7YH31Y", "BaseBoardSerialNumber <serial-2>"),
        ("o adresie sieciowym 0x3C22FBAA17CC jest", "o adresie sieciowym <mac-1> jest"),
        ("BTHPORT\\Parameters\\Devices\\dca632c496cc LastSeen", "BTHPORT\\Parameters\\Devices\\<mac-2> LastSeen"),
        ("telefon do serwisu 601-976-316, mail", "telefon do serwisu <phone-1>, mail"),
        ("Version 2.\n46.104.165.215 - - [11/Mar]", "Version 2.\n<address-4> - - [11/Mar]"),
        ("/webhooks/814300080575072040/W7ZrKGYVf2XChywjOVki", "/webhooks/814300080575072040/<secret-1>"),
        ('{ "name": "x-api-key", "value": "eMUVu2WR6YFwd8" }', '{ "name": "x-api-key", "value": "<secret-1>" }'),
        ("ldap_default_authtok = Camembert3181#", "ldap_default_authtok = <secret-1>"),
    ],
)
def test_names_are_found_in_logs_of_other_languages(redactor: Redactor, text: str, expected: str) -> None:
    """What a third author's logs in Polish and French showed to be missed."""
    assert redactor.text(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "Chyba: d3d12core.dll, wersja: 10.0.2.15, sygnatura",
        "UEFI dbx: version 10.0.2.15 -> 10.0.3.1",
        "wsl.exe: kernel 5.15.150.1-microsoft-standard-WSL2",
        "WindowsStore_10.0.2.15_x64__8wekyb3d8bbwe",
        "cookie : bannière refusée sur 18 sites",
        '<setting name="custom-driver" value="outdated" enabled="false"/>',
    ],
)
def test_versions_and_words_of_other_languages_stay(redactor: Redactor, text: str) -> None:
    assert redactor.text(text) == text
