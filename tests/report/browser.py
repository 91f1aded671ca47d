"""Headless Chromium, told what to do through its pipe, with every way out of it leading to a recorder of the test.

Chromium speaks the DevTools protocol (https://chromedevtools.github.io/devtools-protocol/) on its descriptors 3 and 4.
"""

import contextlib
import fcntl
import json
import os
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PROGRAMS = ("chromium", "chromium-browser", "google-chrome")
ANSWER_S = 30.0
AT_DESCRIPTORS_3_AND_4 = (
    "import os, sys; os.dup2(int(sys.argv[1]), 3); os.dup2(int(sys.argv[2]), 4); os.execvp(sys.argv[3], sys.argv[3:])"
)
QUIET = (
    "--headless=new",
    "--no-sandbox",  # it will not run as root with one; it only ever opens pages of the test
    "--no-first-run",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-default-apps",
    "--disable-domain-reliability",
    "--disable-extensions",
    "--disable-features=OptimizationHints,OptimizationGuideFetching,OptimizationGuideModelDownloading,MediaRouter,Translate",
    "--disable-sync",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
)


def program() -> str | None:
    """Return where a Chromium is, None where there is none."""
    return next((found for name in PROGRAMS if (found := shutil.which(name))), None)


class Recorder:
    """A proxy that lets nothing through and keeps the first line of whatever is asked."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self.asked: list[str] = []
        self._heard = threading.Condition()
        self._thread = threading.Thread(target=self._serve, name="recorder")
        self._thread.start()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listening.accept()
            with connection, contextlib.suppress(OSError):
                connection.settimeout(5)
                line = connection.recv(4096).split(b"\r\n")[0].decode(errors="replace")
                if line == "end":
                    return
                with self._heard:
                    self.asked.append(line)
                    self._heard.notify_all()
                connection.sendall(b"HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")

    def about(self, url: str) -> list[str]:
        """Return what was asked of an address. (Chromium asks its makers for this and that by itself.)"""
        return [line for line in self.asked if url in line or urlsplit(url).netloc in line]

    def wait_for(self, url: str) -> None:
        """Wait until this was asked for."""
        with self._heard:
            assert self._heard.wait_for(lambda: self.about(url), ANSWER_S), (url, self.asked)

    def close(self) -> None:
        with socket.create_connection(("127.0.0.1", self.port)) as last:
            last.sendall(b"end")
        self._thread.join()
        self._listening.close()


class Chromium:
    """One page of a running Chromium. ``events`` are what it told unasked, newest last."""

    def __init__(self, command: str, profile: Path, recorder: Recorder) -> None:
        self.recorder = recorder
        self.events: list[dict[str, Any]] = []
        self._last_id = 0
        self._rest = b""
        outgoing, self._to = os.pipe()
        self._from, answers = os.pipe()
        high = [fcntl.fcntl(end, fcntl.F_DUPFD, 20) for end in (outgoing, answers)]
        way_out = f"127.0.0.1:{recorder.port}"
        with (profile.parent / "chromium.log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *(sys.executable, "-c", AT_DESCRIPTORS_3_AND_4, *map(str, high), command, *QUIET),
                    f"--user-data-dir={profile}",
                    f"--proxy-server={way_out}",
                    "--proxy-bypass-list=<-loopback>",
                    f"--host-resolver-rules=MAP * {way_out}",
                    "--remote-debugging-pipe",
                    "about:blank",
                ],
                pass_fds=high,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        for end in (outgoing, answers, *high):
            os.close(end)
        self._session: str | None = None
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Runtime", "Log"):
            self.call(f"{domain}.enable")

    def call(self, method: str, **parameters: Any) -> Any:
        """Return the result of one command; what happened meanwhile is kept in ``events``."""
        self._last_id += 1
        message = {"id": self._last_id, "method": method, "params": parameters}
        if self._session is not None:
            message["sessionId"] = self._session
        os.write(self._to, json.dumps(message).encode() + b"\0")
        while (told := self._read()).get("id") != self._last_id:
            self.events.append(told)
        assert "error" not in told, (method, told["error"])
        return told["result"]

    def wait_for(self, method: str) -> dict[str, Any]:
        """Return the next event of this name since the events were last forgotten."""
        seen = 0
        while True:
            for event in self.events[seen:]:
                if event["method"] == method:
                    return event
            seen = len(self.events)
            self.events.append(self._read())

    def open(self, page: Path) -> None:
        """Open a page and wait until it is there with all that belongs to it; the events are those of this page."""
        self.call("Page.navigate", url="about:blank")
        self.events.clear()
        self.call("Page.navigate", url=page.as_uri())
        self.wait_for("Page.loadEventFired")

    def evaluate(self, expression: str) -> Any:
        """Return the value of an expression in the page; the page's own policy does not hold for it."""
        found = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in found, found["exceptionDetails"]
        return found["result"].get("value")

    def show(self, width: int, scheme: str = "light", media: str = "screen") -> None:
        """Make the window this wide (CSS pixels), in this colour scheme, on screen or as for print."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=640, deviceScaleFactor=1, mobile=False)
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.call("Emulation.setEmulatedMedia", media=media, features=features)

    def requests(self) -> list[str]:
        """Return the addresses of everything the page asked for, its own first."""
        asked = (event for event in self.events if event["method"] == "Network.requestWillBeSent")
        return [event["params"]["request"]["url"] for event in asked]

    def told(self, method: str) -> list[dict[str, Any]]:
        return [event["params"] for event in self.events if event["method"] == method]

    def close(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(10)
        finally:
            self._process.kill()
            self._process.wait()
            os.close(self._to)
            os.close(self._from)

    def _read(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            part = os.read(self._from, 1 << 16)
            assert part, "Chromium ended"
            self._rest += part
        message, _, self._rest = self._rest.partition(b"\0")
        decoded = json.loads(message)
        assert isinstance(decoded, dict)
        return decoded


@contextlib.contextmanager
def chromium(folder: Path) -> Iterator[Chromium]:
    """Run a Chromium with its profile in ``folder`` until the block ends; ask ``program`` first."""
    command = program()
    assert command is not None
    with contextlib.ExitStack() as stack:
        recorder = Recorder()
        stack.callback(recorder.close)
        running = Chromium(command, folder / "profile", recorder)
        stack.callback(running.close)
        yield running
