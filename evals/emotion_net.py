"""Trains the hybrid tier's convolutional net with numpy alone: back-propagation, dropout and Adam. Knows no file.

Adam after Kingma and Ba (2015), with decoupled weight decay (Loshchilov and Hutter 2019). The same seed and data give
the same weights on one machine with one thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from brain.emotion.hybrid.net import WIDTHS, forward, strongest, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from brain.emotion.hybrid.net import Floats, Ids

FILTERS: Final = 192
HIDDEN: Final = 192
LEARNED: Final = 48
"""Filters of each width, units of the hidden layer, and length of a token's learned vector."""

OFTEN: Final = 3
"""How often a token must occur in training to get a learned vector of its own."""

EPOCHS: Final = 8
BATCH: Final = 128
RATE: Final = 2e-3
WARM_UP: Final = 200
"""Steps over which the rate rises; then it falls to zero in a straight line."""

DECAY: Final = 1e-3
DROPOUT: Final = 0.5
FORGOTTEN: Final = 0.1
"""Share of tokens that are left out at random while training."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """Vectors by token: `known` (vocabulary + 1, k), and the row of `learned` that each token has; the last is none."""

    known: Floats
    rows: Ids
    learned: Floats

    @property
    def blank(self) -> int:
        """The token that is none: it fills up a batch."""
        return len(self.known) - 1

    def vectors(self, ids: Ids, basis: Floats) -> Floats:
        """The known vectors, reduced by `basis` (k, f), beside the learned ones: shape (texts, places, vector)."""
        which, places = np.unique(ids, return_inverse=True)
        reduced = (self.known[which] @ basis)[places.reshape(ids.shape)]
        return np.concatenate([reduced, self.learned[self.rows[ids]]], axis=2)

    def lengths(self, ids: Ids) -> Ids:
        """Shape (texts, 1)."""
        return np.asarray((ids != self.blank).sum(axis=1, keepdims=True), dtype=np.int64)


@dataclass(slots=True)
class Net:
    """The weights while they are learned."""

    tokens: Tokens
    layers: dict[str, Floats]

    def logits(self, texts: Sequence[list[int]], dense: Floats) -> Floats:
        """Shape (texts, outputs)."""
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        found = np.zeros((len(texts), self.layers["out"].shape[1]), dtype=np.float32)
        for start in range(0, len(order), 256):
            part = order[start : start + 256]
            ids = batch([texts[at] for at in part], self.tokens.blank)
            inputs = self.tokens.vectors(ids, self.layers["basis"])
            found[part] = forward(inputs, self.tokens.lengths(ids), dense[part], self.layers)
        return found


def batch(texts: list[list[int]], blank: int) -> Ids:
    """The texts' tokens as one array, filled up with `blank` to the longest, one further and at least four."""
    found = np.full((len(texts), max(4, max(map(len, texts)) + 1)), blank, dtype=np.int64)
    for at, ids in enumerate(texts):
        found[at, : len(ids)] = ids
    return found


def train(
    texts: Sequence[list[int]],
    dense: Floats,
    truth: NDArray[np.bool_],
    *,
    known: Floats,
    basis: Floats,
    seed: int,
    epochs: int = EPOCHS,
) -> Net:
    """A net fitted to `truth` (texts, labels) by the sum of binary cross-entropies.

    `known` holds the static vectors, its last row zeros; how they are reduced is learned too, from `basis` on. Only
    tokens that occur OFTEN get a learned vector.
    """
    random = np.random.default_rng(seed)
    net = _begun(texts, (dense.shape[1], truth.shape[1]), known, basis, random)
    course = Adam(net.layers, net.tokens.learned)
    lengths = np.array([len(ids) for ids in texts])
    answers = truth.astype(np.float32)
    steps = epochs * sum(1 for _ in _batches(lengths, np.random.default_rng(0)))
    for _ in range(epochs):
        for part in _batches(lengths, random):
            ids = batch([texts[at] for at in part], net.tokens.blank)
            rate = RATE * min(1.0, (course.step + 1) / WARM_UP) * max(0.0, 1.0 - course.step / steps)
            course.move(*_gradients(net, ids, dense[part], answers[part], random), rate=rate)
    return net


