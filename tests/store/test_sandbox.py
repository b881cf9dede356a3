"""Questions that users write in SQL: what may be asked, whose rows answer, and what stops an endless one."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from brain.errors import InvalidInput
from store.frame import of_json, of_records
from store.warehouse import allowed, statement
from store.warehouse.columns import TABLES
from store.warehouse.sandbox import SCHEMAS, Limits, Sandbox

from .conftest import make_genome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from store import Actor, Store

    from .conftest import People

HOSTILE = (
    "DROP TABLE turns",
    "INSERT INTO turns SELECT * FROM turns",
    "WITH x AS (INSERT INTO turns SELECT * FROM turns RETURNING *) SELECT * FROM x",
    "UPDATE turns SET user_id = 'me'",
    "CREATE TABLE mine AS SELECT * FROM turns",
    "COPY turns TO '/tmp/turns.csv'",
    "COPY (SELECT * FROM turns) TO '/dev/stdout'",
    "ATTACH '/tmp/other.db' AS other",
    "ATTACH ':memory:' AS other; SELECT 1",
    "PRAGMA database_list",
    "SET lock_configuration = false",
    "RESET enable_external_access",
    "INSTALL httpfs",
    "LOAD httpfs",
    "EXPORT DATABASE '/tmp/x'",
    "IMPORT DATABASE '/tmp/x'",
    "CALL pragma_version()",
    "CHECKPOINT",
    "VACUUM",
    "EXPLAIN ANALYZE SELECT 1",
    "PREPARE q AS SELECT 1",
    "SHOW TABLES",
    "SHOW ALL TABLES",
    "SELECT * FROM (SHOW DATABASES)",
    "SELECT 1; SELECT 2",
    "SELECT 1; DROP TABLE turns --",
    "SELECT 1 /* ; */ ; COPY turns TO '/tmp/x'",
    "FROM '/etc/passwd'",
    'FROM "/etc/passwd"',
    "SELECT * FROM 'https://example.org/x.parquet'",
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/passwd')",
    'SELECT * FROM "READ_TEXT"(\'/etc/passwd\')',
    "SELECT * FROM system.main.read_blob('/etc/passwd')",
    "SELECT * FROM glob('/*')",
    "SELECT * FROM query('DROP TABLE turns')",
    "SELECT * FROM query_table('turns')",
    "SELECT * FROM json_execute_serialized_sql(json_serialize_sql('SELECT 1'))",
    "SELECT * FROM duckdb_secrets()",
    "SELECT * FROM duckdb_settings()",
    "SELECT * FROM pragma_table_info('turns')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM information_schema.tables",
    "SELECT * FROM sqlite_master",
    "SELECT * FROM duckdb_tables",
    "SELECT * FROM pg_catalog.pg_class",
    "SELECT * FROM main.turns",
    "SELECT * FROM memory.main.turns",
    'SELECT * FROM "memory"."main"."turns"',
    "SELECT * FROM temp.turns",
    "WITH sqlite_master AS (SELECT * FROM sqlite_master) SELECT * FROM sqlite_master",
    "WITH a AS (SELECT * FROM b), b AS (SELECT 1) SELECT * FROM a",
    "WITH b AS (SELECT * FROM b) SELECT * FROM b",
    "SELECT * FROM (WITH b AS (SELECT 1) SELECT * FROM b), b",
    'WITH "/etc/passwd" AS (SELECT 1) SELECT * FROM "/etc/passwd"',
    "SELECT getenv('HOME')",
    "SELECT current_setting('home_directory')",
    "SELECT getvariable('x')",
    "SELECT version()",
    "SELECT nextval('s')",
    "SELECT main.abs(1)",
    "SELECT system.main.getenv('HOME')",
    "SELECT write_log('x')",
    "SELECT sleep_ms(100000)",
    "SELECT pg_sleep(100000)",
    "SELECT random()",
    "SELECT repeat('x', 2000000000)",
    "SELECT lpad('x', 2000000000, 'y')",
    "SELECT printf('%2000000000d', 1)",
    "SELECT range(2000000000)",
    "SELECT list_resize([1], 2000000000)",
    "SELECT list_transform([1], lambda x: getenv('HOME'))",
    "SELECT 1 ORDER BY getenv('HOME')",
    "SELECT 1 LIMIT (SELECT count(*) FROM sqlite_master)",
    "SELECT count(*) FILTER (WHERE getenv('HOME') = '/') OVER () FROM turns",
    "SELECT * FROM turns JOIN other ON true",
    "SELECT * FROM turns AT (VERSION => 1)",
    "SELECT * FROM unnest([getenv('HOME')])",
    "DESCRIBE SELECT * FROM sqlite_master",
    "SUMMARIZE '/etc/passwd'",
    "SELECT $1",
    "SELECT ?",
    "SELECT DEFAULT",
    "",
    "--",
    ";",
    "SELECT",
    "SELECT (" * 300,
    "SELECT * FROM (" * 100 + "SELECT 1" + ")" * 100,
    "\ufeffDROP TABLE turns",
    "\u2028SELECT 1; DROP TABLE turns",
    "\u0405ELECT 1",
)  # fmt: skip
"""What nobody may ask."""

HARMLESS = (
    "SELECT persona_id, count(*), avg(score), quantile_cont(score, [0.1, 0.9]) FROM turns GROUP BY ALL ORDER BY ALL",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3) SELECT * FROM n",
    "WITH a AS (SELECT 1 AS x), b AS (SELECT x + 1 AS x FROM a) SELECT * FROM a UNION ALL BY NAME SELECT * FROM b",
    "SELECT row_number() OVER (PARTITION BY session_id ORDER BY created_at) AS n FROM turns QUALIFY n = 1",
    "SELECT * EXCLUDE (user_id) REPLACE (score * 2 AS score) FROM turns ASOF JOIN usage USING (created_at)",
    "FROM turns SELECT date_trunc('day', created_at AT TIME ZONE 'UTC') WHERE created_at > now() - INTERVAL 7 DAY",
    "SELECT unnest(string_split(user_triggers, chr(10))) AS word, try_cast(id AS INT), coalesce(model, '?') FROM turns",
    "SELECT * FROM turns PIVOT (count(*) FOR mode IN ('chat', 'voice'))",
    "SELECT [x * 2 FOR x IN [1, 2] IF x > 1], {'a': 1}.a, 'x' LIKE '%' , CASE WHEN true THEN 1 END, 5 // 2",
    "SELECT t FROM turns AS t",
    "VALUES (1, 'a'), (2, 'b')",
    "DESCRIBE turns",
    "SUMMARIZE SELECT score FROM turns",
    "TABLE turns",
    "SELECT 1; -- with a remark",
)
"""What anybody may ask."""


@pytest.fixture(scope="module")
def parsed() -> Iterator[Callable[[str], str]]:
    """A statement as DuckDB's parser reads it."""
    with duckdb.connect(":memory:") as connection:

        def parse(sql: str) -> str:
            try:
                ((tree,),) = connection.execute("SELECT json_serialize_sql($1)", [sql]).fetchall()
            except duckdb.Error as error:
                return json.dumps({"error": True, "error_message": str(error)})
            return str(tree)

        yield parse


