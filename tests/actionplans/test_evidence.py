"""Evidence of events over HTTP and through the job: taken, prepared, shown to few, erased in time (rule 9)."""

import json
import threading
from datetime import date
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, connections, transaction
from django.test.utils import CaptureQueriesContext
from PIL import Image

from actionplans import work
from actionplans.evidence import MOST_PIECES, Terms, last_day
from actionplans.models import Evidence, QuarterGuard
from actionplans.services import evidence as services
from actionplans.services.events import void_event
from actionplans.states import EvidenceKind
from councils import clock, files, jobs
from councils.models import AuditEntry, Draft, Job, StoredFile
from councils.states import IllegalMove, JobState, NotAllowed, Refused
from tests import bad_files
from tests.factories import make_event, make_grant, make_member
from tests.pieces import make_piece

from .conftest import TODAY, signed_in

PDF = b"%PDF-1.7 minutes"


@pytest.fixture
def event(batken):
    return make_event(batken.council, batken.item, by=batken.secretary)


@pytest.fixture
def add_url(batken, event):
    return batken.url(f"events/{event.code}/evidence/")


def upload(content=PDF, name="minutes.pdf"):
    return SimpleUploadedFile(name, content)


def photo(name="IMG_1.jpg", size=(640, 480)):
    return upload(bad_files.photo_with_place(size), name)


def typed(*uploads, kind="photo", **values):
    return {"kind": kind, "files": list(uploads), **values}


def words(response):
    return response.content.decode()


def prepare(evidence):
    """What the worker does with the job that adding asked for."""
    job = Job.objects.get(kind="reduce_photo", key=str(evidence.pk))
    assert jobs.run(job.pk)
    job.refresh_from_db()
    assert job.state == JobState.DONE, job.error
    evidence.refresh_from_db()
    return job


def told(event, action):
    subject = {"chain": event.council.code, "action": action}
    return [json.loads(entry.text) for entry in AuditEntry.objects.filter(**subject).order_by("number")]


# ---- adding


def test_files_are_added_together_with_what_they_show(secretary, event, add_url):
    response = secretary.post(add_url, typed(photo(), photo("IMG_2.jpg", (800, 600)), caption="Класс 9б"))

    assert response.status_code == 302 and response["Location"].endswith(f"{event.code}/#evidence")
    one, other = event.evidence.all()
    assert (one.kind, one.caption, one.ready, other.caption) == ("photo", "Класс 9б", False, "Класс 9б")
    assert one.keep_until == date(2022, 11, 20) and one.stored.council == event.council
    assert "2 pieces are kept" in words(secretary.get(response["Location"]))


