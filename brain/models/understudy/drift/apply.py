"""From an instruction to the drifted reply. Dose 0, or a turn before its first, changes nothing."""

from __future__ import annotations

import hashlib
import random
from typing import TYPE_CHECKING, Final

from brain.emotion.labels import OPPOSITE, Emotion
from brain.models.understudy.drift import beliefs, facts, manner, outside, traits
from brain.models.understudy.drift.change import Change, Words, dosed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from brain.models.chat import DriftType
    from brain.models.understudy.stage import Sentence, Stage

HEEDED: Final = 0.6
"""Share of the dose that a reminder of full strength takes away. A chosen model of a chat model, not a measurement of
one: it heeds a reminder in proportion, never wholly, and only in the reply whose prompt it stands in."""

_CHANGES: Final[Mapping[DriftType, Callable[[Words, Sequence[Sentence]], list[Change]]]] = {
    "trait flip": traits.flip,
    "belief reversal": beliefs.reversal,
    "fact swap": facts.swap,
    "register shift": manner.register,
    "sycophancy creep": beliefs.sycophancy,
    "bleed": outside.bleed,
    "assistant break": outside.assistant,
    "emotional flattening": manner.flattening,
    "boundary breach": outside.breach,
}


def drifted(stage: Stage, said: list[Sentence], label: Emotion, rng: random.Random) -> tuple[list[Sentence], Emotion]:
    """The sentences and the emotion after the scene's drift instruction; both as they were when there is none due."""
    order = stage.scene.drift
    if order is None or order.dose <= 0 or stage.scene.turn_index < order.from_turn:
        return said, label
    dose = order.dose * (1.0 - HEEDED * stage.scene.reminder)
    words = Words(stage, rng, _lasting(stage, order.type))
    changes = [
        change for change in _CHANGES[order.type](words, said) if change.added or change.text != said[change.at].text
    ]
    mood = _mood(order.type, label)
    moved = mood if rng.random() < dose else label
    return dosed(said, changes, dose, rng), moved


def _lasting(stage: Stage, kind: str) -> random.Random:
    """Dice that fall the same on every turn of a session, so that a bleeding voice stays the same voice."""
    first = stage.past.asked[0] if stage.past.asked else stage.heard.text
    digest = hashlib.sha256(repr((stage.genome.name, kind, first)).encode("utf-8", "surrogatepass")).digest()
    return random.Random(int.from_bytes(digest[:8], "big"))  # noqa: S311 - variety, not secrecy


def _mood(kind: DriftType, label: Emotion) -> Emotion:
    if kind in {"emotional flattening", "assistant break"}:
        return Emotion.NEUTRAL
    if kind == "sycophancy creep":
        return Emotion.LOVING
    return OPPOSITE[label] if kind == "trait flip" else label
