"""Loads a profile: the neutral default, changed value by value by the files that are there (DESIGN 8).

The order of weight is neutral, user, explicit (``--organisation``), managed. A user's own file may change only
``USER_MAY_CHANGE``; where an administrator manages the machine, that holds for an explicit file too.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import msgspec

from wizard.errors import WizardError
from wizard.marking import N_
from wizard.organisation.check import check_meaning
from wizard.organisation.lines import key_lines
from wizard.organisation.profile import Organisation
from wizard.organisation.shape import check_shape
from wizard.resources import assets

_MOST_DEPTH = 24
MAX_FILE_BYTES = 1_000_000
USER_MAY_CHANGE = (
    "format",
    "identity",
    "network.max_latency_ms",
    "network.max_loss_percent",
    "network.max_clock_skew_s",
    "device.name",
    "device.model",
    "device.part",
    "device.ready_timeout_s",
    "speed.minimum_download_mbps",
    "speed.minimum_upload_mbps",
    "speed.most_bytes",
    "speed.metered_bytes",
    "computer.max_temperature_celsius",
    "computer.danger_temperature_celsius",
    "app.main",
    "app.crash_code",
    "app.table.*.name",
    "app.table.*.version",
    "app.table.*.max_cache_bytes",
    "account.code_valid_s",
    "account.escalate_after_h",
    "support.advice",
    "articles",
)
"""Everything else (firmware, hosts, addresses, folders, processes) decides what is trusted or deleted."""

ValuePath = tuple[str | int, ...]


@dataclass(frozen=True)
class Fault:
    """One thing wrong with a profile; ``line`` is 1-based, 0 where it is unknown; ``field`` a dotted name or empty."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class OrganisationError(WizardError):
    """The profile cannot be used; ``faults`` names every wrong field with its file and line."""

    def __init__(self, faults: tuple[Fault, ...], own_file: Path | None = None) -> None:
        """``own_file`` is the person's own profile: what is wrong in it alone is theirs to put right."""
        is_own = own_file is not None and bool(faults) and all(fault.file == str(own_file) for fault in faults)
        theirs = N_("Your own profile cannot be used, so the usual values hold. Put this right in it:\n{faults}")
        others = N_("The profile of your organisation cannot be used. Whoever wrote it must put this right:\n{faults}")
        super().__init__(theirs if is_own else others, faults="\n".join(map(str, faults)))
        self.faults = faults
        self.is_own = is_own


@dataclass(frozen=True)
class _Layer:
    file: Path
    values: dict[str, Any]
    lines: dict[ValuePath, int]
    restricted: bool


def load_organisation(
    explicit: Path | None = None, managed: Path | None = None, user: Path | None = None
) -> Organisation:
    """Return the profile in force; raises OrganisationError with all faults found.

    ``explicit`` must exist; ``managed`` and ``user`` are looked for. Without any of them: the neutral profile.
    """
    is_managed = managed is not None and managed.is_file()
    chosen = [
        (assets() / "organisation.toml", False),
        *([(user, True)] if user is not None and user.is_file() else []),
        *([(explicit, is_managed)] if explicit is not None else []),
        *([(managed, False)] if managed is not None and is_managed else []),
    ]
    layers = [_read(file, restricted) for file, restricted in chosen]
    merged: dict[str, Any] = {}
    origins: dict[ValuePath, tuple[Path, int]] = {}
    for layer in layers:
        _merge(merged, layer.values, (), layer, origins)
    found = list(check_shape(merged, Organisation))
    wrong = {path for path, _ in found}
    found += [fault for layer in layers if layer.restricted for fault in _not_allowed(layer, wrong, origins)]
    if found:
        raise OrganisationError(_sorted(found, origins), user)
    organisation = msgspec.convert(merged, Organisation)
    if meaning := list(check_meaning(organisation, _logo_file(origins, organisation))):
        raise OrganisationError(_sorted(meaning, origins), user)
    logo = _logo_file(origins, organisation)
    if logo is None:
        return organisation
    return msgspec.structs.replace(
        organisation, identity=msgspec.structs.replace(organisation.identity, logo=str(logo))
    )


