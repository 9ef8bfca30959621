"""Amendments: gathered in one draft, put in force by an order, refused where they would strand or rewrite (rule 5)."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext

from actionplans.amending import difference_of, histories, number_key
from actionplans.models import Amendment, ItemVersion, PlanItem, QuarterGuard, TypedFigure
from actionplans.services.amendments import (
    AmendmentRefused,
    change_item_in,
    drop_amendment,
    endorse_amendment,
    open_amendment,
    prolong_plan,
    undo_change,
    withdraw_item_in,
)
from actionplans.services.items import ItemRefused
from actionplans.states import Source, Unit
from actionplans.wording import IndicatorDraft, ItemDraft, draft_of
from councils import clock
from councils.files import UploadRefused
from councils.models import AuditEntry
from councils.states import IllegalMove, NotAllowed, Refused
from tests.factories import make_event, make_item, make_member, make_plan

ORDERED = date(2019, 11, 1)
PDF = b"%PDF-1.4\n%%EOF"


def endorsed(amendment, world, day=ORDERED, **order):
    told = {"authority": "Полпред", "order_number": "№ 77", "reason": "Уточнены показатели"} | order
    return endorse_amendment(amendment, ordered_on=day, actor=world.secretary, **told)


def amended(world, *changes, day=ORDERED):
    """An endorsed amendment; each change is (item or None, what it becomes or None for withdrawn)."""
    amendment = open_amendment(world.plan, actor=world.secretary)
    for item, draft in changes:
        if draft is None:
            withdraw_item_in(amendment, item, actor=world.secretary)
        else:
            change_item_in(amendment, item, draft, actor=world.secretary)
    return endorsed(amendment, world, day)


def said(item, **changes):
    return replace(draft_of(PlanItem.objects.get(pk=item.pk)), **changes)


def new(number, title, **values):
    """An item that an amendment may add: with an indicator."""
    counted = [IndicatorDraft("Проведено", Unit.EVENT, "", Source.EVENTS, {2019: Decimal(3)})]
    return ItemDraft(number, title, indicators=counted, **values)


def with_target(item, value):
    draft = said(item)
    draft.indicators[0].targets[2019] = Decimal(value)
    return draft


def guard(world, quarter=(2019, 3), **values):
    first = date(quarter[0], quarter[1] * 3 - 2, 1)
    last = date(quarter[0], quarter[1] * 3, 30)
    values = {"sealed": True, "locks_on": date(2020, 1, 25)} | values
    return QuarterGuard.objects.create(council=world.council, starts_on=first, ends_on=last, **values)


@pytest.fixture
def amendment(batken):
    return open_amendment(batken.plan, actor=batken.secretary)


# ---- the draft


def test_one_amendment_is_open_at_a_time(batken, amendment):
    assert (amendment.number, amendment.status) == (1, "draft")

    with pytest.raises(AmendmentRefused, match="Amendment № 1 is open"):
        open_amendment(batken.plan, actor=batken.secretary)
    with pytest.raises(DatabaseError), transaction.atomic():
        Amendment.objects.create(plan=batken.plan, number=2)


def test_only_the_secretary_amends_and_only_an_endorsed_plan(batken, amendment):
    draft_plan = make_plan(batken.council, date(2020, 1, 1), date(2020, 12, 31), endorsed=False)
    chair = make_member(batken.council, "chair", "chair")

    with pytest.raises(IllegalMove):
        open_amendment(draft_plan, actor=batken.secretary)
    for refused in (
        lambda: open_amendment(batken.plan, actor=chair),
        lambda: change_item_in(amendment, batken.item, said(batken.item, due="май"), actor=chair),
        lambda: withdraw_item_in(amendment, batken.item, actor=chair),
        lambda: drop_amendment(amendment, actor=chair),
        lambda: endorse_amendment(
            amendment, authority="Я", order_number="1", ordered_on=ORDERED, reason="так", actor=chair
        ),
    ):
        with pytest.raises(NotAllowed):
            refused()


def test_the_plan_stays_as_it_is_until_the_order(batken, amendment):
    change_item_in(amendment, batken.item, with_target(batken.item, 300), actor=batken.secretary)
    change_item_in(amendment, None, new("1.3", "Новый пункт"), actor=batken.secretary)

    assert said(batken.item).indicators[0].targets[2019] == 204
    assert batken.plan.items.count() == 1


def test_an_item_is_in_a_draft_once_and_each_change_can_be_undone(batken, amendment):
    by = batken.secretary
    change_item_in(amendment, batken.item, with_target(batken.item, 300), actor=by)
    change = withdraw_item_in(amendment, batken.item, actor=by)
    assert amendment.changes.get() == change and change.kind == "withdrawn" and change.content is None

    undo_change(change, actor=by)
    assert not amendment.changes.exists()


def test_saying_what_the_plan_says_already_takes_the_change_out(batken, amendment):
    assert change_item_in(amendment, batken.item, said(batken.item), actor=batken.secretary) is None
    change_item_in(amendment, batken.item, with_target(batken.item, 300), actor=batken.secretary)

    change_item_in(amendment, batken.item, with_target(batken.item, "204"), actor=batken.secretary)

    assert not amendment.changes.exists()


def test_an_added_item_can_be_changed_again_and_taken_out_again(batken, amendment):
    by = batken.secretary
    change = change_item_in(amendment, None, new("1.3", "Новый пункт"), actor=by)

    again = change_item_in(amendment, None, new("1.4", "Новее"), actor=by, change=change)

    assert again.pk == change.pk and amendment.changes.get().content["number"] == "1.4"
    undo_change(again, actor=by)
    assert not amendment.changes.exists()


def test_a_number_is_taken_by_an_item_of_the_plan_or_of_the_amendment(batken, amendment):
    by = batken.secretary
    with pytest.raises(AmendmentRefused, match=r"The number 1\.2 is taken"):
        change_item_in(amendment, None, new("1.2", "Двойник"), actor=by)
    change_item_in(amendment, None, new("1.3", "Новый"), actor=by)
    with pytest.raises(AmendmentRefused, match=r"The number 1\.3 is taken"):
        change_item_in(amendment, batken.item, said(batken.item, number="1.3"), actor=by)


def test_an_item_of_another_plan_or_withdrawn_before_is_refused(batken, osh, amendment):
    with pytest.raises(AmendmentRefused, match="not in the plan"):
        withdraw_item_in(amendment, osh.item, actor=batken.secretary)
    withdraw_item_in(amendment, batken.item, actor=batken.secretary)
    endorsed(amendment, batken)
    second = open_amendment(batken.plan, actor=batken.secretary)

    with pytest.raises(AmendmentRefused, match="not any more"):
        change_item_in(second, batken.item, said(batken.item, due="май"), actor=batken.secretary)


def test_a_dropped_draft_leaves_nothing_but_its_audit_entry(batken, amendment):
    change_item_in(amendment, batken.item, with_target(batken.item, 300), actor=batken.secretary)

    drop_amendment(amendment, actor=batken.secretary)

    assert not Amendment.objects.exists()
    actions = AuditEntry.objects.filter(chain="KG-B").values_list("action", flat=True)
    assert set(actions) == {"amendment.opened", "amendment.changed", "amendment.dropped"}
    assert open_amendment(batken.plan, actor=batken.secretary).number == 1


def test_a_number_that_two_items_would_have_stands_in_the_way(batken, amendment):
    last = make_item(batken.plan, "1.3", {"events": 7})
    change_item_in(amendment, batken.item, said(batken.item, number="1.3"), actor=batken.secretary)

    with pytest.raises(AmendmentRefused, match=r"1\.3 would stand for two items"):
        endorsed(amendment, batken)
    change_item_in(amendment, last, said(last, number="1.4"), actor=batken.secretary)
    endorsed(amendment, batken)
    assert list(batken.plan.items.values_list("number", flat=True)) == ["1.3", "1.4"]


# ---- in force


def test_the_order_changes_adds_and_withdraws_and_keeps_what_was(batken):
    gone = make_item(batken.plan, "1.4", {"events": 5})
    events, participants = batken.item.indicators.all()
    draft = with_target(batken.item, 300)
    draft.title_ru, draft.indicators = "Беседы и лекции", draft.indicators[:1]
    fresh = [IndicatorDraft("Роздано", Unit.COPY, "экз.", Source.MATERIALS, {2019: Decimal(50)})]
    new = ItemDraft("1.3", "Новый пункт", organisations=["Лицей № 5"], indicators=fresh)

    amendment = amended(batken, (batken.item, draft), (None, new), (gone, None))

    item = PlanItem.objects.get(pk=batken.item.pk)
    assert item.title_ru == "Беседы и лекции"
    assert [(one.pk, one.targets.get(year=2019).value) for one in item.indicators.all()] == [(events.pk, 300)]
    assert list(batken.plan.items.values_list("number", "in_effect_from", "withdrawn_from")) == [
        ("1.2", None, None), ("1.3", ORDERED, None), ("1.4", None, ORDERED),
    ]  # fmt: skip
    version = ItemVersion.objects.get(item=item)
    assert version.valid_until == date(2019, 10, 31) and version.amendment == amendment
    assert [one["pk"] for one in version.content["indicators"]] == [events.pk, participants.pk]
    assert version.content["indicators"][0]["targets"] == [[2018, "204"], [2019, "204"]]
    assert ItemVersion.objects.get(item=gone).content["title_ru"] == "Пункт 1.4"
    entry = AuditEntry.objects.filter(chain="KG-B").latest("number")
    assert entry.action == "plan.amended" and "Уточнены показатели" in entry.text


def test_items_may_take_one_anothers_numbers_and_a_new_one_stands_in_its_place(batken):
    last = make_item(batken.plan, "1.3", {"events": 7})

    amended(
        batken, (batken.item, said(batken.item, number="1.3")), (last, said(last, number="1.2")),
        (None, new("1.2а", "Между")),
    )  # fmt: skip

    rows = dict(batken.plan.items.values_list("number", "pk"))
    assert (rows["1.2"], rows["1.3"]) == (last.pk, batken.item.pk)
    assert list(batken.plan.items.values_list("position", flat=True)) == [1, 2, 3]


def test_indicators_can_change_places_and_stay_themselves(batken):
    first, second = (one.pk for one in batken.item.indicators.all())
    draft = said(batken.item)
    draft.indicators.reverse()

    amendment = amended(batken, (batken.item, draft))

    assert [one.pk for one in batken.item.indicators.order_by("position")] == [second, first]
    (told,) = difference_of(amendment)
    assert [line.label for line in told.lines] == ["Order of indicators"] and told.indicators == ()


def test_an_indicator_with_typed_figures_is_not_taken_out(batken, amendment):
    item = make_item(batken.plan, "4.1", {"typed_in": 3, "events": 2})
    TypedFigure.objects.create(
        indicator=item.indicators.first(), quarter=20193, value=1, document="Акт", recorded_by=batken.secretary,
        changed_on=date(2019, 10, 1),
    )  # fmt: skip
    change_item_in(amendment, item, said(item, indicators=said(item).indicators[1:]), actor=batken.secretary)

    with pytest.raises(ItemRefused, match="has figures typed in"):
        endorsed(amendment, batken)
    assert Amendment.objects.get().status == "draft" and not ItemVersion.objects.exists()


def test_the_scan_of_the_order_is_kept_and_a_bad_one_leaves_the_draft(batken, amendment):
    withdraw_item_in(amendment, batken.item, actor=batken.secretary)
    with pytest.raises(UploadRefused):
        endorsed(amendment, batken, scan=SimpleUploadedFile("приказ.pdf", b"MZ not a pdf"))
    assert Amendment.objects.get().status == "draft"

    done = endorsed(amendment, batken, scan=SimpleUploadedFile("приказ.pdf", PDF))

    assert (done.scan.kind, done.scan.name, done.scan.council) == ("pdf", "приказ.pdf", batken.council)
    done.scan.file.delete(save=False)


# ---- refused


def test_an_order_names_everything_and_an_amendment_changes_something(batken, amendment):
    with pytest.raises(AmendmentRefused, match="changes nothing"):
        endorsed(amendment, batken)
    withdraw_item_in(amendment, batken.item, actor=batken.secretary)
    for empty in ("authority", "order_number", "reason"):
        with pytest.raises(Refused):
            endorsed(amendment, batken, **{empty: " "})
    with pytest.raises(AmendmentRefused, match="at least one"):
        change_item_in(amendment, None, ItemDraft("1.3", "Без показателя"), actor=batken.secretary)


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (date(2019, 11, 21), "still to come"),
        (date(2017, 12, 31), "endorsed on 01.01.2018"),
        (date(2019, 6, 1), "amendment № 1 is of 01.11.2019 already"),
    ],
)
def test_the_day_of_the_order(batken, day, words):
    if words.startswith("amendment"):
        amended(batken, (None, new("1.3", "Первое изменение")))
    amendment = open_amendment(batken.plan, actor=batken.secretary)
    withdraw_item_in(amendment, batken.item, actor=batken.secretary)

    with pytest.raises(Refused, match=words):
        endorsed(amendment, batken, day)


def test_what_is_over_is_not_amended(batken, amendment):
    withdraw_item_in(amendment, batken.item, actor=batken.secretary)

    with clock.at(date(2020, 1, 10)), pytest.raises(AmendmentRefused, match=r"ended on 31\.12\.2019"):
        endorsed(amendment, batken, date(2020, 1, 9))


def test_an_order_before_the_plan_begins_is_in_effect_from_its_first_day(batken):
    guard(batken, (2019, 4))  # of the plan before
    plan = make_plan(batken.council, date(2020, 1, 1), date(2021, 12, 31))
    plan.endorsed_on = date(2019, 11, 5)
    plan.save()
    amendment = open_amendment(plan, actor=batken.secretary)
    change_item_in(amendment, None, new("1.1", "Сразу"), actor=batken.secretary)

    endorsed(amendment, batken, date(2019, 11, 15))

    assert plan.items.get().in_effect_from == date(2019, 11, 15)


def test_a_withdrawal_does_not_strand_events_and_names_them(batken, amendment):
    event = make_event(batken.council, batken.item, ORDERED)
    void = make_event(batken.council, batken.item, date(2019, 11, 5), status="voided", void_reason="дважды")
    withdraw_item_in(amendment, batken.item, actor=batken.secretary)

    with pytest.raises(AmendmentRefused, match=f"{event.code}, {void.code} \\(voided\\)"):
        endorsed(amendment, batken)
    endorsed(amendment, batken, date(2019, 11, 6))

    assert PlanItem.objects.get(pk=batken.item.pk).withdrawn_from == date(2019, 11, 6)


@pytest.mark.parametrize(
    "change", [{"starts_on": date(2019, 6, 2)}, {"ends_on": date(2019, 5, 31)}, {"sensitive": True}]
)
def test_new_dates_and_a_new_state_do_not_strand_events(batken, amendment, change):
    event = make_event(batken.council, batken.item, date(2019, 6, 1))

    with pytest.raises(AmendmentRefused, match=event.code):
        change_item_in(amendment, batken.item, said(batken.item, **change), actor=batken.secretary)


def test_an_event_that_came_after_the_draft_still_stands_in_the_way(batken, amendment):
    change_item_in(amendment, batken.item, said(batken.item, ends_on=date(2019, 11, 10)), actor=batken.secretary)
    events = [make_event(batken.council, batken.item, date(2019, 11, 12)) for _ in range(7)]

    with pytest.raises(AmendmentRefused, match=f"{events[4].code} and 2 more"):
        endorsed(amendment, batken)


def test_an_amendment_does_not_reach_into_a_sealed_or_locked_quarter(batken, amendment):
    withdraw_item_in(amendment, batken.item, actor=batken.secretary)
    guard(batken, (2019, 2), sealed=False, locks_on=date(2019, 7, 25))
    guard(batken, (2019, 3))

    with pytest.raises(AmendmentRefused, match="Quarter III 2019"):
        endorsed(amendment, batken, date(2019, 9, 30))
    with pytest.raises(AmendmentRefused, match="Quarter II 2019, Quarter III 2019"):
        endorsed(amendment, batken, date(2019, 3, 1))
    endorsed(amendment, batken, date(2019, 10, 1))


# ---- a plan prolonged


def prolonged(world, until=date(2020, 6, 30), **order):
    told = {"order_number": "№ 8", "ordered_on": ORDERED, "reason": "Новая Программа"} | order
    return prolong_plan(world.plan, until=until, actor=world.secretary, **told)


def test_a_prolongation_is_an_amendment_of_its_own(batken):
    amended(batken, (batken.item, with_target(batken.item, 300)))

    amendment = prolonged(batken, authority="Полпред", scan=SimpleUploadedFile("приказ.pdf", PDF))

    assert (amendment.number, amendment.status, amendment.ends_on_before) == (2, "endorsed", date(2019, 12, 31))
    batken.plan.refresh_from_db()
    assert batken.plan.ends_on == date(2020, 6, 30)
    assert AuditEntry.objects.filter(chain="KG-B").latest("number").action == "plan.prolonged"
    amendment.scan.file.delete(save=False)


def test_a_prolongation_waits_for_an_open_amendment_and_follows_the_last_order(batken, amendment):
    with pytest.raises(AmendmentRefused, match="Amendment № 1 is open"):
        prolonged(batken)
    change_item_in(amendment, batken.item, with_target(batken.item, 300), actor=batken.secretary)
    endorsed(amendment, batken)
    with pytest.raises(AmendmentRefused, match="a later one"):
        prolonged(batken, ordered_on=date(2019, 10, 31))


def test_a_prolongation_does_not_reach_into_a_closed_quarter_or_another_plan(batken):
    guard(batken, (2020, 2))
    with pytest.raises(AmendmentRefused, match="Quarter II 2020"):
        prolonged(batken)
    with pytest.raises(Refused, match="must be later"):
        prolonged(batken, until=batken.plan.ends_on)
    make_plan(batken.council, date(2020, 3, 1), date(2020, 12, 31), endorsed=False)
    with pytest.raises(Refused, match="has a plan for some of these days"):
        prolonged(batken, until=date(2020, 3, 31))


# ---- the database behind


def test_the_database_refuses_what_the_verbs_refuse(batken):
    make_event(batken.council, batken.item, date(2019, 11, 13))
    amendment = amended(batken, (batken.item, with_target(batken.item, 300)))
    version = ItemVersion.objects.get()

    for refused in (
        lambda: PlanItem.objects.filter(pk=batken.item.pk).update(withdrawn_from=date(2019, 11, 13)),
        lambda: PlanItem.objects.filter(pk=batken.item.pk).update(in_effect_from=date(2019, 11, 14)),
        lambda: PlanItem.objects.filter(pk=batken.item.pk).update(ends_on=date(2019, 11, 12)),
        lambda: PlanItem.objects.filter(pk=batken.item.pk).update(sensitive=True),
        lambda: amendment.changes.update(content=None),
        lambda: amendment.changes.all().delete(),
        lambda: Amendment.objects.filter(pk=amendment.pk).update(reason="иначе"),
        lambda: Amendment.objects.filter(pk=amendment.pk).delete(),
        lambda: ItemVersion.objects.filter(pk=version.pk).update(content={}),
        lambda: ItemVersion.objects.filter(pk=version.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            refused()
    PlanItem.objects.filter(pk=batken.item.pk).update(withdrawn_from=date(2019, 11, 14))
    with pytest.raises(DatabaseError), transaction.atomic():
        make_event(batken.council, batken.item, date(2019, 11, 14))


def test_an_endorsed_amendment_does_not_change_any_more(batken):
    amendment = amended(batken, (batken.item, with_target(batken.item, 300)))

    for refused in (
        lambda: change_item_in(amendment, None, new("1.9", "Поздно"), actor=batken.secretary),
        lambda: undo_change(amendment.changes.get(), actor=batken.secretary),
        lambda: drop_amendment(amendment, actor=batken.secretary),
        lambda: endorsed(amendment, batken),
    ):
        with pytest.raises(IllegalMove):
            refused()


# ---- the difference, item by item


def lines_of(told):
    return [(line.label, line.before, line.after) for line in told]


def test_the_difference_is_told_item_by_item_before_and_after_the_order(batken, amendment):
    gone = make_item(batken.plan, "1.10", {"events": 5})
    draft = with_target(batken.item, 1300)
    draft.due, draft.organisations = "до мая", ["Лицей № 5"]
    draft.indicators = draft.indicators[:1]
    draft.indicators[0].quarterly[2019, 2] = Decimal("12.5")
    change_item_in(amendment, batken.item, draft, actor=batken.secretary)
    withdraw_item_in(amendment, gone, actor=batken.secretary)
    change_item_in(amendment, None, new("1.3", "Новый пункт", funding="МБ"), actor=batken.secretary)
    drafted = difference_of(amendment)

    told = difference_of(endorsed(amendment, batken))

    assert [(one.kind, one.number) for one in told] == [("added", "1.3"), ("changed", "1.2"), ("withdrawn", "1.10")]
    fresh, changed, out = told
    assert lines_of(fresh.lines) == [
        ("Number", "", "1.3"),
        ("Title in Russian", "", "Новый пункт"),
        ("Funding", "", "МБ"),
    ]
    assert lines_of(changed.lines) == [
        ("Organisations that answer", "", "Лицей № 5"), ("Term", "ежеквартально", "до мая"),
    ]  # fmt: skip
    assert [(one.kind, one.name) for one in changed.indicators] == [
        ("changed", "Показатель 1"), ("withdrawn", "Показатель 2"),
    ]  # fmt: skip
    assert lines_of(changed.indicators[0].lines) == [
        ("Target, 2019", "204", "1\N{NARROW NO-BREAK SPACE}300"), ("Target, Quarter II 2019", "", "12,5"),
    ]  # fmt: skip
    assert ("Target, 2019", "5", "") in lines_of(out.indicators[0].lines)
    assert [(d.kind, d.number, d.lines, d.indicators) for d in drafted] == [
        (d.kind, d.number, d.lines, d.indicators) for d in told
    ]


def test_a_later_amendment_does_not_alter_what_an_earlier_one_says(batken):
    first = amended(batken, (batken.item, with_target(batken.item, 300)))
    before = difference_of(first)
    amended(batken, (batken.item, with_target(batken.item, 400)), day=date(2019, 11, 15))

    assert difference_of(first) == before
    item = PlanItem.objects.get(pk=batken.item.pk)
    told = histories([item])[item.pk]
    assert [(one.until, one.amendment.number) for one in told] == [(date(2019, 11, 14), 2), (date(2019, 10, 31), 1)]
    assert [lines_of(one.indicators[0].lines) for one in told] == [
        [("Target, 2019", "300", "400")], [("Target, 2019", "204", "300")],
    ]  # fmt: skip


def test_the_difference_costs_the_same_for_one_item_and_for_many(batken, amendment):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            difference_of(Amendment.objects.get())
        return len(asked)

    change_item_in(amendment, batken.item, with_target(batken.item, 300), actor=batken.secretary)
    one = queries()
    for number in ("2.1", "2.2", "2.3"):
        item = make_item(batken.plan, number, {"events": 5, "materials": 7})
        change_item_in(amendment, item, with_target(item, 8), actor=batken.secretary)
    assert queries() == one


def test_items_sort_as_people_number_them():
    assert sorted(["1.10", "2", "1.2", "1.2а", "1.9"], key=number_key) == ["1.2", "1.2а", "1.9", "1.10", "2"]
