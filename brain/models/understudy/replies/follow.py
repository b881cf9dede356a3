"""Going on with what was said: why, tell me more, where is that from, you are wrong, yes, no, really."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from brain.models.understudy.acts import Act
from brain.models.understudy.heard import hear
from brain.models.understudy.match import ranked
from brain.models.understudy.material import Kind, Piece
from brain.models.understudy.replies.substance import continuation, enough, steer
from brain.models.understudy.stage import Beat, Stage

if TYPE_CHECKING:
    from brain.genome import Citation


def _beliefs_spoken(stage: Stage) -> list[Piece]:
    """The beliefs in the last reply; a reason stands for its belief."""
    spoken = stage.spoken()
    parents = [stage.index.pieces[piece.parent] for piece in spoken if piece.parent is not None]
    return [piece for piece in spoken if piece.kind is Kind.BELIEF] + parents


def why(stage: Stage) -> list[Beat]:
    """The reasons of what was said last; if there are none, what is nearest to them; if nothing, so it is said."""
    for belief in _beliefs_spoken(stage):
        reasons = stage.fresh(stage.index.reasons(belief))
        if reasons:
            lead = [Beat(stage.line("reason_lead"), "lead")] if stage.chance(0.35) else []
            beats = [*lead, stage.say(reasons[0])]
            return [*beats, stage.say(reasons[1])] if len(reasons) > 1 and stage.room > 3 else beats  # noqa: PLR2004
    near = continuation(stage, Kind.REASON, Kind.FACT, Kind.VALUE, Kind.ANECDOTE, Kind.BELIEF)
    if near and stage.past.replies:
        lead = (
            [Beat(stage.line("reason_lead"), "lead")]
            if near[0].piece.kind is not Kind.ANECDOTE and stage.chance(0.3)
            else []
        )
        return [*lead, stage.say(near[0].piece)]
    if not stage.past.replies:
        return [Beat(stage.line("ask_open"), "ask")]
    return [Beat(stage.line("why_none"))]


def more(stage: Stage) -> list[Beat]:
    """More on the same matter, from pieces not used yet."""
    own = enough(stage.matches()) if stage.heard.topic else []
    near = own or continuation(stage)
    if near:
        piece = near[0].piece
        bank = "lead_story" if piece.kind is Kind.ANECDOTE else "more"
        lead = [Beat(stage.line(bank), "lead")] if stage.chance(0.45) else []
        beats = [*lead, stage.say(piece)]
        second = [
            one.piece for one in near[1:4] if one.piece.terms & piece.terms and one.piece.kind is not Kind.EXAMPLE
        ]
        second = stage.fresh(second)
        if second and stage.room > 3:  # noqa: PLR2004
            beats.append(stage.say(second[0]))
        return beats
    if not stage.past.replies:
        return [Beat(stage.line("ask_open"), "ask")]
    if any(piece.kind is Kind.ANECDOTE for piece in stage.spoken()):
        return [Beat(stage.line("story_over")), *steer(stage)]
    return [
        Beat(stage.line("said_all", topic=stage.heard.topic or stage.before.topic) or stage.line("ask_open")),
        *steer(stage),
    ]


def and_you(stage: Stage) -> list[Beat]:
    """The question given back: what the persona itself has to say on it."""
    question = hear(stage.past.question) if stage.past.question else stage.before
    found = enough(ranked(question, stage.index, act=Act.LIKE)) or continuation(stage)
    found = [one for one in found if one.piece.kind is not Kind.EXAMPLE and not stage.stale(one.piece.text)]
    if found:
        return [stage.say(found[0].piece)]
    return [Beat(stage.line("care") or stage.line("self_unknown"))]


def source(stage: Stage) -> list[Beat]:
    """Where the last thing said, or the thing asked about, comes from; plainly none when there is no source."""
    spoken = stage.spoken()
    asked = [one.piece for one in enough(ranked(stage.heard, stage.index)) if one.piece.kind is not Kind.EXAMPLE]
    for piece in [*_beliefs_spoken(stage), *spoken, *asked]:
        if piece.source and not _is_design(piece.source):
            own = _is_own(piece.source, stage)
            return [Beat(stage.line("source_own" if own else "source_other", work=cited(piece.source, own=own)))]
    return [Beat(stage.line("source_none"))]


def _is_design(source: Citation) -> bool:
    """Whether a source is the note by which an invented persona was designed, which it cannot know of."""
    return bool(
        re.search(
            r"(?i)personaforge|\b(character|persona|design) (brief|sheet|bible|notes?)\b",
            f"{source.title} {source.author}",
        )
    )


def _is_own(source: Citation, stage: Stage) -> bool:
    last = stage.genome.name.split()[-1].lower()
    return last in source.author.lower() and last not in source.title.lower().replace("'s", "")


def cited(source: Citation, *, own: bool) -> str:
    """A citation as it is said: `Physics and Reality, 1936`, with its author when that is somebody else."""
    whose = f" by {source.author}" if source.author and not own else ""
    year = f", {source.year}" if source.year and source.year > 0 else ""
    return f"{source.title}{whose}{year}"


def challenge(stage: Stage) -> list[Beat]:
    """Standing by what was said, with a ground for it if one is left, and asking for the other side's."""
    asked = enough(stage.matches()) if stage.heard.topic else []
    grounds = [reason for belief in _beliefs_spoken(stage) for reason in stage.fresh(stage.index.reasons(belief))]
    grounds = grounds or [
        one.piece for one in (asked or continuation(stage, Kind.REASON, Kind.FACT, Kind.BELIEF, Kind.VALUE))
    ]
    beats = [Beat(stage.line("stand"))]
    if grounds and stage.room > 1:
        beats.append(stage.say(grounds[0]))
    if len(beats) == 1 or stage.chance(0.35):
        beats.append(Beat(stage.line("yield"), "ask"))
    return beats


