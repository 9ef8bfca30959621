"""A council report's way: prepared, signed and sealed, returned, accepted, reopened (rules 10 to 12)."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction

from actionplans.models import QuarterGuard
from actionplans.services.events import EventRefused, change_event, void_event
from councils import audit, clock
from councils.models import AuditEntry, User
from councils.states import IllegalMove, NotAllowed, Refused
from reports import editions
from reports.models import CouncilReport, Edition, Period
from reports.services import council_reports, entries, periods, signing
from reports.statement import statement_of
from tests.factories import make_member

from .world import Q1, World, blacked_out, draft, open_report, prepared, record, sealed


def test_a_period_copies_deadline_and_lock_date_on_the_day_it_is_opened(world: World) -> None:
    period = periods.open_period(Q1, actor=None)
    assert (period.deadline, period.locks_on) == (date(2019, 4, 15), date(2019, 4, 30))


def test_a_period_opened_after_its_time_counts_from_the_day_it_was_opened(world: World) -> None:
    with clock.at(date(2020, 1, 7)):
        period = periods.open_period(Q1, actor=None)
    assert (period.deadline, period.locks_on) == (date(2020, 1, 22), date(2020, 2, 29))


def test_a_quarter_that_is_not_over_is_not_opened(world: World) -> None:
    with clock.at(date(2019, 3, 31)), pytest.raises(Refused, match="not over"):
        periods.open_period(Q1, actor=None)
    assert not Period.objects.exists()


def test_opening_a_report_twice_gives_one(world: World) -> None:
    assert open_report(world) == open_report(world)
    assert AuditEntry.objects.filter(action="report.opened").count() == 1


def test_no_report_is_due_before_the_council_was_founded(world: World) -> None:
    world.council.founded_on = date(2019, 4, 1)
    world.council.save()
    with pytest.raises(Refused, match="founded later"):
        open_report(world)


def test_preparing_names_the_items_without_a_confirmed_state(world: World) -> None:
    report = open_report(world)
    record(world, date(2019, 3, 1))
    with pytest.raises(entries.NotReady) as refused:
        council_reports.prepare(report, actor=world.secretary)
    assert refused.value.items == ["1.1", "1.2"]


def test_no_events_must_be_said(world: World) -> None:
    report = open_report(world)
    with pytest.raises(entries.NotReady, match="say that there were none"):
        prepared(world, report)
    entries.confirm_no_events(report, confirmed=True, actor=world.secretary)
    assert council_reports.prepare(report, actor=world.secretary).status == "prepared"


def test_proposed_states_are_confirmed_at_once_and_typed_ones_kept(world: World) -> None:
    record(world, date(2019, 3, 1))
    report = open_report(world)
    entries.write_entry(report, world.silent, status="ongoing", text="", version=0, actor=world.secretary)
    assert entries.confirm_proposed(report, actor=world.secretary) == 1
    assert dict(report.entries.values_list("item__number", "status")) == {"1.1": "in_progress", "1.2": "ongoing"}


def test_two_writers_at_one_item_the_second_is_asked(world: World) -> None:
    report = open_report(world)
    entries.write_entry(report, world.item, status="partly", text="one", version=0, actor=world.secretary)
    with pytest.raises(entries.EntryChangedMeanwhile) as refused:
        entries.write_entry(report, world.item, status="partly", text="two", version=0, actor=world.secretary)
    assert refused.value.entry.text == "one"


def test_signing_seals_in_the_same_transaction(world: World) -> None:
    event = record(world, date(2019, 3, 1), women=10, men=12)
    report = sealed(world)
    edition = Edition.objects.get()
    told = editions.open_edition(edition)
    assert report.status == "submitted"
    assert told["figures"]["participants"] == 25 and told["figures"]["sex_not_recorded"] == 3
    assert [row["code"] for row in told["events"]] == [event.code]
    assert told["signature"]["name"] == "Kg-b-chair" and told["signature"]["manner"] == "screen"
    assert QuarterGuard.objects.get().sealed
    assert list(editions.verify(edition)) == []


def test_a_failing_seal_leaves_nothing_half_done(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    record(world, date(2019, 3, 1))
    report = prepared(world, open_report(world))

    def break_off(*args: object, **kwargs: object) -> None:
        raise OSError("the power went")

    monkeypatch.setattr(editions, "seal", break_off)
    with pytest.raises(OSError, match="power"):
        signing.sign(report, actor=world.chair)
    report.refresh_from_db()
    assert report.status == "prepared" and not QuarterGuard.objects.get().sealed
    assert not AuditEntry.objects.filter(action="report.submitted").exists()


def test_only_chair_or_deputy_sign(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1))
    report = prepared(world, open_report(world))
    for user in (world.secretary, sms):
        with pytest.raises(NotAllowed):
            signing.sign(report, actor=user)
    assert signing.sign(report, actor=world.deputy).number == 1


def test_a_chair_whose_seat_ended_yesterday_does_not_sign(world: World) -> None:
    record(world, date(2019, 3, 1))
    report = prepared(world, open_report(world))
    world.chair.person.memberships.update(ends_on=date(2019, 4, 4))
    with pytest.raises(NotAllowed):
        signing.sign(report, actor=User.objects.get(pk=world.chair.pk))


def test_events_of_a_sealed_quarter_change_only_by_a_correction_with_a_reason(world: World) -> None:
    event = record(world, date(2019, 3, 1))
    sealed(world)
    with pytest.raises(EventRefused, match="sealed"):
        record(world, date(2019, 3, 2))
    with pytest.raises(EventRefused, match="sealed"):
        change_event(event, draft(world, date(2019, 3, 1), 30), actor=world.secretary, version=1)
    with pytest.raises(EventRefused, match="sealed"):  # nor does one move in from another quarter
        other = record(world, date(2019, 4, 2))
        change_event(other, draft(world, date(2019, 3, 2)), actor=world.secretary, version=1)

    assert void_event(event, actor=world.secretary, reason="twice").corrections == 1


def test_the_database_guards_a_sealed_quarter_too(world: World) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE actionplans_event SET participants = 30")


def test_a_locked_quarter_refuses_form_and_database(world: World) -> None:
    open_report(world)
    event = record(world, date(2019, 3, 1))
    with clock.at(date(2019, 5, 1)), pytest.raises(EventRefused, match="locked"):
        record(world, date(2019, 3, 2))
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE actionplans_event SET changed_on = '2019-05-01' WHERE id = %s", [event.pk])


def test_a_sealed_edition_cannot_be_changed_or_deleted(world: World) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    for sql in (
        "UPDATE reports_edition SET payload = '{}'", "DELETE FROM reports_edition",
        "UPDATE reports_editiontext SET text = 'x'", "DELETE FROM reports_editiontext",
        "UPDATE reports_reportstep SET reason = 'x'",
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_verification_names_what_was_tampered_with(world: World) -> None:
    from councils import guards

    record(world, date(2019, 3, 1))
    sealed(world)
    with guards.lifted(connection), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE reports_edition SET payload = replace(payload, '\"participants\":25', '\"participants\":99')"
        )
        cursor.execute("UPDATE reports_editiontext SET text = 'x' WHERE key LIKE 'items%%'")
    found = " ".join(fault.what for fault in editions.verify(Edition.objects.get()))
    assert "not what was sealed" in found and "items" in found


def test_a_redacted_text_is_no_fault_and_reads_as_a_bar(world: World) -> None:
    record(world, date(2019, 3, 1), title="Name of a person")
    sealed(world)
    edition = Edition.objects.get()
    blacked_out(edition.texts.get(key__endswith="/title"))
    assert list(editions.verify(edition)) == []
    assert editions.open_edition(edition)["events"][0]["title"] == editions.REDACTED


def test_returned_with_a_reason_it_opens_and_the_next_edition_says_what_changed(world: World, sms: User) -> None:
    event = record(world, date(2019, 3, 1), 25)
    report = sealed(world)
    with pytest.raises(Refused, match="write why"):
        council_reports.return_report(report, actor=sms, reason=" ", until=date(2019, 4, 10))
    council_reports.return_report(report, actor=sms, reason="Count again", until=date(2019, 4, 10))
    change_event(event, draft(world, date(2019, 3, 1), 20), actor=world.secretary, version=1)
    report = prepared(world, CouncilReport.objects.get(pk=report.pk))
    told = editions.open_edition(signing.sign(report, actor=world.chair))
    assert told["edition"] == 2 and told["returns"] == 1
    assert told["changes"]["figures"]["participants"] == [25, 20]
    assert told["changes"]["events_changed"] == [event.code] and told["changes"]["reason"] == "Count again"
    first = Edition.objects.get(number=1)
    assert told["supersedes"] == first.sha256 and list(editions.verify(first)) == []


def test_reopening_lifts_the_lock_until_a_day(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1))
    report = council_reports.accept(sealed(world), actor=sms)
    with clock.at(date(2019, 6, 1)):
        council_reports.reopen(report, actor=sms, reason="A village was forgotten", until=date(2019, 6, 5))
        record(world, date(2019, 3, 2))
    with clock.at(date(2019, 6, 6)), pytest.raises(EventRefused, match="locked"):
        record(world, date(2019, 3, 3))


def test_nobody_accepts_what_they_submitted(world: World) -> None:
    from tests.factories import make_grant

    record(world, date(2019, 3, 1))
    report = sealed(world)
    make_grant("sms", user=world.chair)
    with pytest.raises(NotAllowed, match="they submitted"):
        council_reports.accept(report, actor=User.objects.get(pk=world.chair.pk))


def test_steps_follow_the_states_only(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1))
    report = open_report(world)
    with pytest.raises(IllegalMove):
        council_reports.accept(report, actor=sms)
    with pytest.raises(IllegalMove):
        signing.sign(prepared_without_state(world, report), actor=world.chair)


def prepared_without_state(world: World, report: CouncilReport) -> CouncilReport:
    """Everything is confirmed, but nobody prepared it."""
    for item in (world.item, world.silent):
        entries.write_entry(report, item, status="ongoing", text="Идёт", version=0, actor=world.secretary)
    return report


def test_an_extension_moves_the_due_day_and_the_report_shows_why(world: World, sms: User) -> None:
    report = open_report(world)
    periods.extend(report, until=date(2019, 4, 25), reason="New secretary", actor=sms)
    report = CouncilReport.objects.get(pk=report.pk)
    told = statement_of(world.council, Q1, report)
    assert told["due_on"] == "2019-04-25" and told["extension"]["reason"] == "New secretary"


def test_places_of_small_events_do_not_leave_the_council(world: World) -> None:
    record(world, date(2019, 3, 1), 4, place="дом № 3")
    sealed(world)
    edition = Edition.objects.get()
    assert editions.open_edition(edition)["events"][0]["place"] == ""
    assert not edition.texts.filter(text__contains="дом").exists()


def test_notes_are_never_sealed(world: World) -> None:
    record(world, date(2019, 3, 1), note="confidential remark")
    sealed(world)
    edition = Edition.objects.get()
    assert "confidential" not in edition.payload and not edition.texts.filter(text__contains="confidential").exists()


def test_each_step_is_one_audit_entry_and_the_chain_holds(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1))
    council_reports.accept(sealed(world), actor=sms)
    actions = list(AuditEntry.objects.filter(chain="KG-B").order_by("number").values_list("action", flat=True))
    assert actions[-3:] == ["report.prepared", "report.submitted", "report.accepted"]
    assert list(audit.verify(editions.chain_heads())) == []


def test_a_cut_tail_of_the_chain_shows_by_the_editions_anchor(world: World) -> None:
    from councils import guards

    record(world, date(2019, 3, 1))
    sealed(world)
    last = AuditEntry.objects.filter(chain="KG-B").order_by("-number").first()
    assert last is not None
    with guards.lifted(connection):
        last.delete()
    assert [fault.number for fault in audit.verify(editions.chain_heads())] == [last.number]


def test_a_member_sees_and_does_not_write(world: World) -> None:
    member = make_member(world.council, "youth", "member")
    with pytest.raises(NotAllowed):
        entries.write_entry(open_report(world), world.item, status="partly", text="", version=0, actor=member)
