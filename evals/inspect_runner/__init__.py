"""The harness on inspect-ai. The only package that imports it, and only in a process that plays a run."""
