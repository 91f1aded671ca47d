"""network.ping (FACTS A3): average over 100 ms or loss over 1 % is a problem; everything else is told apart."""

import threading

import pytest

from wizard.probes.loss_bound import LONG_SERIES
from wizard.probes.network_ping import DEAD_AFTER, LOOKS_LONGER, MOST_ECHOES
from wizard.system.base import Cancel, Missing, NetworkInterface, Resolution


def network(made, echo):
    return made(open_echo=lambda target, cancel: echo)


def lossy(every: int, latency_ms: float = 18.0) -> list[float | None]:
    return [None if index % every == every - 1 else latency_ms for index in range(LONG_SERIES)]


def test_a_good_line_takes_299_echoes(measure, made, echoes) -> None:
    result = measure("network.ping", network(made, echoes([18.0])))
    assert result.result == "ok"
    assert result.facts == {
        "target": "8.8.8.8",
        "method": "icmp",
        "sent": 299,
        "received": 299,
        "loss_percent": 0.0,
        "latency_ms": 18.0,
        "jitter_ms": 0.0,
    }


@pytest.mark.parametrize(("latency_ms", "expected"), [(100.0, "ok"), (100.04, "ok"), (100.1, "slow"), (143.0, "slow")])
def test_the_limit_itself_is_fine(measure, made, echoes, latency_ms: float, expected: str) -> None:
    result = measure("network.ping", network(made, echoes([latency_ms])))
    assert result.result == expected
    assert result.facts["latency_ms"] == round(latency_ms, 1)


def test_the_average_is_judged_not_the_worst(measure, made, echoes) -> None:
    assert measure("network.ping", network(made, echoes([900.0] + [20.0] * 298))).result == "ok"


@pytest.mark.parametrize("every", [2, 8, 20])
def test_loss_is_seen_early(measure, made, echoes, every: int) -> None:
    result = measure("network.ping", network(made, echoes(lossy(every))))
    assert result.result == "lossy"
    assert result.facts["sent"] <= 4 * every, "four lost echoes are enough to know"
    assert result.facts["received"] == result.facts["sent"] - 4
    assert result.facts["loss_percent"] == pytest.approx(100 / every, abs=0.01)


def test_two_percent_is_lossy(measure, made, echoes) -> None:
    result = measure("network.ping", network(made, echoes(lossy(50))))
    assert (result.result, result.facts["loss_percent"]) == ("lossy", pytest.approx(2.0, abs=0.05))
    assert MOST_ECHOES < result.facts["sent"] <= LONG_SERIES, "300 echoes would not have been enough"


def test_one_lost_echo_is_looked_at_until_it_is_known_to_be_no_loss(measure, made, echoes) -> None:
    """One of 300 may be 1.6 % in truth; one of 473 is less than 1 %, as far as 95 % can be sure."""
    fates = [18.0] * 300
    fates[7] = None
    result = measure("network.ping", network(made, echoes(fates)))
    assert (result.result, result.facts["sent"]) == ("ok", 473)


def test_a_loss_near_the_limit_stays_open(measure, made, echoes) -> None:
    """9 of 1,000 are neither under nor over 1 %: unknown, but the figures are shown."""
    result = measure("network.ping", network(made, echoes(lossy(111))))
    assert (result.result, result.reason) == ("unknown", "timeout")
    figures = [result.facts[fact] for fact in ("sent", "loss_percent", "latency_ms")]
    assert figures == [1000, 0.9, 18.0]
    assert "0.47 % and 1.57 %" in result.detail


def test_lossy_comes_before_slow(measure, made, echoes) -> None:
    result = measure("network.ping", network(made, echoes(lossy(8, 250.0))))
    assert (result.result, result.facts["latency_ms"]) == ("lossy", 250.0)


def test_slow_with_a_loss_that_stays_open_is_slow(measure, made, echoes) -> None:
    fates = [180.0] * 300
    fates[7] = None
    result = measure("network.ping", network(made, echoes(fates)))
    assert (result.result, result.facts["sent"]) == ("slow", MOST_ECHOES), "a slow line needs no longer look"


def test_a_dead_target_ends_early(measure, made, echoes) -> None:
    result = measure("network.ping", network(made, echoes([None])))
    assert result.result == "down"
    assert result.facts["sent"] == DEAD_AFTER
    assert result.facts["loss_percent"] == 100.0
    assert result.facts["latency_ms"] is None, "nothing came back: there is no time of 0 ms"
    assert result.facts["jitter_ms"] is None


