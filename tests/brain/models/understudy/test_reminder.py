from __future__ import annotations

from brain import demo
from brain.models.chat import ChatRequest, Delta, DriftInstruction, Message, Scene
from brain.models.understudy import Understudy

GENOME = demo.load("nurse-amara-diallo")
ASKED = "How do you rest on a hard day, and what do you tell those who cannot?"


def reply(*, dose: float, reminder: float, seed: int) -> str:
    """What the understudy says when told to drift, and reminded."""
    drift = DriftInstruction(type="assistant break", dose=dose)
    scene = Scene(genome=GENOME, turn_index=2, drift=drift, reminder=reminder)
    request = ChatRequest(messages=(Message(role="user", text=ASKED),), scene=scene, seed=seed)
    return "".join(piece.text for piece in Understudy().stream(request) if isinstance(piece, Delta))


def test_a_reminder_takes_off_some_of_the_dose_and_never_all() -> None:
    """Reminded at full strength it drifts as at two fifths of the dose; without drift a reminder takes nothing away."""
    seeds = range(12)
    drifted = [reply(dose=1.0, reminder=0.0, seed=seed) for seed in seeds]
    reminded = [reply(dose=1.0, reminder=1.0, seed=seed) for seed in seeds]
    assert all(one != other for one, other in zip(drifted, reminded, strict=True))
    assert reminded == [reply(dose=0.4, reminder=0.0, seed=seed) for seed in seeds]
