"""Ready-made lines in several tones, with alternatives and slots. Knows no persona.

A line may hold alternatives, `(a|b|)`, slots, `{topic}` or `{Topic}` (the same with a capital), and
verbs that follow the number of the first slot, `<is|are>`. A line whose slot has
nothing to fill it is left out.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from brain.models.understudy.grammar import capitalised
from brain.models.understudy.lexicon import table

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

PARTS: Final = ("social", "honest", "moves", "myself", "guard", "recall", "shared")
"""The files of lines; each holds banks, and each bank a list for every tone it has."""

_CHOICE: Final = re.compile(r"\(([^()]*\|[^()]*)\)")
_NUMBER: Final = re.compile(r"<([^|<>]*)\|([^|<>]*)>")
_SLOT: Final = re.compile(r"\{(\w+)\}")


@lru_cache(maxsize=1)
def _banks() -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    return {
        name: {tone: tuple(lines) for tone, lines in tones.items()}
        for part in PARTS
        for name, tones in table(f"lines/{part}").items()
    }


def lines(bank: str, tone: str) -> tuple[str, ...]:
    """The lines of a bank in a tone; the plain ones where the bank has none in it; empty for no such bank."""
    tones = _banks().get(bank, {})
    return tones.get(tone) or tones.get("plain", ())


def value_of(line: str, slots: Mapping[str, str]) -> str:
    """What fills the first slot of a line."""
    found = _SLOT.search(line)
    return slots.get(found.group(1).lower(), "") if found else ""


def plural(phrase: str) -> bool:
    """Whether a noun phrase names several things, by its head: `clocks of Bern` does, `physics` does not."""
    head = re.split(r" (?:of|in|on|with|for|at|from|to|that|about|and) |,", phrase.lower())[0].split()[-1:]
    word = head[0] if head else ""
    joined = bool(re.search(r"\w and \w", phrase))
    return joined or (word.endswith("s") and not word.endswith(("ss", "us", "is", "ics", "ness", "news")))


def fillable(line: str, slots: Mapping[str, str]) -> bool:
    """Whether every slot of the line has something to fill it."""
    return all(slots.get(name.lower()) for name in _SLOT.findall(line))


def chosen(line: str, rng: random.Random) -> str:
    """The line with one of each set of alternatives, its slots still open."""
    return _CHOICE.sub(lambda found: rng.choice(found.group(1).split("|")), line)


def segments(line: str) -> tuple[str, ...]:
    """What a line says apart from its slots, piece by piece."""
    return tuple(part for part in _SLOT.split(line)[::2] if part.strip(" .,;:!?"))


def filled(line: str, slots: Mapping[str, str], rng: random.Random) -> str:
    """The line with one of each set of alternatives and its slots filled, spaces tidied, first letter large."""

    def slot(found: re.Match[str]) -> str:
        name = found.group(1)
        value = slots.get(name.lower(), "")
        return capitalised(value) if name[0].isupper() else value

    # Alternatives first: what fills a slot may hold brackets of its own.
    text = " ".join(_SLOT.sub(slot, chosen(line, rng)).split())
    text = _NUMBER.sub(lambda found: found.group(2 if plural(value_of(line, slots)) else 1), text)
    text = re.sub(r"\s+([,.;:!?…])", r"\1", text)
    return capitalised(re.sub(r"([.!?])\.+", r"\1", text))
