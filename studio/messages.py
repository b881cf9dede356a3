"""What may be said to a persona: the check every message passes before anything is kept."""

from __future__ import annotations

import unicodedata
from typing import Final

from brain.errors import InvalidMessage

LONGEST: Final = 20_000
"""Longest message in characters."""

_KEPT: Final = frozenset("\n\t")


def checked(text: str | bytes) -> str:
    """The message in Unicode NFC, without control characters, its ends trimmed.

    Right-to-left text and markup pass: they are data. Raises InvalidMessage for an empty, oversized or binary one.
    """
    words = _decoded(text)
    if len(words) > LONGEST:
        raise InvalidMessage(
            f"The message is {len(words):,} characters long.",
            why=f"At most {LONGEST:,} can be sent at once.",
            next_step="Shorten it, or send it in parts.",
        )
    controls = sum(1 for c in words if unicodedata.category(c) in {"Cc", "Cs", "Co", "Cn"} and c not in "\r\n\t")
    if "\x00" in words or controls > max(3, len(words) // 10):
        raise InvalidMessage(
            "The message looks like binary data.",
            why="It holds bytes that are not text.",
            next_step="Send plain text.",
        )
    clean = "".join(
        c for c in words.replace("\r\n", "\n").replace("\r", "\n")
        if c in _KEPT or unicodedata.category(c) not in {"Cc", "Cs"}
    )  # fmt: skip
    clean = unicodedata.normalize("NFC", clean).strip()
    if not any(unicodedata.category(c)[0] not in "ZC" for c in clean):
        raise InvalidMessage("The message is empty.", next_step="Write at least one word.")
    return clean


def _decoded(text: str | bytes) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError as error:
        raise InvalidMessage(
            "The message is not UTF-8 text.", why=f"Byte {error.start} cannot be read.", next_step="Send plain text."
        ) from None
