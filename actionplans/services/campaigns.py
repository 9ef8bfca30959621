"""Enter and change campaigns: an administrator's, one transaction under the system's lock, one audit entry each."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from actionplans.models import Campaign
from councils import audit
from councils.locks import lock_system
from councils.models import User
from councils.services.allowed import need_administrator
from councils.states import Unfit

LONGEST_NAME = 200


@transaction.atomic
def create_campaign(*, names: Mapping[str, str], starts_on: date, ends_on: date, actor: User) -> Campaign:
    """A campaign that events may belong to; `names` by language. Raises NotAllowed, Unfit."""
    need_administrator(actor)
    lock_system()
    campaign = Campaign()
    _write(campaign, names, starts_on, ends_on)
    audit.record("campaign.created", audit.subject_of(campaign), actor=actor, after=_told(campaign))
    return campaign


@transaction.atomic
def change_campaign(
    campaign: Campaign, *, names: Mapping[str, str], starts_on: date, ends_on: date, actor: User
) -> Campaign:
    """Other names or days. Its events stay its own, also those that lie outside the new days. Raises as above."""
    need_administrator(actor)
    lock_system()
    campaign = Campaign.objects.get(pk=campaign.pk)
    before = _told(campaign)
    _write(campaign, names, starts_on, ends_on)
    if before != _told(campaign):
        audit.record("campaign.changed", audit.subject_of(campaign), actor=actor, before=before, after=_told(campaign))
    return campaign


def _write(campaign: Campaign, names: Mapping[str, str], starts_on: date, ends_on: date) -> None:
    clean = {f"name_{language}": " ".join(names.get(language, "").split()) for language in ("en", "ru", "ky")}
    if any(not name or len(name) > LONGEST_NAME for name in clean.values()):
        raise Unfit(_("A campaign has a name in each language, of at most 200 characters."))
    if ends_on < starts_on:
        raise Unfit(_("The last day of a campaign is not before its first."))
    alike = Q()
    for name, value in clean.items():
        alike |= Q(**{name: value})
    if Campaign.objects.filter(alike).exclude(pk=campaign.pk).exists():
        raise Unfit(_("Another campaign has this name already: tell them apart by the year."))
    for name, value in clean.items():
        setattr(campaign, name, value)
    campaign.starts_on, campaign.ends_on = starts_on, ends_on
    campaign.save()


def _told(campaign: Campaign) -> dict[str, Any]:
    return audit.fields_of(campaign, "name_en", "name_ru", "name_ky", "starts_on", "ends_on")
