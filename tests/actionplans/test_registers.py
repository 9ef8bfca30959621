"""A register that was handed in, from the upload to the last row: what is taken, confirmed, settled, erased."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from actionplans.imports import work
from actionplans.imports.left_rows import typed_again
from actionplans.models import Event, RegisterHeading, RegisterUpload
from actionplans.registers import CHECK, KEPT, RECORD, job_of, left_rows
from actionplans.services import registers as services
from actionplans.services.batches import undo_batch
from actionplans.services.events import change_event, draft_of
from actionplans.states import RegisterRowState, UploadState
from councils import clock, job_files, jobs
from councils.models import AuditEntry, Job, StoredFile
from councils.states import IllegalMove, NotAllowed, Unfit
from tests.actionplans.conftest import World
from tests.actionplans.sheets import HEADING, event_row, register, workbook
from tests.factories import make_grant

LETTER = (b"%PDF-1.7 letter of the council, invented", "pdf", "letter.pdf")


def take(world: World, content: bytes, **options: Any) -> RegisterUpload:
    told = {"actor": world.secretary, "language": "ru"} | options
    return services.take_register(world.council, content, "xlsx", "register.xlsx", **told)


def work_off() -> None:
    """What the worker would do; a job that failed shows its words."""
    for job in Job.objects.filter(state="queued").order_by("pk"):
        assert jobs.run(job.pk)


def brought(world: World, content: bytes, **options: Any) -> RegisterUpload:
    """Handed in, read, recorded."""
    upload = take(world, content, **options)
    work_off()
    upload.refresh_from_db()
    services.record_register(upload, actor=options.get("actor", world.secretary), version=upload.version)
    work_off()
    upload.refresh_from_db()
    assert upload.state == UploadState.RECORDED, job_of(upload).error
    return upload


# ---- handed in


def test_a_file_is_kept_and_read_by_a_job(batken: World) -> None:
    upload = take(batken, register(event_row()))
    job = Job.objects.get(kind=CHECK)
    assert (upload.state, upload.version, upload.told) == (UploadState.READING, 1, {})
    assert job.owner == batken.secretary and job_of(upload) == job
    work_off()
    upload.refresh_from_db()
    assert upload.state == UploadState.CHECKED and upload.told["counts"]["created"] == 1
    assert Event.objects.count() == 0  # nothing is recorded before somebody confirms


def test_the_same_file_while_unfinished_is_the_same_upload(batken: World) -> None:
    content = register(event_row())
    one, same = take(batken, content), take(batken, content)
    assert one == same and Job.objects.count() == 1
    work_off()
    one.refresh_from_db()
    assert take(batken, content) == one
    services.put_aside(one, actor=batken.secretary)
    assert take(batken, content) != one


def test_only_the_secretary_or_sms_with_a_letter_brings_in(batken: World, osh: World) -> None:
    content, sms = register(event_row()), make_grant("sms", username="officer")
    with pytest.raises(NotAllowed):
        take(batken, content, actor=osh.secretary)
    with pytest.raises(Unfit):  # a letter says that SMS enters for the council
        take(batken, content, letter_number="12-1", letter=LETTER)
    for half in ({}, {"letter_number": "12-1"}, {"letter": LETTER}, {"letter_number": " ", "letter": LETTER}):
        with pytest.raises(Unfit):
            take(batken, content, actor=sms, **half)
    assert not StoredFile.objects.exists()
    upload = take(batken, content, actor=sms, letter_number="12-1", letter=LETTER)
    assert upload.letter.sha256 and upload.letter_number == "12-1"
    (entry,) = AuditEntry.objects.filter(action="register.uploaded")
    assert "12-1" in entry.text
    with pytest.raises(NotAllowed):  # what the secretary handed in herself is not for SMS to confirm
        own = take(batken, register(event_row(title="Другая тема")))
        services.put_aside(own, actor=sms)


def test_a_file_that_cannot_be_read_says_why_and_may_be_put_aside(batken: World) -> None:
    upload = take(batken, workbook(("Тема", "Примечание"), ("Лекция", "—")))
    work_off()
    upload.refresh_from_db()
    assert upload.state in {UploadState.REFUSED, UploadState.ASKS}
    broken = services.take_register(
        batken.council, b"PK\x03\x04 broken", "xlsx", "broken.xlsx", actor=batken.secretary, language="ru"
    )
    work_off()
    broken.refresh_from_db()
    assert broken.state == UploadState.REFUSED and "поврежд" in broken.refusal
    services.put_aside(broken, actor=batken.secretary)
    broken.refresh_from_db()
    assert broken.state == UploadState.DROPPED and not broken.stored.file


# ---- what its columns mean

ODD = ("Когда", "О чём", "Куда по плану", "Территория", "Вид", "Сколько было")


def odd_register() -> bytes:
    return workbook(ODD, ("12.03.2019", "Безопасная миграция", "1.2", "Лейлекский район", "лекция", 25))


def test_the_office_says_what_its_columns_mean_once(batken: World) -> None:
    upload = take(batken, odd_register())
    work_off()
    upload.refresh_from_db()
    assert upload.state == UploadState.ASKS and Event.objects.count() == 0
    (layout,) = upload.told["layouts"]
    meant = dict(zip("012345", ("starts_on", "title", "item", "district", "form", "participants"), strict=True))
    services.choose_columns(upload, {layout["key"]: meant}, actor=batken.secretary, language="ru")
    work_off()
    upload.refresh_from_db()
    assert upload.state == UploadState.CHECKED and upload.told["counts"]["created"] == 1
    assert RegisterHeading.objects.filter(council=batken.council, field="title").count() == 1
    services.put_aside(upload, actor=batken.secretary)
    again = take(batken, odd_register())
    work_off()
    again.refresh_from_db()
    assert again.state == UploadState.CHECKED  # remembered


def test_what_is_read_with_old_columns_is_not_told(batken: World) -> None:
    upload = take(batken, odd_register())
    work_off()
    upload.refresh_from_db()
    (layout,) = upload.told["layouts"]
    services.choose_columns(upload, {layout["key"]: {"0": "starts_on"}}, actor=batken.secretary, language="ru")
    services.choose_columns(upload, {layout["key"]: {"0": ""}}, actor=batken.secretary, language="ru")
    first, last = Job.objects.filter(state="queued").order_by("pk")
    jobs.run(last.pk)
    upload.refresh_from_db()
    told = upload.told
    jobs.run(first.pk)
    upload.refresh_from_db()
    assert upload.version == 3 and upload.told == told


# ---- recorded


def test_good_rows_are_recorded_and_bad_ones_stay_listed(batken: World) -> None:
    upload = brought(batken, register(event_row(), event_row(participants="много"), event_row(title="Вторая тема")))
    assert upload.batch.created == 2 and Event.objects.filter(batch=upload.batch).count() == 2
    assert set(Event.objects.values_list("batch_sheet", "batch_row")) == {("Реестр", 2), ("Реестр", 4)}
    (left,) = left_rows(batken.council)
    assert left.place == ("Реестр", 3) and left.cells["participants"] == "много"
    assert [(fault["field"], fault["code"]) for fault in left.faults] == [("participants", "text_in_number")]


def test_confirming_twice_records_once(batken: World) -> None:
    upload = take(batken, register(event_row()))
    work_off()
    upload.refresh_from_db()
    for _ in range(2):
        services.record_register(upload, actor=batken.secretary, version=upload.version)
    assert Job.objects.filter(kind=RECORD).count() == 1
    work_off()
    services.record_register(upload, actor=batken.secretary, version=upload.version)
    work_off()
    assert Event.objects.count() == 1


def test_what_was_not_seen_is_not_recorded(batken: World) -> None:
    upload = take(batken, register(event_row()))
    work_off()
    upload.refresh_from_db()
    seen = upload.version
    services.read_again(upload, actor=batken.secretary, language="ky")
    work_off()
    with pytest.raises(services.ReadMeanwhile):
        services.record_register(upload, actor=batken.secretary, version=seen)
    upload.refresh_from_db()
    assert upload.language == "ky"


def test_what_another_file_recorded_meanwhile_is_there_already(batken: World) -> None:
    one = take(batken, register(event_row(), event_row(title="Вторая тема")))
    other = take(batken, register(event_row(), event_row(title="Третья тема")))
    work_off()
    for upload in (one, other):
        upload.refresh_from_db()
        services.record_register(upload, actor=batken.secretary, version=upload.version)
    work_off()
    other.refresh_from_db()
    assert Event.objects.count() == 3 and other.told["counts"]["existing"] == 1


def test_a_worker_that_comes_again_creates_nothing_twice(batken: World) -> None:
    upload = brought(batken, register(event_row()))
    job = Job.objects.get(kind=RECORD)
    Job.objects.filter(pk=job.pk).update(state="queued")
    jobs.run(job.pk)
    assert Event.objects.count() == 1 and RegisterUpload.objects.get(pk=upload.pk).batch_id == upload.batch_id


def test_a_seat_that_ended_meanwhile_records_nothing_and_the_file_can_be_read_again(batken: World) -> None:
    upload = take(batken, register(event_row()))
    work_off()
    upload.refresh_from_db()
    services.record_register(upload, actor=batken.secretary, version=upload.version)
    membership = batken.secretary.person.memberships.get()
    ended = clock.today() - timedelta(days=1)
    type(membership).objects.filter(pk=membership.pk).update(ends_on=ended)
    work_off()
    assert Event.objects.count() == 0 and job_of(upload).state == "failed" and job_of(upload).error
    type(membership).objects.filter(pk=membership.pk).update(ends_on=None)
    actor = type(batken.secretary).objects.get(pk=batken.secretary.pk)
    services.read_again(upload, actor=actor, language="ru")
    work_off()
    upload.refresh_from_db()
    assert upload.state == UploadState.CHECKED


def test_what_was_looked_at_is_recorded_whatever_was_chosen_for_another_file_since(batken: World) -> None:
    looked_at = take(batken, register(event_row()))
    other = take(batken, register(event_row(title="Другой файл")))
    work_off()
    for upload in (looked_at, other):
        upload.refresh_from_db()
    (layout,) = other.told["layouts"]
    meant = {str(column["index"]): column["field"] for column in layout["columns"]}
    counts = next(place for place, name in meant.items() if name == "participants")
    services.choose_columns(
        other, {layout["key"]: meant | {counts: "audience"}}, actor=batken.secretary, language="ru"
    )
    services.record_register(looked_at, actor=batken.secretary, version=looked_at.version)
    work_off()
    assert Event.objects.get().participants == 25
    assert list(RegisterHeading.objects.values_list("field")) == [("audience",)]  # only what was decided


def test_an_event_that_was_corrected_does_not_come_again_with_the_next_file(batken: World) -> None:
    rows = [event_row(), event_row(title="Вторая тема")]
    event = brought(batken, register(*rows)).batch.events.get(batch_row=2)
    draft = replace(draft_of(event), title="Безопасная миграция молодёжи", participants=27)
    change_event(event, draft, actor=batken.secretary, version=event.version)
    grown = brought(batken, register(*rows, event_row(title="Третья тема", starts_on=date(2019, 4, 2), ends_on=None)))
    assert grown.told["counts"]["created"] == 1 and grown.told["counts"]["existing"] == 2
    assert "changed_since" in {one["code"] for one in grown.told["warnings"]}
    assert Event.objects.count() == 3


def test_another_event_on_the_same_topic_in_the_same_row_of_another_file_is_recorded(batken: World) -> None:
    event = brought(batken, register(event_row())).batch.events.get()
    draft = replace(draft_of(event), participants=27)
    change_event(event, draft, actor=batken.secretary, version=event.version)
    april = brought(batken, register(event_row(starts_on=date(2019, 4, 2), ends_on=None)))
    assert april.batch.created == 1 and Event.objects.count() == 2


def test_a_row_much_like_a_recorded_event_is_told_before_it_is_recorded(batken: World) -> None:
    brought(batken, register(event_row()))
    second = brought(batken, register(event_row(participants=26)))
    assert [one["code"] for one in second.told["warnings"]] == ["perhaps_recorded"] and second.batch.created == 1


# ---- rows that are left


def test_another_event_in_the_same_row_of_a_new_file_mends_nothing(batken: World) -> None:
    march = brought(batken, register(event_row(starts_on="32.03.2019", ends_on=None, participants="около 25")))
    brought(batken, register(event_row(starts_on=date(2019, 4, 16), ends_on=None, participants=40)))
    assert [row.upload for row in left_rows(batken.council)] == [march]


def test_sms_settles_nothing_of_what_the_secretary_brought_in(batken: World) -> None:
    own = brought(batken, register(event_row(women=900)))
    sms = make_grant("sms", username="officer")
    brought(batken, register(event_row()), actor=sms, letter_number="12-1", letter=LETTER)
    assert [row.upload for row in left_rows(batken.council)] == [own]


def test_a_mended_file_settles_the_rows_that_it_mends(batken: World) -> None:
    rows = [event_row(), event_row(title="Без района", district="Неизвестный"), event_row(title="Ещё", women=900)]
    first = brought(batken, register(*rows))
    assert left_rows(batken.council).count() == 2
    rows[1] = event_row(title="Без района")
    second = brought(batken, register(*rows))
    assert second.batch.created == 1 and second.batch.existing == 1
    states = dict(first.rows.values_list("row", "state"))
    assert states == {3: RegisterRowState.MENDED, 4: RegisterRowState.PASSED_ON}  # the other stands in the later list
    (left,) = left_rows(batken.council)
    assert left.upload == second and left.row == 4
    assert all(row.cells == {} and "words" not in row.faults[0] for row in first.rows.all())


def test_rows_are_dismissed_with_a_reason_or_mended_by_hand(batken: World) -> None:
    upload = brought(batken, register(event_row(participants="?"), event_row(title="Ещё", item="9.9")))
    one, other = left_rows(batken.council)
    with pytest.raises(Unfit):
        services.dismiss_rows(upload, [one], actor=batken.secretary, reason=" ")
    services.dismiss_rows(upload, [one], actor=batken.secretary, reason="черновик")
    services.dismiss_rows(upload, [one], actor=batken.secretary, reason="ещё раз")
    one.refresh_from_db()
    assert (one.state, one.reason, one.cells) == (RegisterRowState.DISMISSED, "черновик", {})
    assert AuditEntry.objects.filter(action="register.rows_settled").count() == 1
    event = brought(batken, register(event_row(title="По руке"))).batch.events.get()
    services.mend_row(other, event, actor=batken.secretary)
    other.refresh_from_db()
    assert other.state == RegisterRowState.MENDED and other.event == event and not left_rows(batken.council)


def test_a_row_that_was_dismissed_is_not_listed_again_with_the_next_file(batken: World) -> None:
    rows = [event_row(), event_row(title="Черновик", participants="?")]
    upload = brought(batken, register(*rows))
    services.dismiss_rows(upload, left_rows(batken.council), actor=batken.secretary, reason="черновик")
    grown = brought(batken, register(*rows, event_row(title="Новая тема")))
    assert not left_rows(batken.council) and grown.told["counts"]["faulty_rows"] == 0
    assert [(one["sheet"], one["rows"]) for one in grown.told["left_out"]] == [("Реестр", "3")]
    other = event_row(title="Черновик", participants="??")  # not the same any more
    brought(batken, register(*rows, other, event_row(title="Новая тема"), event_row(title="Ещё одна")))
    assert [row.row for row in left_rows(batken.council)] == [4]


def test_a_left_row_goes_into_the_event_form_as_it_stands(batken: World) -> None:
    upload = brought(batken, register(event_row(participants="много", item="1.2")))
    draft, texts = typed_again(upload.rows.get())
    assert (draft.title, draft.item, draft.women) == ("Безопасная миграция", batken.item, 15)
    assert texts == {"participants": "много"}


def test_rows_that_are_left_of_an_undone_file_need_no_mending(batken: World) -> None:
    upload = brought(batken, register(event_row(participants="?"), event_row()))
    undo_batch(upload.batch, actor=batken.secretary, reason="не тот год")
    assert not left_rows(batken.council).exists()
    again = brought(batken, register(event_row(participants="?"), event_row()))
    assert again.batch.created == 1 and left_rows(batken.council).count() == 1


# ---- kept and erased


def test_files_past_their_days_are_erased_and_unfinished_ones_put_aside(batken: World) -> None:
    done = brought(batken, register(event_row(participants="?"), event_row()))
    waiting = take(batken, register(event_row(title="Не записано")))
    refused, stuck = take(batken, register(event_row(title="А"))), take(batken, register(event_row(title="Б")))
    work_off()
    RegisterUpload.objects.filter(pk=refused.pk).update(state=UploadState.REFUSED, refusal="?")
    RegisterUpload.objects.filter(pk=stuck.pk).update(state=UploadState.RECORDING)
    with clock.at(clock.today() + KEPT):
        work.erase_registers()
        done.stored.refresh_from_db()
        assert done.stored.file
    with clock.at(clock.today() + KEPT + timedelta(days=1)):
        work.erase_registers()
        work.erase_registers()
    done.stored.refresh_from_db()
    for upload in (waiting, refused, stuck):
        upload.refresh_from_db()
        assert upload.state == UploadState.DROPPED and upload.told == {} and not upload.stored.file
    waiting.stored.refresh_from_db()
    assert not done.stored.file and not waiting.stored.file and waiting.state == UploadState.DROPPED
    assert left_rows(batken.council).count() == 1  # still listed, without the file
    with pytest.raises(IllegalMove):
        services.ask_marked(done, actor=batken.secretary, language="ru")


def test_the_marked_file_is_made_by_a_job(batken: World) -> None:
    upload = take(batken, workbook(HEADING, event_row(participants="много")))
    work_off()
    job = services.ask_marked(upload, actor=batken.secretary, language="ru")
    work_off()
    job.refresh_from_db()
    content = job_files.made(job)
    assert content and content.startswith(b"PK") and job.result["name"] == "register-tipcc.xlsx"
