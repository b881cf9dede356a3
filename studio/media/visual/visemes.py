"""Mouth shapes of speech: the fifteen visemes, and which one each sound of eSpeak's IPA asks for. Knows no canvas."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal, get_args

from studio.media.visual.kit.face import Face

if TYPE_CHECKING:
    from collections.abc import Mapping

Viseme = Literal["sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou"]
"""The fifteen of the MPEG-4 and Oculus LipSync set, which go back to the mouth chart of Preston Blair (1948)."""

VISEMES: Final[tuple[Viseme, ...]] = get_args(Viseme)

MOUTHS: Final[Mapping[str, Face]] = MappingProxyType(
    {
        "sil": Face(),
        "PP": Face(press=1, round=0.12),
        "FF": Face(bite=1, jaw=0.14, teeth=1),
        "TH": Face(jaw=0.22, tongue=1, teeth=0.8),
        "DD": Face(jaw=0.28, teeth=1, tongue=0.4, wide=0.15),
        "kk": Face(jaw=0.38, teeth=0.6, wide=0.1),
        "CH": Face(jaw=0.22, round=0.58, teeth=1),
        "SS": Face(jaw=0.13, wide=0.55, teeth=1),
        "nn": Face(jaw=0.17, teeth=0.8, tongue=0.8),
        "RR": Face(jaw=0.27, round=0.4, teeth=0.5),
        "aa": Face(jaw=0.88, teeth=0.7, wide=0.1),
        "E": Face(jaw=0.52, wide=0.55, teeth=0.9),
        "ih": Face(jaw=0.34, wide=0.65, teeth=1),
        "oh": Face(jaw=0.62, round=0.75, teeth=0.2),
        "ou": Face(jaw=0.28, round=1),
    }
)
"""Each shape as a pull of the face."""

# IPA signs look like other letters; that is what they are.
_SOUNDS: Final[Mapping[Viseme, str]] = MappingProxyType(
    {
        "PP": "p b m ɓ ʙ",
        "FF": "f v ɱ ɸ β ʋ",
        "TH": "θ ð",
        "DD": "t d ʈ ɖ ɾ ʔ",
        "kk": "k ɡ g q ɢ x ɣ χ h ɦ ŋ ɴ c ɟ ç ħ",
        "CH": "ʃ ʒ tʃ dʒ ɕ ʑ ʂ ʐ",
        "SS": "s z ts dz",
        "nn": "n l ɲ ɳ ɫ ʎ ɭ ɬ ɮ",
        "RR": "r ɹ ɻ ʀ ʁ ɚ ɝ ɜ",
        "aa": "a ɑ ɐ ʌ æ ɶ ä",
        "E": "e ɛ ə ɘ œ ø",
        "ih": "i ɪ j y ʏ ɨ ᵻ",
        "oh": "o ɔ ɒ ɵ ɤ",
        "ou": "u ʊ w ʉ ɯ ʍ",
    }
)

VISEME_OF: Final[Mapping[str, Viseme]] = MappingProxyType(
    {sound: viseme for viseme, sounds in _SOUNDS.items() for sound in sounds.split()}
)
"""The viseme of each IPA symbol (and the affricates) that eSpeak NG writes for its European voices."""


def viseme_of(phoneme: str) -> Viseme:
    """The mouth for one phoneme as eSpeak NG writes it in IPA: stress, length and other marks are passed over.

    A diphthong has the mouth of its beginning; what is unknown, and a pause, closes the mouth (`sil`).
    """
    for length in (2, 1):
        for start in range(len(phoneme) - length + 1):
            found = VISEME_OF.get(phoneme[start : start + length])
            if found is not None and (length == 2 or start == _first_known(phoneme)):  # an affricate
                return found
    return "sil"


def _first_known(phoneme: str) -> int:
    return next((index for index, sign in enumerate(phoneme) if sign in VISEME_OF), -1)
