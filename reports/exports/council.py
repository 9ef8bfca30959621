"""A council's own workbook: the same sheets for itself."""

from django.utils.translation import gettext as _

from .content import Content
from .national import UPWARD, WORKING
from .workbook import assemble


def render(content: Content) -> bytes:
    """The workbook of one council's statement, in the active language."""
    annex = _("Annex to the letter of the council of ____________ No. ________")
    return assemble(content, annex, (*UPWARD, *WORKING))
