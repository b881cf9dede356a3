"""A pasted text, read by rules: which form it has, what it says of one persona, where. Knows no store and no model.

English only; the same for the same text. What it does not understand it leaves out; nothing is guessed here.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from brain.drafting import concept
from brain.drafting.pasted import layout
from brain.drafting.pasted.facts import LONGEST as LONGEST_SENTENCE
from brain.drafting.pasted.facts import Told, facts
from brain.drafting.pasted.labels import labelled
from brain.drafting.pasted.manner import LEAST_WORDS, measured
from brain.drafting.pasted.mind import mind, sayings
from brain.drafting.pasted.naming import name_of, pronouns_of
from brain.drafting.pasted.reading import ONE, Exchange, Item, Reading
from brain.memory.clauses import sentences

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from brain.drafting.pasted.layout import Turn
    from brain.drafting.pasted.reading import Form, Kind

LONGEST: Final = 200_000
"""Of a longer text only so many characters are read."""

MOST: Final = 12
"""Of each kind at most so many items are kept, the first ones."""

MOST_EXCHANGES: Final = 40

_CODE: Final = re.compile(r"[{}\[\]();=<>$\\|]")
_CODE_SHARE: Final = 0.06
_SAMPLE: Final = 4_000
_LABELS_ENOUGH: Final = 2
"""So many English labels are read, though the words under them may be too few to know a language by."""

_OWN: Final = re.compile(r"\b(?:I|I'm|I've|I'd|I'll|my|me|mine|myself)\b")
_OTHER: Final = re.compile(r"\b(?:she|he|her|his|him|they|their|it)\b", re.IGNORECASE)
_SHORTEST_REPLY, _LONGEST_REPLY = 12, 240


def read(text: str) -> Reading:
    """The reading of a text of any length and in whatever language. Never fails; `notes` say what was not read."""
    plain = layout.unwrapped(text[:LONGEST])
    notes = [f"Only the first {LONGEST:,} characters were read."] if len(text) > LONGEST else []
    if why := _unreadable(plain):
        return Reading(form="unread", characters=len(text), notes=(*notes, why))
    found = layout.turns(plain)
    if found:
        form, items, exchanges = _interview(plain, found)
        if others := layout.others(found)[1:]:
            notes.append(f"More than two people speak; only one of them was read, not {', '.join(others[:3])}.")
    else:
        form, items, exchanges = _prose(plain)
    chosen, more = kept(items)
    if more:
        notes.append(f"{more} more were read than are kept; of each kind the first {MOST} are.")
    own = measured([one.reply for one in exchanges], answers=form == "interview")
    if form != "brief" and own.words < LEAST_WORDS:
        notes.append(f"Too few words of its own to measure how it talks: {own.words}; {LEAST_WORDS} are needed.")
    return Reading(
        form=form,
        characters=len(text),
        items=chosen,
        exchanges=exchanges[:MOST_EXCHANGES],
        manner=own,
        notes=tuple(notes),
    )


def _unreadable(text: str) -> str:
    sample = text[:_SAMPLE]
    if not re.search(r"[^\W\d_]", sample):
        return "There are no words in it."
    if len(_CODE.findall(sample)) > _CODE_SHARE * len(sample):
        return "It looks like code or data; it is kept as the description, and nothing was read out of it."
    if len(labelled(sample)[0]) < _LABELS_ENOUGH and not concept.read(sample).english:
        return "The rules read English only; the text is kept as the description and the backstory."
    return ""


def _interview(text: str, found: Sequence[Turn]) -> tuple[Form, list[Item], tuple[Exchange, ...]]:
    """The interviewee's turns tell of themselves; what stands before the first turn tells of them."""
    begin = min(turn.begin for turn in found)
    answers = [turn for turn in found if not turn.asks]
    items = [*name_of(text, 0, begin, own=False), *_labels(text, answers)]
    items += _told(text, 0, begin, own=False)
    items += pronouns_of(text, 0, begin, own=False)
    exchanges: list[Exchange] = []
    asked = ""
    for turn in found:
        said = " ".join(text[turn.start : turn.end].split())
        if turn.asks:
            asked = f"{asked} {said}".strip()
            continue
        items += name_of(text, turn.start, turn.end, own=True)
        items += _told(text, turn.start, turn.end, own=True)
        items += pronouns_of(text, turn.start, turn.end, own=True)
        if said:
            exchanges.append(Exchange(asked=asked[:2_000], reply=said[:2_000], start=turn.start, end=turn.end))
        asked = ""
    return "interview", items, tuple(exchanges)


