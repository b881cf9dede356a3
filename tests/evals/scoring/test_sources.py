"""Files of conversations: known by their beginning, read in pieces, and refused or remarked where they are wrong."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from brain.errors import InvalidInput
from evals.scoring.formats import told
from evals.scoring.rows import rows
from evals.scoring.sources import opened
from evals.scoring.talk import Batch, Noted, Talk, batches

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

ROLES = '{"role":"user","content":"Hi"}\n{"role":"assistant","content":"Good day."}\n'


def table(path: Path, *, size: int = 1_000, **columns: list[Any]) -> Path:
    """A Parquet file of these columns, in row groups of so many rows."""
    parquet.write_table(pa.table(columns), path, row_group_size=size)
    return path


def read(*paths: Path, **how: Any) -> tuple[list[Talk], list[tuple[int, str]]]:
    """Conversations, and the remarks on them by row."""
    found = list(opened(paths, **how))
    return (
        [one for one in found if isinstance(one, Talk)],
        [(one.remark.line, one.remark.reason) for one in found if isinstance(one, Noted)],
    )


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.jsonl", '{"messages":[{"role":"user","content":"Hi"}]}', "openai"),
        ("b.jsonl", "\n" + ROLES, "openai"),
        ("c.jsonl", '{"system":"Be kind.","messages":[]}', "anthropic"),
        ("d.jsonl", '{"messages":[{"role":"user","content":[{"type":"tool_result"}]}]}', "anthropic"),
        ("e.jsonl", '{"user_name":"Ann","character_name":"Albert"}\n{"mes":"Hi"}', "tavern"),
        ("f.csv", "user,reply\n", "csv"),
        ("g.TXT", "user: Hi", "plain"),
        ("h.eval", "PK", "inspect"),
        ("i", "PAR1", "parquet"),
    ],
)
def test_a_file_tells_its_format(tmp_path: Path, name: str, content: str, expected: str) -> None:
    """By its ending, or by its first object."""
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    assert told(path, "auto") == expected


def test_what_is_no_file_of_conversations_is_refused_by_name(tmp_path: Path) -> None:
    """A folder, a missing file, an empty one, one named twice, one of no known kind and a format that there is not."""
    good, empty, odd = tmp_path / "good.jsonl", tmp_path / "empty.jsonl", tmp_path / "odd.jsonl"
    good.write_text(ROLES, encoding="utf-8")
    empty.touch()
    odd.write_text("nothing\n[1]\n", encoding="utf-8")
    for paths, how, why in (
        ((tmp_path,), {}, "is a folder"),
        ((tmp_path / "no.jsonl",), {}, "There is no file"),
        ((empty,), {}, "is empty"),
        ((good, good), {}, "named twice"),
        ((odd,), {}, "Nothing tells the format"),
        ((good,), {"format": "xml"}, "no format 'xml'"),
        ((), {}, "No file is named"),
        ((good,), {"columns_named": ["user"]}, "names no column"),
        ((good,), {"roles_named": ["Ann"]}, "whose name"),
    ):
        with pytest.raises(InvalidInput, match=why):
            opened(paths, **how)


def test_every_format_gives_its_turns(tmp_path: Path) -> None:
    """JSON lines, both kinds of CSV, a chat of SillyTavern and plain text come out as the same turn."""
    files = {
        "a.jsonl": ROLES,
        "b.csv": "user,reply\nHi,Good day.\n",
        "c.csv": "who,what\nuser,Hi\nassistant,Good day.\n",
        "d.jsonl": '{"user_name":"Ann","character_name":"Al"}\n{"is_user":true,"mes":"Hi"}\n{"mes":"Good day."}\n',
        "e.txt": "Ann: Hi\nAlbert: Good day.\n",
    }
    for name, content in files.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    talks, remarks = read(*(tmp_path / name for name in files), roles_named=["Ann=user,Albert=persona"])
    assert [one.turns for one in talks] == [(("Hi", "Good day."),)] * 5
    assert not remarks


def test_rows_of_turns_and_rows_of_messages_are_the_same_conversations(tmp_path: Path) -> None:
    """Whole turns with a column for each side, or messages with a role, in row groups that cut through them."""
    ids, turns = ["a", "a", "b"], [1, 2, 1]
    users, replies = ["One?", "Two?", None], ["One.", "Two.", "First."]
    wide = table(tmp_path / "wide.parquet", size=2, conversation_id=ids, turn=turns, user=users, reply=replies)
    long = table(
        tmp_path / "long.parquet",
        size=1,
        chat=pa.array(["a", "a", "a", "a", "b"]).dictionary_encode(),
        position=[1, 1, 2, 2, 1],
        role=["user", "assistant", "user", "assistant", "assistant"],
        content=["One?", "One.", "Two?", "Two.", "First."],
    )
    (first, remarks), (second, _) = read(wide), read(long)
    assert [(one.id, one.turns) for one in first] == [
        ("a", (("One?", "One."), ("Two?", "Two."))),
        ("b", (("", "First."),)),
    ]
    assert [one[1:] for one in first] == [one[1:] for one in second]
    assert remarks == [(3, "The user says nothing in this conversation: it is read as it is.")]


@settings(max_examples=30)
@given(
    lengths=st.lists(st.integers(1, 5), min_size=1, max_size=12),
    group=st.integers(1, 7),
    piece=st.integers(1, 5),
)
def test_no_conversation_is_cut_doubled_or_lost_wherever_the_pieces_end(
    tmp_path_factory: pytest.TempPathFactory, lengths: list[int], group: int, piece: int
) -> None:
    """Whatever the row groups of the file and the rows read at once, each conversation comes out whole and once."""
    expected = [
        (f"talk {at}", tuple((f"u{at}.{one}", f"r{at}.{one}") for one in range(n))) for at, n in enumerate(lengths)
    ]
    pairs = [(name, at, *pair) for name, said in expected for at, pair in enumerate(said)]
    path = tmp_path_factory.mktemp("rows") / "talks.parquet"
    names = ("conversation", "turn", "user", "reply")
    table(path, size=group, **dict(zip(names, map(list, zip(*pairs, strict=True)), strict=True)))
    assert [(one.id, one.turns) for one in rows(path, name="talks", wanted={}, piece=piece)] == expected


def test_a_conversation_that_goes_on_after_another_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    """The error names row and column, and says how to go on."""
    path = table(tmp_path / "mixed.parquet", conversation=["a", "b", "a"], user=["?"] * 3, reply=["!"] * 3)
    with pytest.raises(InvalidInput, match=r"conversation 'a' goes on at row 3.*Sort the file by 'conversation'"):
        opened([path])


def test_numbers_are_ids_too(tmp_path: Path) -> None:
    """Also those that Python gives the same hash."""
    path = table(tmp_path / "numbers.parquet", conversation=[-1, -2, 2**61 - 1, 0], user=["?"] * 4, reply=["!"] * 4)
    assert [one.id for one in read(path)[0]] == ["-1", "-2", str(2**61 - 1), "0"]


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"user": ["x"], "text": ["y"]}, "do not say who said what"),
        ({"user": [1], "reply": ["y"]}, "column 'user' of .* cannot be the user.*int64"),
        ({"user": ["x"], "reply": [b"y"]}, "column 'reply' of .* binary"),
    ],
)
def test_columns_of_another_kind_are_refused_by_name(tmp_path: Path, columns: dict[str, list[Any]], why: str) -> None:
    """What they hold and what is needed stand in the error."""
    with pytest.raises(InvalidInput, match=why):
        opened([table(tmp_path / "other.parquet", **columns)])


def test_columns_can_be_named(tmp_path: Path) -> None:
    """Named columns go before usual ones, and one that is missing is told with those there are."""
    path = table(tmp_path / "named.parquet", q=["x"], a=["y"], user=["no"], reply=["no"])
    assert read(path, columns_named=["user=q,reply=a"])[0][0].turns == (("x", "y"),)
    with pytest.raises(InvalidInput, match=r"no column 'b' for the reply.*'q', 'a'"):
        opened([path], columns_named=["user=q,reply=b"])


def test_a_file_that_is_cut_off_or_no_parquet_is_refused(tmp_path: Path) -> None:
    """The reason of the reader stands in the error."""
    path = table(tmp_path / "cut.parquet", user=["x"] * 100, reply=["y"] * 100)
    content = path.read_bytes()
    for bad in (content[: len(content) // 2], os.urandom(200), b"PAR1"):
        path.write_bytes(bad)
        with pytest.raises(InvalidInput, match="cannot be read as Parquet"):
            opened([path])


def test_a_column_that_is_damaged_inside_is_an_error_and_no_crash(tmp_path: Path) -> None:
    """The foot of the file is whole, so it is found out while reading, and told by the file's name."""
    path = table(tmp_path / "bad.parquet", user=["x" * 50] * 100, reply=[f"y{at}" * 40 for at in range(100)])
    content = bytearray(path.read_bytes())
    content[10:400] = bytes(390)
    path.write_bytes(bytes(content))
    with pytest.raises(InvalidInput, match="cannot be read as Parquet"):
        list(opened([path]))


