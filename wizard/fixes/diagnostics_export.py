"""diagnostics.export: one private zip with the readings support asks for (FACTS A6, C1).

Proves nothing but that the file exists. A part that cannot be collected is listed with the reason in the manifest.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from wizard.errors import WizardError
from wizard.fixes.diagnostics_sections import Bundle, StoppedError, collect
from wizard.fixes.fix import ConsentText, Fix, FixContext, FixResult
from wizard.flow.catalogue import Fact, FixSignature
from wizard.flow.events import FactValue
from wizard.marking import N_
from wizard.settings import write_private

SIGNATURE = FixSignature(
    name="diagnostics.export",
    facts={
        "export_path": Fact(str, "The file that was saved"),
        "export_bytes": Fact(int, "Its size"),
        "export_left_out": Fact(int, "Parts that could not be collected; the file's manifest says why"),
    },
    proves=False,
)

CONSENT = ConsentText(
    title=N_("Save a file for support"),
    changes=N_(
        "Saves one file with readings of this computer, its network settings and its crash logs. "
        "These name your computer and your folders. Nothing is sent."
    ),
    duration=N_("Less than a minute."),
    stays=N_("Everything else stays as it is. You choose later if you send the file."),
    undo=N_("This cannot be undone, and needs no undo: deleting your history deletes the file too."),
    button=N_("Save the file"),
)


def run(context: FixContext) -> FixResult:
    """Collect section by section, then write the whole file at once (0600, a temporary name first)."""
    path = _next_path(context)
    bundle = Bundle()
    try:
        collect(context, bundle)
        if bundle.collected == 0:
            reason = N_("Nothing could be collected on this computer, so no file was saved.")
            return FixResult("failed", reason=reason, detail="; ".join(bundle.reasons()))
        content = bundle.zipped()
        write_private(path, content)
    except StoppedError:
        return FixResult("failed", reason=N_("You stopped this. No file was saved."))
    except WizardError as error:
        reason = N_("The file could not be saved. Free some room on this computer, then try again.")
        return FixResult("failed", reason=reason, detail=str(error))
    facts: dict[str, FactValue] = {
        "export_path": str(path),
        "export_bytes": len(content),
        "export_left_out": len(bundle.left_out),
    }
    left = N_("The file is saved. Some parts could not be collected: {export_left_out}. The file says which.")
    return FixResult("done", facts, left if bundle.left_out else None, "; ".join(bundle.reasons()))


def _next_path(context: FixContext) -> Path:
    """Return the first free name; an earlier export of this session stays as it is."""
    number = 1
    while (path := Path(context.work_folder) / f"diagnostics-{number}.zip").exists():
        number += 1
    return path


def prepare(context: FixContext) -> Mapping[str, str]:
    """Return where the file will be, so that a later start can see whether it was written."""
    return {"export_path": str(_next_path(context))}


def resumed(_context: FixContext, state: Mapping[str, str]) -> Literal["done", "not_yet"] | None:
    """Return done when the file stands under its final name: it is written whole or not at all."""
    path = state.get("export_path")
    return None if path is None else "done" if Path(path).is_file() else "not_yet"


FIX = Fix(
    signature=SIGNATURE,
    title=N_("Save a file for support"),
    consent=CONSENT,
    run=run,
    risk="none",
    minutes=1,
    prepare=prepare,
    resumed=resumed,
    can_stop=True,
)
