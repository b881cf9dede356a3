from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from brain.turn import TurnStatus
from store.actor import Actor
from store.turn_ratings import TurnRating

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

EINSTEIN = {"persona": "albert-einstein"}
MARKUP = '<img src=x onerror="alert(1)"> **bold** :smile: $x^2$ ![p](http://e.example/p.png)'


def test_a_conversation_of_three_turns(tab: Callable[..., Any]) -> None:
    """Each turn shows the words, the reply under the model's label, and the marks; the state is beside it."""
    page = tab("playground", **EINSTEIN)
    for words in ("What is light?", "And what did you wonder at sixteen?", "Do you still play the violin?"):
        page.say(words)
    turns = page.services.conversations.turns(page.services.actor, page.session_id)
    assert [turn.status for turn in turns] == [TurnStatus.COMPLETE] * 3
    assert page.html.count('class="pf-reply"') == 3
    assert page.html.count("understudy (offline) · turn") == 3
    assert "Do you still play the violin?" in page.html
    assert "Relationship" in page.html


def test_an_opener_begins_the_conversation(tab: Callable[..., Any]) -> None:
    """A suggested message is sent as if it had been typed."""
    page = tab("playground", **EINSTEIN)
    opener = page.at.pills(key="opener").options[0]
    page.at.pills(key="opener").set_value(opener).run()
    page.sound()
    turns = page.services.conversations.turns(page.services.actor, page.session_id)
    assert [turn.user_text for turn in turns] == [opener]


def test_evidence_opens_for_one_turn(tab: Callable[..., Any]) -> None:
    """The evidence is drawn for the turn that was opened and for no other."""
    page = tab("playground", **EINSTEIN)
    page.say("What is light?")
    page.say("What is gravity, then?")
    assert "pf-evidence" not in page.html
    page.press("Evidence")
    assert page.html.count('class="pf-evidence"') == 1
    assert "Evidence · turn 2" in page.html
    page.press("Hide evidence")
    assert "pf-evidence" not in page.html


def test_a_reply_is_rated_where_it_stands(tab: Callable[..., Any]) -> None:
    """A thumb and stars are kept at once, each beside the other; another choice replaces, and none takes back."""
    page = tab("playground", **EINSTEIN)
    page.say("What is light?")
    page.say("What is gravity, then?")

    def press(control: str, value: int | None) -> tuple[int | None, int | None] | None:
        page.at.feedback(key=control).set_value(value).run()
        page.sound()
        kept = page.services.conversations.ratings(page.services.actor, page.session_id).get(1)
        return kept and (kept.thumb, kept.stars)

    pressed = [press("thumb-1", 1), press("stars-1", 3), press("thumb-1", 0), press("thumb-1", None)]
    assert pressed == [(1, None), (1, 4), (-1, 4), (None, 4)]
    assert page.at.feedback(key="stars-2").value is None
    elsewhere = TurnRating(thumb=-1, stars=5)
    page.services.conversations.rate(page.services.actor, page.session_id, 1, elsewhere)
    page.say("And time?")
    assert (page.at.feedback(key="thumb-1").value, page.at.feedback(key="stars-1").value) == (0, 4)


def test_retry_branches_off(tab: Callable[..., Any]) -> None:
    """Retry says the same words in a branch with another seed; the first conversation stays as it was."""
    page = tab("playground", **EINSTEIN)
    page.say("What is light?")
    page.say("Tell me about your violin.")
    first = page.session_id
    page.press("Retry")
    assert page.session_id != first
    say = page.services.conversations
    before, after = (say.turns(page.services.actor, key) for key in (first, page.session_id))
    assert [turn.user_text for turn in before] == [turn.user_text for turn in after]
    assert before[1].seed != after[1].seed
    assert "branch of another conversation" in page.html


def test_edit_and_resend_branches_off(tab: Callable[..., Any]) -> None:
    """Edited words are said in a branch before the turn they replace."""
    page = tab("playground", **EINSTEIN)
    page.say("What is light?")
    page.at.text_area(key="words-1").set_value("What is darkness?")
    page.press("Send in a branch")
    turns = page.services.conversations.turns(page.services.actor, page.session_id)
    assert [turn.user_text for turn in turns] == ["What is darkness?"]


@pytest.mark.parametrize(("form", "ending"), [("markdown", ".md"), ("jsonl", ".jsonl")])
def test_the_transcript_exports(tab: Callable[..., Any], form: str, ending: str) -> None:
    """Markdown and JSON lines have a link each once the box is open, and come with a file name."""
    page = tab("playground", **EINSTEIN)
    page.say("What is light?")
    page.at.session_state["export"] = True
    page.at.run()
    page.sound()
    made = page.services.conversations.export(page.services.actor, page.session_id, form)
    assert made.filename.endswith(ending)
    assert "What is light?" in made.text
    if form == "jsonl":
        assert [json.loads(line)["kind"] for line in made.text.splitlines()] == ["session", "turn"]
    assert f"/files/exports/{page.session_id}?form={form}&amp;t=" in page.html
    assert not page.at.get("download_button")


def test_getting_it_again_names_the_seed(tab: Callable[..., Any]) -> None:
    """The Python and the command line that repeat the conversation stand on the page once the box is open."""
    page = tab("playground", **EINSTEIN)
    page.say("What is light?")
    page.at.session_state["again-talk"] = True
    page.at.run()
    page.sound()
    seed = page.services.conversations.get(page.services.actor, page.session_id).seed
    python, command, sql = (code.value for code in page.at.code)
    assert f"seed={seed}" in python
    assert command.startswith("personaforge chat albert-einstein")
    assert page.session_id in sql


