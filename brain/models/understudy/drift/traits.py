"""Trait flip: the persona's most marked traits turned into their contrary."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.models.understudy.drift.change import Change, Words, swapped

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brain.genome import MindDNA
    from brain.models.understudy.stage import Sentence

# What each trait turns into: from its high end, from its low end.
_FLIPS: Final[Mapping[str, tuple[str, str]]] = {
    "warmth": ("cold", "gushing"),
    "inquisitiveness": ("bored", "overeager"),
    "enthusiasm": ("listless", "manic"),
    "directness": ("evasive", "brusque"),
    "humor": ("humorless", "clownish"),
    "empathy": ("callous", "mawkish"),
    "conscientiousness": ("careless", "fussy"),
    "agreeableness": ("hostile", "meek"),
    "neuroticism": ("numb", "panicky"),
    "openness": ("bored", "overeager"),
}


def flip(words: Words, said: Sequence[Sentence]) -> list[Change]:
    """Each sentence with its words of feeling reversed, or a sentence of the contrary trait in its place."""
    lists = words.lists("trait")
    flips = list(dict.fromkeys(flips_of(words.stage.genome.mind)))[:2]
    contrary = words.lists("trait_words")
    changes: list[Change] = []
    for at, sentence in enumerate(said):
        turned = swapped(sentence.text, contrary, most=3)
        if turned != sentence.text and words.rng.random() < 0.3:  # noqa: PLR2004 - most lines must show the trait outright
            changes.append(Change(at, turned))
        else:
            chosen = flips[0] if words.rng.random() < 0.6 else words.rng.choice(flips)  # noqa: PLR2004
            changes.append(Change(at, words.line(lists[chosen])))
    return changes


def flips_of(mind: MindDNA) -> list[str]:
    """The contraries of the persona's traits, the most marked trait first."""
    styles, factors = mind.communication.model_dump(), mind.big_five.model_dump()
    levels = {name: float(styles.get(name, factors.get(name, 0.5))) for name in _FLIPS}
    marked = sorted(levels, key=lambda name: (-abs(levels[name] - 0.5), name))
    return [_FLIPS[name][0 if levels[name] >= 0.5 else 1] for name in marked]  # noqa: PLR2004 - the middle of the scale
