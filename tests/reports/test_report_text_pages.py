"""The pages on which a secretary writes a report: nothing typed is lost, two editors see both texts (rule 11)."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from actionplans.quarters import Quarter
from councils import clock
from councils.models import Draft, User
from reports.editions import REDACTED
from reports.models import CouncilReport, EditionText, FormQuestion, ReportForm
from reports.services import comments, council_reports, entries, remarks
from reports.services.remarks import Typed

from .world import World, blacked_out, open_report, prepared, record, sealed, signed_in
from .world import page_of as at


@pytest.fixture
def report(world: World) -> CouncilReport:
    record(world, date(2019, 3, 1), 25)
    return open_report(world)


@pytest.fixture
def secretary(world: World) -> Client:
    return signed_in(world.secretary)


def page(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def question(text: str = "Was there a seminar?", **values: object) -> FormQuestion:
    day = date(2019, 1, 1)
    words = {"name_ru": "Ф", "name_ky": "Ф", "name_en": "Form"}
    form, _new = ReportForm.objects.get_or_create(number=1, order_number="№ 5", ordered_on=day, starts_on=day, **words)
    texts = {f"text_{language}": text for language in ("ru", "ky", "en")}
    return FormQuestion.objects.create(form=form, position=form.questions.count() + 1, **texts, **values)


# ---- the item


def test_another_state_asks_for_a_word_and_keeps_the_choice(world: World, report: object, secretary: Client) -> None:
    typed = {"status": "overdue", "text": "", "next_steps": "Провести семинар", "version": "0"}
    asked = secretary.post(at("report-item", world, world.item.pk), typed).content.decode()
    assert "The figures propose “in progress”" in asked and "Провести семинар" in asked
    assert '<option value="overdue" selected>' in asked
    secretary.post(at("report-item", world, world.item.pk), typed | {"text": "Школа закрыта"})
    told = page(secretary, at("report-detail", world))
    assert "proposed: in progress" in told and "Школа закрыта" in told and "Провести семинар" in told


def test_last_quarters_words_are_taken_over_below_what_is_typed(world: World, secretary: Client) -> None:
    with clock.at(date(2019, 1, 5)):
        record(world, date(2018, 12, 1))
        before = open_report(world, Quarter(2018, 4))
        steps = {"text": "Проведено в декабре", "next_steps": "Два семинара в марте"}
        entries.write_entry(before, world.item, status="ongoing", version=0, actor=world.secretary, **steps)
        sealed(world, Quarter(2018, 4))
    report = open_report(world)
    address = at("report-item", world, world.item.pk)
    told = page(secretary, address)
    assert "Ход: 1.1" in told and "Два семинара в марте" in told and "Take this over into the progress" in told
    typed = {"status": "in_progress", "text": "Начато", "next_steps": "", "version": "0"}
    taken = secretary.post(address, typed | {"take": "text"}).content.decode()
    assert "Начато\n\nХод: 1.1</textarea>" in taken and "has-err" not in taken
    assert not report.entries.exists()
    assert "Начато\n\nХод: 1.1</textarea>" in page(secretary, address)  # kept as this page's draft
    taken = secretary.post(address, typed | {"take": "next_steps"}).content.decode()
    assert "Два семинара в марте</textarea>" in taken
    secretary.post(address, typed | {"text": "Начато\n\nХод: 1.1"})
    assert report.entries.get().text == "Начато\n\nХод: 1.1" and not Draft.objects.exists()
    blacked_out(EditionText.objects.get(edition__report=before, text="Ход: 1.1"))
    taken = secretary.post(address, typed | {"take": "text"}).content.decode()
    assert "Начато</textarea>" in taken and f"{REDACTED}</textarea>" not in taken


def test_going_to_a_problem_keeps_what_is_typed(world: World, report: object, secretary: Client) -> None:
    address = at("report-item", world, world.item.pk)
    typed = {"status": "in_progress", "text": "Пишу", "next_steps": "", "version": "0"}
    gone = secretary.post(address, typed | {"go": "problem"})
    assert gone.url == f"{at('report-problem-add', world)}?item={world.item.pk}"
    assert f'<option value="{world.item.pk}" selected>' in page(secretary, gone.url)
    told = {"item": str(world.item.pk), "problem": "Нет зала", "proposal": "Дать зал", "addressee": "Мэрия"}
    back = secretary.post(at("report-problem-add", world), told | {"version": "0"})
    assert back.url == address
    there = page(secretary, back.url)
    assert "Пишу</textarea>" in there and "Нет зала" in there and "Мэрия" in there
    for where, name in (("adjustment", "report-adjustment"), ("comment", "report-comments")):
        more = [world.item.pk] if where == "adjustment" else []
        assert secretary.post(address, typed | {"go": where}).url.startswith(at(name, world, *more))


def test_digits_of_another_script_lead_to_a_new_problem(world: World, report: object, secretary: Client) -> None:
    answer = secretary.post(at("report-item", world, world.item.pk), {"status": "", "text": "", "go": "٣"})
    assert answer["Location"].startswith(at("report-problem-add", world))


def test_two_editors_of_an_item_see_state_progress_and_next_steps(
    world: World, report: CouncilReport, secretary: Client
) -> None:
    told = {"status": "ongoing", "text": "их ход", "next_steps": "их шаги", "version": 0}
    entries.write_entry(report, world.item, actor=world.secretary, **told)
    mine = {"status": "in_progress", "text": "мой ход", "next_steps": "мои шаги", "version": "0"}
    late = secretary.post(at("report-item", world, world.item.pk), mine)
    words = late.content.decode()
    assert late.status_code == 409 and all(text in words for text in ("их ход", "их шаги", "мой ход", "мои шаги"))
    assert 'name="version" value="1"' in words
    secretary.post(at("report-item", world, world.item.pk), mine | {"version": "1"})
    assert report.entries.get().next_steps == "мои шаги"


# ---- problems, double counting, answers


def test_two_editors_of_a_problem_and_one_that_was_taken_away(
    world: World, report: CouncilReport, secretary: Client
) -> None:
    told = {"item": None, "problem": "Их слова", "proposal": "", "addressee": ""}
    row = remarks.write_problem(report, version=0, actor=world.secretary, **told)
    address = at("report-problem", world, row.pk)
    mine = {"item": "", "problem": "Мои слова", "proposal": "", "addressee": "ГСМ", "version": "0"}
    remarks.write_problem(report, pk=row.pk, version=1, actor=world.secretary, **told | {"problem": "Вторые"})
    late = secretary.post(address, mine | {"version": "1"})
    assert late.status_code == 409 and "Вторые" in late.content.decode() and "Мои слова" in late.content.decode()
    stale = secretary.post(at("report-problem-remove", world, row.pk), {"version": "1"}, follow=True)
    assert "Somebody else wrote here meanwhile" in stale.content.decode()
    secretary.post(at("report-problem-remove", world, row.pk), {"version": "2"})
    assert not report.problems.exists()
    gone = secretary.post(address, mine | {"version": "2"}).content.decode()
    assert "took this away meanwhile" in gone and "Мои слова" in gone
    assert secretary.post(address, mine).url == f"{at('report-detail', world)}#problems"
    assert "Мои слова" in page(secretary, at("report-detail", world))


def test_double_counting_is_said_changed_and_taken_back(world: World, report: object, secretary: Client) -> None:
    address = at("report-adjustment", world, world.item.pk)
    typed = {"participants": "26", "reason": "Те же ученики", "version": "0"}
    refused = secretary.post(address, typed).content.decode()
    assert "at most 25 participants" in refused and "Те же ученики" in refused
    secretary.post(address, typed | {"participants": "5"})
    told = page(secretary, at("report-detail", world))
    assert "Counted twice: 5." in told and "25 participants − 0 who were at an event before − 5" in told
    late = secretary.post(address, typed | {"participants": "6"})
    assert late.status_code == 409 and "saved this meanwhile" in late.content.decode()
    secretary.post(at("report-adjustment-withdraw", world, world.item.pk), {"version": "1"})
    assert "Counted twice" not in page(secretary, at("report-detail", world))


def test_questions_are_answered_on_one_page(world: World, report: CouncilReport, secretary: Client) -> None:
    text, number, yes = question(required=True), question("How many?", kind="number"), question("Done?", kind="yes_no")
    assert "1 question of the report form" in page(secretary, at("report-detail", world))
    versions = {f"version_{one.pk}": "0" for one in (text, number, yes)}
    typed = {f"answer_{text.pk}": "Да", f"answer_{number.pk}": "1 234,5", f"answer_{yes.pk}": "yes"}
    assert "Write a whole" not in secretary.post(at("report-answers", world), typed | versions).content.decode()
    assert dict(report.answers.values_list("question", "text")) == {text.pk: "Да", number.pk: "1234.5", yes.pk: "yes"}
    told = page(secretary, at("report-detail", world))
    assert "Report form, version 1: Form, order № 5 of 1 January 2019." in told and "1 question of" not in told
    remarks.write_answers(report, {text.pk: Typed("Их", 1)}, actor=world.secretary)
    mine = typed | dict.fromkeys(versions, "1")
    late = secretary.post(at("report-answers", world), mine | {f"answer_{text.pk}": "Мои"})
    words = late.content.decode()
    assert late.status_code == 409 and "Их" in words and "Мои" in words and 'value="2"' in words


# ---- opinions and comments


def test_an_opinion_is_attached_shown_and_withdrawn(world: World, report: CouncilReport, secretary: Client) -> None:
    member = world.deputy.person.memberships.get()
    assert "Member of the council: choose" in secretary.post(at("report-opinion-add", world), {}).content.decode()
    secretary.post(at("report-opinion-add", world), {"membership": member.pk, "text": "Я против"})
    told = page(secretary, at("report-detail", world))
    assert "Я против" in told and world.deputy.get_full_name() in told
    prepared(world, report)
    assert "Attach a separate opinion" in page(secretary, at("report-detail", world))
    assert "Withdraw" not in page(signed_in(world.chair), at("report-detail", world))
    secretary.post(at("report-opinion-withdraw", world, report.opinions.get().pk))
    assert not report.opinions.exists()


def test_comments_are_marked_at_their_item_and_settled(
    world: World, report: CouncilReport, secretary: Client, sms: User, ga: User
) -> None:
    officer = signed_in(sms)
    address = f"{at('report-comments', world)}?item={world.item.pk}"
    assert "Nobody commented yet" in page(officer, address)
    officer.post(at("report-comments", world), {"item": world.item.pk, "text": "Какие школы?"})
    told = page(secretary, at("report-detail", world))
    assert "1 open comment" in told and "Какие школы?" in told
    assert "Какие школы?" in page(secretary, at("report-item", world, world.item.pk))
    secretary.post(at("report-comment-settle", world, report.comments.get().pk))
    told = page(secretary, at("report-detail", world))
    assert "1 open comment" not in told and "Settled by" in told


def test_ga_reads_no_comments(world: World, sms: User, ga: User) -> None:
    record(world, date(2019, 3, 1), 25)
    report = sealed(world)
    council_reports.accept(report, actor=sms)
    comments.write_comment(report, item=None, text="Между нами", actor=sms)
    assert "Между нами" in page(signed_in(world.chair), at("report-detail", world))
    assert "Между нами" not in page(signed_in(ga), at("report-detail", world))


def test_more_remarks_cost_no_more_queries(world: World, report: CouncilReport, secretary: Client, sms: User) -> None:
    def say(text: str) -> None:
        told = {"item": world.item, "problem": text, "proposal": "", "addressee": "", "version": 0}
        remarks.write_problem(report, actor=world.secretary, **told)
        comments.write_comment(report, item=world.item, text=text, actor=sms)
        question(text)

    def queries(name: str, *more: object) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            secretary.get(at(name, world, *more))
        return len(caught)

    say("раз")
    addresses = [
        ("report-detail",),
        ("report-print",),
        ("report-item", world.item.pk),
        ("report-answers",),
        ("report-comments",),
    ]
    for address in addresses:
        queries(*address)
    few = [queries(*address) for address in addresses]
    for text in ("два", "три"):
        say(text)
    assert [queries(*address) for address in addresses] == few


def test_figures_stand_beside_those_of_the_year_before(world: World, secretary: Client) -> None:
    """АППГ: where there was no council it is "no data", never 0."""
    record(world, date(2019, 3, 1), 25)
    open_report(world)
    for address in (at("report-detail", world), at("report-item", world, world.item.pk)):
        assert "no data" in page(secretary, address)
    world.council.founded_on = date(2018, 1, 1)
    world.council.save(update_fields=["founded_on"])
    record(world, date(2018, 3, 1), 17)
    assert "a year before: 17" in page(secretary, at("report-detail", world))
    assert "no data" not in page(secretary, at("report-item", world, world.item.pk))
