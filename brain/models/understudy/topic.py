"""What a message is about, in its own words: a short noun phrase that can be said back. Knows no persona."""

from __future__ import annotations

import re
from typing import Final

from brain.models.understudy.grammar import turned
from brain.models.understudy.lexicon import pattern, word_set
from brain.models.understudy.words import stem, words

_PHASES: Final = frozenset(["stop", "start", "keep", "begin", "avoid", "quit", "stopping", "starting"])
_LONGEST: Final = 6
_LONGEST_LETTERS: Final = 44


def from_rest(rest: str) -> str:
    """The noun phrase at the start of what followed `what do you think about`, turned round, or empty."""
    found = pattern("cut").split(rest.strip().strip("\"'“”"), maxsplit=1)
    tokens = found[0].split() if found else []
    while tokens and tokens[0].lower() in word_set("not_first") - {"the", "a", "an"}:
        tokens = tokens[1:]
    if tokens and _clausal(tokens):
        return ""
    at = next((at for at, token in enumerate(tokens) if token.lower() in word_set("auxiliaries")), len(tokens))
    tokens = _named(tokens[:at])
    if not tokens or len(tokens) > _LONGEST or "to be" in " ".join(tokens):
        return ""
    return sayable(" ".join(tokens))


def _named(tokens: list[str]) -> list[str]:
    """What a clause is about: `lie to a friend` becomes `lying to a friend`, `black holes form` `black holes`."""
    verbs = word_set("verbs")
    if len(tokens) > 1 and tokens[0].lower() in _PHASES and tokens[1].endswith("ing"):
        return tokens[1:]
    if len(tokens) == 1 and tokens[0].lower() in word_set("nouns_too"):
        return tokens
    if len(tokens) > 1 and tokens[-1].lower() in verbs and tokens[-2].lower() not in word_set("joiners") | verbs:
        general = all(token.lower() in word_set("weak") | word_set("stop") for token in tokens[:-1])
        return [gerund(tokens[-1].lower())] if general else tokens[:-1]
    if tokens and tokens[0] in verbs and not tokens[0].endswith(("ed", "ing")):
        return [gerund(tokens[0]), *tokens[1:]]
    return tokens


def gerund(verb: str) -> str:
    """The `-ing` form of a verb: `lie` gives `lying`, `make` `making`, `get` `getting`."""
    if verb.endswith("ing"):
        return verb
    if verb.endswith("ie"):
        return verb[:-2] + "ying"
    if verb.endswith("e") and not verb.endswith(("ee", "be")):
        return verb[:-1] + "ing"
    doubled = re.fullmatch(r"[a-z]{0,2}[^aeiou][aeiou][bdgmnprt]", verb) or verb in {"forget", "begin", "quit"}
    return (verb + verb[-1] if doubled else verb) + "ing"


def of(text: str, *, first: bool = False) -> str:
    """The likeliest key noun phrase of a text, turned to the persona's side, or empty when none stands out.

    With `first` the first one is taken, which in `is honesty always the best policy` is the subject.
    """
    best, weight = "", 0.0
    for chunk in _chunks(text):
        mass = _mass(chunk)
        phrase = sayable(" ".join(chunk))
        if phrase and (mass >= weight if not first else not best):
            best, weight = phrase, mass
    return best


def sayable(phrase: str) -> str:
    """The phrase turned to the persona's side when it is plain, short and fit to be repeated, else empty."""
    phrase = phrase.strip(" -'\u2019&/.,")
    if (
        not phrase
        or len(phrase) > _LONGEST_LETTERS
        or not pattern("plain_phrase").fullmatch(phrase)
        or pattern("unsayable").search(phrase)
    ):
        return ""
    plain = words(phrase)
    empty = (
        word_set("stop")
        | (word_set("verbs") - word_set("nouns_too"))
        | word_set("pasts")
        | word_set("adjectives")
        | word_set("weak") - {"life", "world", "time", "truth", "words"}
    )
    if not plain or all(word in empty for word in plain) or (len(plain) == 1 and plain[0].endswith("ed")):
        return ""
    return _calm(turned(phrase))


