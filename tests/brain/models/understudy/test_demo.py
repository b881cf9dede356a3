import math
import re
from collections import Counter
from collections.abc import Callable, Sequence

import pytest

from brain import demo
from brain.genome import PersonaGenome

QUESTIONS = (
    "What makes a good day?",
    "How do you handle stress?",
    "What do you think about money?",
    "Tell me about your childhood.",
    "What is love?",
    "Do you like music?",
    "What advice would you give a young person?",
    "What do you do in the evening?",
    "How should one treat strangers?",
    "What is your biggest fear?",
    "Is technology good for us?",
    "What does success mean?",
    "Tell me a story.",
    "How do you make decisions?",
    "What do you think of cats?",
    "What is happiness?",
    "Why do people argue?",
    "What is beauty?",
    "How do I learn faster?",
    "What would you change about the world?",
    "What do you eat?",
    "Do you believe in fate?",
    "What makes you laugh?",
    "How do you feel about rain?",
    "Is it ever right to lie?",
    "What is the capital of Peru?",
    "What do you think about football?",
    "I had a rough week.",
    "What should I read?",
    "How do you see the future?",
)
TAG = re.compile(r"\[[A-Z]+:[^\]]*\] ?")


def own_lines(genome: PersonaGenome) -> list[str]:
    """What a judge who knows the persona has read of it."""
    mind = genome.mind
    lines = [example.reply for example in mind.examples] + [anecdote.text for anecdote in mind.anecdotes]
    lines += [belief.statement for belief in mind.beliefs] + [r for belief in mind.beliefs for r in belief.reasons]
    lines += [fact.text for fact in mind.life] + [fact.text for domain in mind.knowledge for fact in domain.facts]
    return lines + list(mind.speech.openers) + list(mind.speech.closers)


def vectors(texts: Sequence[str]) -> list[dict[str, float]]:
    """TF-IDF over character runs of two to four letters, each vector of length 1."""
    counts = []
    for text in texts:
        plain = f" {TAG.sub('', text).lower()} "
        counts.append(Counter(plain[at : at + n] for n in (2, 3, 4) for at in range(len(plain) - n + 1)))
    spread = Counter(run for count in counts for run in count)
    weighed = [{r: (1 + math.log(c)) * math.log(len(texts) / spread[r]) for r, c in one.items()} for one in counts]
    return [unit(vector) for vector in weighed]


def unit(vector: dict[str, float]) -> dict[str, float]:
    """The vector at length 1."""
    length = math.sqrt(sum(value * value for value in vector.values())) or 1.0
    return {run: value / length for run, value in vector.items()}


def test_two_personas_are_told_apart_blind(speak: Callable[..., str]) -> None:
    """Of replies to thirty general questions, at least nine in ten lie nearest to the lines of their own persona."""
    genomes = demo.load_all()
    lines = [(genome.name, line) for genome in genomes for line in own_lines(genome)]
    replies = [(genome.name, speak(genome, question, seed=1)) for genome in genomes for question in QUESTIONS]
    made = vectors([text for _, text in lines + replies])
    centers: dict[str, Counter[str]] = {genome.name: Counter() for genome in genomes}
    for (name, _), vector in zip(lines, made, strict=False):
        centers[name].update(vector)
    centroids = {name: unit(dict(center)) for name, center in centers.items()}
    right = 0
    for (name, _), vector in zip(replies, made[len(lines) :], strict=True):
        near = {
            other: sum(v * centroid.get(run, 0.0) for run, v in vector.items()) for other, centroid in centroids.items()
        }
        right += max(near, key=lambda other: near[other]) == name
    assert right / len(replies) >= 0.9


@pytest.mark.parametrize("slug", demo.names())
def test_a_demo_persona_does_not_repeat_itself(slug: str, talk: Callable[..., list[str]]) -> None:
    """Over fifteen turns hardly a sentence of a demo persona comes back."""
    said: list[str] = []
    for reply in talk(demo.load(slug), QUESTIONS[:15], seed=2):
        said += [part for part in re.split(r"(?<=[.!?])\s+", TAG.sub("", reply)) if len(part.split()) > 4]
    assert len(said) - len(set(said)) <= 1


@pytest.mark.parametrize("slug", demo.names())
def test_a_demo_persona_knows_nothing_of_its_design(slug: str, talk: Callable[..., list[str]]) -> None:
    """Asked for the source of what it said, an invented persona does not name the note that designed it."""
    for question in ("What do you believe in?", "Tell me a story.", "Where do you live?"):
        answer = talk(demo.load(slug), [question, "Where does that come from?"])[-1]
        assert not re.search(r"(?i)personaforge|brief", answer)
