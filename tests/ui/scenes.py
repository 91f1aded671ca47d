"""Which flow is walked on which practice scene, and how it must end; what the person of a scene answers."""

from wizard.answers import Answers, AnswersFile
from wizard.errors import UsageError
from wizard.flow.views import AskQuestion, View
from wizard.practice.scene import load_scene

SCENES = {
    ("connection", "sick-router"): "solved",
    ("connection", "crowded-wifi"): "solved",
    ("connection", "stubborn-connection"): "escalate",
    ("connection", "slow-line"): "escalate",
    ("connection", "healthy"): "healthy",
    ("wifi_channel", "crowded-wifi"): "solved",
    ("wifi_channel", "stubborn-wifi"): "escalate",
    ("restart_firmware", "old-firmware"): "solved",
    ("restart_firmware", "stubborn-firmware"): "escalate",
    ("app_cache", "full-cache"): "solved",
    ("app_cache", "full-cache-stubborn"): "escalate",
    ("password_reset", "locked-account"): "solved",
    ("password_reset", "stubborn-account"): "escalate",
    ("crash_export", "crash-dead"): "escalate",
    ("crash_export", "crash-none"): "healthy",
    ("service_down", "service-back"): "solved",
    ("service_down", "service-down"): "escalate",
    ("overheating", "hot-computer"): "solved",
    ("overheating", "hot-computer-stubborn"): "escalate",
    ("graphics", "broken-graphics"): "solved",
    ("graphics", "broken-graphics-stubborn"): "escalate",
    ("app_reinstall", "old-app"): "solved",
    ("app_reinstall", "old-app-stubborn"): "escalate",
    ("app_reinstall", "damaged-app"): "solved",
    ("app_reinstall", "damaged-app-stubborn"): "escalate",
    ("storage_full", "full-disk"): "solved",
    ("storage_full", "full-disk-stubborn"): "escalate",
    ("slow_computer", "slow-computer"): "solved",
    ("slow_computer", "slow-computer-stubborn"): "escalate",
    ("slow_computer", "failing-drive"): "escalate",
    ("speed_test", "far-from-router"): "solved",
    ("speed_test", "slow-line"): "escalate",
    ("speed_test", "speed-server-gone"): "not_supported",
    ("connection", "dead-proxy"): "solved",
    ("connection", "stubborn-proxy"): "escalate",
    ("connection", "untrusted-proxy"): "escalate",
    ("connection", "no-network"): "solved",
    ("connection", "provider-down"): "escalate",
    ("connection", "sign-in-page"): "solved",
    ("connection", "slow-dns"): "solved",
}
WALKS = tuple(SCENES)
NETWORK = tuple(walk for walk in WALKS if walk[0] in ("connection", "wifi_channel", "speed_test", "service_down"))
COMPUTER = tuple(walk for walk in WALKS if walk not in NETWORK)
WAITS_FOR_DEADLINE = ("stubborn-account",)
"""Scenes in which the person lets a deadline pass."""
_SAID = {"healthy": AnswersFile(answers={"connection": {"still_slow": "no"}})}
"""For scenes whose files say nothing."""


def script_of(scene: str) -> AnswersFile:
    """Return what the person answers; empty for one who does not know and does what is said."""
    return _SAID.get(scene) or load_scene(scene).script or AnswersFile()


def answer(answers: Answers, view: View) -> str:
    """Return the answer of a script; where it ends, of a person who does not know, and does what is said."""
    try:
        return answers.next_answer(view.flow_id, view.step_id)
    except UsageError:
        return "not_sure" if isinstance(view, AskQuestion) else "done"
