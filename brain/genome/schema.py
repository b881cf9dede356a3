"""The JSON Schema of genome documents, made from the models. `python -m brain.genome.schema` prints it."""

from __future__ import annotations

import json
import sys
from typing import Any

from brain.genome.genome import PersonaGenome


def json_schema() -> dict[str, Any]:
    """The schema (JSON Schema 2020-12) of the newest version; the same for the same code."""
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | PersonaGenome.model_json_schema()


def text() -> str:
    """The schema as it stands in docs/genome.schema.json."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


if __name__ == "__main__":
    sys.stdout.write(text())
