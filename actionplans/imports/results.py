"""What becomes of each row, in words; and the file as it came in, with its cells marked accordingly."""

from django.utils.translation import gettext as _

from .batch import ImportResult, Place
from .files.bounded import Waiting
from .marking import marked


def marked_copy(content: bytes, result: ImportResult, waiting: Waiting | None = None) -> bytes:
    """The file as .xlsx with its cells marked, in the language in force. Raises FileRefused where it is too large."""
    return marked(content, result.faults, result.warnings, words_of_rows(result), result.headings, waiting)


def words_of_rows(result: ImportResult) -> dict[Place, str]:
    """Every row that holds something; a faulty one says what is wrong with it."""
    said = {place: str(outcome.label) for place, outcome in result.outcomes.items()}
    for left in result.left_out:
        if left.row is not None:
            said[left.sheet, left.row] = _("left out: %(what)s") % {"what": left.words}
    wrong: dict[Place, list[str]] = {}
    for fault in result.faults:
        wrong.setdefault((fault.sheet, fault.row or 0), []).append(fault.words)
    return said | {place: f"{said.get(place, '')}: {' '.join(words)}" for place, words in wrong.items()}
