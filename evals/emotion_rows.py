"""GoEmotions and EmoBank as rows, and what GoEmotions' 28 labels are here. Knows no model.

The folder must hold `goemotions/{labels.txt,train.tsv,dev.tsv}` (text, label numbers, id; tabs between) and
`emobank/train-dev.csv` (id, split, V, A, D, text). No test split is read.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

import numpy as np

from brain.emotion.labels import Emotion
from brain.errors import NotFound

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

Split = Literal["train", "dev"]

MAPPED: Final[Mapping[str, Emotion]] = {
    "admiration": Emotion.HAPPY,
    "amusement": Emotion.AMUSED,
    "anger": Emotion.ANGRY,
    "annoyance": Emotion.ANGRY,
    "approval": Emotion.CONFIDENT,
    "caring": Emotion.CONCERNED,
    "confusion": Emotion.CURIOUS,
    "curiosity": Emotion.CURIOUS,
    "desire": Emotion.EXCITED,
    "disappointment": Emotion.DISAPPOINTED,
    "disapproval": Emotion.ANGRY,
    "disgust": Emotion.DISGUSTED,
    "embarrassment": Emotion.EMBARRASSED,
    "excitement": Emotion.EXCITED,
    "fear": Emotion.FEARFUL,
    "gratitude": Emotion.HAPPY,
    "grief": Emotion.SAD,
    "joy": Emotion.HAPPY,
    "love": Emotion.LOVING,
    "nervousness": Emotion.ANXIOUS,
    "optimism": Emotion.CONFIDENT,
    "pride": Emotion.PROUD,
    "realization": Emotion.THOUGHTFUL,
    "relief": Emotion.RELIEVED,
    "remorse": Emotion.SAD,
    "sadness": Emotion.SAD,
    "surprise": Emotion.SURPRISED,
    "neutral": Emotion.NEUTRAL,
}
"""Which of our labels each of GoEmotions' is taken for; by family it is the mapping to the report's eleven."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """Texts with `truth` (texts, outputs); `outputs` is the label of each output."""

    texts: tuple[str, ...]
    truth: NDArray[np.bool_]
    outputs: tuple[Emotion, ...]


@dataclass(frozen=True, slots=True)
class Rated:
    """Texts with `points` (texts, 3): valence, arousal, dominance from 1 to 5."""

    texts: tuple[str, ...]
    points: NDArray[np.float64]


def goemotions(folder: Path, split: Split) -> Labelled:
    """The rows of a split. Raises NotFound when a file is missing."""
    names = _text(folder / "goemotions" / "labels.txt").split()
    lines = [line.split("\t") for line in _text(folder / "goemotions" / f"{split}.tsv").split("\n") if line]
    truth = np.zeros((len(lines), len(names)), dtype=np.bool_)
    for at, (_, numbers, _id) in enumerate(lines):
        truth[at, [int(number) for number in numbers.split(",")]] = True
    return Labelled(tuple(line[0] for line in lines), truth, tuple(MAPPED[name] for name in names))


def emobank(folder: Path, split: Split) -> Rated:
    """The rows of a split. Raises NotFound when the file is missing."""
    rows = [
        row for row in csv.DictReader(io.StringIO(_text(folder / "emobank" / "train-dev.csv"))) if row["split"] == split
    ]
    return Rated(
        tuple(row["text"] for row in rows),
        np.array([[float(row[axis]) for axis in "VAD"] for row in rows], dtype=np.float64),
    )


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise NotFound(
            f"The data file {path.name!r} is missing.",
            why=f"It should lie at {path.parent.name}/{path.name} in the folder given by --data ({error.strerror}).",
            next_step="Get GoEmotions (Apache-2.0) and EmoBank (CC BY-SA 4.0), train and dev, and give their folder.",
        ) from error
