"""The author's tools: a scenario's own tests, and its evidence against replies with labels."""
