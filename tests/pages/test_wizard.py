from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Any

import pytest

from store.wizard_values import Part
from studio.media.voice.presets import BY_ID
from studio.wizard import sources

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SENTENCE = "a cheerful barista in Lisbon who studies astronomy"


def begun(tab: Callable[..., Any], words: str = SENTENCE) -> Any:
    """The wizard on the page of a persona that was begun with a sentence."""
    page = tab("wizard")
    page.at.text_area(key="begin-words").set_value(words)
    page.press("Draft it")
    return page


def field(page: Any, name: str, part: str = "spark") -> str:
    """The key of a field's widget."""
    opened = page.at.query_params["wizard"]
    which = opened if isinstance(opened, str) else opened[0]
    return f"wizard-{which[:8]}-{part}-{name}"


def test_from_a_sentence_to_a_persona_in_three_clicks(bare_tab: Callable[..., Any]) -> None:
    """Draft it, make the rest, publish; then one talks to it."""
    page = begun(bare_tab)
    assert "drafted offline" in page.html
    page.press("Make the rest for me")
    assert "Lisbon" in page.html
    page.press("Publish as version 1")
    (card,) = page.services.library.cards(page.services.actor).items
    assert card.version_number == 1
    assert any(box.key == "words" for box in page.at.chat_input)


def test_what_is_typed_is_kept_without_a_button(bare_tab: Callable[..., Any]) -> None:
    """A name and a tagline are in the store after the next run, as the user's own, and a reload shows them."""
    page = begun(bare_tab)
    page.at.text_input(key=field(page, "name")).set_value("Inês do Mar").run()
    page.sound()
    assert "Inês do Mar" in page.html
    (session,) = page.services.wizard.list(page.services.actor).items
    assert session.written(Part.SPARK, "name")
    again = bare_tab("wizard", wizard=session.id)
    assert again.at.text_input(key=field(again, "name")).value == "Inês do Mar"
    again.press("Suggest again")
    assert again.at.text_input(key=field(again, "name")).value == "Inês do Mar"


def test_every_step_opens_and_goes_back(bare_tab: Callable[..., Any]) -> None:
    """Forward through all five, and back to the first, without an error."""
    page = begun(bare_tab)
    for step in ("Visual", "Voice", "Mind", "Review"):
        page.press(f"Next: {step}")
    for _ in range(4):
        page.press("Back")
    assert page.at.text_area(key=field(page, "concept")).value == SENTENCE


def test_two_tabs_that_write_one_field_both_keep_their_words(bare_tab: Callable[..., Any]) -> None:
    """The second one is told and sees both; taking one of them ends it."""
    page = begun(bare_tab)
    (session,) = page.services.wizard.list(page.services.actor).items
    other = bare_tab("wizard", wizard=session.id)
    page.at.text_input(key=field(page, "name")).set_value("One").run()
    other.at.text_input(key=field(other, "name")).set_value("Two").run()
    other.sound()
    assert any("Another browser" in one.value and "Two" in one.value for one in other.at.warning)
    assert other.at.text_input(key=field(other, "name")).value == "One"
    other.press("Take the other")
    assert other.at.text_input(key=field(other, "name")).value == "Two"
    assert not other.at.warning


def test_a_blank_page_says_at_the_field_what_is_missing(bare_tab: Callable[..., Any]) -> None:
    """The name's error stands under the name, the step is marked, and publishing is off."""
    page = bare_tab("wizard")
    next(one for one in page.at.button if one.label == "A blank page").click().run()
    assert not page.at.exception
    assert any("Give it a name" in error.value for error in page.at.error)
    page.at.button(key="step-review").click().run()
    assert page.at.button(key="wizard-publish").disabled
    page.at.button(key="step-spark").click().run()
    page.at.text_input(key=field(page, "name")).set_value("Zoë").run()
    page.sound()


def test_a_profile_and_a_copy_can_be_begun_from(tab: Callable[..., Any]) -> None:
    """Both lead to their own session; the unfinished one stands on the first page."""
    page = tab("wizard")
    page.at.button(key="profile-tutor").click().run()
    page.sound()
    assert "tutor" in page.at.text_area(key=field(page, "concept")).value
    again = tab("wizard")
    assert any(button.label.endswith("just now") for button in again.at.button)
    again.press("Copy it")
    assert "Copy of" in again.html


def test_unfinished_ones_are_set_aside_and_brought_back(bare_tab: Callable[..., Any]) -> None:
    """Set aside, restored, deleted: the list follows."""
    begun(bare_tab)
    page = bare_tab("wizard")
    page.press("Set aside")
    page.press("Restore")
    page.press("Delete")
    assert not [button for button in page.at.button if button.label == "Delete"]


def test_a_published_session_says_so(bare_tab: Callable[..., Any]) -> None:
    """Its address leads to the persona, not to fields that can no longer be changed."""
    page = bare_tab("wizard")
    wizard, actor = page.services.wizard, page.services.actor
    session = wizard.begin(actor, sources.sentence(SENTENCE)).session
    wizard.publish(actor, session.id)
    closed = bare_tab("wizard", wizard=session.id)
    assert any("no longer in the making" in one.value for one in closed.at.subheader)


