"""Problems, double counting, answers, separate opinions and comments: what may be written when, and by whom."""

import json
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from actionplans.models import PlanItem
from actionplans.services.events import change_event, void_event
from councils.models import AuditEntry, User
from councils.states import IllegalMove, NotAllowed, Refused
from reports import editions
from reports.models import CouncilReport, FormQuestion, Opinion, ReportForm
from reports.services import comments, remarks, signing
from reports.services.remarks import ChangedMeanwhile, Typed
from reports.statement import statement_of
from tests.factories import make_member

from .world import Q1, World, draft, make_world, open_report, prepared, record

SECRET = "Нет буклетов на кыргызском"


@pytest.fixture
def report(world: World) -> CouncilReport:
    record(world, date(2019, 3, 1), 25)
    return open_report(world)


def problem(world: World, report: CouncilReport, text: str = SECRET, **values: object) -> object:
    told = {"item": world.item, "proposal": "Напечатать", "addressee": "ГСМ", "version": 0, "actor": world.secretary}
    return remarks.write_problem(report, problem=text, **(told | values))


def adjust(world: World, report: CouncilReport, participants: int, version: int = 0) -> object:
    return remarks.set_adjustment(
        report, world.item, participants=participants, reason="Те же ученики", version=version, actor=world.secretary
    )


def last_entry() -> dict[str, object]:
    return json.loads(AuditEntry.objects.latest("pk").text)


# ---- problems


def test_a_problem_is_told_at_its_item_and_audited_without_its_words(world: World, report: CouncilReport) -> None:
    entries = AuditEntry.objects.count()
    row = problem(world, report)
    told = statement_of(world.council, Q1, report)["problems"]
    assert [(one["item"], one["item_id"], one["problem"]) for one in told] == [("1.1", world.item.pk, SECRET)]
    assert AuditEntry.objects.count() == entries + 1 and last_entry()["action"] == "report.problem_added"
    problem(world, report, "Другое", pk=row.pk, version=1, item=None)
    assert last_entry()["action"] == "report.problem_changed"
    remarks.remove_problem(report, row.pk, version=2, actor=world.secretary)
    assert last_entry()["action"] == "report.problem_removed" and not report.problems.exists()
    assert not AuditEntry.objects.filter(text__contains=SECRET).exists()


def test_who_changes_a_problem_second_is_asked(world: World, report: CouncilReport) -> None:
    row = problem(world, report)
    problem(world, report, "первый", pk=row.pk, version=1)
    with pytest.raises(ChangedMeanwhile) as late:
        problem(world, report, "второй", pk=row.pk, version=1)
    assert late.value.rows[0].problem == "первый"
    with pytest.raises(ChangedMeanwhile):
        remarks.remove_problem(report, row.pk, version=1, actor=world.secretary)
    remarks.remove_problem(report, row.pk, version=2, actor=world.secretary)
    with pytest.raises(ChangedMeanwhile) as gone:
        problem(world, report, "третий", pk=row.pk, version=2)
    assert gone.value.rows == ()


def test_problems_are_the_secretarys_and_of_a_report_in_preparation(world: World, report: CouncilReport) -> None:
    with pytest.raises(NotAllowed):
        problem(world, report, actor=world.chair)
    with pytest.raises(Refused, match="no such item"):
        problem(world, report, item=make_world("KG-O").item)
    with pytest.raises(Refused, match="write what stands"):
        problem(world, report, "  ")
    prepared(world, report)
    with pytest.raises(IllegalMove):
        problem(world, report)


# ---- participants counted twice


def test_no_more_than_the_items_events_count_less_the_same_group(world: World, report: CouncilReport) -> None:
    record(world, date(2019, 3, 2), 10, same_group_as=world.council.events.get())
    with pytest.raises(Refused, match="at most 25"):
        adjust(world, report, 26)
    adjust(world, report, 25)
    told = statement_of(world.council, Q1, report)
    assert told["reached"] == {"participants": 35, "same_group": 10, "adjusted": 25, "reached": 0}
    assert told["figures"]["participants"] == 35  # a sum of events stays one
    assert "Те же ученики" not in AuditEntry.objects.latest("pk").text


