"""`python -m evals.emotion_fit --data FOLDER`: makes the hybrid tier's weights and its model card anew.

FOLDER holds `goemotions/` and `emobank/`, train and dev. Everything is taught and chosen on train; dev is only
reported. `--points` makes valence, arousal and dominance alone, with the classifier that ships. `--check` says whether
the weights are older than what they were made from.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from brain import static_embedder
from brain.emotion.hybrid import decide
from brain.emotion.hybrid.fit import Fit
from brain.emotion.hybrid.model import Model
from brain.emotion.hybrid.weights import packed, unpacked
from brain.emotion.vad import regression
from brain.errors import Conflict, PersonaForgeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray

    from brain.emotion.vad.regression import Regression
    from brain.static_embedder import StaticEmbedder
    from evals.emotion_classifier import Taught
    from evals.emotion_inputs import Inputs
    from evals.emotion_rows import Labelled, Rated

SOURCES: Final = (
    ("brain.emotion", ("labels.py", "lexicon.toml", "lexicon.py", "scan.py", "basic.py")),
    ("brain.emotion.hybrid", ("grams.py", "manner.py", "net.py", "decide.py")),
    ("evals", tuple(f"emotion_{name}.py" for name in ("classifier", "inputs", "linear", "net", "rows", "tune"))),
)
"""What the classifier and its decisions are made from besides the data and the static embedding."""

POINT_SOURCES: Final = (*SOURCES, ("brain.emotion.vad", ("regression.py",)), ("evals", ("emotion_points.py",)))
"""What valence, arousal and dominance are made from besides the same and the classifier."""

WEIGHTS: Final = "brain/emotion/hybrid/weights.safetensors"
FIT: Final = "brain/emotion/hybrid/fit.json"
POINTS: Final = "brain/emotion/vad/weights.safetensors"
KEYWORD: Final = "brain/emotion/keyword.json"
CARD: Final = "docs/emotion.md"

WORKERS: Final = 2
"""Processes that teach at a time, unless told otherwise. What comes out does not depend on it."""


@dataclass(frozen=True, slots=True)
class Material:
    """The rows of one split, made ready."""

    rows: Labelled
    inputs: Inputs
    rated: Rated
    rated_inputs: Inputs


def main(arguments: Sequence[str] | None = None) -> int:
    """The command: 0 when the weights were made, or are up to date; 1 when not, with the reason on standard error."""
    parser = argparse.ArgumentParser(prog="python -m evals.emotion_fit", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder with goemotions/ and emobank/")
    parser.add_argument("--out", type=Path, default=Path(), help="the project's folder, which the files go into")
    parser.add_argument("--workers", type=int, default=WORKERS, help="processes that teach at a time")
    parser.add_argument("--points", action="store_true", help="only valence, arousal and dominance")
    parser.add_argument("--check", action="store_true", help="only say whether the weights are up to date")
    chosen = parser.parse_args(arguments)
    if chosen.check:
        return checked()
    if chosen.data is None:
        parser.error("--data is needed: the folder with goemotions/ and emobank/")
    try:
        if chosen.points:
            fit_points(chosen.data, chosen.out)
        else:
            fit(chosen.data, chosen.out, workers=chosen.workers)
    except PersonaForgeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    return 0


def fit(data: Path, out: Path, *, workers: int = WORKERS) -> None:
    """Teach, decide, measure and write. Raises NotFound when a data file is missing."""
    from threadpoolctl import threadpool_limits

    from evals.emotion_classifier import cross_fitted
    from evals.emotion_inputs import reduction

    with threadpool_limits(1):
        embedder = static_embedder.load()
        train, dev = material(data, "train", embedder), material(data, "dev", embedder)
        static = reduction(embedder)
        one, outside = cross_fitted(train.inputs, train.rows.truth, static=static, workers=workers)
        finish(train, dev, outside, one, embedder, out)


def material(data: Path, split: str, embedder: StaticEmbedder) -> Material:
    """A split's rows. Raises NotFound when a file is missing."""
    from evals.emotion_inputs import prepared
    from evals.emotion_rows import emobank, goemotions

    rows, rated = goemotions(data, split), emobank(data, split)  # type: ignore[arg-type]  # one of the two names
    return Material(rows, prepared(rows.texts, embedder), rated, prepared(rated.texts, embedder))


