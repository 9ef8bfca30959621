"""…/workbook/ of reports, national reports and editions, and /files/: asked, made by a job, kept, served."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils import clock, job_files, jobs
from councils.models import AuditEntry, Job, User
from councils.states import Refused
from reports.documents import keeping
from reports.documents.asking import ask_for_edition, ask_for_working
from reports.kept_files import erase_blacked_out
from reports.models import Edition, EditionFile, NationalReport
from reports.services import council_reports, national_reports, redactions
from reports.states import FileKind

from . import books
from .world import Q1, World, make_world, open_report, record, sealed, signed_in


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def edition(world: World, sms: User) -> Edition:
    """Batken's, accepted."""
    record(world, date(2019, 3, 1), 25)
    council_reports.accept(sealed(world), actor=sms)
    return Edition.objects.get()


@pytest.fixture
def national(edition: Edition, sms: User) -> Edition:
    assert edition.report
    return national_reports.consolidate(edition.report.period, missing={}, actor=sms)


def own(world: World) -> str:
    return reverse("reports:report-workbook", args=[world.council.code, Q1.label])


NATIONAL = reverse("reports:national-workbook", args=[Q1.label])


def asked(user: User, url: str, language: str = "ru") -> str:
    """Where the button leads."""
    response = signed_in(user).post(url, {"language": language})
    assert response.status_code == 302
    return response["Location"]


def done(job: Job) -> str:
    """Let a worker do it; the address of the result."""
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("done", "")
    return job.result["url"]


def test_asking_makes_a_job_whose_result_is_the_kept_file(world: World, edition: Edition) -> None:
    assert asked(world.secretary, own(world)) == reverse("councils:job-detail", args=[Job.objects.get().pk])
    url = done(Job.objects.get())
    kept = EditionFile.objects.get()
    assert (kept.edition, kept.language, kept.name) == (edition, "ru", "tipcc-2019-Q1-KG-B-edition-1-ru.xlsx")

    response = signed_in(world.secretary).get(url)

    assert response["Content-Disposition"] == f'attachment; filename="{kept.name}"'
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Type"].endswith("spreadsheetml.sheet")
    assert hashlib.sha256(response.content).hexdigest() == kept.sha256
    assert len(books.read(response.content)) == 13


def test_once_kept_the_button_leads_straight_to_the_file_for_everybody(
    world: World, edition: Edition, sms: User, ga: User
) -> None:
    asked(world.secretary, own(world))
    url = done(Job.objects.get())
    address = reverse("reports:edition-workbook", args=[edition.pk])
    assert [asked(user, address) for user in (world.chair, sms, ga)] == [url] * 3
    assert asked(ga, address, "ky") != url


def test_asking_twice_is_one_job_and_each_person_has_their_own(world: World, edition: Edition, sms: User) -> None:
    assert asked(world.secretary, own(world)) == asked(world.secretary, own(world))
    asked(sms, own(world))
    assert list(Job.objects.order_by("pk").values_list("owner__username", flat=True)) == ["kg-b-secretary", "sms"]


def kinds_of(user: User, edition: Edition) -> list[str]:
    return [kind for kind in FileKind if asks(user, edition, kind) != 403]


def asks(user: User, edition: Edition, kind: str) -> int:
    address = reverse("reports:edition-workbook", args=[edition.pk])
    return signed_in(user).post(address, {"language": "ru", "kind": kind}).status_code


def test_ga_gets_its_own_workbook_and_not_the_working_one(national: Edition, sms: User, ga: User) -> None:
    national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)
    assert {"working", "ga"} <= set(kinds_of(sms, national))
    assert "working" not in kinds_of(ga, national) and "ga" in kinds_of(ga, national)
    job = Job.objects.get(key=f"edition/{national.pk}/working/ru/{sms.pk}")
    working = done(job)
    assert signed_in(ga).get(working).status_code == 403
    upward = done(Job.objects.get(key=f"edition/{national.pk}/ga/ru/{ga.pk}"))
    response = signed_in(ga).get(upward)
    assert response["Content-Disposition"].endswith('"tipcc-2019-Q1-national-edition-1-ga-ru.xlsx"')
    titles = [sheet.title for sheet in books.read(response.content)]
    assert "Мероприятия" not in titles
    assert "Мероприятия" in [sheet.title for sheet in books.read(signed_in(sms).get(working).content)]


def test_a_council_gets_the_kinds_of_a_council(world: World, edition: Edition) -> None:
    assert "council" in kinds_of(world.secretary, edition)
    assert not {"ga", "working", "note", "form"} & set(kinds_of(world.secretary, edition))
    assert asks(world.secretary, edition, "nonsense") == 403


