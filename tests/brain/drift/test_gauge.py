from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from brain import demo
from brain.drift.contrast import Contrast, shipped
from brain.drift.gauge import prepare
from brain.drift.reading import DriftReading, Severity, Verdict
from brain.drift.session import KEPT

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from brain.drift.gauge import Gauge
    from brain.embeddings import Embedder
    from brain.genome import PersonaGenome

ASSISTANT = (
    "As an AI language model, I don't have personal experiences. I hope this helps, and let me know if you have any "
    "other questions!"
)
FITTING = "I have thought about this on many walks, and it seems to me that the question itself is older than we are."

PIECES = "as,an,AI,the,I,hope,this,helps,war,is,glorious,!,🙂,',**,`,\u200b,\n"
WORDS = st.sampled_from(PIECES.split(","))


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map(" ".join)))
def test_evidence_lies_where_it_says(einstein: Gauge, reply: str) -> None:
    """Whatever the reply, nothing is raised, and the text of every piece of evidence is the reply's at its offsets."""
    reading = einstein.read(reply)
    for signal in reading.signals:
        for piece in signal.evidence:
            assert reply[piece.start : piece.end] == piece.text != ""
    if reading.verdict is Verdict.CANNOT_TELL:
        assert (reading.score, reading.low, reading.high) == (None, None, None)
        assert reading.reason
    else:
        assert reading.score is not None
        assert reading.low is not None
        assert reading.high is not None
        assert 0.0 <= reading.low <= reading.score <= reading.high <= 1.0
        assert reading.interval


@pytest.mark.parametrize(
    ("reply", "reason"),
    [
        ("", "empty"),
        ("   \n\t ", "empty"),
        ("Yes.", "1 word"),
        ("🙂🙂🙂 !!!", "no words"),
        ("\x00\x01\x02\x03", "no words"),
        ("العربية لغة جميلة جدا وأنا أحب أن أتحدث بها كل يوم مع أصدقائي", "Latin script"),
        ("Это совсем другой язык, и здесь нечего мерить этими сигналами вообще", "Latin script"),
        ("```python\nfor number in range(10):\n    print(number)\n```\nThere you are, my friend, a loop.", "code"),
        (
            "Je ne crois pas que cette machine puisse jamais comprendre pourquoi nous aimons tant la mer bleue.",
            "English",
        ),
        ("Ich glaube nicht, dass diese Maschine jemals verstehen wird, warum wir das Meer so sehr lieben.", "English"),
        ("the same the same " * 2_500, "over and over"),
    ],
)
def test_what_cannot_be_judged_says_so(einstein: Gauge, reply: str, reason: str) -> None:
    """Too little text, another language, code, or repetition gets `cannot tell` with its reason, and never a score."""
    reading = einstein.read(reply)
    assert reading.verdict is Verdict.CANNOT_TELL
    assert reading.severity is Severity.NONE
    assert reading.score is None
    assert reason in reading.reason
    assert all(not signal.assessed for signal in reading.signals[1:])


def test_an_interrupted_reply_is_not_judged(einstein: Gauge) -> None:
    """What arrived of a reply is no measure of the whole."""
    reading = einstein.read(FITTING, complete=False)
    assert reading.verdict is Verdict.CANNOT_TELL
    assert "interrupted" in reading.reason


def test_a_reply_of_ten_thousand_words_is_judged(einstein: Gauge) -> None:
    """A very long reply is read at its beginning and gets a verdict."""
    lines = demo.load("albert-einstein").mind.reference_lines
    reading = einstein.read(" ".join(lines * 6))
    assert reading.verdict is not Verdict.CANNOT_TELL


def test_a_persona_without_reference_lines_cannot_be_told(
    persona: Callable[..., PersonaGenome], embedder: Embedder
) -> None:
    """With fewer than eight examples the verdict is `cannot tell`, and the reason says what to add."""
    for lines in ((), shipped().voices["poet"][:7]):
        gauge = prepare(persona("nobody", lines), contrast=shipped(), embedder=embedder)
        reading = gauge.read(FITTING)
        assert reading.verdict is Verdict.CANNOT_TELL
        assert f"{len(lines) or 'no'} example replies; at least 8 are needed" in reading.reason
        assert f"Add {8 - len(lines)} more to the examples" in reading.reason


def test_two_identical_personas_cannot_be_told_apart(persona: Callable[..., PersonaGenome], embedder: Embedder) -> None:
    """A persona whose twin stands among the contrast gets `cannot tell`, naming the twin."""
    lines = shipped().voices["poet"]
    contrast = shipped().without("poet").with_voice("two", lines)
    gauge = prepare(persona("one", lines), contrast=contrast, embedder=embedder)
    reading = gauge.read(lines[3])
    assert reading.verdict is Verdict.CANNOT_TELL
    assert "'two'" in reading.reason


def test_without_any_contrast_the_voice_is_not_assessed(
    persona: Callable[..., PersonaGenome], embedder: Embedder
) -> None:
    """With nobody to be told apart from, `cannot tell` is the only verdict."""
    gauge = prepare(persona("alone", shipped().voices["poet"]), contrast=Contrast({}), embedder=embedder)
    assert gauge.read(FITTING).verdict is Verdict.CANNOT_TELL


