"""SMS's own form (.xlsx) with marks such as {{councils.KG-B.participants}}: marks.py is their grammar, vocabulary.py
which there are and what they stand for, filling.py looks for them and fills them in, in a bounded process."""
