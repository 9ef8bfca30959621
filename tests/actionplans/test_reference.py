"""The Programme, its measures and the campaigns: loaded once, never overwritten, in three languages."""

from datetime import date

import pytest

from actionplans.models import Campaign, Measure, Programme
from actionplans.reference_data import load_programme
from actionplans.states import Pillar
from councils.models import AuditEntry
from councils.states import NotAllowed
from tests.actionplans.conftest import World
from tests.factories import make_operator

pytestmark = pytest.mark.django_db


def test_everything_is_named_in_three_languages() -> None:
    assert load_programme(make_operator()) == {"programmes": 1, "measures": 24, "campaigns": 3}
    for row in (*Programme.objects.all(), *Measure.objects.all(), *Campaign.objects.all()):
        assert all(row.names.values()) and len(set(row.names.values())) == 3, row
    assert set(Measure.objects.values_list("pillar", flat=True)) == set(Pillar.values)
    assert set(Measure.objects.filter(sensitive=True).values_list("code", flat=True)) == {"2.3", "3.1"}
    assert [m.code for m in Measure.objects.all()][8:13] == ["1.9", "1.10", "1.11", "1.12", "2.1"]


def test_a_second_time_adds_and_records_nothing_and_keeps_what_was_changed() -> None:
    operator = make_operator()
    load_programme(operator)
    Measure.objects.filter(code="1.1").update(name_ru="Свой текст")
    Campaign.objects.filter(starts_on__year=2019).update(ends_on=date(2019, 12, 31))
    entries = AuditEntry.objects.count()
    assert load_programme(operator) == {"programmes": 0, "measures": 0, "campaigns": 0}
    assert AuditEntry.objects.count() == entries
    assert Measure.objects.get(code="1.1").name_ru == "Свой текст"
    assert Campaign.objects.get(starts_on__year=2019).ends_on == date(2019, 12, 31)


def test_what_is_missing_is_added_alone() -> None:
    operator = make_operator()
    load_programme(operator)
    Measure.objects.filter(code="1.4").delete()
    assert load_programme(operator) == {"programmes": 0, "measures": 1, "campaigns": 0}
    assert Measure.objects.get(code="1.4").position == 4


def test_a_secretary_loads_nothing(batken: World) -> None:
    with pytest.raises(NotAllowed):
        load_programme(batken.secretary)
    assert not Programme.objects.exists()
