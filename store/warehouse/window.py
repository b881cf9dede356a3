"""What part of history a question is about: a span of time, personas, versions, models and modes. Knows no answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_LISTED: Final = {"personas": "persona_id", "versions": "version_id", "models": "model", "modes": "mode"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A part of history: from `since` until before `until`, both with a zone, and ids or names. Empty takes all."""

    since: datetime | None = None
    until: datetime | None = None
    personas: tuple[str, ...] = ()
    versions: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    modes: tuple[str, ...] = ()

    def where(self, *, leaving: Iterable[str] = ()) -> tuple[str, dict[str, object]]:
        """A condition over the columns of `turns` or `usage`, and the values of its named parameters.

        `leaving` names fields that are not to be asked for, such as those that a table has no column for. Without
        any condition it is `true`, so that it can always stand behind a WHERE or an AND.
        """
        told: list[str] = []
        values: dict[str, object] = {}
        if self.since is not None:
            told.append("created_at >= $since")
            values["since"] = self.since
        if self.until is not None:
            told.append("created_at < $until")
            values["until"] = self.until
        for field, column in _LISTED.items():
            wanted: tuple[str, ...] = getattr(self, field)
            if wanted and field not in leaving:
                told.append(f"{column} IN (SELECT unnest(${field}::VARCHAR[]))")
                values[field] = list(wanted)
        return " AND ".join(told) or "true", values
