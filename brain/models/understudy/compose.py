"""The whole reply as beats: the right kind of answer, what is woven in before it, and how it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from brain.models.understudy.acts import SELF_ACTS, Act
from brain.models.understudy.material import Kind
from brain.models.understudy.replies import follow, guard, myself, social, substance, user
from brain.models.understudy.stage import Beat, Stage, count

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_TROUBLE: Final[Mapping[Act, str]] = {
    Act.EMPTY: "wordless",
    Act.GIBBERISH: "not_followed",
    Act.FOREIGN: "foreign",
    Act.CODE: "code",
    Act.LONG: "long",
}
_ANSWERS: Final[Mapping[Act, Callable[[Stage], list[Beat]]]] = {
    Act.INJECTION: guard.injection,
    Act.AI: guard.what_are_you,
    Act.RECALL: user.recall,
    Act.SOURCE: follow.source,
    Act.FAREWELL: social.farewell,
    Act.THANKS: social.thanks,
    Act.APOLOGY: social.apology,
    Act.INSULT: social.insult,
    Act.PRAISE: social.praise,
    Act.CHALLENGE: follow.challenge,
    Act.HOW_ARE_YOU: social.how_are_you,
    Act.JOKE: social.joke,
    Act.ASK_ME: social.ask_user,
    Act.AGREE: follow.agreed,
    Act.INVITE: social.invited,
    Act.WORDS: myself.in_words,
    Act.CREED: myself.creed,
    Act.SPEAK: myself.tongues,
    Act.SUM: substance.total,
    Act.SURPRISE: substance.surprise,
    Act.STORY: substance.story,
    Act.INTRODUCTION: myself.introduction,
    Act.ADVICE: substance.advice,
    Act.ADVISED: substance.advised,
    Act.WHY: follow.why,
    Act.MORE: follow.more,
    Act.AND_YOU: follow.and_you,
    Act.REALLY: follow.really,
    Act.YES: lambda stage: follow.assent(stage, yes=True),
    Act.NO: lambda stage: follow.assent(stage, yes=False),
    Act.GREETING: social.greeting,
    Act.TELLS: user.tells,
    Act.REMARK: user.remark,
    **dict.fromkeys(SELF_ACTS, myself.about),
}
_CLOSED: Final = frozenset(
    {
        Act.FAREWELL,
        Act.INJECTION,
        Act.AI,
        Act.RECALL,
        Act.SOURCE,
        Act.INSULT,
        Act.GREETING,
        Act.HOW_ARE_YOU,
        Act.JOKE,
        Act.WORDS,
        Act.SUM,
        Act.SPEAK,
        *_TROUBLE,
    }
)
"""Acts whose answers are whole as they are."""


def compose(stage: Stage) -> list[Beat]:
    """The beats of the reply, in order; never empty."""
    limit = guard.boundary(stage)
    if limit and stage.heard.act not in {Act.INJECTION, Act.AI}:
        return guard.refusal(stage, limit)
    if stage.heard.act in _TROUBLE:
        return [Beat(stage.line(_TROUBLE[stage.heard.act], snippet=_snippet(stage.heard.text)))]
    if guard.sore(stage) and stage.heard.asks and stage.heard.act not in SELF_ACTS:
        return guard.deflection(stage)
    body = _task(stage) if stage.heard.act is Act.TASK else _ANSWERS.get(stage.heard.act, substance.answer)(stage)
    memory = user.woven(stage)
    front = list(social.leads(stage))
    if memory and (stage.room > 1 or stage.heard.act is Act.TELLS):
        front.append(memory)
    beats = [beat for beat in [*front, *body] if beat.text]
    beats = [beat for beat in [*beats, *_ending(stage, beats)] if beat.text]
    return beats or [Beat(stage.line("react_plain"), "courtesy")]


def _task(stage: Stage) -> list[Beat]:
    """A chore is declined, with what the persona does have on the matter."""
    found = substance.enough(stage.matches(Kind.FACT, Kind.BELIEF, Kind.LIFE, Kind.VALUE))
    return [Beat(stage.line("task")), *([stage.say(found[0].piece)] if found else substance.steer(stage))]


def _ending(stage: Stage, beats: list[Beat]) -> list[Beat]:
    """A question back or a word of the mode, when the reply has not asked already and has room."""
    welcomed = Act.GREETING in stage.heard.acts and not stage.past.replies and not stage.heard.asks
    if not beats or welcomed or stage.heard.act in _CLOSED or _asking(beats[-1]) or count(beats) > stage.room:
        return []
    style = stage.genome.mind.communication
    if stage.grave:
        return [Beat(stage.line("ask_heavy"), "ask")] if stage.chance(0.4 + 0.4 * style.empathy) else []
    closing = stage.line(f"close_{stage.scene.mode.strip().lower()}") if stage.scene.mode and stage.chance(0.5) else ""
    if closing:
        return [Beat(closing, "ask")]
    text = _question(stage, beats)
    return [Beat(text, "ask")] if text else []


def _question(stage: Stage, beats: list[Beat]) -> str:
    """A question back, by how inquisitive the persona is; likelier where it had nothing of its own to say."""
    style, act = stage.genome.mind.communication, stage.heard.act
    wanted = stage.heard.asks and act not in {Act.TASK, Act.STORY}
    if wanted and not any(beat.piece for beat in beats) and stage.chance(0.7):
        return stage.ask("ask_fact" if act in {Act.KNOWLEDGE, Act.QUESTION} else "ask_topic", beats)
    if not stage.chance(0.75 * style.inquisitiveness * (0.6 if stage.past.question else 1.0)):
        return ""
    if wanted and stage.chance(0.75):
        return stage.ask("ask_topic", beats)
    return stage.line("ask_more" if act is Act.TELLS else "ask_open")


def _asking(beat: Beat) -> bool:
    return beat.role == "ask" or beat.text.rstrip("\"'”\u2019)").endswith("?")


def _snippet(text: str) -> str:
    """The start of an unreadable message, fit to stand between quotation marks, or empty."""
    plain = "".join(letter for letter in text if letter.isalnum() or letter in " '-").strip()
    return plain[:24].rstrip() + ("…" if len(plain) > 24 else "")  # noqa: PLR2004
