"""How much a very short message takes from the one before it. Knows no detector.

`Me too` says whose feeling it shares, not which; `oh no` says that something is felt about what was just said. Lists
and shares are this project's own choice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence

ECHO: Final = 0.6
"""Share that a message which only repeats the other's feeling takes from the message before."""

REACTION: Final = 0.3
"""Share that a message which only reacts takes."""

LONGEST: Final = 4
"""More words than this speak for themselves."""

_ECHOES: Final = frozenset(
    [
        "me too", "me neither", "same", "same here", "so do i", "so am i", "so did i", "neither do i", "you too",
        "and you", "likewise", "ditto", "agreed", "i agree", "exactly", "exactly this", "totally", "absolutely",
        "i know", "i know right", "me as well", "i feel the same", "i feel that", "i feel you", "tell me about it",
        "you said it", "both", "us too", "we too", "same to you", "feeling the same",
    ]
)  # fmt: skip
_REACTIONS: Final = frozenset(
    [
        "oh", "oh no", "oh my", "oh dear", "oh wow", "oh god", "omg", "oh my god", "really", "really now",
        "seriously", "for real", "what", "wait what", "no way", "no", "nooo", "yes", "yeah", "yep", "nope", "ok",
        "okay", "right", "true", "so true", "i see", "hm", "hmm", "huh", "ah", "aha", "wow", "well", "that",
        "that's it", "it is", "it was", "it does", "is it", "was it", "did you", "do you", "are you", "you do",
        "you did", "you are", "of course", "sure", "i guess", "indeed",
    ]
)  # fmt: skip


def lean(words: Sequence[str]) -> float:
    """The share, 0 to 1, that a message of these lower-case words takes from the message before; 0 for most."""
    spoken = [word for word in words if word[0].isalpha()]
    if not spoken or len(spoken) > LONGEST:
        return 0.0
    said = " ".join(spoken)
    return ECHO if said in _ECHOES else REACTION if said in _REACTIONS else 0.0
