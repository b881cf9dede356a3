"""What every command begins with: the settings, and the studio over them. Knows no command."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError
from pydantic_settings import SettingsError

from brain.errors import InvalidInput
from studio.settings import Settings

if TYPE_CHECKING:
    from evals.run import Run
    from studio.lab import Lab


def lab() -> Lab:
    """The studio's use cases, for one command. Raises InvalidInput and StoreError."""
    from studio.lab import Lab
    from studio.wiring import build

    return Lab(build(settings()))


def run(name: str, *, against: str = "") -> Run:
    """The run in a folder or a run.json of that name, else the studio's own by its id, the beginning of it, or `last`.

    The studio's own has what people said of it; which of two they preferred, where the other is `against`.
    Raises NotFound and InvalidInput.
    """
    from evals.run_file import load

    if _is_path(name):
        return load(Path(name))
    with lab() as opened:
        return opened.evals.results(name, against="" if _is_path(against) else against)


def _is_path(name: str) -> bool:
    return bool(name) and (Path(name).exists() or "/" in name or name.endswith(".json"))


def settings(port: int | None = None) -> Settings:
    """The settings. Raises InvalidInput, naming the variables that are wrong, but not what they hold."""
    try:
        return Settings() if port is None else Settings(port=port)
    except ValidationError as error:
        wrong = "; ".join(f"{_variable(str(one['loc'][0]))}: {one['msg']}" for one in error.errors(include_input=False))
    except SettingsError as error:
        wrong = f"{error}."
    raise InvalidInput(
        "The settings cannot be used.",
        why=wrong,
        next_step="Correct these environment variables, or unset them; docs/settings.md says what each takes.",
    )


def _variable(name: str) -> str:
    return name if name.isupper() else f"PERSONAFORGE_{name.upper()}"
