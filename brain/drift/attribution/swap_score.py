"""The score of lines against a persona that is known by a few sentences about itself. Needs no genome."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import numpy as np

from brain.drift.attribution.attributed import Attribution, LineScore, attributed, unassessed
from brain.drift.attribution.sayings import sayings
from brain.drift.attribution.swap import swap
from brain.style.words import sentences, words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.drift.attribution.strangers import Stranger
    from brain.drift.attribution.swap import Swap
    from brain.embeddings import Embedder

FEWEST_SENTENCES: Final = 2
"""With fewer sentences about itself a persona is not told from strangers; see the table in `docs/drift.md`."""


def swap_score(
    persona_sentences: Sequence[str],
    lines: Sequence[str],
    *,
    embedder: Embedder,
    strangers: Sequence[Stranger] | None = None,
) -> Attribution:
    """Whether the persona with these sentences ("I have two dogs.") says these lines, or a stranger does.

    `strangers` are other people of the same kind of data, eight at the least; those that ship are everyday American
    small talk. A line without words is not judged. Cannot see contradiction: "I have no dogs" is near to it too.

    >>> from brain import static_embedder
    >>> card = ["I keep bees.", "I work nights in a hospital.", "I have two cats."]
    >>> score = swap_score(card, ["my shift at the ward was long"], embedder=static_embedder.load())
    >>> score.value > 0.0
    True
    """
    told = [text for text in persona_sentences if words(text)]
    if len(told) < FEWEST_SENTENCES:
        reason = f"The persona has {len(told)} sentences; at least {FEWEST_SENTENCES} are needed."
        return unassessed(reason, "log-odds", len(lines))
    among = swap(sayings(told, embedder), embedder, strangers=strangers)
    return attributed(tuple(_scored(line, among, embedder) for line in lines), "log-odds")


def _scored(line: str, among: Swap, embedder: Embedder) -> LineScore:
    spans = sentences(line)
    if not spans:
        return LineScore(None, reason="The line has no words.")
    each = among.log_odds(sayings([line[start:end] for start, end in spans], embedder))
    worst = int(np.argmin(each))
    if each[worst] >= 0.0:
        return LineScore(float(each.sum()))
    start, end = spans[worst]
    return LineScore(float(each.sum()), (line[start:end],))
