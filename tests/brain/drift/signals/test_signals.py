from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from brain import demo, static_embedder
from brain.drift.attribution.sayings import sayings
from brain.drift.contrast import shipped
from brain.drift.gauge import prepare
from brain.drift.ngrams import grams
from brain.drift.persona_text import own_words
from brain.drift.sample import Sample
from brain.drift.signals.assistant_voice import assistant_voice
from brain.drift.signals.catalogue import of_persona
from brain.drift.signals.flattery import flattery
from brain.drift.signals.habit import habit
from brain.drift.signals.odder_half import OdderHalf
from brain.drift.signals.protocol import Yardstick
from brain.drift.signals.quotation import quotation
from brain.drift.signals.similarity import similarity
from brain.drift.signals.who_said_it import nearest_voice, who_said_it

if TYPE_CHECKING:
    from brain.genome import PersonaGenome

EMBEDDER = static_embedder.shared()


def yardstick(genome: PersonaGenome) -> Yardstick:
    """What a persona's signals are made from, against the shipped voices."""
    return Yardstick(
        genome=genome,
        references=tuple(map(Sample, genome.mind.reference_lines)),
        own=tuple(map(Sample, own_words(genome))),
        contrast=shipped(),
        embedder=EMBEDDER,
    )


EINSTEIN = yardstick(demo.load("albert-einstein"))


def test_assistant_phrases_add_up_and_are_shown() -> None:
    """A reply without them has value 0; each phrase adds its weight and is pointed to."""
    signal = assistant_voice(EINSTEIN)
    assert signal.value(Sample("I went for a walk under the elms and thought of nothing.")) == 0.0
    reply = Sample("As an AI, I cannot walk. I hope this helps! Is there anything else?")
    assert signal.value(reply) > 1.5
    assert [piece.text for piece in signal.evidence(reply, above=True)] == [
        "As an AI",
        "I hope this helps",
        "Is there anything else",
    ]


def test_a_list_of_points_sounds_like_an_assistant_and_one_dash_does_not() -> None:
    """Layout counts from the second item on."""
    signal = assistant_voice(EINSTEIN)
    assert signal.value(Sample("- a dash, and then a remark about the weather today")) == 0.0
    assert signal.value(Sample("Some tea:\n- black tea\n- green tea\n- white tea")) > 0.5


def test_phrases_of_the_persona_are_not_held_against_it() -> None:
    """What the persona says itself, in any of its texts, is no leak and no flattery."""
    genome = demo.load("albert-einstein")
    mind = genome.mind.model_copy(update={"signature_phrases": ("I'd be happy to", "great question")})
    own = yardstick(genome.model_copy(update={"mind": mind}))
    reply = Sample("Great question, and I'd be happy to think about it with you for an evening.")
    assert assistant_voice(EINSTEIN).value(reply) > 0.0
    assert flattery(EINSTEIN).value(reply) > 0.0
    assert assistant_voice(own).value(reply) == flattery(own).value(reply) == 0.0


def test_a_persona_that_is_a_machine_may_say_so() -> None:
    """When its own lines call it an artificial intelligence, no such phrase settles a reply any more."""
    genome = demo.load("albert-einstein")
    mind = genome.mind.model_copy(update={"greetings": ("Hello, I'm an AI built in Princeton.",)})
    machine = assistant_voice(yardstick(genome.model_copy(update={"mind": mind})))
    reply = Sample("As a language model I have no hands.")
    assert assistant_voice(EINSTEIN).decisive(reply)
    assert not machine.decisive(reply)


def test_reciting_a_reference_line_is_quotation() -> None:
    """A reference line word for word has share 1 and is shown whole; free words have share 0."""
    signal = quotation(EINSTEIN)
    line = EINSTEIN.references[3]
    assert signal.value(line) == 1.0
    assert signal.evidence(line, above=True)[0].text == line.text.strip().rstrip(".!?")
    assert signal.value(Sample("Nothing of this was ever said by anybody in any of those lines.")) == 0.0
    assert max(signal.reference_values()) < 0.5


def test_habits_are_counted_a_sentence() -> None:
    """The persona's own turns of phrase raise the rate; a genome with fewer than three is not measured."""
    signal = habit(EINSTEIN)
    assert signal.value(Sample("You see, it seems to me that the Old One does not care.")) == 3.0
    assert signal.value(Sample("The bus stops here.")) == 0.0
    bare = demo.load("albert-einstein")
    mind = bare.mind.model_copy(update={"signature_phrases": (), "speech": type(bare.mind.speech)()})
    assert habit(yardstick(bare.model_copy(update={"mind": mind}))).absent


