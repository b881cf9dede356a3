"""What the classifier is taught from: texts as sparse rows, dense features and tokens. Knows no label.

Rows come from the very functions that read a message, so that training and reading cannot part.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import numpy as np

from brain.emotion.hybrid import grams, manner, net
from brain.emotion.hybrid.decide import LABELS
from brain.emotion.lexicon import lexicon
from brain.emotion.scan import Scan

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.static_embedder import StaticEmbedder

    Floats = NDArray[np.float32]

WORDS_FROM: Final = 3
PIECES_FROM: Final = 20
"""In how many training texts a word or pair, and a piece, must occur to be known."""

REDUCED: Final = 96
"""Dimensions of a token's static vector after reduction."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """Texts made ready: `dense` (n, features), keyword shares `spoken` (n, 21), and each text's tokens."""

    readable: tuple[str, ...]
    dense: Floats
    spoken: NDArray[np.float64]
    tokens: tuple[list[int], ...]

    def take(self, rows: NDArray[np.int64]) -> Inputs:
        """These rows alone."""
        return Inputs(
            tuple(self.readable[at] for at in rows),
            self.dense[rows],
            self.spoken[rows],
            tuple(self.tokens[at] for at in rows),
        )


def prepared(texts: Sequence[str], embedder: StaticEmbedder) -> Inputs:
    """The texts made ready."""
    readable = tuple(map(grams.readable, texts))
    scans = [Scan(text, lexicon()) for text in texts]
    return Inputs(
        readable,
        np.array([manner.features(text, scan) for text, scan in zip(readable, scans, strict=True)], dtype=np.float32),
        np.array([[manner.share(scan, label) for label in LABELS] for scan in scans]),
        tuple(net.shortened(embedder.tokens(text)) for text in readable),
    )


def vocabulary(texts: Sequence[str]) -> grams.Grams:
    """The terms that occur often enough, in order of the alphabet, with their inverse document frequency."""
    words: Counter[str] = Counter()
    pieces: Counter[str] = Counter()
    for text in texts:
        words.update(set(grams.word_terms(grams.words_of(text))))
        pieces.update(set(grams.piece_terms(text)))
    kept_words = sorted(term for term, count in words.items() if count >= WORDS_FROM)
    kept_pieces = sorted(term for term, count in pieces.items() if count >= PIECES_FROM)
    seen = [words[term] for term in kept_words] + [pieces[term] for term in kept_pieces]
    idf = np.array([math.log((1 + len(texts)) / (1 + count)) + 1.0 for count in seen], dtype=np.float16)
    return grams.Grams(
        {term: at for at, term in enumerate(kept_words)},
        {term: at for at, term in enumerate(kept_pieces, start=len(kept_words))},
        idf.astype(np.float32),
    )


def sparse(texts: Sequence[str], known: grams.Grams) -> Any:
    """The texts as a sparse matrix (scipy CSR), shape (n, terms)."""
    from scipy.sparse import csr_matrix

    rows = [grams.row(text, known) for text in texts]
    ends = np.cumsum([0, *(len(row.columns) for row in rows)])
    values = np.concatenate([row.values for row in rows])
    return csr_matrix((values, np.concatenate([row.columns for row in rows]), ends), shape=(len(rows), len(known.idf)))


class Reduction(NamedTuple):
    """The static vectors as nets begin with them.

    `known` (vocabulary + 1, 256) are the vectors less `centre` (256,), over `length`, so that their mean square length
    is 1, and a row of zeros; `basis` (256, 96) holds their principal axes, scaled so that it is 1 once reduced too.
    """

    centre: Floats
    length: float
    basis: Floats
    known: Floats


def reduction(embedder: StaticEmbedder) -> Reduction:
    """How the static vectors of all tokens are reduced before a net has learned anything."""
    vectors = embedder.vectors(np.arange(embedder.vocabulary))
    centre = vectors.mean(axis=0)
    spread = np.cov((vectors - centre).T.astype(np.float64))
    values, axes = np.linalg.eigh(spread)
    axes = axes[:, ::-1][:, :REDUCED]
    axes *= np.sign(axes[np.abs(axes).argmax(axis=0), np.arange(REDUCED)])
    length = math.sqrt(values.sum())
    basis = axes * (length / math.sqrt(values[::-1][:REDUCED].sum()))
    known = np.vstack([(vectors - centre) / length, np.zeros((1, vectors.shape[1]), dtype=np.float32)])
    return Reduction(centre, length, basis.astype(np.float32), known.astype(np.float32))
