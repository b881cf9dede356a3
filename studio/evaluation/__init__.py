"""Runs of suites: what is asked for, estimated, queued, played by a worker process, and read again.

Only `service` and `processes` load with the studio; what plays and scores is loaded where it is first needed.
"""
