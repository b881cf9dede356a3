"""The tables. Nothing outside the store imports them."""

from store.tables.catalogue import persona_labels, persona_texts
from store.tables.evals import outcomes, run_outcomes, run_outlines, run_subjects, runs, scores
from store.tables.experiments import experiments
from store.tables.history import consents, version_drafts
from store.tables.library import SHARED, audit_log, genomes, metadata, personas, users, versions
from store.tables.media import assets
from store.tables.notebooks import notebook_results, notebook_versions, notebooks
from store.tables.quotas import budgets, quota_counters, quota_holds
from store.tables.ratings import rating_items, rating_rounds, ratings
from store.tables.recollection import memories, outbox, passages
from store.tables.talk import MODES, drafts, interactions, readings, sessions, shared_signals, turn_ratings, usage
from store.tables.warehouse import COPIED, warehouse_changes, warehouse_feed
from store.tables.wizard import wizard_sessions

__all__ = [
    "COPIED",
    "MODES",
    "SHARED",
    "assets",
    "audit_log",
    "budgets",
    "consents",
    "drafts",
    "experiments",
    "genomes",
    "interactions",
    "memories",
    "metadata",
    "notebook_results",
    "notebook_versions",
    "notebooks",
    "outbox",
    "outcomes",
    "passages",
    "persona_labels",
    "persona_texts",
    "personas",
    "quota_counters",
    "quota_holds",
    "rating_items",
    "rating_rounds",
    "ratings",
    "readings",
    "run_outcomes",
    "run_outlines",
    "run_subjects",
    "runs",
    "scores",
    "sessions",
    "shared_signals",
    "turn_ratings",
    "usage",
    "users",
    "version_drafts",
    "versions",
    "warehouse_changes",
    "warehouse_feed",
    "wizard_sessions",
]
