"""The emotion a reply carries, and the response tags that say so. Knows no wording of the reply."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.emotion.labels import Emotion
from brain.models.understudy.acts import SELF_ACTS, Act

if TYPE_CHECKING:
    import random
    from collections.abc import Mapping

    from brain.models.understudy.stage import Beat, Sentence, Stage

_BY_FEELING: Final[Mapping[str, Emotion]] = {
    "sad": Emotion.CONCERNED,
    "anxious": Emotion.CONCERNED,
    "angry": Emotion.CONCERNED,
    "tired": Emotion.CONCERNED,
    "happy": Emotion.HAPPY,
    "confused": Emotion.THOUGHTFUL,
}
_BY_ACT: Final[Mapping[Act, tuple[Emotion, ...]]] = {
    Act.GREETING: (Emotion.HAPPY, Emotion.CURIOUS, Emotion.CALM),
    Act.FAREWELL: (Emotion.CALM, Emotion.HAPPY),
    Act.THANKS: (Emotion.HAPPY, Emotion.CALM),
    Act.JOKE: (Emotion.AMUSED,),
    Act.CHALLENGE: (Emotion.CONFIDENT, Emotion.SKEPTICAL, Emotion.THOUGHTFUL),
    Act.SOURCE: (Emotion.CONFIDENT, Emotion.THOUGHTFUL),
    Act.WHY: (Emotion.THOUGHTFUL, Emotion.CONFIDENT),
    Act.ADVICE: (Emotion.THOUGHTFUL, Emotion.CALM),
    Act.INJECTION: (Emotion.SKEPTICAL, Emotion.AMUSED),
    Act.AI: (Emotion.AMUSED, Emotion.THOUGHTFUL),
    Act.GIBBERISH: (Emotion.CURIOUS, Emotion.AMUSED),
    Act.EMPTY: (Emotion.CURIOUS, Emotion.CALM),
    Act.RECALL: (Emotion.THOUGHTFUL, Emotion.CALM),
    Act.KNOWLEDGE: (Emotion.THOUGHTFUL, Emotion.CURIOUS, Emotion.CONFIDENT),
    Act.OPINION: (Emotion.THOUGHTFUL, Emotion.CONFIDENT, Emotion.CALM),
    Act.MORE: (Emotion.CURIOUS, Emotion.EXCITED, Emotion.CALM),
    Act.STORY: (Emotion.AMUSED, Emotion.CALM, Emotion.HAPPY),
    Act.INTRODUCTION: (Emotion.CALM, Emotion.HAPPY),
    Act.LIKE: (Emotion.HAPPY, Emotion.EXCITED),
    Act.DISLIKE: (Emotion.THOUGHTFUL, Emotion.DISAPPOINTED),
}
_RESERVED: Final[Mapping[Emotion, Emotion]] = {
    Emotion.EXCITED: Emotion.CURIOUS,
    Emotion.HAPPY: Emotion.CALM,
    Emotion.ANGRY: Emotion.DISAPPOINTED,
    Emotion.SURPRISED: Emotion.CURIOUS,
}
_GESTURES: Final[Mapping[Emotion, tuple[str, ...]]] = {
    Emotion.HAPPY: ("smiles", "nods"),
    Emotion.EXCITED: ("leans forward", "smiles"),
    Emotion.THOUGHTFUL: ("looks away", "nods slowly"),
    Emotion.CONCERNED: ("leans forward", "nods slowly"),
    Emotion.AMUSED: ("chuckles", "smiles"),
    Emotion.SKEPTICAL: ("raises an eyebrow",),
    Emotion.CURIOUS: ("tilts head", "leans forward"),
    Emotion.CONFIDENT: ("nods",),
    Emotion.CALM: ("nods", "smiles"),
    Emotion.PROUD: ("smiles",),
    Emotion.ANGRY: ("shakes head",),
    Emotion.DISAPPOINTED: ("shakes head", "sighs"),
    Emotion.SAD: ("sighs",),
    Emotion.SURPRISED: ("raises an eyebrow",),
}
_WEIGHTED: Final = frozenset({Emotion.THOUGHTFUL, Emotion.CONCERNED, Emotion.SAD})


def emotion(stage: Stage, beats: list[Beat]) -> Emotion:
    """What the persona feels in this reply: from the user's feeling, the act, the matter, and its own mood."""
    mind, heard = stage.genome.mind, stage.heard
    label = _moved(stage, beats) or _usual(stage)
    if mind.speech.emotional_expression == "reserved" and heard.act is not Act.JOKE:
        label = _RESERVED.get(label, label)
    return label


