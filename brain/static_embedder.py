"""Static sentence embeddings read from the files of the `wordllama` wheel. Never imports wordllama, never downloads.

The vector of a text is the mean of its token vectors, scaled to length 1. Order of words is lost: it tells what a
text is about and roughly whose it is, not whether two texts agree.
"""

from __future__ import annotations

import hashlib
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.errors import NotFound, PersonaForgeError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray
    from tokenizers import Tokenizer

ID: Final = "wordllama-l2-supercat-256"
DIMENSIONS: Final = 256

WEIGHTS: Final = "weights/l2_supercat_256.safetensors"
TOKENIZER: Final = "tokenizers/l2_supercat_tokenizer_config.json"

SHA256: Final[Mapping[str, str]] = {
    WEIGHTS: "64b47a2dc493cb8e85944076601189739852d7b64e0e1eedcb1937a251cd9fd5",
    TOKENIZER: "93248f2a9ec36c7b35f700a033d5f36228aae48db61aee31007fa49062cdeb68",
}
"""The files as they lie in wordllama 0.4.0; vectors made from any other files would not be comparable."""

MAXIMUM_CHARACTERS: Final = 16_384
"""Of a longer text only this many characters are read, which bounds the time one text can take."""

MAXIMUM_TOKENS: Final = 4_096
"""Of these, only this many tokens count."""


SHORT: Final = 400
KEPT: Final = 2_048
"""Of this many texts of up to so many characters the vectors are remembered, 1 KB each: sentences come again."""

WORDS: Final = 32_768
LONGEST_WORD: Final = 40
"""Of this many words of up to so many characters the tokens are remembered, about 300 bytes each."""

BLANK: Final = "\u2581"
"""What the tokenizer writes for a blank. A text that holds it is cut as a whole."""


class StaticEmbedder:
    """Turns texts into vectors. Immutable once made, so threads may share it."""

    def __init__(self, vectors: NDArray[np.float32], tokenizer: Tokenizer) -> None:
        self._vectors = vectors
        self._tokenizer = tokenizer
        self._short_mean = lru_cache(maxsize=KEPT)(self._mean)
        self._word = lru_cache(maxsize=WORDS)(self._encoded)

    def __reduce__(self) -> tuple[Callable[[], StaticEmbedder], tuple[()]]:
        # In another process it is that process's own.
        return shared, ()

    @property
    def id(self) -> str:
        """Model and version: `wordllama-l2-supercat-256`."""
        return ID

    @property
    def dimensions(self) -> int:
        """Length of a vector: 256."""
        return DIMENSIONS

    @property
    def vocabulary(self) -> int:
        """How many tokens there are."""
        return len(self._vectors)

    def embed(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), 256), float32, rows of length 1, or 0 for a text without tokens.

        Any text will do: lone surrogates are replaced, and a text beyond 16,384 characters or 4,096 tokens is cut.
        """
        rows = self.means(texts)
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
        np.divide(rows, lengths, out=rows, where=lengths > 0.0)
        return rows

    def means(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """The same before they are scaled: a mean of token vectors is longer where they agree in direction."""
        rows = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
        # One text at a time: encode_batch would start a thread pool, which a later fork complains about.
        for row, text in zip(rows, texts, strict=True):
            row[:] = self._short_mean(text) if len(text) <= SHORT else self._mean(text)
        return rows

    def _mean(self, text: str) -> NDArray[np.float32]:
        ids = self.tokens(text)
        mean: NDArray[np.float32] = self._vectors[ids].mean(axis=0) if ids else np.zeros(DIMENSIONS, np.float32)
        return mean

    def token_count(self, text: str) -> int:
        """How many tokens its tokenizer (Llama 2's) makes of a text: an estimate for any other model's.

        Time grows with length, about 1 ms for 1,000 characters; nothing is cut off.
        """
        pieces = (text[at : at + MAXIMUM_CHARACTERS] for at in range(0, len(text), MAXIMUM_CHARACTERS))
        return sum(len(self._cut(piece)) for piece in pieces)

    def tokens(self, text: str) -> list[int]:
        """The numbers of a text's tokens, at most 4,096 of them. Any text will do, as for `embed`."""
        return self._cut(text[:MAXIMUM_CHARACTERS])[:MAXIMUM_TOKENS]

    def vectors(self, tokens: NDArray[np.int64]) -> NDArray[np.float32]:
        """Shape (len(tokens), 256): the vector of each, of any length."""
        return self._vectors[tokens]

    def _cut(self, text: str) -> list[int]:
        """The tokens of at most MAXIMUM_CHARACTERS.

        No token holds a blank within it, so they are those of its words, one after the other, and a word is cut once.
        """
        # Marks such as <s> are one token wherever they stand, and several blanks in a row are tokens of their own.
        if text[:1] in ("", " ") or text[-1] == " " or "<" in text or "  " in text or BLANK in text:
            return self._encoded(text)
        found: list[int] = []
        for word in text.split(" "):
            found += self._word(word) if len(word) <= LONGEST_WORD else self._encoded(word)
        return found

    def _encoded(self, text: str) -> list[int]:
        found: list[int] = self._tokenizer.encode(_readable(text), add_special_tokens=False).ids
        return found


def load() -> StaticEmbedder:
    """The embedder, from the installed files, after their hashes were checked. About 0.1 s and 32 MB; keep it.

    Raises NotFound when a file is missing, PersonaForgeError when one is not the expected one.
    """
    from safetensors.numpy import load as parse
    from tokenizers import Tokenizer

    folder = check()
    weights = parse((folder / WEIGHTS).read_bytes())["embedding.weight"].astype(np.float32)
    weights.setflags(write=False)
    tokenizer = Tokenizer.from_file(str(folder / TOKENIZER))
    tokenizer.no_padding()
    tokenizer.no_truncation()
    return StaticEmbedder(weights, tokenizer)


@cache
def shared() -> StaticEmbedder:
    """The one of this process, loaded when it is first asked for. Raises what `load` raises."""
    return load()


def check(folder: Path | None = None) -> Path:
    """The folder that holds both files, once they are there and unaltered; `folder` is for a copy kept elsewhere.

    Raises NotFound when a file is missing, PersonaForgeError when one is not the expected one.
    """
    place = folder or _installed()
    for name, expected in SHA256.items():
        path = place / name
        if not path.is_file():
            raise NotFound(
                f"The embedding file {name!r} is missing.",
                why=f"It should lie in {str(place)!r}, where the package wordllama keeps it.",
                next_step="Install the pinned dependencies again: the file comes inside the wordllama wheel.",
            )
        found = hashlib.sha256(path.read_bytes()).hexdigest()
        if found != expected:
            raise PersonaForgeError(
                f"The embedding file {name!r} is not the one this version was measured with.",
                why=f"Its SHA-256 begins with {found[:12]}, expected {expected[:12]}.",
                next_step="Install the pinned version of wordllama again; another version needs a new embedder id.",
            )
    return place


def _installed() -> Path:
    found = find_spec("wordllama")
    if found is None or not found.submodule_search_locations:
        raise NotFound(
            "The package wordllama is not installed.",
            why="The offline embeddings are read from files inside it.",
            next_step="Install the pinned dependencies.",
        )
    return Path(found.submodule_search_locations[0])


def _readable(text: str) -> str:
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
