"""A cell as Python over `import studio`: what a notebook that was taken away runs. Runs nothing."""

from __future__ import annotations

import builtins
import keyword
from typing import TYPE_CHECKING, Final

from studio.notebooks.cells import MEANS, Chart, EvalRun, Probe, Sql, fields_of, kind_of, reads

if TYPE_CHECKING:
    from collections.abc import Sequence

    from store.notebook_values import Cell

OPENING: Final = "import studio\n\nlab = studio.open()"
_TAKEN: Final = {"lab", "studio", "_", *keyword.kwlist, *keyword.softkwlist, *dir(builtins)}


def python(cell: Cell, above: Sequence[Cell]) -> str:
    """The cell as Python; the results above that it reads are variables of their names."""
    match fields_of(cell):
        case Sql() as asked:
            return _sql(cell, asked, above)
        case Probe() as probe:
            told = [
                repr(probe.persona),
                _listed(probe.words),
                f"versions={list(probe.versions)!r}",
                f"models={list(probe.models)!r}",
                f"repeats={probe.repeats}",
                f"seed={probe.seed}",
            ] + [f"drift={probe.drift!r}"] * bool(probe.drift)
            return f"{variable(cell.name)} = lab.probe({_arguments(told)})\n{variable(cell.name)}"
        case EvalRun() as wanted:
            told = [repr(wanted.suite), repr(list(wanted.personas)), f"model={wanted.model!r}"]
            told += [f"seeds={list(wanted.seeds)!r}"] * bool(wanted.seeds) + [f"most={wanted.most}"] * bool(wanted.most)
            return f"{variable(cell.name)} = lab.means(lab.evals.run({_arguments(told)}))\n{variable(cell.name)}"
        case Chart() as form:
            return _chart(cell, form, above)
        case _:
            return ""


def variable(name: str) -> str:
    """The variable of a result; one that Python has a use for gets a low line behind it."""
    return f"{name}_" if name in _TAKEN else name


def _sql(cell: Cell, asked: Sql, above: Sequence[Cell]) -> str:
    quoted = _text(asked.query)
    tables = {name: _frame(name, above) for name in reads(cell, above)}
    told = [quoted]
    if tables:
        told.append("tables={" + ", ".join(f"{name!r}: {frame}" for name, frame in tables.items()) + "}")
    return f"{variable(cell.name)} = lab.sql({_arguments(told)})\n{variable(cell.name)}"


def _chart(cell: Cell, form: Chart, above: Sequence[Cell]) -> str:
    if form.of not in reads(cell, above):
        return f"# There is no result called {form.of!r} above."
    columns = [f"{name}={getattr(form, name)!r}" for name in ("x", "y", "low", "high", "colour", "title")
               if getattr(form, name)]  # fmt: skip
    return f"lab.chart({_arguments([_frame(form.of, above), f'kind={form.kind!r}', *columns])})"


def _frame(name: str, above: Sequence[Cell]) -> str:
    """The variable, or the part of it, that holds the result of that name."""
    for one in above:
        if kind_of(one) == "probe" and name == one.name:
            return f"{variable(one.name)}.turns"
        if kind_of(one) == "probe" and name == f"{one.name}{MEANS}":
            return f"{variable(one.name)}.means"
    return variable(name)


def _text(words: str) -> str:
    """A text as a literal, over several lines where that reads well and means the same."""
    plain = words.isprintable() or all(one.isprintable() or one == "\n" for one in words)
    if "\n" in words and plain and '"""' not in words and "\\" not in words and not words.endswith('"'):
        return f'"""{words}"""'
    return repr(words)


def _listed(words: Sequence[str]) -> str:
    return "[" + "".join(f"\n        {one!r}," for one in words) + "\n    ]" if len(words) > 1 else repr(list(words))


def _arguments(told: Sequence[str]) -> str:
    """On one line where they fit, else a line each."""
    line = ", ".join(told)
    if len(line) <= 90 and "\n" not in line:  # noqa: PLR2004 - as long as a line reads well
        return line
    return "".join(f"\n    {one}," for one in told) + "\n"
