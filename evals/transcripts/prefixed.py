"""Plain text in which every speaker's name stands before what is said. Knows no other format."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, BinaryIO, Final

from brain.errors import InvalidInput
from evals.transcripts.build import ROLES, Building
from evals.transcripts.conversation import Remark
from evals.transcripts.lines import LONGEST, lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from evals.transcripts.conversation import Found, Speaker

RULE: Final = re.compile(r"\s*(?:-{3,}|={3,}|\*{3,})\s*")


def prefixed(
    stream: BinaryIO, *, speakers: Mapping[str, Speaker] = ROLES, name: str = "text", longest: int = LONGEST
) -> Iterator[Found]:
    """Conversations of text like `Ada: …`, parted by lines of three dashes, equal signs or stars.

    Only names in `speakers` (in any case) begin an utterance, so that `Note: …` within one does not; other lines go
    on with what the speaker before them says. Raises InvalidInput when `speakers` is empty.
    """
    if not speakers:
        raise InvalidInput("No speaker is named.", next_step="Say which names are the user's and which the persona's.")
    known = {one.strip().lower(): who for one, who in speakers.items()}
    begins = _beginning(known)
    building, speech = Building(roles=known), None
    for one in lines(stream, longest=longest):
        if isinstance(one, Remark):
            yield one
            continue
        found, rule = begins.fullmatch(one.text), RULE.fullmatch(one.text)
        if speech is not None and not found and not rule:
            speech[2].append(one.text)
            continue
        yield from _said(building, speech)
        speech = None
        if found:
            if not building.line:
                yield from building.begin(name, one.number)
            speech = (found[1], one.number, [found[2]])
        elif rule:
            yield from building.end()
        elif one.text.strip():
            yield Remark(line=one.number, reason="Nobody who is known says this.", lost=True)
    yield from _said(building, speech)
    yield from building.end()


def _beginning(known: Mapping[str, Speaker]) -> re.Pattern[str]:
    """A line that begins with one of these names, plain or in Markdown's bold, and a colon."""
    names = "|".join(re.escape(one) for one in sorted(known, key=len, reverse=True))
    return re.compile(rf"\s*[*_\[]*({names})[*_\]]*\s*:[*_]*\s?(.*)", re.IGNORECASE | re.DOTALL)


def _said(building: Building, speech: tuple[str, int, list[str]] | None) -> Iterator[Remark]:
    """Adds what one speaker said over some lines, if anybody did."""
    if speech is None:
        return
    name, line, texts = speech
    yield from building.say(name, "\n".join(texts).strip(), line=line, name=name)
