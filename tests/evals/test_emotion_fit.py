"""Teaching the emotion classifier: refusals, decisions, and the nets, on a few invented rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from brain.emotion.calibration import calibrated
from brain.emotion.hybrid import decide
from brain.emotion.labels import FAMILY, Emotion
from brain.errors import NotFound
from evals import emotion_classifier, emotion_fit, emotion_net, emotion_tune
from evals.emotion_inputs import Inputs, Reduction
from evals.emotion_rows import MAPPED, goemotions

if TYPE_CHECKING:
    from pathlib import Path

OUTPUTS = tuple(MAPPED.values())


def test_missing_data_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the data nothing is made, and the message names the file and where to get it."""
    assert emotion_fit.main(["--data", str(tmp_path), "--out", str(tmp_path)]) == 1
    said = capsys.readouterr().err
    assert "labels.txt" in said
    assert "GoEmotions" in said
    assert list(tmp_path.iterdir()) == []


def test_the_shipped_weights_are_as_new_as_their_sources() -> None:
    """Whoever changes what the weights are made from must make them anew."""
    assert emotion_fit.main(["--check"]) == 0


def test_rows_are_read_with_all_their_labels(tmp_path: Path) -> None:
    """A row may have several labels; the 28 names are mapped to the 21."""
    folder = tmp_path / "goemotions"
    folder.mkdir()
    (folder / "labels.txt").write_text("\n".join(MAPPED), encoding="utf-8")
    (folder / "dev.tsv").write_text("Oh\u2028well\t0,27\tx1\n", encoding="utf-8")
    rows = goemotions(tmp_path, "dev")
    assert rows.texts == ("Oh\u2028well",)
    assert np.flatnonzero(rows.truth[0]).tolist() == [0, 27]
    assert rows.outputs[0] is Emotion.HAPPY
    with pytest.raises(NotFound):
        goemotions(tmp_path, "train")


def test_the_mapping_is_the_reports_eleven() -> None:
    """By family the mapping reaches every one of the eleven, and each of the 21 but those that no data teaches."""
    assert {FAMILY[label] for label in OUTPUTS} == set(decide.FAMILIES)
    assert set(Emotion) - set(OUTPUTS) == set(decide.UNTAUGHT)


def test_offsets_help_a_rare_family() -> None:
    """Where a rare family is always a little less likely than a common one, an offset finds it."""
    truth = np.zeros((100, len(OUTPUTS)), dtype=np.bool_)
    rare, common = OUTPUTS.index(Emotion.RELIEVED), OUTPUTS.index(Emotion.NEUTRAL)
    truth[:5, rare] = truth[5:, common] = True
    outputs = np.full(truth.shape, 0.001)
    outputs[:, common] = 0.5
    outputs[:5, rare] = 0.3
    found = decide.chances(outputs, OUTPUTS, np.zeros((100, 21)))
    shift = emotion_tune.offsets(found, truth, OUTPUTS)
    said = [decide.LABELS[at] for at in decide.choose(found, shift)]
    assert said == [Emotion.RELIEVED] * 5 + [Emotion.NEUTRAL] * 95


@settings(deadline=None, max_examples=25)
@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=60, max_size=200), st.floats(0, 1), st.floats(0, 1))
def test_calibration_rises_and_stays_a_chance(rows: list[tuple[float, bool]], one: float, other: float) -> None:
    """More share never means less chance, and the chance is never outside 0 and 1."""
    share, truth = np.array([share for share, _ in rows]), np.array([hit for _, hit in rows])
    knots = emotion_tune.knots(share, truth)
    low, high = sorted((one, other))
    assert 0.0 <= calibrated(low, knots) <= calibrated(high, knots) + 1e-12 <= 1.0 + 1e-9


def test_a_net_learns_and_is_the_same_again() -> None:
    """Texts told apart by one token are told apart, and the same seed gives the same weights."""
    random = np.random.default_rng(1)
    texts = [[int(token) for token in random.integers(2, 30, 6)] + [at % 2] for at in range(400)]
    truth = np.array([[at % 2 == 1, at % 2 == 0] for at in range(400)])
    dense = np.zeros((400, 3), dtype=np.float32)
    fixed = np.vstack([random.normal(0, 0.2, (30, 8)), np.zeros((1, 8))]).astype(np.float32)
    basis = np.eye(8, dtype=np.float32)
    nets = [emotion_net.train(texts, dense, truth, known=fixed, basis=basis, seed=3, epochs=40) for _ in range(2)]
    logits = [net.logits(texts, dense) for net in nets]
    assert np.array_equal(logits[0], logits[1])
    assert float(((logits[0] > 0) == truth).mean()) > 0.75


def test_a_net_learns_what_of_the_static_vectors_matters() -> None:
    """Tokens never met before are told apart by what the first reduction leaves out, once that has been learned."""
    random = np.random.default_rng(2)
    known = np.vstack([random.normal(0, 0.3, (1500, 8)), np.zeros((1, 8))]).astype(np.float32)
    known[:1500, 7] = np.where(np.arange(1500) // 3 % 2, 2.0, -2.0)
    texts = [[3 * at, 3 * at + 1, 3 * at + 2] for at in range(500)]
    truth = np.array([[at % 2 == 1] for at in range(500)])
    start = np.eye(8, dtype=np.float32)[:, :7]
    dense = np.zeros((500, 1), dtype=np.float32)
    net = emotion_net.train(texts[:400], dense[:400], truth[:400], known=known, basis=start, seed=0, epochs=60)
    assert float(((net.logits(texts[400:], dense[400:]) > 0) == truth[400:]).mean()) > 0.75


def test_left_out_rows_are_read_by_a_classifier_that_did_not_see_them() -> None:
    """Labels that follow nothing are learned by heart, but not for left-out rows."""
    random = np.random.default_rng(0)
    texts = tuple(f"one two three {chr(97 + at % 20)}" for at in range(60))
    tokens = tuple([1, 2, 3, 4 + at % 20] for at in range(60))
    inputs = Inputs(texts, random.normal(0, 1, (60, 60)).astype(np.float32), np.zeros((60, 21)), tokens)
    truth = random.random((60, 1)) < 0.5
    static = Reduction(np.zeros(4, np.float32), 1.0, np.eye(4, dtype=np.float32), np.zeros((25, 4), np.float32))
    whole, outside = emotion_classifier.cross_fitted(inputs, truth, static=static, workers=1, seeds=(0,))
    right = [float(((found > 0.5) == truth).mean()) for found in (whole.outputs(inputs), outside)]
    assert right[0] > 0.9
    assert right[1] < 0.75
