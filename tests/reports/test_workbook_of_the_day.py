"""A workbook of a quarter that is not sealed, and one beside the year before."""

from datetime import date, datetime

from councils import clock
from councils.models import User
from reports import workbooks
from reports.models import Edition
from reports.services import council_reports

from . import books
from .books import COUNCILS, COVER, DISCIPLINE, PLANS, SUMMARY
from .world import Q1, World, code_of, make_world, open_report, prepared, record, sealed


def test_the_year_before_is_compared_over_like_months_and_sums_over_sums(world: World, sms: User) -> None:
    with clock.at(date(2018, 7, 2)):
        record(world, date(2018, 6, 20), 40)
    with clock.at(date(2019, 7, 2)):
        record(world, date(2019, 4, 10), 100)
        record(world, date(2019, 6, 10), 50)
        quarter = Q1.next()
        council_reports.accept(sealed(world, quarter), actor=sms)
        edition = Edition.objects.latest_of_reports().get()
    sheets = books.read(workbooks.rendered(workbooks.content_of(edition, "en")))
    row = books.table(sheets[SUMMARY], "Figure")[1]
    assert (row["In the quarter"], row["Same quarter last year"], row["Change, +/−"], row["Change, %"]) == (
        150,
        40,
        10,
        25,
    )
    assert row["Remark"].startswith("like months only (01.05.2018–30.06.2018): 50 this year")
    assert books.table(sheets[COUNCILS], "No.")[0]["Change, %"] == 25


def test_without_a_seal_the_cover_says_so(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1), 25)
    make_world("KG-O")
    open_report(world)
    for council in (None, world.council):
        sheets = books.read(workbooks.rendered(workbooks.working_content(Q1, council, "en")))
        told = books.pairs(sheets[COVER])
        assert books.rows(sheets[COVER])[0][0].startswith("NOT SEALED: working figures of 05.04.2019")
        assert (told["Edition"], told["Check code"]) == ("not sealed", "—")
        assert "NOT SEALED" in sheets[SUMMARY].oddFooter.left.text
        assert books.table(sheets[COUNCILS], "No.")[0]["participants (persons may repeat)"] == 25
        assert books.table(sheets[PLANS], "Council")[0]["Status"] == "not confirmed; proposed: in progress"
    told = books.pairs(books.read(workbooks.rendered(workbooks.working_content(Q1, None, "en")))[COVER])
    assert told["Accepted reports"] == "0 of 2"
    assert "the report is not opened yet" in told["Not accepted (how far)"]


def test_working_figures_tell_submitted_returned_and_reopened_reports_apart(world: World, sms: User) -> None:
    returned, reopened = make_world("KG-O"), make_world("KG-T")
    for each in (world, returned, reopened):
        record(each, date(2019, 3, 1), 25)
        sealed(each)
    until = clock.today()
    council_reports.return_report(returned.council.reports.get(), actor=sms, reason="Дописать", until=until)
    council_reports.accept(reopened.council.reports.get(), actor=sms)
    council_reports.reopen(reopened.council.reports.get(), actor=sms, reason="Пересчитать", until=until)
    sheets = books.read(workbooks.rendered(workbooks.working_content(Q1, None, "en")))
    told = books.pairs(sheets[COVER])
    assert told["Accepted reports"] == "0 of 3"
    assert [line.split(": ")[1] for line in told["Not accepted (how far)"].split("\n")] == [
        "submitted", "returned", "reopened",
    ]  # fmt: skip
    names = ("Submitted on", "Times returned", "Accepted", "Days late", "Remark")
    assert [[row[name] for name in names] for row in books.table(sheets[DISCIPLINE], "No.")[:3]] == [
        [datetime(2019, 4, 5), 0, "no", 0, "submitted"],
        [datetime(2019, 4, 5), 1, "no", 0, "returned"],
        [datetime(2019, 4, 5), 0, "no", 0, "reopened"],
    ]
    words = [row[0] for row in books.rows(sheets[DISCIPLINE])]
    assert "Submitted: 2 of 3 (67 %), accepted: 0. Submitted in time: 3 of 3 (100 %)." in words
    again = prepared(returned, returned.council.reports.get())
    assert workbooks.working_content(Q1, returned.council, "en").to_sign == code_of(returned, again)
