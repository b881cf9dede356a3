"""Which signals there are, in the order in which they are shown. Boundary phrases stand apart: they need no floor."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from brain.drift.signals.assistant_voice import assistant_voice
from brain.drift.signals.assurance import assurance
from brain.drift.signals.contradiction import with_beliefs, with_earlier_replies
from brain.drift.signals.emotional_baseline import emotional_baseline
from brain.drift.signals.expression import expression
from brain.drift.signals.flattery import flattery
from brain.drift.signals.habit import habit
from brain.drift.signals.humour import humour
from brain.drift.signals.odder_half import OdderHalf
from brain.drift.signals.quotation import quotation
from brain.drift.signals.rates import rates
from brain.drift.signals.register import register
from brain.drift.signals.sentence_length import SentenceLength
from brain.drift.signals.similarity import similarity
from brain.drift.signals.trait_estimate import trait_estimate
from brain.drift.signals.unfamiliar import unfamiliar
from brain.drift.signals.vocabulary import Vocabulary
from brain.drift.signals.warmth import warmth
from brain.drift.signals.who_said_it import who_said_it

if TYPE_CHECKING:
    from brain.drift.signals.protocol import Signal, Yardstick


def of_persona(yardstick: Yardstick) -> tuple[Signal, ...]:
    """Every scored signal, made for one persona."""
    who = who_said_it(yardstick)
    near = similarity(yardstick)
    if who.absent:
        # Whether it is the voice cannot be told by subject alone, least of all when another voice says the same lines.
        near = replace(near, absent=who.absent)
    return (
        who,
        OdderHalf(who, who.absent),
        near,
        assistant_voice(yardstick),
        flattery(yardstick),
        habit(yardstick),
        quotation(yardstick),
        Vocabulary(yardstick.references),
        SentenceLength(yardstick.references),
        register(yardstick),
        expression(yardstick),
        assurance(yardstick),
        warmth(yardstick),
        with_beliefs(yardstick),
        with_earlier_replies(yardstick),
        trait_estimate(yardstick),
        emotional_baseline(yardstick),
        humour(yardstick),
        unfamiliar(yardstick),
        *rates(yardstick),
    )
