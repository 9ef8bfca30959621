"""Kyrgyz and Russian letters: their order in dictionaries, and what another keyboard types for them. A leaf."""

ALPHABET = {letter: place for place, letter in enumerate("абвгдеёжзийклмнңоөпрстуүфхцчшщъыьэюя", 1)}

# Many keyboards here have no Kyrgyz letters and few people type ё: whoever has only Russian ones finds the same.
TYPED_FOR = ("ёе", "ңн", "өо", "үу")
ON_ANY_KEYBOARD = str.maketrans({pair[0]: pair[1] for pair in TYPED_FOR})


def in_alphabet(text: str) -> tuple[int, ...]:
    """A key that sorts Kyrgyz and Russian words as their dictionaries do; SQLite and PostgreSQL each do otherwise."""
    return tuple(ALPHABET.get(letter, ord(letter) - ord("а") if letter < "а" else 99) for letter in text.casefold())