def test_nobody_is_counted_again_where_the_other_event_does_not_count(world: World, report: CouncilReport) -> None:
    first = world.council.events.get()
    record(world, date(2019, 3, 2), 10, same_group_as=first)
    void_event(first, actor=world.secretary, reason="дубль")
    told = statement_of(world.council, Q1, report)
    assert told["reached"] == {"participants": 10, "same_group": 0, "adjusted": 0, "reached": 10}


def test_what_is_said_of_an_item_that_the_report_no_longer_has_is_not_deducted(
    world: World, report: CouncilReport
) -> None:
    adjust(world, report, 3)
    moved = draft(world, date(2019, 3, 1), 25, item=world.silent)
    change_event(world.council.events.get(), moved, actor=world.secretary, version=1)
    PlanItem.objects.filter(pk=world.item.pk).update(starts_on=date(2019, 4, 1))
    told = statement_of(world.council, Q1, report)
    assert [item["number"] for item in told["items"]] == ["1.2"]
    assert told["reached"] == {"participants": 25, "same_group": 0, "adjusted": 0, "reached": 25}


def test_an_adjustment_says_how_many_and_why_and_is_withdrawn(world: World, report: CouncilReport) -> None:
    for participants, reason in ((0, "x"), (3, " ")):
        with pytest.raises(Refused, match="at least one, and why"):
            remarks.set_adjustment(
                report, world.item, participants=participants, reason=reason, version=0, actor=world.secretary
            )
    adjust(world, report, 3)
    with pytest.raises(ChangedMeanwhile):
        adjust(world, report, 4)
    adjust(world, report, 4, version=1)
    with pytest.raises(ChangedMeanwhile):
        remarks.withdraw_adjustment(report, world.item, version=1, actor=world.secretary)
    remarks.withdraw_adjustment(report, world.item, version=2, actor=world.secretary)
    assert statement_of(world.council, Q1, report)["reached"]["adjusted"] == 0


# ---- answers


def questions(*kinds: str) -> list[FormQuestion]:
    day = date(2019, 1, 1)
    form = ReportForm.objects.create(
        number=1, order_number="№ 5", ordered_on=day, starts_on=day, name_ru="Ф", name_ky="Ф", name_en="F"
    )
    words = {"text_ru": "Вопрос", "text_ky": "Суроо", "text_en": "Question"}
    return [FormQuestion.objects.create(form=form, position=n, kind=kind, **words) for n, kind in enumerate(kinds, 1)]


def test_answers_are_written_together_and_only_what_changed(world: World, report: CouncilReport) -> None:
    text, number, yes = (row.pk for row in questions("text", "number", "yes_no"))
    given = {text: Typed(" Да, был ", 0), number: Typed("12.5", 0), yes: Typed("no", 0)}
    assert remarks.write_answers(report, given, actor=world.secretary) == 3
    assert [one["text"] for one in statement_of(world.council, Q1, report)["answers"]] == ["Да, был", "12.5", "no"]
    entries = AuditEntry.objects.count()
    assert remarks.write_answers(report, {text: Typed("Да, был", 1)}, actor=world.secretary) == 0
    assert AuditEntry.objects.count() == entries
    with pytest.raises(ChangedMeanwhile) as late:
        remarks.write_answers(report, {text: Typed("Нет", 0), yes: Typed("yes", 1)}, actor=world.secretary)
    assert late.value.rows[0].text == "Да, был"
    assert report.answers.get(question=yes).text == "no"  # all or none


@pytest.mark.parametrize(("kind", "text"), [("number", "много"), ("yes_no", "да"), ("number", "1,5"), ("number", "-")])
def test_an_answer_fits_its_question(world: World, report: CouncilReport, kind: str, text: str) -> None:
    (asked,) = questions(kind)
    with pytest.raises(Refused, match="no answer to a question"):
        remarks.write_answers(report, {asked.pk: Typed(text, 0)}, actor=world.secretary)
    with pytest.raises(Refused, match="form changed"):
        remarks.write_answers(report, {asked.pk + 1: Typed("", 0)}, actor=world.secretary)


# ---- separate opinions


def attach(world: World, report: CouncilReport, user: User, **more: object) -> Opinion:
    member = user.person.memberships.get()
    told = {"text": "Я против: семинара не было.", "actor": world.secretary} | more
    return remarks.attach_opinion(report, member, **told)


