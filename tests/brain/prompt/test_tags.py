from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.emotion.labels import Emotion
from brain.prompt.tags import TagStream, parse

PIECES = st.lists(
    st.sampled_from(["[", "]", "[EMOTION:", "emotion", " ", "a", "ACTION", "[PAUSE:x]", "=", ":", "\n", "happy", "é"]),
    max_size=20,
)


@pytest.mark.parametrize("label", list(Emotion))
def test_every_emotion_is_known(label: Emotion) -> None:
    """A tag of each of the 21 labels is taken out of the text and known."""
    clean, (tag,) = parse(f"[EMOTION:{label.value}] Yes.")
    assert (clean, tag.kind, tag.value, tag.known) == ("Yes.", "emotion", label.value, True)


def test_tags_keep_their_place() -> None:
    """Offsets point into the clean text, and blanks do not double where a tag stood."""
    clean, tags = parse("[EMOTION:happy] Hello [ACTION:nods slowly] there. [PAUSE:short] Yes.")
    assert clean == "Hello there. Yes."
    assert [(tag.kind, tag.value, clean[tag.at :]) for tag in tags] == [
        ("emotion", "happy", "Hello there. Yes."),
        ("action", "nods slowly", "there. Yes."),
        ("pause", "short", "Yes."),
    ]


@pytest.mark.parametrize("text", ["[1] a note", "see [the appendix]", "[EMOTION happy", "[b", "[EMOTION:a\nb]", "["])
def test_other_brackets_are_text(text: str) -> None:
    """A bracket that is no tag, or a tag that never ends, stays in the text."""
    assert parse(text) == (text, ())


def test_unknown_labels_are_kept_and_marked() -> None:
    """An unknown emotion is not shown, not lost, and marked unknown."""
    clean, (tag,) = parse("[EMOTION:wistful-ish] So.")
    assert (clean, tag.value, tag.known) == ("So.", "wistful-ish", False)


@given(PIECES)
def test_pieces_make_no_difference(pieces: list[str]) -> None:
    """However a text is cut into pieces, the same words and tags come out."""
    text = "".join(pieces)
    stream = TagStream()
    clean = "".join(stream.feed(piece) for piece in pieces) + stream.close()
    assert (clean, stream.tags) == parse(text)


@given(st.text())
def test_nothing_is_lost(text: str) -> None:
    """Every character that is no blank is in the clean text or in a tag."""
    clean, tags = parse(text)
    if not tags:
        assert clean == text
    assert len(clean) <= len(text)
    assert all(tag.at <= len(clean) for tag in tags)
