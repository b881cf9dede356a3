"""`personaforge voice …`: the voices there are, and a persona's words as a sound file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from brain.errors import InvalidInput
from studio import cli_open

app = typer.Typer(no_args_is_help=True, help="The voices there are, and a persona's words as a sound file.")


@app.command("list")
def list_voices(
    text: Annotated[str, typer.Argument(help="Show those whose name, kind or accent holds this.")] = "",
    *,
    every: Annotated[bool, typer.Option("--all", help="ElevenLabs' voices too, where a key is set.")] = False,
) -> None:
    """List the voices."""
    with cli_open.lab() as lab:
        page = lab.services.voices.catalogue(lab.services.actor, text)
        found = list(page.voices)
        while every and page.next_token:
            page = lab.services.voices.catalogue(lab.services.actor, text, page=page.next_token, size=100)
            found += page.voices
        for voice in found:
            traits = " ".join(filter(None, (voice.sounds, voice.age, voice.accent)))
            print(f"{voice.id:24} {voice.name:20} {traits:28} {voice.label}")
        if not found:
            print(f"No voice has {text!r} in its name, kind or accent.")


@app.command()
def say(
    persona: Annotated[str, typer.Argument(help="Slug or id of the persona.")] = "albert-einstein",
    text: Annotated[str, typer.Argument(help="What it says; may hold response tags. Its sample line if empty.")] = "",
    *,
    emotion: Annotated[str, typer.Option(help="How it says it, such as happy; or one of its own.")] = "neutral",
    out: Annotated[Path, typer.Option(help="File to write; .wav, or .mp3 where a provider gives that.")] = Path(
        "voice.wav"
    ),
) -> None:
    """Speak a text in a persona's voice into a file."""
    with cli_open.lab() as lab:
        if not lab.personas():
            lab.load_demo()
        voice = lab.voice(persona)
        speech = voice.reply(text, emotion=emotion) if "[" in text else voice.say(text, emotion=emotion)
    try:
        out.write_bytes(speech.data)
    except OSError as error:
        raise InvalidInput(
            f"The sound could not be written to {str(out)!r}.",
            why=f"{error.strerror}.",
            next_step="Name a file in a folder that this user may write to: --out <file>",
        ) from error
    cost = "price not known" if speech.cost_microdollars is None else f"${speech.cost_microdollars / 1e6:.6g}"
    print(f"{speech.seconds:.1f} s, {len(speech.words)} words, {speech.label} ({speech.made_by}), {cost}: {out}")
