"""The JSON Schema of suites, made from the models. `python -m evals.suites.schema` prints it."""

from __future__ import annotations

import json
import sys
from typing import Any

from evals.suites.suite import Suite


def json_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12); the same for the same code."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | Suite.model_json_schema()


def text() -> str:
    """The schema as it stands in docs/suite.schema.json."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
