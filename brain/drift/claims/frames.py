"""The words around a statement: what introduces, rejects, recants or reports it. English, in small letters.

Knows no slot and no claim.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

from brain.drift.claims.vocabulary import vocabulary

ASKED_THAT: Final = re.compile(r"(?:[\w,' ]{0,40}?\bthat\s|that\s)")
"""What introduces the matter of a question."""

EXPLETIVE: Final = re.compile(r"^it(?:'s|\sis|\swas)\s(?:\w+\s){1,4}(?:to|that|when|who)\b")
"""An "it" that stands for what follows."""

SPLIT: Final = re.compile(
    r"[;:—–]\s|\s-\s|,\s(?=(?:and|but|so|yet|for|because|since|although|though|while|whereas|which|who|where|then)\s)"  # noqa: RUF001
    r"|\s(?=(?:because|although|though|whereas)\s)|,\s(?=(?:i|i'm|i've|i'd|my|we|we've|it|they|he|she|you|that's|not)\b)"
    r"|\s(?=but\s)|\s(?=and\s(?:i|i'm|i've|my|we|it|they|he|she|you)\b)"
)
"""Where a sentence is cut into clauses."""

INTRODUCED: Final = re.compile(
    r"^(?:(?:and|but|so|well|oh|ah|look|listen|now|then|still|also|frankly|honestly|indeed|truly|for|because|"
    r"since|although|though|while|whereas|yet|of course|in truth|in fact|after all|to be honest|you see|you know|"
    r"my friend|to me|to my mind|these days|nowadays|lately|today|at last|in the end),?\s+|(?:yes|no),\s+"
    r"|(?:no\s+(?:doubt|wonder|question|hurry|matter|mistake|offence|offense|problem|worries|fear|\w+\s+(?:in|about)\s+(?:it|that|this))"
    r"|not\s+at\s+all|never\s+(?:mind|fear)),\s+)*"
    r"(?:(?:i|we)(?:'ve| have|'m| am)?\s+(?:(?:now|always|still|really|do|firmly|honestly|come to|learned to|"
    r"learnt to|also|quite|only|just|certain|sure|convinced|of the opinion|have)\s+)*"
    r"(?:think|believe|say|hold|know|feel|find|see|maintain|insist|admit|confess|concluded|conclude|decided|realised|"
    r"realized|learned|learnt|suspect|said|certain|sure|convinced|opinion)\s+(?:now\s+)?(?:that\s+)?"
    r"|(?:the\s+(?:plain\s+|simple\s+)?(?:truth|fact|point)(?:\s+of\s+the\s+matter)?\s+is,?\s+(?:that\s+)?)"
    r"|(?:it\s+is|it's)\s+(?:simply\s+|plainly\s+|perfectly\s+)?(?:true|clear|certain|plain|obvious)\s+(?:to\s+me\s+)?that\s+"
    r"|(?:it\s+seems\s+to\s+me|in\s+my\s+(?:opinion|view|experience)|as\s+i\s+see\s+it|the\s+way\s+i\s+see\s+it),?\s+(?:that\s+)?)?",
)
"""Words that introduce what a speaker says without changing it."""

DENIED: Final = re.compile(
    r"^(?:\w+,?\s+){0,3}?(?:i\s+(?:(?:do\s+not|don't|no\s+longer|never|cannot|can't|refuse\s+to|will\s+not|won't)\s+"
    r"(?:really\s+|quite\s+|ever\s+)?(?:think|believe|hold|say|accept|agree|feel|find)|doubt|deny|reject(?:\s+the\s+idea)?|disagree)\s+"
    r"(?:now\s+)?(?:that\s+)?|(?:it\s+is|it's)\s+(?:simply\s+)?(?:not\s+true|untrue|false|wrong|a\s+lie|a\s+mistake|nonsense|"
    r"a\s+myth)\s+(?:to\s+(?:say|think|believe)\s+)?(?:that\s+)?|(?:it\s+is|it's)n't\s+true\s+that\s+)",
)
"""Words by which a speaker rejects what follows."""

SPOKEN_IF: Final = re.compile(
    r"if (?:you (?:ask|want|must|insist|like|will|please|permit|don't mind|do not mind)|"
    r"i (?:may|am honest|might|remember))\b"
)
"""An "if" that makes nothing a condition."""

RECANTED: Final = re.compile(
    r"\b(?:used to|once|ever|(?:wrong|foolish|mistaken|silly|mad|blind) (?:of me )?(?:to|when i)|ashamed|embarrassed|"
    r"sorry|"
    r"regret|stopped me from|tired of|for years i|all those years i|no more (?:of|with)|any more with|cannot agree|"
    r"can't agree|must disagree|not agree|disagree)\b(?:[\w',]+\s?|\s){0,6}?"
    r"(?:(?:say|said|saying|hold|held|holding|think|thought|thinking|believe|believed|believing|claim|claimed|"
    r"claiming|preach|preached|told|tell|telling|teach|taught|idea|notion|agree|disagree)\s(?:\w+\s){0,2}?that\s)"
)
"""Words by which a speaker takes back what it held."""

REFUSED: Final = re.compile(
    r"(?:no\b|i say no|i no longer|i don't believe|i do not believe|i don't think so|i do not think so|not any more|"
    r"nowhere\b|nonsense\b|never\b|hardly\b|not a word)"
)
"""The beginning of an answer by which a speaker says no to its own question."""


@cache
def speakers() -> re.Pattern[str]:
    """Somebody else who says or thinks what follows."""
    return re.compile(
        r"\b(?:they|people|some|others|he|she|you|everyone|everybody|many|critics|students|folks?|fools|nobody|who|"
        r"(?:my|our|your|the|his|her|a|an|one)\s+\w+(?:\s\w+)?)\s+(?:\w+\s+|used\s+to\s+|would\s+)?"
        rf"(?:{'|'.join(sorted(vocabulary().saying))})\b"
    )
