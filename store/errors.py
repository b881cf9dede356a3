"""The store's own errors, beside those of the tree in brain.errors.

StoreError
└── IndexUnavailable        the vector index cannot be used now; the database can
"""

from __future__ import annotations

from brain.errors import StoreError


class IndexUnavailable(StoreError):
    """The vector index cannot be used now; `why` says for what reason. What the database keeps is not touched."""
