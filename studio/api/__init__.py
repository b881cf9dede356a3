"""The web API: the same use cases as the pages, over HTTP."""
