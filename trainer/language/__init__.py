"""From YAML text to a frozen, typed scenario, or to located diagnostics.

The lowest layer: it knows no scoring, no conversation, no screen.
"""
