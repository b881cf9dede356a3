"""What reading transcripts costs: utterances a second, and as a multiple of parsing the same talks as JSON lines."""

from __future__ import annotations

import csv
import io
import json
import time
import zipfile
from typing import TYPE_CHECKING

from evals.transcripts.chats import anthropic, openai
from evals.transcripts.conversation import Conversation
from evals.transcripts.inspect_logs import inspect_eval
from evals.transcripts.prefixed import prefixed
from evals.transcripts.table import Columns, table
from evals.transcripts.tavern import tavern

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from evals.transcripts.conversation import Found

TALKS = 1_000
TURNS = 20
SAID = "I have always believed that imagination matters more than knowledge, and I still do. " * 2


def best(work: Callable[[], int], times: int = 5) -> tuple[float, int]:
    """The least seconds it took, and what it gave."""
    taken, given = [], 0
    for _ in range(times):
        started = time.perf_counter()
        given = work()
        taken.append(time.perf_counter() - started)
    return min(taken), given


def read(found: Iterable[Found]) -> int:
    """Utterances read."""
    return sum(len(one.utterances) for one in found if isinstance(one, Conversation))


def main() -> None:
    """Prints a line for every format."""
    talk = [{"role": ("user", "assistant")[at % 2], "content": f"{at} {SAID}"} for at in range(TURNS)]
    blocks = [{**one, "content": [{"type": "text", "text": one["content"]}]} for one in talk]
    whole = "\n".join(json.dumps({"id": at, "messages": talk}) for at in range(TALKS)).encode()
    floor, _ = best(lambda: sum(len(json.loads(line)["messages"]) for line in whole.splitlines()))
    print(f"{'json.loads, line by line':<28} {TALKS * TURNS / floor:12,.0f} utterances/s   1.0 x")

    single = [{"conversation_id": at, **one} for at in range(TALKS) for one in talk]
    mes = [{"name": "x", "is_user": one["role"] == "user", "mes": one["content"], "send_date": 1.7e12} for one in talk]
    cells = io.StringIO()
    csv.writer(cells).writerows(
        [("chat", "who", "what"), *((o["conversation_id"], o["role"], o["content"]) for o in single)]
    )
    text = "\n---\n".join("\n".join(f"{one['role']}: {one['content']}" for one in talk) for _ in range(TALKS))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for at in range(TALKS):
            archive.writestr(f"samples/{at}_epoch_1.json", json.dumps({"id": at, "epoch": 1, "messages": talk}))
    columns = Columns(conversation="chat", speaker="who", text="what")
    ways: dict[str, tuple[bytes, Callable[[io.BytesIO], Iterable[Found]]]] = {
        "OpenAI, a talk a line": (whole, openai),
        "OpenAI, a message a line": (b"\n".join(json.dumps(one).encode() for one in single), openai),
        "Anthropic, blocks": (b"\n".join(json.dumps({"messages": blocks}).encode() for _ in range(TALKS)), anthropic),
        "CSV": (cells.getvalue().encode(), lambda stream: table(stream, columns=columns)),
        "SillyTavern": (b"\n".join(json.dumps(one).encode() for _ in range(TALKS) for one in mes), tavern),
        "Inspect .eval": (packed.getvalue(), inspect_eval),
        "plain text": (text.encode(), prefixed),
    }
    for name, (raw, reader) in ways.items():
        took, given = best(lambda raw=raw, reader=reader: read(reader(io.BytesIO(raw))))  # type: ignore[misc]
        print(f"{name:<28} {given / took:12,.0f} utterances/s {took / floor * TALKS * TURNS / given:5.1f} x")


if __name__ == "__main__":
    main()
