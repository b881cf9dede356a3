"""The application: use cases, web API, settings, wiring, command line. `studio.open()` gives them to a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from studio.lab import Lab


def open(data_dir: str | Path | None = None) -> Lab:  # noqa: A001 - `studio.open()` is the documented door
    """The studio's use cases for the local user, over the same data as the pages and the command line.

    `data_dir` is the folder of the data; the configured one if None. Settings come from the environment.

    >>> import studio
    >>> lab = studio.open()                                   # doctest: +SKIP
    >>> einstein = lab.persona("albert-einstein")             # doctest: +SKIP
    >>> talk = lab.talk(einstein, seed=7)                     # doctest: +SKIP
    >>> turn = talk.say("What do you think of quantum mechanics?")   # doctest: +SKIP
    >>> turn.reply, turn.drift.score                          # doctest: +SKIP
    """
    from studio.lab import Lab
    from studio.settings import Settings
    from studio.wiring import build

    settings = Settings() if data_dir is None else Settings(data_dir=data_dir)
    return Lab(build(settings))


__all__ = ["open"]
