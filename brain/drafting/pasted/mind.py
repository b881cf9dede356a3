"""What a sentence tells of somebody's mind: tastes, beliefs, knowledge, limits, goals, habits, phrases. No labels."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from brain.drafting.pasted.facts import Told
    from brain.drafting.pasted.reading import Item, Kind

_ADVERB: Final = (
    r"(?:(?:really|also|still|always|just|absolutely|truly|quite|simply|deeply|secretly|do|especially|"
    r"firmly|honestly|strongly)\s+){0,3}"
)
_STOP: Final = (
    r"(?=\s*(?:[,.;:!?()\u2014]|$|\s-\s|\b(?:but|who|which|because|although|though|when|yet|since|until|except|"
    r"more than|than anything|after|before|so|at|and (?:I|he|she|they|it|hates?|loves?|can't|cannot|never|"
    r"dislikes?|is|has|detests?|loathes?|adores?|enjoys?|likes?))\b))"
)
_THING: Final = r"\s+(?P<t>[^,.;:!?()\u2014]{2,80}?)"
_PRONOUN: Final = re.compile(
    r"^(?:it|them|him|her|you|me|us|that|this|those|these|all|nothing|everything|so|to (?:say|think|see|"
    r"hear|know)|how|what|where|when|if|the ones?|people)\b"
    r"(?!\s+(?:way|sort|kind))",
    re.IGNORECASE,
)
_LIKE_OWN: Final = (
    r"love|adore|enjoy|like|collect|(?:'m|am) (?:fond of|obsessed with|passionate about|fascinated by|"
    r"crazy about)|live for"
)
_LIKE_TOLD: Final = (
    r"loves|adores|enjoys|likes|collects|(?:is )?(?:fond of|obsessed with|passionate about|fascinated by|"
    r"crazy about)|lives for"
)
_DISLIKE_OWN: Final = (
    r"hate|detest|loathe|despise|dislike|can't stand|cannot stand|can't bear|cannot bear|(?:don't|do not|"
    r"never) (?:like|enjoy)|"
    r"have no patience for|have no time for|can't abide"
)
_DISLIKE_TOLD: Final = (
    r"hates|detests|loathes|despises|dislikes|can't stand|cannot stand|can't bear|cannot bear|"
    r"(?:doesn't|does not|don't|never) (?:like|enjoy)|has no patience for|has no time for|cannot abide|can't abide"
)
_KNOWS_OWN: Final = (
    r"(?:know|learned|learnt) (?:a lot|a great deal|everything|all) (?:there is to know )?about|"
    r"(?:specialise|specialize) in|(?:'m|am) an expert (?:in|on)|have a degree in|(?:teach|taught|studied)"
)
_KNOWS_TOLD: Final = (
    r"knows (?:a lot|a great deal|everything|all|more than most) (?:there is to know )?about|"
    r"(?:specialises|specializes) in|"
    r"(?:an |is )?expert (?:in|on)|well versed in|has a degree in|(?:teaches|taught|studied|studies)"
)
_SAY: Final = (
    r"(?:give|gives|talk|talks|discuss|discusses|speak|speaks|say|says|share|shares|reveal|reveals|lie|"
    r"lies|claim|claims|"
    r"pretend|pretends|promise|promises|swear|swears|use|uses|mock|mocks|insult|insults|break|breaks|"
    r"recommend|recommends|"
    r"offer|offers|sell|sells|betray|betrays|tell|tells|mention|mentions|joke|jokes|comment|comments|flirt|flirts|"
    r"diagnose|diagnoses|harm|harms|judge|judges|work|works|take|takes|let|lets|invent|invents|guess|"
    r"guesses|make|makes|"
    r"ask|asks|write|writes|shame|shames|blame|blames|help|helps|quote|quotes|answer|answers|cheat|cheats|"
    r"put|puts|go out|leave|leaves|lend|lends|shout|shouts)\b"
)
_LIMIT_OWN: Final = re.compile(
    rf"\bI (?:will |would |'ll |must |could )?(?:never)\s+(?:ever\s+)?{_SAY}|\bI(?: would| will|'ll|"
    rf"'d) never\s+(?:ever\s+)?(?!be\b|been\b|have\b|had\b|know\b|forget\b|thought\b)\w+"
    r"|\bI (?:refuse to|won't|will not|must not|mustn't)\s+(?!be\b|have\b)\w+",
    re.IGNORECASE,
)
_LIMIT_TOLD: Final = re.compile(
    rf"(?:\bnever\s+(?:ever\s+)?{_SAY}|\b(?:must|should|may|shall|can) (?:not|never)\b|\bmustn't\b|\bshouldn't\b"
    r"|\b(?:refuses|declines) to\s+\w+|\b(?:will not|won't|will never)\s+(?!be\b|have\b)\w+"
    r"|^\W*(?:do not|don't|never|no)\s+\w+)",
    re.IGNORECASE,
)
_BELIEF_OWN: Final = re.compile(
    rf"\bI(?:'ve|'m| am| have)?\s+{_ADVERB}(?:always\s+)?(?:believe|believed|think|convinced|maintain|reckon|sure)\b"
    r"(?:\s+that)?,?\s+(?P<b>.{8,400})|\b(?:in my (?:opinion|view|experience)|if you ask me),?\s+(?P<c>.{8,400})",
    re.IGNORECASE,
)
_BELIEF_TOLD: Final = re.compile(
    rf"\b{_ADVERB}(?:believes|thinks|is convinced|maintains|insists|argues|holds|"
    rf"is certain)\s+(?:that\s+)?(?P<b>.{{8,400}})",
    re.IGNORECASE,
)
_NO_BELIEF: Final = re.compile(
    r"^(?:I|I'll|I'd|I've|I'm|so|about|of|he|she|it was|we|they|you|that's|this is|to|on|back|not)\b", re.IGNORECASE
)
_GOAL_OWN: Final = re.compile(
    r"\bI(?:'d)? (?:really |still |just )?(?:want to|hope to|dream of|like to one day|plan to|am determined to)\s+\w+|"
    r"\bmy (?:goal|dream|ambition|aim|hope) is\b",
    re.IGNORECASE,
)
_GOAL_TOLD: Final = re.compile(
    r"\b(?:wants to|hopes to|dreams of|aims to|plans to|is determined to|(?:goal|dream|ambition|aim|mission) is)\b",
    re.IGNORECASE,
)
_VALUE_OWN: Final = re.compile(
    rf"\b(?:I (?:deeply )?(?:value|care (?:deeply |most |a lot )?about)|"
    rf"what matters (?:most )?to me is){_THING}{_STOP}",
    re.IGNORECASE,
)
_VALUE_TOLD: Final = re.compile(rf"\b(?:values|cares (?:deeply |most )?about|prizes){_THING}{_STOP}", re.IGNORECASE)
_QUIRK_OWN: Final = re.compile(
    r"\bI always (?!been|say|was|wanted|thought|knew|believed|loved|had)\w+|\bI have (?:a|the|this) habit of\b",
    re.IGNORECASE,
)
_QUIRK_TOLD: Final = re.compile(
    r"\balways \w+s\b|\b(?:has|have) (?:a|the|this) (?:habit|way) of\b|\btends to\b|\b(?:hums|whistles|"
    r"fidgets|mutters)\b",
    re.IGNORECASE,
)
_PHRASE: Final = re.compile(
    r"(?:\b(?:she|he) says,? (?=[\"\u201c])|catch-?phrase|motto|saying|often says?|always says?|"
    r"likes to say|keeps saying|as I (?:always|like to) say|"
    r"I always say|ends? with|opens? with|greets? \w+ with|signs? off with)[^\"\u201c\n]{0,40}[\"\u201c]"
    r"(?P<s>[^\"\u201c\u201d\n]{2,200})[\"\u201d]",
    re.IGNORECASE,
)
_NOT: Final = re.compile(r"\b(?:not|n't|never|no longer|would|if)\s*(?:really |always )?$", re.IGNORECASE)


def mind(told: Told) -> Iterator[Item]:
    """What a sentence tells of a mind. A limit is no dislike, and what is believed no taste."""
    limit = told.whole("boundary") if (_LIMIT_OWN if told.own else _LIMIT_TOLD).search(told.text) else None
    found = [limit, _belief(told)]
    if not any(found):
        found += [*_things(told)]
        found += [told.whole("goal") if (_GOAL_OWN if told.own else _GOAL_TOLD).search(told.text) else None]
        found += [told.whole("quirk") if (_QUIRK_OWN if told.own else _QUIRK_TOLD).search(told.text) else None]
    yield from (item for item in found if item is not None)


def sayings(told: Told) -> Iterator[Item]:
    """Phrases that the sentence, quotations not blotted out, calls somebody's own."""
    for match in _PHRASE.finditer(told.text):
        if item := told.item("phrase", *match.span("s")):
            yield item


