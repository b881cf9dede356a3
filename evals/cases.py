"""Cases: a suite, personas and seeds laid out as what is to be played, in a fixed order. Plays and knows no model.

A case's id is a hash of everything that it is made of, the genome's content included: equal cases have equal ids on
every machine, so what was paid for once need not be paid for again.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cached_property
from typing import TYPE_CHECKING, Any, Final

from pydantic import BaseModel, ConfigDict

from brain.genome.genome import content_hash
from evals.questionnaire import ipip
from evals.suites.suite import FromBank, Known, Over, Scripted, Simulator, Told, places

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from brain.genome import PersonaGenome
    from evals.suites.suite import Probe, Suite, Talk

ID_LENGTH: Final = 20
"""Hexadecimal digits of a case's id."""

DICE: Final = 10_000
"""Seeds that each conversation has for its own turns."""

_PLACE: Final = re.compile(r"\{([^{}]*)\}")


class Asked(BaseModel):
    """A question off the transcript, asked after turn `after` (0 is before the first).

    `entry` is the place in the genome's list that it is about, counted from 0; `item` the id of a questionnaire's item.
    """

    model_config = ConfigDict(frozen=True)

    id: str
    after: int
    text: str
    over: Over = "once"
    entry: int | None = None
    item: str | None = None
    told: str | None = None
    expects: tuple[str, ...] = ()


class Case(BaseModel):
    """One conversation that is to be played. `subject` is the place in the genome's list that it is about.

    `remembered` is what the persona knows of the user from before, `sessions` the turns before which a new session
    begins, `thrown` the dice of another case (see `dice`).
    """

    model_config = ConfigDict(frozen=True)

    id: str
    suite: str
    persona: str
    genome_hash: str
    seed: int
    talk: str
    over: Over
    subject: int | None
    turns: int
    simulator: Simulator
    told: tuple[Told, ...]
    asked: tuple[Asked, ...]
    remembered: tuple[Known, ...] = ()
    sessions: tuple[int, ...] = ()
    thrown: int | None = None

    @property
    def dice(self) -> int:
        """Where chance begins, for a model that takes a seed: elsewhere in each conversation.

        Conversations are only independent evidence if no two throw the same dice. What a persona is does not enter:
        two versions that hear the same words throw the same, which takes chance out of their difference. `thrown` lets
        a case throw the dice of another, where one message of two conversations differs.
        """
        return self._dice if self.thrown is None else self.thrown

    @cached_property
    def _dice(self) -> int:
        heard = self.model_dump(mode="json", include={"seed", "over", "subject", "turns", "simulator", "told"})
        digest = hashlib.sha256(json.dumps(heard, sort_keys=True).encode()).digest()
        return int.from_bytes(digest[:4], "big") * DICE

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Case:
        """A copy, with other values where `update` has some; it throws dice of its own."""
        copied = super().model_copy(update=update, deep=deep)
        # Pydantic takes along what a cached property has kept.
        copied.__dict__.pop("_dice", None)
        return copied


def lay_out(suite: Suite, genomes: Sequence[PersonaGenome], *, seeds: Sequence[int] | None = None) -> tuple[Case, ...]:
    """The cases, by conversation, then persona, then subject, then seed; those of the suite's personas if it names any.

    A conversation that is repeated over something a genome has none of gives no case for it.
    """
    chosen = [one for one in genomes if not suite.personas or one.metadata.slug in suite.personas]
    hashes = {one.metadata.slug: content_hash(one) for one in chosen}
    return tuple(
        _case(suite, talk, genome, hashes[genome.metadata.slug], seed, subject)
        for talk in suite.conversations
        for genome in chosen
        for subject in _subjects(talk, genome)
        for seed in (suite.seeds if seeds is None else seeds)
    )


def recast(case: Case, genome: PersonaGenome) -> Case:
    """The same case, word for word, for another genome of that persona: the pair of a comparison."""
    other = case.model_copy(update={"genome_hash": content_hash(genome)})
    return other.model_copy(update={"id": _digest(other)})


