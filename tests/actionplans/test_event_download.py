"""The list of events as a file: exactly the rows of the page, numbers as numbers, no text as a formula (rule 14)."""

import csv
import io
import os
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import settings as effort
from hypothesis import strategies as st

from actionplans.exports import work
from actionplans.exports.files import comma_separated, xlsx
from actionplans.exports.rows import Column
from actionplans.models import Event, EventOrganisation, Evidence
from actionplans.states import EvidenceKind
from councils import job_files, jobs
from councils.models import AuditEntry, Job
from councils.tasks import tick
from tests.factories import event_of, make_district, make_event, make_grant, make_member, make_organisation

from .conftest import TODAY, signed_in


@pytest.fixture
def events(batken):
    """Three that count, of which one has everything, one awaits a plan."""
    council, item = batken.council, batken.item
    rich = make_event(
        council, item, date(2019, 11, 13), starts_on=date(2019, 11, 11), participants=25, women=15, men=9,
        age_14_28=18, materials=30, place="лицей № 21", title="Права мигранта", basis="head_count",
    )  # fmt: skip
    EventOrganisation.objects.create(event=rich, organisation=make_organisation(name="ОФ «Сезим»"), role="partner")
    Evidence.objects.create(
        event=rich, kind=EvidenceKind.MEDIA_LINK, url="https://example.org/1", added_by=batken.secretary,
        added_at=datetime(2019, 11, 14, 9, tzinfo=work.clock.now().tzinfo),
    )  # fmt: skip
    make_event(council, item, date(2019, 10, 2), participants=4, place="дом Асановых", title="Горячая линия")
    make_event(council, item, date(2019, 3, 30), participants=None, audience=900, form="broadcast", title="Радио")
    make_event(council, None, date(2019, 11, 1), participants=100, title="Ждёт плана")
    return rich


def as_csv(response):
    assert response["Content-Type"].startswith("text/csv")
    text = response.content.decode("utf-8-sig")
    assert response.content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def as_sheet(response, **options):
    book = openpyxl.load_workbook(io.BytesIO(response.content), **options)
    return [[cell.value for cell in row] for row in book.active.iter_rows()]


def download(client, world, query=""):
    response = client.get(world.url(f"events/download/{query}"))
    assert response.status_code == 200
    return response


def test_the_csv_holds_the_rows_of_the_page_in_its_order_with_its_totals(secretary, batken, events):
    shown = secretary.get(batken.url("events/?quarter=2019&sort=-participants"))
    heading, *rows, total = as_csv(download(secretary, batken, "?quarter=2019&sort=-participants&format=csv"))

    assert [row[0] for row in rows] == [event.code for event in shown.context["page"]]
    at = heading.index("participants (persons may repeat)")
    assert total[0] == "TOTAL"
    totals = shown.context["totals"]
    wanted = [totals.participants, totals.women, totals.men, totals.sex_not_recorded]
    assert [int(each) for each in total[at : at + 4]] == wanted
    assert int(total[heading.index("materials, copies")]) == totals.materials
    assert int(total[heading.index("media audience (estimate)")]) == totals.audience


def test_every_column_is_told(secretary, batken, events):
    heading, row, *_rest = as_csv(download(secretary, batken, "?format=csv&q=мигранта"))

    assert dict(zip(heading, row, strict=True)) == {
        "Code": events.code, "Date of start": "11.11.2019", "Date of end": "13.11.2019",
        "District": batken.district.name_en, "Place": "лицей № 21", "Form of the event": "lecture",
        "Topic": "Права мигранта", "Plan item": "1.2", "Programme measure": "", "Campaign": "",
        "participants (persons may repeat)": "25", "women": "15", "men": "9", "sex not recorded": "1",
        "under 14": "n/r", "14–28": "18", "29–35": "n/r", "36–59": "n/r", "60+": "n/r", "age not recorded": "7",
        "of whom under 18": "n/r", "young people": "18", "media audience (estimate)": "n/r", "materials, copies": "30",
        "Basis of the count": "by counting heads", "Partners": "ОФ «Сезим»", "Evidence (yes/no)": "yes",
        "Corrected": "no", "File": "", "Sheet": "", "Row": "", "Entered by SMS on the council's behalf, letter": "",
    }  # fmt: skip


