"""Two administrators at one seat in one moment, each over a connection of their own (rule 2)."""

import threading
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from councils import audit, services
from councils.models import AuditEntry, Membership
from councils.states import SeatTaken
from tests.factories import make_council, make_grant, make_organisation, make_person
from tests.reports import world as worlds

DAY = date(2018, 5, 14)


@pytest.mark.django_db(transaction=True)
def test_one_appoints_and_the_other_is_told_who_sits_there():
    council = make_council()
    admins = {name: make_grant("administrator", username=name) for name in ("first", "second")}
    people = {name: (make_person(f"Holder of the {name}"), make_organisation()) for name in admins}
    gate, made, told, backends = threading.Barrier(2), [], {}, set()

    def at_once(name):
        try:
            with connection.cursor():  # connected before the gate, so that both stand at it
                backends.add(id(connection.connection))
            gate.wait()
            made.append(services.appoint(council, "chair", *people[name], starts_on=DAY, order_number="1",
                                         actor=admins[name]))  # fmt: skip
        except SeatTaken as refusal:
            told[name] = str(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=at_once, args=(name,)) for name in admins]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    [holder], [(loser, words)] = made, told.items()
    assert len(backends) == 2
    assert holder.person.full_name in words and "14" in words and loser not in holder.person.full_name
    assert [*Membership.objects.all()] == [holder]
    assert AuditEntry.objects.filter(action="membership.appoint").get().actor == admins[({*admins} - {loser}).pop()]
    assert list(audit.verify()) == []


@pytest.mark.django_db(transaction=True)
def test_the_page_tells_the_one_who_came_later():
    council = make_council()
    gate, answers = threading.Barrier(2), []
    page = reverse("councils:membership-appoint", args=[council.code, "chair"])
    clients = [worlds.signed_in(make_grant("administrator")) for _n in range(2)]

    def at_once(number):
        data = {"new_person": f"Человек {number}", "new_organisation": f"Орган {number}", "starts_on": "14.5.2018",
                "order_number": "1"}  # fmt: skip
        try:
            gate.wait()
            answers.append(clients[number].post(page, data))
        finally:
            connection.close()

    threads = [threading.Thread(target=at_once, args=(number,)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    holder = Membership.objects.get().person.full_name
    refused = next(answer for answer in answers if answer.status_code == 200)
    assert {answer.status_code for answer in answers} == {200, 302}
    assert holder in str(refused.context["form"].errors)
