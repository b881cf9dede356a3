"""Similarity to the persona, for many replies. The log-odds are the signal's own, bit by bit.

Every product is taken over the sentences of one reply, as for one reply alone: with more rows the linear algebra would
add up in another order. All else is taken over many replies at once.
"""

from __future__ import annotations

import math
from itertools import accumulate, pairwise
from typing import TYPE_CHECKING

import numpy as np

from brain.drift.attribution.closeness import QUOTED, nearest_two
from brain.drift.attribution.crowd import Usual
from brain.drift.attribution.sayings import _word, product
from brain.drift.attribution.swap import FARTHEST, weights
from brain.style.rarity import inverse_frequency, rarity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from brain.drift.attribution.swap import Swap
    from brain.drift.sample import Sample
    from brain.static_embedder import StaticEmbedder

    Floats = NDArray[np.float32]


def likeness(among: Swap, samples: Sequence[Sample], embedder: StaticEmbedder) -> list[float]:
    """For each reply the mean log-odds of its sentences; 0 where it has none."""
    edges = np.concatenate([[0], np.cumsum([len(one.sentences) for one in samples])]).tolist()
    plain, weighted, able = _said(samples, embedder)
    banks = (
        (weighted, among.among.cards.weighted),
        (plain, among.among.cards.plain),
        (weighted, among.person.own.weighted),
        (plain, among.person.own.plain),
    )
    strange_weighted, strange_plain, own_weighted, own_plain = (_products(rows, bank, edges) for rows, bank in banks)
    by_card = np.stack([_to_cards(one, among) for one in (strange_weighted, strange_plain)], axis=2)
    shares = np.ones(by_card.shape[:2])
    shares = (shares / shares.sum(axis=1, keepdims=True))[:, None, :]
    centre = (shares @ by_card)[:, 0]
    spread = np.sqrt(np.maximum(0.0, (shares @ by_card**2)[:, 0] - centre**2))
    nearest = np.partition(by_card[:, :, 0], -2, axis=1)[:, -2:].mean(axis=1)
    quoted = own_plain > QUOTED
    own_plain[quoted] = own_weighted[quoted] = -np.inf
    usual = Usual(centre, spread, nearest)
    near = usual.standard(np.stack([nearest_two(own_weighted), nearest_two(own_plain)], axis=1))
    near = np.clip((near - among.centre) / among.spread, -FARTHEST, FARTHEST) * able[:, None]
    terms = np.concatenate([near, able[:, None], nearest[:, None], np.ones((len(able), 1))], axis=1)
    by = weights()
    return [float((terms[at:end] @ by).mean()) if end > at else 0.0 for at, end in pairwise(edges)]


def _to_cards(cosines: Floats, among: Swap) -> NDArray[np.float64]:
    padded = np.concatenate([cosines, np.full((len(cosines), 1), -np.inf, np.float32)], axis=1)
    return nearest_two(padded[:, among.among.places])


def _products(rows: Floats, bank: Floats, edges: Sequence[int]) -> Floats:
    """The cosines of every row, the rows of each reply by themselves."""
    made = np.empty((len(rows), len(bank)), np.float32)
    for at, end in pairwise(edges):
        if end > at:
            made[at:end] = product(rows[at:end], bank)
    return made


def _said(samples: Sequence[Sample], embedder: StaticEmbedder) -> tuple[Floats, Floats, NDArray[np.float64]]:
    """The sentences of all replies as `sayings` makes them: plain and weighted vectors, and what each can say."""
    said = [forms for one in samples for forms in one.forms_by_sentence]
    known = dict.fromkeys(form for forms in said for form in forms)
    places = {form: at for at, form in enumerate(known)}
    vectors = np.array([_word(form, embedder) for form in known]).reshape(-1, embedder.dimensions)
    rare = {form: rarity(form) for form in known}
    squares = np.array([inverse_frequency(form) ** 2 for form in known], np.float32)
    weighted = np.zeros((len(said), embedder.dimensions), np.float32)
    everything = np.array([places[form] for forms in said for form in forms], np.int64)
    edges = [0, *accumulate(map(len, said))]
    for row, (first, last) in zip(weighted, pairwise(edges), strict=True):
        if last > first:
            at = everything[first:last]
            mean = squares[at] @ vectors[at]
            length = float(np.sqrt(mean @ mean))
            row[:] = mean / length if length > 0.0 else mean
    able = [math.log1p(sum([rare[form] for form in dict.fromkeys(forms)])) for forms in said]
    return _plain(samples, embedder), weighted, np.array(able, float)


def _plain(samples: Sequence[Sample], embedder: StaticEmbedder) -> Floats:
    tokens = [embedder.tokens(one.prose[start:end]) for one in samples for start, end in one.sentences]
    everything = np.array([token for found in tokens for token in found], np.int64)
    plain = np.zeros((len(tokens), embedder.dimensions), np.float32)
    for row, (first, last) in zip(plain, pairwise([0, *accumulate(map(len, tokens))]), strict=True):
        if last > first:
            np.add.reduce(embedder.vectors(everything[first:last]), axis=0, out=row)
            np.true_divide(row, last - first, out=row)
    for first, last in pairwise([0, *accumulate(len(one.sentences) for one in samples)]):
        rows = plain[first:last]
        lengths = np.sqrt(np.einsum("ij,ij->i", rows, rows))[:, None]
        np.divide(rows, lengths, out=rows, where=lengths > 0.0)
    return plain
