"""The persona about itself: its name, its life by kind of fact, what it likes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from brain.models.understudy.acts import Act
from brain.models.understudy.grammar import bare, lowered
from brain.models.understudy.lexicon import pairs
from brain.models.understudy.match import drawn, same_question
from brain.models.understudy.material import Kind
from brain.models.understudy.replies.social import like_example
from brain.models.understudy.replies.substance import continuation, enough, rounded, steer
from brain.models.understudy.stage import Beat, Stage
from brain.models.understudy.words import terms

if TYPE_CHECKING:
    from brain.models.understudy.material import Piece

_MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
_GENERAL = {
    Act.BIRTH: "birth*",
    Act.AGE: "age*",
    Act.HOME: "house*",
    Act.FAMILY: "family*",
    Act.WORK: "work*",
    Act.EDUCATION: "school*",
}


def about(stage: Stage) -> list[Beat]:
    """An answer to a question about the persona's own life."""
    if stage.heard.act is Act.NAME:
        return [Beat(stage.line("name"))]
    known = stage.fresh(same_question(stage.heard, stage.index))
    facts = _facts(stage)
    if known and (not facts or stage.chance(0.7)):
        return rounded(stage, [stage.say(known[0])], [])
    if facts:
        return _told(stage, facts)
    contrary = {Act.LIKE: "dislike", Act.DISLIKE: "like"}.get(stage.heard.act)
    found = [one for one in enough(stage.matches()) if not contrary or one.piece.slot != contrary]
    if found:
        return rounded(stage, [stage.say(drawn(found, stage.rng).piece)], found)
    return _without(stage)


def _facts(stage: Stage) -> list[Piece]:
    """Life facts of the kind asked for; those that meet the question's own words first, and alone if they do."""
    slot = str(stage.heard.act)
    kinds = {slot, "habit"} if slot == "like" else {slot}
    of_kind = [piece for piece in stage.fresh(stage.index.of(Kind.LIFE)) if piece.slot in kinds]
    asked = set(stage.heard.terms) - {_GENERAL.get(stage.heard.act, "")}
    meeting = [piece for piece in of_kind if asked & piece.terms]
    if meeting:
        return meeting
    particular = (
        bool(stage.heard.topic)
        and stage.heard.act in {Act.LIKE, Act.DISLIKE, Act.HABIT, Act.APPEARANCE}
        and _names_a_thing(stage)
    )
    return [] if particular else [piece for piece in of_kind if piece.slot == slot]


def _names_a_thing(stage: Stage) -> bool:
    """Whether `do you like …` names something in particular."""
    return any(clause.act is stage.heard.act and clause.rest for clause in stage.heard.clauses)


def _told(stage: Stage, facts: list[Piece]) -> list[Beat]:
    first = facts[0] if stage.chance(0.6) else stage.rng.choice(facts)
    beats = [stage.say(first)]
    others = stage.fresh([piece for piece in facts if piece is not first])
    if others and len(beats) < stage.room and stage.chance(0.5):
        beats.append(stage.say(others[0]))
    stories = [one.piece for one in enough(stage.matches(Kind.ANECDOTE))]
    if stories and len(beats) < stage.room and stage.chance(stage.genome.mind.communication.storytelling):
        beats.append(stage.say(stories[0]))
    return beats


def _without(stage: Stage) -> list[Beat]:
    """What can be said truthfully when the genome has no such fact."""
    act, born = stage.heard.act, stage.genome.metadata.birth_date
    if act in {Act.BIRTH, Act.AGE} and born:
        date = f"on {born.day} {_MONTHS[born.month - 1]} {born.year}"
        return [Beat(stage.line("born" if act is Act.BIRTH else "age", date=date))]
    passions = stage.genome.mind.passion_topics
    if act is Act.LIKE:
        wanted = set(stage.heard.terms)
        loved = [passion for passion in passions if wanted & set(terms(passion))]
        if loved:
            return [Beat(stage.line("passion_yes", topic=loved[0]))]
        if passions and not _names_a_thing(stage):
            return [Beat(stage.line("care"))]
        return [Beat(stage.line("no_view")), *steer(stage)]
    if act is Act.WORK and stage.genome.metadata.tagline:
        return [Beat(stage.line("tagline", tagline=_tagline(stage)))]
    return [Beat(stage.line("self_unknown")), *steer(stage)]


def _tagline(stage: Stage) -> str:
    return lowered(bare(stage.genome.metadata.tagline))


def introduction(stage: Stage) -> list[Beat]:
    """Who the persona is: an example, or its name with its work and what it cares for."""
    example = like_example(stage, Act.INTRODUCTION)
    if example and stage.chance(0.75):
        return [stage.say(example)]
    beats = [Beat(stage.line("who"))]
    works = stage.fresh([piece for piece in stage.index.of(Kind.LIFE) if piece.slot in {"work", "home", "birth"}])
    works.sort(key=lambda piece: ("work", "home", "birth").index(piece.slot))
    if works:
        beats.append(stage.say(works[0]))
    elif stage.genome.metadata.tagline:
        beats.append(Beat(stage.line("tagline", tagline=_tagline(stage))))
    if stage.genome.mind.passion_topics and stage.room > 1:
        beats.append(Beat(stage.line("care")))
    return beats


def in_words(stage: Stage) -> list[Beat]:
    """The persona in three words: of its traits and values."""
    mind = stage.genome.mind
    names = [trait.name for trait in sorted(mind.traits, key=lambda trait: -trait.intensity)]
    names += [value.name for value in sorted(mind.values, key=lambda value: -value.priority)]
    short = [name for name in dict.fromkeys(names) if len(name.split()) == 1][:5]
    if len(short) < 3:  # noqa: PLR2004 - three words were asked for, or nearly
        return introduction(stage)
    return [Beat(" ".join(f"{word.capitalize()}." for word in stage.rng.sample(short, 3)), own=True)]


def creed(stage: Stage) -> list[Beat]:
    """What the persona holds most firmly, or has learned: its strongest beliefs and values first."""
    near = [one.piece for one in continuation(stage, Kind.BELIEF, Kind.VALUE)] if "sentence" in stage.heard.text else []
    pool = near[:1] or sorted(stage.fresh(stage.index.of(Kind.BELIEF, Kind.VALUE)), key=lambda one: -one.weight)[:5]
    if not pool:
        return [Beat(stage.line("care") or stage.line("self_unknown"))]
    chosen = stage.rng.choice(pool)
    lead = [Beat(stage.line("creed"), "lead")] if stage.chance(0.6) else []
    return rounded(stage, [*lead, stage.say(chosen)], [])


def tongues(stage: Stage) -> list[Beat]:
    """Whether the persona speaks a language, by its voice and its own tongue."""
    asked = next(
        (word for word in stage.heard.text.lower().replace("?", " ").split() if word in pairs("languages")), ""
    )
    found = enough(stage.matches(Kind.LIFE, Kind.EXAMPLE))
    if found:
        return [stage.say(found[0].piece)]
    known = {code.split("-")[0] for code in (*stage.genome.voice.languages, stage.genome.metadata.language)}
    bank = "speaks" if pairs("languages").get(asked) in known else "speaks_not"
    return [Beat(stage.line(bank, topic=asked.capitalize() or stage.heard.topic) or stage.line("self_unknown"))]
