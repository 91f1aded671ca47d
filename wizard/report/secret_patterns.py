"""Passwords, keys and tokens: by their labels, by the formats they stand in, and by the way they begin."""

from collections.abc import Callable

from wizard.report import secret_judgement as judgement
from wizard.report.kind import Kind
from wizard.report.pattern_parts import ARGUMENT, ASSIGN, BLANK, CONTENT, ELEMENT, QUOTED, VALUE
from wizard.report.place import Place

PASSWORDS = (
    r"(?:password|passwd|passwort|kennwort|passphrase|pass phrase|passcode|secret|heslo|mot de passe|contraseña|hasło|"
    r"pre-?shared[ _-]?key|(?:wi-?fi|wlan|wpa|netzwerk|security|sicherheits)[ _-]?(?:key|schlüssel)|recovery[ _-]?key|"
    r"key[ _-]?(?:content|material)|authtok|private[ _-]?key|bezpečnostní klíč|shared[ _-]?key|obsah klíče|"
    r"schlüsselinhalt|zawartość klucza|contenu de la clé|clé de sécurité)"
)
_SHORT_PASSWORDS = "(?:pwd|pass|pw|psk|sid|pin|puk|otp|pgpassword|requirepass)"
_TOKENS = (
    r"(?:token|api[ _-]?key|access[_-]?key|auth[_-]?key|account[_-]?key|session[_-]?(?:id|key)|sessid|credentials?|"
    r"[a-z]_key|x-api-key|x-auth-token|x-csrf-token)"
)
_SPOKEN = "(?:password|passphrase|passwort|kennwort|heslo|pin|psk)"
_SAYS = rf"{_SPOKEN} (?:is|was|ist|lautet|war|je|zní|bylo)[ :]{{1,3}}"
_HEADERS = r"(?:(?:proxy-)?authorization|(?:set-)?cookie2?|x-api-key|x-auth-token|x-csrf-token)"
_QUERY = (
    r"[?&;](?:code|sig|signature|x-(?:amz|goog|ms)-(?:signature|credential|security-token)|awsaccesskeyid|key|apikey|auth|"
    r"ticket|sid|session|jwt|otp|saml(?:request|response|art)|state|nonce|hmac|hash|policy|(?:access|id|refresh)_token)="
)
_BEGINNINGS = "|".join(
    (
        r"(?:sk|pk|rk)[-_](?:live[-_]|test[-_]|proj-|ant-)?[0-9a-z_-]{16}",
        "gh[pousr]_[0-9a-z]{16}",
        "github_pat_[0-9a-z_]{16}",
        "gl(?:pat|dt|rt|cbt|ptt|oas)-[0-9a-z_-]{16}",
        "xox[abceoprs]-[0-9a-z-]{10}",
        "xapp-[0-9a-z-]{16}",
        "a(?:kia|sia)[0-9a-z]{16}",
        "aiza[0-9a-z_-]{30}",
        "gocspx-[0-9a-z_-]{16}",
        r"ya29\.[0-9a-z_-]{16}",
        "npm_[0-9a-z]{30}",
        "pypi-[0-9a-z_-]{16}",
        "do[opr]_v1_[0-9a-f]{16}",
        "shp(?:at|ca|pa|ss)_[0-9a-f]{16}",
        r"sg\.[0-9a-z_-]{16}\.",
        "hf_[0-9a-z]{30}",
        "dckr_pat_[0-9a-z_-]{16}",
        "atatt3[0-9a-z_-]{16}",
        "hv[sb]\\.[0-9a-z_-]{16}",
        "sq0(?:atp|csp)-[0-9a-z_-]{16}",
        "age-secret-key-1[0-9a-z]{16}",
        "[0-9]{8,10}:aa[0-9a-z_-]{33}",
    )
)
"""Access keys that say so themselves by the way they begin, as their makers document it."""


def secret(
    pattern: str,
    tail: str | None,
    *,
    whole: bool = False,
    inside: bool = False,
    grouped: bool = False,
    ahead: bool = False,
    real: Callable[[str], bool] = judgement.has_value,
    fits: Callable[[str, Place], bool] | None = None,
) -> Kind:
    """Return a kind of secret."""
    return Kind(
        "secret",
        pattern,
        tail,
        whole=whole,
        grouped=grouped,
        ahead=ahead,
        real=real,
        fits=fits,
        secret=True,
        inside=inside,
    )