def blacken(edition: Edition, world: World, sms: User) -> None:
    text = edition.texts.filter(key__endswith="1.1/text").get()
    redaction = redactions.ask(text, reason="a name", actor=world.secretary)
    redactions.carry_out(redaction, actor=sms)


def test_a_file_with_a_text_that_was_blacked_out_is_given_out_no_more(
    world: World, edition: Edition, national: Edition, sms: User
) -> None:
    for each, kind in ((edition, "council"), (national, "ga")):
        ask_for_edition(each, kind, "ru", actor=sms)
    urls = [done(job) for job in Job.objects.order_by("pk")]
    ask_for_working(Q1, None, "working", "ru", actor=sms)
    working = done(Job.objects.latest("pk"))
    before = list(EditionFile.objects.order_by("pk"))
    blacken(edition, world, sms)
    for url in urls:
        told = signed_in(sms).get(url, follow=True).content.decode()
        assert "A text in this file was blacked out since" in told
    assert signed_in(sms).get(working).status_code == 200  # until the next tick
    erase_blacked_out()
    assert signed_in(sms).get(working).status_code == 302  # it can be asked for again
    assert [Path(kept.file.path).exists() for kept in before] == [False, False]
    assert EditionFile.objects.filter(sha256__in=[kept.sha256 for kept in before]).count() == 2
    address = reverse("reports:edition-workbook", args=[edition.pk])
    asked(sms, address)
    new = signed_in(sms).get(done(Job.objects.latest("pk")))
    assert "Ход: 1.1" not in str(books.rows(books.read(new.content)[books.PLANS]))
    assert EditionFile.objects.filter(edition=edition).count() == 2
    with CaptureQueriesContext(connection) as queries:  # a tick after which nothing was blacked out
        erase_blacked_out()
    assert len(queries) == 1
    assert keeping.bytes_of(EditionFile.objects.latest("pk")) == new.content


def test_a_text_that_goes_while_the_file_is_made_leaves_no_file(world: World, edition: Edition, sms: User) -> None:
    blacken(edition, world, sms)
    with pytest.raises(Refused, match="blacked out while"), transaction.atomic():
        keeping.keep(edition, "council", "ru", b"old", turn=0, actor=sms)


def test_the_page_names_the_kept_file_with_its_hash(world: World, edition: Edition) -> None:
    asked(world.secretary, own(world))
    url = done(Job.objects.get())
    kept = EditionFile.objects.get()
    for page in (edition.report.get_absolute_url(), reverse("reports:edition-detail", args=[edition.pk])):
        told = signed_in(world.secretary).get(page).content.decode()
        assert f'href="{url}"' in told and kept.sha256 in told and kept.name in told


def test_a_race_keeps_the_first_file(world: World, edition: Edition, sms: User) -> None:
    asked(world.secretary, own(world))
    asked(sms, own(world))
    first, second = (done(job) for job in Job.objects.order_by("pk"))
    assert first == second and EditionFile.objects.count() == 1
    data = keeping.bytes_of(EditionFile.objects.get())
    with transaction.atomic():
        assert (
            keeping.keep(edition, "council", "ru", b"another", turn=0, actor=sms).sha256
            == hashlib.sha256(data).hexdigest()
        )
    assert AuditEntry.objects.filter(action="workbook.kept").count() == 1


def test_an_edition_has_one_file_in_a_language_and_it_never_changes(world: World, edition: Edition) -> None:
    asked(world.secretary, own(world))
    done(Job.objects.get())
    for sql in ("UPDATE reports_editionfile SET sha256 = 'x'", "DELETE FROM reports_editionfile"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)


def test_each_download_is_one_audit_entry(world: World, edition: Edition) -> None:
    asked(world.secretary, own(world))
    url = done(Job.objects.get())
    client = signed_in(world.chair)
    for _again in range(2):
        client.get(url)
    entries = AuditEntry.objects.filter(action__startswith="workbook.").order_by("number")
    assert [(entry.action, entry.chain, str(entry.actor)) for entry in entries] == [
        ("workbook.kept", "KG-B", "Kg-b-secretary"),
        ("workbook.downloaded", "KG-B", "Kg-b-chair"),
        ("workbook.downloaded", "KG-B", "Kg-b-chair"),
    ]


