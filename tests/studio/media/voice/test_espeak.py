from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from brain.archetypes.twelve import archetype
from brain.emotion.labels import Emotion
from brain.errors import InvalidInput, ModelCancelled, ModelGarbled, ModelUnreachable
from brain.genome.metadata import Archetype
from brain.genome.voice import EmotionProfile, SpeakingStyle, VoiceDNA
from brain.prompt.tags import parse
from studio.media.voice import sound
from studio.media.voice.espeak import ENGINE, EspeakVoice
from studio.media.voice.plain_text import LONGEST
from studio.media.voice.presets import BY_ID, PRESETS
from studio.media.voice.segments import Segment, segments
from studio.media.voice.speech import SpeechRequest

if TYPE_CHECKING:
    from collections.abc import Callable

    from studio.media.voice.speech import Speech

LINE = "The map is not the ground. Let's go and have a look at what lies over the next ridge."


def said(voice: EspeakVoice, text: str = LINE, *, emotion: str = "neutral", **dna: object) -> Speech:
    """The text in a voice of these fields."""
    return voice.speak(SpeechRequest(text=text, voice=VoiceDNA.model_validate(dna), emotion=emotion))


def test_speech_is_a_labelled_wav_file(espeak: EspeakVoice, samples: Callable[[Speech], sound.Samples]) -> None:
    """Speech is 22.05 kHz mono, says that it is a preview voice, costs nothing and is not silent."""
    speech = said(espeak)
    heard = samples(speech)
    assert (speech.media_type, speech.label, speech.cost_microdollars) == ("audio/wav", "preview voice", 0)
    assert speech.made_by == espeak.id
    assert espeak.version().startswith(ENGINE)
    assert speech.seconds == pytest.approx(len(heard) / 22_050)
    assert abs(heard).max() > 3_000


def test_words_and_phonemes_have_their_times(espeak: EspeakVoice) -> None:
    """Every word of the text is timed in order, within the sound, and phonemes are IPA."""
    speech = said(espeak, "Hello world! I saw 42 well-known cats at Dr. Smith's.")
    assert [word.text for word in speech.words] == [
        "Hello", "world!", "I", "saw", "42", "well-known", "cats", "at", "Dr.", "Smith's.",
    ]  # fmt: skip
    for marks in (speech.words, speech.phonemes):
        assert all(mark.start < mark.end <= speech.seconds for mark in marks)
        assert all(one.start <= two.start for one, two in pairwise(marks))
    assert "ə" in {phoneme.text.strip("ˈˌ") for phoneme in speech.phonemes}


def test_the_library_is_never_loaded_here(espeak: EspeakVoice) -> None:
    """The GPL library is in the worker's memory and not in ours, and our modules never import its loader."""
    said(espeak, "Hello.")
    ours = "import sys; import studio.media.voice.espeak; print('espeakng_loader' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", ours], capture_output=True, check=True).stdout == b"False\n"  # noqa: S603
    if sys.platform == "linux":
        assert b"libespeak-ng" not in Path("/proc/self/maps").read_bytes()
        assert b"libespeak-ng" in Path(f"/proc/{espeak.pid}/maps").read_bytes()


def test_the_same_request_gives_the_same_bytes(espeak: EspeakVoice) -> None:
    """What was said in between, or by another process, changes nothing."""
    first = said(espeak, voice_id="en-us+f2")
    said(espeak, "Something else.", voice_id="en-us+m1")
    other = EspeakVoice()
    try:
        assert first == said(espeak, voice_id="en-us+f2") == said(other, voice_id="en-us+f2")
    finally:
        other.close()


@pytest.mark.parametrize("text", ["", "   ", "😀🎉", "…?!", "\x00\x01\x07", "*** --- ***"])
def test_nothing_to_say_is_refused(espeak: EspeakVoice, text: str) -> None:
    """A text without a letter or a digit is refused in words."""
    with pytest.raises(InvalidInput, match="nothing to say"):
        said(espeak, text)


def test_a_text_that_is_too_long_is_refused(espeak: EspeakVoice) -> None:
    """One sign beyond the limit is refused with the limit; the limit itself is spoken."""
    assert said(espeak, ("word " * LONGEST)[:LONGEST]).seconds > 100
    with pytest.raises(InvalidInput, match=f"{LONGEST:,}"):
        said(espeak, "a" * (LONGEST + 1))


