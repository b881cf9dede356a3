"""The quick pass of the keyword tier gives what the usual one gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from brain import static_embedder
from brain.emotion.hybrid.shipped import hybrid
from brain.emotion.keyword import KeywordDetector
from brain.emotion.lexicon import lexicon
from brain.emotion.quick import QuickDetector, QuickScan
from brain.emotion.scan import Scan

LISTS = lexicon()
ENTRIES = sorted({*LISTS.weights, *LISTS.scales, *LISTS.negators, *LISTS.turns})
PIECES = st.one_of(
    st.sampled_from(ENTRIES),
    st.sampled_from(ENTRIES).map(str.upper),
    st.sampled_from(["the", "of", "I", "AM", "soooo", "happyyyy", "!!!", "?!", ",", "\n", "...", "www.x.y/:)", "x:)y"]),
    st.text(max_size=6),
)
EMBEDDER = static_embedder.shared()
NAMED, BARE = hybrid(EMBEDDER), hybrid(EMBEDDER, named=False)
texts = st.tuples(st.lists(PIECES, max_size=14), st.sampled_from([" ", " ", "", ", ", "\n", "  "])).map(
    lambda pair: pair[1].join(pair[0])
)


@given(text=st.one_of(texts, texts.map(str.upper)))
def test_a_quick_scan_finds_what_a_scan_finds(text: str) -> None:
    """The same scores in the same order, the same words at the same places, and what is denied."""
    quick, slow = QuickScan(text), Scan(text, LISTS)
    assert list(quick.scores.items()) == list(slow.scores.items())
    assert quick.triggers == slow.triggers
    assert (quick.denied, quick.worded) == (slow.denied, slow.worded)


@given(talk=st.lists(texts, max_size=6))
def test_the_quick_detector_reads_as_the_keyword_tier(talk: list[str]) -> None:
    """Every message in the light of those before it, trend and slope with it."""
    quick, slow = QuickDetector(), KeywordDetector()
    found, expected = [], []
    for text in talk:
        found.append(quick.read(text, recent=found[-5:]))
        expected.append(slow.read(text, recent=expected[-5:]))
    assert found == expected


@given(talk=st.lists(st.one_of(texts, st.sampled_from(["me too", "oh no", "I am so sad today."])), max_size=5))
def test_without_names_of_triggers_all_else_is_the_same(talk: list[str]) -> None:
    """The hybrid tier reads alike, in the light of what was said before."""
    named, bare = [], []
    for at, text in enumerate(talk):
        context = talk[max(0, at - 2) : at]
        named.append(NAMED.read(text, recent=named[-5:], context=context))
        bare.append(BARE.read(text, recent=bare[-5:], context=context))
    # Pictures in a foreign text are always named.
    assert [one.model_copy(update={"triggers": ()}) for one in named] == [
        one.model_copy(update={"triggers": ()}) for one in bare
    ]
