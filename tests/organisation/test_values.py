"""Values by dotted name, the names texts may use, and the schema an editor can check against (DESIGN 3, 8)."""

import json
import re
from pathlib import Path

import msgspec
import pytest

from wizard.organisation import ValueNameError, load_organisation, organisation_schema, text_facts, value, value_types
from wizard.organisation.channels import MailChannel
from wizard.organisation.portal import PortalChannel
from wizard.resources import assets


def test_every_named_value_can_be_had_with_its_type() -> None:
    neutral = load_organisation()
    types = value_types(neutral)
    for name, kind in types.items():
        assert type(value(neutral, name)) is kind
    assert types["device.firmware.version"] is str
    assert types["network.max_latency_ms"] is int
    assert types["network.max_loss_percent"] is float, "written 1, but the schema says a float"
    assert types["device.plain_http"] is bool
    assert types["main_app.max_cache_bytes"] is int


def test_the_main_app_has_one_name_in_every_profile(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('app.main = "desk"\n[app.table.desk]\nname = "Desk"\nversion = "9.1"\n')
    assert value(load_organisation(own), "main_app.version") == "9.1"


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "device",
        "device.firmware",
        "device.firmware.hardware",
        "device.nothing",
        "device.firmware.version.x",
        "network.tcp_ports.0",
        "links.none",
        "__class__",
        "device.__class__.__name__",
        "device.__struct_fields__",
        "app.table",
    ],
)
def test_a_name_that_is_no_value_is_refused(name: str) -> None:
    neutral = load_organisation()
    assert name not in value_types(neutral)
    with pytest.raises(ValueNameError):
        value(neutral, name)


def test_texts_get_plain_values() -> None:
    """FACTS A1, A3, A5, A6, A7."""
    facts = text_facts(load_organisation())
    assert facts["target_version"] == "2.3.1"
    assert facts["app_version"] == "3.2.1"
    assert facts["code_valid_minutes"] == 5
    assert facts["escalate_after_h"] == 24
    assert facts["crash_code_text"] == "0xDEAD"
    assert facts["ping_target"] == "8.8.8.8"
    assert facts["page_host"] is None
    assert "support_advice" in facts
    assert all(found is None or isinstance(found, str | int | float) for found in facts.values())


def test_only_the_host_of_a_page_goes_into_texts(tmp_path: Path) -> None:
    own = tmp_path / "own.toml"
    own.write_text('account.page_url = "https://Id.example.com:8443/sign-in?x=1"\n')
    assert text_facts(load_organisation(own))["page_host"] == "id.example.com"


def test_the_schema_knows_every_field_of_the_neutral_profile() -> None:
    import tomllib

    schema = organisation_schema()
    neutral = tomllib.loads((assets() / "organisation.toml").read_text(encoding="utf-8"))
    _assert_known(neutral, schema, schema["$defs"])


def test_the_schema_lets_a_file_leave_things_out() -> None:
    assert all("required" not in table for table in organisation_schema()["$defs"].values())


def _assert_known(found: dict[str, object], schema: dict[str, object], tables: dict[str, dict[str, object]]) -> None:
    if "$ref" in schema:
        schema = tables[str(schema["$ref"]).rsplit("/", 1)[1]]
    for name, inner in found.items():
        properties = schema.get("properties", {})
        assert isinstance(properties, dict)
        known = properties.get(name, schema.get("additionalProperties"))
        assert known, name
        if isinstance(inner, dict) and isinstance(known, dict):
            if "anyOf" in known:
                known = next(member for member in known["anyOf"] if "$ref" in member)
            _assert_known(inner, known, tables)


DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_the_written_schema_is_the_one_in_force() -> None:
    """Editors read the file; `make docs` writes it."""
    written = json.loads((DOCS / "organisation.schema.json").read_text(encoding="utf-8"))
    assert written == organisation_schema()


def test_every_value_is_explained() -> None:
    """Those of a ``portal`` stand on the page of the channels."""
    schema = organisation_schema()["$defs"]
    of_portals = set(msgspec.json.schema(PortalChannel)["$defs"]) - {"PortalChannel"}
    tables = {"identity", "network", "device", "firmware", "endpoints", "app", "table", "account", "support", "links"}
    tables |= {"computer", "policy", "speed", "format", "articles", "channels", "rungs", "clocks", "people"}
    organisation = {name for title, table in schema.items() if title not in of_portals for name in table["properties"]}
    portals = set(schema["PortalChannel"]["properties"]) - set(schema["PageChannel"]["properties"])
    page = (DOCS / "organisation.md").read_text(encoding="utf-8")
    assert {name for name in organisation - portals - tables if not re.search(rf"[`.]{name}`", page)} == set()
    if portals:
        portals |= {name for title in of_portals for name in schema[title]["properties"]}
        page = (DOCS / "channels.md").read_text(encoding="utf-8")
        assert {name for name in portals if name not in page} == set()


def test_the_example_of_the_page_can_be_used(tmp_path: Path) -> None:
    page = (DOCS / "organisation.md").read_text(encoding="utf-8")
    (example,) = re.findall(r"```toml\n(.*?)```", page, re.DOTALL)
    own = tmp_path / "own.toml"
    own.write_text(example, encoding="utf-8")
    loaded = load_organisation(own)
    assert loaded.main_app.name == "Example TV"
    assert loaded.device.firmware.hardware == ("A", "B")
    desk = loaded.channels["desk"]
    assert isinstance(desk, MailChannel)
    assert (desk.server, desk.security) == ("smtp.example.com", "starttls")
    assert [rung.role for rung in loaded.rungs] == ["first_line", "supervisor", "regulator"]
    assert (loaded.clocks.level_2_min, loaded.clocks.tier_2_min) == (30, 120)