def _belief(told: Told) -> Item | None:
    match = (_BELIEF_OWN if told.own else _BELIEF_TOLD).search(told.text)
    if match is None:
        return None
    group = "b" if match["b"] else "c"
    if _NO_BELIEF.match(match[group]) or len(match[group].split()) < 3:  # noqa: PLR2004 - "I think so"
        return None
    return told.whole("belief") if told.own else told.item("belief", match.start(group), len(told.text))


_THINGS: Final[tuple[tuple[Kind, str, str], ...]] = (
    ("dislike", _DISLIKE_OWN, _DISLIKE_TOLD),
    ("like", _LIKE_OWN, _LIKE_TOLD),
    ("knowledge", _KNOWS_OWN, _KNOWS_TOLD),
)
_RULES: Final = tuple(
    (
        kind,
        re.compile(rf"\bI ?(?:'ve |have )?{_ADVERB}(?:{own}){_THING}{_STOP}", re.IGNORECASE),
        re.compile(rf"\b{_ADVERB}(?:{other}){_THING}{_STOP}", re.IGNORECASE),
    )
    for kind, own, other in _THINGS
)


def _things(told: Told) -> Iterator[Item | None]:
    taken: list[tuple[int, int]] = []
    for kind, own, other in _RULES:
        for match in (own if told.own else other).finditer(told.text):
            covered = any(start < match.end("t") and match.start("t") < end for start, end in taken)
            denied = kind != "dislike" and _NOT.search(told.text[: match.start()])
            if covered or denied or _PRONOUN.match(match["t"]):
                continue
            taken.append(match.span())
            low, high = match.span("t")
            # Where somebody teaches or studied is no part of what they know.
            where = re.search(r"\s+(?:in|near)\s", match["t"]) if kind == "knowledge" else None
            yield from _each(told, kind, low, low + where.start() if where else high)
    for match in (_VALUE_OWN if told.own else _VALUE_TOLD).finditer(told.text):
        yield from _each(told, "value", *match.span("t"))


def _each(told: Told, kind: Kind, start: int, end: int) -> Iterator[Item | None]:
    """`tea and old maps` is two things; what is longer is one."""
    cuts = [match.span() for match in re.finditer(r"\s+(?:and|or)\s+", told.text[start:end])]
    edges = [0, *(edge for cut in cuts for edge in cut), end - start]
    pieces = list(zip(edges[::2], edges[1::2], strict=True))
    if any(len(told.text[start + at : start + to].split()) > 4 for at, to in pieces):  # noqa: PLR2004
        pieces = [(0, end - start)]
    for at, to in pieces:
        yield told.item(kind, start + at, start + to)
