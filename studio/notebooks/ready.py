"""The notebooks that ship, to be copied and run: questions with their cells, in YAML files. Runs nothing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from brain.errors import NotFound
from store.notebook_values import Insert
from studio.notebooks.cells import NAMES, checked, document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from studio.notebooks.cells import CellKind

_FOLDER: Final = Path(__file__).with_name("ready")
ORDER: Final = ("drift", "models", "version")


@dataclass(frozen=True, slots=True)
class Ready:
    """A notebook that ships. `persona` is the slug that it is about if none is chosen, else empty."""

    key: str
    title: str
    about: str
    persona: str
    cells: tuple[dict[str, Any], ...]


@cache
def every() -> tuple[Ready, ...]:
    """All of them, in the order in which they are offered."""
    return tuple(_read(key) for key in ORDER)


def find(key: str) -> Ready:
    """One by its key. Raises NotFound, naming those there are."""
    for one in every():
        if one.key == key:
            return one
    raise NotFound(f"There is no ready notebook {key!r}.", next_step=f"There are {', '.join(ORDER)}.")


def cells(ready: Ready, *, slug: str, models: Sequence[str]) -> list[Insert]:
    """Its cells, about a persona and with these models."""
    made = []
    for one in ready.cells:
        kind: CellKind = one["kind"]
        fields = {name: _filled(value, slug, models) for name, value in one["fields"].items()}
        made.append(Insert(kind, one.get("name", NAMES[kind]), document(checked(kind, fields))))
    return made


def title(ready: Ready, name: str) -> str:
    """What it is called for a persona of that name."""
    return ready.title.replace("{name}", name)


def _filled(value: Any, slug: str, models: Sequence[str]) -> Any:
    if value == "{models}":
        return list(models)
    if isinstance(value, str):
        return value.replace("{persona}", slug)
    return [_filled(one, slug, models) for one in value] if isinstance(value, list) else value


def _read(key: str) -> Ready:
    import yaml

    found = yaml.safe_load((_FOLDER / f"{key}.yaml").read_text("utf-8"))
    return Ready(key, found["title"], found["about"], found.get("persona", ""), tuple(found["cells"]))
