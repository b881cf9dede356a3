"""A model that fills in the questionnaire by the genome it plays, where the model behind it cannot. Measures nothing.

A wrapper of the ChatModel protocol around the understudy, which reads no prompt and so answers no item. It recites the
genome's facets with noise: that an offline run of the suite comes out near the genome shows that the pipeline works,
and says nothing of any language model.
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from brain.genome.big_five import ENDS
from brain.models.chat import Completion, Delta, TokenCount
from evals.questionnaire import ipip

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from brain.models.chat import ChatModel, ChatRequest, Scene

UNDERSTUDY: Final = "understudy"

OWN: Final = 0.7
"""Standard deviation, in steps of the scale, of what an item means to one person beside its facet; it stays."""

OCCASION: Final = 0.5
"""Standard deviation, in steps, of what an answer owes to the moment it is given in. Both are this project's choice."""

WORTH: Final = (
    "The understudy recites its genome's facets, with noise: this shows that the measurement works, and says nothing "
    "of a language model."
)

_ASKED: Final = re.compile(re.escape(ipip.ASKED).replace(re.escape("{item}"), "(?P<item>.+)"))
_SPOKEN: Final = {value: words for words, value in ipip.SCALE.items()}
_WHY: Final = {
    1: "I am {low}, no doubt about it.",
    2: "On the whole I am {low}.",
    3: "I am somewhere between {low} and {high}.",
    4: "On the whole I am {high}.",
    5: "I am {high}, no doubt about it.",
}
"""The sentence that goes with each level of the facet."""


@dataclass(frozen=True, slots=True)
class SelfReport:
    """Answers items of IPIP-NEO-120 from the scene's genome; passes everything else on, unchanged, to `inner`."""

    inner: ChatModel

    @property
    def id(self) -> str:
        """The inner model's."""
        return self.inner.id

    @property
    def label(self) -> str:
        """The inner model's."""
        return self.inner.label

    def stream(
        self, request: ChatRequest, *, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Delta | Completion]:
        """An answer, the same for the same request, or the inner model's reply. Raises the inner model's ModelError."""
        one = asked(request.messages[-1].text) if request.messages else None
        if one is None or request.scene is None:
            yield from self.inner.stream(request, cancelled=cancelled)
            return
        said = answered(one, request.scene, seed=request.seed)
        yield Delta(text=said)
        yield Completion(model=self.id, tokens=TokenCount(output=len(said.split())))


def worth(model: str) -> str:
    """What must be known of answers by this model, before they are read; empty where there is nothing."""
    return WORTH if model == UNDERSTUDY else ""


def asked(text: str) -> ipip.Item | None:
    """The item that a question asks for; None for any other text."""
    found = _ASKED.fullmatch(text.strip())
    return _by_text().get(found["item"]) if found else None


def answered(one: ipip.Item, scene: Scene, *, seed: int) -> str:
    """A number of the scale, its words and a reason, as a person with the genome's facets would answer.

    The number is the facet's level on the scale, with what the item means to this persona and what the moment adds,
    both normal, rounded. A told flip of traits moves the level to the other end by its dose.
    """
    slug = scene.genome.metadata.slug
    stays = random.Random(f"{slug}/{one.id}").gauss(0.0, OWN)  # noqa: S311 - must be repeatable
    passes = random.Random(f"{slug}/{one.id}/{seed}").gauss(0.0, OCCASION)  # noqa: S311 - the same
    steps = ipip.HIGHEST - ipip.LOWEST
    shown = ipip.LOWEST + steps * level(one.facet, scene) + stays + passes
    facet = round(min(max(shown, ipip.LOWEST), ipip.HIGHEST))
    number = ipip.LOWEST + ipip.HIGHEST - facet if one.reverse else facet
    low, high = (end.replace("its", "my") for end in ENDS[one.facet])
    return f"{number}, {_SPOKEN[number]}. {_WHY[facet].format(low=low, high=high)}"


def level(facet: str, scene: Scene) -> float:
    """Where the persona stands on a facet in this scene, 0 to 1."""
    own = float(getattr(scene.genome.mind.facets, facet))
    told = scene.drift
    if told is None or told.type != "trait flip" or scene.turn_index < told.from_turn:
        return own
    return own + told.dose * (1.0 - 2.0 * own)


@cache
def _by_text() -> Mapping[str, ipip.Item]:
    return {one.text: one for one in ipip.items()}
