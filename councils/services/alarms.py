"""Tell in time that nobody will be able to act for a council (rule 2)."""

from collections.abc import Iterable, Iterator

from django.db import transaction
from django.utils.translation import gettext as _

from councils import clock, mail
from councils.alarms import Alarm, alarms
from councils.dates import day_words
from councils.models import Grant, Mail, Membership, User
from councils.states import GrantRole, SeatRole

KIND = "alarm"
FROM_HOUR = 8  # nobody is written to at night
LEADING = (SeatRole.CHAIR, SeatRole.DEPUTY, SeatRole.SECRETARY)


def warn() -> None:
    """For the tick: 60, 30 and 10 days before, one e-mail each to whoever can do something about it. The e-mail's key
    names the alarm and the slot, so that a second run, or a second scheduler, writes nothing twice."""
    if clock.now().hour < FROM_HOUR:
        return
    due = {_key(alarm, user): (alarm, user) for alarm, user in _due()}
    if not due:
        return
    written = set(Mail.objects.filter(kind=KIND, key__in=list(due)).values_list("key", flat=True))
    for key, (alarm, user) in due.items():
        if key not in written:
            with transaction.atomic():
                _write(alarm, user, key)


def _key(alarm: Alarm, user: User) -> str:
    return f"{KIND}/{alarm.council.code}/{alarm.power}/{alarm.day}/{alarm.slot(clock.today())}/{user.pk}"


def _due() -> Iterator[tuple[Alarm, User]]:
    today = clock.today()
    found = alarms(today)
    if not found:
        return
    watching = _watching()
    leading = _leading(alarm.council.pk for alarm in found)
    for alarm in found:
        users = {user.pk: user for user in [*watching, *leading.get(alarm.council.pk, [])]}
        for user in users.values():
            yield alarm, user


def _watching() -> list[User]:
    """Administrators, who appoint and give accounts, and SMS, which names acting holders."""
    roles = (GrantRole.ADMINISTRATOR, GrantRole.SMS)
    grants = Grant.objects.on(clock.today()).filter(role__in=roles, user__is_active=True)
    return [grant.user for grant in grants.select_related("user__person").order_by("user")]


def _leading(councils: Iterable[int]) -> dict[int, list[User]]:
    held = Membership.objects.on(clock.today()).filter(council__in=set(councils), seat__role__in=LEADING)
    found: dict[int, list[User]] = {}
    for each in held.filter(person__user__is_active=True).select_related("person__user__person").order_by("pk"):
        found.setdefault(each.council_id, []).append(each.person.user)
    return found


def _write(alarm: Alarm, user: User, key: str) -> None:
    with mail.in_language_of(user):
        told = {
            "place": alarm.council.region.name, "what": alarm.words, "day": day_words(alarm.day),
            "link": mail.address(alarm.council.get_absolute_url()),
        }  # fmt: skip
        if alarm.seated and alarm.day <= clock.today():
            body = _(
                "%(place)s: %(what)s.\n\nThe administrator opens the account by an invitation; SMS can name an acting"
                " holder.\n\n%(link)s"
            )
        else:
            body = _(
                "%(place)s: %(what)s. This is so from %(day)s.\n\nThe administrator extends the term or appoints"
                " somebody by an order; SMS can name an acting holder.\n\n%(link)s"
            )
        mail.write(user, kind=KIND, key=key, subject="%(place)s: %(what)s" % told, body=body % told)  # noqa: UP031
