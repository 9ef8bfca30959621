"""What waits for a user, since when and by when: one line each, with one link. Reads only.

The start page shows it, and a reminder tells it by e-mail (rule 16). A fixed number of queries for each right that
the user holds, however much waits.
"""

from collections.abc import Iterator

from councils import clock
from councils.models import User
from councils.rights import Rights, rights_of
from councils.states import SeatRole

from .councils import council_lines
from .decisions import decision_lines
from .instructions import instruction_lines
from .keeping import administrator_lines, alarm_lines, own_lines, seat_lines
from .lines import Line
from .national import ga_lines, sms_lines

LEADING = (SeatRole.CHAIR, SeatRole.DEPUTY, SeatRole.SECRETARY)
__all__ = ["Line", "inbox_of", "waiting_for"]


def inbox_of(user: User) -> list[Line]:
    """All that waits for the user today: what is longest overdue first, then by day, then what has no day."""
    return sorted([*waiting_for(user), *own_lines(user, clock.today())], key=Line.order)


def waiting_for(user: User) -> list[Line]:
    """The same without what only concerns the user's own typing and files: what others wait for."""
    return sorted(_by_right(rights_of(user), user), key=Line.order)


def _by_right(rights: Rights, user: User) -> Iterator[Line]:
    day = clock.today()
    if rights.councils:
        yield from council_lines(rights, day)
        yield from decision_lines(user, rights, day)
    if rights.councils or rights.is_sms or rights.is_ga:
        yield from instruction_lines(user, day)
    if rights.is_sms:
        yield from sms_lines(user, day)
    if rights.is_ga:
        yield from ga_lines(user, day)
    if rights.is_administrator:
        yield from administrator_lines(user, day)
    if rights.is_administrator or rights.is_sms:
        yield from seat_lines(day)
        yield from alarm_lines(day)
    elif led := [pk for pk in rights.councils if rights.holds(pk, *LEADING)]:
        yield from alarm_lines(day, led)
