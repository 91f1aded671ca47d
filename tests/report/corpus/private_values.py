"""Private values of a scene by kind: what stands between the markers."""

from collections.abc import Callable, Mapping

from tests.report.corpus.network_values import bssid, ipv4, ipv4_public, ipv6, ipv6_link_local, ipv6_ula, mac, ssid
from tests.report.corpus.personal_values import (
    card,
    coordinates,
    device,
    domain,
    email,
    fqdn,
    full_name,
    host,
    iban,
    imei,
    machine_guid,
    national_id,
    neutral,
    phone,
    serial,
    sid,
    user,
)
from tests.report.corpus.scene_values import SceneValues
from tests.report.corpus.secret_values import (
    api_key,
    basic,
    bearer,
    cookie,
    password,
    private_key,
    product_key,
    session,
    signature,
    wifi_key,
)
from tests.report.corpus.transforms import TRANSFORMS


def private_value(values: SceneValues, request: str) -> str:
    """Return the value for ``kind``, ``kind:variant`` or ``kind:variant/transform/…``."""
    name, *transforms = request.split("/")
    kind, _, variant = name.partition(":")
    made = MAKERS[kind](values, variant)
    for transform in transforms:
        made = TRANSFORMS[transform](made)
    return made


MAKERS: Mapping[str, Callable[[SceneValues, str], str]] = {
    "user": user,
    "user_other": lambda values, _: user(values, "other"),
    "full_name": full_name,
    "name_other": lambda values, _: full_name(values, "other"),
    "home_folder": lambda values, _: str(values.facts["home"]),
    "host_name": host,
    "device_name": device,
    "fqdn": fqdn,
    "internal_domain": domain,
    "ipv4_private": ipv4,
    "ipv4_public": ipv4_public,
    "ipv6_global": ipv6,
    "ipv6_ula": ipv6_ula,
    "ipv6_link_local": ipv6_link_local,
    "mac": mac,
    "bssid": bssid,
    "ssid": ssid,
    "ssid_other": lambda values, _: ssid(values, "other"),
    "serial": serial,
    "imei": imei,
    "machine_guid": machine_guid,
    "windows_sid": sid,
    "email": email,
    "phone": phone,
    "password": password,
    "api_key": api_key,
    "bearer_token": bearer,
    "cookie": cookie,
    "private_key": private_key,
    "wifi_key": wifi_key,
    "credit_card": card,
    "national_id": national_id,
    "iban": iban,
    "coordinates": coordinates,
    "product_key": product_key,
    "session_id": session,
    "url_signature": signature,
    "basic_auth": basic,
    "neutral": neutral,
}
