"""Whether a parsed statement is a question and nothing else, and what it asks of which table. Runs nothing.

It reads the tree that DuckDB's own parser makes (`json_serialize_sql`), so that no trick of spelling can hide what a
statement does. What it has never heard of is refused.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from brain.errors import InvalidInput
from store.warehouse.allowed import EXPRESSIONS, FUNCTIONS, NODES, SHOWN, TABLE_FUNCTIONS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

DEEPEST: Final = 150
"""How deep a statement may be nested, in nodes of its tree."""

NAME: Final = re.compile(r"[a-z_][a-z0-9_]{0,62}")
"""What a table of one's own may be called, in lower case."""

_CATALOGUE: Final = ("duckdb_", "information_schema", "pg_", "pragma_", "sqlite_")
_ONLY: Final = "One SELECT may stand here, or WITH … SELECT, VALUES, DESCRIBE or SUMMARIZE; nothing is written."


@dataclass(frozen=True, slots=True)
class Question:
    """What a statement asks for: tables by name, and of each the names of columns, or None for all of them."""

    columns: Mapping[str, frozenset[str] | None]


def check(tree: str, tables: Iterable[str]) -> Question:
    """What a statement asks for, if it may. `tree` is what `json_serialize_sql` gave, `tables` are the known ones.

    Raises InvalidInput, which says what is allowed.
    """
    try:
        parsed = json.loads(tree)
    except RecursionError:
        raise _deep() from None
    if parsed["error"]:
        raise _unparsed(str(parsed.get("error_message", "")))
    statements = parsed["statements"]
    if len(statements) != 1:
        what = "There is no statement." if not statements else f"These are {len(statements)} statements."
        raise InvalidInput(what, why=_ONLY, next_step="Ask one question in a cell.")
    reading = _Reading(frozenset(tables))
    reading.walk(statements[0]["node"], frozenset(), DEEPEST)
    named = frozenset(reading.words)
    # A bare name may be a whole row: `SELECT t FROM turns AS t`.
    whole = reading.everything or not reading.bare.isdisjoint(reading.aliases)
    return Question(dict.fromkeys(sorted(reading.asked), None if whole else named))