def test_a_radio_that_wakes_up_is_not_dead(measure, made, echoes) -> None:
    result = measure("network.ping", network(made, echoes([None] * (DEAD_AFTER - 1) + [20.0])))
    assert result.result == "lossy", "it answered, so it is not down"


def test_one_short_gap_is_not_called_lossy_at_once(measure, made, echoes) -> None:
    """A radio that changes its access point loses some echoes in a row, once."""
    result = measure("network.ping", network(made, echoes([20.0] * 10 + [None] * 5 + [20.0])))
    assert result.facts["sent"] == LONG_SERIES, "it was looked at to the end"
    assert result.result == "unknown"


def test_a_line_that_dies_on_the_way_is_lossy(measure, made, echoes) -> None:
    result = measure("network.ping", network(made, echoes([20.0] * 30 + [None])))
    assert result.result == "lossy"
    assert result.facts["sent"] == 90


@pytest.mark.parametrize("reason", ["not_permitted", "not_available"])
def test_what_cannot_be_sent_is_unknown(measure, made, echoes, reason: str) -> None:
    sent = measure("network.ping", network(made, echoes([Missing(reason, "no socket")])))
    opened = measure("network.ping", made(open_echo=Missing(reason, "no socket")))
    for result in (sent, opened):
        assert (result.result, result.reason, result.detail) == ("unknown", reason, "no socket")
        assert result.facts["latency_ms"] is None
        assert result.facts["loss_percent"] is None


def test_what_cannot_be_sent_any_more_is_unknown_with_figures(measure, made, echoes) -> None:
    result = measure("network.ping", network(made, echoes([20.0] * 10 + [Missing("not_permitted", "closed")])))
    assert (result.result, result.reason, result.facts["latency_ms"]) == ("unknown", "not_permitted", 20.0)


def test_a_probe_that_breaks_inside_an_echo_is_unknown(measure, made, echoes) -> None:
    class Broken(echoes):
        def send(self, timeout_s: float) -> float:
            raise RuntimeError("bad packet")

    result = measure("network.ping", network(made, Broken([1.0])))
    assert (result.result, result.reason) == ("unknown", "not_available")
    assert "RuntimeError" in result.detail


@pytest.mark.parametrize("nonsense", [float("nan"), float("inf"), -3.0])
def test_a_time_that_cannot_be_is_no_reading(measure, made, echoes, nonsense: float) -> None:
    result = measure("network.ping", network(made, echoes([nonsense])))
    assert (result.result, result.reason, result.facts["latency_ms"]) == ("unknown", "not_available", None)


def test_little_time_gives_few_echoes(measure, made, echoes) -> None:
    result = measure("network.ping", network(made, echoes([20.0])), max_seconds=1)
    assert (result.result, result.reason, result.facts["sent"]) == ("unknown", "timeout", 20)
    assert measure("network.ping", network(made, echoes([None])), max_seconds=1).result == "down"


@pytest.mark.parametrize("hostile", [{"max_seconds": -5}, {"max_loss_percent": 100.0}, {"max_latency_ms": 10**9}])
def test_hostile_parameters_end_all_the_same(measure, made, echoes, hostile: dict[str, float]) -> None:
    assert measure("network.ping", network(made, echoes([20.0])), **hostile).result in ("ok", "unknown")


@pytest.mark.parametrize(
    ("fates", "said"),
    [
        ([20.0], False),
        ([20.0] * 130 + [None] + [20.0], True),
        ([20.0, None] * 50, False),  # a line that loses much is known soon
        ([None], False),  # where nobody answers it ends early
    ],
)
def test_who_looks_longer_says_why(measure, made, echoes, fates: list[float | None], said: bool) -> None:
    measure("network.ping", network(made, echoes(fates)))
    messages = [report.message for report in measure.reports]
    assert (LOOKS_LONGER in messages) is said
    if said:
        first_loss = next(at for at, report in enumerate(measure.reports) if report.lost)
        assert set(messages[:first_loss]) == {None}
        assert set(messages[first_loss:]) == {LOOKS_LONGER}


def test_the_target_may_be_given(measure, made, echoes) -> None:
    asked: list[str] = []

    def open_echo(target: str, cancel: Cancel) -> object:
        asked.append(target)
        return echoes([1.0], address=target)

    result = measure("network.ping", made(open_echo=open_echo), target="192.0.2.7")
    assert set(asked) == {"192.0.2.7"}
    assert result.facts["target"] == "192.0.2.7"


