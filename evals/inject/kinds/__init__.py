"""One module for each kind of drift, each with several independent families of rewrites."""