def test_a_document_is_ready_at_once_and_goes_out_to_be_saved(secretary, event, add_url):
    secretary.post(add_url, typed(upload(), kind="document"))

    evidence = event.evidence.get()
    assert evidence.ready and evidence.keep_until == date(2024, 11, 20) and not Job.objects.exists()
    answer = secretary.get(f"{add_url}{evidence.pk}/file/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"] == 'attachment; filename="minutes.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff" and "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("content", "name", "why"),
    [
        (bad_files.EXE, "photo.jpg", "none of the kinds"),
        (bad_files.SVG, "logo.png", "none of the kinds"),
        (bad_files.HEIC, "IMG_7.HEIC", "Most compatible"),
        (bad_files.huge_png(), "map.png", "more than 25 million pixels"),
        (bad_files.zip_bomb(), "list.xlsx", "grows too large"),
        (bad_files.workbook_with_macros(), "list.xlsm", "carries macros"),
        (b"", "empty.jpg", "The file is empty"),
        (PDF + b"\x00" * (5 * files.MIB), "long.pdf", "at most 5 MiB"),
        (bad_files.picture() + b"\x00" * (15 * files.MIB), "big.jpg", "at most 15 MiB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_file_is_refused_by_name_and_the_good_one_beside_it_is_kept(
    secretary, event, add_url, content, name, why
):
    sent = typed(upload(content, name), upload(), kind="document", caption="Протокол")
    response = secretary.post(add_url, sent)

    assert response.status_code == 200 and words(response).count("<title>Error:")
    errors = [str(error) for error in response.context["form"].errors["files"]]
    assert len(errors) == 1 and errors[0].startswith(f"{name}: ") and why in errors[0]
    assert 'value="Протокол"' in words(response) and "1 piece is kept" in words(response)
    assert [piece.stored.name for piece in event.evidence.all()] == ["minutes.pdf"]
    assert StoredFile.objects.count() == 1


def test_a_photo_is_no_pdf(secretary, event, add_url):
    response = secretary.post(add_url, typed(upload()))

    assert "minutes.pdf: Taken here: JPEG, PNG, WebP. This file is PDF." in words(response)
    assert not event.evidence.exists()


def test_people_in_a_picture_must_have_agreed(secretary, batken, event, add_url):
    response = secretary.post(add_url, typed(photo(), shows_people="on"))

    assert "kept only if they agreed" in words(response) and not event.evidence.exists()
    with pytest.raises(Refused, match="only if they agreed"):
        services.add_file(event, photo(), Terms("photo", shows_people=True), actor=batken.secretary)
    secretary.post(add_url, typed(photo(), shows_people="on", consent="on"))
    assert event.evidence.get().consent
    with pytest.raises(IntegrityError), transaction.atomic():
        event.evidence.update(consent=False)


@pytest.mark.parametrize(
    ("sent", "why"),
    [
        ({"kind": "photo"}, "Files: choose one or more."),
        ({}, "What do you add? Choose one kind."),
        ({"kind": "photo", "url": "kaktus.media"}, "You wrote an address: choose the link."),
        ({"kind": "media_link"}, "Address: write where"),
        ({"kind": "media_link", "url": "javascript:alert(1)"}, "Address: copy it from the browser"),
        ({"kind": "media_link", "url": "ftp://kaktus.media/1"}, "Address: copy it from the browser"),
        ({"kind": "media_link", "url": "data://text/html,x"}, "Address: copy it from the browser"),
        ({"kind": "media_link", "url": "https://kaktus.media/" + "x" * 500}, "at most 500 characters"),
    ],
)
def test_what_does_not_fit_the_kind_is_said(secretary, event, add_url, sent, why):
    response = secretary.post(add_url, sent)

    assert response.status_code == 200 and why in words(response)
    assert not event.evidence.exists()


def test_a_link_is_kept_once_and_opens_http_only(secretary, event, add_url, batken):
    for _again in range(2):
        secretary.post(add_url, {"kind": "media_link", "url": "kaktus.media/1", "caption": "Репортаж"})

    link = event.evidence.get()
    assert (link.url, link.keep_until, link.stored) == ("https://kaktus.media/1", None, None)
    page = words(secretary.get(batken.url(f"events/{event.code}/")))
    assert '<a href="https://kaktus.media/1" rel="noopener noreferrer external">' in page


def test_the_same_file_sent_again_is_the_same_piece_also_after_it_was_prepared(secretary, event, add_url):
    secretary.post(add_url, typed(photo()))
    secretary.post(add_url, typed(photo("renamed.jpg")))
    prepare(event.evidence.get())
    secretary.post(add_url, typed(photo()))

    assert event.evidence.count() == 1 and len(told(event, "evidence.added")) == 1


def test_what_was_removed_may_be_sent_again(secretary, event, add_url, batken):
    secretary.post(add_url, typed(upload(), kind="document"))
    services.remove(event.evidence.get(), actor=batken.secretary, reason="другое мероприятие")
    secretary.post(add_url, typed(upload(), kind="document"))

    assert event.evidence.count() == 2


def test_an_event_keeps_twenty_pieces(secretary, event, add_url, batken):
    for number in range(MOST_PIECES - 1):
        make_piece(event, "media_link", url=f"https://kaktus.media/{number}")

    response = secretary.post(add_url, typed(upload(), upload(PDF + b"2", "second.pdf"), kind="document"))
    assert "second.pdf: An event keeps at most 20 pieces" in words(response) and event.evidence.count() == MOST_PIECES
    many = [upload(PDF + bytes([n]), f"{n}.pdf") for n in range(MOST_PIECES + 1)]
    assert "at most 20 at once" in words(secretary.post(add_url, typed(*many, kind="document")))


def test_the_script_sends_one_file_and_reads_json(secretary, event, add_url):
    kept = secretary.post(add_url, typed(photo()), headers={"Accept": "application/json"})
    assert not Draft.objects.filter(key=add_url).exists()
    refused = secretary.post(add_url, typed(upload(bad_files.EXE, "a.jpg")), headers={"Accept": "application/json"})

    assert (kept.status_code, kept.json()) == (200, {"kept": 1, "refused": []})
    assert refused.status_code == 422 and refused.json()["kept"] == 0
    assert refused.json()["refused"][0].startswith("a.jpg: This file is none of the kinds")


def test_a_caption_that_was_not_sent_is_kept(secretary, event, add_url, batken):
    secretary.post(add_url, {"set_language": "en", "kind": "document", "caption": "Протокол встречи"})

    for address in (add_url, batken.url(f"events/{event.code}/")):
        assert 'value="Протокол встречи"' in words(secretary.get(address)), address
    secretary.post(add_url, typed(upload(), kind="document", caption="Протокол встречи"))
    assert 'value="Протокол встречи"' not in words(secretary.get(add_url))


def test_a_voided_event_takes_none(secretary, batken, event, add_url):
    void_event(event, actor=batken.secretary, reason="дважды")

    assert "it takes no evidence" in words(secretary.post(add_url, typed(photo())))
    assert not event.evidence.exists()
    assert "data-evidence" not in words(secretary.get(batken.url(f"events/{event.code}/")))


def test_a_sealed_and_locked_quarter_still_takes_evidence(secretary, batken, event, add_url):
    QuarterGuard.objects.create(
        council=batken.council, starts_on=date(2019, 10, 1), ends_on=date(2019, 12, 31), sealed=True,
        locks_on=date(2019, 11, 15),
    )  # fmt: skip
    secretary.post(add_url, typed(upload(), kind="document"))

    assert event.evidence.count() == 1
    event.refresh_from_db()
    assert (event.version, event.corrections) == (1, 0)


def test_only_the_secretary_adds(batken, event):
    for user in (make_member(batken.council, "chair"), make_grant("sms"), make_grant("administrator")):
        with pytest.raises(NotAllowed):
            services.add_file(event, photo(), Terms("photo"), actor=user)


def test_the_audit_chain_gets_digests_and_kinds_but_no_name_and_no_caption(secretary, event, add_url, batken):
    secretary.post(add_url, typed(photo("Айгуль 9б.jpg"), caption="Айгуль Сейитова"))
    secretary.post(add_url, {"kind": "media_link", "url": "https://kaktus.media/svodka", "caption": "Айгуль"})
    evidence = event.evidence.first()
    prepare(evidence)
    services.remove(evidence, actor=batken.secretary, reason="просьба родителей")

    added = told(event, "evidence.added")
    assert [entry["after"]["kind"] for entry in added] == ["photo", "media_link"]
    (prepared,), (removed,) = told(event, "evidence.prepared"), told(event, "evidence.removed")
    assert prepared["after"]["original_sha256"] == added[0]["after"]["sha256"]
    assert prepared["after"]["sha256"] == removed["after"]["sha256"] != added[0]["after"]["sha256"]
    chain = "".join(AuditEntry.objects.filter(chain="KG-B").values_list("text", flat=True))
    for value in ("Айгуль", "svodka", "9б"):
        assert value not in chain
    assert "Evidence removed" in words(secretary.get(batken.url(f"events/{event.code}/")))


@pytest.mark.parametrize("same", [True, False], ids=["the same photo", "two photos"])
def test_two_at_once(transactional_db, batken, event, same):
    """Both arrive whole; the same content sent by two at once is one piece."""
    contents = [bad_files.photo_with_place((640, 480)), bad_files.photo_with_place((640, 480) if same else (320, 240))]
    start, broken = threading.Barrier(2), []

    def send(content):
        try:
            with clock.at(TODAY):
                start.wait(timeout=10)
                services.add_file(event, upload(content, "a.jpg"), Terms("photo"), actor=batken.secretary)
        except Exception as error:
            broken.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send, args=[content]) for content in contents]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert broken == []
    assert event.evidence.count() == StoredFile.objects.count() == (1 if same else 2)
    assert len(told(event, "evidence.added")) == event.evidence.count()


