"""The full-screen app: a thin shell over the conversation."""
