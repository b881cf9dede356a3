"""The simulated user that a case asks for. Plays nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.errors import InvalidInput
from evals.simulators.fixed import Drawn, Script, bank
from evals.simulators.spoken import ModelUser, PersonaUser
from evals.suites.suite import AsPersona, FromBank, Scripted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from brain.models.chat import ChatModel
    from brain.play import Cast
    from evals.cases import Case
    from evals.simulators.user import SimulatedUser


def user_of(case: Case, casts: Mapping[str, Cast], *, model: ChatModel | None) -> SimulatedUser:
    """The user of a case. `casts` are by slug; `model` plays a user by instructions.

    Raises InvalidInput where the persona that should talk, or a model for the user, is not given.
    """
    wanted = case.simulator
    if isinstance(wanted, Scripted):
        return Script(wanted.lines, wanted.after)
    if isinstance(wanted, FromBank):
        return Drawn((*wanted.lines, *(bank(wanted.bank) if wanted.bank else ())), case.seed)
    if isinstance(wanted, AsPersona):
        if wanted.persona not in casts:
            raise InvalidInput(
                f"The persona {wanted.persona!r}, which should talk to {case.persona!r}, is not part of the run.",
                why=f"The run has: {', '.join(sorted(casts))}.",
                next_step="Add it to the run.",
            )
        cast = casts[wanted.persona]
        return PersonaUser(cast.genome, model or cast.model, cast.gauge, wanted.opening, case.seed)
    if model is None:
        raise InvalidInput(
            f"The conversation {case.talk!r} needs a language model for the user.",
            why="Its simulator is played by instructions.",
            next_step="Name a model for the user, or use a scripted user.",
        )
    return ModelUser(
        wanted.instructions, model, casts[case.persona].genome.name, opening=wanted.opening or "", seed=case.seed
    )
