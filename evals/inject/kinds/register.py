"""Register shift: the same matter in another register, stiff for a loose persona and loose for a stiff one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from evals.inject.edit import Edit
from evals.inject.passage import table
from evals.inject.prose import small, substitutions, unstopped

if TYPE_CHECKING:
    from evals.inject.passage import Passage

FORMAL: Final = 0.5
_APOSTROPHE: Final = re.compile(r"(?<=\w)['’](?=\w)")  # noqa: RUF001
_GERUND: Final = re.compile(r"(?<=\w{2}in)g\b")
_SHORT: Final = re.compile(r"\b(\w+)['’](re|ve|ll|m|d)\b|\b(\w+)n['’]t\b", re.IGNORECASE)  # noqa: RUF001
_FULL: Final = {"re": "are", "ve": "have", "ll": "will", "m": "am", "d": "would"}


def lexical(passage: Passage) -> list[Edit]:
    """Word by word: Latinate words and full forms, or slang, dropped letters and no capitals."""
    if _formal(passage):
        edits = substitutions(passage.reply, table("register")["loose"])
        edits += [Edit(hit.start(), hit.end(), "") for hit in _APOSTROPHE.finditer(passage.reply)]
        edits += [Edit(hit.start(), hit.end(), "") for hit in _GERUND.finditer(passage.reply)]
        return edits + [Edit(start, start + 1, passage.reply[start].lower()) for start, _ in passage.sentences]
    edits = substitutions(passage.reply, table("register")["stiff"])
    edits += [Edit(hit.start(), hit.end(), _whole(hit)) for hit in _SHORT.finditer(passage.reply)]
    links = table("register")["links"]
    edits += [Edit(start, start, f"{passage.rng.choice(links)}, ") for start, _ in passage.sentences[1::2]]
    return edits + [Edit(hit.start(), hit.end(), ".") for hit in re.finditer("!+", passage.reply)]


def memo(passage: Passage) -> list[Edit]:
    """Sentence by sentence: the style of an office, or of a chat on the telephone."""
    return _framed(passage, "memo")


def scholar(passage: Passage) -> list[Edit]:
    """Sentence by sentence: the style of a paper, or of a man at a bar."""
    return _framed(passage, "scholar")


def _framed(passage: Passage, manner: str) -> list[Edit]:
    lists = table("register")[manner]
    formal = _formal(passage)
    starts, ends = (
        (lists["loose_starts"], lists["loose_ends"]) if formal else (lists["stiff_starts"], lists["stiff_ends"])
    )

    def made(sentence: str) -> str:
        asked = sentence.rstrip("\"'”’)").endswith("?")  # noqa: RUF001
        body = small(unstopped(sentence))
        if formal and manner == "memo":
            body = body.lower().replace(",", "").replace("'", "")
            return f"{passage.rng.choice(starts)} {body}{'??' if asked else ''}{passage.rng.choice(ends)}"
        return f"{passage.rng.choice(starts)} {body}{passage.rng.choice(ends)}{'?' if asked else '.'}"

    return passage.each(made)


def _formal(passage: Passage) -> bool:
    return passage.genome.mind.communication.formality >= FORMAL


def _whole(hit: re.Match[str]) -> str:
    if hit.group(3) is not None:
        stem = {"ca": "can", "wo": "will", "sha": "shall"}.get(hit.group(3).lower(), hit.group(3))
        return f"{stem} not"
    return f"{hit.group(1)} {_FULL[hit.group(2).lower()]}"
