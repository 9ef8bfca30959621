"""SMS's texts on measures: versions, two who write at once, what the national statement and its seal say of them."""

import json
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.utils import DatabaseError

from actionplans.models import Measure, PlanItem
from councils.models import AuditEntry, User
from councils.states import NotAllowed, Refused
from reports import editions
from reports.models import Edition, NationalReport, NationalText, Period
from reports.restatement import narrative_changed
from reports.services import council_reports, national_reports
from reports.services.narrative import TextChangedMeanwhile, write_text
from tests.factories import make_grant, make_measure

from .world import World, blacked_out, make_world, open_report, record, sealed


def make_measures(*codes: str) -> list[Measure]:
    return [make_measure(code) for code in codes]


@pytest.fixture
def measure(world: World) -> Measure:
    """Batken's item 1.1 serves it."""
    (found,) = make_measures("1.1")
    PlanItem.objects.filter(pk=world.item.pk).update(measure=found)
    return found


@pytest.fixture
def period(world: World, measure: Measure) -> Period:
    open_report(world)
    return Period.objects.get()


def consolidated(world: World, sms: User) -> Edition:
    record(world, date(2019, 3, 1), 25)
    council_reports.accept(sealed(world), actor=sms)
    return national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)


def test_each_version_keeps_who_wrote_what(period: Period, measure: Measure, sms: User) -> None:
    second = make_grant("sms", username="second")
    write_text(period, measure, text="Первый текст", number=0, actor=sms)
    write_text(period, measure, text="  Второй текст ", number=1, actor=second)
    assert list(NationalText.objects.values_list("number", "text", "written_by")) == [
        (1, "Первый текст", sms.pk), (2, "Второй текст", second.pk),
    ]  # fmt: skip
    told = [json.loads(entry.text)["after"] for entry in AuditEntry.objects.filter(action="national.text_written")]
    assert [after["version"] for after in told] == [1, 2] and "Первый" not in json.dumps(told, ensure_ascii=False)


def test_the_same_text_again_is_no_new_version(period: Period, measure: Measure, sms: User) -> None:
    first = write_text(period, measure, text="Текст", number=0, actor=sms)
    assert write_text(period, measure, text="Текст\n", number=0, actor=sms) == first
    assert NationalText.objects.count() == 1


def test_who_writes_second_loses_nothing_and_overwrites_nothing(period: Period, measure: Measure, sms: User) -> None:
    first = write_text(period, measure, text="Текст", number=0, actor=sms)
    with pytest.raises(TextChangedMeanwhile) as refused:
        write_text(period, measure, text="Другой", number=0, actor=sms)
    assert refused.value.latest == first
    assert write_text(period, measure, text="Другой", number=1, actor=sms).number == 2


def test_only_sms_writes_and_nothing_is_no_text(period: Period, measure: Measure, sms: User, ga: User) -> None:
    for other in (ga, make_grant("administrator")):
        with pytest.raises(NotAllowed):
            write_text(period, measure, text="Текст", number=0, actor=other)
    with pytest.raises(Refused):
        write_text(period, measure, text=" ", number=0, actor=sms)
    write_text(period, measure, text="Текст", number=0, actor=sms)
    assert write_text(period, measure, text="", number=1, actor=sms).text == ""


def test_the_database_keeps_versions_as_they_were_written(period: Period, measure: Measure, sms: User) -> None:
    version = write_text(period, measure, text="Текст", number=0, actor=sms)
    for change in (
        lambda: NationalText.objects.filter(pk=version.pk).update(text="Иначе"),
        lambda: connection.cursor().execute("DELETE FROM reports_nationaltext"),
        lambda: NationalText.objects.create(
            period=period, measure=measure, number=1, written_by=sms, written_at=version.written_at
        ),
    ):
        with pytest.raises((IntegrityError, DatabaseError)), transaction.atomic():
            change()
    assert NationalText.objects.get().text == "Текст"


def test_the_national_report_seals_the_texts_and_who_wrote_them(world: World, measure: Measure, sms: User) -> None:
    open_report(world)
    period, second = Period.objects.get(), make_grant("sms", username="second")
    write_text(period, measure, text="Первый", number=0, actor=sms)
    write_text(period, measure, text="Итог", number=1, actor=second)
    edition = consolidated(world, sms)
    assert editions.open_edition(edition)["narrative"] == [{
        "measure": {"code": "1.1", "names": measure.names, "pillar": "prevention"}, "text": "Итог",
        "by": ["Sms", "Second"],
        "councils": [{
            "code": "KG-B", "region": world.council.region.names, "texts": [{"item": "1.1", "text": "Ход: 1.1"}],
        }],
    }]  # fmt: skip
    assert "Итог" not in edition.payload and "Ход" not in edition.payload
    assert list(editions.verify(edition)) == []
    blacked_out(edition.texts.get(key="narrative/1.1/KG-B/1"))
    told = editions.open_edition(edition)["narrative"][0]
    assert told["councils"][0]["texts"][0]["text"] == editions.REDACTED and told["text"] == "Итог"


def test_measures_nobody_spoke_of_are_not_told_and_numbers_are_in_order(world: World, sms: User) -> None:
    make_measures("1.10", "1.2", "1.3")
    open_report(world)
    period = Period.objects.get()
    for code in ("1.10", "1.2"):
        write_text(period, Measure.objects.get(code=code), text=f"О мере {code}", number=0, actor=sms)
    told = editions.open_edition(consolidated(world, sms))["narrative"]
    assert [each["measure"]["code"] for each in told] == ["1.2", "1.10"]


def test_a_next_edition_says_what_ga_asked_for_and_which_texts_changed(
    world: World, measure: Measure, sms: User, ga: User
) -> None:
    consolidated(world, sms)
    national = NationalReport.objects.get()
    national_reports.submit_to_ga(national, actor=sms)
    national_reports.return_to_sms(national, actor=ga, reason="Скажите о мере 1.1")
    write_text(national.period, measure, text="Сказано", number=0, actor=sms)
    second = editions.open_edition(national_reports.consolidate(national.period, missing={}, actor=sms))
    told = second["changes"]
    assert (told["reason"], told["asked_by"], told["narrative"]) == ("Скажите о мере 1.1", "Ga", ["1.1"])
    edition = national.editions.get(number=2)
    blacked_out(edition.texts.get(key="narrative/1.1/text"))
    assert narrative_changed(editions.open_edition(edition), second) == []  # the words went, no text changed


@pytest.mark.parametrize("councils", [1, 3])
def test_opening_many_editions_costs_one_query_for_their_texts(
    councils: int, world: World, sms: User, django_assert_num_queries: object
) -> None:
    for code in ("KG-O", "KG-J")[: councils - 1]:
        council_reports.accept(sealed_silent(make_world(code)), actor=sms)
    record(world, date(2019, 3, 1), 25)
    council_reports.accept(sealed(world), actor=sms)
    rows = list(Edition.objects.order_by("pk"))
    with django_assert_num_queries(1):  # type: ignore[operator]
        opened = editions.open_editions(rows)
    assert opened == [editions.open_edition(row, with_events=False) for row in rows]


def sealed_silent(world: World) -> object:
    record(world, date(2019, 3, 2), 5)
    return sealed(world)
