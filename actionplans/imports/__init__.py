"""Bring spreadsheets in, by stages: files (typed cells) -> columns (what each means) -> readings (one cell) -> plans,
registers (rows) -> batch (what is new, there already, faulty). Import the stage that you need: a child process that
only parses a file starts without the rest.
"""
