"""A prompt and its conversation made to fit a number of tokens. Knows no model and no store.

Trimmed, in this order: memories, knowledge, examples, facts of life; and of the conversation the oldest turns. Never:
constitution, rules, the anchor and its reminder, the state, and what the user just said.

What is stable is fitted by itself, to three quarters of the budget, so that it does not change within a session
whatever is said: a provider can keep it in its cache. When it had to be shortened, no memory goes in at all.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from brain.prompt import items
from brain.prompt.build import WHOLE, build
from brain.prompt.prompt import Cut, Prompt, SectionName, Trimmable
from brain.prompt.tokens import ByLength, TokenCounter
from brain.state import initial

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from brain.genome import PersonaGenome
    from brain.memory.memory import Recalled
    from brain.state import PersonaState

TOKENS: Final = 12_000
"""Tokens of prompt and conversation together, unless the studio is told otherwise."""

STABLE_SHARE: Final = 0.75
"""The stable part takes at most this share of the budget."""

TURNS: Final = 20
"""A model sees at most so many earlier turns."""

PER_MESSAGE: Final = 4
"""Tokens that mark a message's beginning, end and role."""


_BY_LENGTH: Final = ByLength()


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How many tokens prompt and conversation may take, and who counts them."""

    tokens: int = TOKENS
    counter: TokenCounter = _BY_LENGTH


USUAL: Final = Budget()
"""What holds where nothing else is asked for."""


class Exchange(NamedTuple):
    """What the user said and what the persona answered, on an earlier turn."""

    user: str
    reply: str


@dataclass(frozen=True, slots=True)
class Trimmed:
    """What was left out: so many of so many items."""

    what: Trimmable
    number: int
    of: int


@dataclass(frozen=True, slots=True)
class Fitted:
    """A prompt, the exchanges that go with it (oldest first), what was left out, and by how much it is still too long.

    `tokens` is the estimate of all of it, the user's new words included.
    """

    prompt: Prompt
    exchanges: tuple[Exchange, ...]
    memories: tuple[Recalled, ...]
    trimmed: tuple[Trimmed, ...]
    tokens: int
    over: int


def fit(
    genome: PersonaGenome,
    *,
    state: PersonaState,
    user_text: str = "",
    memories: Sequence[Recalled] = (),
    exchanges: Sequence[Exchange] = (),
    mode: str = "",
    reminder: float = 0.0,
    budget: Budget,
) -> Fitted:
    """The prompt of one turn within the budget; `memories` come best first, `exchanges` oldest first."""
    count = budget.counter.count
    make = partial(build, genome, state=state, mode=mode, reminder=reminder)
    prompt, cut = make(memories=memories), WHOLE
    if count(prompt.stable) > budget.tokens * STABLE_SHARE:
        cut = stable_cut(genome, mode=mode, budget=budget)
    told = 0 if cut != WHOLE else len(memories)
    if told < len(memories) or cut != WHOLE:
        prompt = make(memories=memories[:told], cut=cut)
    fixed = count(prompt.stable) + _of(prompt, SectionName.STATE, count) + count(user_text) + PER_MESSAGE
    sizes = [count(one.user) + count(one.reply) + 2 * PER_MESSAGE for one in exchanges[-TURNS:]]
    left = budget.tokens - fixed
    while told and _of(prompt, SectionName.MEMORIES, count) + sum(sizes) > left:
        told -= 1
        prompt = make(memories=memories[:told], cut=cut)
    taken = _of(prompt, SectionName.MEMORIES, count)
    while sizes and taken + sum(sizes) > left:
        sizes.pop(0)
    said = tuple(exchanges[len(exchanges) - len(sizes) :])
    tokens = fixed + taken + sum(sizes)
    return Fitted(
        prompt=prompt,
        exchanges=said,
        memories=tuple(memories[:told]),
        trimmed=_trimmed(genome, cut, memories=(len(memories) - told, len(memories)), history=(exchanges, said)),
        tokens=tokens,
        over=max(0, tokens - budget.tokens),
    )


def stable_cut(genome: PersonaGenome, *, mode: str = "", budget: Budget) -> Cut:
    """What the stable part leaves out to fit its share of the budget. Depends on nothing that is said."""
    count = budget.counter.count
    room = int(budget.tokens * STABLE_SHARE)
    cut = WHOLE
    while (excess := count(_stable(genome, mode, cut)) - room) > 0:
        deeper = _deeper(genome, cut, excess, count)
        if deeper == cut:
            break
        cut = deeper
    return cut


def _deeper(genome: PersonaGenome, cut: Cut, excess: int, count: Callable[[str], int]) -> Cut:
    """A cut that frees about so many tokens more, knowledge first, then examples, then facts of life."""
    waiting = {
        "knowledge": [item.text for item in items.knowledge(genome, cut)],
        "examples": list(items.examples(genome, cut)),
        "life": list(items.life(genome, cut)),
    }
    found = cut.model_dump()
    for part, texts in waiting.items():
        while texts and excess > 0:
            excess -= count(texts.pop()) + 1
            found[part] += 1
    return Cut.model_validate(found)


def _stable(genome: PersonaGenome, mode: str, cut: Cut) -> str:
    return build(genome, state=initial(genome), mode=mode, cut=cut).stable


def _of(prompt: Prompt, name: SectionName, count: Callable[[str], int]) -> int:
    return sum(count(section.text) for section in prompt.sections if section.name is name)


def _trimmed(
    genome: PersonaGenome,
    cut: Cut,
    *,
    memories: tuple[int, int],
    history: tuple[Sequence[Exchange], Sequence[Exchange]],
) -> tuple[Trimmed, ...]:
    all_said, kept = history
    found = [Trimmed("memories", *memories)]
    if cut != WHOLE:
        found += [
            Trimmed("knowledge", cut.knowledge, len(items.knowledge(genome, WHOLE))),
            Trimmed("examples", cut.examples, len(items.examples(genome, WHOLE))),
            Trimmed("life facts", cut.life, len(items.life(genome, WHOLE))),
        ]
    found.append(Trimmed("history", len(all_said) - len(kept), len(all_said)))
    return tuple(one for one in found if one.number)