def finish(
    train: Material, dev: Material, outside: NDArray[np.float32], one: Taught, embedder: StaticEmbedder, out: Path
) -> None:
    """From a taught classifier, and outputs (rows, labels) of others on the rows they did not see, to the files."""
    from evals.calibrate.page import renew
    from evals.emotion_card import tables
    from evals.emotion_classifier import LINEAR, decisions, keyword_knots, packable

    weights = packed(packable(one, embedder))
    model = Model(unpacked(weights), embedder, linear=LINEAR)
    found = decisions(train.rows, train.inputs, outside)
    points = _points(train, model, found, embedder)
    point_bytes = regression.packed(points)
    kept = found.model_copy(
        update={
            "sha256": hashlib.sha256(weights).hexdigest(),
            "points_sha256": hashlib.sha256(point_bytes).hexdigest(),
            "recipe": {
                "inputs": fingerprint(SOURCES),
                "points": fingerprint(POINT_SOURCES),
                "rows": len(train.rows.texts),
                "rated": len(train.rated.texts),
            },
        }
    )
    knots = keyword_knots(train.rows)
    (out / WEIGHTS).write_bytes(weights)
    (out / POINTS).write_bytes(point_bytes)
    _write(out / FIT, kept.model_dump(mode="json"))
    _write(out / KEYWORD, {name: [list(knot) for knot in found] for name, found in knots.items()})
    renew(
        out / CARD,
        tables(train, dev, outside, kept, Model(unpacked(weights), embedder, linear=LINEAR), points, embedder),
    )
    sys.stdout.write(
        f"{len(train.rows.texts):,} rows; weights {len(weights):,} bytes, points {len(point_bytes):,} bytes\n"
    )


def fit_points(data: Path, out: Path) -> None:
    """Valence, arousal and dominance with the classifier that ships. Raises NotFound when a data file is missing.

    Raises Conflict where the classifier itself is older than its sources.
    """
    from threadpoolctl import threadpool_limits

    from brain.emotion.hybrid.detector import HybridDetector
    from brain.emotion.hybrid.weights import shipped
    from evals.calibrate.page import renew
    from evals.emotion_card import points_table

    known = _shipped_fit()
    if known.recipe.get("inputs") != fingerprint(SOURCES):
        raise Conflict(
            "The classifier is older than its sources.",
            why="Points are fitted on what it says.",
            next_step="Make all weights anew, without --points.",
        )
    with threadpool_limits(1):
        embedder = static_embedder.load()
        train, dev = material(data, "train", embedder), material(data, "dev", embedder)
        model = Model(shipped(known.sha256), embedder, linear=known.linear)
        points = _points(train, model, known, embedder)
        content = regression.packed(points)
        kept = known.model_copy(
            update={
                "points_sha256": hashlib.sha256(content).hexdigest(),
                "recipe": {**known.recipe, "points": fingerprint(POINT_SOURCES)},
            }
        )
        (out / POINTS).write_bytes(content)
        _write(out / FIT, kept.model_dump(mode="json"))
        read = HybridDetector(model, kept, regression=regression.unpacked(content))
        renew(out / CARD, {"points": points_table(dev, read)})
    sys.stdout.write(f"{len(train.rated.texts):,} rows; points {len(content):,} bytes\n")


def _points(train: Material, model: Model, found: Fit, embedder: StaticEmbedder) -> Regression:
    """Valence, arousal and dominance on what a classifier says of EmoBank's training rows."""
    from evals import emotion_points

    seen = emotion_points.outputs_of(model, train.rated_inputs)
    named = emotion_points.named_points(decide.chances(seen, found.outputs, train.rated_inputs.spoken))
    return emotion_points.fitted(train.rated_inputs, seen, named, train.rated.points, model=model, embedder=embedder)


def _shipped_fit() -> Fit:
    return Fit.model_validate_json(files("brain.emotion.hybrid").joinpath("fit.json").read_text(encoding="utf-8"))


def fingerprint(sources: Sequence[tuple[str, tuple[str, ...]]]) -> str:
    """12 hexadecimal digits over the names and bytes of the sources; line ends do not matter."""
    digest = hashlib.sha256(static_embedder.SHA256[static_embedder.WEIGHTS].encode())
    for package, names in sources:
        for name in names:
            content = files(package).joinpath(name).read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{package}/{name}".encode() + b"\0" + content + b"\1")
    return digest.hexdigest()[:12]


def checked() -> int:
    """Whether the shipped fit was made from the sources as they are: 0 if so."""
    recipe = _shipped_fit().recipe
    made = {"inputs": fingerprint(SOURCES), "points": fingerprint(POINT_SOURCES)}
    old = any(recipe.get(name) != found for name, found in made.items())
    sys.stdout.write("out of date: the sources have changed since the fit\n" if old else "up to date\n")
    return 1 if old else 0


def _write(path: Path, document: object) -> None:
    path.write_text(json.dumps(document, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