# ---- preparing


def test_a_photo_is_shown_only_once_its_metadata_is_gone(secretary, batken, event, add_url):
    secretary.post(add_url, typed(photo(size=(2000, 1500)), caption="Класс 9б"))
    evidence = event.evidence.get()
    original = evidence.stored.file.name

    assert "is being prepared" in words(secretary.get(batken.url(f"events/{event.code}/")))
    for what in ("file", "thumbnail"):
        assert secretary.get(f"{add_url}{evidence.pk}/{what}/").status_code == 404

    prepare(evidence)
    page = words(secretary.get(batken.url(f"events/{event.code}/")))
    assert "is being prepared" not in page and 'alt="Класс 9б"' in page
    for what, side in (("file", 1600), ("thumbnail", 240)):
        answer = secretary.get(f"{add_url}{evidence.pk}/{what}/")
        body = b"".join(answer.streaming_content)
        shown = Image.open(BytesIO(body))
        assert (shown.format, max(shown.size), dict(shown.getexif())) == ("JPEG", side, {})
        assert b"Exif" not in body and b"Samsung" not in body
        assert answer["Content-Disposition"].startswith("inline") and answer["Content-Type"] == "image/jpeg"
        assert "no-store" in answer["Cache-Control"]
    assert StoredFile.objects.get(kind="jpeg", file="").erased_on == TODAY
    assert original != evidence.stored.file.name


