"""Which conversation of one run stands beside which of another, and which belong together. Compares no score.

A pair is a persona, a conversation of the suite, what it is about and a seed; it is never a line. What a conversation
is about is found by its words, so that a belief that moved in its list is still compared with itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from evals.cases import entries_of
from evals.suites.suite import Scripted

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from brain.genome import PersonaGenome
    from evals.cases import Case
    from evals.outcome import Outcome
    from evals.run import Run
    from evals.suites.suite import Over


class Key(NamedTuple):
    """What a conversation is, whatever version it was held with; `subject` is the place in the genome's list."""

    persona: str
    talk: str
    over: Over
    subject: int | None
    seed: int

    @property
    def words(self) -> str:
        """The key as people read it."""
        about = "" if self.subject is None else f", {self.over} {self.subject + 1}"
        return f"{self.persona}: {self.talk}{about}, seed {self.seed}"


class Cluster(NamedTuple):
    """Conversations that are repetitions of one another, and no evidence beside one another.

    `seed` is None where every seed hears the same words of the user.
    """

    persona: str
    talk: str
    subject: int | None
    seed: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Held:
    """A conversation as it was held: its case and its outcome, None where it was not played to its end."""

    key: Key
    case: Case
    outcome: Outcome | None

    @property
    def cluster(self) -> Cluster:
        """Which conversations it belongs together with.

        Seeds of a scripted user hear the same lines, so they repeat one case. Any other user says something else by
        each seed, which is another conversation of that kind (docs/evals.md has what was measured).
        """
        persona, talk, _, subject, seed = self.key
        return Cluster(persona, talk, subject, None if isinstance(self.case.simulator, Scripted) else seed)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """The same conversation in two runs; a side is None where that run has no such case at all."""

    key: Key
    before: Held | None
    after: Held | None

    @property
    def cluster(self) -> Cluster:
        """The cluster of the side that there is."""
        held = self.before or self.after
        assert held is not None  # noqa: S101 - a pair has a side
        return held.cluster


def held(run: Run) -> tuple[Held, ...]:
    """Every case of a run with its outcome, in the order of its cases."""
    waiting = iter(run.outcomes)
    one = next(waiting, None)
    found = []
    for case in run.cases:
        mine = None
        if one is not None and one.record.case_id == case.id and one.record.persona == case.persona:
            mine, one = one, next(waiting, None)
        found.append(Held(key=_key(case), case=case, outcome=mine))
    return tuple(found)


def pairs(before: Run, after: Run) -> tuple[Pair, ...]:
    """The cases of both runs side by side: those of `before` in order, then those that only `after` has.

    A persona is the same by its id in the library, else by its slug. A conversation that the two suites word
    differently is not the same one.
    """
    own = list(held(before))
    names, moved = _names(before, after), _moved(before, after)
    alike = {talk.id for talk in before.order.suite.conversations if talk in after.order.suite.conversations}
    other: dict[Key, Held] = {}
    for one in held(after):
        slug = names.get(one.key.persona, one.key.persona)
        subject = moved.get((one.key.persona, one.key.over), {}).get(one.key.subject, one.key.subject)
        key = one.key._replace(persona=slug, subject=subject)
        other[key if one.key.talk in alike else key._replace(talk=f"{key.talk} (as worded later)")] = one
    found = [Pair(key=one.key, before=one, after=other.pop(one.key, None)) for one in own]
    return (*found, *(Pair(key=key, before=None, after=one) for key, one in other.items()))


def _key(case: Case) -> Key:
    return Key(case.persona, case.talk, case.over, case.subject, case.seed)


def _names(before: Run, after: Run) -> dict[str, str]:
    """Slugs of the later run by what the same persona was called in the earlier one."""
    ids = {one.persona_id: one.genome.metadata.slug for one in before.order.subjects if one.persona_id}
    return {one.genome.metadata.slug: ids[one.persona_id] for one in after.order.subjects if one.persona_id in ids}


def _moved(before: Run, after: Run) -> Mapping[tuple[str, Over], dict[int | None, int | None]]:
    """For personas of the later run and each list, the places that entries had in the earlier version."""
    names = _names(before, after)
    earlier = {one.metadata.slug: one for one in before.order.genomes}
    found: dict[tuple[str, Over], dict[int | None, int | None]] = {}
    for genome in after.order.genomes:
        slug = genome.metadata.slug
        old = earlier.get(names.get(slug, slug))
        if old is not None:
            overs = {talk.over for talk in after.order.suite.conversations if talk.over != "once"}
            found |= {(slug, over): dict(_places(old, genome, over)) for over in overs}
    return found


def _places(old: PersonaGenome, new: PersonaGenome, over: Over) -> Iterator[tuple[int, int | None]]:
    """New place and old place: by the same words, else the same place where both were reworded, else a new entry."""
    was, now = entries_of(old, over), entries_of(new, over)
    left = list(range(len(was)))
    same: dict[int, int] = {}
    for at, words in enumerate(now):
        match = next((place for place in left if was[place] == words), None)
        if match is not None:
            left.remove(match)
            same[at] = match
    fresh = len(was)
    for at in range(len(now)):
        if at not in same and at not in left:
            yield at, fresh + at
        else:
            yield at, same.get(at, at)
