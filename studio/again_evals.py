"""How to have a run's figures again: the Python, the command line and the SQL that give the same, ready to copy."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING, Final

from studio.again import Again
from studio.reports.tested import command

if TYPE_CHECKING:
    from evals.run import Run

_MEANS: Final = (
    "SELECT persona, name, AVG(value) AS mean, COUNT(value) AS known, COUNT(*) AS conversations, unit\n"
    "FROM scores WHERE run_id = '{}' GROUP BY persona, name, unit ORDER BY name, persona;\n"
)


def runs() -> Again:
    """How to list the runs."""
    return Again(
        python=(
            "import studio\n\nlab = studio.open()\nfor run in lab.evals.runs():\n"
            "    print(run.id, run.suite, run.status, run.done, run.total)\n"
        ),
        command="personaforge eval runs\n",
        sql=(
            "SELECT id, suite, model, status, done, total\n"
            "FROM runs WHERE deleted_at IS NULL ORDER BY created_at DESC;\n"
        ),
    )


def of_run(run: Run, *, against: str = "", gates: bool = False) -> Again:
    """How to have the means of a run again, its differences from another, or what its gates say; SQL: bare means."""
    head = ["import studio", "from evals.columns import columns", "", "lab = studio.open()"]
    own = [f"run = lab.evals.results({run.id!r})"]
    if gates:
        head[1] = "from evals.gate import gate"
        own += [f"before = lab.evals.results({against!r})"] * bool(against)
        own += [
            f"for one in gate(run{', baseline=before' if against else ''}).statements:",
            "    print(one.persona, one.demand, one.outcome, one.estimate, one.why)",
        ]
    elif against:
        head[1] = "from evals.compare import compare"
        own += [
            f"before = lab.evals.results({against!r})",
            "for one in compare(before, run).metrics:",
            "    print(one.name, one.finding, one.difference, one.adjusted)",
        ]
    else:
        own += ["for one in columns(run):", "    print(one.persona, one.name, one.mean())"]
    if gates:
        shown = ["gate", run.id, *(["--baseline", against] if against else [])]
    else:
        shown = ["compare", against, run.id] if against else ["results", run.id]
    return Again(
        python="\n".join([*head, *own]) + "\n",
        command=command(run) + shlex.join(["personaforge", "eval", *shown]) + "\n",
        sql=_MEANS.format(run.id) + (_MEANS.format(against) if against else ""),
    )
