"""Sheets put together into one workbook: its title, what every printed page carries, and when it was made."""

from collections.abc import Callable, Iterable

from django.utils.translation import gettext as _

from . import cover
from .base import PAGE, PAGES, Book, printed
from .content import Content

Sheet = Callable[[Book, Content], None]


def assemble(content: Content, annex: str, sheets: Iterable[Sheet]) -> bytes:
    """The .xlsx in the active language; the same content in the same language gives the same bytes."""
    warning = _("DEMONSTRATION: invented data") if content.demonstration else ""
    page = _("page %(page)s of %(pages)s") % {"page": PAGE, "pages": PAGES}
    book = Book(
        created=content.as_of,
        title=f"{cover.title(content)}. {content.period}",
        header=printed(left=warning, right=annex),
        footer=printed(left=content.sealed_words(), right=page),
    )
    for write in sheets:
        write(book, content)
    return book.close()
