"""Instructions of the Government Administration: to be carried out, or to be confirmed."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from councils.models import User
from reports.instructions import open_instructions
from reports.models import Instruction

from .lines import Line, day_of


def instruction_lines(user: User, day: date) -> Iterator[Line]:
    for instruction in open_instructions(user):
        if instruction.is_open:
            words = _("Instruction № %(number)s is to be carried out")
        else:
            words = _("Instruction № %(number)s was carried out: confirm or return it")
        place = instruction.council.region.name if instruction.council else ""  # an addressee may be a person
        since, due = day_of(instruction.given_at), instruction.due_on if instruction.is_open else None
        words %= {"number": instruction.number}
        yield Line("instruction", words, instruction.get_absolute_url(), day, since, due, place)


def overdue_instructions(day: date) -> Iterator[Line]:
    """For the Government Administration: what was not carried out by its day."""
    for instruction in Instruction.objects.open().filter(due_on__lt=day).with_names().order_by("due_on", "pk"):
        words = _("Instruction № %(number)s is not carried out") % {"number": instruction.number}
        place = instruction.council.region.name if instruction.council else ""
        since = day_of(instruction.given_at)
        yield Line("overdue", words, instruction.get_absolute_url(), day, since, instruction.due_on, place)
