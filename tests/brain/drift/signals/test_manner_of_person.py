from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from brain import demo, static_embedder
from brain.drift.contrast import shipped
from brain.drift.sample import Sample
from brain.drift.signals.emotional_baseline import emotional_baseline
from brain.drift.signals.humour import humour
from brain.drift.signals.protocol import Reticent, Yardstick
from brain.drift.signals.trait_estimate import FACTORS, lists, rates, trait_estimate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.emotion.reading import EmotionReading

from brain.emotion.labels import VAD
from brain.emotion.reading import EmotionReading as Reading


def yardstick(slug: str = "nurse-amara-diallo", lines: Sequence[str] | None = None) -> Yardstick:
    """What the signals of a demo persona, or of one with other lines, are made from."""
    genome = demo.load(slug)
    references = tuple(map(Sample, genome.mind.reference_lines if lines is None else lines))
    return Yardstick(
        genome=genome, references=references, own=(), contrast=shipped(), embedder=static_embedder.shared()
    )


NURSE = yardstick()


class Fixed:
    """A detector that finds the same point in every text but those that shout."""

    def read(self, text: str, *, recent: Sequence[EmotionReading] = (), context: Sequence[str] = ()) -> EmotionReading:
        """Angry in capitals, else serene."""
        del recent, context
        angry = text.isupper()
        return Reading(vad=VAD(valence=-0.6, arousal=0.9, dominance=0.8) if angry else VAD(valence=0.5, arousal=0.2))


def test_more_words_of_a_factor_raise_its_rate() -> None:
    """Each factor's rate rises with its own words and sinks with those of its contrary."""
    for at, (more, less) in enumerate(lists().values()):
        up = rates(Sample(" ".join(sorted(more - less)[:10])))[at]
        down = rates(Sample(" ".join(sorted(less - more)[:10])))[at]
        assert up > 0.0 > down
    assert len(FACTORS) == 5


def test_a_reply_far_from_its_lines_has_moved() -> None:
    """A reply full of misery stands farther from the nurse than her own lines do, and the words are shown."""
    read = trait_estimate(NURSE)
    misery = Sample("I'm so tired and sad and afraid, I hate my awful lonely life, I cry and worry, " * 3)
    assert read.value(misery) > max(read.reference_values()) * 0.9
    assert read.evidence(misery, above=True)
    assert read.unread(Sample("Five words are far too few"))
    assert not read.unread(misery)


def test_a_flat_reply_and_a_reversed_mood_both_lie_away_from_the_usual() -> None:
    """A persona that is always moved is missed when it is not, and noticed when it turns to the contrary."""
    glad = [f"I am so happy and excited about number {n}, what a wonderful joy this is!" for n in range(10)]
    read = emotional_baseline(yardstick(lines=glad))
    usual = read.value(Sample("I am so happy and excited about the garden, what a wonderful joy it is!"))
    flat = read.value(Sample("The form has four parts and each of the parts has a number and a date."))
    sour = read.value(Sample("I am so sad and miserable about the garden, what a terrible, hopeless loss it is."))
    assert usual < flat < sour


def test_any_detector_can_be_passed() -> None:
    """The signal asks whichever detector it is given."""
    read = emotional_baseline(NURSE, detector=Fixed())
    assert read.value(Sample("come and sit with me for a while, dear.")) < 1e-9
    assert read.value(Sample("GET OUT OF MY WARD RIGHT NOW ALL OF YOU.")) > 3.0


def test_humour_counts_its_own_style_for_and_others_against() -> None:
    """For a dry persona a dry remark lifts the value and a playful one sinks it; both are shown."""
    dry = humour(yardstick("albert-einstein"))
    assert dry.style == "dry"
    one = Sample("The violin was, to put it mildly, out of tune, and alas so was I, by mistake.")
    other = Sample("Haha, knock knock, guess what, the silly violin was out of tune again, hooray.")
    assert dry.value(one) > 0.0 > dry.value(other)
    assert dry.evidence(one, above=True)[0].note == "dry humour"
    assert dry.evidence(other, above=False)[0].note == "playful humour"


@given(st.text(max_size=200))
def test_any_text_gets_a_value_or_a_reason(text: str) -> None:
    """Nothing raises, a reason comes with every refusal, and evidence lies where it says."""
    sample = Sample(text)
    for read in (trait_estimate(NURSE), emotional_baseline(NURSE), humour(NURSE)):
        assert isinstance(read, Reticent)
        assert read.account(sample)
        assert read.value(sample) == read.value(sample)
        for piece in (*read.evidence(sample, above=True), *read.evidence(sample, above=False)):
            assert text[piece.start : piece.end] == piece.text


def test_each_signal_measures_each_reference_line() -> None:
    """There is a value for every line, and a persona without lines is not measured."""
    for make in (trait_estimate, emotional_baseline, humour):
        assert len(make(NURSE).reference_values()) == len(NURSE.references)
    assert trait_estimate(yardstick(lines=())).absent
    assert emotional_baseline(yardstick(lines=())).absent
