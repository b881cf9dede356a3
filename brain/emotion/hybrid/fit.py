"""How the classifier's outputs are read: labels, offsets, thresholds and calibration, as fitted. Knows no weight."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from brain.emotion.labels import Emotion

NAME: Final = "fit.json"


class Fit(BaseModel):
    """The numbers of a decision.

    `outputs` is the label of each of the classifier's outputs; `linear` the weight of the linear model's logit, the
    rest being the nets' mean; `offsets` what is added to each family's log chance; `thresholds` the chance from which
    a basic emotion counts, `further` that of any label; `knots` the chance of being right at a label's chance.
    `sha256` names the weights it was fitted with, `points_sha256` those of valence, arousal and dominance; `recipe`
    says what all were made from.
    """

    model_config = ConfigDict(frozen=True)

    outputs: tuple[Emotion, ...]
    linear: float
    offsets: dict[Emotion, float]
    thresholds: dict[str, float]
    further: float
    knots: tuple[tuple[float, float], ...]
    sha256: str = ""
    points_sha256: str = ""
    recipe: dict[str, Any] = {}


@cache
def shipped() -> Fit:
    """The fit that ships."""
    return Fit.model_validate_json(files(__package__).joinpath(NAME).read_text(encoding="utf-8"))
