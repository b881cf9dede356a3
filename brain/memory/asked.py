"""Whom a question names: its own speaker, the persona, or somebody by name. Knows no index. English."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal

from brain.memory.terms import terms

_USER: Final = re.compile(
    r"\b(?:did|had|have|do)\s+i\b|\bi\s+(?:\w+\s+)?(?:told|said|mention(?:ed)?|asked|wrote|was telling|shared)\b"
    r"|\b(?:remember|know|recall|forgot)\s+(?:about\s+)?(?:me|my|what i|where i|when i|who i|how i|that i)\b",
    re.IGNORECASE,
)
_PERSONA: Final = re.compile(
    r"\b(?:did|had|have)\s+you\s+(?:\w+\s+)?(?:say|said|tell|told|mention(?:ed)?|recommend(?:ed)?|suggest(?:ed)?|answer"
    r"(?:ed)?|call(?:ed)?|promise(?:d)?|advise(?:d)?)\b|\byou\s+(?:\w+\s+)?(?:told|said|mentioned|recommended|suggested"
    r"|promised|advised|were saying|answered)\b|\byour\s+(?:advice|answer|suggestion|recommendation|words)\b",
    re.IGNORECASE,
)
_NAME: Final = re.compile(r"(?<![.!?\u2026]\s)(?<!^)\b[A-Z][\w'-]{1,30}")


@dataclass(frozen=True, slots=True)
class Named:
    """Whose words a question asks for (None: it does not say), and the names in it, lower case."""

    speaker: Literal["user", "persona"] | None
    names: frozenset[str]

    def fits(self, speaker: str, words: str) -> bool:
        """Whether something that this side said is what the question names."""
        if self.speaker is not None:
            return speaker == self.speaker
        return bool(self.names) and any(name in words.casefold() for name in self.names)


def named(question: str, *, persona: str = "") -> Named:
    """Whom a question names. `persona` is the name of who is asked, which names nobody else.

    "What did you say about light?" asks for the persona's words, "Did I tell you …?" for the user's own.
    """
    asked_of_persona = bool(_PERSONA.search(question))
    speaker: Literal["user", "persona"] | None = None
    if asked_of_persona != bool(_USER.search(question)):
        speaker = "persona" if asked_of_persona else "user"
    own = set(terms(persona))
    names = {name.casefold().rstrip("'s") for name in _NAME.findall(question[:2_000])}
    return Named(speaker, frozenset(name for name in names if name not in own and terms(name)))
