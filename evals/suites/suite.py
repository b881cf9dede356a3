"""A suite as a frozen value: conversations, probes, simulators, scorers, budget and gates. Knows no file and no model.

In every text that is said, `{name}`, `{topic}`, `{statement}`, `{opposite}` and `{rule}` are filled from the genome.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Annotated, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from evals.suites.names import Bank, Questionnaire, ScorerName

if TYPE_CHECKING:
    from collections.abc import Iterable

MOST_TURNS: Final = 1_000
FIRST_TO_BEGIN: Final = 2
"""The first turn before which a further session may begin."""
MOST_LISTED: Final = 1_000
"""Of conversations, probes, lines, seeds and personas no more than this many each."""

Slug = Annotated[str, Field(pattern=r"^[a-z0-9](?:[a-z0-9_-]{0,78}[a-z0-9])?$")]
Over = Literal["once", "belief", "life", "boundary", "topic"]
"""Over which entries of the genome a conversation or a probe is repeated."""

_PLACE: Final = re.compile(r"\{([^{}]*)\}")
KNOWN: Final[dict[Over, frozenset[str]]] = {
    "once": frozenset({"name"}),
    "belief": frozenset({"name", "topic", "statement", "opposite"}),
    "life": frozenset({"name", "topic", "statement"}),
    "boundary": frozenset({"name", "topic", "rule"}),
    "topic": frozenset({"name", "topic"}),
}
"""What may stand in braces, by what the text is repeated over."""


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


def _text(value: str) -> str:
    if not value.strip():
        raise ValueError("it holds no words")
    return value


def places(text: str) -> frozenset[str]:
    """The names that stand in braces in a text."""
    return frozenset(_PLACE.findall(text))


Said = Annotated[str, Field(min_length=1, max_length=20_000)]
Lines = Annotated[tuple[Said, ...], Field(min_length=1, max_length=MOST_LISTED)]


class Scripted(_Part):
    """Says its lines in order; after the last it says `after`, in turn, or begins again."""

    kind: Literal["scripted"]
    lines: Lines
    after: Annotated[tuple[Said, ...], Field(max_length=MOST_LISTED)] = ()


class FromBank(_Part):
    """Says lines drawn by the seed from a named bank, from `lines` of its own, or from both; none twice in a round."""

    kind: Literal["bank"]
    bank: Bank | None = None
    lines: Annotated[tuple[Said, ...], Field(max_length=MOST_LISTED)] = ()

    @model_validator(mode="after")
    def _has_lines(self) -> Self:
        if self.bank is None and not self.lines:
            raise ValueError("a bank simulator needs `bank` or `lines`")
        return self


class AsPersona(_Part):
    """Another persona talks: `persona` is its slug, `opening` its first words."""

    kind: Literal["persona"]
    persona: Slug
    opening: Said


class ByModel(_Part):
    """A language model plays the user by `instructions`; `opening` are its first words, where given."""

    kind: Literal["model"]
    instructions: Said
    opening: Said | None = None


Simulator = Annotated[Scripted | FromBank | AsPersona | ByModel, Field(discriminator="kind")]


class Told(_Part):
    """Something the user tells at turn `at` (from 1), to be asked for later by a probe that names it."""

    id: Slug
    at: Annotated[int, Field(ge=1, le=MOST_TURNS)]
    say: Said


class Known(_Part):
    """Something that the persona remembers of the user from before the conversation, quoted as it was said."""

    say: Annotated[str, Field(min_length=1, max_length=4_000)]
    type: Literal["fact", "preference", "event", "belief", "opinion"] = "fact"
    importance: Annotated[float, Field(ge=0.0, le=1.0, allow_inf_nan=False)] = 0.5


class Probe(_Part):
    """A question off the transcript: the answer does not enter the conversation.

    It is asked after each turn of `after` (from 1; -1 is the last; 0 before the first), in one of the ways `ask` gives,
    another each time, or as the items of a `questionnaire`. `told` is what it asks for, `expects` the words of which
    one shows that it is known.
    """

    id: Slug
    ask: Annotated[tuple[Said, ...], Field(max_length=MOST_LISTED)] = ()
    questionnaire: Questionnaire | None = None
    over: Over = "once"
    after: Annotated[tuple[int, ...], Field(min_length=1, max_length=MOST_LISTED)] = (-1,)
    told: Slug | None = None
    expects: Annotated[tuple[Said, ...], Field(max_length=50)] = ()

    @field_validator("after")
    @classmethod
    def _within(cls, after: tuple[int, ...]) -> tuple[int, ...]:
        if any(abs(turn) > MOST_TURNS for turn in after):
            raise ValueError(f"a turn is from -{MOST_TURNS} to {MOST_TURNS}")
        return after

    @model_validator(mode="after")
    def _asks(self) -> Self:
        if bool(self.ask) == (self.questionnaire is not None):
            raise ValueError("a probe needs either `ask` or `questionnaire`")
        if self.told is not None and not self.expects:
            raise ValueError("a probe of what was told needs `expects`: words that show that it is known")
        _filled(self.ask, self.over)
        return self


class Talk(_Part):
    """One conversation: so many turns of a simulated user, with what is told, asked, and remembered from before.

    Before each turn of `sessions` (from 2) a new session begins, a day later: what was said is no longer on the
    transcript, and what is remembered of it is.
    """

    id: Slug
    turns: Annotated[int, Field(ge=0, le=MOST_TURNS)]
    simulator: Simulator
    over: Over = "once"
    most: Annotated[int, Field(ge=1, le=MOST_LISTED)] = 20
    told: Annotated[tuple[Told, ...], Field(max_length=MOST_LISTED)] = ()
    remembered: Annotated[tuple[Known, ...], Field(max_length=MOST_LISTED)] = ()
    sessions: Annotated[tuple[int, ...], Field(max_length=MOST_LISTED)] = ()
    probes: Annotated[tuple[Probe, ...], Field(max_length=MOST_LISTED)] = ()

    @model_validator(mode="after")
    def _fits(self) -> Self:
        _unlike((one.id for one in self.told), "told")
        _unlike((one.id for one in self.probes), "probes")
        _unlike((str(one.at) for one in self.told), "turns at which something is told")
        if isinstance(self.simulator, Scripted | FromBank):
            _filled(self.simulator.lines, self.over)
        late = [one for one in self.told if one.at > self.turns]
        if late:
            raise ValueError(f"{late[0].id!r} is told at turn {late[0].at}, but there are {self.turns} turns")
        if any(turn < FIRST_TO_BEGIN or turn > self.turns for turn in self.sessions):
            raise ValueError(f"a session begins before a turn from {FIRST_TO_BEGIN} to the last, {self.turns}")
        if list(self.sessions) != sorted(set(self.sessions)):
            raise ValueError("the turns before which sessions begin are given in order, each once")
        known = {one.id: one.at for one in self.told}
        for probe in self.probes:
            _in_time(probe, self.turns, known)
        return self


class Scoring(_Part):
    """A scorer by name. An optional `judge` is left out of a run that names no judge, instead of being missing."""

    name: ScorerName
    optional: bool = False

    @model_validator(mode="after")
    def _is_optional_for_a_judge(self) -> Self:
        if self.optional and self.name != "judge":
            raise ValueError(f"only `judge` can be optional, not {self.name!r}: it alone needs something to be named")
        return self


class Gate(_Part):
    """What must hold for a suite to be passed.

    `at_least` is the lowest mean, `at_most` the highest, for a score of which less is better; `margin` how much worse
    than the version before it may be, in the scorer's unit. Where that cannot be told, `cannot_tell` says whether it
    blocks.
    """

    scorer: ScorerName
    at_least: Annotated[float, Field(allow_inf_nan=False)] | None = None
    at_most: Annotated[float, Field(allow_inf_nan=False)] | None = None
    margin: Annotated[float, Field(ge=0.0, allow_inf_nan=False)] | None = None
    cannot_tell: Literal["blocks", "passes"] = "blocks"

    @model_validator(mode="after")
    def _demands(self) -> Self:
        if self.at_least is None and self.at_most is None and self.margin is None:
            raise ValueError("a gate needs `at_least`, `at_most` or `margin`")
        return self


class Budget(_Part):
    """The most a run may take; None is no limit. Money in US micro-dollars."""

    microdollars: Annotated[int, Field(ge=0)] | None = None
    seconds: Annotated[float, Field(gt=0.0, allow_inf_nan=False)] | None = None


class Suite(_Part):
    """What is asked and how it is scored. No `personas` means: those that the run names."""

    name: Slug
    title: Annotated[str, Field(min_length=1, max_length=200)]
    description: Annotated[str, Field(max_length=4_000)] = ""
    extends: Slug | None = None
    personas: Annotated[tuple[Slug, ...], Field(max_length=MOST_LISTED)] = ()
    models: Annotated[tuple[str, ...], Field(max_length=50)] = ()
    seeds: Annotated[tuple[int, ...], Field(min_length=1, max_length=MOST_LISTED)] = (0,)
    conversations: Annotated[tuple[Talk, ...], Field(min_length=1, max_length=MOST_LISTED)]
    scorers: Annotated[tuple[Scoring, ...], Field(min_length=1, max_length=100)]
    budget: Budget = Budget()
    gates: Annotated[tuple[Gate, ...], Field(max_length=100)] = ()

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        _unlike((talk.id for talk in self.conversations), "conversations")
        _unlike((one.name for one in self.scorers), "scorers")
        _unlike(map(str, self.seeds), "seeds")
        _unlike(self.personas, "personas")
        used = {one.name for one in self.scorers}
        for gate in self.gates:
            if gate.scorer not in used:
                raise ValueError(f"a gate asks for {gate.scorer!r}, which is not among the scorers")
        return self


def _unlike(ids: Iterable[str], what: str) -> None:
    listed = list(ids)
    twice = sorted(one for one, number in Counter(listed).items() if number > 1)
    if twice:
        raise ValueError(f"duplicate ids among {what}: {', '.join(map(repr, twice))}")


def _filled(texts: tuple[str, ...], over: Over) -> None:
    for text in texts:
        _text(text)
        for name in sorted(places(text) - KNOWN[over]):
            known = ", ".join(f"{{{one}}}" for one in sorted(KNOWN[over]))
            raise ValueError(f"{{{name}}} cannot be filled for `over: {over}`; these can: {known}")


def _in_time(probe: Probe, turns: int, told: dict[str, int]) -> None:
    for turn in probe.after:
        if abs(turn) > max(turns, 1):
            raise ValueError(f"{probe.id!r} is asked after turn {turn}, but there are {turns} turns")
    if probe.told is None:
        return
    if probe.told not in told:
        raise ValueError(f"{probe.id!r} asks for {probe.told!r}, which is never told")
    early = [turn for turn in probe.after if (turn if turn >= 0 else turns + 1 + turn) < told[probe.told]]
    if early:
        raise ValueError(f"{probe.id!r} is asked after turn {early[0]}, before {probe.told!r} is told")
