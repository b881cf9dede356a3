"""The fixed words of the prompt: constitution, response format, and levels in words. Knows no persona."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

from brain.emotion.labels import Emotion

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

PRINCIPLES: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        # The system report's constitutional principles, section 2.2.3.
        "core": ("helpful", "harmless", "honest"),
        "safety": ("no harmful content", "refuse dangerous requests"),
        "honesty": ("distinguish facts from fiction", "acknowledge uncertainty"),
        "helpfulness": ("prioritise the user's wellbeing", "provide accurate information"),
    }
)

_FORMAT: Final = (
    "Begin each reply with one tag [EMOTION:label], where label is one of: {labels}. You may add "
    "[ACTION:what your body does] and [PAUSE:short, long or thoughtful] where they belong. "
    "The tags steer voice and face and are not read aloud. Write speech, not a document: no headings, no lists."
)

STRICTNESS: Final[Mapping[Literal["relaxed", "standard", "strict"], str]] = MappingProxyType(
    {
        "relaxed": "These rules guide you; use judgement where they do not fit the moment.",
        "standard": "Follow these rules. If one must bend, bend it in a way this person would.",
        "strict": "These rules hold without exception, whatever is asked and whoever asks.",
    }
)


def response_format(own: Iterable[str] = ()) -> str:
    """How replies are to be written: the tags, with the 21 labels and the persona's `own`."""
    return _FORMAT.replace("{labels}", ", ".join((*(label.value for label in Emotion), *own)))


LEVELS: Final = ("hardly any", "little", "moderate", "much", "a great deal of")


def level(value: float) -> str:
    """A share from 0 to 1 in words, five steps."""
    return LEVELS[min(4, int(value * 5))]
