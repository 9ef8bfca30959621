"""councils/<code>/plans/<pk>/figures/: figures that no event gives, typed in with their document (rules 5, 9, 12)."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from actionplans.models import Indicator, QuarterGuard, TypedFigure
from actionplans.quarters import Quarter
from actionplans.services.figures import FigureChangedMeanwhile, FigureRefused, type_figure
from councils import clock
from councils.models import AuditEntry
from councils.states import NotAllowed
from tests.factories import make_grant, make_item, make_member

from .conftest import signed_in

Q3, Q4 = Quarter(2019, 3), Quarter(2019, 4)
LETTER = "Справка ЦОН № 5"


@pytest.fixture
def typed_in(batken):
    """Two typed-in indicators of one item: calls, and a per cent."""
    item = make_item(batken.plan, "2.2", {"typed_in": 4}, title_ru="Горячая линия")
    first = item.indicators.get()
    Indicator.objects.create(item=item, position=2, name_ru="Доля", unit="per_cent", source="typed_in")
    return first


def typed(indicator, actor, *, quarter=Q4, value="12.5", document=LETTER, version=0):
    return type_figure(
        indicator, quarter, value=Decimal(value), document=document, version=version, actor=actor
    )  # fmt: skip


def guard(council, quarter=Q3, **values):
    days = {"starts_on": quarter.starts_on, "ends_on": quarter.ends_on, "locks_on": date(2019, 12, 31)}
    return QuarterGuard.objects.create(council=council, **(days | values))


def address(world, quarter=Q4):
    return world.url(f"plans/{world.plan.pk}/figures/?quarter={quarter.label}")


def sent(page, **changes):
    """What the page's form would send: every field as shown, with `<indicator>_<field>` changes."""
    data = {}
    for form in page.context["forms"]:
        for name in form.fields:
            shown = form[name].value()
            data[form.add_prefix(name)] = changes.get(f"{name}_{form.row.indicator.position}", shown or "")
    return {name: str(value) for name, value in data.items()}


# ---- the verb


def test_a_figure_is_typed_with_its_document_and_recorded_once(batken, typed_in):
    figure = typed(typed_in, batken.secretary)

    assert (figure.value, figure.document, figure.version, figure.changed_on) == (
        Decimal("12.5"), LETTER, 1, date(2019, 11, 20),
    )  # fmt: skip
    entry = AuditEntry.objects.get(action="figure.typed")
    assert (entry.chain, entry.subject) == ("KG-B", f"figure:{typed_in.pk}/2019-Q4")
    assert '"before":null' in entry.text and '"value":"12.5"' in entry.text


def test_the_same_content_again_changes_nothing(batken, typed_in):
    typed(typed_in, batken.secretary)
    typed(typed_in, batken.secretary)

    assert TypedFigure.objects.get().version == 1
    assert AuditEntry.objects.filter(action="figure.typed").count() == 1


def test_a_change_names_what_stood_before(batken, typed_in):
    typed(typed_in, batken.secretary)
    figure = typed(typed_in, batken.secretary, value="13", version=1)

    assert (figure.value, figure.version) == (Decimal(13), 2)
    text = AuditEntry.objects.filter(action="figure.typed").latest("pk").text
    assert '"before":{"document":"Справка ЦОН № 5","value":"12.50","version":1}' in text


def test_the_second_of_two_editors_is_asked(batken, typed_in):
    typed(typed_in, batken.secretary)
    typed(typed_in, batken.secretary, value="13", version=1)

    with pytest.raises(FigureChangedMeanwhile, match=r"13 .Справка ЦОН № 5. here meanwhile") as conflict:
        typed(typed_in, batken.secretary, value="14", version=1)
    assert conflict.value.figure.value == Decimal(13)
    assert TypedFigure.objects.get().value == Decimal(13)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"document": "  "}, "Name the document"),
        ({"document": "д" * 201}, "at most 200 characters, not 201"),
        ({"value": "-1"}, "from 0 to"),
        ({"value": "1000000000"}, "from 0 to"),
        ({"value": "0.125"}, "two digits after the comma"),
        ({"quarter": Quarter(2020, 1)}, "has not begun yet|in no endorsed plan"),
        ({"quarter": Quarter(2017, 4)}, "in no endorsed plan"),
    ],
)
def test_what_is_no_figure_of_that_quarter_is_refused(batken, typed_in, change, words):
    with pytest.raises(FigureRefused, match=words):
        typed(typed_in, batken.secretary, **change)
    assert not TypedFigure.objects.exists()


def test_a_quarter_to_come_is_refused_even_within_the_plan(batken, typed_in):
    with clock.at(date(2019, 9, 30)), pytest.raises(FigureRefused, match="has not begun yet"):
        typed(typed_in, batken.secretary)


