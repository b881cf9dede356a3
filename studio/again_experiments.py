"""How to have experiments again: Python, command line and SQL, ready to copy."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

from evals.design import AS_IS
from studio.again import Again

if TYPE_CHECKING:
    from collections.abc import Iterator

    from evals.design import Design
    from studio.experiments.varying import Varied


def every() -> Again:
    """How to list the experiments."""
    return Again(
        python=(
            "import studio\n\nlab = studio.open()\nfor one in lab.experiments.all():\n"
            "    print(one.id, one.title, one.done, one.total)\n"
        ),
        command="personaforge eval experiments\n",
        sql="SELECT id, title, created_at FROM experiments WHERE deleted_at IS NULL ORDER BY created_at DESC;\n",
    )


def of_one(varied: Varied, score: str) -> Again:
    """How to play one again, and to have its figures for a score; the SQL gives the bare mean of each arm."""
    return Again(
        python=(
            "import studio\n\nlab = studio.open()\n"
            f"found = lab.experiments.varied({varied.id!r})\n"
            "for one in found.contrasts:\n"
            f"    effect = one.effects[{score!r}]\n"
            "    print(one.words, effect.finding, effect.difference, effect.adjusted, effect.smallest)\n"
            f"for kind in found.kinds:\n    print(kind.name, kind.split.components)\n"
        ),
        command=command(varied.design) + shlex.join(["personaforge", "eval", "experiment", varied.id]) + "\n",
        sql=(
            "SELECT r.title AS arm, AVG(s.value) AS mean, COUNT(s.value) AS known, COUNT(*) AS conversations\n"
            "FROM scores AS s JOIN runs AS r ON r.id = s.run_id\n"
            f"WHERE r.batch_id = '{varied.id}' AND s.name = '{score}'\n"
            "GROUP BY r.id, r.title ORDER BY MIN(r.created_at);\n"
        ),
    )


def command(design: Design) -> str:
    """The command that plays it again; a suite of one's own is named by the file it is to be put into."""
    from evals.suites import load

    suite = design.suite.name if design.suite.name in load.names() else f"{design.suite.name}.yaml"
    parts = ["personaforge", "eval", "vary", *design.personas, "--suite", suite, *_varied(design)]
    parts += ["--seeds", str(len(design.seeds))] if design.seeds else []
    parts += ["--most", str(design.most)] if design.most else []
    parts += ["--user-model", design.user_model] if design.user_model else []
    parts += [] if design.crossed else ["--one-at-a-time"]
    return shlex.join(parts) + "\n"


def _varied(design: Design) -> Iterator[str]:
    varied = {one.kind for one in design.factors}
    for one in design.factors:
        for at, level in enumerate(one.levels):
            if one.kind != "field":
                yield from (f"--{one.kind}", str(level))
            elif one.words(at) != AS_IS:
                import json

                yield from ("--set", f"{one.path}={json.dumps(level, ensure_ascii=False)}")
    if "model" not in varied:
        yield from ("--model", design.model)
    if "judge" not in varied and design.judge_model:
        yield from ("--judge", design.judge_model)