def nothing(_: Actor, query: str) -> pa.Table:
    """No rows, in the columns that a query of the sandbox's names."""
    names, _, table = query.removeprefix("SELECT ").partition(" FROM ")
    if names.startswith("count("):
        return pa.table({"rows": [10_000_000 if table == "usage" else 0]})
    return SCHEMAS[table].empty_table().select(names.split(", "))


def refused(tree: str) -> bool:
    """Whether a statement may not be asked."""
    try:
        statement.check(tree, SCHEMAS)
    except InvalidInput:
        return True
    return False


def test_what_is_no_question_is_refused(parsed: Callable[[str], str]) -> None:
    """Writes, files, the network, settings, the catalogue, other schemas, waits and endless texts, however spelt."""
    for sql in HOSTILE:
        assert refused(parsed(sql)), sql


def test_questions_are_let_through(parsed: Callable[[str], str]) -> None:
    """Grouping, windows, WITH, joins, lists, PIVOT, VALUES, DESCRIBE and SUMMARIZE."""
    for sql in HARMLESS:
        statement.check(parsed(sql), SCHEMAS)


def test_only_the_columns_that_are_named_are_fetched(parsed: Callable[[str], str]) -> None:
    """All of them where a star, a whole row, a place or a natural join asks for all."""
    named = statement.check(parsed("SELECT SCORE, u.model FROM turns JOIN usage u USING (session_id)"), SCHEMAS)
    for table in ("turns", "usage"):
        assert {"score", "model", "session_id"} == (named.columns[table] or frozenset()) & set(TABLES["turns"].names)
    for sql in (
        "FROM turns",
        "SELECT t FROM turns t",
        "SELECT a FROM turns AS t(a)",
        "SELECT 1 FROM turns GROUP BY #1",
    ):
        assert statement.check(parsed(sql), SCHEMAS).columns == {"turns": None}


