"""What a cell shows, and the refusal of a cell that cannot be read as what its column holds."""

from datetime import date

from django.utils.translation import gettext as _

from actionplans.imports.files import Cell

# What spreadsheets show in place of a value that a formula did not give, in the languages of their menus.
_ERRORS = frozenset({
    "#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA",
    "#ССЫЛКА!", "#Н/Д", "#ЗНАЧ!", "#ИМЯ?", "#ДЕЛ/0!", "#ПУСТО!", "#ЧИСЛО!", "#ПЕРЕНОС!",
})  # fmt: skip


class Misread(ValueError):
    """A cell that cannot be read as what its column holds; `code` as the import's answer names it."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(words)
        self.code = code
        self.words = words


def plain(cell: Cell) -> str:
    if isinstance(cell, date):
        return f"{cell:%d.%m.%Y}"
    return "" if cell is None else str(cell)


def shortened(cell: Cell) -> str:
    line = " ".join(plain(cell).split())
    return line if len(line) <= 40 else f"{line[:39]}…"


def is_formula_error(cell: Cell) -> bool:
    """Whether the cell holds what a spreadsheet shows for a broken formula: #REF!, #Н/Д."""
    return isinstance(cell, str) and cell.startswith("#") and cell.strip().upper() in _ERRORS


def formula_error(cell: Cell = None) -> Misread:
    """A broken formula; without the text that it shows where only the error is known."""
    if cell is None:
        return Misread("formula_error", _("The cell shows an error instead of a value: mend the formula."))
    return Misread("formula_error", _("The cell shows %(text)s: mend the formula.") % {"text": shortened(cell)})


def no_value() -> Misread:
    """A formula whose result the file does not hold: it was written by a program and never opened in Excel."""
    said = _("The file does not hold the result of this formula. Open it in Excel, save it and send that.")
    return Misread("no_value", said)


def too_narrow() -> Misread:
    """«#####»: what was copied out of a column that did not show its values."""
    said = _("The column was too narrow to show this value when it was copied. Widen the column and copy it again.")
    return Misread("no_value", said)


def joined_count() -> Misread:
    """A count in a cell merged over several rows: which event it belongs to, or how it divides, nobody can tell."""
    said = _("This number stands in a cell merged over several rows. Write the number of each event in its own row.")
    return Misread("merged_cells", said)
