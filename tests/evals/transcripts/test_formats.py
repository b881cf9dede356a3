"""Every format, as it is written elsewhere and as it comes back."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo
from brain.errors import InvalidInput
from evals.transcripts.chats import anthropic, openai
from evals.transcripts.conversation import Conversation, Utterance, gathered
from evals.transcripts.files import read
from evals.transcripts.inspect_logs import inspect_eval, inspect_json
from evals.transcripts.prefixed import prefixed
from evals.transcripts.table import Columns, table
from evals.transcripts.tavern import tavern
from evals.transcripts.times import moment

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from evals.transcripts.conversation import Found, Outside

SAID = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=40).filter(str.strip)
CELL = SAID.filter(lambda text: "\r" not in text)  # a line of a file ends in either
TALK = st.lists(st.tuples(st.sampled_from(["user", "persona"]), SAID), min_size=1, max_size=6)
ROLE = {"user": "user", "persona": "assistant"}
COLUMNS = Columns(conversation="chat", speaker="who", text="what", time="when")


def lines(*documents: object) -> io.BytesIO:
    """JSON lines."""
    return io.BytesIO("\n".join(json.dumps(one) for one in documents).encode())


def sides(found: Iterable[Found]) -> list[list[tuple[str, str]]]:
    """Speaker and text of every utterance, by conversation."""
    return [[(said.speaker, said.text) for said in one.utterances] for one in found if isinstance(one, Conversation)]


def reasons(found: Outside) -> list[tuple[int, str]]:
    """Line and reason of every remark."""
    return [(one.line, one.reason) for one in found.remarks]


def messages(talk: list[tuple[str, str]]) -> list[dict[str, str]]:
    """A talk as messages of an API."""
    return [{"role": ROLE[who], "content": text} for who, text in talk]


@settings(deadline=None, max_examples=50)
@given(st.lists(TALK, min_size=1, max_size=4))
def test_messages_come_back(talks: list[list[tuple[str, str]]]) -> None:
    """What is written in the format of OpenAI, Anthropic or Inspect comes back word for word."""
    wanted = [[(who, text) for who, text in talk] for talk in talks]
    whole = lines(*({"messages": messages(talk)} for talk in talks))
    assert sides(openai(whole)) == wanted
    single = lines(*({"conversation_id": at, **one} for at, talk in enumerate(talks) for one in messages(talk)))
    assert sides(openai(single)) == wanted
    blocks = [
        [{**one, "content": [{"type": "text", "text": one["content"]}]} for one in messages(talk)] for talk in talks
    ]
    assert sides(anthropic(lines(*({"messages": talk} for talk in blocks)))) == wanted
    samples = [{"id": at, "epoch": 1, "messages": messages(talk)} for at, talk in enumerate(talks)]
    assert sides(inspect_json(lines({"version": 2, "samples": samples}))) == wanted
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("header.json", "{}")
        for sample in samples:
            archive.writestr(f"samples/{sample['id']}_epoch_1.json", json.dumps(sample))
    assert sides(inspect_eval(packed)) == wanted


@settings(deadline=None, max_examples=50)
@given(TALK)
def test_a_chat_of_sillytavern_comes_back(talk: list[tuple[str, str]]) -> None:
    """Head and messages give the conversation, named after its file."""
    said = [{"name": "x", "is_user": who == "user", "is_system": False, "mes": text} for who, text in talk]
    found = gathered(tavern(lines({"user_name": "You", "character_name": "Ada"}, *said), name="evening"))
    assert sides(found.conversations) == [talk]
    assert found.conversations[0].id == "evening"


@settings(deadline=None, max_examples=50)
@given(st.lists(st.lists(st.tuples(st.sampled_from(["user", "persona"]), CELL), min_size=1), min_size=1, max_size=3))
def test_a_table_comes_back(talks: list[list[tuple[str, str]]]) -> None:
    """Cells with commas, quotation marks and line breaks are read as they were written."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(["what", "who", "chat", "when"])
    for at, talk in enumerate(talks):
        writer.writerows([text, who, f"c{at}", "2026-01-02T03:04:05Z"] for who, text in talk)
    found = gathered(table(io.BytesIO(written.getvalue().encode()), columns=COLUMNS))
    assert sides(found.conversations) == talks
    assert {one.at for talk in found.conversations for one in talk.utterances} == {
        datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    }


@settings(deadline=None, max_examples=50)
@given(
    st.lists(
        st.tuples(st.sampled_from(["user", "persona"]), st.from_regex(r"[a-zé,. ]*[a-zé]", fullmatch=True)), min_size=1
    )
)
def test_plain_text_comes_back(talk: list[tuple[str, str]]) -> None:
    """Names before what is said tell who speaks."""
    written = "\n".join(f"{'Guest' if who == 'user' else 'Ada'}: {text}" for who, text in talk)
    found = prefixed(io.BytesIO(written.encode()), speakers={"guest": "user", "ada": "persona"})
    assert sides(found) == [[(who, text.strip()) for who, text in talk]]