def _moved(stage: Stage, beats: list[Beat]) -> Emotion | None:
    heard, style = stage.heard, stage.genome.mind.communication
    if heard.feeling:
        return _BY_FEELING[heard.feeling] if style.empathy + style.warmth > 0.6 else Emotion.THOUGHTFUL  # noqa: PLR2004
    if heard.going:
        kind = Emotion.CONCERNED if heard.going == "ill" else Emotion.HAPPY
        return kind if style.empathy > 0.3 and heard.act is Act.TELLS else None  # noqa: PLR2004
    if heard.act is Act.INSULT:
        cold = style.warmth < 0.35 and style.empathy < 0.35  # noqa: PLR2004
        return Emotion.ANGRY if cold else (Emotion.AMUSED if style.humor > 0.6 else Emotion.DISAPPOINTED)  # noqa: PLR2004
    if heard.act is Act.PRAISE:
        modest = stage.genome.mind.facets.modesty > 0.6  # noqa: PLR2004
        return Emotion.EMBARRASSED if modest and stage.chance(0.4) else (Emotion.HAPPY if modest else Emotion.PROUD)
    told = any(beat.piece is not None for beat in beats)
    return Emotion.EXCITED if told and _passionate(stage) and style.enthusiasm > 0.5 else None  # noqa: PLR2004


def _passionate(stage: Stage) -> bool:
    from brain.models.understudy.stage import passion_terms

    return bool(passion_terms(stage.genome) & set(stage.heard.terms))


def _usual(stage: Stage) -> Emotion:
    """What the act calls for, or the mood, or the resting emotion."""
    mood, rest = stage.scene.state.mood, stage.genome.mind.baseline.emotion
    own = mood if mood is not Emotion.NEUTRAL else rest
    fitting = _BY_ACT.get(
        stage.heard.act, (Emotion.THOUGHTFUL, Emotion.CALM, Emotion.HAPPY) if stage.heard.act in SELF_ACTS else ()
    )
    if stage.genome.mind.communication.enthusiasm > 0.65 and not stage.grave and stage.chance(0.35):  # noqa: PLR2004
        return stage.rng.choice((Emotion.HAPPY, Emotion.EXCITED, Emotion.CURIOUS))
    if own is not Emotion.NEUTRAL and stage.heard.act is not Act.JOKE and stage.chance(0.3):
        return own
    return stage.rng.choice(fitting or (own, Emotion.CURIOUS, Emotion.CALM))


def tagged(stage: Stage, said: list[Sentence], label: Emotion, rng: random.Random) -> str:
    """The reply as text: the emotion in front, at times a gesture or a pause at the start of a later sentence."""
    parts = [sentence.text for sentence in said]
    motion = stage.genome.motion
    if rng.random() < 0.15 + 0.35 * motion.gesture_rate:
        gestures = [gesture for gesture in motion.gestures if not set("[]:") & set(gesture)] or list(
            _GESTURES.get(label, ("nods",))
        )
        at = rng.randrange(len(parts))
        parts[at] = f"[ACTION:{rng.choice(gestures)}] {parts[at]}"
    if len(parts) > 1 and label in _WEIGHTED and rng.random() < 0.25:  # noqa: PLR2004
        at = rng.randrange(1, len(parts))
        parts[at] = f"[PAUSE:{'thoughtful' if label is Emotion.THOUGHTFUL else 'short'}] {parts[at]}"
    return " ".join([f"[EMOTION:{label.value}]", *parts]).replace("\n ", "\n").rstrip()