@pytest.mark.parametrize(
    ("addresses", "found", "target"),
    [
        (("2001:db8::7", "fe80::1"), ("1.1.1.1", "2606:4700:4700::1111"), "2606:4700:4700::1111"),
        (("2001:db8::7", "192.168.1.2"), ("2606:4700:4700::1111",), "8.8.8.8"),
        (("192.168.1.2",), ("2606:4700:4700::1111",), "8.8.8.8"),
        (("2001:db8::7",), (), "8.8.8.8"),
        (("fe80::1",), ("2606:4700:4700::1111",), "8.8.8.8"),
    ],
)
def test_a_computer_with_ipv6_alone_asks_an_ipv6_address(measure, made, echoes, addresses, found, target) -> None:
    system = made(
        interfaces=(NetworkInterface("eth0", "wired", True, addresses),),
        resolve=Resolution("one.one.one.one", found, 20.0),
        open_echo=lambda target, cancel: echoes([18.0], address=target),
    )
    assert measure("network.ping", system).facts["target"] == target


@pytest.mark.parametrize(
    ("method", "nobody_answers", "result"),
    [("tcp", True, "unknown"), ("tcp", False, "ok"), ("icmp", True, "ok"), ("ping", True, "ok")],
)
def test_connections_that_anything_answers_prove_nothing(
    measure, made, echoes, method: str, nobody_answers: bool, result: str
) -> None:
    """A transparent proxy accepts connections to any address: what is timed is the way to it."""

    class Connecting(echoes):
        pass

    Connecting.method = method
    nobody = 0.5 if nobody_answers else None

    def open_echo(target: str, cancel: Cancel) -> object:
        return Connecting([18.0 if target == "8.8.8.8" else nobody], address=target)

    answer = measure("network.ping", made(open_echo=open_echo))
    assert (answer.result, answer.facts["latency_ms"]) == (result, 18.0)


def test_progress_never_goes_back_and_never_is_whole_early(measure, made, echoes) -> None:
    measure("network.ping", network(made, echoes(lossy(50))))
    fractions = [report.fraction for report in measure.reports]
    assert MOST_ECHOES < len(fractions) <= LONG_SERIES
    assert fractions == sorted(fractions)
    assert 0 < fractions[0] < fractions[-1] < 1
    assert sum(report.lost for report in measure.reports) == len(fractions) // 50
    assert all((report.sample is None) == report.lost for report in measure.reports)
    assert measure.reports[99].facts["sent"] == 100


def test_a_stop_is_heard(measure, made, echoes) -> None:
    cancel = Cancel()

    class Stopping(echoes):
        def send(self, timeout_s: float) -> float:
            cancel.set()
            return 20.0

    result = measure("network.ping", network(made, Stopping([20.0])), cancel=cancel)
    assert (result.result, result.reason) == ("unknown", "timeout")


def test_many_echoes_are_under_way_at_a_time(measure, made, echoes) -> None:
    """A slow line must not make the measurement longer: an echo does not wait for the one before it."""
    gate = threading.Semaphore(0)
    waiting: list[int] = []

    class Slow(echoes):
        def send(self, timeout_s: float) -> float:
            waiting.append(1)
            if len(waiting) == 8:
                for _ in range(400):
                    gate.release()
            assert gate.acquire(timeout=20)
            return 300.0

    assert measure("network.ping", network(made, Slow([1.0]))).result == "slow"


def test_fates_count_in_the_order_of_sending(measure, made, echoes) -> None:
    """A lost echo is known late; if answers overtook it, its loss would be overlooked."""
    released = threading.Event()

    class LateLoss(echoes):
        def send(self, timeout_s: float) -> float | None:
            with self._lock:
                self._next += 1
                number = self._next
            if number == 1:
                assert released.wait(20)
                return None
            if number == 10:
                released.set()
            return 20.0

    measure("network.ping", network(made, LateLoss([1.0])))
    assert [report.lost for report in measure.reports[:3]] == [True, False, False]


def test_every_echo_is_closed(measure, made, echoes) -> None:
    opened: list[object] = []

    def open_echo(target: str, cancel: Cancel) -> object:
        opened.append(echoes([20.0]))
        return opened[-1]

    measure("network.ping", made(open_echo=open_echo))
    for thread in threading.enumerate():
        if thread.name == "echo":
            thread.join(10)
    assert opened
    assert all(echo.closed == 1 for echo in opened)


def test_when_no_second_socket_can_be_had_the_first_does_all(measure, made, echoes) -> None:
    first = echoes([20.0])
    answers = iter([first])
    result = measure(
        "network.ping", made(open_echo=lambda target, cancel: next(answers, Missing("not_available", "too many")))
    )
    assert (result.result, result.facts["sent"]) == ("ok", 299)