def _labels(text: str, answers: Sequence[Turn]) -> Iterator[Item]:
    """The name that stands before an answer."""
    first = next((turn for turn in answers if layout.called(turn)), None)
    if first is not None:
        end = first.label + len(first.who)
        written = text[first.label : end]
        value = written.title() if written.isupper() else written
        # Who is called by one name in the talk is mostly called by more before it.
        whole = re.search(
            rf"(?:[A-Z][\w'-]+ ){{0,2}}\b{re.escape(value)}(?: [A-Z][\w'-]+){{0,2}}\b", text[: first.label]
        )
        if whole is not None and len(whole.group()) > len(value):
            yield Item(kind="name", value=whole.group(), start=whole.start(), end=whole.end())
        yield Item(kind="name", value=value, start=first.label, end=end)


def _prose(text: str) -> tuple[Form, list[Item], tuple[Exchange, ...]]:
    """A brief, with or without labels, or somebody who tells of themselves."""
    marked, taken = labelled(text)
    rest = _between(taken, len(text))
    words = " ".join(text[start:end] for start, end in rest)
    own = len(_OWN.findall(words)) > len(_OTHER.findall(words)) and not marked
    items = [*marked, *name_of(text, 0, len(text), own=own)]
    for item in marked:
        # What a backstory tells is read like any other sentence.
        items += _told(text, item.start, item.end, own=False) if item.kind == "backstory" else ()
    exchanges: list[Exchange] = []
    for place, (start, end) in enumerate(rest):
        items += name_of(text, start, end, own=own, first=place == 0)
        items += _told(text, start, end, own=own)
    for start, end in ((0, len(text)),) if not own else rest:
        items += pronouns_of(text, start, end, own=own)
    if own:
        exchanges = [*_paragraphs(text)]
    return "first person" if own else "brief", items, tuple(exchanges)


def _between(taken: Sequence[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    edges = [0, *(edge for pair in taken for edge in pair), length]
    return [(start, end) for start, end in zip(edges[::2], edges[1::2], strict=True) if end - start > 1]


def _told(text: str, start: int, end: int, *, own: bool) -> Iterator[Item]:
    """Items of the sentences in a stretch; questions say nothing."""
    for place, sentence in enumerate(sentences(text[start:end])):
        at = start + sentence.start
        words = sentence.text[:LONGEST_SENTENCE]
        said = Told(text[at : at + len(words)], at, own)
        yield from sayings(said)
        if sentence.question:
            continue
        # The sentence keeps its stop, so that it can stand by itself.
        stop = text[at + len(words) : at + len(words) + 1]
        told = Told(words + (stop if stop in {".", "!"} else ""), at, own, first=place < 2)  # noqa: PLR2004
        for item in (*facts(told), *mind(told)):
            yield item.model_copy(update={"value": _as_written(text, item)}) if "_" in item.value else item


def _as_written(text: str, item: Item) -> str:
    """What stands at an item's place, with the quotations that were blotted out while it was looked for."""
    return " ".join(text[item.start : item.end].split())


def _paragraphs(text: str) -> Iterator[Exchange]:
    """First-person prose in replies of a few sentences; nobody asked, so nothing is asked."""
    for match in re.finditer(r"[^\n]+", text):
        start = low = match.start()
        for sentence in sentences(match.group()):
            high = match.start() + sentence.end + 1
            if high - start > _LONGEST_REPLY and low > start:
                yield from _reply(text, start, low)
                start = low
            low = min(high, match.end())
        yield from _reply(text, start, match.end())


def _reply(text: str, start: int, end: int) -> Iterator[Exchange]:
    start, end = layout.trimmed(text, start, end)
    if end - start >= _SHORTEST_REPLY:
        yield Exchange(asked="", reply=" ".join(text[start:end].split())[:2_000], start=start, end=end)


def kept(items: Iterable[Item]) -> tuple[tuple[Item, ...], int]:
    """Without repeats, of a kind that there is one of the first, of others at most so many; and how many were left."""
    found: dict[tuple[Kind, str], Item] = {}
    counts: dict[Kind, int] = {}
    more = 0
    for item in items:
        if (item.kind, item.value.lower()) in found or (item.kind in ONE and counts.get(item.kind)):
            continue
        if counts.get(item.kind, 0) >= MOST:
            more += 1
            continue
        counts[item.kind] = counts.get(item.kind, 0) + 1
        found[item.kind, item.value.lower()] = item
    return tuple(sorted(found.values(), key=lambda one: (one.start, one.end))), more
