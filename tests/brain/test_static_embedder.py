from __future__ import annotations

import pickle
import shutil
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer

from brain import static_embedder
from brain.errors import NotFound, PersonaForgeError

if TYPE_CHECKING:
    from pathlib import Path

EMBEDDER = static_embedder.load()
TOKENIZER = Tokenizer.from_file(str(static_embedder.check() / static_embedder.TOKENIZER))
TOKENIZER.no_padding()
TOKENIZER.no_truncation()


def test_related_sentences_are_nearer_than_unrelated_ones() -> None:
    """Two sentences about pets are nearer to each other than to one about shares."""
    pets, dogs, shares = EMBEDDER.embed(
        ["I love animals and have two dogs.", "My pets are a poodle and a beagle.", "The stock market fell."]
    )
    assert pets @ dogs > pets @ shares


def test_a_vector_has_the_stated_shape_type_and_length() -> None:
    """Vectors are float32, 256 long, of length 1, and the id names model and size."""
    vectors = EMBEDDER.embed(["one", "two words"])
    assert vectors.shape == (2, EMBEDDER.dimensions) == (2, 256)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=1e-6)
    assert EMBEDDER.id == "wordllama-l2-supercat-256"


def test_nothing_to_embed_gives_zeros() -> None:
    """An empty text has the zero vector, and no texts give an empty array."""
    assert not EMBEDDER.embed([""]).any()
    assert EMBEDDER.embed([]).shape == (0, 256)


@pytest.mark.parametrize("text", ["\x00\x07", "\ud800 lone", "مرحبا بك", "🙂" * 50, "x" * 100_000, "word " * 20_000])
def test_any_text_has_a_finite_vector(text: str) -> None:
    """Control characters, lone surrogates, other scripts and 100 kB of text are embedded without complaint."""
    vector = EMBEDDER.embed([text])[0]
    assert np.isfinite(vector).all()
    assert abs(float(np.linalg.norm(vector)) - 1.0) < 1e-5


def test_only_the_stated_beginning_of_a_long_text_counts() -> None:
    """What lies beyond the limit changes nothing."""
    start = "word " * 4_000
    assert (EMBEDDER.embed([start + "apple"]) == EMBEDDER.embed([start + "pear"])).all()


@settings(deadline=None, max_examples=50)
@given(st.lists(st.text(max_size=200), max_size=5))
def test_a_vector_does_not_depend_on_its_neighbours(texts: list[str]) -> None:
    """A text embedded alone and among others has the same vector, bit for bit."""
    together = EMBEDDER.embed(texts)
    for row, text in zip(together, texts, strict=True):
        assert (EMBEDDER.embed([text])[0] == row).all()


@given(
    text=st.one_of(
        st.text(max_size=120),
        st.lists(
            st.sampled_from(["don't", "light,", "<s>", "\u2581", "", "caf\u00e9", "\n", "\ud83d", "42.", "x" * 300]),
            max_size=9,
        ).map(" ".join),
    )
)
def test_a_text_has_the_tokens_of_its_words(text: str) -> None:
    """Cut word by word it is what the tokenizer makes of it whole: blanks in a row, its own marks, halves of pairs."""
    whole = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    expected = TOKENIZER.encode(whole, add_special_tokens=False).ids
    assert EMBEDDER.tokens(text) == EMBEDDER.tokens(text) == expected
    assert EMBEDDER.token_count(text) == len(expected)


def test_an_embedder_that_travels_becomes_the_one_of_where_it_arrives() -> None:
    """It is not packed with its 32 MB: what is unpacked is the process's own."""
    packed = pickle.dumps(EMBEDDER)
    assert len(packed) < 200
    assert pickle.loads(packed) is static_embedder.shared()  # noqa: S301 - packed here


def test_threads_share_one_embedder() -> None:
    """Eight threads get the vectors that one gets."""
    texts = [f"sentence number {number} about the sea" for number in range(64)]
    alone = EMBEDDER.embed(texts)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda text: EMBEDDER.embed([text])[0], texts))
    assert (np.stack(found) == alone).all()


def test_a_missing_file_is_named_with_the_next_step(tmp_path: Path) -> None:
    """A folder without the weights is refused with the file's name and what to do."""
    with pytest.raises(NotFound, match="l2_supercat_256") as error:
        static_embedder.check(tmp_path)
    assert error.value.next_step


def test_an_altered_file_is_refused(tmp_path: Path) -> None:
    """A single changed byte is noticed."""
    copy = shutil.copytree(static_embedder.check(), tmp_path / "copy")
    weights = copy / static_embedder.WEIGHTS
    content = bytearray(weights.read_bytes())
    content[-1] ^= 1
    weights.write_bytes(bytes(content))
    with pytest.raises(PersonaForgeError, match="not the one") as error:
        static_embedder.check(copy)
    assert "Install" in error.value.next_step