def test_only_known_names_begin_in_plain_text() -> None:
    """A colon within what is said begins nothing, rules part conversations, and words before any name are remarked."""
    text = "Title\nUser: Hello\nNote: I am new here.\n\n**Ada:** Welcome!\n---\nada: Alone.\n"
    found = gathered(prefixed(io.BytesIO(text.encode()), speakers={"User": "user", "Ada": "persona"}, name="notes"))
    assert sides(found.conversations) == [
        [("user", "Hello\nNote: I am new here."), ("persona", "Welcome!")],
        [("persona", "Alone.")],
    ]
    assert [one.id for one in found.conversations] == ["notes", "notes #2"]
    assert reasons(found)[0] == (1, "Nobody who is known says this.")
    with pytest.raises(InvalidInput, match="No speaker"):
        next(prefixed(io.BytesIO(b""), speakers={}))


def test_blocks_that_are_no_text_are_kept_as_data() -> None:
    """Tool calls, their results and pictures are data; a result under the user's role is not the user's word."""
    talk = [
        {"role": "user", "content": [{"type": "text", "text": "What is 2 + 2?"}, {"type": "image", "source": "x"}]},
        {"role": "assistant", "content": [{"type": "tool_use", "name": "sum", "input": {"a": 2}}]},
        {"role": "user", "content": [{"type": "tool_result", "content": "4"}]},
        {"role": "assistant", "content": [{"type": "text", "text": "Four,"}, {"type": "text", "text": "I think."}]},
    ]
    (found,) = gathered(anthropic(lines({"system": "Be Ada.", "messages": talk}))).conversations
    assert [one.speaker for one in found.utterances] == ["other", "user", "persona", "other", "persona"]
    assert found.utterances[2].data == ('{"input":{"a":2},"name":"sum","type":"tool_use"}',)
    assert found.exchanges() == (("What is 2 + 2?", "Four,\nI think."),)


def test_openais_tool_calls_are_data() -> None:
    """A message without content but with tool calls says nothing and is kept."""
    call = {"role": "assistant", "content": None, "tool_calls": [{"id": "1"}]}
    (found,) = gathered(openai(lines({"messages": [{"role": "user", "content": "Hi"}, call]}))).conversations
    assert found.utterances[1] == Utterance(
        index=1, speaker="persona", text="", line=1, data=('{"tool_calls":[{"id":"1"}]}',)
    )


def test_attachments_of_inspect_are_put_back() -> None:
    """Long texts that a sample keeps once stand where they were said."""
    talk = [
        {"role": "user", "content": "attachment://a1"},
        {"role": "assistant", "content": [{"type": "text", "text": "attachment://b2"}]},
    ]
    sample = {"id": "x", "epoch": 2, "messages": talk, "attachments": {"a1": "A long question", "b2": "A long answer"}}
    (found,) = gathered(inspect_json(lines({"samples": [sample]}))).conversations
    assert found.id == "x epoch 2"
    assert found.exchanges() == (("A long question", "A long answer"),)


def test_times_as_they_are_written() -> None:
    """Seconds, milliseconds, ISO 8601 and SillyTavern's notations are read as UTC; anything else is no time."""
    wanted = datetime(2023, 6, 19, 14, 20, tzinfo=UTC)
    for said in (
        *(wanted.timestamp(), wanted.timestamp() * 1000, "1687184400000", "2023-06-19T14:20:00Z"),
        *("2023-06-19T16:20:00+02:00", "2023-06-19 14:20", "June 19, 2023 2:20pm", "2023-6-19 @14h 20m 0s 0ms"),
    ):
        assert moment(said) == wanted
    for said in (None, True, "", "soon", "9" * 400, 1e300, float("nan"), "2023-13-45", [], "yesterday"):
        assert moment(said) is None


def test_a_transcript_is_what_was_said_to_the_persona_and_what_it_said() -> None:
    """Others are left out, a first word of the persona has no message, and a last one of the user no turn."""
    talk = [("persona", "Hello."), ("user", "Who"), ("user", "are you?"), ("persona", "Ada."), ("user", "Bye")]
    (found,) = gathered(openai(lines({"messages": messages(talk)}))).conversations
    made = found.transcript(demo.load_all()[0])
    assert (made.users, made.replies) == (("", "Who\nare you?"), ("Hello.", "Ada."))


def test_a_file_is_read_by_its_kind(tmp_path: Path) -> None:
    """A path and a kind are enough; what is missing is said before anything is read."""
    chat = tmp_path / "chat.jsonl"
    chat.write_bytes(lines({"messages": messages([("user", "Hi"), ("persona", "Hello")])}).read())
    assert sides(read(chat, kind="openai")) == [[("user", "Hi"), ("persona", "Hello")]]
    for call in (
        lambda: read(chat, kind="table"),
        lambda: read(chat, kind="word"),  # type: ignore[arg-type]
        lambda: read(tmp_path / "none", kind="text"),
        lambda: list(read(chat, kind="table", columns=COLUMNS)),
    ):
        with pytest.raises(InvalidInput):
            call()