class Adam:
    """Moves the weights in place. Learned token vectors move only when they occur, without decay."""

    def __init__(self, layers: dict[str, Floats], learned: Floats) -> None:
        self.step = 0
        self._layers, self._learned = layers, learned
        self._first = {name: np.zeros_like(layer) for name, layer in layers.items()}
        self._second = {name: np.zeros_like(layer) for name, layer in layers.items()}
        self._token_first, self._token_second = np.zeros_like(learned), np.zeros_like(learned)

    def move(self, slopes: dict[str, Floats], rows: Ids, token_slopes: Floats, *, rate: float) -> None:
        """One step against the slopes."""
        self.step += 1
        for name, slope in slopes.items():
            first, second, layer = self._first[name], self._second[name], self._layers[name]
            first += 0.1 * (slope - first)
            second += 0.001 * (slope * slope - second)
            change = first / (1 - 0.9**self.step) / (np.sqrt(second / (1 - 0.999**self.step)) + 1e-8)
            layer -= rate * (change + (0.0 if "bias" in name else DECAY) * layer)
        first, second = self._token_first[rows], self._token_second[rows]
        first += 0.1 * (token_slopes - first)
        second += 0.01 * (token_slopes * token_slopes - second)
        self._token_first[rows], self._token_second[rows] = first, second
        self._learned[rows] -= rate * first / (np.sqrt(second) + 1e-6)


def _begun(
    texts: Sequence[list[int]], ends: tuple[int, int], known: Floats, basis: Floats, random: np.random.Generator
) -> Net:
    """A net of `ends` (features, outputs) that has learned nothing."""
    features, outputs = ends
    occurs = np.bincount(np.concatenate([np.array(ids, dtype=np.int64) for ids in texts if ids]))
    used = np.flatnonzero(occurs >= OFTEN)
    rows = np.full(len(known), len(used), dtype=np.int64)
    rows[used] = np.arange(len(used))
    width = basis.shape[1] + LEARNED
    joined = FILTERS * len(WIDTHS) + width + features
    layers: dict[str, Floats] = {"basis": basis.copy()}
    for size in WIDTHS:
        layers[f"conv{size}"] = _drawn(random, (size * width, FILTERS), np.sqrt(2 / (size * width)))
        layers[f"bias{size}"] = np.zeros(FILTERS, dtype=np.float32)
    layers["hidden"] = _drawn(random, (joined, HIDDEN), np.sqrt(2 / joined))
    layers["hidden bias"] = np.zeros(HIDDEN, dtype=np.float32)
    layers["out"] = _drawn(random, (HIDDEN + joined, outputs), 0.01)
    layers["out bias"] = np.full(outputs, -3.0, dtype=np.float32)
    learned = _drawn(random, (len(used) + 1, LEARNED), 0.1)
    learned[-1] = 0.0
    return Net(Tokens(known, rows, learned), layers)


def _drawn(random: np.random.Generator, shape: tuple[int, int], spread: float) -> Floats:
    return (random.normal(0.0, 1.0, shape) * spread).astype(np.float32)