def test_markup_is_shown_as_text(tab: Callable[..., Any]) -> None:
    """A message of markup is drawn as the characters it is."""
    page = tab("playground", **EINSTEIN)
    page.say(MARKUP)
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt; **bold** :smile: $x^2$ ![p]" in page.html
    assert "<img src=x" not in page.html


@pytest.mark.parametrize(
    "words",
    ["مرحبا، كيف حالك؟", "\u202eabc", "x" * 19_000, "a\tb\nc", "🙂" * 50],
    ids=["right-to-left", "override", "long", "tabs", "emoji"],
)
def test_odd_messages_are_answered(tab: Callable[..., Any], words: str) -> None:
    """Right-to-left, very long and pictorial messages get a reply like any other."""
    page = tab("playground", **EINSTEIN)
    page.say(words)
    assert page.html.count('class="pf-reply"') == 1


@pytest.mark.parametrize(
    "words", ["x" * 100_000, "\x00\x01\x02\x03" * 20, "   \n  "], ids=["100 kB", "binary", "empty"]
)
def test_refused_messages_say_why(tab: Callable[..., Any], words: str) -> None:
    """A message that cannot be used gets what, why and the next step, and the conversation stays."""
    page = tab("playground", **EINSTEIN)
    page.say("What is light?")
    page.at.chat_input(key="words").set_value(words).run()
    assert not page.at.exception
    assert len(page.at.error) == 1
    assert page.at.error[0].value.startswith("**The message ")
    assert page.html.count('class="pf-reply"') == 1


def test_drift_on_purpose_is_labelled(tab: Callable[..., Any]) -> None:
    """A conversation with drift put in says so at its head, and the instruction is kept with the session."""
    page = tab("playground", **EINSTEIN)
    page.at.toggle(key="drift").set_value(True).run()
    page.at.selectbox(key="drift_type").set_value("assistant break").run()
    page.at.slider(key="drift_dose").set_value(1.0).run()
    page.at.number_input(key="drift_turn").set_value(2).run()
    page.say("What is light?")
    page.say("And gravity?")
    assert "Test instrument: assistant break, dose 1, from turn 2" in page.html
    kept = page.services.conversations.get(page.services.actor, page.session_id).drift
    assert (kept.type, kept.dose, kept.from_turn) == ("assistant break", 1.0, 2)


def test_a_link_finds_the_conversation(tab: Callable[..., Any]) -> None:
    """The address of a conversation opens it in a new tab, with its own persona and settings."""
    page = tab("playground", persona="lord-malachar")
    page.say("Who are you?")
    other = tab("playground", session=page.session_id)
    assert other.at.selectbox(key="persona").value == "lord-malachar"
    assert "Who are you?" in other.html


def test_an_unknown_conversation_says_so(tab: Callable[..., Any]) -> None:
    """A link to nothing gets an explanation, not a traceback."""
    page = tab("playground")
    page.at.query_params["session"] = "no-such-<b>session</b>"
    page.at.run()
    assert not page.at.exception
    assert len(page.at.error) == 1


def test_another_persona_is_another_conversation(tab: Callable[..., Any]) -> None:
    """Choosing another persona leaves the open conversation."""
    page = tab("playground", **EINSTEIN)
    page.say("What is light?")
    page.at.selectbox(key="persona").set_value("mira-okafor").run()
    page.sound()
    assert "session" not in page.at.query_params
    page.press("Albert Einstein · 1 turn")
    assert page.at.selectbox(key="persona").value == "albert-einstein"
    assert "What is light?" in page.html


def test_long_conversations_show_the_last_turns(tab: Callable[..., Any]) -> None:
    """Thirty messages are drawn; earlier ones come on demand."""
    page = tab("playground", **EINSTEIN)
    page.say("Number 1, please.")
    talk = page.services.conversations
    for number in range(2, 19):
        list(talk.say(page.services.actor, page.session_id, f"Number {number}, please."))
    page.at.run()
    assert page.html.count('class="pf-reply"') == 15
    assert "Number 3, please." not in page.html
    page.press("Show earlier turns (3)")
    assert "Number 1, please." in page.html


def test_an_interrupted_reply_is_kept(tab: Callable[..., Any]) -> None:
    """A reply that was broken off shows what arrived, that it was interrupted, and how to ask again."""
    page = tab("playground", **EINSTEIN)
    page.say("What is light?")
    events = page.services.conversations.say(page.services.actor, page.session_id, "Tell me a long story.")
    for _ in range(4):
        next(events)
    events.close()
    page.at.run()
    page.sound()
    assert "This reply was interrupted; what arrived is kept." in page.html
    page.press("Retry")
    assert "interrupted" not in page.html


def test_words_that_a_limit_refuses_are_given_back(tab: Callable[..., Any], tmp_path: Path, monkeypatch: Any) -> None:
    """They stand in the input again, with why and until when; the next ones that are let through take the box away."""
    plans = tmp_path / "plans.toml"
    plans.write_text("[local]\ntitle = 'Tiny'\nmessages_a_day = 1\nfeatures = ['writing']\n")
    monkeypatch.setenv("PERSONAFORGE_TIERS_FILE", str(plans))
    page = tab("playground", **EINSTEIN)
    page.say("What is light?")
    page.say("And what is gravity, which I thought about for long?")
    (box,) = page.at.warning
    assert "1 message of today" in box.value
    assert "are below, unsent" in box.value
    assert page.at.chat_input(key="words").proto.value == "And what is gravity, which I thought about for long?"
    assert "which I thought about" not in page.html
    page.services.quotas.set_tier(Actor(page.services.actor.user_id, "admin"), page.services.actor.user_id, "pro")
    page.say("And what is gravity?")
    assert not page.at.warning
    assert page.html.count('class="pf-reply"') == 2
