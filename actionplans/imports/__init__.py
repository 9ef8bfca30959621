"""Bring spreadsheets in, by stages: files/ (bytes -> sheets of typed cells, in a child process) -> columns/ (what each
column means) -> readings/ (one cell -> one value) -> lines, registers, plans (rows) -> batch (new, there already,
faulty; recorded) -> told, marking (said back). Import the stage that you need: the child starts without the rest.
"""
