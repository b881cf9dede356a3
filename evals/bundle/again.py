"""Scores a bundle again and says what comes out otherwise, and by how much. Asks no model and no network."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from evals.calls import digest
from evals.harness import nothing
from evals.rescore import ASKING, reread, scored, scorers_of, spoken

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pydantic import BaseModel

    from brain.play import Cast
    from evals.bundle.content import Bundle
    from evals.outcome import Outcome
    from evals.run import Environment
    from evals.scorers.score import Score


@dataclass(frozen=True, slots=True)
class Differs:
    """A score, or what was measured in a turn, that came out otherwise; `what` names it.

    `fields` are those that differ; `before` and `after` the values, None where there is none.
    """

    case_id: str
    persona: str
    what: str
    before: float | None
    after: float | None
    fields: tuple[str, ...]

    @property
    def by(self) -> float | None:
        """By how much the value changed; None where a side has none."""
        return None if self.before is None or self.after is None else abs(self.after - self.before)


@dataclass(frozen=True, slots=True)
class Other:
    """Something that the run was made with in another version than this process has."""

    what: str
    then: str
    now: str


@dataclass(frozen=True, slots=True)
class Rescored:
    """A bundle's run scored again. `outcomes` are those of today.

    `scores` and `turns` were compared; `asked` are the names of scores that a model gave, which are taken as they were.
    `unlike` are cases in which a reply was cut or read otherwise than then; `prompts` counts calls whose prompt would
    be another one today, of all that were kept.
    """

    outcomes: tuple[Outcome, ...]
    scores: int
    turns: int
    differs: tuple[Differs, ...]
    versions: tuple[Other, ...]
    asked: tuple[str, ...]
    unlike: tuple[str, ...]
    prompts: int
    calls: int

    @property
    def identical(self) -> bool:
        """Whether all of it is byte for byte what it was."""
        return not self.differs and not self.unlike


def rescored(
    bundle: Bundle, casts: Mapping[str, Cast], *, now: Environment, progress: Callable[[int, int], None] = nothing
) -> Rescored:
    """The bundle's replies read and scored by `casts` (by slug), which are of the bundle's own genomes."""
    run = bundle.run
    names = tuple(one.name for one in run.order.suite.scorers)
    scorers = tuple(scorers_of(names, run.order.genomes).values())
    outcomes: list[Outcome] = []
    differs: list[Differs] = []
    unlike: list[str] = []
    calls = prompts = 0
    for at, old in enumerate(run.outcomes):
        cast = casts[old.record.persona]
        again = reread(old.record, cast)
        measured, scores = scored(old.record, again.readings, cast.genome, scorers)
        new = old.model_copy(update={"measured": measured, "scores": (*scores, *filter(_asked, old.scores))})
        differs += _differences(old, new)
        unlike += [] if again.same else [old.record.case_id]
        kept = [one.call.digest for one in spoken(old.record) if one.call is not None]
        calls += len(kept)
        prompts += sum(
            was != digest(cast.model.id, request) for was, request in zip(kept, again.requests, strict=False)
        )
        outcomes.append(new)
        progress(at + 1, len(run.outcomes))
    return Rescored(
        outcomes=tuple(outcomes),
        scores=sum(not _asked(score) for one in run.outcomes for score in one.scores),
        turns=sum(len(one.measured) for one in run.outcomes),
        differs=tuple(differs),
        versions=tuple(_versions(run.environment, now)),
        asked=tuple(dict.fromkeys(score.name for one in run.outcomes for score in one.scores if _asked(score))),
        unlike=tuple(unlike),
        prompts=prompts,
        calls=calls,
    )


def _asked(score: Score) -> bool:
    """Whether a scorer gave it that asks a model."""
    return any(score.name == name or score.name.startswith(f"{name}:") for name in ASKING)


def _differences(old: Outcome, new: Outcome) -> Iterator[Differs]:
    case, persona = old.record.case_id, old.record.persona
    pairs = [
        *((one, one.name, one.value) for one in old.scores),
        *((one, f"turn {one.turn}", one.score) for one in old.measured),
    ]
    others = [
        *((one, one.name, one.value) for one in new.scores),
        *((one, f"turn {one.turn}", one.score) for one in new.measured),
    ]
    was, now = _named(pairs), _named(others)
    for what in dict.fromkeys((*was, *now)):
        (before, value), (after, other) = was.get(what, (None, None)), now.get(what, (None, None))
        if before is None or after is None:
            yield Differs(case, persona, what, value, other, ("present",))
        elif before.model_dump_json() != after.model_dump_json():
            yield Differs(case, persona, what, value, other, _fields(before, after))


def _named(pairs: Iterable[tuple[BaseModel, str, float | None]]) -> dict[str, tuple[BaseModel, float | None]]:
    return {name: (one, value) for one, name, value in pairs}


def _fields(before: BaseModel, after: BaseModel) -> tuple[str, ...]:
    one, other = before.model_dump(mode="json"), after.model_dump(mode="json")
    return tuple(name for name in one if one[name] != other.get(name))


def _versions(then: Environment, now: Environment) -> Iterator[Other]:
    parts: Sequence[tuple[str, str, str]] = (
        ("drift fit", then.drift_fit, now.drift_fit),
        ("scorers", str(then.scorers), str(now.scorers)),
        ("Python", then.python, now.python),
        ("machine", then.machine, now.machine),
    )
    yield from (Other(what, was, has) for what, was, has in parts if was != has)
    was, has = dict(then.packages), dict(now.packages)
    for name in sorted({*was, *has}):
        if was.get(name) != has.get(name):
            yield Other(name, was.get(name, "not installed"), has.get(name, "not installed"))