def test_an_opinion_is_sealed_with_the_report(world: World, report: CouncilReport) -> None:
    prepared(world, report)
    scan = SimpleUploadedFile("opinion.pdf", b"%PDF-1.7 x")
    row = attach(world, report, world.deputy, scan=scan)  # awaiting signature is not too late
    edition = signing.sign(report, actor=world.chair)
    told = editions.open_edition(edition)["opinions"]
    assert [(one["name"], one["text"], one["file_sha256"]) for one in told] == [
        (world.deputy.get_full_name(), row.text, row.stored.sha256)
    ]
    assert row.text not in edition.payload
    report.refresh_from_db()
    with pytest.raises(IllegalMove, match="before the report is signed"):
        attach(world, report, world.chair)
    with pytest.raises(IllegalMove):
        remarks.withdraw_opinion(report, row.pk, actor=world.secretary)


def test_an_opinion_is_a_members_of_the_quarter_or_of_today(world: World, report: CouncilReport) -> None:
    with pytest.raises(Refused, match="holds a seat today"):
        attach(world, report, make_world("KG-O").chair)
    gone = make_member(world.council, "youth", "gone")
    seat = gone.person.memberships.get()
    seat.ends_on = date(2018, 12, 31)
    seat.save()
    with pytest.raises(Refused, match="holds a seat today"):
        attach(world, report, gone)
    seat.ends_on = date(2019, 1, 1)
    seat.save()
    attach(world, report, gone)
    with pytest.raises(Refused, match="attached already"):
        attach(world, report, gone)
    with pytest.raises(NotAllowed):
        attach(world, report, world.deputy, actor=world.chair)


def test_a_withdrawn_opinion_leaves_its_digest_alone(
    world: World, report: CouncilReport, django_capture_on_commit_callbacks: object
) -> None:
    row = attach(world, report, world.deputy, scan=SimpleUploadedFile("o.pdf", b"%PDF-1.7 x"))
    with django_capture_on_commit_callbacks(execute=True):
        remarks.withdraw_opinion(report, row.pk, actor=world.secretary)
    row.stored.refresh_from_db()
    assert row.stored.erased_on and not row.stored.file and not report.opinions.exists()
    assert row.stored.sha256 in AuditEntry.objects.latest("pk").text


def test_a_scan_of_another_kind_is_refused_and_nothing_is_kept(world: World, report: CouncilReport) -> None:
    with pytest.raises(Refused, match="Taken here"):
        attach(world, report, world.deputy, scan=SimpleUploadedFile("o.webp", b"RIFF0000WEBP"))
    assert not report.opinions.exists()


# ---- comments


def test_sms_and_the_council_comment_also_after_submission(world: World, report: CouncilReport, sms: User) -> None:
    prepared(world, report)
    signing.sign(report, actor=world.chair)
    asked = comments.write_comment(report, item=world.item, text="Какие школы?", actor=sms)
    comments.write_comment(report, item=None, text="Все школы района", actor=world.secretary)
    assert "Какие школы" not in AuditEntry.objects.latest("pk").text
    comments.settle_comment(report, asked.pk, actor=world.chair)
    with pytest.raises(Refused, match="settled already"):
        comments.settle_comment(report, asked.pk, actor=sms)
    assert list(report.comments.values_list("settled_by__username", flat=True)) == ["kg-b-chair", None]


def test_others_do_not_comment_and_ga_does_not_read(world: World, report: CouncilReport, sms: User, ga: User) -> None:
    osh = make_world("KG-O")
    for stranger in (osh.secretary, ga, make_member(world.council, "youth", "member")):
        with pytest.raises(NotAllowed):
            comments.write_comment(report, item=None, text="x", actor=stranger)
    with pytest.raises(Refused, match="no such item"):
        comments.write_comment(report, item=osh.item, text="x", actor=sms)
    with pytest.raises(Refused, match="Comment: write it"):
        comments.write_comment(report, item=None, text=" ", actor=sms)
    comments.write_comment(report, item=None, text="x", actor=sms)
    readers = {sms: 1, world.chair: 1, ga: 0, osh.secretary: 0}
    assert {user: report.comments.visible_to(user).count() for user in readers} == readers
