"""A bundle: the same bytes, the same scores with no model, and nothing that is not a bundle is taken for one."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain import demo
from brain.emotion.keyword import KeywordDetector
from brain.errors import InvalidInput, ModelOverloaded
from brain.models.chat import Completion, Delta
from brain.models.understudy import Understudy
from brain.play import Cast
from brain.prompt.budget import Budget
from evals.bundle import again, file, making
from evals.bundle.content import MANIFEST, MEMBERS, OUTCOMES, RUN, SENT
from evals.harness import Bounds, Plan
from evals.local_runner import LocalRunner
from evals.order import Order, Subject, cases_of
from evals.record import of_outside
from evals.rescore import reread
from evals.run import Run, environment
from evals.suites import load
from evals.transcripts.conversation import Conversation, Utterance

from .conftest import gauge_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from brain.genome import PersonaGenome
    from brain.models.chat import ChatModel, ChatRequest
    from evals.bundle.content import Bundle

EINSTEIN = demo.load("albert-einstein")
UNDERSTUDY = Understudy()
"""One for all calls: it indexes a persona when it first plays it."""
GAUGE = gauge_of("albert-einstein")
SUITE = load.parse(b"""\
name: small
title: Small
seeds: [0, 1]
conversations:
  - id: talk
    turns: 3
    simulator: {kind: bank, bank: everyday}
    told: [{id: city, at: 1, say: "I live in Rotterdam."}]
    probes:
      - {id: early, over: belief, after: [0, -1], ask: ["What about {topic}?"]}
      - {id: asked, told: city, expects: [Rotterdam], ask: ["Where do I live?"]}
scorers: [{name: drift mean}, {name: signals}, {name: belief survival}, {name: memory recalled}, {name: emotion match}]
""")


@dataclass
class Odd:
    """The understudy, which fails at some calls, is cut off at others, and begins each reply with odd signs."""

    fails: frozenset[int] = frozenset()
    cut: frozenset[int] = frozenset()
    calls: int = 0
    id: str = "fake/odd"
    label: str = "odd"
    asked: list[ChatRequest] = field(default_factory=list)

    def stream(self, request: ChatRequest, *, cancelled: Callable[[], bool] = bool) -> Iterator[Delta | Completion]:
        """What the understudy says."""
        self.calls += 1
        self.asked.append(request)
        if self.calls in self.fails:
            yield Delta(text="Half a")
            raise ModelOverloaded("The model is overloaded.", why="Too many ask.", next_step="Wait.")
        yield Delta(text="\x07  \ud800")
        for piece in UNDERSTUDY.stream(request, cancelled=cancelled):
            stop = "length" if self.calls in self.cut else "end"
            yield piece.model_copy(update={"stop": stop}) if isinstance(piece, Completion) else piece


def casts(genome: PersonaGenome = EINSTEIN, model: ChatModel | None = None, tokens: int = 12_000) -> dict[str, Cast]:
    """Einstein alone."""
    cast = Cast(
        genome=genome,
        model=model or UNDERSTUDY,
        detector=KeywordDetector(),
        gauge=GAUGE,
        budget=Budget(tokens=tokens),
    )
    return {genome.metadata.slug: cast}


def played(model: ChatModel | None = None, genome: PersonaGenome = EINSTEIN) -> Run:
    """The small suite, played by the understudy or another model."""
    made = model or UNDERSTUDY
    order = Order(suite=SUITE, subjects=(Subject(genome=genome),), model=made.id)
    plan = Plan(cases_of(order), casts(genome, made), tuple(one.name for one in SUITE.scorers))
    results = LocalRunner().run(plan, bounds=Bounds(at_once=1, tries=1))
    return Run(
        id="r1",
        order=order,
        harness="local",
        outcomes=results.outcomes,
        environment=environment(drift_fit=GAUGE.fit.id),
    )


RUN_OF_TWO = played()
BUNDLE = making.bundle(RUN_OF_TWO, casts())
DATA = file.write(BUNDLE)


def changed(change: Callable[[dict[str, bytes]], None], *, reseal: bool = False) -> bytes:
    """The bundle with its members changed; `reseal` makes the manifest agree with them again."""
    with zipfile.ZipFile(io.BytesIO(DATA)) as packed:
        content = {name: packed.read(name) for name in packed.namelist()}
    change(content)
    if reseal:
        manifest = json.loads(content[MANIFEST])
        for name in manifest["members"]:
            manifest["members"][name]["sha256"] = hashlib.sha256(content[name]).hexdigest()
        content[MANIFEST] = json.dumps(manifest).encode()
    return zipped(content)


def zipped(content: dict[str, bytes]) -> bytes:
    """Members as a zip."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, data in content.items():
            packed.writestr(name, data)
    return out.getvalue()


