"""The proxy set by hand is switched off and put back: GNOME for real in a session of its own, a Mac by its words."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from wizard.system.base import Cancel, Done, Failed, Missing
from wizard.system.command import CommandOutput
from wizard.system.command import run as run_command
from wizard.system.linux import proxy_change as gnome
from wizard.system.macos import proxy_change as mac
from wizard.system.proxy_state import ProxyState
from wizard.system.windows.proxy_change import without_credentials

# GNOME

_IN_A_SESSION = """
import os
from wizard.system.command import run
from wizard.system.linux import proxy_change
before = proxy_change.proxy_state(run, os.environ)
assert before.is_on and dict(before.addresses) == {"https": "proxy.example:3128"}, before
print(type(proxy_change.set_proxy(before.switched_off(), run)).__name__)
now = proxy_change.proxy_state(run, os.environ)
assert now == before.switched_off() and not now.is_on, now
print(type(proxy_change.set_proxy(before, run)).__name__)
assert proxy_change.proxy_state(run, os.environ) == before
"""
_SCHEMA = "org.gnome.system.proxy"


@pytest.mark.skipif(not shutil.which("gsettings"), reason="no gsettings here")
def test_gnome_for_real(tmp_path: Path) -> None:
    """Settings in a file of this test alone: the person's own are not touched."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    environment |= {
        "GSETTINGS_BACKEND": "keyfile",
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_CURRENT_DESKTOP": "GNOME",
        "DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere",
    }
    for schema, key, value in (
        (_SCHEMA, "mode", "manual"),
        (f"{_SCHEMA}.https", "host", "proxy.example"),
        (f"{_SCHEMA}.https", "port", "3128"),
    ):
        subprocess.run(("gsettings", "set", schema, key, value), env=environment, check=True, timeout=20)
    done = subprocess.run(
        (sys.executable, "-c", _IN_A_SESSION), env=environment, check=True, timeout=60, capture_output=True, text=True
    )
    assert done.stdout.split() == ["Done", "Done"]


def said(answers: Mapping[str, str]):  # type: ignore[no-untyped-def]
    def run(argv: Sequence[str], _timeout_s: float, _cancel: Cancel) -> CommandOutput | Missing:
        return CommandOutput(0, answers.get(" ".join(argv[1:]), "''"), "")

    return run


BUS = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/bus"}


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({**BUS, "https_proxy": "http://alex:secret@proxy.example"}, "environment: https_proxy"),
        ({"XDG_RUNTIME_DIR": "/nowhere"}, "desktop: there is no session"),
    ],
)
def test_a_proxy_in_other_hands(environment: dict[str, str], words: str) -> None:
    found = gnome.proxy_state(said({f"get {_SCHEMA} mode": "'manual'"}), environment)
    assert isinstance(found, Missing) and found.detail.startswith(words)
    assert "secret" not in found.detail


def test_a_lock_of_an_administrator_is_seen_before_anything_is_tried() -> None:
    run = said({f"get {_SCHEMA} mode": "'manual'", f"writable {_SCHEMA} mode": "false\n"})
    found = gnome.proxy_state(run, BUS)
    assert isinstance(found, Missing) and found.reason == "not_permitted"


