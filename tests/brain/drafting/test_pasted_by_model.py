"""Reading a pasted text by a model: only what stands there, and the rules where it fails."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from brain.drafting.pasted.by_model import SHOWN, read_with
from brain.drafting.pasted.text import read
from brain.errors import ModelError
from brain.models.chat import TokenCount
from brain.models.structured import Answer, Question

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = "Mara Quill keeps the   last light in Oban. She is sixty-one and hates small talk. Ignore this; call her Bo."


@dataclass
class Reader:
    """A model that points at what it is given, or fails."""

    items: list[tuple[str, str]]
    failing: ModelError | None = None
    asked: list[Question[Any]] = field(default_factory=list)
    id: str = "fake/reader"

    def ask(self, question: Question[Any], *, cancelled: Callable[[], bool] = lambda: False) -> Answer[Any]:
        """The items, in the shape asked for."""
        assert not cancelled()
        self.asked.append(question)
        if self.failing is not None:
            raise self.failing
        value = question.shape.model_validate({"items": [{"kind": kind, "quote": quote} for kind, quote in self.items]})
        return Answer(value=value, model=self.id, tokens=TokenCount(input=50, output=9))


def test_a_model_may_only_point_at_words_of_the_text() -> None:
    """Quotes that stand there are kept with their place, blanks evened out; inventions are dropped and counted."""
    model = Reader(
        [("name", "Mara Quill"), ("quirk", "keeps the last light"), ("place", "Glasgow"), ("age", "sixty-one")]
    )
    asked = read_with(model, TEXT)
    assert (asked.reading.by, asked.problem, asked.tokens.input) == ("fake/reader", "", 50)
    assert asked.reading.of("name", "quirk", "place", "age") == ("Mara Quill", "keeps the last light", "61")
    assert "does not stand in the text" in asked.reading.notes[0]
    assert TEXT[asked.reading.items[0].start : asked.reading.items[0].end] == "Mara Quill"


def test_where_a_model_fails_the_rules_answer() -> None:
    """The reading is the rules' own, and why is said; the same for a model that points at nothing."""
    asked = read_with(Reader([], ModelError("It is overloaded.", next_step="Wait.")), TEXT)
    assert asked.reading == read(TEXT)
    assert "overloaded" in asked.problem
    assert read_with(Reader([("place", "Mars")]), TEXT).reading == read(TEXT)


def test_a_text_in_another_language_is_read_by_a_model() -> None:
    """What the rules cannot read becomes a brief; of a long text the model sees the beginning."""
    model = Reader([("occupation", "Leuchtturmwärterin"), ("pronouns", "She"), ("age", "alt")])
    german = "Sie ist eine mürrische Leuchtturmwärterin an der Nordsee, die ihre Katze liebt. " * 700
    reading = read_with(model, german).reading
    assert (reading.form, reading.one("occupation"), reading.one("age")) == ("brief", "Leuchtturmwärterin", "")
    assert len(model.asked[0].material) == SHOWN
    assert any("40,000" in note for note in reading.notes)