def _is_deeper_than(most: int, values: dict[str, object]) -> bool:
    level: list[object] = [values]
    for _ in range(most):
        level = [below for table in level if isinstance(table, dict) for below in table.values()]
    return any(isinstance(table, dict) for table in level)


def _read(file: Path, restricted: bool) -> _Layer:
    own = file if restricted else None
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise OrganisationError(
            (Fault(str(file), 0, "", f"cannot be read: {error.strerror or error}"),), own
        ) from error
    if len(content) > MAX_FILE_BYTES:
        raise OrganisationError((Fault(str(file), 0, "", f"is larger than {MAX_FILE_BYTES} bytes"),), own)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise OrganisationError((Fault(str(file), line, "", "is not UTF-8 text"),), own) from error
    try:
        values = tomllib.loads(text)
        if _is_deeper_than(_MOST_DEPTH, values):  # dotted keys nest without recursion
            raise RecursionError
        return _Layer(file, values, key_lines(text), restricted)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        place = re.search(r"\(at line (\d+), column \d+\)", str(error))
        line = int(place.group(1)) if place else text.count("\n") + 1 if "end of document" in str(error) else 0
        message = "tables are nested too deeply" if isinstance(error, RecursionError) else f"is not TOML: {error}"
        raise OrganisationError((Fault(str(file), line, "", message),), own) from error


def _merge(
    into: dict[str, Any],
    values: dict[str, Any],
    path: ValuePath,
    layer: _Layer,
    origins: dict[ValuePath, tuple[Path, int]],
) -> None:
    """Put a layer's values over ``into``: tables of one kind are merged, everything else is replaced whole."""
    for name, found in values.items():
        here = (*path, name)
        origins[here] = (layer.file, layer.lines.get(here, 0))
        if isinstance(found, dict):
            below = into.get(name)
            if not isinstance(below, dict) or found.get("kind", below.get("kind")) != below.get("kind"):
                below = into[name] = {}
            _merge(below, found, here, layer, origins)
        else:
            into[name] = found
            if isinstance(found, list):
                origins.update(
                    (place, (layer.file, line)) for place, line in layer.lines.items() if place[: len(here)] == here
                )


def _not_allowed(
    layer: _Layer, wrong: set[ValuePath], origins: dict[ValuePath, tuple[Path, int]]
) -> Iterator[tuple[ValuePath, str]]:
    for path in _leaves(layer.values, ()):
        if path in wrong or any(path[: len(_parts(name))] == _filled(name, path) for name in USER_MAY_CHANGE):
            continue
        origins[path] = (layer.file, layer.lines.get(path, 0))
        yield path, "only the organisation's administrator may set this; remove the line"


def _parts(name: str) -> tuple[str, ...]:
    return tuple(name.split("."))


def _filled(name: str, path: ValuePath) -> ValuePath:
    """Return the name's parts with ``*`` replaced by what stands there in ``path``."""
    return tuple(path[index] if part == "*" and index < len(path) else part for index, part in enumerate(_parts(name)))


def _leaves(values: dict[str, Any], path: ValuePath) -> Iterator[ValuePath]:
    for name, found in values.items():
        if isinstance(found, dict) and found:
            yield from _leaves(found, (*path, name))
        else:
            yield (*path, name)


def _sorted(found: list[tuple[ValuePath, str]], origins: dict[ValuePath, tuple[Path, int]]) -> tuple[Fault, ...]:
    faults = set()
    for path, message in found:
        known = path
        while known and known not in origins:
            known = known[:-1]
        file, line = origins.get(known, (Path("organisation.toml"), 0))
        faults.add(Fault(str(file), line, ".".join(map(str, path)), message))
    return tuple(sorted(faults, key=lambda fault: (fault.file, fault.line, fault.field, fault.message)))


def _logo_file(origins: dict[ValuePath, tuple[Path, int]], organisation: Organisation) -> Path | None:
    """Return the logo beside the profile that names it, None when no profile does."""
    if not organisation.identity.logo:
        return None
    file, _ = origins["identity", "logo"]
    return file.absolute().parent / organisation.identity.logo
