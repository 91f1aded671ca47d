"""The profile: merged value by value, every wrong field named with file and line, and what a user may not change."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wizard.organisation import Organisation, OrganisationError, load_organisation
from wizard.organisation.channels import Clocks, MailChannel, PhoneChannel
from wizard.organisation.load import MAX_FILE_BYTES


@pytest.fixture
def write(tmp_path: Path):
    def write(text: str, name: str = "own.toml") -> Path:
        file = tmp_path / name
        file.write_text(text, encoding="utf-8")
        return file

    return write


def faults(**files: Path) -> list[str]:
    with pytest.raises(OrganisationError) as caught:
        load_organisation(**files)
    return [f"{Path(fault.file).name}:{fault.line}: {fault.field}: {fault.message}" for fault in caught.value.faults]


def test_the_neutral_profile_holds_the_numbers_of_the_mission() -> None:
    """FACTS A1, A3, A5, A6, A7."""
    neutral = load_organisation()
    assert (neutral.device.firmware.version, neutral.device.firmware.size_bytes) == ("2.3.1", 12_400_000)
    assert neutral.device.firmware.install_minutes == 3
    network = neutral.network
    assert (network.ping_target, network.max_latency_ms, network.max_loss_percent) == ("8.8.8.8", 100, 1)
    assert (neutral.main_app.version, neutral.main_app.max_cache_bytes) == ("3.2.1", 500_000_000)
    assert neutral.app.crash_code == 0xDEAD
    assert (neutral.account.code_valid_s, neutral.account.escalate_after_h) == (300, 24)


def test_the_neutral_ladder_has_the_times_of_the_mission_and_no_address() -> None:
    """FACTS D1–D5, D7."""
    neutral = load_organisation()
    assert [(rung.role, rung.response_h) for rung in neutral.rungs] == [
        ("first_line", 48),
        ("team_lead", 48),
        ("supervisor", 72),
        ("operations_manager", 7 * 24),
        ("director", 14 * 24),
        ("regulator", 90 * 24),
    ]
    assert {rung.answers_for for rung in neutral.rungs} == {"", "stability", "root_cause", "times_and_messages"}
    assert not any(rung.channel or rung.email or rung.phone or rung.public_channel for rung in neutral.rungs)
    assert neutral.channels == {}
    clocks = neutral.clocks
    assert (clocks.level_2_min, clocks.tier_2_min, clocks.p1_users_percent) == (60, 120, 50)
    assert (clocks.p1_acknowledge_min, clocks.p1_update_min, clocks.p1_final_min) == (15, 60, 240)
    assert (clocks.mail_deadline_h, clocks.mail_acknowledge_h) == (48, 24)


def test_the_clocks_of_the_schema_are_those_of_the_neutral_profile() -> None:
    assert load_organisation().clocks == Clocks()


def test_the_neutral_profile_offers_nothing_to_install() -> None:
    neutral = load_organisation()
    assert neutral.device.driver == "manual"
    assert neutral.device.firmware.url == ""


def test_an_own_profile_changes_only_what_it_names(write) -> None:
    own = load_organisation(
        write(
            '[network]\nmax_latency_ms = 80\nping_target = "ping.example.com"\n'
            '[app]\nmain = "desk"\n'
            '[app.table.desk]\nname = "Desk"\nversion = "9.1"\ncache_folders.linux = ["{cache}/desk"]\n'
        )
    )
    neutral = load_organisation()
    assert own.network.max_latency_ms == 80
    assert own.network.max_loss_percent == neutral.network.max_loss_percent
    assert own.main_app.name == "Desk"
    assert own.main_app.max_cache_bytes == 500_000_000
    assert own.device == neutral.device


def test_a_list_is_replaced_whole(write) -> None:
    assert load_organisation(write("network.tcp_ports = [8443]\n")).network.tcp_ports == (8443,)


def test_a_channel_of_another_kind_replaces_the_one_of_its_name(write, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("wizard.organisation.load.USER_MAY_CHANGE", ("channels",))  # so that two files may name one
    user = write('[channels.desk]\nkind = "mail"\naddress = "help@example.com"\ntitle = "Desk"\n', "u.toml")
    renamed = write('[channels.desk]\ntitle = "The desk"\n', "r.toml")
    phone = write('[channels.desk]\nkind = "phone"\nnumber = "+420 555 123 456"\n', "p.toml")
    assert load_organisation(renamed, None, user).channels["desk"] == MailChannel(
        address="help@example.com", title="The desk"
    )
    assert load_organisation(phone, None, user).channels["desk"] == PhoneChannel(number="+420 555 123 456")


def test_managed_wins_over_explicit_wins_over_user(write) -> None:
    user = write("network.max_latency_ms = 1\nnetwork.max_loss_percent = 1\nnetwork.max_clock_skew_s = 1\n", "u.toml")
    explicit = write("network.max_latency_ms = 2\nnetwork.max_loss_percent = 2\n", "e.toml")
    managed = write("network.max_latency_ms = 3\n", "m.toml")
    network = load_organisation(explicit, managed, user).network
    assert (network.max_latency_ms, network.max_loss_percent, network.max_clock_skew_s) == (3, 2, 1)


def test_managed_and_user_need_not_be_there(tmp_path: Path) -> None:
    assert load_organisation(None, tmp_path / "m.toml", tmp_path / "u.toml") == load_organisation()


def test_an_explicit_file_must_be_there(tmp_path: Path) -> None:
    (fault,) = faults(explicit=tmp_path / "none.toml")
    assert fault.startswith("none.toml:0: : cannot be read: ")


def test_every_fault_is_named_at_once_with_its_line(write) -> None:
    found = faults(
        explicit=write(
            "format = 1\n"
            "\n"
            "[network]\n"
            'max_latency_ms = "fast"\n'
            "max_loss_percent = 100\n"
            "tcp_ports = [\n"
            "  53,\n"
            "  70000,\n"
            "]\n"
            "max_latency = 5\n"
            "[device.firmware]\n"
            'version = "two"\n'
            'sha256 = "abc"\n'
            "[app.table.desk]\n"
            'cache_folders.plan9 = ["{cache}/x"]\n'
            "[[articles]]\n"
            'number = "402"\n'
            "[colour]\n"
        )
    )
    assert found == [
        'own.toml:4: network.max_latency_ms: must be a whole number above 0, not "fast"',
        "own.toml:5: network.max_loss_percent: must be a number between 0 and 100, not 100",
        "own.toml:8: network.tcp_ports.1: must be a port from 1 to 65535, not 70000",
        "own.toml:10: network.max_latency: is no field of a profile; did you mean max_latency_ms?",
        'own.toml:12: device.firmware.version: must be a version like 2.3.1, not "two"',
        'own.toml:13: device.firmware.sha256: must be 64 hexadecimal digits, or empty, not "abc"',
        "own.toml:14: app.table.desk: name is missing",
        "own.toml:15: app.table.desk.cache_folders.plan9: must be one of linux, windows, macos",
        "own.toml:16: articles.0: title is missing",
        "own.toml:18: colour: is no field of a profile; known are format, identity, network, device, app, computer, "
        "speed, account, support, policy, links, articles, channels, rungs, clocks, people",
    ] or pytest.fail("\n".join(found))


def test_the_message_lists_the_faults(write) -> None:
    file = write('[network]\nmax_latency_ms = "fast"\n')
    with pytest.raises(OrganisationError) as caught:
        load_organisation(file)
    assert f'{file}:2: network.max_latency_ms: must be a whole number above 0, not "fast"' in str(caught.value)


@pytest.mark.parametrize(
    ("content", "line", "message"),
    [
        (b"[network\n", 1, "is not TOML"),
        (b"format = 1\nformat = 1\n", 2, "is not TOML"),
        (b'format = 1\nname = "\xff"\n', 2, "is not UTF-8 text"),
        (b'[identity]\nname = "open', 2, "is not TOML"),
        (b"x = " + b"[" * 50_000, 0, "nested too deeply"),
        (b"# " + b"x" * MAX_FILE_BYTES, 0, "is larger than"),
        (b"\x00", 1, "is not TOML"),
    ],
)
def test_what_is_no_toml_is_named_with_its_line(tmp_path: Path, content: bytes, line: int, message: str) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes(content)
    with pytest.raises(OrganisationError) as caught:
        load_organisation(file)
    (fault,) = caught.value.faults
    assert (fault.line, message in fault.message) == (line, True), fault


def test_a_byte_order_mark_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    file.write_bytes('\ufeff[identity]\nname = "Přátelé"\n'.encode())
    assert load_organisation(file).identity.name == "Přátelé"


@pytest.mark.parametrize(
    "text",
    [
        "network = 5",
        "network = []",
        "app.table = 1",
        "app.table.x = 1",
        "links = []",
        "links.x = 1",
        "articles = {}",
        "articles = [1]",
        "network.tcp_ports = 53",
        "network.tcp_ports = [[53]]",
        "device.plain_http = 1",
        "device.driver = 'telnet'",
        "format = 2",
        "format = true",
        "network.max_latency_ms = true",
        "network.max_latency_ms = 1.5",
        "network.max_latency_ms = 0",
        "network.max_latency_ms = 1979-05-27",
        "network.max_loss_percent = nan",
        "network.max_loss_percent = inf",
        "network.max_latency_ms = 99999999999999999999999999",
        'identity.name = "a\\nb"',
        'identity.name = "a\\u0000"',
        'identity.name = "\\u202Eb"',
        'identity.accent = "red"',
        'support.email = "nobody"',
        "app.crash_code = -1",
        "app.crash_code = 4294967296",
    ],
)
def test_a_value_of_the_wrong_kind_is_one_fault_at_its_line(write, text: str) -> None:
    found = faults(explicit=write(f"# a profile\n{text}\n"))
    assert found
    assert all(fault.startswith("own.toml:2: ") for fault in found), found


PROTECTED = [
    'device.firmware.version = "9.9"',
    'device.firmware.url = "https://evil.example/f"',
    'device.endpoints.base_url = "https://evil.example"',
    "device.plain_http = true",
    'device.driver = "http"',
    'network.ping_target = "evil.example"',
    'network.dns_name = "evil.example"',
    'network.public_name_server = "6.6.6.6"',
    'network.portal_url = "http://evil.example"',
    'network.service_url = "https://evil.example"',
    'account.page_url = "https://evil.example"',
    'support.email = "evil@evil.example"',
    'support.portal_url = "https://evil.example"',
    'links.account_page = "https://evil.example"',
    'links.more = "https://evil.example"',
    'app.table.example.cache_folders.linux = ["{cache}/other"]',
    'app.table.example.processes = ["sshd"]',
    'app.crash_log_folders.linux = ["{home}/.ssh"]',
    'channels.desk = {kind = "mail", address = "evil@evil.example"}',
    'people.vip_accounts = ["me@example.com"]',
]


@pytest.mark.parametrize("text", PROTECTED)
def test_a_users_profile_may_not_change_firmware_hosts_or_folders(write, text: str) -> None:
    field = text.split(" = ", maxsplit=1)[0]
    message = "only the organisation's administrator may set this; remove the line"
    found = faults(user=write(f"\n\n{text}\n", "u.toml"))
    assert found
    for fault in found:  # one for each value of an inline table
        assert fault.startswith(f"u.toml:3: {field}")
        assert fault.endswith(f": {message}")


@pytest.mark.parametrize("text", PROTECTED)
def test_nor_may_an_explicit_file_where_the_machine_is_managed(write, text: str) -> None:
    managed = write("network.max_latency_ms = 3\n", "m.toml")
    found = faults(explicit=write(f"{text}\n", "e.toml"), managed=managed)
    assert {fault.split(": ")[0] for fault in found} == {"e.toml:1"}


def test_a_protected_value_is_refused_even_where_managed_wins(write) -> None:
    managed = write('device.firmware.version = "2.4"\n', "m.toml")
    found = faults(user=write('device.firmware.version = "9.9"\n', "u.toml"), managed=managed)
    assert [fault.split(": ")[0] for fault in found] == ["u.toml:1"]


@pytest.mark.parametrize("text", ["network.ping_target = 3\n", "[network\n"], ids=["wrong type", "no TOML"])
def test_whose_file_is_wrong_is_said(write, text: str) -> None:
    wrong, right = write(text, "wrong.toml"), write("network.max_latency_ms = 60\n", "right.toml")
    for files, whose in (
        ({"user": wrong, "managed": right}, "Your own profile"),
        ({"managed": wrong}, "your organisation"),
    ):
        with pytest.raises(OrganisationError) as caught:
            load_organisation(**files)
        assert whose in caught.value.message


def test_an_administrators_file_may_set_everything(write) -> None:
    text = (
        'device.driver = "http"\ndevice.endpoints.base_url = "https://192.168.1.1"\n'
        f'device.firmware.url = "https://files.example.com/f"\ndevice.firmware.sha256 = "{"0" * 64}"\n'
    )
    for loaded in (load_organisation(write(text)), load_organisation(None, write(text, "m.toml"))):
        assert loaded.device.firmware.url == "https://files.example.com/f"


def test_what_a_user_may_change(write) -> None:
    user = write(
        'identity.name = "Home"\nnetwork.max_latency_ms = 60\ndevice.name = "console"\n'
        "app.table.example.max_cache_bytes = 1000\nsupport.advice = 'Ask Eva.'\n"
    )
    loaded = load_organisation(user=user)
    assert (loaded.identity.name, loaded.main_app.max_cache_bytes) == ("Home", 1000)


def test_the_logo_lies_beside_the_profile_that_names_it(write, tmp_path: Path) -> None:
    (tmp_path / "logo.svg").write_text("<svg/>")
    assert load_organisation(write('identity.logo = "logo.svg"\n')).identity.logo == str(tmp_path / "logo.svg")


@pytest.mark.parametrize("logo", ["none.svg", "../logo.svg", "/etc/passwd", "sub/logo.svg"])
def test_a_logo_elsewhere_is_refused(write, tmp_path: Path, logo: str) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "logo.svg").write_text("<svg/>")
    (fault,) = faults(explicit=write(f'\nidentity.logo = "{logo}"\n'))
    assert fault.startswith("own.toml:2: identity.logo: must be the name of a picture")


_NAMES = ["network", "device", "firmware", "app", "table", "example", "links", "articles", "name", "version", "x"]
_VALUES = st.recursive(
    st.booleans() | st.integers() | st.text(st.characters(codec="utf-8", exclude_characters='"\\\n'), max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(_NAMES), inner, max_size=3),
    max_leaves=8,
)


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "{" + ", ".join(f"{name} = {_toml(inner)}" for name, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_toml, value)) + "]"
        case str():
            return f'"{value}"'
    return str(value)


@given(st.dictionaries(st.sampled_from(_NAMES), _VALUES, max_size=4))
def test_any_file_loads_or_says_what_is_wrong(
    tmp_path_factory: pytest.TempPathFactory, tables: dict[str, object]
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_text("".join(f"{name} = {_toml(value)}\n" for name, value in tables.items()), encoding="utf-8")
    try:
        loaded = load_organisation(file)
    except OrganisationError as error:
        assert error.faults
        return
    assert isinstance(loaded, Organisation)