def test_similarity_leaves_quotations_out_and_knows_the_subject() -> None:
    """A reply on the persona's subject is nearer than one on another; a recited sentence does not count as itself."""
    signal = similarity(EINSTEIN)
    near = Sample("A clock that moves past you ticks more slowly, since light keeps the same speed for both.")
    far = Sample("Please file the quarterly expense report before the finance deadline on Friday.")
    assert signal.value(near) > signal.value(far)
    recited = EINSTEIN.references[0]
    said = sayings([recited.prose[start:end] for start, end in recited.sentences], EMBEDDER)
    assert signal.among is not None
    assert signal.value(recited) < signal.among.log_odds(said).mean()
    assert signal.evidence(far, above=False)[0].text == far.text


def test_who_said_it_tells_held_back_lines_from_another_voice() -> None:
    """Lines of the persona that were not learned score above those of a voice that was not met either."""
    genome = demo.load("albert-einstein")
    lines = genome.mind.reference_lines
    mind = genome.mind.model_copy(update={"examples": genome.mind.examples[:30]})
    known = yardstick(genome.model_copy(update={"mind": mind}))
    contrast = shipped().without("poet")
    signal = who_said_it(Yardstick(**{**known.__dict__, "contrast": contrast}))
    own = sorted(signal.value(Sample(line)) for line in lines[30:])
    foreign = sorted(signal.value(Sample(line)) for line in shipped().voices["poet"])
    assert own[len(own) // 2] > foreign[int(0.9 * len(foreign))]


def test_the_exact_leave_one_out_value_is_that_of_a_fit_without_the_line() -> None:
    """The closed formula agrees with learning again from all other lines, save for the weights of words."""
    signal = who_said_it(EINSTEIN)
    left = Yardstick(**{**EINSTEIN.__dict__, "references": EINSTEIN.references[1:]})
    again = who_said_it(left).value(EINSTEIN.references[0])
    spread = max(signal.held_out) - min(signal.held_out)
    assert abs(signal.held_out[0] - again) < 0.2 * spread


@pytest.mark.parametrize("name", ["assistant", "coach", "lawyer"])
def test_the_nearest_voice_is_named(name: str) -> None:
    """A line of a contrast voice is nearest to that voice."""
    hits = [nearest_voice(shipped(), grams(Sample(line))) == name for line in shipped().voices[name]]
    assert sum(hits) > 0.9 * len(hits)


def test_every_signal_of_the_catalogue_has_its_own_name() -> None:
    """Names are unique, and each signal measures each reference line."""
    signals = of_persona(EINSTEIN)
    assert len({signal.name for signal in signals}) == len(signals)
    for signal in signals:
        assert len(signal.reference_values()) == len(EINSTEIN.references)
        assert not signal.absent


def test_every_signal_says_how_little_is_too_little() -> None:
    """No signal assesses a reply of fewer words than it states."""
    gauge = prepare(demo.load("albert-einstein"), contrast=shipped(), embedder=EINSTEIN.embedder)
    needed = {signal.name: signal.least_words for signal in gauge.signals}
    words = 5 * ["my", "wife", "and", "I", "must", "laugh", "sadly"]
    for number in sorted({*needed.values(), *(least - 1 for least in needed.values())} - {0}):
        read = gauge.read(" ".join(words[:number]) + ".")
        assert not any(one.assessed for one in read.signals if number < needed.get(one.name, 0))
    assert all(least >= 1 for least in needed.values())


def test_one_foreign_sentence_shows_in_the_odder_half_more_than_in_the_whole() -> None:
    """Where half of a reply is another's, its odder half falls further, in spreads of the persona's, than all of it."""
    genome = demo.load("albert-einstein")
    lines = genome.mind.reference_lines
    examples = genome.mind.examples[:-4]
    known = genome.model_copy(update={"mind": genome.mind.model_copy(update={"examples": examples})})
    who = who_said_it(yardstick(known))
    odder = OdderHalf(who, who.absent)
    foreign = shipped().voices["assistant"]
    pairs = zip(lines[-4:], foreign, strict=False)
    fell: dict[str, list[float]] = {}
    for own, other in pairs:
        for signal in (who, odder):
            usual = np.array(signal.reference_values())
            change = signal.value(Sample(f"{own} {other}")) - signal.value(Sample(own))
            fell.setdefault(signal.name, []).append(change / usual.std())
    assert np.mean(fell[odder.name]) < np.mean(fell[who.name]) < 0.0


def test_the_odder_half_points_to_the_sentence_least_like_the_persona() -> None:
    """Behind a line of its own the foreign sentence is shown, and a reply without words has value 0."""
    who = who_said_it(EINSTEIN)
    odder = OdderHalf(who, who.absent)
    foreign = "Please let me know if you would like me to summarise the quarterly report."
    reply = Sample(f"{EINSTEIN.references[2].text} {foreign}")
    assert odder.evidence(reply, above=False)[0].text == foreign
    assert odder.value(Sample("...")) == 0.0
    assert odder.evidence(reply, above=True) == odder.evidence(Sample("..."), above=False) == ()