SECRETS: tuple[Kind, ...] = (
    secret(
        "-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----",
        "(?:[^-<>\"']|-[^-])+(?:-----END [A-Z ]{0,20}PRIVATE KEY-----)?",
        inside=True,
    ),
    # HTTP: headers, also as browsers export them, and addresses
    secret(
        rf"\"name\":{BLANK}?\"{_HEADERS}\",{BLANK}?\"value\":{BLANK}?",
        QUOTED,
        inside=True,
        real=judgement.has_private_header,
    ),
    secret(rf"[\"']{_HEADERS}{ASSIGN}", rf"{QUOTED}|([^\n\"']+)", inside=True, real=judgement.has_private_header),
    secret(rf"{_HEADERS}{ASSIGN}", r"[^\n]+", real=judgement.has_private_header, fits=judgement.is_no_state),
    secret(_QUERY, r"[^\s&;\"'<>#\\]+", inside=True, real=judgement.is_query_secret),
    secret(r"://([^\s/\"'<>]+)@", None, grouped=True, inside=True),
    secret(r"(?:bearer|negotiate)[ \t]{1,4}", "[0-9a-z._~+/=-]{8,}", real=judgement.is_token),
    secret(r"basic[ \t]{1,4}", r"([0-9a-z+/]{8,}={0,2})(?:[^0-9a-z+/=._-]|$)", real=judgement.is_token),
    secret("auth (?:login|plain)[: \t]{1,4}", "[0-9a-z+/=]{8,}", real=judgement.is_token),
    secret(
        "\t(?:TRUE|FALSE)\t",
        "/[^\t\n]*\t(?:TRUE|FALSE)\t[0-9]+\t[^\t\n]+\t([^\t\n]+)",
        inside=True,
        real=judgement.is_machine_made,
    ),
    secret("MIT-MAGIC-COOKIE-1[ \t]{1,8}", "[0-9a-f]{16,}"),
    # a label, a sign, a value
    secret(rf"{PASSWORDS}{ASSIGN}", VALUE, inside=True, real=judgement.is_password, fits=judgement.is_no_public_part),
    secret(rf"{_SHORT_PASSWORDS}{ASSIGN}", VALUE, real=judgement.is_password, fits=judgement.is_no_state),
    secret(
        rf"{_TOKENS}{ASSIGN}(?:base64:)?",
        VALUE,
        inside=True,
        real=judgement.is_machine_made,
        fits=judgement.is_no_public_part,
    ),
    secret(
        rf"(?:{PASSWORDS}|{_TOKENS})[0-9a-z]{{0,16}}{ELEMENT}", CONTENT, inside=True, real=judgement.is_machine_made
    ),
    secret(rf"{PASSWORDS}{ELEMENT}", CONTENT, inside=True, real=judgement.is_password),
    # a label and a value: only what is quoted, or is no word
    secret(
        rf"(?:{PASSWORDS}|psk){BLANK}{{1,40}}",
        QUOTED,
        real=judgement.is_password,
        fits=judgement.is_last_argument,
    ),
    secret(rf"password{BLANK}\"[^\"\n]{{1,32}}\"{BLANK}\"", r"[^\"\n]+"),
    secret(
        rf"{BLANK}login{BLANK}",  # IMAP
        rf"(?:\"[^\"\n]{{1,128}}\"|[^\s\"]{{1,128}}@[^\s\"]{{1,128}}){BLANK}{ARGUMENT}",
        ahead=True,
    ),
    secret(
        rf"(?:{PASSWORDS}|pass|psk|schlüssel|klíč|klucz|clé)[: \t]{{1,40}}",
        r"[^\s\"',;<>()\[\]]+",
        real=judgement.is_strong_or_phrase,
    ),
    secret(
        rf"(?:{_SPOKEN}|session|pairing|login|remote) code[: \t]{{1,4}}", r"[^\s\"',;<>()]+", real=judgement.is_strong
    ),
    secret(_SAYS, VALUE, real=judgement.is_strong),
    secret(rf"option{BLANK}{{1,4}}(?:key|private_key|preshared_key|password|psk|sae_password){BLANK}{{1,4}}", QUOTED),
    secret(r"wireless\.[^\s=]{1,32}\.(?:key|sae_password)=", VALUE, inside=True),
    secret("session=<", "[^<>\n]+", real=judgement.is_machine_made),
    secret("session=", "[0-9a-f]{24,64}"),
    secret(rf"name=[^\s;&\"']{{1,64}}{BLANK}value=", r"[^\s;&\"']+", real=judgement.is_machine_made),
    secret("/webhooks/[0-9]{6,24}/", "[0-9a-z_-]{16,}"),
    secret(r"stream[ _-]key[:= ]{1,3}", r"[^\s,;\"']+", real=judgement.is_strong),
    # known by their looks
    secret("eyj[0-9a-z_-]{6}", r"[0-9a-z_-]{0,400}\.[0-9a-z_-]{6,}(?:\.[0-9a-z_-]*)?", whole=True, inside=True),
    secret(f"(?:{_BEGINNINGS})", "[0-9a-z_-]*", whole=True, real=judgement.is_access_key),
    secret(r"\$(?:1|2[abxy]|5|6|7|y|apr1|argon2id?)\$", r"[0-9a-z./$,=+-]{16,}", whole=True, inside=True),
    secret("[0-9]{6}(?:-[0-9]{6}){7}", None),
    secret("[0-9a-z]{5}(?:-[0-9a-z]{5}){4}", None, real=judgement.is_product_key, fits=judgement.is_no_longer_word),
    secret(
        r"(?:key|code|licen[cs]e|serial|klíč|schlüssel)[:=]?[ \t\"']{1,4}",
        "[0-9a-z]{4}(?:-[0-9a-z]{4}){3,6}",
        real=judgement.is_licence_key,
        fits=judgement.is_no_longer_word,
    ),
    Kind(
        "data",
        r"(?m:^\s?[0-9a-z+/]{60})",
        "[0-9a-z+/]*={0,2}(?m:$)",
        whole=True,
        real=judgement.is_blob,
        secret=True,
        inside=True,
    ),
)
