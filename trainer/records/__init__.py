"""The learner's own store: where it lives, the SQLite journal, who may write to it."""
