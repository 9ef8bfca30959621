"""Two files with the same events, confirmed and worked on at the same moment, create each event once."""

from functools import partial

import pytest

from actionplans.models import Event, ImportBatch, RegisterUpload
from actionplans.registers import CHECK, RECORD
from actionplans.services import registers as services
from actionplans.states import UploadState
from councils import jobs
from councils.models import Job
from tests.together import all_at_once

from .conftest import make_world
from .sheets import event_row, register
from .test_registers import take


@pytest.mark.django_db(transaction=True)
def test_two_uploads_at_once_create_nothing_twice():
    world = make_world()
    rows = [event_row(title=f"Тема {number}") for number in range(30)]
    for extra in ("А", "Б", "В"):  # three files, not one sent three times
        take(world, register(*rows, event_row(title=extra)))
    all_at_once([partial(jobs.run, job.pk) for job in Job.objects.filter(kind=CHECK)])
    for upload in RegisterUpload.objects.all():
        services.record_register(upload, actor=world.secretary, version=upload.version)
    all_at_once([partial(jobs.run, job.pk) for job in Job.objects.filter(kind=RECORD)])

    assert set(RegisterUpload.objects.values_list("state", flat=True)) == {UploadState.RECORDED}
    assert Event.objects.count() == 33
    assert sorted(ImportBatch.objects.values_list("created", "existing")) == [(1, 30), (1, 30), (31, 0)]
