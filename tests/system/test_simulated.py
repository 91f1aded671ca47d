"""The simulated computer keeps the whole contract of ``System``, and touches nothing but its own folder."""

import inspect
from pathlib import Path

import pytest

from wizard.system.base import (
    Cancel,
    Cleared,
    DirectorySize,
    Done,
    Failed,
    Gateway,
    Health,
    HttpAnswer,
    HttpPolicy,
    Missing,
    Resolution,
    RunningProcess,
    System,
    WifiLink,
)
from wizard.system.simulated import SimulatedSystem
from wizard.system.simulated_state import (
    CacheState,
    Change,
    CrashState,
    NamesState,
    NeighbourState,
    NetworkState,
    SimulatedComputer,
    WebState,
    WirelessState,
)

FAST = 1000.0
PLAIN = HttpPolicy(frozenset({"test.example"}))


def build(folder: Path, computer: SimulatedComputer | None = None, **others) -> SimulatedSystem:
    return SimulatedSystem(computer or SimulatedComputer(), folder, speed=FAST, **others)


def silent(_progress: object) -> None:
    """Nobody watches."""


def test_the_whole_contract_is_there(tmp_path: Path) -> None:
    system: System = build(tmp_path)
    for name, method in inspect.getmembers(System, inspect.isfunction):
        if not name.startswith("_"):
            assert list(inspect.signature(getattr(type(system), name)).parameters) == list(
                inspect.signature(method).parameters
            ), name
    assert system.name == "simulated"


def echoes(system: SimulatedSystem, target: str, count: int) -> list[float | None]:
    echo = system.open_echo(target, Cancel())
    assert not isinstance(echo, Missing)
    return [echo.send(1.0) for _ in range(count)]


def test_the_same_seed_gives_the_same_echoes(tmp_path: Path) -> None:
    network = NetworkState(loss_percent=30, latency_ms=40, jitter_ms=8)
    first, second, other = (
        echoes(build(tmp_path / str(index), SimulatedComputer(seed=seed, network=network)), "8.8.8.8", 200)
        for index, seed in enumerate((1, 1, 2))
    )
    assert first == second
    assert first != other
    lost = first.count(None)
    assert 40 <= lost <= 80, "30 % of 200, and chance"
    assert all(32 <= latency <= 48 for latency in first if latency is not None)


@pytest.mark.parametrize(
    ("network", "router", "internet"),
    [
        (NetworkState(), True, True),
        (NetworkState(internet=False), True, False),
        (NetworkState(gateway_answers=False), False, True),
        (NetworkState(gateway_answers=False, gateway_known=False), False, False),
        (NetworkState(up=False), False, False),
    ],
)
def test_what_answers(tmp_path: Path, network: NetworkState, router: bool, internet: bool) -> None:
    system = build(tmp_path, SimulatedComputer(network=network))
    assert (echoes(system, "192.168.1.1", 1) != [None]) == router
    assert (echoes(system, "8.8.8.8", 1) != [None]) == internet


def test_a_stop_ends_an_echo(tmp_path: Path) -> None:
    cancel = Cancel()
    echo = build(tmp_path).open_echo("8.8.8.8", cancel)
    cancel.set()
    assert not isinstance(echo, Missing)
    assert isinstance(echo.send(1.0), Missing)


def test_adapters_and_router(tmp_path: Path) -> None:
    wireless = SimulatedComputer(network=NetworkState(kind="wireless", vpn="tun0"), wifi=WirelessState())
    system = build(tmp_path, wireless)
    interfaces = {each.name: each for each in system.interfaces()}
    assert interfaces["wlan0"].up
    assert not interfaces["eth0"].up
    assert interfaces["tun0"].kind == "vpn"
    assert system.gateway(Cancel()) == Gateway("192.168.1.1", "wlan0", True, True, 1.2)
    down = build(tmp_path / "down", SimulatedComputer(network=NetworkState(up=False)))
    assert down.gateway(Cancel()) is None


