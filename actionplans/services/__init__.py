"""Verbs of the middle app, one module per noun."""