def test_a_file_that_was_changed_on_the_disk_is_not_served(world: World, edition: Edition) -> None:
    asked(world.secretary, own(world))
    url = done(Job.objects.get())
    path = Path(EditionFile.objects.get().file.path)
    path.write_bytes(path.read_bytes() + b"x")
    assert "is not as it was kept" in signed_in(world.secretary).get(url, follow=True).content.decode()
    path.unlink()
    assert "is not as it was kept" in signed_in(world.secretary).get(url, follow=True).content.decode()
    assert not AuditEntry.objects.filter(action="workbook.downloaded").exists()


def test_an_open_report_gives_a_working_workbook_to_whoever_asked_alone(world: World, sms: User) -> None:
    record(world, date(2019, 3, 1), 25)
    open_report(world)
    asked(world.secretary, own(world), "en")
    job = Job.objects.get()
    url = done(job)
    assert url == reverse("reports:working-file", args=[job.pk]) and not EditionFile.objects.exists()

    response = signed_in(world.secretary).get(url)

    assert response["Content-Disposition"] == 'attachment; filename="tipcc-2019-Q1-KG-B-working-en.xlsx"'
    assert books.rows(books.read(response.content)[books.COVER])[0][0].startswith("NOT SEALED")
    assert [signed_in(user).get(url).status_code for user in (world.chair, sms)] == [404, 404]
    assert AuditEntry.objects.get(action="workbook.exported").chain == "KG-B"


def test_a_working_workbook_is_kept_for_a_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    open_report(world)
    asked(world.secretary, own(world))
    first = done(Job.objects.get())
    client = signed_in(world.secretary)
    job_files.forget_old()
    assert client.get(first).status_code == 200
    monkeypatch.setattr(job_files, "KEPT_SECONDS", -1)
    job_files.forget_old()
    gone = client.get(first, follow=True)
    assert gone.redirect_chain[0][0] == reverse("reports:report-detail", args=[world.council.code, "2019-Q1"])
    assert "kept for a day" in gone.content.decode() and "Ask for the file again" in gone.content.decode()


def test_the_national_one_is_of_the_edition_else_of_live_figures(world: World, edition: Edition, sms: User) -> None:
    asked(sms, NATIONAL)
    assert done(Job.objects.get()) == reverse("reports:working-file", args=[Job.objects.get().pk])
    assert edition.report
    national_reports.consolidate(edition.report.period, missing={}, actor=sms)
    asked(sms, NATIONAL)
    done(Job.objects.order_by("pk")[1])
    assert EditionFile.objects.get().name == "tipcc-2019-Q1-national-edition-1-ru.xlsx"
    assert AuditEntry.objects.get(action="workbook.kept").chain == "system"


def test_ga_gets_the_national_one_once_it_was_sent(national: Edition, sms: User, ga: User) -> None:
    assert signed_in(ga).post(NATIONAL).status_code == 403
    national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)
    asked(ga, NATIONAL)
    assert signed_in(ga).get(done(Job.objects.get())).status_code == 200


def test_a_stranger_finds_nothing(world: World, edition: Edition, national: Edition) -> None:
    stranger = make_world("KG-O").secretary
    asked(world.secretary, own(world))
    file = done(Job.objects.get())
    client = signed_in(stranger)
    assert client.post(own(world)).status_code == 404
    assert client.post(reverse("reports:edition-workbook", args=[edition.pk])).status_code == 404
    assert client.get(file).status_code == 404
    assert client.post(NATIONAL).status_code == 403
    assert Job.objects.count() == 1


def test_only_a_button_asks(world: World, edition: Edition, sms: User) -> None:
    client = signed_in(sms)
    for url in (own(world), NATIONAL, reverse("reports:edition-workbook", args=[edition.pk])):
        assert client.get(url).status_code == 405


def test_a_language_that_there_is_not_is_the_pages(world: World, edition: Edition) -> None:
    asked(world.secretary, own(world), "../../x")
    assert Job.objects.get().params["language"] == "en"


def test_the_worker_asks_for_the_right_again(world: World, edition: Edition) -> None:
    asked(world.secretary, own(world))
    with clock.at(date(2019, 4, 6)):
        world.secretary.person.memberships.update(ends_on=date(2019, 4, 5))
        job = Job.objects.get()
        assert jobs.run(job.pk)
    job.refresh_from_db()
    assert (job.state, job.error) == ("failed", "You may no longer read this report.")
    assert not EditionFile.objects.exists()


def test_pages_offer_it_in_three_languages(world: World, edition: Edition) -> None:
    page = signed_in(world.secretary).get(reverse("reports:report-detail", args=["KG-B", Q1.label])).content.decode()
    assert f'action="{reverse("reports:edition-workbook", args=[edition.pk])}"' in page
    assert all(f'name="language" value="{code}"' in page for code in ("ky", "ru", "en"))
