"""Sessions whose drift is known: what the fit is made from. Measures nothing.

Two sources. *Lines*: a persona's own reference lines, some held back as its faithful replies, and from a known turn on
the lines of a voice that its gauge has never met, mixed in sentence by sentence. *Understudy*: the offline model plays
the persona and is told to drift, by type and dose.
"""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal, get_args

from brain import demo
from brain.drift.contrast import ASSISTANT, Contrast, shipped
from brain.genome import Example, PersonaGenome, PersonaMetadata
from brain.models.chat import ChatRequest, Delta, DriftInstruction, DriftType, Message, Scene
from brain.models.understudy import Understudy
from brain.prompt.tags import parse
from brain.state import initial
from brain.style.words import sentences

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Source = Literal["lines", "understudy"]

OTHER_VOICE: Final = "another voice"
PLAIN_ASSISTANT: Final = "plain assistant"
UNTOUCHED: Final = ""

HELD_BACK: Final = 10
"""Reference lines of a persona that play its faithful replies."""

KNOWN: Final = 22
"""Reference lines that its gauge may know; fewer than a demo persona has, so the fit is not spoiled by plenty."""

TURNS: Final = 12
LATEST_START: Final = 8
DOSES: Final = (0.25, 0.5, 0.75, 1.0)
TYPES: Final[tuple[DriftType, ...]] = get_args(DriftType)


@dataclass(frozen=True, kw_only=True)
class Session:
    """Replies of one conversation.

    `kind` is empty where nothing drifted; otherwise drift begins at `from_turn`. `against` names the voice that the
    gauge was not shown, which is the one that breaks in; empty for the understudy.
    """

    persona: str
    source: Source
    number: int
    against: str
    kind: str
    dose: float
    from_turn: int
    users: tuple[str, ...]
    replies: tuple[str, ...]

    @property
    def id(self) -> str:
        """Persona, source, the other voice, kind, dose and number in one string."""
        kind = self.kind or "untouched"
        return f"{self.persona}/{self.source}/{self.against}/{kind}/{self.dose}/{self.number}"

    def drifted(self, turn: int) -> bool:
        """Whether the reply of this turn, counted from 1, was meant to drift."""
        return bool(self.kind) and turn >= self.from_turn


@dataclass(frozen=True, kw_only=True)
class Setting:
    """A persona, the contrast its gauge is prepared with, and the sessions to be measured with it."""

    genome: PersonaGenome
    contrast: Contrast
    sessions: tuple[Session, ...]
    rehearsed: bool


def of_lines(seed: int) -> Iterator[Setting]:
    """Every shipped voice and demo persona against every other, that other being unknown to the gauge."""
    everyone = library()
    for name, genome in _cast().items():
        lines = list(genome.mind.reference_lines)
        random.Random(f"{seed}/{name}").shuffle(lines)  # noqa: S311 - a recipe must be repeatable
        held, known = lines[:HELD_BACK], lines[HELD_BACK : HELD_BACK + KNOWN]
        knowing = genome.model_copy(update={"mind": genome.mind.model_copy(update={"examples": _examples(known)})})
        for other in everyone.voices:
            if other == name:
                continue
            yield Setting(
                genome=knowing,
                contrast=everyone.without(name).without(other),
                sessions=tuple(_mixed(name, held, other, everyone.voices[other], seed)),
                rehearsed=False,
            )


def of_understudy(seed: int, *, untouched: int, drifting: int, turns: int = TURNS) -> Iterator[Setting]:
    """Every demo persona: `untouched` sessions, and `drifting` ones for each type and dose."""
    for genome in demo.load_all():
        slug = genome.metadata.slug
        sessions = [
            played(genome, kind=UNTOUCHED, dose=0.0, number=seed * 1_000 + number, turns=turns)
            for number in range(untouched)
        ]
        sessions += [
            played(genome, kind=kind, dose=dose, number=seed * 1_000 + number, turns=turns)
            for kind in TYPES
            for dose in DOSES
            for number in range(drifting)
        ]
        yield Setting(genome=genome, contrast=library().without(slug), sessions=tuple(sessions), rehearsed=True)


@cache
def library() -> Contrast:
    """The shipped voices and those of the demo personas: what the studio tells a demo persona apart from."""
    return shipped().of_genomes(demo.load_all())


