"""The rungs of a ladder: whom each step goes to, and how long an answer may take there (FACTS D5, D7)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import get_args

from wizard.escalation.sentence import Sentence
from wizard.marking import N_
from wizard.organisation.channels import Role, Rung

ROLES: tuple[Role, ...] = get_args(Role)
ROLE_TITLES: Mapping[Role, str] = {
    "first_line": N_("first-line support"),
    "team_lead": N_("team lead"),
    "supervisor": N_("supervisor"),
    "operations_manager": N_("operations manager"),
    "director": N_("director or executive office"),
    "regulator": N_("outside regulator or ombudsman"),
}
USUAL_RUNGS = (
    Rung(role="first_line", response_h=48),  # D4: the deadline of the first e-mail
    Rung(role="team_lead", response_h=48),
    Rung(role="supervisor", response_h=72),
    Rung(role="operations_manager", response_h=7 * 24),
    Rung(role="director", response_h=14 * 24),
    Rung(role="regulator", response_h=14 * 24),
)
"""The longest times of FACTS D5, nobody's addresses: for whoever has no rungs in the profile."""
_TASKS = {
    "stability": (N_("{who}: gets the service going again."), N_("Operations")),
    "root_cause": (N_("{who}: finds the cause."), N_("Product team")),
    "times_and_messages": (N_("{who}: keeps the times and the messages."), N_("Escalation lead")),
}


class Ladder:
    """The rungs of a profile by role, lowest first; the usual ones where it names none."""

    def __init__(self, rungs: tuple[Rung, ...]) -> None:
        self._rungs = sorted(rungs or USUAL_RUNGS, key=lambda rung: ROLES.index(rung.role))

    def at(self, role: Role) -> tuple[Rung, ...]:
        """Return everybody on a rung, in the profile's order; empty when nobody is."""
        return tuple(rung for rung in self._rungs if rung.role == role)

    def response_time(self, role: Role) -> timedelta:
        """Return the longest time an answer may take on a rung."""
        usual = next(rung for rung in USUAL_RUNGS if rung.role == role)
        return timedelta(hours=max((rung.response_h for rung in self.at(role)), default=usual.response_h))

    def above(self, role: Role) -> Role | None:
        """Return the next rung that is there; the regulator is the last one, outside (FACTS D5)."""
        return next((rung.role for rung in self._rungs if ROLES.index(rung.role) > ROLES.index(role)), None)

    def is_last_inside(self, role: Role) -> bool:
        """Return whether the inner path ends on this rung."""
        return self.above(role) in (None, "regulator") and role != "regulator"

    def public_channel(self, role: Role) -> bool:
        """Return whether the public channels are for this rung (FACTS D8).

        Where no rung names one, they are for the end of the inner path.
        """
        if any(rung.public_channel for rung in self._rungs):
            return any(rung.public_channel for rung in self.at(role))
        return self.is_last_inside(role)

    def tasks(self) -> tuple[Sentence, ...]:
        """Return who does what in a handover: by name where the profile names somebody (FACTS D7)."""
        sentences = []
        for task, (message, usual) in _TASKS.items():
            rung = next((rung for rung in self._rungs if rung.answers_for == task), None)
            who = usual if rung is None else rung.name or ROLE_TITLES[rung.role]
            sentences.append(Sentence(message, {"who": who}))
        return tuple(sentences)
