"""Utterances put together to conversations, as a file gives them one after the other. Knows no format."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from evals.transcripts.conversation import Conversation, Found, Remark, Utterance
from evals.transcripts.documents import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from evals.transcripts.conversation import Speaker

ROLES: Final[Mapping[str, Speaker]] = {
    **dict.fromkeys(("user", "human", "you"), "user"),
    **dict.fromkeys(("assistant", "persona", "model", "ai", "bot", "char"), "persona"),
    **dict.fromkeys(("system", "developer", "tool", "function", "narrator"), "other"),
}
"""Who speaks under which role; any other name is `other`, with a remark."""


@dataclass(slots=True)
class Building:
    """The conversation that is being read, and the ids that were read before it; hands out what is whole."""

    roles: Mapping[str, Speaker] = field(default_factory=lambda: ROLES)
    id: str = ""
    line: int = 0
    utterances: list[Utterance] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=dict)

    def begin(self, name: str, line: int) -> Iterator[Found]:
        """Hands out what was being read and begins `name`; one of a name that was read before gets a number to it."""
        yield from self.end()
        name = plain(name) or f"line {line}"
        times = self.seen[name] = self.seen.get(name, 0) + 1
        self.id, self.line = (name if times == 1 else f"{name} #{times}"), line
        if times > 1:
            reason = f"The id {name!r} was read before; this conversation is called {self.id!r}."
            yield Remark(line=line, reason=reason, lost=False, conversation=self.id)

    def say(
        self,
        role: str,
        text: str,
        *,
        line: int,
        name: str = "",
        at: datetime | None = None,
        data: tuple[str, ...] = (),
    ) -> Iterator[Remark]:
        """Adds an utterance, with remarks where there is nothing in it or nobody known says it."""
        clean = plain(text)
        if clean != text:
            reason = "NUL characters or halves of surrogate pairs were taken out."
            yield Remark(line=line, reason=reason, lost=False, conversation=self.id)
        if not clean.strip() and not data:
            yield Remark(line=line, reason=f"The {role!r} says nothing.", lost=True, conversation=self.id)
            return
        speaker = self.roles.get(role.strip().lower())
        if speaker is None:
            reason = f"Nobody is known by the role {role!r}; it is taken for another speaker."
            yield Remark(line=line, reason=reason, lost=False, conversation=self.id)
        self.utterances.append(
            Utterance(
                index=len(self.utterances),
                speaker=speaker or "other",
                text=clean,
                line=line,
                name=plain(name),
                at=at,
                data=data,
            )
        )

    def end(self) -> Iterator[Found]:
        """Hands out the conversation that is being read, with remarks when it has one side only, or none."""
        if not self.line:
            return
        speakers = {one.speaker for one in self.utterances}
        for needed, what in (("persona", "nothing can be scored"), ("user", "it is read as it is")):
            if self.utterances and needed not in speakers:
                reason = f"The {needed} says nothing in this conversation: {what}."
                yield Remark(line=self.line, reason=reason, lost=False, conversation=self.id)
        if self.utterances:
            yield Conversation(id=self.id, utterances=tuple(self.utterances))
        else:
            yield Remark(line=self.line, reason="The conversation is empty.", lost=True, conversation=self.id)
        self.utterances, self.line = [], 0