def test_in_the_workbook_numbers_are_numbers_days_are_days_and_sums_are_formulas(secretary, batken, events):
    response = download(secretary, batken, "?format=xlsx&q=мигранта")
    heading, row, total = as_sheet(response)
    values = as_sheet(response, data_only=True)[-1]

    told = dict(zip(heading, row, strict=True))
    assert told["Date of end"] == datetime(2019, 11, 13)
    assert (told["women"], told["29–35"]) == (15, "n/r")
    assert total[heading.index("women")] == "=SUM(L2)"
    assert values[heading.index("women")] == 15
    assert response["Content-Disposition"] == f'attachment; filename="tipcc-events-KG-B-{TODAY}.xlsx"'


def test_headings_are_in_the_readers_language(client, batken, events):
    signed_in(client, batken.secretary, "ru")

    assert as_csv(download(client, batken, "?format=csv"))[0][1:3] != ["Date of start", "Date of end"]


def test_events_awaiting_a_plan_and_an_empty_choice_can_be_downloaded_too(secretary, batken, events):
    awaiting = as_sheet(download(secretary, batken, "?status=awaiting"))
    none = as_sheet(download(secretary, batken, "?q=нет+такого"))

    assert [row[6] for row in awaiting[1:-1]] == ["Ждёт плана"]
    assert [row[0] for row in none] == ["Code", "TOTAL"]


def test_places_of_small_events_stay_in_the_council(client, batken, events):
    places = {}
    for name, user in {
        "secretary": batken.secretary, "member": make_member(batken.council, "youth"), "sms": make_grant("sms"),
        "administrator": make_grant("administrator"),
    }.items():  # fmt: skip
        rows = as_csv(download(signed_in(client, user), batken, "?format=csv"))
        places[name] = {row[6]: row[4] for row in rows[1:-1]}

    inside, outside = {"Права мигранта": "лицей № 21", "Горячая линия": "дом Асановых", "Радио": ""}, None
    outside = inside | {"Горячая линия": ""}
    assert places == {"secretary": inside, "member": inside, "sms": outside, "administrator": outside}


@pytest.mark.parametrize("text", ["=1+1", "+7", "-1", "@x", "\t=1", " =1", "=cmd|' /C calc'!A0", "＝1"])
def test_no_text_becomes_a_formula(secretary, batken, text):
    make_event(batken.council, batken.item, title=text, place=text)

    row = as_csv(download(secretary, batken, "?format=csv"))[1]
    book = openpyxl.load_workbook(io.BytesIO(download(secretary, batken).content)).active

    assert row[6] == "'" + text
    assert (book["G2"].data_type, book["G2"].value) == ("s", text)


@effort(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.text(max_size=30), st.none() | st.integers(0, 10**6)), max_size=6))
def test_whatever_is_typed_both_files_can_be_read_and_hold_no_formula_of_it(rows):
    columns = [Column("Topic", 20), Column("participants", 10, counted=True)]

    told = list(csv.reader(io.StringIO(comma_separated(columns, rows).decode("utf-8-sig"), newline=""), delimiter=";"))
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx(columns, rows))).active

    assert len(told) == len(rows) + 2
    assert not any(line[0].lstrip().startswith(("=", "+", "-", "@")) for line in told)
    assert int(told[-1][1]) == sum(count or 0 for _text, count in rows)
    assert all(cell.data_type != "f" for cell in sheet["A"])


def test_each_download_is_in_the_audit_without_the_words_searched_for(secretary, batken, events):
    download(secretary, batken, "?q=мигранта")

    entry = AuditEntry.objects.get(action="event.downloaded")
    assert '"rows":1' in entry.text
    assert "мигранта" not in entry.text


