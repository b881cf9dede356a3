"""A signal that adds up the weights of listed phrases; the assistant's voice and flattery are such."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

from brain.style.phrases import Hit, PhraseBook
from brain.style.words import words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from brain.drift.sample import Sample

MOST_LOAD: Final = 3.0
"""A load is cut here; more of the same proves nothing further."""


@cache
def phrase_book(name: Literal["assistant", "flattery"]) -> PhraseBook:
    """One of the shipped lists of phrases."""
    text = files("brain.drift.signals").joinpath("phrases.toml").read_text(encoding="utf-8")
    return PhraseBook(tomllib.loads(text)[name])


def load(hits: Iterable[Hit]) -> float:
    """The summed weights, at most 3."""
    return min(MOST_LOAD, sum(hit.weight for hit in hits))


def only_echoes(sample: Sample, hit: Hit, book: PhraseBook, user_text: str) -> bool:
    """Whether a phrase stands directly within quotation marks and the user had said it.

    The end of a sentence may stand between the phrase and the closing mark.
    """
    text = sample.text
    before = text[max(0, hit.start - 1) : hit.start]
    after = text[hit.end : hit.end + 2].lstrip(".,;:!?")[:1]
    if not (before and after and before in "\"“‘'«" and after in "\"”’'»"):  # noqa: RUF001
        return False
    return any(said.phrase == hit.phrase for said in book.hits(words(user_text)))
