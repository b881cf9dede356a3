"""A text as it can be spoken: words without signs that no voice says, and its sentences. Knows no voice and no tags."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from brain.errors import InvalidInput
from brain.style.words import sentences as spans

LONGEST: Final = 5_000
"""Most characters that are spoken at once: about five minutes."""

_DROPPED: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk"})
"""Unicode categories of what is not said: control and format characters, halves of pairs, and emoji with their skin
tones. eSpeak NG reads commands out of control characters, and would name an emoji in the middle of a sentence."""

_MARKDOWN: Final = re.compile(r"(?<!\w)[*_~`#>]+|[*_~`]+(?!\w)")
_SELECTOR: Final = re.compile("[\ufe00-\ufe0f\u20e3]")


def spoken(text: str) -> str:
    """The text without what no voice says, blanks made one, lines kept. May be empty."""
    kept = _SELECTOR.sub("", text)
    kept = "".join(
        sign if sign in "\n\t " or unicodedata.category(sign) not in _DROPPED else " "
        for sign in kept.replace("\r", "\n")
    )
    kept = _MARKDOWN.sub("", kept)
    return "\n".join(line for part in kept.split("\n") if (line := " ".join(part.split())))


def required(text: str) -> str:
    """What is spoken of a text. Raises InvalidInput for one that is too long, or has no letter and no digit."""
    if len(text) > LONGEST:
        raise InvalidInput(
            "The text is too long to be spoken at once.",
            why=f"It has {len(text):,} characters; the most is {LONGEST:,}.",
            next_step="Speak it in parts.",
        )
    kept = spoken(text)
    if not _sayable(kept):
        raise InvalidInput(
            f"There is nothing to say in {text[:40]!r}.", next_step="Give it a text with at least one word."
        )
    return kept


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, without those that hold no word; of a text without any word that is known, itself."""
    return tuple(text[span.start : span.end] for span in spans(text)) or ((text,) if _sayable(text) else ())


def _sayable(text: str) -> bool:
    return any(sign.isalnum() for sign in text)