def test_markup_is_only_words(espeak: EspeakVoice) -> None:
    """SSML, phoneme brackets and eSpeak's commands in control characters change neither voice nor speed."""
    plain = said(espeak, "Hello there.")
    assert said(espeak, "Hello\x01 there\x00.").seconds == pytest.approx(plain.seconds, abs=0.2)
    assert said(espeak, "\x0199S Hello there.").seconds > plain.seconds
    marked = said(espeak, "<prosody rate='x-slow'>Hello there.</prosody>")
    assert any("prosody" in word.text for word in marked.words)
    assert said(espeak, "[[h@loU]] there.").words[0].text.startswith("[[")


@pytest.mark.parametrize(
    "text", ["Привет, мир!", "مرحبا بالعالم", "日本語です", "naïve café", "👩‍🚀 Hello 🇫🇷 there", "שלום"]
)
def test_other_scripts_are_spoken(espeak: EspeakVoice, text: str) -> None:
    """Letters of any script make a sound; emoji between words are left out."""
    speech = said(espeak, text)
    assert speech.seconds > 0.1
    assert not any("🇫" in word.text or "🚀" in word.text for word in speech.words)


@settings(max_examples=40, deadline=None)
@given(text=st.text(max_size=80))
@example(text="-\N{SUPERSCRIPT ONE}")
def test_any_text_is_spoken_or_refused(espeak: EspeakVoice, text: str) -> None:
    """No text of any kind brings the worker down."""
    try:
        speech = said(espeak, text)
    except InvalidInput:
        return
    assert speech.seconds > 0


def test_every_archetype_has_a_preset(espeak: EspeakVoice) -> None:
    """The twelve archetypes' voices are presets of their own, and every preset speaks."""
    assert len({archetype(which).voice.espeak for which in Archetype} & set(BY_ID)) == 12
    assert len({preset.name for preset in PRESETS}) == len(PRESETS)
    assert len({said(espeak, voice_id=preset.id).data for preset in PRESETS}) == len(PRESETS)


@pytest.mark.parametrize("voice_id", ["no-such", "en-us+nobody", "en-us+../../phondata", "en-us\x00", "x" * 255])
def test_a_voice_that_does_not_exist_is_refused(espeak: EspeakVoice, voice_id: str) -> None:
    """The voice is named in the refusal, and the next request works."""
    with pytest.raises(InvalidInput, match="preview voice has no"):
        said(espeak, voice_id=voice_id)
    assert said(espeak, "Hello.").seconds > 0


def test_emotions_are_heard(espeak: EspeakVoice, samples: Callable[[Speech], sound.Samples]) -> None:
    """Excitement is faster and higher than neutral, sadness slower and lower, and no two labels sound alike."""
    heard = {label: said(espeak, emotion=label.value) for label in Emotion}
    pitch = {label: sound.median_pitch(samples(heard[label]), 22_050) or 0.0 for label in Emotion}
    fast, slow = heard[Emotion.EXCITED], heard[Emotion.SAD]
    assert fast.seconds < heard[Emotion.NEUTRAL].seconds < slow.seconds
    assert pitch[Emotion.EXCITED] > pitch[Emotion.NEUTRAL] > pitch[Emotion.SAD]
    assert len({speech.data for speech in heard.values()}) == len(Emotion)


def test_a_profile_of_ones_own_counts(espeak: EspeakVoice) -> None:
    """A persona's own profile replaces the derived one; a label that nobody knows is spoken neutrally."""
    own = {"neutral": EmotionProfile(), "happy": EmotionProfile(rate=0.6), "smug": EmotionProfile(pitch=3)}
    assert said(espeak, emotion="happy", profiles=own).seconds > said(espeak, emotion="happy").seconds
    assert said(espeak, emotion="smug", profiles=own) != said(espeak, profiles=own)
    assert said(espeak, emotion="unheard-of").data == said(espeak).data


def test_speaking_style_is_honoured(espeak: EspeakVoice) -> None:
    """Words a minute set the speed, and the pause between sentences is as long as it says."""
    slow = said(espeak, speaking=SpeakingStyle(words_per_minute=90))
    assert slow.seconds > 1.5 * said(espeak, speaking=SpeakingStyle(words_per_minute=200)).seconds
    short, long = (said(espeak, "One. Two. Three.", speaking=SpeakingStyle(pause_ms=ms)) for ms in (0, 1_000))
    assert long.seconds - short.seconds == pytest.approx(2.0, abs=0.01)
    assert said(espeak, speaking=SpeakingStyle(emphasis=1.0)).data != said(espeak).data