def test_the_draft_can_be_talked_to(bare_tab: Callable[..., Any]) -> None:
    """The test talk has a reply with its reading, and no conversation is kept."""
    page = begun(bare_tab)
    page.press("Make the rest for me")
    page.at.text_input(key="trial-words").set_value("What do you love?")
    page.press("Say it")
    assert "astronomy" in page.html
    assert "in character" in page.html
    assert page.services.conversations.recent(page.services.actor).items == ()


def test_markup_in_a_concept_is_text(bare_tab: Callable[..., Any]) -> None:
    """Tags and Markdown of the user's are shown, never obeyed."""
    page = begun(bare_tab, "a <script>alert(1)</script> **wizard** called <b>Bo</b>")
    page.press("Make the rest for me")
    assert "<script>" not in page.html
    assert "&lt;script&gt;" in page.html


def test_sliders_move_what_belongs_together(bare_tab: Callable[..., Any]) -> None:
    """In MIND a factor's slider moves its facets and the answers beside it; every part of the mind opens."""
    page = begun(bare_tab)
    page.at.button(key="step-mind").click().run()
    page.sound()
    before = page.html
    page.at.slider(key=field(page, "big_five.extraversion", "mind")).set_value(0.05).run()
    page.sound()
    (session,) = page.services.wizard.list(page.services.actor).items
    mind = page.services.wizard.draft(session).genome.mind
    assert mind.big_five.extraversion == 0.05
    assert mind.facets.factor("extraversion") < 0.1
    assert page.html != before
    for part in ("Talk", "Lines", "Heart", "Beliefs", "Knowledge", "Modes"):
        page.at.segmented_control(key="mind-tab").set_value(part).run()
        page.sound()


def test_an_item_is_added_changed_and_taken_away(bare_tab: Callable[..., Any]) -> None:
    """A belief with its source: kept as typed, drawn again after a reload, and gone once it is removed."""
    page = begun(bare_tab)
    page.at.button(key="step-mind").click().run()
    page.at.segmented_control(key="mind-tab").set_value("Beliefs").run()
    page.press("Add a belief")
    (session,) = page.services.wizard.list(page.services.actor).items
    assert len(page.services.wizard.draft(session).genome.mind.beliefs) == 3
    page.at.session_state["beliefs-2"] = True
    page.at.run()
    page.at.text_area(key=field(page, "beliefs-2-statement", "mind")).set_value("Stars are patient.").run()
    page.at.session_state["beliefs-2"] = True
    page.at.run()
    page.at.text_input(key=field(page, "beliefs-2-source", "mind")).set_value("Night notes").run()
    (session,) = page.services.wizard.list(page.services.actor).items
    belief = page.services.wizard.draft(session).genome.mind.beliefs[2]
    assert (belief.statement, belief.source.title) == ("Stars are patient.", "Night notes")
    page.at.session_state["beliefs-2"] = True
    page.at.run()
    page.press("Remove this belief")
    (session,) = page.services.wizard.list(page.services.actor).items
    assert len(page.services.wizard.draft(session).genome.mind.beliefs) == 2


def voiced(tab: Callable[..., Any]) -> Any:
    """The step VOICE of a persona that was begun with a sentence."""
    page = begun(tab, "a gruff old lighthouse keeper, he loves storms")
    page.press("Next: Visual")
    page.press("Next: Voice")
    return page


def test_the_draft_has_a_voice_that_suits(bare_tab: Callable[..., Any]) -> None:
    """An old man's voice stands there before anything is chosen, and another one can be taken back."""
    page = voiced(bare_tab)
    preset = page.at.selectbox(key=field(page, "voice_id", "voice"))
    first = preset.value
    assert BY_ID[first].age == "old"
    preset.set_value("en-us+f2").run()
    next(one for one in page.at.button if one.key == "voice-suggested").click().run()
    page.sound()
    (session,) = page.services.wizard.list(page.services.actor).items
    assert page.services.wizard.draft(session).genome.voice.voice_id == first


def test_an_emotion_is_made_ones_own_and_given_back(bare_tab: Callable[..., Any]) -> None:
    """A slider of an emotion changes that alone; the rest stays derived, and one button gives it back."""
    page = voiced(bare_tab)
    (session,) = page.services.wizard.list(page.services.actor).items
    before = page.services.voices.profile(page.services.wizard.draft(session).genome, "happy")
    page.at.selectbox(key=f"voice-emotion-{session.id}").set_value("happy").run()
    page.at.slider(key=field(page, "profiles.happy.pitch", "voice")).set_value(5.0).run()
    page.sound()
    session = page.services.wizard.get(page.services.actor, session.id)
    own = page.services.wizard.draft(session).genome.voice.profiles["happy"]
    assert (own.pitch, own.rate, own.range) == (5.0, before.rate, before.range)
    page.press("Back to the derived one")
    session = page.services.wizard.get(page.services.actor, session.id)
    assert "happy" not in page.services.wizard.draft(session).genome.voice.profiles


