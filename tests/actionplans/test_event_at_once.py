"""Sixteen identical forms at the same moment make one event and one receipt, on both databases."""

from functools import partial

import pytest
from django.test import Client

from actionplans.models import Event
from councils.models import AuditEntry
from tests.together import all_at_once

from .conftest import make_world, signed_in

AT_ONCE = 16


@pytest.mark.django_db(transaction=True)
def test_sixteen_identical_posts_make_one_event():
    world = make_world()
    clients = [signed_in(Client(), world.secretary) for _ in range(AT_ONCE)]
    address, typed = world.new_url(), world.typed(organisers="РОО")
    answers = all_at_once([partial(client.post, address, typed) for client in clients])

    assert [answer.status_code for answer in answers] == [302] * AT_ONCE
    assert {answer["Location"] for answer in answers} == {world.url("events/KG-B-2019-0001/?saved=1")}
    assert Event.objects.count() == 1
    assert AuditEntry.objects.filter(action="event.recorded").count() == 1


@pytest.mark.django_db(transaction=True)
def test_different_forms_at_once_get_numbers_without_gaps():
    world = make_world()
    clients = [signed_in(Client(), world.secretary) for _ in range(8)]
    answers = all_at_once([
        partial(client.post, world.new_url(), world.typed(seen="duplicate")) for client in clients
    ])  # fmt: skip

    assert [answer.status_code for answer in answers] == [302] * 8
    assert sorted(Event.objects.values_list("code_number", flat=True)) == list(range(1, 9))
