"""The redaction against the labelled corpus: what it finds, what it leaves alone, and that it keeps its word."""

import gzip
import io
import re
import stat
import tarfile
import zipfile
from pathlib import Path

import pytest

from tests.report.corpus.reading import CorpusLine, CorpusScene, PlantedItem, parse_line, scenes
from tests.report.corpus_score import HELD_OUT, Score, kept_of_items, kept_places, score
from wizard.report.encodings import redacted_file
from wizard.report.hygiene import safe_name
from wizard.report.plain import PlainText
from wizard.report.redact import Redactor
from wizard.report.saving import save_new

MOST_MISSED = 0.005
MOST_CHANGED = 0.005
NAMES_IN_PATHS = ("user", "host_name", "email", "mac", "ipv4_private", "ssid", "serial")
"""Kinds that turn up in names of files."""


@pytest.fixture(scope="module")
def whole() -> Score:
    return score(scenes())


def shown(whole: Score) -> str:
    """Return what was missed and spoilt, for whoever has to put it right."""
    missed = [f"{miss.scene}/{miss.file}:{miss.number} {miss.item.kind}" for miss in whole.misses if not miss.found]
    return "\n".join((*missed[:40], *(f"{one.scene}/{one.file}:{one.number}" for one in whole.spoilt[:40])))


def test_finds_what_is_private(whole: Score) -> None:
    """At least 99.5 % of the planted items, of every kind together, in the whole corpus."""
    assert whole.total.items > 7_000
    assert whole.total.recall >= 1 - MOST_MISSED, shown(whole)


def test_hides_values_whole(whole: Score) -> None:
    """A value that is only cut still says much: hardly any letter of one stays."""
    assert whole.total.whole / whole.total.items >= 1 - MOST_MISSED, shown(whole)


def test_no_kind_falls_through(whole: Score) -> None:
    """A good average must not hide a kind that nobody finds."""
    assert [kind for kind, count in whole.by_kind.items() if count.recall < 0.9] == []


def test_leaves_harmless_lines_alone(whole: Score) -> None:
    """At most 0.5 % of the harmless lines change."""
    assert sum(whole.harmless.values()) > 30_000
    assert whole.changed <= MOST_CHANGED, shown(whole)


def test_held_out_scenes_are_there() -> None:
    """The scenes that nobody looked at while the rules were made have to exist, and be a fair part."""
    names = {scene.name for scene in scenes()}
    assert names > HELD_OUT
    assert len(HELD_OUT) >= 4


def test_the_score_notices_what_is_left() -> None:
    """A score that praises a filter which does nothing, or which spoils everything, would be none."""
    one = scenes()[0]
    nothing = score([one], lambda _scene: PlainText())
    assert nothing.total.found == 0
    assert nothing.changed == 0


@pytest.mark.parametrize(
    ("marked", "done", "kept"),
    [
        ("user ⟦user|tom⟧ at bottom", "user <user-1> at bottom", [""]),
        ("user ⟦user|tom⟧ at tom", "user tom at <user-1>", ["tom"]),
        ("⟦fqdn|a.corp.example⟧ up", "a.<domain-1> up", ["a."]),
        ("⟦user|tom⟧@⟦host_name|box⟧:~$", "<user-1>@box:~$", ["", "box"]),
        ("⟦user|tom⟧", "tom", ["tom"]),
        ("x ⟦user|tom⟧", "something else: tom", ["tom"]),
        ("x ⟦user|tom⟧", "something else", [""]),
    ],
)
def test_the_score_looks_at_the_place(marked: str, done: str, kept: list[str]) -> None:
    """What survives is told by place: ``tom`` in "bottom" is no survivor, a second ``tom`` no excuse."""
    assert kept_of_items(parse_line(marked), done) == kept


def test_places_are_exact() -> None:
    """Two placeholders in a row, and one at each end."""
    assert kept_places("ab cd ef", "<user-1> cd <host-2>") == [False, False, True, True, True, True, False, False]
    assert kept_places("ab cd", "ab cd") == [True] * 5
    assert kept_places("ab", "xx<user-1>") is None


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_twice_is_once_and_pieces_are_the_whole(scene: CorpusScene) -> None:
    """What was redacted is not redacted again, and how a file arrives makes no difference."""
    redactor, in_pieces = Redactor(scene.identity), Redactor(scene.identity)
    for file in scene.files[::2]:
        data = file.raw().encode()
        once = b"".join(redactor.stream([data]))
        assert b"".join(redactor.stream([once])).decode().split("\n") == once.decode().split("\n")
        cut = [data[start : start + 6007] for start in range(0, len(data), 6007)]
        assert b"".join(in_pieces.stream(cut)) == once


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_the_same_address_has_one_name_in_all_files(scene: CorpusScene) -> None:
    """A reader must be able to follow one computer through every file of a report."""
    redactor = Redactor(scene.identity)
    names: dict[str, set[str]] = {}
    for file in scene.files:
        done = b"".join(redactor.stream([file.raw().encode()])).decode().split("\n")
        for line, output in zip(file.lines, done, strict=False):
            for value, name in _alone(line, output):
                names.setdefault(value, set()).add(name)
    assert len(names) > 3
    assert {value: found for value, found in names.items() if len(found) > 1} == {}


