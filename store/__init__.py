"""What is kept: values in, values out; rows never leave this package. Knows no screen and no provider."""

from store.actor import LOCAL_ACTOR, LOCAL_USER_ID, Actor
from store.errors import IndexUnavailable
from store.opening import Store, open_store

__all__ = ["LOCAL_ACTOR", "LOCAL_USER_ID", "Actor", "IndexUnavailable", "Store", "open_store"]