def words_of(genome: PersonaGenome, over: Over, entry: int | None, *, turn: int = 0) -> dict[str, str]:
    """What may be filled in for one entry; a name that the entry has nothing for is not there."""
    mind, words = genome.mind, {"name": genome.name}
    if over == "once" or entry is None:
        return words
    topics: Sequence[str]
    if over == "topic":
        topics = (topics_of(genome)[entry],)
    elif over == "belief":
        belief = mind.beliefs[entry]
        topics = belief.topics
        words |= {"statement": belief.statement, "opposite": belief.opposite}
    elif over == "life":
        fact = mind.life[entry]
        topics = fact.topics
        words |= {"statement": fact.text}
    else:
        boundary = mind.boundaries[entry]
        topics = boundary.topics
        words |= {"rule": boundary.rule}
    if topics:
        words["topic"] = topics[turn % len(topics)]
    return {name: text for name, text in words.items() if text.strip()}


def topics_of(genome: PersonaGenome) -> tuple[str, ...]:
    """The persona's own topics: fields it knows, then what it loves to talk about, each once."""
    return tuple(dict.fromkeys([*(one.name for one in genome.mind.knowledge), *genome.mind.passion_topics]))


def entries_of(genome: PersonaGenome, over: Over) -> tuple[str, ...]:
    """The words of every entry that something can be repeated over, in the genome's order; none for `once`."""
    mind = genome.mind
    entries: dict[Over, Sequence[str]] = {
        "once": (),
        "belief": [one.statement for one in mind.beliefs],
        "life": [one.text for one in mind.life],
        "boundary": [one.rule for one in mind.boundaries],
        "topic": topics_of(genome),
    }
    return tuple(entries[over])


def _subjects(talk: Talk, genome: PersonaGenome) -> Sequence[int | None]:
    if talk.over == "once":
        return (None,)
    needed = frozenset[str]()
    if isinstance(talk.simulator, Scripted | FromBank):
        needed = needed.union(*map(places, talk.simulator.lines))
    fit = [at for at in range(_size(genome, talk.over)) if needed <= words_of(genome, talk.over, at).keys()]
    return fit[: talk.most]


def _size(genome: PersonaGenome, over: Over) -> int:
    return len(entries_of(genome, over))


def _case(suite: Suite, talk: Talk, genome: PersonaGenome, known: str, seed: int, subject: int | None) -> Case:
    slug = genome.metadata.slug
    simulator = talk.simulator
    if isinstance(simulator, Scripted | FromBank):
        lines = tuple(
            _fill(line, words_of(genome, talk.over, subject, turn=at + seed)) for at, line in enumerate(simulator.lines)
        )
        simulator = simulator.model_copy(update={"lines": lines})
    asked = tuple(one for probe in talk.probes for one in _asked(probe, talk, genome, seed))
    case = Case(
        id="",
        suite=suite.name,
        persona=slug,
        genome_hash=known,
        seed=seed,
        talk=talk.id,
        over=talk.over,
        subject=subject,
        turns=talk.turns,
        simulator=simulator,
        told=talk.told,
        remembered=talk.remembered,
        sessions=talk.sessions,
        asked=tuple(sorted(asked, key=lambda one: one.after)),
    )
    return case.model_copy(update={"id": _digest(case)})


def _digest(case: Case) -> str:
    # What a suite is called does not change what is played.
    unset = {name for name in ("remembered", "sessions", "thrown") if getattr(case, name) in {(), None}}
    document = case.model_dump(mode="json", exclude={"id", "suite", "talk"} | unset)
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]


def _asked(probe: Probe, talk: Talk, genome: PersonaGenome, seed: int) -> Iterator[Asked]:
    for occasion, turn in enumerate(probe.after):
        after = turn if turn >= 0 else max(0, talk.turns + 1 + turn)
        if probe.questionnaire is not None:
            for item in ipip.items():
                text = ipip.ASKED.format(item=item.text)
                yield Asked(id=f"{probe.id}/{occasion}/{item.id}", after=after, text=text, item=item.id)
            continue
        entries: Sequence[int | None] = (None,) if probe.over == "once" else range(_size(genome, probe.over))
        for entry in entries:
            words = words_of(genome, probe.over, entry, turn=seed + occasion)
            ways = [way for way in probe.ask if places(way) <= words.keys()]
            if not ways:
                continue
            # Another way on each occasion, for each entry and for each seed.
            way = ways[(seed + occasion + (entry or 0)) % len(ways)]
            yield Asked(
                id=f"{probe.id}/{occasion}" + ("" if entry is None else f"/{entry}"),
                after=after,
                text=_fill(way, words),
                over=probe.over,
                entry=entry,
                told=probe.told,
                expects=probe.expects,
            )


def _fill(text: str, words: Mapping[str, str]) -> str:
    return _PLACE.sub(lambda found: words.get(found[1], found[0]), text)
