"""Claims that are held to be true, with where each comes from, ready to be held against new ones. Knows no persona."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.drift.claims.compare import contrast
from brain.drift.claims.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from brain.drift.claims.claim import Claim

SHARED: Final = 2
"""Statements with fewer content words in common are not compared."""


class Held(NamedTuple):
    """A claim taken for true, and where it stands. With `opposite`, what is taken for true is its contrary."""

    claim: Claim
    origin: str
    opposite: bool = False


class Conflict(NamedTuple):
    """A new claim, what it cannot be true beside, and how sure that is, from 0 to 1."""

    claim: Claim
    against: Held
    strength: float


@dataclass(frozen=True)
class Known:
    """Claims taken for true. Immutable."""

    held: tuple[Held, ...]

    @cached_property
    def slots(self) -> frozenset[str]:
        """The slots besides statements that hold something."""
        return frozenset(self._by_slot)

    @cached_property
    def stems(self) -> frozenset[str]:
        """All content words of its statements."""
        return frozenset(self._by_stem)

    @cached_property
    def _by_slot(self) -> Mapping[str, tuple[Held, ...]]:
        found: dict[str, tuple[Held, ...]] = {}
        for one in self.held:
            if one.claim.slot != "statement":
                found[one.claim.slot] = (*found.get(one.claim.slot, ()), one)
        return found

    @cached_property
    def _by_stem(self) -> Mapping[str, tuple[int, ...]]:
        found: dict[str, list[int]] = {}
        for at, one in enumerate(self.held):
            for word in one.claim.statement.key if one.claim.statement else ():
                found.setdefault(word, []).append(at)
        return {word: tuple(places) for word, places in found.items()}

    def beside(self, claim: Claim) -> Iterator[Held]:
        """What is held in the slot of a claim; of statements those with two content words in common."""
        if claim.statement is None:
            yield from self._by_slot.get(claim.slot, ())
            return
        counts: dict[int, int] = {}
        by_stem = self._by_stem
        for word in _sought(claim.statement.key):
            for at in by_stem.get(word, ()):
                counts[at] = counts.get(at, 0) + 1
        for at, count in counts.items():
            one = self.held[at]
            near = claim.statement.left and one.claim.statement and one.claim.statement.left
            if count >= SHARED or near or claim.statement.able:
                yield one

    def against(self, claim: Claim, *, but: Claim | None = None) -> tuple[Conflict | None, bool]:
        """The surest conflict of a claim, and whether there was anything to compare it with.

        A claim that anything held agrees with conflicts with nothing. `but` is left out.
        """
        best, compared = None, False
        for one in self.beside(claim):
            if one.claim is but:
                continue
            value = contrast(claim, one.claim) * (-1.0 if one.opposite else 1.0)
            compared = compared or value != 0.0 or not one.opposite
            if value < 0.0 and not one.opposite:
                return None, True
            strength = value * min(claim.strength, one.claim.strength)
            if strength > 0.0 and (best is None or strength > best.strength):
                best = Conflict(claim, one, strength)
        return best, compared

    def consistent(self) -> Known:
        """Without the claims that conflict with others of them: what speaks against itself is held against nobody."""
        odd = {id(one) for one in self.held if not one.opposite and self._disputed(one)}
        return Known(tuple(one for one in self.held if id(one) not in odd))

    def _disputed(self, one: Held) -> bool:
        rest = (other for other in self.beside(one.claim) if other is not one and not other.opposite)
        return any(contrast(one.claim, other.claim) > 0.0 for other in rest)


# A claim of one reply is held against the claims of every reply before it.
@lru_cache(maxsize=256)
def _sought(key: frozenset[str]) -> frozenset[str]:
    """The content words of a statement and their contraries."""
    contrary = vocabulary().contrary
    return key.union(*(contrary[word] for word in key if word in contrary))


def conflicts(found: Iterable[Claim], known: Known) -> tuple[tuple[Conflict, ...], int]:
    """The conflict of each claim that has one, and how many claims there was something to compare with."""
    told = [known.against(claim) for claim in found]
    return tuple(conflict for conflict, _ in told if conflict), sum(compared for _, compared in told)
