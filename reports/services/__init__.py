"""Verbs of the upper app, one module per noun."""