def refusal(data: bytes) -> str:
    """Why it is refused."""
    with pytest.raises(InvalidInput) as told:
        file.read(data)
    return told.value.why


def test_a_bundle_is_the_same_bytes_twice_and_comes_back_whole() -> None:
    """Made again, and made again from what was read, it is byte for byte the same."""
    assert file.write(making.bundle(RUN_OF_TWO, casts())) == DATA
    found = file.read(DATA)
    assert found == BUNDLE
    assert file.write(found) == DATA
    assert found.run == RUN_OF_TWO


def test_the_prompts_are_those_that_were_sent() -> None:
    """Every request that the model got stands in the bundle, in the order in which it was asked."""
    model = Odd()
    run = played(model)
    made = making.bundle(run, casts(model=model))
    assert [one.missing for one in made.sent] == [""] * len(model.asked)
    assert [made.request(one) for one in made.sent] == [one.model_copy(update={"scene": None}) for one in model.asked]


def test_rescored_it_is_byte_for_byte_the_same() -> None:
    """Scores, readings of turns and prompts come out as they were, and no version differs."""
    found = again.rescored(file.read(DATA), casts(), now=RUN_OF_TWO.environment)
    assert found.identical
    assert found.outcomes == RUN_OF_TWO.outcomes
    assert (found.versions, found.prompts, found.calls) == ((), 0, len(BUNDLE.sent))
    assert found.scores > 20
    assert found.turns == 6


def test_replies_that_failed_broke_off_or_came_with_odd_signs_are_read_as_they_were() -> None:
    """A failed call, one cut off and control characters are part of what is said again."""
    model = Odd(fails=frozenset(range(3, 80, 3)), cut=frozenset(range(4, 80, 3)))
    run = played(model)
    statuses = [turn.status.value for one in run.outcomes for turn in one.record.exchanges]
    assert statuses.count("interrupted") >= 2
    assert any(answer.problem for one in run.outcomes for answer in one.record.answers)
    made = file.read(file.write(making.bundle(run, casts(model=model))))
    assert again.rescored(made, casts(model=model), now=run.environment).identical


def test_what_comes_out_otherwise_is_named_with_its_size() -> None:
    """Another gauge gives other drift scores: the score, the turns and the versions that differ are told."""
    other = replace(casts()["albert-einstein"], gauge=replace(GAUGE, signals=GAUGE.signals[:3]))
    now = RUN_OF_TWO.environment.model_copy(update={"drift_fit": "another", "scorers": 99})
    found = again.rescored(BUNDLE, {"albert-einstein": other}, now=now)
    assert not found.identical
    assert [one.what for one in found.versions] == ["drift fit", "scorers"]
    moved = {one.what: one for one in found.differs}
    assert "turn 1" in moved
    assert any(one.what.startswith("signal: ") and one.fields == ("present",) for one in found.differs)
    assert not any(one.what == "memory recalled" for one in found.differs)


def test_a_prompt_that_would_be_another_one_today_is_missing_and_says_so() -> None:
    """With less room the prompt is shorter: its digest tells, and what was sent is not guessed."""
    made = making.bundle(RUN_OF_TWO, casts(tokens=1_500))
    assert {one.missing for one in made.sent} == {making.CHANGED}
    assert made.request(made.sent[0]) is None
    found = again.rescored(BUNDLE, casts(tokens=1_500), now=RUN_OF_TWO.environment)
    assert found.prompts == found.calls
    assert found.identical


def test_a_conversation_held_elsewhere_is_read_again_too() -> None:
    """Without kept calls a reply is taken for what it says, and there is no prompt."""
    said = (
        Utterance(index=0, speaker="user", text="Hello?", line=1),
        Utterance(index=1, speaker="persona", text="Good day to you.", line=2),
    )
    talk = Conversation(id="t", utterances=said)
    record = of_outside(talk, persona="albert-einstein")
    found = reread(record, casts()["albert-einstein"])
    assert found.same
    assert len(found.readings.drift) == 1


def test_who_owns_a_persona_is_not_in_the_bundle() -> None:
    """The owner's id is taken out, and the cases keep together."""
    owned = EINSTEIN.model_copy(update={"metadata": EINSTEIN.metadata.model_copy(update={"owner": "user-4711"})})
    run = played(genome=owned)
    made = making.bundle(run, casts(owned))
    data = file.write(made)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert not any(b"user-4711" in packed.read(name) for name in packed.namelist())
    assert [case.id for case in made.run.cases] == [one.record.case_id for one in made.run.outcomes]
    assert again.rescored(made, casts(), now=run.environment).identical


def test_a_changed_member_is_found_by_its_hash() -> None:
    """One more blank in the outcomes, and the bundle is refused by the member's name."""

    def edit(content: dict[str, bytes]) -> None:
        content[OUTCOMES] = content[OUTCOMES].replace(b"{", b"{ ", 1)

    assert "'outcomes.jsonl' is not what the manifest says" in refusal(changed(edit))