def test_a_persona_of_another_language_is_not_judged(persona: Callable[..., PersonaGenome], embedder: Embedder) -> None:
    """Signals fitted on English say nothing about a persona that speaks French."""
    lines = [f"Je pense que la mer est toujours plus belle quand les enfants dorment, numéro {n}." for n in range(10)]
    reading = prepare(persona("marie", lines), contrast=shipped(), embedder=embedder).read(FITTING)
    assert reading.verdict is Verdict.CANNOT_TELL
    assert "English" in reading.reason


@pytest.mark.parametrize("slug", demo.names())
def test_a_boundary_phrase_is_always_severe(gauges: Mapping[str, Gauge], slug: str) -> None:
    """One forbidden phrase makes any reply severe and out of character: long, short or interrupted."""
    genome = demo.load(slug)
    phrase = next(phrase for rule in genome.mind.boundaries for phrase in rule.phrases)
    faithful = [gauges[slug].read(line) for line in genome.mind.reference_lines[:6]]
    replies = (f"{genome.mind.reference_lines[0]} {phrase.upper()}!", phrase, f"{phrase} and then")
    for reply in replies:
        reading = gauges[slug].read(reply, earlier=faithful, complete=reply is not replies[2])
        assert (reading.verdict, reading.severity) == (Verdict.OUT_OF_CHARACTER, Severity.SEVERE)
        assert reading.score is not None
        assert reading.signals[0].evidence[0].text.lower() == phrase.lower()


def test_a_phrase_that_only_echoes_the_user_is_no_breach(einstein: Gauge) -> None:
    """Words in quotation marks that the user said first are not the persona's own; without either they are."""
    reply = 'You tell me that "war is glorious", and I can only say that you have never smelled one, my friend.'
    assert einstein.read(reply, user_text="War is glorious!").verdict is not Verdict.OUT_OF_CHARACTER
    assert einstein.read(reply, user_text="What of it?").verdict is Verdict.OUT_OF_CHARACTER
    assert einstein.read(reply.replace('"', ""), user_text="War is glorious!").verdict is Verdict.OUT_OF_CHARACTER


def test_a_short_reply_that_gives_itself_away_is_judged(einstein: Gauge) -> None:
    """Saying outright what it is needs no eight words."""
    reading = einstein.read("I'm an AI language model.")
    assert reading.verdict in (Verdict.DRIFTING, Verdict.OUT_OF_CHARACTER)
    assert any("an AI" in piece.text for signal in reading.signals for piece in signal.evidence)
    assert "outright" in reading.reason


def test_the_same_reply_gets_the_same_reading(embedder: Embedder, library: Contrast, einstein: Gauge) -> None:
    """Reading twice, and with a gauge prepared again, gives equal values."""
    genome = demo.load("albert-einstein")
    one, two = (prepare(genome, contrast=library, embedder=embedder) for _ in range(2))
    assert one.read(ASSISTANT) == two.read(ASSISTANT) == one.read(ASSISTANT)
    assert einstein.read(ASSISTANT) == einstein.read(ASSISTANT)


def test_stored_readings_are_enough_to_go_on(einstein: Gauge) -> None:
    """Readings that went through JSON give the next reply the same reading."""
    readings: list[DriftReading] = []
    for reply in (FITTING, ASSISTANT, FITTING, ASSISTANT):
        kept = [DriftReading.model_validate_json(reading.model_dump_json()) for reading in readings]
        again, now = einstein.read(reply, earlier=kept), einstein.read(reply, earlier=readings)
        assert again == now
        readings.append(now)


def test_every_measured_signal_says_what_was_expected(einstein: Gauge) -> None:
    """A signal that was assessed has value, unit, distance and an expectation in words; another one has a reason."""
    for signal in einstein.read(ASSISTANT).signals:
        if not signal.assessed:
            assert signal.reason
        elif signal.name not in (*KEPT, "boundary phrases"):
            assert signal.z is not None
            assert signal.value is not None
            assert signal.expected
            assert signal.unit


def test_the_personas_own_voice_in_the_contrast_is_left_out(embedder: Embedder, library: Contrast) -> None:
    """Whether the contrast holds the persona itself makes no difference."""
    genome = demo.load("mira-okafor")
    assert "mira-okafor" in library.voices
    with_it = prepare(genome, contrast=library, embedder=embedder)
    without = prepare(genome, contrast=library.without("mira-okafor"), embedder=embedder)
    assert with_it.read(FITTING) == without.read(FITTING)


def test_a_phrase_that_the_anchor_adds_is_a_boundary(persona: Callable[..., PersonaGenome], embedder: Embedder) -> None:
    """Boundary phrases edited into the anchor count as those of the genome's own boundaries do."""
    lines = shipped().voices["poet"]
    genome = persona("bard", lines, anchor={"boundary_phrases": ["prose is better"]})
    gauge = prepare(genome, contrast=shipped().without("poet"), embedder=embedder)
    assert gauge.read(lines[0]).verdict is Verdict.IN_CHARACTER
    reading = gauge.read(f"{lines[0]} Prose is better.")
    assert (reading.verdict, reading.severity) == (Verdict.OUT_OF_CHARACTER, Severity.SEVERE)
    assert "anchor" in reading.signals[0].evidence[0].note
