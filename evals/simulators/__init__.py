"""Simulated users: who talks to a persona in an evaluation, and whether they kept to their own script."""