def test_wireless(tmp_path: Path) -> None:
    air = WirelessState(neighbours=(NeighbourState(channel=1, signal_dbm=-70), NeighbourState(channel=11)))
    system = build(tmp_path, SimulatedComputer(network=NetworkState(kind="wireless"), wifi=air))
    link = system.wifi_link(Cancel())
    assert isinstance(link, WifiLink)
    assert (link.connected, link.channel, link.signal_dbm) == (True, 6, -52)
    points = system.wifi_scan(Cancel())
    assert not isinstance(points, Missing)
    assert [(point.channel, point.signal_dbm) for point in points] == [(6, -52), (1, -70), (11, None)]
    assert len({point.bssid for point in points}) == 3
    wired = build(tmp_path / "b", SimulatedComputer(wifi=air))
    assert wired.wifi_link(Cancel()) == WifiLink("wlan0", connected=False)
    assert isinstance(build(tmp_path / "c").wifi_link(Cancel()), Missing)
    closed = build(tmp_path / "d", SimulatedComputer(wifi=WirelessState(may_scan=False)))
    assert closed.wifi_scan(Cancel()) == Missing("not_permitted", "the system keeps the networks around to itself")


@pytest.mark.parametrize(
    ("names", "own", "public"),
    [
        (NamesState(), True, True),
        (NamesState(works=False), False, True),
        (NamesState(works=False, public_works=False), False, False),
        (NamesState(latency_ms=9000), False, False),  # longer than anybody waits
    ],
)
def test_names(tmp_path: Path, names: NamesState, own: bool, public: bool) -> None:
    system = build(tmp_path, SimulatedComputer(names=names))
    answers = (
        system.resolve("one.example", 5.0, Cancel()),
        system.ask_name_server("1.1.1.1", "one.example", 5.0),
    )
    for answer, found in zip(answers, (own, public), strict=True):
        assert isinstance(answer, Resolution)
        assert bool(answer.addresses) == found
        assert (answer.error is None) == found
    assert isinstance(system.open_echo("one.example", Cancel()), Missing) == (not own and names.latency_ms < 9000)


@pytest.mark.parametrize(
    ("web", "url", "status"),
    [
        (WebState(), "http://test.example/generate_204", 204),
        (WebState(), "https://other.example/", 200),
        (WebState(statuses={"other.example": 503}), "https://other.example/x", 503),
        (WebState(statuses={"other.example": 0}), "https://other.example/x", "timeout"),
        (WebState(), "http://other.example/", "not_permitted"),  # plain http to a host nobody allowed
        (WebState(sign_in=True), "http://test.example/generate_204", 302),
        (WebState(sign_in=True), "https://other.example/", "not_available"),
        (WebState(proxy_url="http://p.example:1", proxy_answers=False), "https://other.example/", "not_available"),
    ],
)
def test_web(tmp_path: Path, web: WebState, url: str, status: int | str) -> None:
    answer = build(tmp_path, SimulatedComputer(web=web)).fetch(url, 5.0, PLAIN)
    assert (answer.status if isinstance(answer, HttpAnswer) else answer.reason) == status
    if status == 302:
        assert isinstance(answer, HttpAnswer)
        assert answer.headers["location"].startswith("https://sign-in.practice.example")


@pytest.mark.parametrize("network", [NetworkState(up=False), NetworkState(internet=False)])
def test_no_web_without_a_network(tmp_path: Path, network: NetworkState) -> None:
    assert isinstance(
        build(tmp_path, SimulatedComputer(network=network)).fetch("https://a.example/", 5.0, PLAIN), Missing
    )


def test_loopback_is_real(tmp_path: Path, httpserver) -> None:
    """The practice device is served there, whatever the scene's network does."""
    httpserver.expect_request("/api/device").respond_with_json({"firmware": "2.2.0"})
    system = build(tmp_path, SimulatedComputer(network=NetworkState(up=False)))
    answer = system.fetch(httpserver.url_for("/api/device"), 10.0, HttpPolicy())
    assert isinstance(answer, HttpAnswer)
    assert b"2.2.0" in answer.body


# files

CACHES = {"main": ("{cache}/example-app",)}
FULL = SimulatedComputer(caches={"main": CacheState(size_bytes=600_000_001, files=7)})


