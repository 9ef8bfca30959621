"""What members were trained in: recorded by the secretary for the council's own people, voided with a reason."""

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actionplans.models import TrainingEvent
from actionplans.services.trainings import record_trainings_at
from councils import charter, services, trainings
from councils.models import AuditEntry, Training
from councils.states import IllegalMove, NotAllowed, Unfit
from tests.factories import (
    make_council,
    make_event,
    make_grant,
    make_member,
    make_membership,
    make_operator,
    make_person,
    make_training,
)

FIRST, LAST = date(2019, 1, 1), date(2019, 12, 31)


@pytest.fixture
def secretary(council):
    return make_member(council, "secretary")


@pytest.fixture
def member(council):
    return make_membership(council, "youth", person=make_person("Айнура"), starts_on=FIRST, ends_on=LAST)


def record(council, people, actor, day=date(2019, 3, 5), **values):
    told = {"topic": "monitoring", "title": "M&E", "provider": "UNODC", "starts_on": day, "ends_on": day}
    return services.record_trainings(council, people, actor=actor, **(told | values))


def test_the_secretary_records_one_training_of_several(council, member, secretary):
    made = record(council, [member.person, secretary.person], secretary)

    assert [(one.council, one.recorded_by) for one in made] == [(council, secretary)] * 2
    assert AuditEntry.objects.filter(chain="KG-B", action="training.record").count() == 2


def test_whom_and_when_it_may_not_be(council, member, secretary):
    record(council, [member.person], secretary)
    cases = [
        ([make_person("Чужой")], {}, "holds no seat"),
        ([member.person], {}, "recorded already"),
        ([member.person], {"day": date(2020, 1, 8)}, "when it is over"),
        ([member.person], {"starts_on": date(2019, 3, 6)}, "not before the first"),
    ]
    for people, told, says in cases:
        with pytest.raises(Unfit, match=says):
            record(council, people, secretary, **told)
    for stranger in (make_member(council, "chair"), make_member(make_council("KG-O"))):
        with pytest.raises(NotAllowed):
            record(council, [member.person], stranger)
    assert Training.objects.count() == 1


def test_a_voided_record_stays_says_why_and_counts_no_more(council, member, secretary):
    [one] = record(council, [member.person], secretary)
    services.void_training(one, council, reason="другой человек", actor=secretary)

    assert trainings.of_council(council).get().voided_because == "другой человек"
    assert not trainings.members_trained_in(council, FIRST, LAST).exists()
    with pytest.raises(IllegalMove):
        services.void_training(one, council, reason="ещё раз", actor=secretary)
    with pytest.raises(IntegrityError, match="training_is_kept"), transaction.atomic():
        one.delete()
    with pytest.raises(IntegrityError, match="training_does_not_change"), transaction.atomic():
        Training.objects.update(topic="law")


def test_what_sms_recorded_of_no_council_only_sms_voids(council, member, secretary, sms):
    one = make_training(member.person, by=sms, ends_on=date(2019, 3, 5))
    with pytest.raises(Unfit, match="Another council"):
        services.void_training(one, council, reason="ошибка", actor=secretary)
    assert services.void_training(one, council, reason="ошибка", actor=sms).voided_because == "ошибка"


def test_people_count_once_and_only_while_they_held_a_seat(council, member, secretary):
    by = make_operator()
    for day in (date(2019, 3, 5), date(2019, 4, 5)):
        make_training(member.person, by=by, ends_on=day)
    before = make_person()
    make_membership(council, "chair", person=before, starts_on=date(2019, 6, 1))
    make_training(before, by=by, ends_on=date(2019, 5, 31))
    make_training(before, by=by, ends_on=date(2019, 7, 1), voided_because="x")

    assert list(trainings.members_trained_in(council, FIRST, LAST)) == [member.person]
    assert list(trainings.members_trained_in(council, FIRST, date(2019, 3, 4))) == []
    assert list(trainings.members_trained_in(council, date(2019, 4, 5), date(2019, 4, 5))) == [member.person]
    assert not trainings.members_trained_in(make_council("KG-O"), FIRST, LAST).exists()
    make_training(before, by=by, ends_on=date(2019, 6, 1))
    assert trainings.members_trained_in(council, FIRST, LAST).count() == 2


def test_seats_trained_as_of_a_day(council, member, secretary):
    make_training(member.person, by=secretary, ends_on=date(2019, 3, 5))
    make_training(secretary.person, by=secretary, ends_on=date(2019, 3, 5), topic="law")

    def told(day):
        found = trainings.seats_trained(charter.composition_on(council, day))
        return [place.seat.code for place in found.trained], found.held

    assert told(date(2019, 3, 4)) == ([], 2)
    assert told(date(2019, 3, 5)) == (["youth"], 2)
    assert told(date(2020, 1, 1)) == ([], 1)


def test_a_training_may_be_an_event_of_the_council_on_its_days(council, member, secretary):
    day = date(2019, 3, 5)
    told = {"topic": "law", "title": "Закон", "provider": "ГСМ", "starts_on": day, "ends_on": day}
    with pytest.raises(Unfit, match="not on the days"):
        record_trainings_at(council, [member.person], event=make_event(council), actor=secretary, **told)
    osh = make_event(make_council("KG-O"), ends_on=day)
    with pytest.raises(Unfit, match="of this council"):
        record_trainings_at(council, [member.person], event=osh, actor=secretary, **told)
    assert not Training.objects.exists()
    record_trainings_at(council, [member.person], event=make_event(council, ends_on=day), actor=secretary, **told)
    assert TrainingEvent.objects.get().training.person == member.person


def test_the_pages_record_show_and_void(council, member, secretary):
    client = Client(headers={"accept-language": "en"})
    client.force_login(secretary, backend="allauth.account.auth_backends.AuthenticationBackend")
    event = make_event(council, ends_on=date(2019, 3, 5), form="training", title="Курс")
    told = {"topic": "monitoring", "title": "M&E", "provider": "UNODC", "starts_on": "5.3.2019", "ends_on": "5.3.2019"}
    address = reverse("actionplans:training-create", args=["KG-B"])
    assert event.code in client.get(address).content.decode()
    assert "Choose who was trained" in client.post(address, told).content.decode()
    told |= {"people": [member.person.pk, secretary.person.pk], "event": event.pk}
    page = client.post(address, told, follow=True).content.decode()
    assert event.code in page and "On 7 January 2020: 1 of 1 filled seat." in page
    there = client.get(reverse("actionplans:training-list", args=["KG-B"]) + "?on=5.3.2019").content.decode()
    assert "On 5 March 2019: 2 of 2 filled seats." in there
    one = Training.objects.get(person=member.person)
    void = reverse("actionplans:training-void", args=["KG-B", one.pk])
    assert "ошибка" in client.post(void, {"reason": "ошибка"}, follow=True).content.decode()
    admin = make_grant("administrator")
    client.force_login(admin, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "UNODC" in client.get(reverse("councils:person-edit", args=[secretary.person.pk])).content.decode()


def test_the_list_costs_the_same_with_more_rows(council, secretary):
    client = Client()
    client.force_login(secretary, backend="allauth.account.auth_backends.AuthenticationBackend")

    def cost():
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("actionplans:training-list", args=["KG-B"]))
        return len(queries)

    make_training(secretary.person, by=secretary)
    cost()
    one = cost()
    for day in (6, 7):
        made = make_training(secretary.person, by=secretary, ends_on=date(2019, 3, day))
        TrainingEvent.objects.create(training=made, event=make_event(council, ends_on=date(2019, 3, day)))
    assert cost() == one
