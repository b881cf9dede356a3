"""From what was typed to a design: numbers in a line, fields with values, models. Knows no page and plays nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import ValidationError

from brain.errors import InvalidInput
from evals.design import Design, Factor
from evals.edits import parsed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pydantic import JsonValue

    from evals.suites.suite import Suite


def numbers(path: str, typed: str) -> list[Factor]:
    """A field by the numbers in a line, beside its own value; nothing for an empty line. Raises InvalidInput."""
    words = [one for one in typed.replace(";", ",").split(",") if one.strip()]
    levels: list[JsonValue] = [None]
    for word in words:
        value = parsed(word.strip())
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise InvalidInput(
                f"{word.strip()[:40]!r} is no number.", next_step="Write numbers with commas between them: 0.3, 1.0."
            )
        levels.append(value)
    return [_factor(path, levels)] if words else []


def settings(lines: str) -> list[Factor]:
    """Fields by lines of PATH = JSON; lines of one path are levels of one field. Raises InvalidInput."""
    found: dict[str, list[JsonValue]] = {}
    for line in filter(str.strip, lines.splitlines()):
        path, sign, value = line.partition("=")
        if not sign or not path.strip() or not value.strip():
            raise InvalidInput(
                f"{line.strip()[:80]!r} is no field with a value.",
                next_step="Write PATH = JSON, such as mind.communication.humor = 0.9.",
            )
        found.setdefault(path.strip(), [None]).append(parsed(value.strip()))
    return [_factor(path, levels) for path, levels in found.items()]


def design_of(
    suite: Suite,
    personas: Sequence[str],
    models: Sequence[str],
    factors: Sequence[Factor],
    *,
    crossed: bool = True,
    user_model: str = "",
    judges: Sequence[str] = (),
    seeds: Sequence[int] | None = None,
    most: int | None = None,
) -> Design | None:
    """The design; None where nothing is varied. Several models, or judges, are a factor. Raises InvalidInput."""
    varied = [Factor(kind="model", levels=tuple(models))] if len(models) > 1 else []
    varied += [Factor(kind="judge", levels=tuple(judges))] if len(judges) > 1 else []
    every = (*varied, *factors)
    if not every:
        return None
    try:
        return Design(
            suite=suite,
            personas=tuple(personas),
            factors=every,
            crossed=crossed,
            model=models[0],
            user_model=user_model,
            judge_model=judges[0] if len(judges) == 1 else "",
            seeds=None if seeds is None else tuple(seeds),
            most=most,
        )
    except ValidationError as error:
        why = "; ".join(one["msg"].removeprefix("Value error, ") for one in error.errors())
        raise InvalidInput("This cannot be varied.", why=f"{why}.", next_step="Change what is varied.") from error


def _factor(path: str, levels: Sequence[JsonValue]) -> Factor:
    return Factor(kind="field", path=path, levels=tuple(levels))
