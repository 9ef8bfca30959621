"""Links of organisations without a seat: made, and ended at once (rule 3)."""

from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from councils import audit, clock
from councils.contributors import KINDS, digest_of
from councils.dates import day_words
from councils.invitations import new_code
from councils.locks import lock_council
from councils.models import ContributorLink, Council, Organisation, User
from councils.models.contributors import LONGEST_DAYS
from councils.rights import rights_of
from councils.states import IllegalMove, NotAllowed, Unfit

from .organisations import named


def _must_keep(actor: User, council: Council) -> None:
    rights = rights_of(actor)
    if not (rights.may_record(council.pk) or rights.is_administrator):
        raise NotAllowed(_("Links are made and ended by the council's secretary or an administrator."))


@transaction.atomic
def make_link(
    council: Council, *, organisation: Organisation | str, kind: str = "", starts_on: date, ends_on: date,
    word: str = "", actor: User,
) -> tuple[ContributorLink, str]:  # fmt: skip
    """A link and its secret word, which is told here and never again: neither table nor audit holds it.

    An organisation given by name is kept as proposed by the council, of that `kind`. A `word` that is known beforehand
    is the demonstration's alone: everybody who tries it is told. Raises NotAllowed, Unfit; ValueError for such a word
    elsewhere.
    """
    if word and not settings.DEMONSTRATION:
        raise ValueError("a link's word is chosen in the demonstration only")
    council = lock_council(council)
    _must_keep(actor, council)
    _check_days(starts_on, ends_on)
    if isinstance(organisation, str):
        organisation = _new(organisation, kind, council)
    organisation = organisation.same_as or organisation
    if organisation.kind not in KINDS:
        raise Unfit(_("Organisation: %(name)s is a public body. It has a seat, or writes to the secretary; a link is"
                      " for civil society, youth and international organisations and media.")
                    % {"name": organisation.name})  # fmt: skip
    word = word or new_code(5)
    link = ContributorLink.objects.create(
        council=council, organisation=organisation, digest=digest_of(word), starts_on=starts_on, ends_on=ends_on,
        made_by=actor, made_at=clock.now(),
    )  # fmt: skip
    after = audit.fields_of(link, "starts_on", "ends_on") | {"organisation": organisation.name}
    audit.record("contributor.link", audit.subject_of(link), actor=actor, council=council, after=after)
    return link, word


def _check_days(starts_on: date, ends_on: date) -> None:
    if ends_on < starts_on or ends_on < clock.today():
        raise Unfit(_("Last day: it lies before the first day, or is over."))
    if (ends_on - starts_on).days >= LONGEST_DAYS:
        latest = day_words(starts_on + timedelta(days=LONGEST_DAYS - 1))
        raise Unfit(_("Last day: a link is for twelve months at most, so until %(day)s.") % {"day": latest})


def _new(name: str, kind: str, council: Council) -> Organisation:
    name = " ".join(name.split())
    if not name or kind not in KINDS:
        raise Unfit(_("Organisation: choose one, or write the name and the kind of a new one."))
    known = set(Organisation.objects.values_list("pk", flat=True))
    found = named([name], council)[name]
    if found.pk not in known:
        found.kind = kind
        found.save(update_fields=["kind"])
    return found


@transaction.atomic
def end_link(link: ContributorLink, *, reason: str, actor: User) -> ContributorLink:
    """End a link now: browsers that have it open are out at their next request. Raises NotAllowed, IllegalMove, Unfit.

    What the organisation proposed stays, and the secretary may still accept it.
    """
    council = lock_council(link.council)
    _must_keep(actor, council)
    fresh = ContributorLink.objects.select_for_update().get(pk=link.pk)
    if fresh.ended_at:
        raise IllegalMove(_("This link was ended already."))
    if not reason.strip():
        raise Unfit(_("Reason: write why the link is ended."))
    fresh.ended_at, fresh.ended_by, fresh.end_reason = clock.now(), actor, reason.strip()
    fresh.save(update_fields=["ended_at", "ended_by", "end_reason"])
    audit.record(
        "contributor.link_ended", audit.subject_of(fresh), actor=actor, council=council, reason=fresh.end_reason
    )
    return fresh
