"""A line of a known speed between a laptop and a server, measured by iperf3, by our client and by speedtest-cli.

tbf shapes both directions where they leave, below TCP: what goes through is content and headers, of which all three
count the content alone.
"""

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.lab.places import REPOSITORY, Place, run, wait_for_line

LAPTOP, SERVER = "198.51.100.10", "198.51.100.80"
PORT = 8080
_BURST_S = 0.004
"""What tbf may let through at once: a timer tick of the kernel (HZ=250), which it needs to keep its rate."""
_LEAST_BURST_BYTES = 16_000
_QUEUE_MS = 30
_SECONDS, _DROPPED_S, _STREAMS = 6, 2, 4
_LONGEST_S = 100.0


@dataclass(frozen=True)
class Goodput:
    """Content that went through, in Mbit/s."""

    download_mbps: float
    upload_mbps: float


@dataclass
class SpeedLine:
    """Two places joined by one line of ``rate_mbps`` each way, with both servers at its far end."""

    folder: Path
    rate_mbps: int
    laptop: Place = field(init=False)
    server: Place = field(init=False)

    def __post_init__(self) -> None:
        self.laptop = Place(f"lab{os.getpid()}-{self.rate_mbps}-fast")
        self.server = Place(f"lab{os.getpid()}-{self.rate_mbps}-far")

    @contextlib.contextmanager
    def built(self) -> Iterator["SpeedLine"]:
        with self.laptop.made(), self.server.made():
            self.laptop.ip("link", "add", "line0", "type", "veth", "peer", "name", "line0", "netns", self.server.name)
            for place, address in ((self.laptop, LAPTOP), (self.server, SERVER)):
                place.ip("addr", "add", f"{address}/24", "dev", "line0")
                place.ip("link", "set", "line0", "up")
                burst = max(_LEAST_BURST_BYTES, round(self.rate_mbps * 1e6 / 8 * _BURST_S))
                shaped = ("rate", f"{self.rate_mbps}mbit", "burst", str(burst), "latency", f"{_QUEUE_MS}ms")
                place.tc("qdisc", "add", "dev", "line0", "root", "tbf", *shaped)
            wait_for_line(self.server.start("iperf3", "--server", "--forceflush"), b"listening")
            self.server.start_python("tests.lab.speed_server", f"{SERVER}:{PORT}")
            yield self

    def by_iperf3(self) -> Goodput:
        """Measure as long and with as many connections as the wizard does."""
        return Goodput(self.by_iperf3_one_way("download_mbps"), self.by_iperf3_one_way("upload_mbps"))

    def by_iperf3_one_way(self, way: str) -> float:
        """Measure ``download_mbps`` or ``upload_mbps`` alone."""
        return self._iperf3(*(("--reverse",) if way == "download_mbps" else ()))

    def _iperf3(self, *options: str) -> float:
        asked = ("--client", SERVER, "--json", "--time", str(_SECONDS), "--omit", str(_DROPPED_S))
        told = json.loads(run(self.laptop.inside("iperf3", *asked, "--parallel", str(_STREAMS), *options)))
        return float(told["end"]["sum_received"]["bits_per_second"]) / 1e6

    def by_wizard(self) -> dict[str, Any]:
        """Run ``wizard probe network.speed --json`` at the laptop and return its document."""
        profile = self.folder / "organisation.toml"
        server = f'[speed]\nserver_url = "http://{SERVER}:{PORT}/backend/"\nplain_http = true\n'
        profile.write_text(f"format = 1\n{server}minimum_download_mbps = 1\nminimum_upload_mbps = 1\n", "utf-8")
        asked = ("-m", "wizard", "probe", "network.speed", "--json", "--organisation", str(profile))
        document: dict[str, Any] = json.loads(self._python(*asked))
        return document

    def by_speedtest_cli(self) -> Goodput:
        """Return what that library itself says of the same server."""
        told = json.loads(self._python("-m", "tests.lab.own_speedtest_cli", f"http://{SERVER}:{PORT}/upload.php"))
        return Goodput(told["download_mbps"], told["upload_mbps"])

    def _python(self, *arguments: str) -> str:
        home = self.folder / "home"
        home.mkdir(exist_ok=True)
        environment = {"PATH": os.environ["PATH"], "HOME": str(home), "WIZARD_HOME": str(home), "LANG": "C.UTF-8"}
        ended = subprocess.run(
            self.laptop.inside(sys.executable, *arguments),
            env=environment,
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            check=False,
            timeout=_LONGEST_S,
        )
        if not ended.stdout:
            raise RuntimeError(f"{arguments} ended with status {ended.returncode}: {ended.stderr}")
        return ended.stdout
