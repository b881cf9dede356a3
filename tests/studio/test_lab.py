from __future__ import annotations

import contextlib
import io
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import studio
from brain.errors import InvalidInput, NotFound
from brain.models.chat import DRIFT_TYPES, DriftInstruction
from studio import again
from studio.instructions import instruction
from studio.lab import Lab, Talk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from brain.turn import Turn

ROOT = Path(studio.__file__).resolve().parents[1]

WORDS = (
    "My name is Ana and my sister Petra lives in Oslo.",
    "What do you think of imagination?",
    "Where does my sister live?",
    "--help 'me' with $HOME, \"please\";\nsecond line \\ `date`",
)


def test_a_voice_from_python(opened: Lab) -> None:
    """A persona speaks in an emotion, a tagged reply becomes one sound, and a preset is suggested."""
    voice = opened.voice("albert-einstein")
    happy = voice.say("Imagination is more important.", emotion="joy")
    assert happy.data != voice.say("Imagination is more important.").data
    assert [word.text for word in voice.reply("[EMOTION:happy] Yes! [PAUSE:short] Now.").words] == ["Yes!", "Now."]
    assert voice.suggested().sounds == "male"


@pytest.fixture
def opened(demo_folder: Path) -> Iterator[Lab]:
    """The studio as a notebook opens it."""
    with studio.open(demo_folder) as lab:
        yield lab


def same(some: Sequence[Turn], others: Sequence[Turn]) -> None:
    """The same words, verdicts and states, and the same scores to nine digits.

    Not to the last bit: linear algebra adds up in another order with another number of threads.
    """
    assert [_exact(turn) for turn in some] == [_exact(turn) for turn in others]
    assert [_scores(turn) for turn in some] == [pytest.approx(_scores(turn), rel=1e-9) for turn in others]


def _exact(turn: Turn) -> tuple[object, ...]:
    drift = turn.drift
    return (
        turn.index,
        turn.user_text,
        turn.reply,
        turn.seed,
        turn.persona_emotion,
        drift.verdict,
        drift.severity,
        drift.change.began_turn,
        turn.state,
    )


def _scores(turn: Turn) -> tuple[float, ...]:
    drift = turn.drift
    return tuple(value for value in (drift.score, drift.low, drift.high, drift.change.statistic) if value is not None)


def newest(lab: Lab) -> tuple[Turn, ...]:
    """The turns of the conversation that was used last."""
    (session,) = lab.services.conversations.recent(lab.services.actor, limit=1).items
    return lab.resume(session.id).turns()


def had(lab: Lab) -> Talk:
    """A conversation with everything that can make one differ: mode, drift, a retried turn, words hard to quote."""
    talk = lab.talk("albert-einstein", seed=11, mode="Debater", drift="sycophancy creep:0.7:3")
    for words in WORDS:
        talk.say(words)
    fork = talk.fork(before_turn=2)
    fork.say(WORDS[1], seed=4711)
    for words in WORDS[2:]:
        fork.say(words)
    return fork


def test_importing_the_studio_is_light() -> None:
    """`import studio` loads no screen, no model library and no database; `studio.open` is there all the same."""
    heavy = ["streamlit", "gradio", "anthropic", "chromadb", "sqlalchemy", "numpy", "fastapi", "plotly"]
    script = f"import sys, studio; assert studio.open; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_opening_loads_no_vendor(demo_folder: Path) -> None:
    """A conversation with the understudy never imports a screen, a vendor's library or the index."""
    heavy = ["streamlit", "gradio", "anthropic", "chromadb", "fastapi", "plotly"]
    script = (
        "import sys, studio\n"
        f"with studio.open({str(demo_folder)!r}) as lab:\n"
        "    lab.talk('albert-einstein').say('Hello')\n"
        f"print([m for m in {heavy} if m in sys.modules])\n"
    )
    done = subprocess.run(  # noqa: S603 - our own script
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == "[]\n"


def test_the_python_to_get_it_again_gives_the_same(opened: Lab) -> None:
    """The snippet beside a conversation, run as it stands, gives its replies and readings, and prints them."""
    talk = had(opened)
    snippet = again.session(talk.session, "albert-einstein", talk.turns()).python
    space: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(snippet, "again", "exec"), space)  # noqa: S102 - our own words, which is what is proved
    lab, repeated = space["lab"], space["talk"]
    assert isinstance(lab, Lab)
    assert isinstance(repeated, Talk)
    same(repeated.turns(), talk.turns())
    for turn in talk.turns():
        assert f"{turn.index} {turn.reply} {turn.drift.verdict}" in printed.getvalue()
    lab.close()