def test_a_cache_is_real_and_takes_no_room(tmp_path: Path) -> None:
    system = build(tmp_path, FULL, cache_folders=CACHES)
    folder = system.known_folders().roots["cache"] / "example-app"
    assert system.directory_size(folder, Cancel(), silent) == DirectorySize(600_000_001, 7)
    blocks = sum(path.stat().st_blocks for path in folder.iterdir())
    assert blocks * 512 < 1_000_000
    assert system.clear_directory(folder, Cancel(), silent) == Cleared(600_000_001, 7, 0, 0)
    assert system.directory_size(folder, Cancel(), silent) == DirectorySize(0, 0)


def test_clearing_keeps_to_the_practice(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "precious").write_text("x")
    system = build(tmp_path / "own", FULL, cache_folders=CACHES)
    folder = system.known_folders().roots["cache"] / "example-app"
    (folder / "link").symlink_to(outside)
    (folder / "sub").mkdir()
    (folder / "sub" / "more").write_text("y")
    system.clear_directory(folder, Cancel(), silent)
    assert list(folder.iterdir()) == []
    for wrong in (outside, tmp_path, Path("/"), folder / ".." / ".." / ".." / "outside"):
        assert isinstance(system.clear_directory(wrong, Cancel(), silent), Missing)
    linked = folder / "link"
    linked.symlink_to(outside)
    assert isinstance(system.clear_directory(linked, Cancel(), silent), Missing)
    assert (outside / "precious").read_text() == "x"


def test_a_missing_folder_is_missing(tmp_path: Path) -> None:
    system = build(tmp_path)
    gone = system.known_folders().roots["cache"] / "gone"
    assert isinstance(system.directory_size(gone, Cancel(), silent), Missing)
    assert isinstance(system.clear_directory(gone, Cancel(), silent), Missing)


def test_folders_are_private(tmp_path: Path) -> None:
    system = build(tmp_path / "practice")
    for root in (tmp_path / "practice", *system.known_folders().roots.values()):
        assert root.stat().st_mode & 0o077 == 0


def test_crash_logs(tmp_path: Path) -> None:
    crashes = (
        CrashState(application="Example App", code=0xDEAD),
        CrashState(application="Other", code=11, days_ago=40),
    )
    system = build(tmp_path, SimulatedComputer(crash_logs=crashes), crash_folders=("{state}/x/crashes", "{crash}"))
    folders = (system.known_folders().roots["state"] / "x/crashes", tmp_path / "gone", Path("/var/log"))
    (folders[0] / "crash-999.log").write_text("something else")
    (folders[0] / "crash-998.log").write_text("Practice crash log\nCode: none\n")
    logs = system.crash_logs(folders, Cancel())
    assert not isinstance(logs, Missing)
    assert [(log.application, log.codes) for log in logs] == [("Example App", (57005,)), ("Other", (11,)), (None, ())]
    assert "0xdead" in logs[0].path.read_text()
    cancel = Cancel()
    cancel.set()
    assert isinstance(system.crash_logs(folders, cancel), Missing)


# computer


def test_health_and_restart(tmp_path: Path) -> None:
    system = build(tmp_path)
    before = system.boot_id()
    health = system.health(Cancel())
    assert isinstance(health, Health)
    assert health.boot_id == before
    assert isinstance(system.restart_computer(), Done)
    assert system.boot_id() != before


def test_processes(tmp_path: Path) -> None:
    system = build(tmp_path, SimulatedComputer(processes=("example-app", "browser")))
    found = system.processes_named(("example-app", "example-app.exe"))
    assert not isinstance(found, Missing)
    assert [process.name for process in found] == ["example-app"]
    assert isinstance(found[0], RunningProcess)
    assert isinstance(system.close_process(found[0], 1.0, Cancel()), Done)
    assert system.processes_named(("example-app",)) == ()
    assert system.processes_named(("browser",)) != ()
    assert isinstance(system.close_process(found[0], 1.0, Cancel()), Failed), "it is closed already"


