"""Where this user's files lie, and the few choices a person makes (language, theme, how long history is kept).

``WIZARD_HOME`` moves all of it into one folder (tests, portable use); the managed machine directory stays where it is.
"""

import os
import re
import stat
from collections.abc import Container, Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal, cast, get_args

from wizard.errors import WizardError
from wizard.marking import N_
from wizard.private_access import HAS_MODES, is_link, keep_private, put_in_place
from wizard.value import changed, content_of, value

APP_NAME = "Self-Help Wizard"
APP_FOLDER = "self-help-wizard"
HOME_VARIABLE = "WIZARD_HOME"
PROFILE_NAME = "organisation.toml"
MANAGED_FOLDER = Path("/etc/opt") / APP_FOLDER
"""Linux's place for settings of add-on software (FHS 3.0, 3.7.3); only an administrator writes there."""
MAX_CHOICES_BYTES = 64_000
MAX_RETENTION_DAYS = 3650
_LANGUAGE = re.compile(r"[a-z]{2,3}(_[A-Z]{2})?")
_SESSION_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")

Theme = Literal["system", "light", "dark"]


class SettingsError(WizardError):
    """A folder or a file of the settings cannot be used."""


@value
class Choices:
    """What a person chose. ``language`` None: the system's. Names this version does not know are passed over."""

    language: str | None = None
    theme: Theme = "system"
    retention_days: int = 90
    """Days that history is kept; 0: until the program ends."""


@value
class Settings:
    """Paths and choices of this user. ``notice`` says what was wrong with the saved choices, None when nothing was."""

    data_folder: Path
    cache_folder: Path
    report_folder: Path
    managed_profile: Path
    user_profile: Path
    choices: Choices = Choices()
    notice: WizardError | None = None

    @property
    def managed_flows(self) -> Path:
        """The organisation's own flows and packs, beside its profile."""
        return self.managed_profile.with_name("flows")

    @property
    def journal_path(self) -> Path:
        return self.data_folder / "journal.sqlite"

    @property
    def choices_path(self) -> Path:
        return self.data_folder / "choices.json"

    @property
    def device_record_path(self) -> Path:
        return self.data_folder / "device.json"

    @property
    def window_folder(self) -> Path:
        """Where windows note that they are open, and where they were."""
        return self.data_folder / "window"

    @property
    def work_root(self) -> Path:
        return self.data_folder / "work"

    def work_folder(self, session_id: str) -> Path:
        """Return the private folder of one session, made if it is not there.

        Raises SettingsError when the id is no plain name or the folder cannot be made.
        """
        if not _SESSION_ID.fullmatch(session_id):
            raise SettingsError(N_("{session_id} is not the name of a session."), session_id=session_id)
        private_folder(self.work_root)
        return private_folder(self.work_root / session_id)

    def remove_work_folder(self, session_id: str) -> None:
        """Delete a session's work folder; links in it are removed, never followed."""
        if not _SESSION_ID.fullmatch(session_id):
            raise SettingsError(N_("{session_id} is not the name of a session."), session_id=session_id)
        folder = self.work_root / session_id
        if folder.is_symlink():
            folder.unlink()
        elif folder.is_dir():
            import shutil

            shutil.rmtree(folder, ignore_errors=True)

    def remove_work_folders(self, keep: Container[str]) -> None:
        """Delete the work folders of all sessions but those in ``keep`` (the ones that can still be gone on with)."""
        if not self.work_root.is_dir() or self.work_root.is_symlink():
            return
        for folder in self.work_root.iterdir():
            if folder.name not in keep and _SESSION_ID.fullmatch(folder.name):
                self.remove_work_folder(folder.name)

    def prepare(self) -> None:
        """Make the private folders; raises SettingsError when that is not possible."""
        private_folder(self.data_folder)
        private_folder(self.cache_folder)

    def save(self, choices: Choices) -> "Settings":
        """Write the choices at once and whole, and return the settings that hold them; raises SettingsError."""
        private_folder(self.data_folder)
        import json

        usual = content_of(Choices())
        chosen = {name: choice for name, choice in content_of(choices).items() if choice != usual[name]}
        write_private(self.choices_path, json.dumps(chosen, indent=2).encode() + b"\n")
        return changed(self, choices=choices, notice=None)


def load_settings(environment: Mapping[str, str] | None = None) -> Settings:
    """Return this user's settings; ``environment`` is ``os.environ`` unless given.

    A damaged file of choices is kept aside, and ``notice`` says so. Raises SettingsError when ``WIZARD_HOME``
    names something that cannot be a folder.
    """
    variables = os.environ if environment is None else environment
    settings = _places(variables.get(HOME_VARIABLE, ""))
    choices, notice = _load_choices(settings.choices_path)
    return changed(settings, choices=choices, notice=notice)


def _places(home_text: str) -> Settings:
    import platformdirs

    dirs = platformdirs.PlatformDirs(APP_FOLDER, appauthor=False)
    managed = managed_folder() / PROFILE_NAME
    if home_text.strip():
        home = Path(home_text).expanduser().absolute()
        if home.exists() and not home.is_dir():
            raise SettingsError(
                N_("WIZARD_HOME names {path}, which is not a folder. Name a folder, or leave it unset."), path=str(home)
            )
        return Settings(
            data_folder=home / "data",
            cache_folder=home / "cache",
            report_folder=home / "reports",
            managed_profile=managed,
            user_profile=home / PROFILE_NAME,
        )
    return Settings(
        data_folder=dirs.user_data_path,
        cache_folder=dirs.user_cache_path,
        report_folder=dirs.user_documents_path / APP_NAME,
        managed_profile=managed,
        user_profile=dirs.user_config_path / PROFILE_NAME,
    )


