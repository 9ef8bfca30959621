"""What deserves a second look: warnings of one event about to be saved, findings among a quarter's events.

Nothing here refuses an event or changes a figure: a person looks, and mends it or says why it is fine as it is.
"""

from .findings import Finding
from .quarters import SecondLook, findings_of, second_looks
from .single import Warning, warnings_of

__all__ = ["Finding", "SecondLook", "Warning", "findings_of", "second_looks", "warnings_of"]
