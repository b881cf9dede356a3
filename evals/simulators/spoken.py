"""Users whom a chat model plays: another persona, or somebody by instructions. Each is watched for leaving its role."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from brain.drift.reading import Verdict
from brain.drift.sample import Sample
from brain.drift.signals.assistant_voice import AssistantVoice
from brain.drift.signals.phrase_load import phrase_book
from brain.errors import ModelGarbled
from brain.models.chat import ChatRequest, Completion, Message, Scene
from brain.play import usage_of
from brain.prompt.tags import parse
from brain.state import initial
from evals.outcome import spent_on
from evals.simulators.user import Line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from brain.drift.gauge import Gauge
    from brain.genome import PersonaGenome
    from brain.models.chat import ChatModel
    from evals.outcome import Spent
    from evals.simulators.user import Heard

FEWEST_COPIED: Final = 6
"""Words of the other side that, said again in one piece, count as echoing it."""

_WORDS: Final = re.compile(r"\w+")


@dataclass(frozen=True)
class PersonaUser:
    """Another persona talks. Its own drift gauge says whether it stayed itself."""

    genome: PersonaGenome
    model: ChatModel
    gauge: Gauge
    opening: str
    seed: int = 0

    def say(self, turn: int, heard: Sequence[Heard]) -> Line:
        """Its opening, then what it replies to the persona's last words."""
        if not heard:
            return Line(self.opening)
        scene = Scene(genome=self.genome, state=initial(self.genome), turn_index=turn)
        request = ChatRequest(messages=_turned(heard), scene=scene, seed=self.seed * 1_000 + turn)
        text, spent = _said(self.model, request)
        reading = self.gauge.read(text, user_text=heard[-1].reply, said=[one.user for one in heard])
        out = reading.verdict is Verdict.OUT_OF_CHARACTER
        return Line(
            text,
            off=_repeats(text, heard) or (f"out of character: {reading.reason}" if out else ""),
            measured=reading.verdict is not Verdict.CANNOT_TELL or out,
            spent=spent,
        )


@dataclass(frozen=True)
class ModelUser:
    """A language model plays a user by instructions.

    It leaves its script where it speaks as an assistant, answers in the other's name, or says again what was said.
    """

    instructions: str
    model: ChatModel
    name: str
    opening: str = ""
    seed: int = 0

    def say(self, turn: int, heard: Sequence[Heard]) -> Line:
        """Its opening where one is given, then what the model says."""
        if not heard and self.opening:
            return Line(self.opening)
        messages = _turned(heard) or (Message(role="user", text="(Begin the conversation.)"),)
        stable = f"{self.instructions}\n\n{_FRAME.format(name=self.name)}"
        request = ChatRequest(stable=stable, messages=messages, seed=self.seed * 1_000 + turn)
        text, spent = _said(self.model, request)
        off = _repeats(text, heard)
        if _assistant().decisive(Sample(text), user_text=heard[-1].reply if heard else ""):
            off = "it speaks as an assistant"
        elif re.match(rf"\s*(?:\*\*)?{re.escape(self.name)}(?:\*\*)?\s*:", text, re.IGNORECASE):
            off = f"it speaks in the name of {self.name}"
        return Line(text, off=off, spent=spent)


_FRAME: Final = (
    "You are a person who talks to {name}. Write only what this person says next, one message, no stage directions. "
    "Never write the words of {name}."
)


@cache
def _assistant() -> AssistantVoice:
    return AssistantVoice(book=phrase_book("assistant"), references=())


def _turned(heard: Sequence[Heard]) -> tuple[Message, ...]:
    """The conversation from the user's side: what the persona said is what the model hears."""
    said: list[Message] = []
    for at, one in enumerate(heard):
        if at:
            said.append(Message(role="assistant", text=one.user))
        said.append(Message(role="user", text=one.reply or "…"))
    return tuple(said)


def _said(model: ChatModel, request: ChatRequest) -> tuple[str, Spent]:
    pieces: list[str] = []
    done: Completion | None = None
    for piece in model.stream(request):
        if isinstance(piece, Completion):
            done = piece
        else:
            pieces.append(piece.text)
    text = parse("".join(pieces))[0].strip()
    if not text:
        raise ModelGarbled(
            "The simulated user said nothing.",
            why=f"{model.id!r} answered with no words.",
            next_step="Play the case again, or choose another model for the user.",
        )
    return text, spent_on(usage_of(model.id, done))


def _repeats(text: str, heard: Sequence[Heard]) -> str:
    plain = _plain(text)
    if any(plain == _plain(one.user) for one in heard):
        return "it says again what it said before"
    if len(plain.split()) >= FEWEST_COPIED and any(plain in _plain(one.reply) for one in heard):
        return "it echoes the persona"
    return ""


def _plain(text: str) -> str:
    return " ".join(_WORDS.findall(text.casefold()))
