import re

from hypothesis import given
from hypothesis import strategies as st

from brain.drift.reading import ChangePoint, DriftReading, Evidence, SignalReading, Verdict
from brain.turn import TurnResult, TurnStatus
from studio.ui import chips, evidence, message, state_panel, timeline
from studio.ui.message import Voice
from studio.ui.palette import DARK, LIGHT

VOICE = Voice(name="Ada <b>", accent="#123456", label="understudy (offline)")


def turn(index: int = 1, *, reply: str = "So it is.", drift: DriftReading | None = None, **rest: object) -> TurnResult:
    """A turn with the given reading."""
    return TurnResult.model_validate(
        {"index": index, "user_text": "Is it so?", "reply": reply, "drift": drift or DriftReading(), **rest}
    )


def reading(score: float, verdict: Verdict, *, began: int | None = None) -> DriftReading:
    """A reading with a score and an interval of 0.1."""
    return DriftReading(
        verdict=verdict,
        score=score,
        low=max(0.0, score - 0.05),
        high=min(1.0, score + 0.05),
        change=ChangePoint(alarm=began is not None, began_turn=began),
    )


def test_a_verdict_shows_its_interval() -> None:
    """Score and interval stand beside the verdict."""
    assert "in character · 0.93 [0.88\u20130.98]" in chips.verdict(reading(0.93, Verdict.IN_CHARACTER))


def test_no_verdict_no_number() -> None:
    """Cannot tell comes without a score."""
    drawn = chips.verdict(DriftReading(reason="Too short."))
    assert "cannot tell" in drawn
    assert not re.search(r"\d\.\d", drawn)


def test_the_model_is_named_beside_its_words() -> None:
    """The understudy's label stands at its reply, complete or still arriving."""
    assert "understudy (offline)" in message.answered(turn(), VOICE)
    assert "understudy (offline)" in message.arriving("So", VOICE, 1)


def test_an_interrupted_reply_says_so() -> None:
    """What arrived is shown, with the reason and the next step."""
    drawn = message.answered(turn(status=TurnStatus.INTERRUPTED, problem="The server <hung> up."), VOICE)
    assert "So it is." in drawn
    assert "interrupted" in drawn
    assert "The server &lt;hung&gt; up." in drawn
    assert "Retry" in drawn


def test_markup_is_text_everywhere() -> None:
    """No part of a turn or of a name becomes an element."""
    bad = "<img src=x onerror=alert(1)>"
    signal = SignalReading(
        name=bad,
        value=1.0,
        unit=bad,
        z=2.0,
        expected=bad,
        note=f"{bad} of 3 claims",
        evidence=(Evidence(text=bad, start=0, end=3, note=bad),),
    )
    silent = SignalReading(name=bad, assessed=False, reason=bad)
    drift = DriftReading(reason=bad, interval=bad, calibration=bad, signals=(signal, silent))
    one = turn(reply=bad, user_text=bad, drift=drift, problem=bad, status=TurnStatus.INTERRUPTED)
    drawn = message.said_by_user(bad) + message.answered(one, VOICE) + evidence.panel(one)
    assert "<img" not in drawn
    assert "of 3 claims" in drawn
    assert "Ada <b>" not in drawn


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30), st.just("n")), max_size=6))
def test_highlighting_keeps_the_words(found: list[tuple[int, int, str]]) -> None:
    """Whatever the spans, overlapping or out of range, the text stays whole."""
    text = "As an AI, I <cannot> say"
    drawn = evidence.spans(text, found)
    assert re.sub(r"<mark[^>]*>|</mark>", "", drawn) == "As an AI, I &lt;cannot&gt; say"


def test_evidence_shows_what_was_not_assessed() -> None:
    """A signal that could not judge says why instead of showing a mark."""
    silent = SignalReading(name="contradiction", assessed=False, reason="Only a judge can read it.")
    drawn = evidence.panel(turn(drift=DriftReading(signals=(silent,))))
    assert "not assessed. Only a judge can read it." in drawn


def test_the_finding_is_in_the_title() -> None:
    """The title of the plot says what the session shows."""
    good = [turn(i, drift=reading(0.9, Verdict.IN_CHARACTER)) for i in (1, 2, 3)]
    slipped = turn(4, drift=reading(0.2, Verdict.OUT_OF_CHARACTER))
    changed = turn(5, drift=reading(0.2, Verdict.OUT_OF_CHARACTER, began=4))
    assert timeline.finding([]) == "Nothing to judge yet"
    assert timeline.finding([turn()]) == "Too little said to judge"
    assert timeline.finding(good) == "In character on all 3 turns"
    assert timeline.finding([*good, slipped]) == "Out of line on turn 4; no lasting change yet"
    assert timeline.finding([*good, slipped, changed]) == "It began to slip at turn 4"


def test_the_plot_leaves_out_what_cannot_be_told() -> None:
    """Turns without a score have no point; the interval and the change are drawn."""
    turns = [
        turn(1),
        turn(2, drift=reading(0.9, Verdict.IN_CHARACTER)),
        turn(3, drift=reading(0.1, Verdict.DRIFTING, began=3)),
    ]
    for colours in (LIGHT, DARK):
        drawn = timeline.figure(turns, colours).to_plotly_json()
        band, line = drawn["data"]
        assert list(line["x"]) == [2, 3]
        assert len(band["x"]) == 4
        assert drawn["layout"]["shapes"][0]["x0"] == 2.5


def test_state_is_drawn_with_roles() -> None:
    """Energy and relationship are meters that a screen reader can read."""
    drawn = state_panel.panel(turn().state, accent="#123456")
    assert drawn.count('role="meter"') == 2