def _alone(line: CorpusLine, output: str) -> list[tuple[str, str]]:
    """Return value and name of an address that is all that was hidden in a line."""
    item = line.items[0] if len(line.items) == 1 else None
    if item is None or item.kind not in ("ipv4_private", "ipv4_public", "mac") or "<" in line.text:
        return []
    name = output[item.start : len(output) - len(line.text) + item.end]
    return [(item.value.lower().replace("-", ":"), name)] if name.startswith("<") and name.endswith(">") else []


@pytest.mark.parametrize("scene", scenes(), ids=lambda scene: scene.name)
def test_names_in_names_of_files_and_in_archives(scene: CorpusScene) -> None:
    """People name files after themselves and their computers; archives keep names, comments and owners."""
    identity = scene.identity
    planted = _planted(scene)
    name = f"logs/{identity.user}/report-{identity.host_names[0]}-{identity.macs[0].replace(':', '-')}.txt"
    text = "\n".join(line.text for line in planted).encode()
    needles = {identity.user, identity.host_names[0], identity.macs[0], identity.macs[0].replace(":", "-")}
    needles = {needle.lower() for needle in needles if len(needle) > 4}
    for pack in (_zip, _tar, _tar_gz):
        packed = redacted_file(pack(name, text, identity.user), Redactor(identity))
        everything = _every_text(packed).lower()
        assert [needle for needle in needles if _stands(needle, everything)] == [], pack.__name__
        assert "user-1" in everything
    shown_name = safe_name(Redactor(identity).file_name(name.rpartition("/")[2])).lower()
    assert [needle for needle in needles if needle in shown_name] == []


def _stands(needle: str, text: str) -> bool:
    """Return whether a name stands in a text, not as a piece of an ordinary word (*sommer* in *sommerlich*)."""
    return re.search(rf"(?<![^\W\d_]){re.escape(needle)}(?![^\W\d_])", text) is not None


def _planted(scene: CorpusScene) -> list[CorpusLine]:
    def wanted(item: PlantedItem) -> bool:
        return item.kind in NAMES_IN_PATHS

    return [line for file in scene.files for line in file.lines if any(wanted(item) for item in line.items)][:200]


def _zip(name: str, text: bytes, owner: str) -> bytes:
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.comment = f"made by {owner}".encode()
        member = zipfile.ZipInfo(name)
        member.comment = f"from {owner}".encode()
        archive.writestr(member, text)
    return output.getvalue()


def _tar(name: str, text: bytes, owner: str) -> bytes:
    output = io.BytesIO()
    with tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as archive:
        member = tarfile.TarInfo(name)
        member.size, member.uname, member.gname = len(text), owner, owner
        member.pax_headers = {"comment": f"made by {owner}"}
        archive.addfile(member, io.BytesIO(text))
    return output.getvalue()


def _tar_gz(name: str, text: bytes, owner: str) -> bytes:
    return gzip.compress(_tar(name, text, owner), mtime=0)


def _every_text(packed: bytes) -> str:
    """Return names, contents, comments and raw bytes of an archive as one text."""
    if packed.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            members = [(entry.filename, entry.comment + archive.read(entry)) for entry in archive.infolist()]
        return packed.decode("latin-1") + "".join(f"{name}{content.decode()}" for name, content in members)
    raw = gzip.decompress(packed) if packed.startswith(b"\x1f\x8b") else packed
    with tarfile.open(fileobj=io.BytesIO(raw)) as archive:
        assert len(archive.getmembers()) == 1
    return raw.decode()


def test_the_map_is_for_this_user_alone(tmp_path: Path) -> None:
    """Names and true values of a whole scene: a private file, without any of its secrets."""
    scene = scenes()[0]
    redactor = Redactor(scene.identity)
    for file in scene.files:
        redacted_file(file.raw().encode(), redactor)
    secrets = {
        item.value
        for file in scene.files
        for line in file.lines
        for item in line.items
        if item.kind in ("password", "wifi_key", "bearer_token", "api_key", "private_key", "cookie", "credit_card")
    }
    written = tmp_path / "map.json"
    save_new(written, "\n".join(f"{name}\t{value}" for name, value in redactor.originals.items()).encode())
    assert stat.S_IMODE(written.stat().st_mode) == 0o600
    assert scene.identity.user.lower() in written.read_text().lower()
    assert [secret for secret in secrets if secret in written.read_text()] == []
