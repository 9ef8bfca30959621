"""Kyrgyz and Russian words in the order of their dictionaries, on any database. A leaf."""

ALPHABET = {letter: place for place, letter in enumerate("абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя", 1)}


def in_alphabet(text: str) -> tuple[int, ...]:
    """A key that sorts Kyrgyz and Russian words as their dictionaries do; SQLite and PostgreSQL each do otherwise."""
    return tuple(ALPHABET.get(letter, ord(letter) - ord("а") if letter < "а" else 99) for letter in text.casefold())