def test_what_is_odd_in_a_row_is_remarked_there_and_the_rest_stands(tmp_path: Path) -> None:
    """No id, nothing said, a role nobody knows, turns out of order, one side only."""
    path = table(
        tmp_path / "odd.parquet",
        conversation=["a", "a", None, "b", "b", "c"],
        turn=[2, 1, 1, 1, 2, 1],
        role=["assistant", "user", "user", "ghost", "assistant", "user"],
        content=["Yes.", "No?", "lost", "boo", " ", "alone"],
    )
    talks, remarks = read(path)
    assert [(one.id, one.turns) for one in talks] == [("a", (("No?", "Yes."),))]
    assert remarks == [
        (3, "The row names no conversation."),
        (1, "Its turns are out of order; they were put in order."),
        (4, "Nobody is known by the role 'ghost'; it is taken for another speaker."),
        (5, "The persona says nothing."),
        (4, "The persona says nothing in this conversation: nothing can be scored."),
        (6, "The persona says nothing in this conversation: nothing can be scored."),
    ]


def test_a_cell_of_more_than_ten_megabytes_is_left_out(tmp_path: Path) -> None:
    """Its row is remarked, and the other turns are read."""
    path = table(tmp_path / "long.parquet", turn=[1, 2], user=["x", "y"], reply=["z" * (10 * 2**20 + 1), "fine"])
    talks, remarks = read(path)
    assert talks[0].turns == (("x\ny", "fine"),)
    assert remarks == [(1, "The persona says more than 10,485,760 characters.")]