def test_a_tagged_reply_becomes_one_sound(espeak: EspeakVoice) -> None:
    """Emotions and pauses of a reply's tags are heard where they stand, and the timings go on through all of it."""
    text, tags = parse("[EMOTION:excited] We did it! [PAUSE:long] [EMOTION:sad] But it [ACTION:sighs] is over.")
    pieces = segments(text, tags)
    assert "".join(piece.text for piece in pieces) == text
    assert [piece.emotion for piece in pieces] == ["excited", "sad"]
    speech = espeak.say(pieces, voice=VoiceDNA())
    assert [word.text for word in speech.words] == ["We", "did", "it!", "But", "it", "is", "over."]
    assert speech.words[3].start - speech.words[2].end > 1.2
    assert all(one.end <= two.start + 1e-6 for one, two in pairwise(speech.words))


def test_pauses_stand_where_they_were_written(espeak: EspeakVoice) -> None:
    """A pause before the first word is silence before it, and a break within a sentence has no pause of a sentence."""
    early = espeak.say((Segment(text="", pause_seconds=1.0), Segment(text="Hello.")), voice=VoiceDNA())
    assert early.words[0].start == pytest.approx(1.0, abs=0.05)
    joined = espeak.say((Segment(text="Hello"), Segment(text=" there.")), voice=VoiceDNA())
    parted = espeak.say((Segment(text="Hello."), Segment(text="There.")), voice=VoiceDNA())
    assert joined.words[1].start < parted.words[1].start


@settings(max_examples=60, deadline=None)
@given(text=st.lists(st.sampled_from(["Hello ", "[PAUSE:long]", "[EMOTION:sad]", "[ACTION:nods]", "you. ", "é"])))
def test_no_words_are_lost_in_segments(text: list[str]) -> None:
    """The segments of any tagged reply, joined, are its clean text."""
    clean, tags = parse("".join(text))
    assert "".join(piece.text for piece in segments(clean, tags)) == clean


def test_a_worker_that_died_is_started_again() -> None:
    """A killed process costs nothing but its start: the next request is answered by a new one."""
    voice = EspeakVoice()
    try:
        assert voice.pid is None
        first, pid = said(voice), voice.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while voice.pid is not None:
            pass
        assert said(voice) == first
        assert voice.pid not in {None, pid}
    finally:
        voice.close()
    assert voice.pid is None
    with pytest.raises(ModelUnreachable, match="closed"):
        said(voice)


PROGRAMS = {
    "hangs": ("import time\ntime.sleep(60)", ModelUnreachable, "within 0.3 seconds"),
    "dies": ("raise SystemExit(3)", ModelGarbled, "broke off"),
    "babbles": ("import sys\nsys.stdout.write('x' * 99)", ModelGarbled, "broke off"),
    "says half": ("import sys\nsys.stdout.buffer.write(b'\\0\\0\\0\\x0e{\"bytes\": 1000')", ModelGarbled, "broke off"),
}


@pytest.mark.parametrize("what", PROGRAMS)
def test_a_worker_that_fails_is_a_typed_error(tmp_path: Path, what: str) -> None:
    """A program that hangs, dies or babbles becomes an error that says so, in time, and leaves no process."""
    source, kind, words = PROGRAMS[what]
    program = tmp_path / "worker.py"
    program.write_text(source)
    voice = EspeakVoice(seconds=0.3, worker=program)
    with pytest.raises(kind, match=words):
        said(voice)
    assert voice.pid is None
    voice.close()


def test_a_request_can_be_cancelled(tmp_path: Path) -> None:
    """Whoever stops waiting is let go at once, and the process is ended with its children."""
    program = tmp_path / "worker.py"
    program.write_text("import time\ntime.sleep(60)")
    voice = EspeakVoice(worker=program)
    with pytest.raises(ModelCancelled):
        voice.speak(SpeechRequest(text="Hello.", voice=VoiceDNA()), cancelled=lambda: True)
    assert voice.pid is None


def test_threads_take_turns(espeak: EspeakVoice) -> None:
    """Several threads at once each get their own words."""
    got: dict[int, Speech] = {}

    def speak(number: int) -> None:
        got[number] = said(espeak, f"Number {number}.")

    threads = [threading.Thread(target=speak, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {number: speech.words[1].text for number, speech in got.items()} == {n: f"{n}." for n in range(6)}
