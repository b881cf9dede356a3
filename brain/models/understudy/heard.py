"""What the user's message asks for: its act, topic, terms, feeling and what it tells. Knows no persona."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from brain.models.understudy import topic, trouble
from brain.models.understudy.acts import Act, asks, rank
from brain.models.understudy.grammar import begins_with_speaker
from brain.models.understudy.lexicon import feelings, pattern, table, word_set
from brain.models.understudy.words import content, sentences, terms, words

_KEPT_LETTERS: Final = 2_000
"""Messages shorter than this are remembered as they were understood."""


@dataclass(frozen=True)
class Clause:
    """One sentence of the message: its words, what it does, and what followed the pattern that told so."""

    text: str
    act: Act
    rest: str = ""


@dataclass(frozen=True)
class Heard:
    """A message as it was understood: `topic` can be said back, `terms` are for matching, `told` is what it tells."""

    text: str
    act: Act
    clauses: tuple[Clause, ...] = ()
    topic: str = ""
    terms: tuple[str, ...] = ()
    feeling: str = ""
    going: str = ""
    told: str = ""
    name: str = ""

    @property
    def acts(self) -> frozenset[Act]:
        """Every act in the message."""
        return frozenset(clause.act for clause in self.clauses) | {self.act}

    @property
    def asks(self) -> bool:
        """Whether it wants an answer."""
        return asks(self.act)


def hear(text: str) -> Heard:
    """The message as understood. Never raises; a message that cannot be read has an act that says why."""
    return _short(text) if len(text) < _KEPT_LETTERS else _hear(text)


@lru_cache(maxsize=4_096)
def _short(text: str) -> Heard:
    return _hear(text)


def _hear(text: str) -> Heard:
    text = "".join(letter if letter.isprintable() else " " for letter in text)
    text = " ".join(text.replace("\u2019", "'").replace("\u2018", "'").split())
    cannot = trouble.find(text)
    if cannot:
        return Heard(text, Act(cannot), topic=topic.of(_busiest(text)) if cannot == "long" else "")
    clauses = tuple(_clauses(text))
    main = _main(clauses)
    said = " ".join(clause.text for clause in clauses if clause.act not in {Act.GREETING, Act.THANKS})
    return Heard(
        text,
        main.act,
        clauses,
        topic=_topic(main, clauses),
        terms=terms(main.rest or main.text) or terms(said),
        feeling=_feeling(text),
        going=_going(" ".join(clause.text for clause in clauses if clause.act is Act.TELLS)),
        told=next((clause.text for clause in reversed(clauses) if clause.act is Act.TELLS), ""),
        name=name_in(text),
    )


def _topic(main: Clause, clauses: tuple[Clause, ...]) -> str:
    if main.rest:
        found = topic.from_rest(main.rest) or topic.of(main.rest)
        if found:
            return found
    return topic.of(main.text, first=bool(pattern("yes_no_question").match(main.text))) or next(
        (found for clause in clauses if (found := topic.of(clause.text))), ""
    )


def _main(clauses: tuple[Clause, ...]) -> Clause:
    best = clauses[0]
    for clause in clauses[1:]:
        if rank(clause.act) >= rank(best.act):
            best = clause
    return best


def _clauses(text: str) -> list[Clause]:
    found: list[Clause] = []
    hello = pattern("hello").match(text)
    if hello and _read(text).act is not Act.GREETING and content(text[hello.end() :]) + words(text[hello.end() :]):
        found.append(Clause(hello.group().strip(" ,!.:;-"), Act.GREETING))
        text = text[hello.end() :]
    found.extend(_read(sentence) for sentence in sentences(text)[:12])
    return found or [Clause(text, Act.REMARK)]


def _read(sentence: str) -> Clause:
    sentence = pattern("link").sub("", sentence) or sentence
    sentence = pattern("yes_no").sub("", sentence) or sentence
    for act, known in _patterns():
        for one in known:
            match = one.search(sentence)
            if match and not (act is Act.KNOWLEDGE and begins_with_speaker(sentence)):
                rest = match.groupdict().get("rest") or ""
                return Clause(sentence, act, rest.strip())
    if (begins_with_speaker(sentence) or pattern("when").match(sentence)) and not sentence.endswith("?"):
        return Clause(sentence, Act.REMARK if pattern("opinion_start").match(sentence) else Act.TELLS)
    return Clause(sentence, Act.QUESTION if sentence.endswith("?") else Act.REMARK)


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Act, tuple[re.Pattern[str], ...]], ...]:
    return tuple(
        (Act(entry["name"]), tuple(re.compile(one, re.IGNORECASE) for one in entry["patterns"]))
        for entry in table("acts")["act"]
    )


def _feeling(text: str) -> str:
    """The feeling the user names as its own, or empty."""
    known = feelings()
    found = pattern("feels").search(text)
    said = words(found.group("said")) if found else []
    if "not" in said or "n't" in text:
        return ""
    return next((known[word] for word in said if word in known), "")


def _going(text: str) -> str:
    """`well` or `ill` by the words in the message, or empty."""
    tokens = set(words(text))
    if pattern("blow").search(text):
        return "ill"
    if any(word in tokens for word in ("not", "never")):
        return ""
    well, ill = len(tokens & word_set("well")), len(tokens & word_set("ill"))
    return "ill" if ill > 0 and ill >= well else ("well" if well > 0 else "")


def name_in(text: str) -> str:
    """The name by which the writer of a text calls itself, or empty."""
    found = pattern("named").search(text) or pattern("named_bare").search(text)
    if not found or found.group(1).lower() in word_set("no_names") or found.group(1).lower() in feelings():
        return ""
    return topic.sayable(found.group(1)) and found.group(1)


def _busiest(text: str) -> str:
    """The words of a long text that come up most often, as a stand-in for its subject."""
    counts: dict[str, int] = {}
    weak = word_set("weak") | word_set("verbs")
    for word in content(text[:20_000]):
        if word not in weak and word.isalpha():
            counts[word] = counts.get(word, 0) + 1
    top = max(counts.items(), key=lambda item: (item[1], len(item[0])), default=("", 0))
    return top[0] if top[1] > 1 else ""