def harmless(text: str) -> bool:
    """Whether a sentence of the user's may be said back: plain text, and no word that does not belong there."""
    return bool(re.fullmatch(r"[A-Za-z0-9À-ÿ'\u2019&/,.;:!£$€% -]+", text)) and not pattern("unsayable").search(text)


def _calm(phrase: str) -> str:
    """Shouted words in small letters; names and abbreviations stay."""
    letters = [letter for letter in phrase if letter.isalpha()]
    shouted = len(letters) > 5 and sum(letter.isupper() for letter in letters) > 0.7 * len(letters)  # noqa: PLR2004
    return phrase.lower() if shouted else phrase


def _clausal(tokens: list[str]) -> bool:
    """Whether the phrase begins like a clause, not like a thing."""
    return tokens[0].lower() in {
        "i",
        "you",
        "we",
        "they",
        "he",
        "she",
        "it",
        "there",
        "me",
        "us",
        "them",
        "what",
        "how",
        "why",
        "not",
    }


def _chunks(text: str) -> list[list[str]]:
    stop, verbs = word_set("stop"), {stem(word) for word in word_set("verbs") | word_set("pasts")}
    chunks: list[list[str]] = []
    for part in re.split(
        r"[^\w\s'\u2019&/-]+|\b(?:last|this|next) (?:week|night|year|month|time|morning|evening|summer|weekend)\b", text
    ):
        now: list[str] = []
        for token in part.split():
            word = token.lower().replace("\u2019", "'")
            if word in {"most", "least"}:
                chunks.append(now)
                now = ["most"]
            elif now and word in word_set("nouns_too"):
                now.append(token)
            elif (
                word in stop
                or _comparative(word)
                or (stem(word) in verbs and not token[:1].isupper())
                or word.endswith(("n't", "ly"))
            ):
                apart = word in word_set("determiners") and bool(now) and now[-1].lower() not in word_set("joiners")
                if (
                    now
                    and not apart
                    and word in word_set("joiners")
                    and word not in {"and", "to", "for", "with", "on", "at", "from", "about"}
                ):
                    now.append(token)
                    continue
                chunks.append(now)
                now = [token] if word in word_set("determiners") else []
            else:
                now.append(token)
        chunks.append(now)
    return [
        trimmed for chunk in chunks if chunk[:1] != ["most"] and (trimmed := _trim(chunk)) and len(trimmed) <= _LONGEST
    ]


def _comparative(word: str) -> bool:
    """Whether the word is an adjective's comparative or superlative, such as `kinder`."""
    found = re.fullmatch(r"(\w{3,}?)i?(?:er|est)", word)
    stems = {found.group(1) + ending for ending in ("", "e", "y")} | {found.group(1)[:-1]} if found else set()
    return bool(stems & word_set("adjectives"))


def _trim(chunk: list[str]) -> list[str]:
    while chunk and chunk[-1].lower() in word_set("joiners") | word_set("determiners"):
        chunk = chunk[:-1]
    while (
        len(chunk) > 1
        and chunk[-1].lower() in word_set("adjectives")
        and chunk[-2].lower() not in word_set("determiners")
    ):
        chunk = chunk[:-1]
    if len(chunk) > 1 and chunk[0].lower() in {"some", "any"}:
        chunk = chunk[1:]
    if len(chunk) > 1 and chunk[0].lower() in {"this", "these"}:
        chunk = [{"this": "that", "these": "those"}[chunk[0].lower()], *chunk[1:]]
    return [] if len(chunk) == 1 and chunk[0].lower() in word_set("determiners") else chunk


def _mass(chunk: list[str]) -> float:
    stop, weak = word_set("stop"), word_set("weak")
    real = [token for token in chunk if token.lower() not in stop]
    weak = weak | word_set("adjectives")
    strong = sum(0.3 if token.lower() in weak else 1.0 for token in real)
    return strong + sum(0.5 for token in real if token[:1].isupper()) + 0.02 * sum(len(token) for token in real)
