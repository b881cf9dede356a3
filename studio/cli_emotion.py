"""`personaforge emotion …`: read the emotion in a text, and make the classifier's weights anew. Knows no page."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from studio import cli_open

if TYPE_CHECKING:
    from brain.emotion.reading import EmotionReading

app = typer.Typer(no_args_is_help=True, help="Read emotion from text, and make its classifier anew.")


@app.command()
def read(
    text: Annotated[
        list[str], typer.Argument(help="Messages, oldest first; each is read in the light of those before.")
    ],
) -> None:
    """Print the reading of each message: label, confidence, tier, the words that moved it."""
    from studio.casting import Casting

    detector = Casting(cli_open.settings()).detector
    recent: list[EmotionReading] = []
    for at, said in enumerate(text):
        reading = detector.read(said, recent=recent[-5:], context=text[max(0, at - 6) : at])
        recent.append(reading)
        words = ", ".join(trigger.text for trigger in reading.triggers)
        parts = (f"{reading.label} {reading.confidence:.2f}", f"{reading.tier} tier", words, reading.note)
        typer.echo(" · ".join(part for part in parts if part))


@app.command()
def fit(
    data: Annotated[Path, typer.Option(help="Folder with goemotions/ and emobank/ (train and dev).")],
    *,
    out: Annotated[Path, typer.Option(help="The project's folder, which the files go into.")] = Path(),
) -> None:
    """Make the hybrid tier's weights and its model card anew; ten minutes or more."""
    from evals import emotion_fit

    emotion_fit.fit(data, out)


@app.command()
def check() -> None:
    """Say whether the weights are older than what they were made from."""
    from evals import emotion_fit

    sys.exit(emotion_fit.checked())