def test_an_indicator_that_is_counted_is_not_typed(batken):
    with pytest.raises(FigureRefused, match="it is counted"):
        typed(batken.item.indicators.first(), batken.secretary)


def test_an_item_about_victims_takes_no_figure(batken, typed_in):
    item = make_item(batken.plan, "2.3", {"typed_in": 10}, sensitive=True)

    with pytest.raises(FigureRefused, match="state only"):
        typed(item.indicators.get(), batken.secretary)
    with pytest.raises(DatabaseError), transaction.atomic():
        TypedFigure.objects.create(
            indicator=item.indicators.get(), quarter=20194, value=3, document="х", recorded_by=batken.secretary,
            changed_on=date(2019, 11, 20),
        )  # fmt: skip


def test_a_withdrawn_item_takes_figures_of_its_last_quarter_only(batken, typed_in):
    item = typed_in.item
    item.withdrawn_from = date(2019, 9, 1)
    item.save()

    assert typed(typed_in, batken.secretary, quarter=Q3).value == Decimal("12.5")
    with pytest.raises(FigureRefused, match="in no endorsed plan in Quarter IV 2019"):
        typed(typed_in, batken.secretary)


def test_a_sealed_quarter_is_refused_in_words_and_by_the_database(batken, typed_in):
    guard(batken.council, sealed=True)

    with pytest.raises(FigureRefused, match=r"sealed\. Ask SMS to reopen it"):
        typed(typed_in, batken.secretary, quarter=Q3)
    with pytest.raises(DatabaseError), transaction.atomic():
        TypedFigure.objects.create(
            indicator=typed_in, quarter=20193, value=3, document="х", recorded_by=batken.secretary,
            changed_on=date(2019, 11, 20),
        )  # fmt: skip
    assert typed(typed_in, batken.secretary).quarter == 20194


def test_a_locked_quarter_is_refused_in_words(batken, typed_in):
    guard(batken.council, locks_on=date(2019, 10, 31))

    with pytest.raises(FigureRefused, match=r"locked after 31\.10\.2019\. Ask SMS"):
        typed(typed_in, batken.secretary, quarter=Q3)


def test_only_the_councils_secretary_types(batken, osh, typed_in):
    for actor in (osh.secretary, make_member(batken.council, "chair"), make_grant("sms")):
        with pytest.raises(NotAllowed):
            typed(typed_in, actor)


# ---- the page


def test_the_page_shows_every_typed_indicator_with_last_quarters_figure(secretary, batken, typed_in):
    typed(typed_in, batken.secretary, quarter=Q3, value="7")
    make_item(batken.plan, "2.3", {"typed_in": 10}, sensitive=True)

    page = secretary.get(address(batken))

    assert [(f.row.item.number, f.row.indicator.name_ru, f.row.target) for f in page.context["forms"]] == [
        ("2.2", "Показатель 1", Decimal(4)), ("2.2", "Доля", None),
    ]  # fmt: skip
    assert [f.row.last and f.row.last.value for f in page.context["forms"]] == [Decimal(7), None]


def test_rows_are_saved_each_by_itself(secretary, batken, typed_in):
    page = secretary.get(address(batken))
    answer = secretary.post(address(batken), sent(page, value_1="12,5", document_1=LETTER, value_2="много"))

    assert answer.status_code == 200
    assert TypedFigure.objects.get().value == Decimal("12.5")
    first, second = answer.context["forms"]
    assert not first.is_bound and second.errors["value"] == [
        "Figure, 2.2 Доля: “много” is not a number. Write digits only, such as 25"
    ]
    body = answer.content.decode()
    assert "1 figure is saved." in body and "много" in body and "<title>Error:" in body
    # What is left to mend is kept for the next visit; what was saved is not asked again.
    again = secretary.get(address(batken))
    assert "много" in again.content.decode()
    done = secretary.post(address(batken), sent(again, value_2="40", document_2="Отчёт"))
    assert done.status_code == 302
    assert sorted(TypedFigure.objects.values_list("value", "version")) == [(Decimal("12.5"), 1), (Decimal(40), 1)]


def test_a_row_without_its_document_or_its_figure_says_so(secretary, batken, typed_in):
    page = secretary.get(address(batken))
    answer = secretary.post(address(batken), sent(page, value_1="3", document_2=LETTER))

    first, second = answer.context["forms"]
    assert first.errors["document"] == ["Name the document that proves the figure."]
    assert second.errors["value"] == ["Write the figure that the document proves."]
    assert not TypedFigure.objects.exists()


def test_a_figure_is_not_taken_out_by_emptying_its_row(secretary, batken, typed_in):
    typed(typed_in, batken.secretary)
    page = secretary.get(address(batken))
    answer = secretary.post(address(batken), sent(page, value_1="", document_1=""))

    assert "changed, never taken out" in answer.context["forms"][0].errors["value"][0]
    assert TypedFigure.objects.get().value == Decimal("12.5")


