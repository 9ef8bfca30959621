"""Two files with the same events, confirmed and worked on at the same moment, create each event once."""

import contextvars
import threading

import pytest
from django.db import connection

from actionplans.models import Event, ImportBatch, RegisterUpload
from actionplans.registers import CHECK, RECORD
from actionplans.services import registers as services
from actionplans.states import UploadState
from councils import jobs
from councils.models import Job

from .conftest import make_world
from .sheets import event_row, register
from .test_registers import take


def at_once(pks: list[int]) -> None:
    together = threading.Barrier(len(pks))

    def run(pk: int) -> None:
        try:
            together.wait(30)
            jobs.run(pk)
        finally:
            connection.close()

    threads = [threading.Thread(target=contextvars.copy_context().run, args=(run, pk)) for pk in pks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_create_nothing_twice():
    world = make_world()
    rows = [event_row(title=f"Тема {number}") for number in range(30)]
    for extra in ("А", "Б", "В"):  # three files, not one sent three times
        take(world, register(*rows, event_row(title=extra)))
    at_once(list(Job.objects.filter(kind=CHECK).values_list("pk", flat=True)))
    for upload in RegisterUpload.objects.all():
        services.record_register(upload, actor=world.secretary, version=upload.version)
    at_once(list(Job.objects.filter(kind=RECORD).values_list("pk", flat=True)))

    assert set(RegisterUpload.objects.values_list("state", flat=True)) == {UploadState.RECORDED}
    assert Event.objects.count() == 33
    assert sorted(ImportBatch.objects.values_list("created", "existing")) == [(1, 30), (1, 30), (31, 0)]