def test_a_changed_prompt_is_found_even_where_the_manifest_agrees() -> None:
    """The digest of what was sent does not fit another text."""

    def edit(content: dict[str, bytes]) -> None:
        content["texts.jsonl"] = content["texts.jsonl"].replace(b"You play", b"You mock", 1)

    assert "is not the prompt that its digest is of" in refusal(changed(edit, reseal=True))


@pytest.mark.parametrize("name", MEMBERS)
def test_a_missing_member_is_named(name: str) -> None:
    """Each of the five has to be there, the manifest too."""

    def edit(content: dict[str, bytes]) -> None:
        del content[name]

    assert refusal(changed(edit)) == f"It holds no {name!r}."


@pytest.mark.parametrize("name", ["../../etc/passwd", "/tmp/x", "C:\\x", "run.json/../x", "more.json"])  # noqa: S108 - a path that must not be used
def test_a_member_of_another_name_is_refused(name: str) -> None:
    """Nothing is unpacked to a path at all."""

    def edit(content: dict[str, bytes]) -> None:
        content[name] = b"x"

    assert "and nothing else" in refusal(changed(edit))


def test_a_bomb_is_not_unpacked() -> None:
    """A member that says it has more than a gigabyte is refused by what it says."""
    bomb = bytearray(DATA)
    entry = DATA.index(RUN.encode(), DATA.rindex(OUTCOMES.encode()) - 200) - 46
    assert DATA[entry : entry + 4] == b"PK\x01\x02"
    bomb[entry + 24 : entry + 28] = (2**32 - 2).to_bytes(4, "little")
    assert refusal(bytes(bomb)) == "Unpacked it would be too large."


def test_a_member_that_unpacks_to_more_than_it_says_is_refused() -> None:
    """A hundred megabytes of blanks behind a stated size of ten bytes are not read to their end."""
    with zipfile.ZipFile(io.BytesIO(DATA)) as packed:
        content = {name: packed.read(name) for name in MEMBERS}
    content[MEMBERS[-1]] = b" " * 1_000_000
    data = bytearray(zipped(content))
    entry = data.rindex(MEMBERS[-1].encode()) - 46
    data[entry + 24 : entry + 28] = (10).to_bytes(4, "little")
    assert "cannot be unpacked" in refusal(bytes(data)) or "is not what the manifest says" in refusal(bytes(data))


def test_many_thousand_members_are_refused_before_they_are_listed() -> None:
    """The table of contents is as long as five members need."""
    assert "more members" in refusal(zipped({f"{at}.json": b"" for at in range(5_000)}))


@pytest.mark.parametrize(
    ("format_", "told"), [(2, "It has format 2; this version reads format 1."), ("x", "manifest.json format")]
)
def test_a_bundle_of_another_format_is_refused_with_both_numbers(format_: object, told: str) -> None:
    """What a newer version made is not guessed at."""

    def edit(content: dict[str, bytes]) -> None:
        content[MANIFEST] = json.dumps(json.loads(content[MANIFEST]) | {"format": format_}).encode()

    assert told in refusal(changed(edit))


@pytest.mark.parametrize(
    ("member", "line", "told"),
    [
        (SENT, b'{"case":999,"at":1}', "points to something that is not there"),
        (SENT, b'{"case":0,"at":1,"stable":99999}', "points to something that is not there"),
        (OUTCOMES, b'{"key":"k","record":{"case_id":"c","persona":"nobody"}}', "a persona that the run does not have"),
        (OUTCOMES, b"[" * 100_000, "line 3 of outcomes.jsonl"),
        (RUN, b"{}", "run.json"),
    ],
)
def test_a_line_that_is_wrong_is_told_by_its_place(member: str, line: bytes, told: str) -> None:
    """Places that are not there, another persona, and JSON without an end."""

    def edit(content: dict[str, bytes]) -> None:
        content[member] = line if member == RUN else content[member] + line + b"\n"

    assert told in refusal(changed(edit, reseal=True))


@settings(max_examples=150)
@given(at=st.integers(0, len(DATA) - 1), value=st.integers(0, 255))
def test_any_byte_may_be_wrong(at: int, value: int) -> None:
    """A damaged file is either the same bundle or refused; nothing else is raised."""
    data = bytearray(DATA)
    data[at] = value
    assert _read_or_refused(bytes(data))


@given(data=st.one_of(st.binary(max_size=300), st.binary(max_size=300).map(lambda tail: DATA[: len(tail)] + tail)))
def test_any_bytes_are_refused(data: bytes) -> None:
    """What is no bundle is told to be none."""
    assert refusal(data)


def _read_or_refused(data: bytes) -> bool:
    try:
        found: Bundle = file.read(data)
    except InvalidInput:
        return True
    return found == BUNDLE
