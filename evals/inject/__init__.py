"""Drift on purpose: a faithful transcript goes in, one that slips by a known type, dose and turn comes out.

Shares no code and no word list with what measures drift, nor with the understudy's own way of drifting.
"""

from evals.inject.implant import Implanted, families, implant
from evals.inject.transcript import Span, Transcript

__all__ = ["Implanted", "Span", "Transcript", "families", "implant"]
