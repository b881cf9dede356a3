"""Small repairs of English text: capitals, full stops, contractions, and turning a speaker's words round."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from brain.models.understudy.lexicon import pairs, word_set

if TYPE_CHECKING:
    from collections.abc import Mapping

_END_MARKS: Final = (".", "!", "?", "…", "”", '"', ":", ")")


def capitalised(text: str) -> str:
    """The text with its first letter large, even behind a quotation mark."""
    for at, letter in enumerate(text):
        if letter.isalpha():
            return text[:at] + letter.upper() + text[at + 1 :]
        if letter.isdigit():
            return text
    return text


def lowered(text: str) -> str:
    """The text fit to stand after a comma or a colon: its first letter small unless it may be a name, or is `I`."""
    first = re.match(r"[A-Za-z]+", text)
    if first and first.group().lower() in word_set("lowerable"):
        return text[0].lower() + text[1:]
    return text


def starts_lowerable(text: str) -> bool:
    """Whether the text can follow a comma without looking like a second beginning."""
    first = re.match(r"[A-Za-z]+(?:'[a-z]+)?", text)
    if first is None:
        return False
    return first.group() == "I" or first.group().startswith("I'") or first.group().lower() in word_set("lowerable")


def ended(text: str) -> str:
    """The text with a full stop, if it ends in no mark of its own."""
    text = text.rstrip()
    if not text or text.endswith(_END_MARKS) or re.search(r"[.!?…]['\u2019]$", text):
        return text
    return text.rstrip(",;—-\u2013 ") + "."


def bare(text: str) -> str:
    """The text without its final stop."""
    return text.rstrip().rstrip(".!?…,;: ")


@lru_cache(maxsize=1)
def _contractions() -> re.Pattern[str]:
    return re.compile(r"\b(" + "|".join(map(re.escape, pairs("contractions"))) + r")\b", re.IGNORECASE)


@lru_cache(maxsize=1)
def _written_out() -> Mapping[str, str]:
    return {short.lower(): long for short, long in pairs("contractions").items()}


def expanded(text: str) -> str:
    """The text with its contractions written out: `don't` becomes `do not`."""

    def written_out(found: re.Match[str]) -> str:
        long = _written_out()[found.group().lower()]
        return capitalised(long) if found.group()[0].isupper() else long

    return _contractions().sub(written_out, text.replace("\u2019", "'"))


def spelled(text: str, spelling: str) -> str:
    """The text in British or American spelling, as far as the word list goes."""
    if spelling != "en-GB":
        return text
    for american, british in pairs("spelling").items():
        text = re.sub(rf"\b{american}", british, text)
        text = re.sub(rf"\b{american.capitalize()}", british.capitalize(), text)
    return text


def turned(text: str) -> str:
    """A speaker's words as said back to them: `I lost my key` becomes `you lost your key`.

    `you` after a verb becomes `me`, at the start of a clause `I`.
    """
    tokens = re.findall(r"[A-Za-z]+(?:['\u2019][A-Za-z]+)*|[^A-Za-z]+", text)
    out: list[str] = []
    before = ""
    for token in tokens:
        word = token.replace("\u2019", "'").lower()
        if not word.strip() or not word[0].isalpha():
            out.append(token)
            before = before if token.isspace() else token.strip()
            continue
        new = pairs("turned").get(word)
        if word == "you" and (before in {"", ",", ";", "that", "if", "when", "what", "how", "because", "and", "but"}):
            new = "I"
        if word == "was" and before in {"i", "we"}:
            new = "were"
        out.append(new if new is not None else token)
        before = word
    return "".join(out).strip()


def begins_with_speaker(text: str) -> bool:
    """Whether the words begin with their speaker: `I …`, `my …`, `we …`."""
    return bool(re.match(r"(?i)(i|my|we|our|i'm|i've|i'd|im|ive|we're|we've)\b", text.replace("\u2019", "'").strip()))


def third_to_second(text: str) -> str:
    """`The user likes tea` as `you like tea`; the text unchanged when it does not begin so."""
    found = re.match(r"(?i)(?:the )?user('s)?\s+(\w+)(.*)", text.strip(), re.DOTALL)
    if not found:
        return text
    owner, verb, rest = found.groups()
    rest = re.sub(r"\b(their|his|her)\b", "your", rest)
    if owner:
        return f"your {verb}{rest}"
    forms = {"is": "are", "has": "have", "was": "were", "does": "do", "goes": "go"}
    plain = re.sub(r"(?<=[^s])s$", "", verb)
    plain = re.sub(r"ies$", "y", verb) if verb.endswith("ies") else plain
    return f"you {forms.get(verb, plain)}{rest}"
