"""The values of a profile by dotted name, the names that texts may use, and the profile's JSON Schema."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

import msgspec

from wizard.errors import WizardError
from wizard.marking import N_
from wizard.organisation.profile import Organisation

NamedValue = str | int | float | bool


class ValueNameError(WizardError):
    """A dotted name is no value of the organisation profile."""


def value(organisation: Organisation, dotted: str) -> NamedValue:
    """Return one whole value by its dotted name (``device.firmware.version``).

    ``main_app.…`` names the values of the main app, whatever its id. Raises ValueNameError for a name that leads
    to no single text, number or truth value.
    """
    found: object = organisation
    for name in dotted.split("."):
        found = _member(found, name)
        if found is None:
            break
    if isinstance(found, str | int | float | bool):
        return found
    raise ValueNameError(N_("There is no value named {name} in the profile."), name=dotted)


def value_types(organisation: Organisation) -> Mapping[str, type]:
    """Return the type (``str``, ``int``, ``float``, ``bool``) of every value by dotted name.

    Values in lists have no name. The type is the schema's: a limit of 1 written for a float is a float.
    """
    types = {name: type(found) for name, found in _walk(organisation, "")}
    types.update((f"main_app.{name}", type(found)) for name, found in _walk(organisation.main_app, ""))
    return types


def text_facts(organisation: Organisation) -> Mapping[str, str | int | float | None]:
    """Return the facts of the organisation that any text may use; None where the profile has no such value.

    Names a neutral profile leaves empty are sentences of the catalogues, to be translated like any other.
    """
    network, device, support = organisation.network, organisation.device, organisation.support
    app, account = organisation.main_app, organisation.account
    return {
        "organisation_name": organisation.identity.name or N_("your organisation"),
        "support_name": organisation.identity.support_name or N_("your support team"),
        "support_advice": support.advice or N_("Give the saved report to the person who looks after your computer."),
        "support_phone": support.phone or None,
        "support_email": support.email or None,
        "support_host": _host(support.portal_url),
        "device_name": device.name if device.name != "device" else N_("device"),
        "device_part": device.part or None,
        "target_version": device.firmware.version,
        "firmware_size_bytes": device.firmware.size_bytes,
        "install_minutes": device.firmware.install_minutes,
        "app_name": app.name,
        "app_version": app.version,
        "max_cache_bytes": app.max_cache_bytes,
        "crash_code_text": f"0x{organisation.app.crash_code:04X}",
        "max_temperature_celsius": organisation.computer.max_temperature_celsius,
        "minimum_download_mbps": organisation.speed.minimum_download_mbps,
        "minimum_upload_mbps": organisation.speed.minimum_upload_mbps,
        "ping_target": network.ping_target,
        "max_latency_ms": network.max_latency_ms,
        "max_loss_percent": network.max_loss_percent,
        "service_name": network.service_name or _host(network.service_url),
        "code_valid_minutes": max(1, round(account.code_valid_s / 60)),
        "escalate_after_h": account.escalate_after_h,
        "page_host": _host(account.page_url),
    }


def organisation_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a whole profile; an organisation's own file may leave out any part of it."""
    schema = msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Organisation)))  # lists, not tuples
    for table in schema["$defs"].values():
        table.pop("required", None)  # whatever a file leaves out comes from the neutral profile
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": "Organisation profile", **schema}


def _member(found: object, name: str) -> object:
    if isinstance(found, Organisation) and name == "main_app":
        return found.main_app
    if isinstance(found, msgspec.Struct):
        return getattr(found, name) if name in found.__struct_fields__ else None
    if isinstance(found, dict):
        return found.get(name)
    return None


def _walk(found: object, prefix: str) -> Iterator[tuple[str, object]]:
    if isinstance(found, msgspec.Struct):
        members: Mapping[str, object] = {name: getattr(found, name) for name in found.__struct_fields__}
    elif isinstance(found, dict):
        members = found
    else:
        if isinstance(found, str | int | float | bool):
            yield prefix, found
        return
    for name, member in members.items():
        yield from _walk(member, f"{prefix}.{name}" if prefix else name)


def _host(url: str) -> str | None:
    return urlsplit(url).hostname if url else None
