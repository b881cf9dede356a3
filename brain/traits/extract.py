"""Behavioural traits out of an exchange by rules: offline, English, with the words that show each. Knows no genome."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING, Final

from brain.drift.reading import Evidence
from brain.style.fingerprint import of_parts
from brain.style.words import sentences, words
from brain.traits.behaviour import BehaviouralTrait, behaviours

if TYPE_CHECKING:
    from brain.style.fingerprint import Fingerprint
    from brain.traits.behaviour import Behaviour

LONGEST: Final = 20_000
"""Of a longer reply only the beginning is read."""

FEWEST_WORDS: Final = 5
"""A reply with fewer words shows nothing."""

SETTLED: Final = 40
"""Words from which on a rate is taken as it is; a shorter reply is treated as if it had so many."""

SHOWN: Final = 8
"""At most so many places are kept as evidence of one trait."""

_QUESTION: Final = re.compile(r"[^.!?\n]{3,200}\?")


def extract(user_text: str, reply: str) -> tuple[BehaviouralTrait, ...]:
    """The traits that a reply to those words shows, the surest first. Never raises on any text.

    Intensity is 1 - exp(-signs per 100 words / scale); a sign is a place where one of the trait's patterns matches.
    Confidence is the trait's own ceiling times 1 - exp(-signs), less for replies of fewer than 25 words. Of a trait
    read from a rate, intensity is how far the rate stands between the trait's two ends.
    """
    text = reply[:LONGEST]
    text_words = words(text)
    if len(text_words) < FEWEST_WORDS:
        return ()
    style = of_parts(text, text_words, sentences(text))
    found = (_measured(one, style) if one.measure else _seen(one, user_text, text, style) for one in behaviours())
    return tuple(sorted((one for one in found if one), key=lambda one: (-one.confidence * one.intensity, one.name)))


def _seen(behaviour: Behaviour, user_text: str, text: str, style: Fingerprint) -> BehaviouralTrait | None:
    spans = sorted({found.span() for pattern in behaviour.patterns for found in pattern.finditer(text)})
    if behaviour.name == "Socratic questioning" and "?" in user_text and not spans:
        # A question answered by a question, whatever its words.
        spans = [found.span() for found in _QUESTION.finditer(text)][-1:]
    apart = [span for at, span in enumerate(spans) if at == 0 or span[0] >= spans[at - 1][1]]
    if not apart:
        return None
    rate = 100.0 * len(apart) / max(SETTLED, style.words)
    return BehaviouralTrait(
        name=behaviour.name,
        aspect=behaviour.aspect,
        description=behaviour.description,
        intensity=1.0 - math.exp(-rate / behaviour.scale),
        confidence=behaviour.sure * (1.0 - math.exp(-len(apart))) * _enough(style.words),
        evidence=tuple(_evidence(text, *span) for span in apart[:SHOWN]),
    )


def _measured(behaviour: Behaviour, style: Fingerprint) -> BehaviouralTrait | None:
    value = float(getattr(style, behaviour.measure))
    share = (value - behaviour.begins) / (behaviour.full - behaviour.begins)
    if share <= 0.0:
        return None
    # Length is known of any reply; a rate needs words.
    enough = 1.0 if behaviour.measure == "words" else _enough(style.words)
    return BehaviouralTrait(
        name=behaviour.name,
        aspect=behaviour.aspect,
        description=behaviour.description,
        intensity=min(1.0, share),
        confidence=behaviour.sure * enough * min(1.0, 0.4 + 0.6 * share),
    )


def _evidence(text: str, start: int, end: int) -> Evidence:
    start += len(text[start:end]) - len(text[start:end].lstrip())
    return Evidence(text=text[start:end], start=start, end=end, note="")


def _enough(number: int) -> float:
    return min(1.0, number / 25)
