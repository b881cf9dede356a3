"""The classifier's weights as one file: small numbers on disk, ready arrays in memory. Knows no text.

Rows of large tables are kept as signed bytes with one scale each, everything else as half floats.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.emotion.hybrid.grams import Grams
from brain.errors import NotFound, PersonaForgeError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from importlib.resources.abc import Traversable

    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Arrays = Mapping[str, NDArray[np.generic]]

NAME: Final = "weights.safetensors"
LEVELS: Final = 127
"""Largest signed byte in use."""


@dataclass(frozen=True, slots=True)
class Table:
    """A matrix of signed bytes with a scale for each row."""

    bytes: NDArray[np.int8]
    scales: Floats

    def rows(self, which: NDArray[np.int64]) -> Floats:
        """These rows as numbers."""
        return self.bytes[which].astype(np.float32) * self.scales[which, None]


@dataclass(frozen=True, slots=True)
class Weights:
    """The linear model over grams and dense features, the nets, and what turns a token into a net's input.

    A net sees `(vector - centre) @ basis`, with the `basis` among its layers, beside its own row of `learned` at the
    token's place in `tokens`.
    """

    grams: Grams
    linear: Table
    linear_dense: Floats
    linear_bias: Floats
    centre: Floats
    tokens: NDArray[np.int64]
    learned: tuple[Table, ...]
    layers: tuple[dict[str, Floats], ...]


def table(matrix: Floats) -> Table:
    """A matrix in signed bytes. The error of a number is at most 0.4 % of its row's largest."""
    scales = (np.abs(matrix).max(axis=1, initial=0.0) / LEVELS).astype(np.float16).astype(np.float32)
    return Table(
        np.clip(np.rint(matrix / np.where(scales > 0, scales, 1.0)[:, None]), -LEVELS, LEVELS).astype(np.int8), scales
    )


def packed(weights: Weights) -> bytes:
    """The file's bytes, the same for the same weights."""
    from safetensors.numpy import save

    grams = weights.grams
    arrays: dict[str, NDArray[np.generic]] = {
        "words": _listed(grams.words),
        "pieces": _listed(grams.pieces),
        "idf": _half(grams.idf),
        "linear": weights.linear.bytes,
        "linear scales": _half(weights.linear.scales),
        "linear dense": _half(weights.linear_dense),
        "linear bias": weights.linear_bias,
        "centre": weights.centre,
        "tokens": weights.tokens.astype(np.uint16),
    }
    for at, (learned, layers) in enumerate(zip(weights.learned, weights.layers, strict=True)):
        arrays |= {f"{at} learned": learned.bytes, f"{at} learned scales": _half(learned.scales)}
        arrays |= {f"{at} layer {name}": _half(layer) for name, layer in layers.items()}
    return save({name: np.ascontiguousarray(array) for name, array in arrays.items()})


def unpacked(content: bytes) -> Weights:
    """The weights in the bytes of a file. Raises PersonaForgeError when they are not such a file."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        arrays = load(content)
        words, pieces = _terms(arrays["words"]), _terms(arrays["pieces"])
        nets = sorted(name.split()[0] for name in arrays if name.endswith(" learned"))
        return Weights(
            grams=Grams(
                {term: at for at, term in enumerate(words)},
                {term: at for at, term in enumerate(pieces, start=len(words))},
                _full(arrays["idf"]),
            ),
            linear=Table(arrays["linear"], _full(arrays["linear scales"])),
            linear_dense=_full(arrays["linear dense"]),
            linear_bias=_full(arrays["linear bias"]),
            centre=_full(arrays["centre"]),
            tokens=arrays["tokens"].astype(np.int64),
            learned=tuple(Table(arrays[f"{at} learned"], _full(arrays[f"{at} learned scales"])) for at in nets),
            layers=tuple(_layers(arrays, f"{at} layer ") for at in nets),
        )
    except (SafetensorError, KeyError, ValueError) as error:
        raise PersonaForgeError(
            "The emotion classifier's weights cannot be read.",
            why=f"{type(error).__name__}: {error}",
            next_step="Install PersonaForge again, or make them anew with `python -m evals.emotion_fit`.",
        ) from error


@cache
def shipped(sha256: str) -> Weights:
    """The weights that ship, once their hash is the expected one.

    Raises NotFound when the file is missing, PersonaForgeError when it is another one.
    """
    return read(files(__package__).joinpath(NAME), sha256=sha256)


def read(path: Traversable, *, sha256: str) -> Weights:
    """The weights in a file. Raises NotFound when it is missing, PersonaForgeError when it is not the expected one."""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotFound(
            f"The emotion classifier's weights {path.name!r} cannot be opened.",
            why=f"{error.strerror}.",
            next_step="Install PersonaForge again, or make them anew with `python -m evals.emotion_fit`.",
        ) from error
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise PersonaForgeError(
            f"The emotion classifier's weights {path.name!r} are not those that were measured.",
            why=f"Their SHA-256 begins with {found[:12]}, expected {sha256[:12]}.",
            next_step="Install PersonaForge again, or make them anew with `python -m evals.emotion_fit`.",
        )
    return unpacked(content)


def _layers(arrays: Arrays, prefix: str) -> dict[str, Floats]:
    return {name.removeprefix(prefix): _full(array) for name, array in arrays.items() if name.startswith(prefix)}


def _listed(terms: Mapping[str, int]) -> NDArray[np.generic]:
    ordered = sorted(terms, key=lambda term: terms[term])
    return np.frombuffer("\n".join(ordered).encode("utf-8", "surrogatepass"), dtype=np.uint8)


def _terms(listed: NDArray[np.generic]) -> list[str]:
    return listed.tobytes().decode("utf-8", "surrogatepass").split("\n")


def _half(array: Floats) -> NDArray[np.generic]:
    return array.astype(np.float16)


def _full(array: NDArray[np.generic]) -> Floats:
    return array.astype(np.float32)