def managed_folder() -> Path:
    """Return the machine's folder that only an administrator writes to; ``WIZARD_HOME`` does not move it.

    Windows: under Program Files, because every user may make folders in ProgramData. macOS: a fixed place, because
    platformdirs names one of Homebrew's there, which belongs to a user.
    """
    import platformdirs

    match platformdirs.PlatformDirs.__name__:  # by name: importing the other systems' classes costs each start 3 ms
        case "Windows":
            return Path(os.environ.get("PROGRAMFILES", r"C:\Program Files")) / APP_NAME / "managed"
        case "MacOS":
            return Path("/Library/Application Support") / APP_NAME
        case _:
            return MANAGED_FOLDER


def private_folder(folder: Path) -> Path:
    """Make a folder that only this user can open (0700, or an access list) and return it; a link is refused.

    Missing parents are made the same way. Raises SettingsError when it cannot be made or is not a folder.
    """
    try:
        missing = [parent for parent in (folder, *folder.parents) if not parent.exists()]
        for parent in reversed(missing):
            parent.mkdir(mode=0o700, exist_ok=True)
            keep_private(parent)
        state = folder.lstat()
        if not stat.S_ISDIR(state.st_mode) or is_link(folder):
            raise SettingsError(
                N_("{path} is in the way: a folder must be there. Move it somewhere else."), path=str(folder)
            )
        if HAS_MODES and stat.S_IMODE(state.st_mode) & 0o077:
            folder.chmod(0o700)
        keep_private(folder)
    except OSError as error:
        raise SettingsError(
            N_("The folder {path} cannot be used ({why}). Check who may write there."),
            path=str(folder),
            why=error.strerror or str(error),
        ) from error
    return folder


def write_private(path: Path, content: bytes) -> None:
    """Replace a file at once and whole (0600): a reader sees the old content or the new one; raises SettingsError."""
    import tempfile

    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # 0600 by itself
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        keep_private(temporary)
        put_in_place(temporary, path)
        sync_folder(path.parent)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise SettingsError(
            N_("{path} cannot be written ({why}). Check the free space and who may write there."),
            path=str(path),
            why=error.strerror or str(error),
        ) from error


def keep_aside(path: Path, beside: Iterable[Path] = ()) -> Path | None:
    """Move a damaged file to ``<name>.damaged-<time>-<random>`` beside it; None when even that was not possible.

    What belongs to it (``beside``, where it is there) is moved first, under the same ending.
    """
    ending = f".damaged-{datetime.now(UTC).strftime('%Y%m%dT%H%M%SZ')}-{os.urandom(2).hex()}"
    aside = path.with_name(path.name + ending)
    try:
        for other in beside:
            with suppress(FileNotFoundError):
                other.replace(other.with_name(other.name + ending))
        path.replace(aside)
    except OSError:
        return None
    return aside


def read_bounded(path: Path, max_bytes: int) -> bytes | None:
    """Return a file's content, None when there is no such file; raises OSError, also for one that is too large.

    A pipe in its place is refused and not waited for.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except FileNotFoundError:
        return None
    with os.fdopen(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(f"{path} is no regular file")
        content = file.read(max_bytes + 1)
    if len(content) > max_bytes:
        raise OSError(f"larger than {max_bytes} bytes")
    return content


def _load_choices(path: Path) -> tuple[Choices, WizardError | None]:
    try:
        content = read_bounded(path, MAX_CHOICES_BYTES)
        if content is None:
            return Choices(), None
        return _choices_in(content), None
    except (OSError, ValueError, RecursionError) as error:
        if isinstance(error, PermissionError):
            return Choices(), SettingsError(
                N_("Your settings in {path} cannot be read, so the usual ones are used. Check who may read the file."),
                path=str(path),
            )
        aside = keep_aside(path)
        return Choices(), SettingsError(
            N_("Your settings were damaged, so the usual ones are used. The damaged file is kept as {path}."),
            path=str(aside or path),
        )


def _choices_in(content: bytes) -> Choices:
    """Read choices; raises ValueError for what is none. By hand: msgspec costs the first page 13 ms, json 2."""
    import json

    document = json.loads(content)
    if not isinstance(document, dict):
        raise ValueError("not an object")
    usual = Choices()
    language = document.get("language", usual.language)
    theme = document.get("theme", usual.theme)
    days = document.get("retention_days", usual.retention_days)
    if not (language is None or (isinstance(language, str) and _LANGUAGE.fullmatch(language))):
        raise ValueError("not a language")
    if theme not in get_args(Theme):
        raise ValueError("not a theme")
    if type(days) is not int or not 0 <= days <= MAX_RETENTION_DAYS:
        raise ValueError("not a number of days")
    return Choices(language=language, theme=cast("Theme", theme), retention_days=days)


def sync_folder(folder: Path) -> None:
    """Make the names in a folder durable, where the system can."""
    with suppress(OSError, PermissionError):  # Windows cannot open a folder; the rename itself is whole there
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