def test_a_file_without_a_column_of_conversations_is_one_conversation_up_to_a_bound(tmp_path: Path) -> None:
    """Beyond it the error asks for the column."""
    path = table(tmp_path / "one.parquet", user=["x"] * 5, reply=["y"] * 5)
    assert [len(one.turns) for one in read(path)[0]] == [5]
    with pytest.raises(InvalidInput, match="more than 3 rows"):
        list(rows(path, name="one", wanted={}, most=3))


def test_lines_of_json_keep_their_remarks(tmp_path: Path) -> None:
    """Mixed encodings, a line of 10 MB, an id that comes again and a conversation of one side are told by line."""
    path = tmp_path / "bad.jsonl"
    good = json.dumps({"id": "x", "messages": [json.loads(line) for line in ROLES.splitlines()]})
    alone = json.dumps({"id": "y", "messages": [{"role": "user", "content": "Hello?"}]})
    latin = good.replace("Good day.", "Caf\u00e9.").encode("cp1252")
    path.write_bytes(b"\n".join([good.encode(), b'{"x":"' + b"y" * (10 * 2**20) + b'"}', latin, alone.encode()]))
    talks, remarks = read(path)
    assert [(one.id, one.turns[0][1]) for one in talks] == [("x", "Good day."), ("x #2", "Caf\u00e9.")]
    assert [line for line, _ in remarks] == [2, 3, 3, 4]


@given(sizes=st.lists(st.integers(1, 9), max_size=30), least=st.integers(1, 12))
def test_batches_hold_every_conversation_once_and_in_order(sizes: list[int], least: int) -> None:
    """All but the last have at least so many turns, and would have fewer without their last conversation."""
    talks = [Talk("file", str(at), (("u", "r"),) * size) for at, size in enumerate(sizes)]
    made: Sequence[Batch] = list(batches(talks, turns=least))
    assert [talk for one in made for talk in one.talks] == talks
    assert [one.number for one in made] == list(range(len(made)))
    assert all(one.turns >= least > one.turns - len(one.talks[-1].turns) for one in made[:-1])
