"""The events sheet as django-import-export would write it: its usual way, with the same rows and columns."""

from typing import Any

from import_export import fields, resources

from actionplans.models import Event
from actionplans.models.events import AGES, SEXES
from actionplans.states import OrganisationRole

COUNTS = ("participants", "women", "men", *AGES, "under_18", "audience", "materials")


class EventResource(resources.ModelResource):
    council = fields.Field("council__region__name_ru")
    district = fields.Field("district__name_ru")
    form = fields.Field()
    item = fields.Field("item__number")
    measure = fields.Field("item__measure__code")
    campaign = fields.Field("campaign__name_ru")
    sex_not_recorded = fields.Field()
    age_not_recorded = fields.Field()
    youth = fields.Field()
    basis = fields.Field()
    partners = fields.Field()
    evidence = fields.Field()
    corrected = fields.Field()
    letter = fields.Field("batch__letter_number")

    class Meta:
        model = Event
        fields = (
            "code", "council", "starts_on", "ends_on", "district", "place", "form", "title", "item", "measure",
            "campaign", *COUNTS, "sex_not_recorded", "age_not_recorded", "youth", "basis", "partners", "evidence",
            "corrected", "letter",
        )  # fmt: skip

    def dehydrate_form(self, event: Any) -> str:
        return str(event.get_form_display())

    def dehydrate_basis(self, event: Any) -> str:
        return str(event.get_basis_display())

    def dehydrate_sex_not_recorded(self, event: Any) -> int | None:
        return _rest(event, SEXES)

    def dehydrate_age_not_recorded(self, event: Any) -> int | None:
        return _rest(event, AGES)

    def dehydrate_youth(self, event: Any) -> int | None:
        return event.age_14_28

    def dehydrate_partners(self, event: Any) -> str:
        named = event.event_organisations.all()
        return "; ".join(one.organisation.name for one in named if one.role == OrganisationRole.PARTNER)

    def dehydrate_evidence(self, event: Any) -> str:
        return ""

    def dehydrate_corrected(self, event: Any) -> str:
        return "да" if event.version > 1 else "нет"


def _rest(event: Any, parts: tuple[str, ...]) -> int | None:
    if event.participants is None:
        return None
    return int(event.participants - sum(getattr(event, part) or 0 for part in parts))


def resource_of() -> EventResource:
    return EventResource()