def test_the_sample_line_is_heard(bare_tab: Callable[..., Any]) -> None:
    """The line is spoken and kept once as an asset of the session, in one emotion or in four; no words is an error."""
    page = voiced(bare_tab)
    (session,) = page.services.wizard.list(page.services.actor).items
    page.press("Say it: neutral")
    page.press("Say it in four moods")
    page.press("Say it: neutral")
    page.sound()
    kept = page.services.store.assets.list(page.services.actor, wizard_id=session.id).items
    assert sorted(round(asset.seconds or 0.0) > 8 for asset in kept) == [False, True]
    page.at.text_area(key=field(page, "sample_line", "voice")).set_value("…").run()
    page.at.button(key="voice-say").click().run()
    assert any("nothing to say" in error.value for error in page.at.error)


@pytest.fixture
def voices_elsewhere(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:  # noqa: ARG001 - clears keys
    """A loopback server that lists two voices as ElevenLabs does, as the studio's own; one is somebody's copy."""
    listed = [{"voice_id": "calm1", "name": "Calm *One*", "labels": {"gender": "male"}, "category": "premade"},
              {"voice_id": "copy1", "name": "Copy", "category": "cloned"}]  # fmt: skip

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.end_headers()
            found = [one for one in listed if "search=copy" not in self.path or one["name"] == "Copy"]
            self.wfile.write(json.dumps({"voices": found, "has_more": False, "total_count": len(found)}).encode())

        def log_message(self, *args: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        monkeypatch.setenv("PERSONAFORGE_ELEVENLABS_BASE_URL", f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        yield
        server.shutdown()
        thread.join()


@pytest.mark.usefixtures("voices_elsewhere")
def test_a_voice_is_found_at_elevenlabs(bare_tab: Callable[..., Any]) -> None:
    """With a server set its voices are looked for and taken; a copy is kept as one, and is none with a preset."""
    page = voiced(bare_tab)
    page.at.selectbox(key=field(page, "provider", "voice")).set_value("elevenlabs").run()
    page.press("Look")
    assert page.at.slider(key=field(page, "profiles.neutral.stability", "voice"))
    page.press("Take this voice")
    (session,) = page.services.wizard.list(page.services.actor).items
    assert page.services.wizard.draft(session).genome.voice.voice_id == "calm1"
    page.at.text_input(key="voice-search").set_value("copy").run()
    page.press("Look")
    page.press("Take this voice")
    session = page.services.wizard.get(page.services.actor, session.id)
    voice = page.services.wizard.draft(session).genome.voice
    assert (voice.voice_id, voice.is_cloned) == ("copy1", True)
    assert any("recorded consent" in one.value for one in page.at.caption)
    page.at.selectbox(key=field(page, "provider", "voice")).set_value("espeak").run()
    session = page.services.wizard.get(page.services.actor, session.id)
    voice = page.services.wizard.draft(session).genome.voice
    assert (voice.voice_id in BY_ID, voice.is_cloned) == (True, False)


BRIEF = "# Ada Fell\nAge: 36\nRole: bell ringer\n\nBeliefs:\n- A bell is a <b>slow</b> clock.\n\nNever: rings at night"


def test_a_pasted_text_is_read_before_anything_is_begun(bare_tab: Callable[..., Any]) -> None:
    """The list of what was read stands under the text; begun from it, the same list stands beside the draft."""
    page = bare_tab("wizard")
    page.at.text_area(key="begin-text").set_value(BRIEF)
    page.press("Read it")
    assert "Read out of your text, a brief, by the rules" in page.html
    assert "<b>Name</b> Ada Fell" in page.html
    assert "A bell is a &lt;b&gt;slow&lt;/b&gt; clock." in page.html
    assert "Not found: pronouns, place" in page.html
    assert page.services.wizard.list(page.services.actor).items == ()
    page.press("Begin from this text")
    assert page.at.text_input(key=field(page, "name")).value == "Ada Fell"
    assert "Read out of your text" in page.html
    page.press("Suggest again")
    (session,) = page.services.wizard.list(page.services.actor).items
    assert session.written(Part.SPARK, "name")
    assert page.services.wizard.draft(session).genome.mind.boundaries[0].rule == "Never: Rings at night"


def test_an_empty_text_and_another_language_are_told(bare_tab: Callable[..., Any]) -> None:
    """Nothing pasted is a hint, no error; what the rules cannot read is said before it is begun."""
    page = bare_tab("wizard")
    page.press("Read it")
    assert any("Nothing has been pasted" in one.value for one in page.at.caption)
    page.at.text_area(key="begin-text").set_value("Sie ist eine mürrische Leuchtturmwärterin an der Nordsee.").run()
    assert "English only" in page.html
    page.press("Begin from this text")
    assert "English only" in page.html