def assent(stage: Stage, *, yes: bool) -> list[Beat]:
    """After a yes or a no: to what was asked, if it was a question; else on with the matter."""
    if not yes:
        beats = [Beat(stage.line("no"), "courtesy")]
        return beats + (steer(stage) if stage.room > 1 and stage.chance(0.6) else [Beat(stage.line("ask_open"), "ask")])
    offered = _offered(stage)
    beats = [Beat(stage.line("yes"), "courtesy")]
    if offered:
        return [*beats, stage.say(offered)]
    near = [one for one in continuation(stage) if one.piece.kind is not Kind.EXAMPLE]
    if near:
        return [*beats, stage.say(near[0].piece)]
    return [*beats, Beat(stage.line("ask_open"), "ask")]


def _offered(stage: Stage) -> Piece | None:
    """What the persona's own last question was about, if the genome has more on it."""
    if not stage.past.question:
        return None
    found = enough(stage.matches(heard=hear(stage.past.question)))
    found = [one for one in found if one.piece.kind is not Kind.EXAMPLE]
    return found[0].piece if found else None


def agreed(stage: Stage) -> list[Beat]:
    """After the user comes round: a word, and the next thought or a question."""
    beats = [Beat(stage.line("agreed"), "courtesy")]
    near = [one for one in continuation(stage) if one.piece.kind is not Kind.EXAMPLE]
    if near and stage.room > 1 and stage.chance(0.6):
        return [*beats, stage.say(near[0].piece)]
    return [*beats, Beat(stage.line("ask_open"), "ask")]


def really(stage: Stage) -> list[Beat]:
    """After `really?` or `I see`: a word, and the next thought."""
    beats = (
        [Beat(stage.line("fun"), "courtesy")] if stage.heard.text.rstrip().endswith("?") or stage.chance(0.5) else []
    )
    near = [one for one in continuation(stage) if one.piece.kind is not Kind.EXAMPLE]
    if near and (stage.room > 1 or not beats):
        return [*beats, stage.say(near[0].piece)]
    onward = steer(stage) if stage.chance(0.5) else []
    return [*beats, *(onward or [Beat(stage.line("ask_open"), "ask")])]