def test_no_function_is_allowed_that_reaches_out(parsed: Callable[[str], str]) -> None:
    """Every function of DuckDB's own list is refused but for those that were looked at, and these are all there."""
    with duckdb.connect(":memory:") as connection:
        rows = connection.execute("SELECT DISTINCT function_name, function_type FROM duckdb_functions()").fetchall()
    telling = (
        "file",
        "secret",
        "setting",
        "env",
        "http",
        "parquet",
        "duckdb",
        "pragma",
        "sql",
        "log_",
        "sleep",
        "scan",
    )
    for name, kind in rows:
        place = "SELECT * FROM {}(1)" if kind in {"table", "table_macro", "pragma"} else "SELECT {}(1)"
        quoted = '"' + name.replace('"', '""') + '"'
        if refused(parsed(place.format(quoted))):
            continue
        assert name.lower() in {one.lower() for one in allowed.FUNCTIONS | allowed.TABLE_FUNCTIONS}
        assert not any(word in name for word in telling), name


@given(
    table=st.sampled_from(
        ("sqlite_master", "main.turns", "'a.csv'", "read_text('a')", '"memory".main.turns', "others")
    ),
    shape=st.sampled_from(
        (
            "SELECT * FROM {}",
            "SELECT (SELECT count(*) FROM {})",
            "SELECT 1 WHERE EXISTS (FROM {})",
            "SELECT 1 WHERE 1 IN (SELECT 1 FROM {})",
            "SELECT 1 UNION SELECT 1 FROM {}",
            "WITH x AS MATERIALIZED (FROM {}) SELECT 1",
            "WITH RECURSIVE x(i) AS (SELECT 1 UNION SELECT 1 FROM x, {}) FROM x",
            "SELECT * FROM turns t, LATERAL (SELECT t.id FROM {}) u",
            "SELECT 1 FROM turns ORDER BY (SELECT 1 FROM {})",
            "SELECT sum(score) OVER (ORDER BY (SELECT 1 FROM {})) FROM turns",
            "SELECT CASE WHEN true THEN ARRAY(SELECT 1 FROM {}) END",
            "SELECT list_transform([1], lambda x: (SELECT 1 FROM {}))",
            "SELECT * FROM turns PIVOT (count(*) FOR mode IN (SELECT 'a' FROM {}))",
            "SELECT * FROM (FROM {}) UNPIVOT (v FOR n IN (a))",
            "VALUES ((SELECT 1 FROM {}))",
            "SUMMARIZE SELECT * FROM {}",
        )
    ),
    gap=st.sampled_from((" ", "\n", "\t", "/**/", " -- x\n", "\u00a0")),
    spelt=st.sampled_from((str, str.upper, str.title)),
)
def test_no_place_hides_a_foreign_table(
    parsed: Callable[[str], str], table: str, shape: str, gap: str, spelt: Callable[[str], str]
) -> None:
    """In sub-queries, WITH, joins, orders, windows, lambdas and pivots alike, in any spelling."""
    sql = shape.format(table).replace(" ", gap)
    assert refused(parsed(spelt(sql)))


@given(st.text(max_size=60))
def test_any_text_is_answered_or_refused(parsed: Callable[[str], str], text: str) -> None:
    """Nothing that can be typed ends in another error."""
    for sql in (text, f"SELECT {text}", f"FROM {text}"):
        try:
            question = statement.check(parsed(sql), SCHEMAS)
        except InvalidInput:
            continue
        assert set(question.columns) <= set(SCHEMAS)


