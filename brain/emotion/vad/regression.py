"""A ridge regression of valence, arousal and dominance on what the classifier saw. Knows no label."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.emotion.hybrid.weights import Table, table
from brain.emotion.labels import VAD
from brain.errors import NotFound, PersonaForgeError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from brain.emotion.hybrid.grams import Row

    Floats = NDArray[np.float32]

NAME: Final = "weights.safetensors"

LOWEST: Final = np.array([-1.0, 0.0, 0.0])
HIGHEST: Final = np.array([1.0, 1.0, 1.0])
"""The ends of our scales for valence, arousal and dominance."""


@dataclass(frozen=True, slots=True)
class Nearness:
    """What a text takes from texts that are near it, in a space of few dimensions.

    The kernel is the sum of a wide and a narrow one, exp(-d^2) and exp(-4 d^2), weighed for each axis by `shares`
    (2, 3). `basis` (f, k) and `origin` (k,) lead into the space, `rows` (n, k) are the texts there, `squares` (n,)
    their squared lengths, and `parts` (n, 3) what each adds to an axis where the kernel is 1.
    """

    basis: Floats
    origin: Floats
    rows: Floats
    squares: Floats
    parts: Floats
    shares: Floats

    def read(self, dense: Floats) -> Floats:
        """What dense features (..., f) take from the rows, shape (..., 3)."""
        place = dense @ self.basis - self.origin
        # One array throughout: a row of it fills a good part of the processor's cache.
        apart = place @ self.rows.T
        apart *= -2.0
        apart += (place * place).sum(axis=-1, keepdims=True) + self.squares
        np.maximum(apart, 0.0, out=apart)
        np.negative(apart, out=apart)
        near = np.exp(apart, out=apart)
        wide = near @ self.parts * self.shares[0]
        np.square(np.square(near, out=near), out=near)
        return np.asarray(wide + near @ self.parts * self.shares[1], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Regression:
    """Weights over dense features (f, 3) and grams (columns, 3), and nearness to known texts.

    Then a line per axis onto our scales, (3, 2). `share` (3,) is the regression's part in the reading; the rest is the
    point of the labels.
    """

    dense: Floats
    sparse: Table
    near: Nearness
    bias: Floats
    line: Floats
    share: Floats

    def read(self, row: Row, dense: Floats, *, named: VAD) -> VAD:
        """The point of a text: between the regression's and that of its labels (`named`), within our scales."""
        spoken = row.values * self.sparse.scales[row.columns]
        grams = spoken @ self.sparse.bytes[row.columns].astype(np.float32)
        raw = dense @ self.dense + grams + self.near.read(dense) + self.bias
        point = placed(
            raw, line=self.line, share=self.share, named=np.array([named.valence, named.arousal, named.dominance])
        )
        return VAD(valence=float(point[0]), arousal=float(point[1]), dominance=float(point[2]))


def features(outputs: Floats, dense: Floats, vector: Floats) -> Floats:
    """What the regression sees beside grams: the outputs' logits, the dense features and the sentence vector."""
    bounded = np.clip(outputs, 1e-6, 1.0 - 1e-6)
    return np.concatenate([np.log(bounded / (1.0 - bounded)) / 4.0, dense, vector], axis=-1).astype(np.float32)


def placed(
    raw: NDArray[np.floating], *, line: Floats, share: Floats, named: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Points on our scales from raw predictions (n, 3) and the labels' points (n, 3)."""
    stretched = np.clip(line[:, 0] + line[:, 1] * raw, LOWEST, HIGHEST)
    return np.asarray(np.clip(share * stretched + (1.0 - share) * named, LOWEST, HIGHEST), dtype=np.float64)


def nearness(basis: Floats, origin: Floats, rows: Table, parts: Floats, shares: Floats) -> Nearness:
    """A nearness from its rows as they are kept."""
    unpacked_rows = rows.rows(np.arange(len(rows.scales)))
    return Nearness(basis, origin, unpacked_rows, (unpacked_rows * unpacked_rows).sum(axis=1), parts, shares)


def packed(regression: Regression) -> bytes:
    """The file's bytes."""
    from safetensors.numpy import save

    near = regression.near
    rows = table(near.rows)
    return save(
        {
            "dense": regression.dense.astype(np.float16),
            "sparse": regression.sparse.bytes,
            "sparse scales": regression.sparse.scales.astype(np.float16),
            "near basis": near.basis.astype(np.float16),
            "near origin": near.origin,
            "near rows": rows.bytes,
            "near scales": rows.scales.astype(np.float16),
            "near parts": near.parts.astype(np.float16),
            "near shares": near.shares,
            "bias": regression.bias,
            "line": regression.line,
            "share": regression.share,
        }
    )


def unpacked(content: bytes) -> Regression:
    """The regression in a file's bytes. Raises PersonaForgeError when they are not such a file."""
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        found = load(content)
        return Regression(
            near=nearness(
                found["near basis"].astype(np.float32),
                found["near origin"].astype(np.float32),
                Table(found["near rows"], found["near scales"].astype(np.float32)),
                found["near parts"].astype(np.float32),
                found["near shares"].astype(np.float32),
            ),
            dense=found["dense"].astype(np.float32),
            sparse=Table(found["sparse"], found["sparse scales"].astype(np.float32)),
            bias=found["bias"].astype(np.float32),
            line=found["line"].astype(np.float32),
            share=found["share"].astype(np.float32),
        )
    except (SafetensorError, KeyError, ValueError) as error:
        raise PersonaForgeError(
            "The weights for valence, arousal and dominance cannot be read.", why=f"{type(error).__name__}: {error}"
        ) from error


def shipped(sha256: str) -> Regression:
    """The regression that ships. Raises NotFound when the file is missing, PersonaForgeError when it is another one."""
    path = files(__package__).joinpath(NAME)
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NotFound(
            "The weights for valence, arousal and dominance are missing.", why=f"{error.strerror}."
        ) from error
    if hashlib.sha256(content).hexdigest() != sha256:
        raise PersonaForgeError("The weights for valence, arousal and dominance are not those that were measured.")
    return unpacked(content)
