"""What a statement says beside items and figures, one module per noun. Reads only.

Each returns plain data with names in all languages, ready to be sealed. Editions of an older format lack some of it;
who reads them says what was not told.
"""
