"""Reading a pasted text (a brief, an interview, first-person prose) about a persona. Knows no store."""

from brain.drafting.pasted.fields import Fields, concept, fields, heard
from brain.drafting.pasted.reading import Exchange, Item, Kind, Reading
from brain.drafting.pasted.text import LONGEST, read

__all__ = ["LONGEST", "Exchange", "Fields", "Item", "Kind", "Reading", "concept", "fields", "heard", "read"]