def test_an_address_that_is_late_is_none_that_was_taken_out() -> None:
    """Else an undo would see the change of somebody else in it, and never try again."""
    quick = said({f"get {_SCHEMA} mode": "'manual'", f"writable {_SCHEMA} mode": "true\n"})

    def run(argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        late = argv[1:] == ("get", f"{_SCHEMA}.https", "port")
        return Missing("timeout", "gsettings did not end") if late else quick(argv, timeout_s, cancel)

    assert isinstance(gnome.proxy_state(quick, BUS), ProxyState)
    assert isinstance(gnome.proxy_state(run, BUS), Missing)


def test_an_address_of_plasma_that_is_late_is_none_that_was_taken_out() -> None:
    plasma = Plasma("1")

    def run(argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        return Missing("timeout", "late") if argv[-1] == "httpsProxy" else plasma(argv, timeout_s, cancel)

    environment = {**BUS, "XDG_CURRENT_DESKTOP": "KDE", "XDG_CONFIG_DIRS": "/nowhere"}
    assert isinstance(gnome.proxy_state(plasma, environment), ProxyState)
    assert isinstance(gnome.proxy_state(run, environment), Missing)


def test_a_setting_that_is_not_kept_is_no_success() -> None:
    run = said({f"get {_SCHEMA} mode": "'manual'", f"writable {_SCHEMA} mode": "true\n"})
    state = gnome.proxy_state(run, BUS)
    assert not isinstance(state, Missing)
    assert isinstance(gnome.set_proxy(state.switched_off(), run), Failed)


# KDE


_IN_PLASMA = (
    _IN_A_SESSION
    + """
from wizard.system.linux.proxy import system_proxy
from pathlib import Path
off = proxy_change.set_proxy(before.switched_off(), run)
assert not system_proxy(run, os.environ, Path("/nowhere")).source
assert type(proxy_change.set_proxy(before, run)) is type(off)
assert system_proxy(run, os.environ, Path("/nowhere")).source == "kde"
"""
)


@pytest.fixture
def plasma(tmp_path: Path) -> dict[str, str]:
    """The environment of a Plasma session whose settings lie in folders of this test alone."""
    environment = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    own, shared = tmp_path / "own", tmp_path / "shared"
    own.mkdir()
    shared.mkdir()
    (own / "kioslaverc").write_text(
        "[Proxy Settings]\nNoProxyFor=localhost\nProxyType=1\nhttpsProxy=http://alex:secret@proxy.example 3128\n"
    )
    return environment | {
        "XDG_CONFIG_HOME": str(own), "XDG_CONFIG_DIRS": str(shared), "XDG_CURRENT_DESKTOP": "KDE", "HOME": str(tmp_path)
    }  # fmt: skip


needs_kde = pytest.mark.skipif(
    not (shutil.which("kwriteconfig5") or shutil.which("kwriteconfig6")), reason="no kwriteconfig here"
)


@needs_kde
def test_plasma_for_real(plasma: dict[str, str]) -> None:
    """KDE's own programs, on a file of this test: off, back as it was, and nothing else in it has changed."""
    done = subprocess.run(
        (sys.executable, "-c", _IN_PLASMA), env=plasma, check=False, timeout=60, capture_output=True, text=True
    )
    assert (done.stdout.split(), done.stderr) == (["Done", "Done"], "")
    kept = Path(plasma["XDG_CONFIG_HOME"], "kioslaverc").read_text("utf-8")
    assert sorted(kept.split("\n")) == sorted([
        "[Proxy Settings]", "NoProxyFor=localhost", "ProxyType=1",
        "httpsProxy=http://alex:secret@proxy.example 3128", "",
    ])  # fmt: skip


@needs_kde
@pytest.mark.parametrize(
    "mark", ["[$i]\n[Proxy Settings]\n", "[Proxy Settings][$i]\n", "[Proxy Settings]\nProxyType[$i]=1\n"]
)
def test_a_lock_in_plasma_is_seen_before_anything_is_tried(
    plasma: dict[str, str], monkeypatch: pytest.MonkeyPatch, mark: str
) -> None:
    for name, value in plasma.items():
        monkeypatch.setenv(name, value)
    Path(plasma["XDG_CONFIG_DIRS"], "kioslaverc").write_text(mark)
    found = gnome.proxy_state(run_command, plasma)
    assert isinstance(found, Missing) and found.reason == "not_permitted"
    Path(plasma["XDG_CONFIG_DIRS"], "kioslaverc").write_text("[Proxy Settings]\n")
    assert not isinstance(gnome.proxy_state(run_command, plasma), Missing)


def test_plasma_without_its_programs_is_left_to_the_person() -> None:
    def run(argv: Sequence[str], _timeout_s: float, _cancel: Cancel) -> Missing:
        return Missing("not_available", f"{argv[0]} is not installed")

    environment = {**BUS, "XDG_CURRENT_DESKTOP": "KDE"}
    found = gnome.proxy_state(run, environment)
    assert isinstance(found, Missing) and found.reason == "not_available"
    state = ProxyState("kde", {"mode": "0"}, {"mode": "0"})
    assert isinstance(gnome.set_proxy(state, run), Missing)


class Plasma:
    """kreadconfig6 and kwriteconfig6; ``keeps``: whether what is written stays."""

    def __init__(self, mode: str, *, keeps: bool = True) -> None:
        self.mode, self.keeps = mode, keeps
        self.asked: list[str] = []

    def __call__(self, argv: Sequence[str], _timeout_s: float, _cancel: Cancel) -> CommandOutput | Missing:
        self.asked.append(argv[0])
        if argv[0] == "kwriteconfig6":
            self.mode = argv[-1] if self.keeps else self.mode
        return CommandOutput(0, self.mode if "ProxyType" in argv and argv[0] == "kreadconfig6" else "", "")


@pytest.mark.parametrize(
    ("mode", "is_on"), [("0", False), ("", False), ("1", True), ("2", False), ("3", False), ("4", False)]
)
def test_only_plasmas_proxy_by_hand_is_switched_off(mode: str, is_on: bool) -> None:
    state = gnome.proxy_state(Plasma(mode), {**BUS, "XDG_CURRENT_DESKTOP": "KDE", "XDG_CONFIG_DIRS": "/nowhere"})
    assert isinstance(state, ProxyState)
    assert state.is_on is is_on


def test_plasma_tells_running_programs_and_claims_nothing_that_is_not_kept() -> None:
    plasma = Plasma("1")
    state = ProxyState("kde", {"mode": "0"}, {"mode": "0"})
    assert isinstance(gnome.set_proxy(state, plasma), Done)
    assert plasma.asked[-1] == "dbus-send"
    assert isinstance(gnome.set_proxy(state, Plasma("1", keeps=False)), Failed)


# macOS: the words of networksetup as its man page and Apple's own examples have them


class Mac:
    """Two network services, one of them with a proxy. ``refuses``: only an administrator may switch what it names."""

    def __init__(self, *, refuses: tuple[str, ...] = ()) -> None:
        self.enabled = {"webproxy": "Yes", "securewebproxy": "Yes"}
        self.refuses = refuses
        self.asked: list[tuple[str, ...]] = []

    def run(self, argv: Sequence[str], _timeout_s: float, _cancel: Cancel) -> CommandOutput | Missing:
        assert argv[0] == "/usr/sbin/networksetup"
        match tuple(argv[1:]):
            case ("-listallnetworkservices",):
                first = "An asterisk (*) denotes that a network service is disabled."
                return CommandOutput(0, f"{first}\nWi-Fi\n*USB LAN\n", "")
            case (str(get), "Wi-Fi") if get.startswith("-get"):
                enabled = self.enabled[get.removeprefix("-get")]
                text = f"Enabled: {enabled}\nServer: proxy.example\nPort: 3128\nAuthenticated Proxy Enabled: 0\n"
                return CommandOutput(0, text, "")
            case (_, "USB LAN"):
                return CommandOutput(0, "Enabled: No\nServer: \nPort: 0\nAuthenticated Proxy Enabled: 0\n", "")
            case (str(change), "Wi-Fi", str(switch)):
                self.asked.append((change, switch))
                if change in self.refuses:
                    return CommandOutput(14, "** Error: Command requires admin privileges.\n", "")
                self.enabled[change.removeprefix("-set").removesuffix("state")] = "Yes" if switch == "on" else "No"
                return CommandOutput(0, "", "")
        raise AssertionError(argv)


def test_a_mac_is_switched_off_and_put_back() -> None:
    computer = Mac()
    before = mac.proxy_state(computer.run)
    assert not isinstance(before, Missing) and before.is_on
    assert dict(before.switches) == {"http Wi-Fi": "on", "https Wi-Fi": "on"}
    assert isinstance(mac.set_proxy(before.switched_off(), computer.run), Done)
    assert mac.proxy_state(computer.run) == before.switched_off()
    assert isinstance(mac.set_proxy(before, computer.run), Done)
    assert mac.proxy_state(computer.run) == before
    assert computer.asked == [
        ("-setwebproxystate", "off"), ("-setsecurewebproxystate", "off"),
        ("-setwebproxystate", "on"), ("-setsecurewebproxystate", "on"),
    ]  # fmt: skip


def test_a_mac_of_somebody_else() -> None:
    computer = Mac(refuses=("-setwebproxystate", "-setsecurewebproxystate"))
    before = mac.proxy_state(computer.run)
    assert not isinstance(before, Missing)
    answer = mac.set_proxy(before.switched_off(), computer.run)
    assert isinstance(answer, Missing) and answer.reason == "not_permitted"


def test_a_mac_that_stops_half_way_says_that_something_was_switched_and_goes_back() -> None:
    computer = Mac(refuses=("-setsecurewebproxystate",))
    before = mac.proxy_state(computer.run)
    assert isinstance(before, ProxyState)
    answer = mac.set_proxy(before.switched_off(), computer.run)
    assert isinstance(answer, Failed) and "http Wi-Fi" in answer.detail
    half = mac.proxy_state(computer.run)
    assert isinstance(half, ProxyState) and half not in (before, before.switched_off())
    assert half.is_part_way_off(before)
    assert isinstance(mac.set_proxy(before, computer.run), Done)
    assert mac.proxy_state(computer.run) == before


@pytest.mark.parametrize(
    ("state", "program"),
    [
        (ProxyState("gnome", {"mode": "none"}, {"mode": "none"}), "gsettings"),
        (ProxyState("kde", {"mode": "0"}, {"mode": "0"}), "kwriteconfig6"),
        (ProxyState("macos", {"http Wi-Fi": "off"}, {"http Wi-Fi": "off"}), "/usr/sbin/networksetup"),
    ],
)
def test_a_change_that_is_late_may_have_been_made(state: ProxyState, program: str) -> None:
    """Failed offers the way back; Missing would say that nothing was touched."""

    def run(argv: Sequence[str], timeout_s: float, cancel: Cancel) -> CommandOutput | Missing:
        if argv[0] == program and (program != "/usr/sbin/networksetup" or len(argv) == 4):
            return Missing("timeout", "did not end")
        return Mac().run(argv, timeout_s, cancel) if state.source == "macos" else CommandOutput(0, "", "")

    change = mac.set_proxy if state.source == "macos" else gnome.set_proxy
    assert isinstance(change(state, run), Failed)


def test_a_service_that_is_gone() -> None:
    computer = Mac()
    before = mac.proxy_state(computer.run)
    assert not isinstance(before, Missing)
    answer = mac.set_proxy(replace(before, switches={"http Modem": "on"}), computer.run)
    assert isinstance(answer, Missing) and computer.asked == []


def test_no_password_is_kept() -> None:
    assert without_credentials("http=alex:secret@proxy.example:1;https=b:2") == "http=proxy.example:1;https=b:2"
