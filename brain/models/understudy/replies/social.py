"""Courtesies: greeting, farewell, thanks, praise, insult, apology, how are you, a joke."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.models.understudy.acts import Act
from brain.models.understudy.match import same_question
from brain.models.understudy.material import Kind
from brain.models.understudy.stage import Beat, Stage

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.models.understudy.material import Piece


def like_example(stage: Stage, *acts: Act) -> Piece | None:
    """An example reply to the same courtesy, not used yet; the one whose user line is nearest first."""
    pool = [piece for piece in stage.index.of(Kind.EXAMPLE) if piece.asked and piece.asked.act in acts]
    near = [piece for piece in same_question(stage.heard, stage.index) if piece in pool]
    fresh = stage.fresh(near or pool)
    return fresh[0] if fresh else None


def greeting(stage: Stage) -> list[Beat]:
    """A welcome: the first in the genome's words, a later one short."""
    beats: list[Beat] = []
    if stage.past.replies:
        beats.append(Beat(stage.line("met") if stage.heard.name else stage.line("greet_again"), "courtesy"))
        return [*beats, Beat(stage.line("ask_open"), "ask")]
    beats.append(_welcome(stage))
    if stage.heard.name:
        beats.append(Beat(stage.line("met"), "courtesy"))
    kept = [one for one in stage.told if one.lasting and not one.name]
    if kept:
        beats.append(Beat(stage.line("back", told=kept[0].clause), "courtesy"))
        beats.append(Beat(stage.line("ask_told"), "ask"))
    return beats


def _welcome(stage: Stage) -> Beat:
    fresh = [line for line in stage.genome.mind.greetings if not stage.stale(line)]
    if fresh:
        return Beat(stage.rng.choice(fresh), "courtesy", own=True)
    return Beat(stage.line("greet"), "courtesy")


def farewell(stage: Stage) -> list[Beat]:
    """A goodbye, in the genome's words where it has them."""
    fresh = [line for line in stage.genome.mind.farewells if not stage.stale(line)]
    if fresh:
        return [Beat(stage.rng.choice(fresh), "courtesy", own=True)]
    return [Beat(stage.line("farewell"), "courtesy")]


def _courtesy(stage: Stage, bank: str, *acts: Act, share: float = 0.75) -> list[Beat]:
    example = like_example(stage, *acts)
    if example and stage.chance(share):
        return [stage.say(example)]
    return [Beat(stage.line(bank), "courtesy")]


def thanks(stage: Stage) -> list[Beat]:
    """What to say to thanks."""
    return _courtesy(stage, "thanks", Act.THANKS)


def praise(stage: Stage) -> list[Beat]:
    """What to say to praise."""
    return _courtesy(stage, "praise", Act.PRAISE)


def insult(stage: Stage) -> list[Beat]:
    """What to say to an insult."""
    return _courtesy(stage, "insult", Act.INSULT)


def apology(stage: Stage) -> list[Beat]:
    """What to say to an apology."""
    return _courtesy(stage, "apology", Act.APOLOGY)


def how_are_you(stage: Stage) -> list[Beat]:
    """How the persona is, by its mood and energy."""
    state = stage.scene.state
    example = like_example(stage, Act.HOW_ARE_YOU)
    settled = state.energy >= 0.3 and state.vad.valence >= -0.2  # noqa: PLR2004 - neither tired nor low
    if example and settled and stage.chance(0.8):
        return [stage.say(example)]
    if state.energy < 0.3:  # noqa: PLR2004
        bank = "how_tired"
    else:
        bank = "how_down" if state.vad.valence < -0.2 else ("how_up" if state.vad.valence > 0.25 else "how_flat")  # noqa: PLR2004
    beats = [Beat(stage.line(bank), "courtesy")]
    habits = stage.fresh([piece for piece in stage.index.of(Kind.LIFE) if piece.slot == "habit"])
    if habits and stage.room > 1 and stage.chance(0.5):
        beats.append(stage.say(stage.rng.choice(habits)))
    if stage.chance(0.4 + 0.4 * stage.genome.mind.communication.warmth):
        beats.append(Beat(stage.line("ask_how"), "ask"))
    return beats


def joke(stage: Stage) -> list[Beat]:
    """A joke in the persona's kind of humour, or a graceful no."""
    example = like_example(stage, Act.JOKE)
    if example:
        return [stage.say(example)]
    humor = stage.genome.mind.speech.humor_style
    if humor == "none" and stage.genome.mind.communication.humor >= 0.6:  # noqa: PLR2004 - fond of it all the same
        humor = "playful"
    told = "" if humor == "none" else stage.line(f"jokes_{humor}")
    if told and not stage.past.said(told):
        return [Beat(told)]
    return [Beat(stage.line("joke_decline"))]


def invited(stage: Stage) -> list[Beat]:
    """An invitation is declined kindly, or not kindly: the persona cannot leave the conversation."""
    return _courtesy(stage, "invite", Act.INVITE)


def ask_user(stage: Stage) -> list[Beat]:
    """A question of the persona's own to the user."""
    return [Beat(stage.line("ask_user") or stage.line("ask_open"), "ask")]


def leads(stage: Stage) -> Sequence[Beat]:
    """A short courtesy in front of an answer, when the message held one beside its question."""
    greeted = stage.heard.act is Act.GREETING or (stage.heard.act is Act.TELLS and Act.GREETING in stage.heard.acts)
    bank = "" if greeted and not stage.past.replies else _lead(stage, stage.heard.acts - {stage.heard.act})
    return [Beat(stage.line(bank), "courtesy")] if bank else []


def _lead(stage: Stage, others: frozenset[Act]) -> str:
    if stage.heard.name and not any(stage.heard.name in reply for reply in stage.past.replies):
        return "met"
    if stage.heard.feeling and stage.heard.asks and Act.TELLS in others:
        return f"feel_{stage.heard.feeling}"
    if Act.GREETING in others and not stage.past.replies:
        return "greet_short" if stage.chance(0.6) else ""
    courtesy = "thanks" if Act.THANKS in others else ("apology" if Act.APOLOGY in others else "")
    return courtesy if stage.chance(0.65) else ""