@dataclass(slots=True)
class _Reading:
    """What was found so far. Names are in lower case, as SQL compares them."""

    tables: frozenset[str]
    asked: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    aliases: set[str] = field(default_factory=set)
    everything: bool = False

    def walk(self, node: Any, scope: frozenset[str], left: int) -> None:
        """Look at a node and all below it; `scope` holds the names that WITH gives there."""
        if left == 0:
            raise _deep()
        if isinstance(node, list):
            for one in node:
                self.walk(one, scope, left - 1)
        elif isinstance(node, str):
            self.words.add(node.lower())
        elif isinstance(node, dict):
            scope = self._within(node, scope, left)
            self._look(node, scope)
            if node.get("type") == "TABLE_FUNCTION":
                # Looked at already: what may stand there may not stand where a value is wanted.
                node = node | {"function": node["function"]["arguments"]}
            for key, value in node.items():
                if key == "column_names" and len(value) == 1:
                    self.bare.add(str(value[0]).lower())
                if key not in {"cte_map", "literal", "alias", "type", "class", "qualified_name"}:
                    self.walk(value, scope, left - 1)

    def _within(self, node: dict[str, Any], scope: frozenset[str], left: int) -> frozenset[str]:
        """The scope with the names that this query gives by WITH, each looked at with those before it."""
        for one in (node.get("cte_map") or {}).get("map", []):
            name, inner = str(one["key"]).lower(), one["value"]
            if name.startswith(_CATALOGUE) or not name.replace("_", "a").isalnum():
                raise InvalidInput(
                    f"WITH may not give the name {name!r}.",
                    why="It is made of letters, digits and low lines, and is no table of the catalogue.",
                    next_step="Choose another name.",
                )
            recursive = inner["query_node"]["type"] == "RECURSIVE_CTE_NODE"
            self.walk(inner, scope | {name} if recursive else scope, left - 1)
            scope |= {name}
        return scope

    def _look(self, node: dict[str, Any], scope: frozenset[str]) -> None:
        kind = node.get("type")
        if "class" in node:
            self._expression(node, str(node["class"]))
        elif isinstance(kind, str) and kind not in NODES:
            raise _refused(kind)
        elif kind == "BASE_TABLE":
            self._table(node, scope)
        elif kind == "SHOW_REF" and (node["show_type"] not in SHOWN or node["query"] is None):
            raise InvalidInput(
                "The catalogue cannot be read.",
                why="SHOW reads it.",
                next_step=f"There are the tables {self._known()}; DESCRIBE one to see its columns.",
            )
        elif kind == "PIVOT" or (kind == "JOIN" and node.get("ref_type") == "NATURAL"):
            self.everything = True
        elif kind == "TABLE_FUNCTION":
            self._called(node["function"], TABLE_FUNCTIONS)
        if node.get("at_clause") is not None:
            raise _refused("AT")

    def _expression(self, node: dict[str, Any], kind: str) -> None:
        if kind not in EXPRESSIONS:
            raise _refused("a parameter" if kind == "PARAMETER" else kind)
        if kind in {"STAR", "POSITIONAL_REFERENCE"}:
            self.everything = True
        if kind in {"FUNCTION", "WINDOW"}:
            self._called(node, _LOWERED)

    def _table(self, node: dict[str, Any], scope: frozenset[str]) -> None:
        name = str(node["table_name"]).lower()
        path = _path(node)
        if node.get("schema_name") or node.get("catalog_name") or len(path) > 1:
            raise InvalidInput(
                f"The table {'.'.join(map(str, path))!r} cannot be named with a schema.",
                why=f"There are only the tables {self._known()}.",
                next_step="Leave out what stands before the last dot.",
            )
        self.aliases |= {name, str(node.get("alias", "")).lower()}
        self.everything |= bool(node.get("column_name_alias"))
        if name in scope:
            return
        if name not in self.tables:
            raise InvalidInput(
                f"There is no table {name!r}.",
                why="A file, an address or a table of the catalogue cannot be read here.",
                next_step=f"There are the tables {self._known()}.",
            )
        self.asked.add(name)

    def _called(self, node: dict[str, Any], among: frozenset[str]) -> None:
        name = str(node["function_name"])
        if node.get("schema") or node.get("catalog") or len(_path(node)) > 1:
            raise InvalidInput(f"The function {name!r} cannot be named with a schema.", next_step="Leave it out.")
        if name.lower() in among:
            return
        like = sorted(one for one in among if one[:3] == name.lower()[:3] and one[0].isalpha())[:6]
        raise InvalidInput(
            f"The function {name!r} is not allowed here.",
            why="Only functions that compute with values of their row or group are.",
            next_step=f"Allowed are, for example, {', '.join(like)}." if like else "docs/lab.md lists those that are.",
        )

    def _known(self) -> str:
        return ", ".join(sorted(self.tables))


def _path(node: Mapping[str, Any]) -> list[Any]:
    found: list[Any] = (node.get("qualified_name") or {}).get("path") or []
    return found


_LOWERED: Final = frozenset(one.lower() for one in FUNCTIONS)


def _refused(kind: str) -> InvalidInput:
    return InvalidInput(f"The statement holds {kind!r}, which is not allowed here.", why=_ONLY)


def _deep() -> InvalidInput:
    return InvalidInput("The statement is nested too deeply.", next_step="Take it apart by WITH.")


def _unparsed(message: str) -> InvalidInput:
    if message.startswith("Only SELECT"):
        return InvalidInput(
            "This is no question.", why=_ONLY, next_step="Begin with SELECT. For PIVOT write FROM … PIVOT (…)."
        )
    if "expression depth" in message:
        return _deep()
    return InvalidInput("The SQL cannot be read.", why=f"{message.strip().rstrip('.')}.")
