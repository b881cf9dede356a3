"""What a message does, as a closed set, and which act of several in one message comes first. Knows no text."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping


class Act(StrEnum):
    """What a message does."""

    INJECTION = "injection"
    AI = "ai"
    CREED = "creed"
    SUM = "sum"
    SPEAK = "speak"
    AGREE = "agree"
    INVITE = "invite"
    WORDS = "words"
    RECALL = "recall"
    SOURCE = "source"
    FAREWELL = "farewell"
    THANKS = "thanks"
    APOLOGY = "apology"
    INSULT = "insult"
    PRAISE = "praise"
    CHALLENGE = "challenge"
    HOW_ARE_YOU = "how are you"
    JOKE = "joke"
    ASK_ME = "ask me"
    SURPRISE = "surprise"
    STORY = "story"
    INTRODUCTION = "introduction"
    NAME = "name"
    AGE = "age"
    BIRTH = "birth"
    HOME = "home"
    FAMILY = "family"
    WORK = "work"
    EDUCATION = "education"
    APPEARANCE = "appearance"
    DISLIKE = "dislike"
    HABIT = "habit"
    LIKE = "like"
    TASK = "task"
    OPINION = "opinion"
    ADVICE = "advice"
    ADVISED = "advised"
    AND_YOU = "and you"
    WHY = "why"
    MORE = "more"
    REALLY = "really"
    YES = "yes"
    NO = "no"
    GREETING = "greeting"
    KNOWLEDGE = "knowledge"
    QUESTION = "question"
    TELLS = "tells"
    REMARK = "remark"
    EMPTY = "empty"
    GIBBERISH = "gibberish"
    FOREIGN = "foreign"
    CODE = "code"
    LONG = "long"


SELF_ACTS: Final = frozenset(
    {
        Act.NAME,
        Act.AGE,
        Act.BIRTH,
        Act.HOME,
        Act.FAMILY,
        Act.WORK,
        Act.EDUCATION,
        Act.APPEARANCE,
        Act.DISLIKE,
        Act.HABIT,
        Act.LIKE,
    }
)
"""Questions about the persona's own life; all but `name` are slots of a LifeFact."""

_RANK: Final[Mapping[Act, int]] = {
    Act.INJECTION: 100,
    Act.AI: 95,
    Act.RECALL: 80,
    Act.SOURCE: 78,
    Act.INSULT: 66,
    Act.FAREWELL: 64,
    Act.CHALLENGE: 62,
    Act.TELLS: 50,
    Act.PRAISE: 46,
    Act.APOLOGY: 45,
    Act.THANKS: 44,
    Act.REMARK: 42,
    Act.NO: 40,
    Act.YES: 40,
    Act.REALLY: 30,
    Act.AGREE: 41,
    Act.GREETING: 20,
}
_QUESTION_RANK: Final = 70


def rank(act: Act) -> int:
    """How much an act counts beside others in one message; every question counts alike."""
    return _RANK.get(act, _QUESTION_RANK)


def asks(act: Act) -> bool:
    """Whether an act is a question with a subject of its own."""
    return rank(act) == _QUESTION_RANK and act not in {Act.WHY, Act.MORE, Act.AND_YOU}