def test_each_finds_only_their_own_rows(store: Store, people: People) -> None:
    """Two members who ask the same find their own personas and runs, an admin finds both."""
    found = {}
    for actor, name in ((people.owner, "Ada"), (people.other, "Otto")):
        store.personas.create(actor, make_genome(name), message="first")
    asked = "SELECT string_agg(name, ' ' ORDER BY name) AS names, count(*) AS n FROM personas WHERE true OR is_demo"
    for title, actor in (("owner", people.owner), ("other", people.other), ("admin", people.admin)):
        answer = store.sandbox.ask(actor, asked)
        found[title] = answer.frame.rows
        assert answer.frame.kinds == ("text", "number")
    assert found == {"owner": (("Ada", 1),), "other": (("Otto", 1),), "admin": (("Ada Otto", 2),)}


def test_a_question_stops_at_its_limits(people_free: Actor) -> None:
    """Rows, bytes, time and memory: what is too much is cut off or refused, and said so."""
    sandbox = Sandbox(nothing, limits=Limits(rows=1_500, bytes=100_000, seconds=1.0, memory_mb=200))
    many = sandbox.ask(people_free, "SELECT i FROM range(1000000000) AS t(i)").frame
    assert (len(many.rows), many.cut) == (1_500, "rows")
    wide = sandbox.ask(people_free, "SELECT i, md5(i::VARCHAR) || md5(i::VARCHAR) AS m FROM range(1000000) t(i)").frame
    assert 0 < len(wide.rows) < 1_500
    assert wide.cut == "bytes"
    growing = (
        "WITH RECURSIVE t AS (SELECT 'x' AS s UNION ALL SELECT concat(s, s, s, s, s, s, s, s, s, s) FROM t) "
        "SELECT max(length(s)) FROM t"
    )
    for sql, word in (
        ("WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t) SELECT count(*) FROM t", "too long"),
        (growing, "memory"),
    ):
        with pytest.raises(InvalidInput, match=word):
            sandbox.ask(people_free, sql)
    with pytest.raises(InvalidInput, match=r"usage has 10,000,000 rows.*Name the columns"):
        sandbox.ask(people_free, "SELECT * FROM usage")
    with pytest.raises(InvalidInput, match="It was cancelled"):
        sandbox.ask(people_free, "SELECT 1", cancelled=lambda: True)


def test_tables_of_ones_own_can_be_asked(people_free: Actor) -> None:
    """By their names, with times as times and figures as figures; a failure repeats no value out of the rows."""
    sandbox = Sandbox(nothing)
    own = of_records(
        [{"day": "2026-01-02T00:00:00+00:00", "n": 2, "ok": True, "word": "secret"}, {"n": None}],
        {"day": "time", "n": "number", "ok": "flag", "word": "text"},
    )
    answer = sandbox.ask(
        people_free,
        "SELECT max(day) + INTERVAL 1 DAY AS next, sum(n) AS n, [1, NULL] AS l, 'nan'::DOUBLE AS x, 1.5 AS x, count(*) "
        "FROM mine, (SELECT count(*) FROM turns)",
        beside={"mine": own},
    )
    assert answer.frame.rows == (("2026-01-03T00:00:00+00:00", 2.0, "[1, null]", None, 1.5, 2),)
    assert answer.frame.columns[3:5] == ("x", "x_2")
    assert answer.asked == {"mine": 2, "turns": 0}
    assert of_json(json.loads(json.dumps(answer.frame.to_json()))) == answer.frame
    with pytest.raises(InvalidInput, match="Could not convert") as refused:
        sandbox.ask(people_free, "SELECT word::INT FROM mine", beside={"mine": own})
    assert "secret" not in str(refused.value)
    for name in ("turns", "Mine", "a b", "x;y"):
        with pytest.raises(InvalidInput, match="cannot be called"):
            sandbox.ask(people_free, "SELECT 1", beside={name: own})


@pytest.fixture(scope="module")
def people_free() -> Actor:
    """Somebody who asks."""
    from store import LOCAL_ACTOR

    return LOCAL_ACTOR