def test_a_row_nobody_touched_replaces_nothing(secretary, batken, typed_in):
    typed(typed_in, batken.secretary, value="1234.5")
    page = secretary.get(address(batken))
    typed(typed_in, batken.secretary, value="13", version=1)
    answer = secretary.post(address(batken), sent(page, value_2="1", document_2="д"))

    assert answer.status_code == 302
    assert list(TypedFigure.objects.order_by("indicator").values_list("value", flat=True)) == [13, 1]


def test_the_second_of_two_editors_sees_both_and_loses_nothing(secretary, batken, typed_in):
    page = secretary.get(address(batken))
    typed(typed_in, batken.secretary, value="13")
    answer = secretary.post(address(batken), sent(page, value_1="14", document_1="Моя справка"))

    assert answer.status_code == 409
    body = answer.content.decode()
    assert "Aigul typed 13 (Справка ЦОН № 5) here meanwhile" in body and "Моя справка" in body
    done = secretary.post(address(batken), sent(answer))
    assert done.status_code == 302
    assert TypedFigure.objects.get().value == Decimal(14)


def test_unsaved_typing_of_one_quarter_does_not_show_in_another(secretary, batken, typed_in):
    page = secretary.get(address(batken))
    secretary.post(address(batken), sent(page, value_1="много") | {"set_language": "ru"})

    assert "много" in secretary.get(address(batken)).content.decode()
    other = secretary.get(address(batken, Q3))
    assert "много" not in other.content.decode() and other.context["form"]["draft_saved_at"] is None


def test_the_page_opens_on_the_quarter_whose_report_is_written(secretary, batken, typed_in):
    plain = batken.url(f"plans/{batken.plan.pk}/figures/")

    assert secretary.get(plain).context["quarter"] == Q4
    guard(batken.council)
    assert secretary.get(plain).context["quarter"] == Q3
    assert secretary.get(plain).context["quarters"][-1] == Quarter(2018, 1)
    assert secretary.get(address(batken, Quarter(2020, 1))).status_code == 404


def test_a_sealed_quarter_is_shown_and_cannot_be_typed(secretary, batken, typed_in):
    typed(typed_in, batken.secretary, quarter=Q3)
    page = secretary.get(address(batken, Q3))
    guard(batken.council, sealed=True)
    shown = secretary.get(address(batken, Q3))

    assert "is sealed. Ask SMS to reopen it" in shown.content.decode()
    assert not shown.context["may_type"] and "12,5" in shown.content.decode()
    late = secretary.post(address(batken, Q3), sent(page, value_1="99"))
    assert "99" in late.content.decode() and "is sealed" in late.context["forms"][0].errors["value"][0]
    assert TypedFigure.objects.get().value == Decimal("12.5")


def test_members_and_sms_read_others_do_not(client, batken, osh, typed_in):
    typed(typed_in, batken.secretary)
    for user, status in (
        (make_member(batken.council, "youth"), 200), (make_grant("sms"), 200), (make_grant("ga"), 403),
        (osh.secretary, 404),
    ):  # fmt: skip
        page = signed_in(client, user).get(address(batken))
        assert page.status_code == status
        if status == 200:
            assert LETTER in page.content.decode() and '<form id="page-form"' not in page.content.decode()
        assert client.post(address(batken), {}).status_code == (404 if status == 404 else 403)


def test_a_plan_in_draft_has_nothing_to_type(secretary, batken, typed_in):
    batken.plan.status = "draft"
    type(batken.plan).objects.filter(pk=batken.plan.pk).update(status="draft")

    assert "Nothing to type in yet" in secretary.get(batken.url(f"plans/{batken.plan.pk}/figures/")).content.decode()


@pytest.mark.parametrize("more", [0, 6])
def test_the_page_asks_as_often_for_one_indicator_as_for_many(secretary, batken, typed_in, more):
    for number in range(more):
        make_item(batken.plan, f"3.{number}", {"typed_in": 1})
    with CaptureQueriesContext(
        connection,
    ) as asked:
        secretary.get(address(batken))
    assert len(asked) == 16, [query["sql"][:90] for query in asked]


def test_the_database_moves_no_figure_to_another_quarter_or_indicator(batken, typed_in):
    figure = typed(typed_in, batken.secretary)
    other = typed_in.item.indicators.exclude(pk=typed_in.pk).get()

    for elsewhere in ({"quarter": Q3.number}, {"indicator": other}):
        with pytest.raises(DatabaseError), transaction.atomic():
            TypedFigure.objects.filter(pk=figure.pk).update(**elsewhere)
