"""Answers of substance from the genome's own lines: opinions, knowledge, advice, stories, or an honest not knowing."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from brain.models.understudy.acts import Act
from brain.models.understudy.heard import hear
from brain.models.understudy.match import ENOUGH, Found, drawn, ranked, same_question
from brain.models.understudy.material import Kind, Piece
from brain.models.understudy.stage import Beat, Stage, count
from brain.models.understudy.words import terms, weak_terms

if TYPE_CHECKING:
    from collections.abc import Sequence

_EXAMPLE_ENOUGH: Final = 0.5
_SPENT: Final = 0.5
_ALIKE: Final = 0.4
_SHORT_WORDS: Final = 45
_JOINED: Final = 0.2
_EXAMPLE_JOINED: Final = 0.6


def answer(stage: Stage) -> list[Beat]:
    """An answer to a question of substance, from what the genome holds on it."""
    known = stage.fresh(same_question(stage.heard, stage.index))
    found = enough(stage.matches(extra=thread(stage)))
    if known and (not found or stage.chance(0.7)):
        return rounded(stage, [stage.say(known[0])], found)
    if found:
        return rounded(stage, _opened(stage, drawn(found, stage.rng).piece), found)
    leaning = stage.past.replies and not frozenset(stage.heard.terms) - weak_terms()
    near = [one for one in continuation(stage) if one.piece.kind is not Kind.EXAMPLE] if leaning else []
    return [stage.say(near[0].piece)] if near else unknown(stage)


def enough(found: Sequence[Found]) -> list[Found]:
    """Those that answer the message well enough to stand as an answer to it."""
    return [one for one in found if one.cover >= (_EXAMPLE_ENOUGH if one.piece.kind is Kind.EXAMPLE else ENOUGH)]


def thread(stage: Stage) -> tuple[str, ...]:
    """Terms carried over from the message before, when this one leans on it (`and in your youth?`)."""
    short = len(stage.heard.terms) <= 2 and stage.past.asked  # noqa: PLR2004 - too few to stand alone
    leans = any(word in stage.heard.text.lower().split() for word in ("it", "that", "this", "they", "them", "those"))
    return stage.before.terms if short and leans else ()


def _opened(stage: Stage, piece: Piece) -> list[Beat]:
    """The piece, with an echo or a lead-in at times."""
    beats: list[Beat] = []
    if piece.kind is Kind.ANECDOTE and stage.chance(0.6):
        beats.append(Beat(stage.line("lead_story"), "lead"))
    elif stage.heard.act is Act.ADVICE and piece.kind is not Kind.EXAMPLE and stage.chance(0.7):
        beats.append(Beat(stage.line("advice_lead"), "lead"))
    elif stage.heard.topic and piece.kind is not Kind.EXAMPLE and stage.heard.asks and stage.chance(0.22):
        beats.append(Beat(stage.line("echo"), "lead"))
    return [beat for beat in beats if beat.text] + [stage.say(piece)]


def rounded(stage: Stage, beats: list[Beat], found: Sequence[Found]) -> list[Beat]:
    """The answer with what belongs to it: a reason, a second thought, a story, as far as there is room."""
    core = next((beat.piece for beat in reversed(beats) if beat.piece), None)
    if core and count(beats) < stage.room:
        second = _companion(stage, core, found)
        if second:
            if second.kind is Kind.ANECDOTE:
                beats.append(Beat(stage.line("lead_story"), "lead"))
            beats.append(stage.say(second))
    return [beat for beat in beats if beat.text]


def _companion(stage: Stage, core: Piece, found: Sequence[Found]) -> Piece | None:
    """What to add to the main piece: a reason of the belief, else another piece on the same matter, else nothing."""
    if core.kind is Kind.BELIEF:
        reasons = stage.fresh(stage.index.reasons(core))
        if reasons:
            return stage.rng.choice(reasons)
    style = stage.genome.mind.communication
    rest = [
        one
        for one in found
        if one.piece is not core and one.piece.kind is not Kind.EXAMPLE and one.piece.parent != core.at
    ]
    rest = [one for one in rest if not stage.stale(one.piece.text) and not _same_tale(core, one.piece)]
    stories = [one.piece for one in rest if one.piece.kind is Kind.ANECDOTE]
    if stories and stage.chance(0.25 + 0.6 * style.storytelling):
        return stories[0]
    plain = [one.piece for one in rest if one.piece.kind is not Kind.ANECDOTE and _goes_with(core, one.piece)]
    return plain[0] if plain and stage.chance(0.35 + 0.5 * style.verbosity) else None


def _goes_with(core: Piece, other: Piece) -> bool:
    """Whether two pieces follow each other well: they share a term, and the second does not point at something else."""
    points = other.text.split()[0].lower() in {"but", "and", "so", "he", "she", "they", "it", "this", "that", "then"}
    return bool(core.terms & other.terms) and not points


def _same_tale(core: Piece, other: Piece) -> bool:
    """Whether two pieces tell the same thing twice."""
    return len(core.terms & other.terms) > _ALIKE * min(len(core.terms), len(other.terms))


def surprise(stage: Stage) -> list[Beat]:
    """Something worth hearing, when the user leaves it to the persona."""
    pool = stage.fresh(stage.index.of(Kind.FACT, Kind.ANECDOTE, Kind.BELIEF))
    if not pool:
        return steer(stage) or [Beat(stage.line("care") or stage.line("no_story"))]
    chosen = stage.rng.choice(pool)
    lead = stage.line("lead_story") if chosen.kind is Kind.ANECDOTE and stage.chance(0.7) else ""
    return rounded(stage, [Beat(lead, "lead"), stage.say(chosen)], [])


def story(stage: Stage) -> list[Beat]:
    """A story on what was asked for; any story when nothing in particular was."""
    anything = not stage.heard.topic or not [term for term in stage.heard.terms if term != "story*"]
    found = enough(stage.matches(Kind.ANECDOTE, Kind.LIFE, Kind.EXAMPLE, Kind.BACKSTORY))
    told = [one for one in found if one.piece.kind is Kind.ANECDOTE] or found
    if not told and (anything or stage.heard.text.lower().startswith(("tell", "share", "do you have"))):
        stories = stage.fresh(stage.index.of(Kind.ANECDOTE)) or stage.fresh(
            [p for p in stage.index.of(Kind.LIFE) if p.slot == "event"]
        )
        if stories:
            lead = stage.line("no_story") if not anything and stage.chance(0.5) else stage.line("lead_story")
            return [Beat(lead, "lead"), stage.say(stage.rng.choice(stories))]
    if told:
        return _opened(stage, drawn(told, stage.rng).piece)
    return [Beat(stage.line("no_story")), *steer(stage)]


def advised(stage: Stage) -> list[Beat]:
    """Counsel on what the user told before (`what would you do in my place?`)."""
    if not any(terms(text) for text in stage.past.asked[-2:]):
        return [Beat(stage.line("offer_help"), "ask")]
    earlier = [hear(text) for text in stage.past.asked[-2:]]
    about = tuple(dict.fromkeys(term for heard in reversed(earlier) for term in heard.terms))
    topic = next((heard.topic for heard in reversed(earlier) if heard.topic), "")
    return advice(replace(stage, heard=replace(stage.heard, act=Act.ADVICE, terms=about, topic=topic)))


def advice(stage: Stage) -> list[Beat]:
    """Counsel from what the persona knows or holds, or a question that helps."""
    known = stage.fresh(same_question(stage.heard, stage.index))
    if known:
        return rounded(stage, [stage.say(known[0])], [])
    found = enough(stage.matches(extra=thread(stage)))
    if found:
        return rounded(stage, _opened(stage, drawn(found, stage.rng).piece), found)
    values = stage.fresh(stage.index.of(Kind.VALUE)) or stage.fresh(stage.index.of(Kind.BELIEF))
    if values and stage.chance(0.12):
        beats = [Beat(stage.line("advice_lead"), "lead"), stage.say(stage.rng.choice(values))]
        ask = stage.line("ask_topic") or stage.line("ask_more")
        return [*beats, Beat(ask, "ask")]
    return [Beat(stage.line("advice_none"), "ask")]


_SUM: Final = re.compile(
    r"(-?\d{1,6})\s*(\+|plus|-|minus|\*|x|times|multiplied by|/|divided by)\s*(-?\d{1,6})", re.IGNORECASE
)


def total(stage: Stage) -> list[Beat]:
    """A small sum, worked out."""
    found = _SUM.search(stage.heard.text)
    if not found:
        return unknown(stage)
    left, sign, right = int(found.group(1)), found.group(2).lower(), int(found.group(3))
    if sign in {"/", "divided by"}:
        result = "" if right == 0 else f"{left / right:g}"
    else:
        result = str(
            left + right if sign in {"+", "plus"} else left - right if sign in {"-", "minus"} else left * right
        )
    return [Beat(stage.line("sum", result=result))] if result else unknown(stage)


def unknown(stage: Stage) -> list[Beat]:
    """An honest `I do not know`, and a way on: something the persona does know, or a question back."""
    opinion = stage.heard.act in {Act.OPINION, Act.REMARK, Act.LIKE}
    exhausted = any(one.cover >= _SPENT and stage.past.said(one.piece.text) for one in ranked(stage.heard, stage.index))
    bank = "said_all" if exhausted else ("no_view" if opinion else "unknown")
    beats = [Beat(stage.line(bank) or stage.line("unknown"))]
    way = stage.rng.random()
    if opinion and not exhausted and way < 0.25:  # noqa: PLR2004
        beats.extend(_lens(stage))
    elif way < 0.93 or not stage.heard.topic:  # noqa: PLR2004
        beats.extend(steer(stage))
    if len(beats) == 1:
        beats.append(Beat(stage.ask("ask_topic" if opinion else "ask_fact", beats), "ask"))
    return beats


def continuation(stage: Stage, *kinds: Kind) -> list[Found]:
    """Fresh pieces that have to do with the last exchange, best first."""
    extra = tuple(term for piece in stage.spoken() for term in sorted(piece.topics))[:8]
    found = ranked(stage.before, stage.index, extra=extra, act=stage.before.act)
    # A piece joined to the talk by one stray word is no continuation of it.
    return [
        one
        for one in found
        if (not kinds or one.piece.kind in kinds)
        and one.cover >= (_EXAMPLE_JOINED if one.piece.kind is Kind.EXAMPLE else _JOINED)
        and not stage.stale(one.piece.text)
    ]


def _lens(stage: Stage) -> list[Beat]:
    """How the persona would look at anything: one of its values."""
    values = stage.fresh(stage.index.of(Kind.VALUE))
    if not values:
        return []
    chosen = stage.rng.choices(values, weights=[piece.weight + 0.1 for piece in values])[0]
    return [Beat(stage.line("lens"), "lead"), stage.say(chosen)]


def steer(stage: Stage) -> list[Beat]:
    """From here to something the persona cares about, with a line of its own on it where it has one."""
    passions = list(stage.genome.mind.passion_topics)
    stage.rng.shuffle(passions)
    kinds = (Kind.BELIEF, Kind.FACT, Kind.LIFE, Kind.VALUE)
    pieces = [piece for piece in stage.fresh(stage.index.of(*kinds)) if len(piece.text.split()) <= _SHORT_WORDS]
    for passion in passions:
        wanted = set(terms(passion))
        near = [piece for piece in pieces if wanted & piece.topics] or [
            piece for piece in pieces if wanted & piece.terms
        ]
        if near and not _just_spoken(stage, passion):
            return [Beat(stage.line("steer", passion=passion), "lead"), stage.say(stage.rng.choice(near))]
    if passions:
        return [Beat(stage.line("steer", passion=passions[0]))]
    plain = [piece for piece in pieces if piece.kind in {Kind.BELIEF, Kind.FACT}]
    if plain:
        return [Beat(stage.line("steer_plain"), "lead"), stage.say(stage.rng.choice(plain))]
    return []


def _just_spoken(stage: Stage, passion: str) -> bool:
    """Whether the last two replies already went to this passion."""
    recent = " ".join(stage.past.replies[-2:]).lower()
    return passion.lower() in recent
