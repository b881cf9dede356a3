"""Drafting a persona offline: from a sentence to a spark, and from a spark to a whole genome. Knows no store."""

from brain.drafting.complete import complete
from brain.drafting.concept import Concept, read
from brain.drafting.from_text import Heard, hear
from brain.drafting.spark import Spark, draft

__all__ = ["Concept", "Heard", "Spark", "complete", "draft", "hear", "read"]