def test_the_command_to_get_it_again_gives_the_same(opened: Lab, tmp_path: Path) -> None:
    """The command line beside a conversation, run by a shell as it stands, gives its replies and readings."""
    talk = had(opened)
    command = again.session(talk.session, "albert-einstein", talk.turns()).command
    program = tmp_path / "bin" / "personaforge"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m studio.cli "$@"\n')
    program.chmod(0o700)
    environment = dict(os.environ)  # noqa: TID251 - handed on
    done = subprocess.run(  # noqa: S602 - a shell is what is proved
        command,
        shell=True,
        cwd=ROOT,
        env=environment | {"PATH": f"{program.parent}:{environment['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    repeated = newest(opened)
    assert repeated[0].session_id != talk.session.id
    same(repeated, talk.turns())
    shown = re.findall(r"^\[turn (\d+) · .*?(\d\.\d\d) \[(\d\.\d\d), (\d\.\d\d)\]", done.stdout, re.MULTILINE)
    assert shown == [
        (str(turn.index), *(f"{value:.2f}" for value in (turn.drift.score, turn.drift.low, turn.drift.high)))
        for turn in talk.turns()
        if turn.drift.score is not None
    ]
    assert shown


def test_the_sql_to_get_it_again_gives_the_same(opened: Lab) -> None:
    """The query beside a conversation finds its words and readings in the database."""
    talk = had(opened)
    query = again.session(talk.session, "albert-einstein", talk.turns()).sql
    with opened.services.store.database.read() as connection:
        rows = connection.exec_driver_sql(query).all()
    assert [tuple(row) for row in rows] == [
        (
            turn.index,
            turn.user_text,
            turn.reply,
            turn.drift.verdict.value,
            turn.drift.score,
            turn.drift.low,
            turn.drift.high,
            turn.drift.severity.value,
        )
        for turn in talk.turns()
    ]


def test_the_list_of_personas_again(opened: Lab) -> None:
    """Python, command and SQL list the same personas."""
    ways = again.personas()
    space: dict[str, object] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(ways.python, "again", "exec"), space)  # noqa: S102 - our own words
    with opened.services.store.database.read() as connection:
        rows = connection.exec_driver_sql(ways.sql).all()
    assert printed.getvalue().splitlines() == [f"{row.slug} {row.tagline}" for row in rows]
    lab = space["lab"]
    assert isinstance(lab, Lab)
    lab.close()


def test_told_twice_is_remembered_in_both(opened: Lab) -> None:
    """A fresh conversation recalls what was told in it, even where an earlier one was told the same words."""
    first, second = (opened.talk("albert-einstein", fresh=True) for _ in range(2))
    for talk in (first, second):
        talk.say("My sister Petra lives in Oslo.")
        turn = talk.say("Where does my sister live?")
        assert any("Oslo" in one.memory.content for one in turn.recall.memories)
    branch = second.fork(before_turn=2)
    assert branch.say("Where does my sister live?").recall.memories


def test_a_talk_knows_all_its_turns(opened: Lab) -> None:
    """Turns are counted without being read, and a talk can be found again by its session."""
    talk = opened.talk("mira-okafor")
    assert talk.turn_count == 0
    talk.say("Hello")
    talk.say("Thank you")
    assert talk.turn_count == 2
    assert opened.resume(talk.session.id).turns() == talk.turns()
    with pytest.raises(NotFound):
        opened.resume("nothing")


def test_streaming_gives_the_reply_in_pieces(opened: Lab) -> None:
    """`stream` gives the pieces, and the turn last; the pieces make up the reply."""
    *pieces, turn = opened.talk("albert-einstein", seed=5).stream("Tell me a story")
    assert len(pieces) > 3
    assert not isinstance(turn, str)
    assert "".join(map(str, pieces)).strip() == turn.reply
    assert opened.talk("albert-einstein", seed=5, fresh=True).say("Tell me a story").reply == turn.reply


@pytest.mark.parametrize("kind", DRIFT_TYPES)
def test_drift_is_written_as_words(kind: str) -> None:
    """Every kind of drift can be written with blanks or underscores; dose and turn may be left out."""
    assert instruction(kind) == DriftInstruction.model_validate({"type": kind})
    spelt = f"{kind.replace(' ', '_')}:0.25:6"
    assert instruction(spelt) == DriftInstruction.model_validate({"type": kind, "dose": 0.25, "from_turn": 6})


@pytest.mark.parametrize("words", ["", "boredom", "bleed:2", "bleed:-1:3", "bleed:inf", "bleed:1:0", "bleed:1:2:3"])
def test_drift_that_is_none_is_refused(words: str) -> None:
    """A wrong kind, dose or turn is refused, naming what there is."""
    with pytest.raises(InvalidInput, match="assistant break"):
        instruction(words)
