from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from brain import demo, static_embedder
from brain.drift.contrast import Contrast, shipped
from brain.drift.gauge import Gauge, prepare
from brain.genome import Example, PersonaGenome, PersonaMetadata
from brain.rehearsal import rehearse

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from brain.embeddings import Embedder


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The embedder that ships."""
    return static_embedder.shared()


@pytest.fixture(scope="session")
def library() -> Contrast:
    """All voices there are: the shipped ones and the demo personas."""
    return shipped().of_genomes(demo.load_all())


@pytest.fixture(scope="session")
def gauges(embedder: Embedder, library: Contrast) -> Mapping[str, Gauge]:
    """The gauge of every demo persona, its noise floor widened by a rehearsal, as the studio prepares it."""
    return {
        genome.metadata.slug: prepare(genome, contrast=library, embedder=embedder, faithful=rehearse(genome))
        for genome in demo.load_all()
    }


@pytest.fixture(scope="session")
def einstein(gauges: Mapping[str, Gauge]) -> Gauge:
    """The gauge of Albert Einstein."""
    return gauges["albert-einstein"]


@pytest.fixture(scope="session")
def persona() -> Callable[..., PersonaGenome]:
    """Makes a bare persona from reference lines."""

    def make(slug: str, lines: Sequence[str], **mind: object) -> PersonaGenome:
        examples = [Example(user="", reply=line).model_dump() for line in lines]
        return PersonaGenome.model_validate(
            {"metadata": PersonaMetadata(name=slug.title(), slug=slug), "mind": {"examples": examples, **mind}}
        )

    return make
