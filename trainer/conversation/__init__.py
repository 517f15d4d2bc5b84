"""A scenario being played: the machine, its events, replay and the debrief.

Front ends send actions to a `Conversation` and show what it says; the
`Journal` it writes to is defined here and implemented by `trainer.records`.
"""