def test_the_original_leaves_the_disk(event, batken, django_capture_on_commit_callbacks):
    evidence = services.add_file(event, photo(), Terms("photo"), actor=batken.secretary)
    original = evidence.stored.file.name

    with django_capture_on_commit_callbacks(execute=True):
        prepare(evidence)
    assert not default_storage.exists(original)
    assert default_storage.exists(evidence.stored.file.name) and default_storage.exists(evidence.thumbnail.file.name)


def test_the_job_run_twice_changes_nothing(event, batken):
    evidence = services.add_file(event, photo(), Terms("photo"), actor=batken.secretary)
    prepare(evidence)
    rows, entries = StoredFile.objects.count(), AuditEntry.objects.count()
    stored = evidence.stored_id

    again = jobs.ask("reduce_photo", str(evidence.pk), owner=None, evidence=evidence.pk)
    assert jobs.run(again.pk)
    evidence.refresh_from_db()
    assert (StoredFile.objects.count(), AuditEntry.objects.count(), evidence.stored_id) == (rows, entries, stored)


def test_a_worker_that_lost_its_lease_leaves_nothing_behind(event, batken, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    evidence = services.add_file(event, photo(), Terms("photo"), actor=batken.secretary)

    def lost(*_args, **_kwargs):
        raise jobs.LeaseLost

    monkeypatch.setattr(jobs.Lease, "finish", lost)
    assert not jobs.run(Job.objects.get(kind="reduce_photo").pk)
    evidence.refresh_from_db()
    assert not evidence.ready and StoredFile.objects.count() == 1
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == [tmp_path / evidence.stored.file.name]


def test_a_photo_that_cannot_be_decoded_is_said_to_be_damaged_and_erased(secretary, batken, event, add_url):
    secretary.post(add_url, typed(upload(bad_files.photo_with_place()[:2000], "IMG_1.jpg")))
    evidence = event.evidence.get()
    prepare(evidence)

    assert (evidence.fault, evidence.ready, evidence.stored.erased_on) == ("damaged", False, TODAY)
    assert "This picture is damaged and could not be read" in words(secretary.get(batken.url(f"events/{event.code}/")))
    assert secretary.get(f"{add_url}{evidence.pk}/file/").status_code == 404


def test_a_photographed_sheet_loses_its_place_too_but_stays_legible(event, batken):
    sheet = upload(bad_files.photo_with_place((3000, 2000)), "sheet.jpg")
    evidence = services.add_file(event, sheet, Terms("attendance_sheet"), actor=batken.secretary)
    assert not evidence.ready
    prepare(evidence)

    content = evidence.stored.file.read()
    assert Image.open(BytesIO(content)).size == (2400, 1600) and b"Exif" not in content
    assert evidence.thumbnail is None and evidence.keep_until == date(2020, 11, 20)


# ---- who sees it


def status_of(client, user, address):
    response = signed_in(client, user).get(address)
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def test_evidence_never_leaves_the_council_and_sms(client, batken, osh, event, add_url):
    """Each role, each kind: photos are the council's and SMS's, attendance sheets the secretary's and the chair's."""
    rows = {
        "photo": make_piece(event), "sheet": make_piece(event, "attendance_sheet"),
        "document": make_piece(event, "document"),
    }  # fmt: skip
    users = {
        "secretary": batken.secretary, "chair": make_member(batken.council, "chair"),
        "deputy": make_member(batken.council, "deputy"), "member": make_member(batken.council, "youth"),
        "former": make_member(batken.council, "observer", ends_on=date(2019, 11, 19)), "stranger": osh.secretary,
        "sms": make_grant("sms"), "ga": make_grant("ga"), "administrator": make_grant("administrator"),
    }  # fmt: skip
    found = {
        role: [status_of(client, user, f"{add_url}{row.pk}/file/") for row in rows.values()]
        for role, user in users.items()
    }
    opened, not_sheets, unknown, refused = [200, 200, 200], [200, 403, 200], [404] * 3, [403] * 3
    assert found == {
        "secretary": opened, "chair": opened, "deputy": opened, "sms": opened, "member": not_sheets,
        "former": unknown, "stranger": unknown, "ga": unknown, "administrator": refused,
    }  # fmt: skip
    assert status_of(client, users["member"], f"{add_url}{rows['photo'].pk}/thumbnail/") == 200
    assert status_of(client, users["administrator"], f"{add_url}{rows['photo'].pk}/thumbnail/") == 403


def test_the_page_shows_each_role_what_it_may_open(client, batken, event):
    make_piece(event)
    sheet = make_piece(event, "attendance_sheet")
    address = batken.url(f"events/{event.code}/")

    member = words(signed_in(client, make_member(batken.council, "youth")).get(address))
    assert "Класс 9б" in member and f"{sheet.pk}/file/" not in member and "Personal data" in member
    assert "data-evidence" not in member and "/remove/" not in member
    administrator = words(signed_in(client, make_grant("administrator")).get(address))
    assert "2 pieces are kept. Only the council and SMS see them." in administrator
    assert "Класс 9б" not in administrator and "/evidence/" not in administrator
    secretary = words(signed_in(client, batken.secretary).get(address))
    assert f"{sheet.pk}/file/" in secretary and f"{sheet.pk}/remove/" in secretary


def test_a_piece_of_another_event_is_not_found_under_this_one(secretary, batken, event, add_url):
    other = make_piece(make_event(batken.council, batken.item))

    for what in ("file", "thumbnail", "remove"):
        assert secretary.get(f"{add_url}{other.pk}/{what}/").status_code == 404


def test_the_page_costs_the_same_queries_for_one_piece_and_for_many(secretary, batken, event):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            secretary.get(batken.url(f"events/{event.code}/"))
        return len(asked)

    make_piece(event)
    queries()
    few = queries()
    for _n in range(4):
        make_piece(event)
    make_piece(event, "attendance_sheet")
    assert queries() == few


# ---- removing and erasing


def test_a_piece_is_removed_with_a_reason_and_gone_at_once(
    secretary, batken, event, add_url, django_capture_on_commit_callbacks
):
    piece = make_piece(event)
    paths = [piece.stored.file.name, piece.thumbnail.file.name]

    assert "Reason: write why" in words(secretary.post(f"{add_url}{piece.pk}/remove/", {"reason": " "}))
    with django_capture_on_commit_callbacks(execute=True):
        secretary.post(f"{add_url}{piece.pk}/remove/", {"reason": "просьба родителей"})

    assert not any(default_storage.exists(path) for path in paths)
    page = words(secretary.get(batken.url(f"events/{event.code}/")))
    assert "Removed on 20 November 2019" in page and "просьба родителей" in page and piece.stored.sha256 in page
    for what in ("file", "thumbnail"):
        assert secretary.get(f"{add_url}{piece.pk}/{what}/").status_code == 404
    with pytest.raises(IllegalMove):
        services.remove(piece, actor=batken.secretary, reason="ещё раз")
    assert len(told(event, "evidence.removed")) == 1


def test_each_kind_is_kept_as_long_as_the_settings_say(settings):
    assert [last_day(kind, date(2020, 2, 29)) for kind in ("photo", "document", "attendance_sheet")] == [
        date(2023, 2, 28), date(2025, 2, 28), date(2021, 2, 28),
    ]  # fmt: skip
    settings.TIPCC_KEEP_YEARS = {"photo": 4}
    assert last_day("photo", date(2020, 2, 29)) == date(2024, 2, 29)
    assert set(EvidenceKind.values) == {"photo", "document", "attendance_sheet", "media_link"}


def test_what_is_over_its_day_is_erased_by_the_tick_with_one_entry_a_council(
    secretary, batken, osh, event, add_url, django_capture_on_commit_callbacks
):
    elsewhere = make_piece(make_event(osh.council, osh.item), keep_until=date(2020, 11, 20))
    gone = [make_piece(event, kind, keep_until=date(2020, 11, 20)) for kind in ("photo", "attendance_sheet")]
    later = make_piece(event, "document", keep_until=date(2020, 11, 21))
    link = make_piece(event, "media_link")
    paths = [row.file.name for piece in gone for row in (piece.stored, piece.thumbnail) if row]

    with clock.at(date(2020, 11, 20)):
        work.erase_evidence()
    assert not StoredFile.objects.filter(erased_on__isnull=False).exists()  # the last day belongs to it

    with clock.at(date(2020, 11, 21)), django_capture_on_commit_callbacks(execute=True):
        work.erase_evidence()
        work.erase_evidence()
    assert not any(default_storage.exists(path) for path in paths)
    (entry,) = told(event, "evidence.erased")
    assert [(row["kind"], row["sha256"]) for row in entry["after"]["pieces"]] == [
        (piece.kind, piece.stored.sha256) for piece in gone
    ]
    assert (entry["source"], entry["actor"]) == ("job", None)
    assert AuditEntry.objects.filter(action="evidence.erased", chain="KG-O").count() == 1
    elsewhere.stored.refresh_from_db()
    assert elsewhere.stored.erased_on == date(2020, 11, 21)
    for piece in (later, link):
        assert not piece.stored or not StoredFile.objects.get(pk=piece.stored.pk).erased_on

    with clock.at(date(2020, 11, 21)):
        page = words(secretary.get(batken.url(f"events/{event.code}/")))
    assert "Erased on 21 November 2020" in page and gone[0].stored.sha256 in page
    assert secretary.get(f"{add_url}{gone[0].pk}/file/").status_code == 404


def test_a_photo_erased_before_it_was_prepared_stays_erased(event, batken):
    evidence = services.add_file(event, photo(), Terms("photo"), actor=batken.secretary)
    with clock.at(date(2023, 1, 1)):
        work.erase_evidence()
        prepare(evidence)

    assert not evidence.ready and evidence.stored.erased_on == date(2023, 1, 1)
    assert Evidence.objects.get().thumbnail is None and not told(event, "evidence.prepared")
