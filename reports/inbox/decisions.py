"""Decisions of councils: one's own to carry out; overdue ones for the secretary and the chair (rule 4)."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _

from councils.models import Decision, User
from councils.rights import Rights

from .lines import Line


def decision_lines(user: User, rights: Rights, day: date) -> Iterator[Line]:
    """Two queries."""
    own = list(Decision.objects.of(user).open().with_names())
    for decision in own:
        yield _line(decision, _("Decision № %(number)s is to be carried out"), day)
    led = [pk for pk in rights.councils if rights.may_record(pk) or rights.may_sign(pk)]
    if led:
        late = Decision.objects.overdue(day).filter(meeting__council__in=led).with_names()
        for decision in late.exclude(pk__in=[each.pk for each in own]):
            yield _line(decision, _("Decision № %(number)s is not carried out"), day)


def _line(decision: Decision, words: str, day: date) -> Line:
    council, since = decision.meeting.council, decision.meeting.held_on
    words %= {"number": decision.label}
    return Line("decision", words, decision.get_absolute_url(), day, since, decision.due_on, council.region.name)
