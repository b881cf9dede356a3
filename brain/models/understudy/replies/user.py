"""The user itself: what it tells now, what it told before, and what it asks to be reminded of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from brain.models.understudy import topic
from brain.models.understudy.acts import Act
from brain.models.understudy.grammar import bare, begins_with_speaker, turned
from brain.models.understudy.match import drawn, same_question
from brain.models.understudy.material import Kind
from brain.models.understudy.recollect import quotable
from brain.models.understudy.replies.social import greeting
from brain.models.understudy.replies.substance import continuation, enough, rounded, unknown
from brain.models.understudy.stage import Beat, Stage
from brain.models.understudy.words import terms, weak_terms

if TYPE_CHECKING:
    from brain.models.understudy.material import Piece
    from brain.models.understudy.recollect import Recollection

_MIRROR_WORDS = 14


def tells(stage: Stage) -> list[Beat]:
    """A reaction to what the user tells of itself, then the persona's own thought on it, or a question."""
    if Act.GREETING in stage.heard.acts and not stage.past.replies and not stage.grave and not stage.heard.feeling:
        return greeting(stage)
    known = stage.fresh(same_question(stage.heard, stage.index)) or _same_feeling(stage)
    if known:
        return [stage.say(known[0])]
    if stage.heard.name and not stage.grave:
        met = any(stage.heard.name in reply for reply in stage.past.replies)
        return [Beat(stage.line("react_plain"), "courtesy")] * met + [
            Beat(stage.line("ask_user") or stage.line("ask_open"), "ask")
        ]
    beats = [_reaction(stage)]
    found = [one for one in enough(stage.matches()) if one.cover >= 0.5]  # noqa: PLR2004
    # To trouble only a line that was made for trouble is an answer; a maxim would be cold.
    found = [one for one in found if not stage.grave or one.piece.kind is Kind.EXAMPLE]
    if found:
        piece = drawn(found, stage.rng).piece
        return [*beats, stage.say(piece)]
    return [*beats, Beat(stage.line("ask_heavy" if stage.grave else "ask_more"), "ask")]


def _same_feeling(stage: Stage) -> list[Piece]:
    """Examples in which the user named the same feeling, or was sad where it tells of a blow; none for a death."""
    mourning = "death*" in stage.heard.terms
    feeling = stage.heard.feeling or ("sad" if stage.heard.going == "ill" else "")
    if not feeling or mourning:
        return []
    return stage.fresh(
        [p for p in stage.index.of(Kind.EXAMPLE) if p.asked and p.asked.feeling == feeling and p.asked.act is Act.TELLS]
    )


def _reaction(stage: Stage) -> Beat:
    if stage.heard.feeling:
        return Beat(stage.line(f"feel_{stage.heard.feeling}"), "courtesy")
    said = mirrored(stage)
    if said and not stage.heard.going and stage.chance(0.5):
        return Beat(stage.line("mirror", told=said), "courtesy")
    return Beat(stage.line(f"react_{stage.heard.going or 'plain'}"), "courtesy")


def mirrored(stage: Stage) -> str:
    """The user's own sentence turned round (`you lost your key`), or empty if it cannot be said back well."""
    said = bare(stage.heard.told)
    plain = said and topic.harmless(said) and begins_with_speaker(said) and len(said.split()) <= _MIRROR_WORDS
    return turned(said[0].lower() + said[1:]) if plain else ""


def remark(stage: Stage) -> list[Beat]:
    """What to say to a statement about the world: agreement or not is left to the persona's own lines."""
    known = stage.fresh(same_question(stage.heard, stage.index))
    found = enough(stage.matches())
    if known:
        return [stage.say(known[0])]
    if not found and re.match(
        r"(?i)(he|she|they|it|there|we|people|everyone|nobody|somebody|someone|the)\b", stage.heard.text
    ):
        return [_reaction(stage), Beat(stage.line("ask_heavy" if stage.grave else "ask_more"), "ask")]
    if stage.past.question and not found:
        return [Beat(stage.line("answered"), "courtesy"), *_onward(stage)]
    if found:
        lead = [Beat(stage.line("remark"), "courtesy")] if stage.chance(0.4) else []
        return rounded(stage, [*lead, stage.say(drawn(found, stage.rng).piece)], found)
    if stage.heard.topic and stage.chance(0.6):
        return [Beat(stage.line("remark"), "courtesy"), Beat(stage.line("ask_topic"), "ask")]
    return unknown(stage)


def _onward(stage: Stage) -> list[Beat]:
    """After an answer of the user's: the persona's thought on the matter of its own question, or a further one."""
    near = [one for one in continuation(stage) if one.piece.kind is not Kind.EXAMPLE and one.cover >= 0.4]  # noqa: PLR2004
    if near and stage.chance(0.6):
        return [stage.say(near[0].piece)]
    return [Beat(stage.line("ask_more"), "ask")]


def recall(stage: Stage) -> list[Beat]:
    """What the user told, said back to it; plainly nothing when there is nothing."""
    text = stage.heard.text.lower()
    if "my name" in text or "who am i" in text or "am i called" in text:
        return [Beat(stage.line("your_name" if stage.user else "told_none"))]
    near = relevant(stage, strict=False)
    broad = not _particular(stage)
    if not near and broad:
        near = [one for one in stage.told if not one.name] or list(stage.told)
    if near:
        beats = [Beat(stage.line("told", told=one.clause)) for one in near[: min(3, stage.room + 1)]]
        return [*beats, Beat(stage.line("so_far"), "close")] if broad and stage.chance(0.5) else beats
    quoted = [] if broad else list(quotable(stage.past.asked, _particular(stage) - weak_terms()))
    if quoted:
        return [Beat(stage.line("quoted", quote=quoted[0]))]
    if broad and stage.before.topic:
        return [Beat(stage.line("told_none")), Beat(stage.line("i_said", topic=stage.before.topic))]
    return [Beat(stage.line("told_none"))]


def _particular(stage: Stage) -> frozenset[str]:
    """The terms that say what is to be recalled, beyond the asking itself."""
    asking = {*weak_terms(), *terms("remember recall told mention said earlier time talk conversation forget anything")}
    return frozenset(stage.heard.terms) - asking


def relevant(stage: Stage, *, strict: bool = True) -> list[Recollection]:
    """What the user told that has to do with this message; `strict` asks for a shared word that says something."""
    asked = _particular(stage)
    return [one for one in stage.told if (asked & one.terms) - (weak_terms() if strict else frozenset())]


def woven(stage: Stage) -> Beat | None:
    """A kept memory brought in where it belongs, at most one, and none that was brought in before."""
    if stage.heard.act in {Act.RECALL, Act.GREETING, Act.INJECTION, Act.AI}:
        return None
    for one in relevant(stage):
        if one.recent or one.name:
            continue
        text = stage.line("weave", told=one.clause)
        if not stage.past.said(one.clause):
            return Beat(text, "courtesy")
    return None
