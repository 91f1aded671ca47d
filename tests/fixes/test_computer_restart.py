"""computer.restart: asked for is not restarted; the boot id tells (FACTS A11, DESIGN 4)."""

from typing import Any

from wizard.fixes.computer_restart import FIX, prepare, resumed
from wizard.system.base import Done, Failed, Missing


def test_a_computer_that_does_nothing_has_not_restarted(bench: Any) -> None:
    """The system says yes and nothing happens: after the request it is not yet done, and stays so."""
    bench.computer.boot = "boot-1"
    bench.computer.restarted = Done("asked")
    state = prepare(bench.context())
    assert state == {"boot_id": "boot-1"}
    assert bench.run(FIX).result == "done"
    assert resumed(bench.context(), state) == "not_yet"


def test_another_boot_id_is_a_restart(bench: Any) -> None:
    bench.computer.boot = "boot-1"
    state = prepare(bench.context())
    bench.computer.boot = "boot-2"
    assert resumed(bench.context(), state) == "done"


def test_without_a_boot_id_nothing_is_restarted_because_nobody_could_tell(bench: Any) -> None:
    bench.computer.restarted = Done("asked")
    assert prepare(bench.context()) == {}
    result = bench.run(FIX)
    assert result.result == "not_available"
    assert "yourself" in str(result.reason)
    assert bench.computer.asked == []
    assert resumed(bench.context(), {}) is None


def test_a_boot_id_on_one_side_only_tells_nothing(bench: Any) -> None:
    assert resumed(bench.context(), {"boot_id": "boot-1"}) is None
    bench.computer.boot = "boot-2"
    assert resumed(bench.context(), {}) is None


def test_a_restart_that_is_refused(bench: Any) -> None:
    bench.computer.boot = "boot-1"
    bench.computer.restarted = Failed("inhibited by updates")
    result = bench.run(FIX)
    assert (result.result, result.detail) == ("failed", "inhibited by updates")
    bench.computer.restarted = Missing("not_permitted", "polkit said no")
    assert bench.run(FIX).result == "not_available"


def test_it_is_asked_singly_and_cannot_be_undone() -> None:
    assert (FIX.risk, FIX.singly, FIX.undo, FIX.can_stop) == ("restart", "restart", None, False)


def test_the_program_comes_back_by_itself_after_the_restart(bench: Any) -> None:
    bench.computer.boot, bench.computer.restarted = "boot-1", Done("asked")
    assert bench.run(FIX).result == "done"
    assert bench.computer.asked == ["start at login", "restart"]
    assert bench.computer.started_at_login == ("/usr/bin/self-help-wizard", "--go-on", "7b2c")


def test_what_must_not_be_started_again_is_not(bench: Any) -> None:
    bench.computer.boot, bench.computer.restarted, bench.come_back = "boot-1", Done("asked"), ()
    assert bench.run(FIX).result == "done"
    assert bench.computer.asked == ["restart"]


def test_a_restart_that_does_not_come_leaves_nothing_at_login(bench: Any) -> None:
    bench.computer.boot = "boot-1"
    for answer in (Failed("inhibited by updates"), Missing("not_permitted", "polkit said no")):
        bench.computer.asked.clear()
        bench.computer.restarted = answer
        bench.run(FIX)
        assert bench.computer.asked == ["start at login", "restart", "forget"]