def test_nobody_real_is_in_it(tmp_path: Path) -> None:
    identity = build(tmp_path, SimulatedComputer(wifi=WirelessState())).identity()
    assert (identity.user, identity.ssids) == ("alex", ("Practice",))
    assert Path.home().name not in (identity.user, *identity.host_names)
    assert str(tmp_path) in identity.home


@pytest.mark.parametrize(
    ("flush", "kind"), [("done", Done), ("failed", Failed), ("not_permitted", Missing), ("not_available", Missing)]
)
def test_flush(tmp_path: Path, flush: str, kind: type) -> None:
    assert isinstance(build(tmp_path, SimulatedComputer(names=NamesState(flush=flush))).flush_dns(Cancel()), kind)


# changes


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def changing(tmp_path: Path, when: str, after_seconds: float = 0.0) -> tuple[SimulatedSystem, Clock]:
    clock = Clock()
    change = Change(when=when, set={"network.loss_percent": 7}, after_seconds=after_seconds)
    return build(tmp_path, changes=(change,), now_s=clock), clock


@pytest.mark.parametrize(
    ("when", "event", "happens"),
    [
        ("finished connection/restart_router", "finished connection/restart_router done", True),
        ("finished connection/restart_router", "finished connection/restart_router", True),
        ("finished */restart_router", "finished pack/connection/restart_router changed", True),
        ("finished */restart_router", "finished connection/restart_router cannot", False),
        ("finished */restart_router", "finished connection/restart_router expired", False),
        ("finished */restart_router", "started connection/restart_router", False),
        ("finished */restart_router", "finished connection/restart_router_2 done", False),
        ("fix dns.flush", "fix dns.flush", True),
        ("fix dns.flush", "fix cache.clear", False),
        ("fix dns.flush", "fix", False),
    ],
)
def test_what_brings_a_change(tmp_path: Path, when: str, event: str, happens: bool) -> None:
    system, _ = changing(tmp_path, when)
    system.notify(event)
    assert (system.computer.network.loss_percent == 7) == happens


def test_a_change_takes_its_time(tmp_path: Path) -> None:
    system, clock = changing(tmp_path, "started a/b", after_seconds=3000)
    system.notify("started a/b")
    clock.now += 2.9
    assert system.computer.network.loss_percent == 0
    clock.now += 0.1
    assert system.computer.network.loss_percent == 7, "3000 s at a speed of 1000"


def test_what_could_not_be_done_does_not_happen_later(tmp_path: Path) -> None:
    system, clock = changing(tmp_path, "started a/b", after_seconds=3000)
    system.notify("started a/b")
    system.notify("finished a/b cannot")
    clock.now += 100
    assert system.computer.network.loss_percent == 0


def test_what_a_step_ends_with_takes_the_place_of_what_it_had_begun(tmp_path: Path) -> None:
    clock = Clock()
    changes = (
        Change(when="started a/b", set={"network.loss_percent": 7}, after_seconds=3000),
        Change(when="started a/b", set={"network.latency_ms": 99}, after_seconds=3000),
        Change(when="finished a/b", set={"network.loss_percent": 3}),
    )
    system = build(tmp_path, changes=changes, now_s=clock)
    system.notify("started a/b")
    system.notify("finished a/b done")
    clock.now += 100
    assert system.computer.network.loss_percent == 3, "a person was quicker than the scene"
    assert system.computer.network.latency_ms == 99, "nothing at the end says otherwise"


@pytest.mark.parametrize("values", [{"caches.main": {"size_bytes": 5}}, {"caches": {"main": {"size_bytes": 5}}}])
def test_a_changed_cache_is_made_anew(tmp_path: Path, values: dict[str, object]) -> None:
    change = Change(when="fix cache.clear", set=values)
    system = build(tmp_path, FULL, cache_folders=CACHES, changes=(change,))
    folder = system.known_folders().roots["cache"] / "example-app"
    system.notify("fix cache.clear")
    assert system.directory_size(folder, Cancel(), silent) == DirectorySize(5, 12)


def test_a_profile_folder_that_is_unsafe_makes_no_files(tmp_path: Path) -> None:
    build(tmp_path / "own", FULL, cache_folders={"main": ("{cache}/../../escape", "/etc")})
    assert not list(tmp_path.rglob("data_*"))
