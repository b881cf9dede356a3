"""`personaforge …`: the use cases from the command line. The one place that turns errors into exit codes."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from brain.errors import InvalidInput, InvalidMessage, PersonaForgeError
from brain.turn import Turn, TurnStatus
from studio import cli_open
from studio.cli_calibrate import calibrate
from studio.cli_card import app as cards
from studio.cli_costs import costs
from studio.cli_demo import demo_data
from studio.cli_emotion import app as emotion
from studio.cli_eval import app as evals
from studio.cli_eval_replay import replay
from studio.cli_judge import judge
from studio.cli_library import app as persona_commands
from studio.cli_library import personas
from studio.cli_media import app as media
from studio.cli_memory import app as memory
from studio.cli_notebook import app as notebooks
from studio.cli_notebook import sql
from studio.cli_prompt import prompt
from studio.cli_quota import app as quota
from studio.cli_real import consent, verify
from studio.cli_report import report
from studio.cli_traits import traits
from studio.cli_versions import app as versions
from studio.cli_voice import app as voice
from studio.cli_warehouse import app as warehouse
from studio.cli_week import week
from studio.cli_wizard import app as wizard
from studio.messages import checked
from studio.settings import limit_threads
from studio.settings import version as studio_version

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from studio.lab import Talk

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="A studio for AI personas that measures whether they stay themselves. Works offline, without a key.",
)

app.command()(prompt)
app.command()(judge)
app.add_typer(memory, name="memory")
app.add_typer(media, name="media")
app.command()(personas)
persona_commands.command()(verify)
persona_commands.command()(consent)
app.add_typer(persona_commands, name="persona")
app.add_typer(versions, name="versions")
app.add_typer(wizard, name="wizard")
app.add_typer(cards, name="card")
app.add_typer(emotion, name="emotion")
app.add_typer(evals, name="eval")
app.command()(replay)
app.command()(report)
app.command()(costs)
app.command()(calibrate)
app.command(name="demo-data")(demo_data)
app.command()(week)
app.command()(traits)
app.command()(sql)
app.add_typer(notebooks, name="notebook")
app.add_typer(voice, name="voice")
app.add_typer(warehouse, name="warehouse")
app.add_typer(quota, name="quota")


@app.command()
def studio(
    *,
    port: Annotated[int | None, typer.Option(min=1, max=65_535, help="Port to serve on.")] = None,
    demo: Annotated[bool, typer.Option(help="Load the demo personas that are missing.")] = True,
) -> None:
    """Serve the studio in the browser."""
    from studio.asgi import require_free, serve
    from studio.wiring import shared

    settings = cli_open.settings(port)
    require_free(settings)
    services = shared(settings)
    if demo:
        services.library.load_demo(services.actor)
    print(f"PersonaForge {studio_version()} serves on http://localhost:{settings.port}", flush=True)
    print(f"Data in {settings.data_dir}. Stop with Ctrl+C.", flush=True)
    serve(settings)


@app.command()
def chat(
    persona: Annotated[str, typer.Argument(help="Slug or id of the persona.")] = "albert-einstein",
    *,
    say: Annotated[
        list[str] | None, typer.Option(help="Words to say; may be repeated. Without it, a dialogue.")
    ] = None,
    model: Annotated[str | None, typer.Option(help="`understudy` or `anthropic/<model>`.")] = None,
    seed: Annotated[int, typer.Option(help="Same seed and words, same understudy replies.")] = 0,
    turn_seed: Annotated[list[str] | None, typer.Option(help="TURN:SEED, a seed for one turn alone.")] = None,
    mode: Annotated[str, typer.Option(help="One of the persona's modes.")] = "",
    drift: Annotated[str | None, typer.Option(help="Drift on purpose, as type:dose:from-turn.")] = None,
    version: Annotated[str | None, typer.Option(help="Version id; the newest if not given.")] = None,
    fresh: Annotated[bool, typer.Option("--fresh", help="Leave out memories of other conversations.")] = False,
    readings: Annotated[bool, typer.Option("--readings", help="Print emotion and drift under each reply.")] = False,
    session: Annotated[str | None, typer.Option(help="Go on with this conversation.")] = None,
    export: Annotated[Path | None, typer.Option(help="Write the transcript here (.md or .jsonl).")] = None,
) -> None:
    """Talk to a persona."""
    seeds = _turn_seeds(turn_seed or [])
    if session and (model or mode or drift or version or fresh or seed):
        raise InvalidInput(
            "A conversation that goes on keeps its model, seed, mode, drift and version.",
            next_step="Leave these options out, or leave out --session to begin another conversation.",
        )
    with cli_open.lab() as lab:
        if not lab.personas():
            lab.load_demo()
        talk = (
            lab.resume(session)
            if session
            else lab.talk(persona, model=model, seed=seed, mode=mode, drift=drift, version=version, fresh=fresh)
        )
        print(f"[{lab.services.conversations.label(talk.session.model)}, session {talk.session.id}]", flush=True)
        if not (session or model) and (why := lab.services.conversations.pick(lab.persona(persona).genome).why):
            print(f"[Not on its own model: {why}]", file=sys.stderr)
        failed = False
        for words in say or (() if session and export else _dialogue()):
            try:
                failed = not _exchange(talk, words, seeds, readings=readings)
            except InvalidMessage as error:
                if say or not sys.stdin.isatty():
                    raise
                print(error, file=sys.stderr)
        if export is not None:
            _write(talk, export)
    if failed:
        raise typer.Exit(1)


@app.command()
def doctor() -> None:
    """Look at this machine and say what to install."""
    from studio.doctor import examine

    findings = examine(cli_open.settings())
    for finding in findings:
        print(f"{'ok  ' if finding.ok else 'FAIL'}  {finding.what}: {finding.text}")
        if not finding.ok and finding.next_step:
            print(f"      next: {finding.next_step}")
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    from store import migrate as migrations
    from studio.wiring import make_data_dir

    settings = cli_open.settings()
    make_data_dir(settings)
    migrations.upgrade(settings.url)
    print(f"The database is at migration {migrations.current(settings.url)}.")


@app.command()
def version() -> None:
    """Print the version."""
    print(studio_version())


def main() -> None:
    """Run the command line; an error becomes a sentence on standard error and exit code 1."""
    limit_threads()
    try:
        app()
    except PersonaForgeError as error:
        for part in (error.what, error.why, error.next_step):
            if part:
                print(part, file=sys.stderr)
        sys.exit(1)


def _dialogue() -> Iterator[bytes]:
    """What is typed, line by line, until the input ends."""
    asked = sys.stdin.isatty()
    while True:
        if asked:
            print("\n> ", end="", flush=True)
        line = sys.stdin.buffer.readline()
        if not line:
            return
        if line.strip():
            yield line


def _turn_seeds(given: list[str]) -> dict[int, int]:
    try:
        return {int(turn): int(seed) for turn, _, seed in (item.partition(":") for item in given)}
    except ValueError:
        raise InvalidInput(
            f"{', '.join(given)!r} is no list of seeds.", next_step="Write TURN:SEED, such as --turn-seed 3:12345."
        ) from None


def _exchange(talk: Talk, words: str | bytes, seeds: Mapping[int, int], *, readings: bool) -> bool:
    """Say something and print what comes back; whether any words did."""
    said = checked(words)
    if not sys.stdin.isatty():
        print(f"\n> {said}")
    turn = None
    for piece in talk.stream(said, seed=seeds.get(talk.turn_count + 1)):
        if isinstance(piece, str):
            print(piece, end="", flush=True)
        else:
            turn = piece
    print()
    if turn is None:
        return False
    _report(turn, readings=readings)
    return turn.status is not TurnStatus.FAILED


def _report(turn: Turn, *, readings: bool) -> None:
    from studio.transcripts import drift_words

    if turn.problem:
        print(f"[{turn.status.value}: {turn.problem}]")
    if readings:
        print(f"[turn {turn.index} · {turn.persona_emotion.primary.value} · {drift_words(turn.drift)}]")


def _write(talk: Talk, path: Path) -> None:
    form: Literal["markdown", "jsonl"] = "jsonl" if path.suffix == ".jsonl" else "markdown"
    try:
        with path.open("w", encoding="utf-8") as file:
            file.writelines(talk.pieces(form))
    except OSError as error:
        raise InvalidInput(
            f"The transcript could not be written to {str(path)!r}.",
            why=f"{error.strerror}.",
            next_step=f"The conversation is kept: personaforge chat --session {talk.session.id} --export <file>",
        ) from error
    print(f"\nTranscript written to {path}")


if __name__ == "__main__":
    main()
