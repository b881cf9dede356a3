"""The error tree. Every error a caller can get from this project descends from here.

PersonaForgeError
├── InvalidInput            what was given cannot be used
│   ├── InvalidGenome       a genome document with a field that is wrong
│   │   └── Uncited         a real person's persona that says something without a source
│   ├── InvalidCard         a character card that cannot be read, not even with repairs
│   ├── InvalidMessage      an empty, oversized or binary message
│   └── InvalidSuite        an eval suite with a field that is wrong (defined in evals/suites/errors.py)
├── NotFound                nothing by that id that the actor may see
├── Forbidden               the actor may see it, but not do this to it
│   ├── LinkExpired         a signed address is too old or forged (defined in studio/media/links.py)
│   └── Protected           a real person's persona, or a copy of one, that may not be changed so
├── Conflict                somebody else changed it first
├── QuotaReached            a limit of the plan, a budget or a rate; nothing was done
├── ModelError              a chat model did not answer
│   ├── ModelUnknown        no such model
│   ├── ModelUnauthorised   the key is missing or refused
│   ├── ModelRefused        the model declined to answer
│   ├── ModelOverloaded     rate limited or overloaded, after the retries
│   ├── ModelUnreachable    no connection, a reset, a time-out
│   ├── ModelGarbled        an answer that could not be read, or half of one
│   ├── ModelMisfit         an answer that does not have the shape asked for, twice
│   └── ModelCancelled      whoever asked stopped waiting
└── StoreError              the database could not be used
    ├── StoreBusy           locked by somebody else for too long
    ├── StoreFull           no space left
    ├── StoreCorrupt        the file is damaged
    └── IndexUnavailable    the memory index cannot be searched now (defined in store/errors.py)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from brain.models.chat import TokenCount


class PersonaForgeError(Exception):
    """Something the caller can act on: `what` failed, `why`, and the `next_step`."""

    def __init__(self, what: str, *, why: str = "", next_step: str = "") -> None:
        self.what, self.why, self.next_step = what, why, next_step
        super().__init__(" ".join(part for part in (what, why, next_step) if part))


class InvalidInput(PersonaForgeError):
    """What was given cannot be used."""


class InvalidGenome(InvalidInput):
    """A genome document with a field that is wrong; `problems` lists (field path, what is wrong)."""

    def __init__(
        self, what: str, *, problems: tuple[tuple[str, str], ...] = (), why: str = "", next_step: str = ""
    ) -> None:
        self.problems = problems
        super().__init__(what, why=why, next_step=next_step)


class Uncited(InvalidGenome):
    """A real person's persona that says something without a source; `problems` lists each place."""


class InvalidCard(InvalidInput):
    """A character card that cannot be read, not even with repairs; `field` is the part of it that is at fault."""

    def __init__(self, what: str, *, field: str, why: str = "", next_step: str = "") -> None:
        self.field = field
        super().__init__(what, why=f"{field}: {why}" if why else f"At fault: {field}.", next_step=next_step)


class InvalidMessage(InvalidInput):
    """An empty, oversized or binary message."""


class NotFound(PersonaForgeError):
    """Nothing by that id that the actor may see."""


class Forbidden(PersonaForgeError):
    """The actor may see it, but not do this to it."""


class Protected(Forbidden):
    """A real person's persona, or a copy of one, that may not be changed so."""


class Conflict(PersonaForgeError):
    """Somebody else changed it first."""


class QuotaReached(PersonaForgeError):
    """A limit of the plan, a budget or a rate is reached; nothing was done.

    `limit` names it, such as `messages a day`; `left` says in words how much of it is left; `resets_at` is when it is
    whole again, in the time zone of whom it counts for, and `retry_after` how many seconds that is from now. Both are
    None where waiting changes nothing.
    """

    def __init__(
        self,
        what: str,
        *,
        limit: str,
        left: str = "",
        resets_at: datetime | None = None,
        retry_after: float | None = None,
        why: str = "",
        next_step: str = "",
    ) -> None:
        self.limit, self.left, self.resets_at, self.retry_after = limit, left, resets_at, retry_after
        super().__init__(what, why=why, next_step=next_step)


class ModelError(PersonaForgeError):
    """A chat model did not answer; `retryable` says whether the same request may succeed later.

    `retry_after` is the time in seconds that the server asked to wait, if it asked; `tokens` what was taken in vain,
    where that is known.
    """

    retryable = False
    retry_after: float | None = None
    tokens: TokenCount | None = None


class ModelUnknown(ModelError):
    """No such model."""


class ModelUnauthorised(ModelError):
    """The key is missing or was refused."""


class ModelRefused(ModelError):
    """The model declined to answer."""


class ModelOverloaded(ModelError):
    """Rate limited or overloaded, after the retries."""

    retryable = True


class ModelUnreachable(ModelError):
    """No connection, a reset, or a time-out."""

    retryable = True


class ModelGarbled(ModelError):
    """An answer that could not be read, or half of one."""

    retryable = True


class ModelMisfit(ModelError):
    """An answer that does not have the shape asked for, even when it was asked again."""


class ModelCancelled(ModelError):
    """Whoever asked stopped waiting."""


class StoreError(PersonaForgeError):
    """The database could not be used."""


class StoreBusy(StoreError):
    """Locked by somebody else for longer than the busy time-out."""


class StoreFull(StoreError):
    """No space left on the device."""


class StoreCorrupt(StoreError):
    """The database file is damaged or is no database."""