def played(genome: PersonaGenome, *, kind: str, dose: float, number: int, turns: int = TURNS) -> Session:
    """One conversation with the understudy; the same arguments give the same words."""
    slug = genome.metadata.slug
    chance = random.Random(f"{number}/{slug}/{kind}/{dose}")  # noqa: S311 - a recipe must be repeatable
    start = chance.randint(2, min(LATEST_START, turns)) if kind else turns + 1
    users = _script(genome, chance, turns)
    drift = None
    if kind:
        drift = DriftInstruction.model_validate({"type": kind, "dose": dose, "from_turn": start})
    said: list[str] = []
    for turn, user in enumerate(users, start=1):
        said.append(_reply(genome, users[: turn - 1], said, user, drift=drift, seed=chance.randrange(1 << 30)))
    return Session(
        persona=slug,
        source="understudy",
        number=number,
        against="",
        kind=kind,
        dose=dose,
        from_turn=start,
        users=tuple(users),
        replies=tuple(said),
    )


def _reply(
    genome: PersonaGenome,
    users: Sequence[str],
    said: Sequence[str],
    user: str,
    *,
    drift: DriftInstruction | None,
    seed: int,
) -> str:
    history = [
        message
        for asked, reply in zip(users, said, strict=True)
        for message in (Message(role="user", text=asked), Message(role="assistant", text=reply))
    ]
    request = ChatRequest(
        messages=(*history, Message(role="user", text=user)),
        scene=Scene(genome=genome, state=initial(genome), turn_index=len(said) + 1, drift=drift),
        seed=seed,
    )
    text = "".join(piece.text for piece in _understudy().stream(request) if isinstance(piece, Delta))
    return parse(text)[0].strip()


@cache
def _understudy() -> Understudy:
    return Understudy()


def _mixed(name: str, held: Sequence[str], other: str, lines: Sequence[str], seed: int) -> Iterator[Session]:
    for number, (kind, dose) in enumerate(((UNTOUCHED, 0.0), (_kind(other), 0.5), (_kind(other), 1.0))):
        chance = random.Random(f"{seed}/{name}/{other}/{number}")  # noqa: S311 - a recipe must be repeatable
        own, foreign = list(held), list(lines)
        chance.shuffle(own)
        chance.shuffle(foreign)
        start = chance.randint(2, len(own) - 3) if kind else len(own) + 1
        replies = [
            reply if turn < start else _blend(reply, foreign[turn % len(foreign)], dose)
            for turn, reply in enumerate(own, start=1)
        ]
        yield Session(
            persona=name,
            source="lines",
            number=seed * 1_000 + number,
            against=other,
            kind=kind,
            dose=dose,
            from_turn=start,
            users=("",) * len(replies),
            replies=tuple(replies),
        )


def _kind(other: str) -> str:
    return PLAIN_ASSISTANT if other == ASSISTANT else OTHER_VOICE


def _blend(own: str, foreign: str, dose: float) -> str:
    """The foreign reply, after the share 1 - `dose` of its own sentences (one at the least below dose 1)."""
    if dose >= 1.0:
        return foreign
    spans = sentences(own)
    kept = spans[: max(1, round((1.0 - dose) * len(spans)))]
    return f"{own[kept[0].start : kept[-1].end]} {foreign}" if kept else foreign


def _script(genome: PersonaGenome, chance: random.Random, turns: int) -> list[str]:
    lists = tomllib.loads(files("evals.calibrate").joinpath("script.toml").read_text(encoding="utf-8"))
    topics = [domain.name for domain in genome.mind.knowledge] + list(genome.mind.passion_topics)
    users = chance.sample(lists["everyday"], min(turns, len(lists["everyday"])))
    for index in range(1, len(users), 3):
        if topics:
            users[index] = chance.choice(lists["personal"]).format(topic=chance.choice(topics))
    return users


def _cast() -> dict[str, PersonaGenome]:
    voices = {name: PersonaGenome(metadata=PersonaMetadata(name=name, slug=name)) for name in sorted(shipped().voices)}
    for name, genome in voices.items():
        mind = genome.mind.model_copy(update={"examples": _examples(shipped().voices[name])})
        voices[name] = genome.model_copy(update={"mind": mind})
    return voices | {genome.metadata.slug: genome for genome in demo.load_all()}


def _examples(lines: Sequence[str]) -> tuple[Example, ...]:
    return tuple(Example(user="", reply=line) for line in lines)
