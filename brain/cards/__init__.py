"""Character cards and agent files: bytes in, a genome and a ledger out, and back. Knows no store and no screen.

Nothing in a card is ever executed or fetched: scripts, regular expressions, HTML and addresses are kept as data.
"""

from brain.cards.formats import CardFormat, CardPicture, Container, Inspected, picture_type
from brain.cards.ledger import MEANINGS, Entry, Kind, Ledger
from brain.cards.reading import inspect
from brain.cards.writing import SUFFIXES, Exported, ExportFormat, export, home

__all__ = [
    "MEANINGS",
    "SUFFIXES",
    "CardFormat",
    "CardPicture",
    "Container",
    "Entry",
    "ExportFormat",
    "Exported",
    "Inspected",
    "Kind",
    "Ledger",
    "export",
    "home",
    "inspect",
    "picture_type",
]
