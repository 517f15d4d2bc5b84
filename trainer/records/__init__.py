"""The learner's own records: events, profiles and where they live."""