@pytest.mark.parametrize("query", ["?format=exe", "?item=999999", "?quarter=soon", "?format=csv&form=x"])
def test_a_choice_nobody_offers_is_no_file(secretary, batken, events, query):
    response = secretary.get(batken.url(f"events/download/{query}"))

    assert (response.status_code, response["Location"]) == (302, batken.url("events/"))


def test_ga_and_strangers_download_nothing(client, batken, osh, events):
    assert signed_in(client, make_grant("ga")).get(batken.url("events/download/")).status_code == 403
    assert signed_in(client, osh.secretary).get(batken.url("events/download/")).status_code == 404


# ---- long lists


@pytest.fixture
def long(batken, events, monkeypatch):
    monkeypatch.setattr(work, "AT_ONCE", 2)


def test_a_long_list_is_made_by_a_job_and_fetched_by_who_asked(secretary, batken, long, client):
    query = "?quarter=2019&since=1.2.2019&sort=place&format=csv"
    asked = secretary.get(batken.url(f"events/download/{query}"))
    again = secretary.get(batken.url(f"events/download/{query}"))
    job = Job.objects.get()
    assert asked["Location"] == again["Location"] == f"/jobs/{job.pk}/"

    assert jobs.run(job.pk)

    job.refresh_from_db()
    assert job.state == "done", job.error
    rows = as_csv(secretary.get(job.result["url"]))
    shown = secretary.get(batken.url("events/?quarter=2019&since=1.2.2019&sort=place"))
    assert [row[0] for row in rows[1:-1]] == [event.code for event in shown.context["page"]]
    assert "Date of start" in rows[0]
    assert signed_in(client, make_grant("sms")).get(job.result["url"]).status_code == 404


def test_a_seat_that_ended_meanwhile_gets_no_list(batken, long):
    former = make_member(batken.council, "youth", ends_on=date(2019, 11, 19))
    wanted = work.Wanted(batken.council, {}, "recorded", "-date", "xlsx")
    job = work.ask(wanted, "ru", actor=former)

    jobs.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.result) == ("failed", {})


def test_files_of_yesterday_are_forgotten_by_the_tick(secretary, batken, long):
    secretary.get(batken.url("events/download/"))
    jobs.run(Job.objects.get().pk)
    folder = Path(settings.MEDIA_ROOT) / "made"
    for name in ("1-old.csv", "tmpk1ll3d"):
        (folder / name).write_text("x")
        os.utime(folder / name, (0, 0))

    tick()

    assert not (folder / "1-old.csv").exists() and not (folder / "tmpk1ll3d").exists()
    job = Job.objects.get(kind=work.KIND)
    (folder / job.result["file"]).unlink()
    assert secretary.get(job.result["url"]).status_code == 404


def test_a_file_that_another_worker_forgets_meanwhile_stops_nothing(tmp_path, settings, monkeypatch):
    settings.MEDIA_ROOT = tmp_path
    job_files.forget_old()  # no list was ever made
    folder = tmp_path / "made"
    folder.mkdir()
    (folder / "2.csv").write_text("x")
    os.utime(folder / "2.csv", (0, 0))
    monkeypatch.setattr(Path, "glob", lambda self, pattern: iter([folder / "1.csv", folder / "2.csv"]))

    job_files.forget_old()

    assert not (folder / "2.csv").exists()


def test_1000_rows_cost_as_many_queries_as_3_and_a_few_for_every_500(secretary, batken, django_assert_max_num_queries):
    other = make_district(batken.council, "город Сулюкта")
    Event.objects.bulk_create(
        event_of(batken.council, batken.item, district=other if n % 2 else None, participants=n % 40)
        for n in range(1000)
    )

    with django_assert_max_num_queries(30):
        assert len(as_csv(download(secretary, batken, "?format=csv"))) == 1002
