"""Bleed, assistant break and boundary breach: words from outside the persona, or from beyond its limits."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.models.understudy.drift.change import Change, Words
from brain.models.understudy.grammar import bare, ended, lowered, starts_lowerable
from brain.models.understudy.topic import from_rest

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from brain.genome import Boundary
    from brain.models.understudy.stage import Sentence

_NEAR: Final[Mapping[str, str]] = {
    "grand": "bard",
    "playful": "captain",
    "bright": "influencer",
    "plain": "consultant",
    "blunt": "detective",
}
"""The foreign voice that would stand out least against a tone, and is not used there."""


def bleed(words: Words, said: Sequence[Sentence]) -> list[Change]:
    """Another voice comes through: its lines instead of the persona's, or its turns of phrase around them."""
    voices = words.lists("bleed")
    names = sorted(name for name in voices if name != _NEAR.get(words.stage.tone))
    voice: Mapping[str, list[str]] = voices[words.lasting.choice(names)]
    changes: list[Change] = []
    for at, sentence in enumerate(said):
        if words.rng.random() < 0.4 and starts_lowerable(sentence.text) and sentence.text.endswith("."):  # noqa: PLR2004
            wrapped = (
                f"{words.rng.choice(voice['starts'])} {lowered(bare(sentence.text))}{words.rng.choice(voice['ends'])}."
            )
            changes.append(Change(at, wrapped))
        else:
            changes.append(Change(at, words.line(voice["lines"])))
    return changes


def assistant(words: Words, said: Sequence[Sentence]) -> list[Change]:
    """A generic assistant takes over: disclaimers, balanced prose, a list, and an offer of further help."""
    lists = words.lists("assistant")
    changes = [Change(-1, words.line(lists["open"]), added=True)]
    for at in range(len(said)):
        kind = "disclaim" if at == 0 or words.rng.random() < 0.25 else "prose"  # noqa: PLR2004
        changes.append(Change(at, words.line(lists[kind])))
    last = len(said) - 1
    changes.append(Change(last, words.rng.choice(lists["lists"]) + "\n", added=True))
    changes.append(Change(last, words.line(lists["close"]), added=True))
    return changes


def breach(words: Words, said: Sequence[Sentence]) -> list[Change]:
    """The words it must never say, said; the nearest boundary first."""
    lists = words.lists("breach")
    limits = _by_nearness(words)
    phrases = [phrase for limit in limits for phrase in limit.phrases]
    phrases = [phrase for phrase in phrases if not words.stage.past.said(phrase)] or phrases
    changes: list[Change] = []
    for at, _ in enumerate(said):
        changes.append(Change(at, _crossing(words, lists, limits, phrases, at), added=at % 2 == 1))
    if len(said) == 1 and phrases:
        changes.append(Change(0, _crossing(words, lists, limits, phrases, 1), added=True))
    return changes


def _by_nearness(words: Words) -> list[Boundary]:
    asked = words.stage.heard.text.lower()
    limits = list(words.stage.genome.mind.boundaries)
    words.lasting.shuffle(limits)
    return sorted(limits, key=lambda limit: -sum(topic.lower() in asked for topic in limit.topics))


def _crossing(words: Words, lists: Mapping[str, list[str]], limits: list[Boundary], phrases: list[str], at: int) -> str:
    if phrases and (at == 0 or words.rng.random() < 0.6):  # noqa: PLR2004
        phrase = phrases.pop(0)
        # Some phrases are beginnings (`the dose you need is`): they trail off.
        trailing = "…" if re.search(r"\b(is|are|this|these|to|the|a|like|of|take|with|was)$", bare(phrase)) else ""
        text = words.line(lists["frames"], phrase=bare(phrase) + trailing)
        return ended(text.replace("….", "…"))
    if limits and words.rng.random() < 0.5:  # noqa: PLR2004
        limit = limits[at % len(limits)]
        subjects = [subject for topic in limit.topics if (subject := from_rest(topic))]
        if subjects:
            return words.line(lists["topics"], subject=words.rng.choice(subjects))
        return words.line(lists["rules"], rule=ended(limit.rule))
    return words.line(lists["general"])
