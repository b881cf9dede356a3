"""The EmotionDetector protocol. Knows no tier."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol, runtime_checkable

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.emotion.reading import EmotionReading


class EmotionDetector(Protocol):
    """Something that reads the emotion in a text."""

    def read(self, text: str, *, recent: Sequence[EmotionReading] = (), context: Sequence[str] = ()) -> EmotionReading:
        """The reading of one message, in English.

        `recent` are the readings of the messages before it, oldest first; the trend comes from them.
        `context` are the messages of both sides before it, oldest first; a tier may leave them unread. Every text gets
        a reading: where there is nothing to read, it is neutral with confidence 0.
        """


@runtime_checkable
class Foreseeing(Protocol):
    """A detector that has less work with texts that it is told of before they are read."""

    def foresee(self, texts: Sequence[str]) -> None:
        """Texts that will be read next. Their readings are the same without."""
