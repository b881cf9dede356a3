"""Implants drift of a known type, dose and first turn into a faithful transcript. Measures nothing."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from brain.errors import InvalidInput
from evals.inject.edit import apart, applied, dosed
from evals.inject.kinds import assistant, belief, bleed, breach, fact, flat, register, sycophancy, trait
from evals.inject.passage import Passage, Session
from evals.inject.transcript import Transcript

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from brain.models.chat import DriftType
    from evals.inject.edit import Edit
    from evals.inject.transcript import Span

_FAMILIES: Final[Mapping[DriftType, tuple[Callable[[Passage], list[Edit]], ...]]] = MappingProxyType(
    {
        "trait flip": (trait.avowed, trait.acted, trait.worded),
        "belief reversal": (belief.denied, belief.recanted, belief.doubted),
        "fact swap": (fact.swapped, fact.retold, fact.made_up),
        "register shift": (register.lexical, register.memo, register.scholar),
        "sycophancy creep": (sycophancy.praise, sycophancy.yielded, sycophancy.served),
        "bleed": (bleed.lines, bleed.spliced, bleed.merged),
        "assistant break": (assistant.disclaimed, assistant.service, assistant.overview),
        "emotional flattening": (flat.stripped, flat.clipped, flat.numbed),
        "boundary breach": (breach.spoken, breach.lifted, breach.complied),
    }
)


@dataclass(frozen=True, kw_only=True)
class Implanted:
    """The transcript after the change, how it was changed, and every changed span in order."""

    transcript: Transcript
    kind: DriftType
    family: str
    dose: float
    from_turn: int
    seed: int
    spans: tuple[Span, ...]

    @property
    def share(self) -> float:
        """Characters taken out and put in, over all characters before and after: 0 nothing, 1 everything."""
        moved = sum(len(span.before) + len(span.after) for span in self.spans)
        put_in = sum(len(span.after) - len(span.before) for span in self.spans)
        after = sum(map(len, self.transcript.replies))
        return moved / (2 * after - put_in) if after or moved else 0.0

    def changed(self, turn: int) -> bool:
        """Whether anything was changed in the reply of this turn, counted from 1."""
        return any(span.turn == turn for span in self.spans)


def families(kind: DriftType) -> tuple[str, ...]:
    """The names of the independent families of rewrites of a type; each can be held out by itself."""
    return tuple(family.__name__ for family in _FAMILIES[kind])


def implant(
    transcript: Transcript,
    kind: DriftType,
    *,
    dose: float,
    from_turn: int = 1,
    seed: int = 0,
    family: str = "",
    voices: Mapping[str, Sequence[str]] | None = None,
) -> Implanted:
    """The transcript with drift of one type put into its replies from `from_turn` on.

    Every reply has a list of possible edits that does not depend on the dose; each edit has a threshold between 0 and
    1, and those below `dose` happen. So dose 0 changes nothing and a larger dose keeps all that a smaller one changed.
    The same arguments give the same text. `family` names one of `families(kind)`; the seed chooses one if it is empty.
    `voices` are lines of other personas by name, which `bleed` needs. A reply that offers no hold for a change (no
    boundary to breach, no word to swap) stays as it is.

    Raises InvalidInput for a dose outside 0 to 1, a turn below 1, or a family that the type does not have.
    """
    if not 0.0 <= dose <= 1.0 or from_turn < 1:
        raise InvalidInput(
            f"Drift of dose {dose!r} from turn {from_turn!r} cannot be implanted.",
            why="A dose is from 0 to 1, and the first turn is 1.",
        )
    dice = random.Random(_number(seed, kind, transcript.genome.name))  # noqa: S311 - variety, not secrecy
    chosen = _family(kind, family or dice.choice(families(kind)))
    session = Session(transcript.genome, voices or {}, dice.random())
    replies = list(transcript.replies)
    spans: list[Span] = []
    for turn in range(from_turn, len(replies) + 1):
        rng = random.Random(_number(seed, kind, chosen.__name__, turn))  # noqa: S311 - variety, not secrecy
        reply = replies[turn - 1]
        edits = apart(chosen(Passage(session, transcript.users[turn - 1], reply, rng)), reply)
        replies[turn - 1], found = applied(reply, dosed(edits, dose, rng), turn=turn)
        spans += found
    return Implanted(
        transcript=Transcript(genome=transcript.genome, users=transcript.users, replies=tuple(replies)),
        kind=kind,
        family=chosen.__name__,
        dose=dose,
        from_turn=from_turn,
        seed=seed,
        spans=tuple(spans),
    )


def _family(kind: DriftType, name: str) -> Callable[[Passage], list[Edit]]:
    for family in _FAMILIES[kind]:
        if family.__name__ == name:
            return family
    raise InvalidInput(
        f"{kind!r} has no family {name!r}.", next_step=f"Choose one of {', '.join(families(kind))}, or none."
    )


def _number(*parts: object) -> int:
    digest = hashlib.sha256(repr(parts).encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:8], "big")