def _batches(lengths: NDArray[np.int64], random: np.random.Generator) -> Iterator[NDArray[np.int64]]:
    """Batches of texts of like length, so that little is filled up, in random order."""
    found: list[NDArray[np.int64]] = []
    order = random.permutation(len(lengths))
    for pool in np.array_split(order, max(1, len(order) // (BATCH * 50))):
        by_length = pool[np.argsort(lengths[pool], kind="stable")]
        found += np.array_split(by_length, max(1, len(by_length) // BATCH))
    for at in random.permutation(len(found)):
        yield found[at]


def _gradients(
    net: Net, ids: Ids, dense: Floats, answers: Floats, random: np.random.Generator
) -> tuple[dict[str, Floats], Ids, Floats]:
    """The slopes of the layers, the rows of the learned vectors that occur, and their slopes."""
    tokens, layers = net.tokens, net.layers
    ids = np.where(random.random(ids.shape) < FORGOTTEN, tokens.blank, ids)
    inputs, lengths = tokens.vectors(ids, layers["basis"]), tokens.lengths(ids)
    found = {width: strongest(inputs, width, layers[f"conv{width}"]) for width in WIDTHS}
    parts = [np.maximum(found[width][0] + layers[f"bias{width}"], 0) for width in WIDTHS]
    joined = np.concatenate([*parts, total(inputs, lengths), dense], axis=1)
    kept = _kept(random, joined.shape)
    kept[:, -dense.shape[1] :] = 1.0
    joined *= kept
    hidden = np.maximum(joined @ layers["hidden"] + layers["hidden bias"], 0)
    kept_hidden = _kept(random, hidden.shape)
    hidden *= kept_hidden
    last = np.concatenate([hidden, joined], axis=1)
    logits = last @ layers["out"] + layers["out bias"]
    wrong = ((1.0 / (1.0 + np.exp(-logits)) - answers) / len(answers)).astype(np.float32)
    slopes: dict[str, Floats] = {"out": last.T @ wrong, "out bias": wrong.sum(axis=0)}
    back = wrong @ layers["out"].T
    at_hidden = back[:, :HIDDEN] * (hidden > 0) * kept_hidden
    slopes |= {"hidden": joined.T @ at_hidden, "hidden bias": at_hidden.sum(axis=0)}
    at_joined = (back[:, HIDDEN:] + at_hidden @ layers["hidden"].T) * kept
    filters, vector = FILTERS * len(WIDTHS), inputs.shape[2]
    at_total = at_joined[:, filters : filters + vector] / np.sqrt(np.maximum(1, lengths), dtype=np.float32)
    at_inputs = np.repeat(at_total[:, None], ids.shape[1], axis=1)
    for place, width in enumerate(WIDTHS):
        at_filters = at_joined[:, place * FILTERS : (place + 1) * FILTERS] * (parts[place] > 0)
        slopes |= _filter_slopes(at_filters, width, found[width][1], found[width][2], layers[f"conv{width}"], at_inputs)
    at_known, at_learned = np.split(at_inputs.reshape(-1, vector), [vector - LEARNED], axis=1)
    which, sums = _by_row(ids.ravel(), at_known)
    slopes["basis"] = tokens.known[which].T @ sums
    rows, sums = _by_row(tokens.rows[ids].ravel(), at_learned)
    if rows[-1] == len(tokens.learned) - 1:
        sums[-1] = 0.0
    return slopes, rows, sums


def _filter_slopes(
    at_filters: Floats, width: int, where: Ids, windows: Floats, filters: Floats, at_inputs: Floats
) -> dict[str, Floats]:
    """The slopes of one width's filters; what reaches the inputs is added to `at_inputs`."""
    texts, places, vector = windows.shape
    spread = np.zeros((texts, places, FILTERS), dtype=np.float32)
    np.put_along_axis(spread, where[:, None], at_filters[:, None], axis=1)
    flat = spread.reshape(texts * places, FILTERS)
    each = vector // width
    for shift in range(width):
        part = filters[shift * each : (shift + 1) * each]
        at_inputs[:, shift : shift + places] += (flat @ part.T).reshape(texts, places, each)
    return {f"conv{width}": windows.reshape(texts * places, vector).T @ flat, f"bias{width}": at_filters.sum(axis=0)}


def _by_row(rows: Ids, slopes: Floats) -> tuple[Ids, Floats]:
    """Each row that occurs once, ascending, with the sum of its slopes."""
    order = np.argsort(rows, kind="stable")
    found, starts = np.unique(rows[order], return_index=True)
    return found, np.add.reduceat(slopes[order], starts, axis=0).astype(np.float32)


def _kept(random: np.random.Generator, shape: tuple[int, ...]) -> Floats:
    return (random.random(shape, dtype=np.float32) > DROPOUT).astype(np.float32) / np.float32(1.0 - DROPOUT)
