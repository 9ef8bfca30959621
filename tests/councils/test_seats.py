"""councils/services/seats.py: appointments, acting holders, extensions, ends (rules 2 and 3)."""

import threading
from datetime import date, timedelta
from unittest import mock

import pytest
from django.db import IntegrityError, connection, transaction

from councils import audit, clock, services
from councils.models import AuditEntry, Membership, Person
from councils.rights import rights_of
from councils.services import seats
from councils.states import IllegalMove, NotAllowed, SeatTaken, Unfit
from tests.factories import (
    make_charter_with_seats,
    make_council,
    make_grant,
    make_member,
    make_membership,
    make_organisation,
    make_person,
    make_user,
)

DAY = date(2018, 5, 14)


def appoint(council, admin, seat="chair", starts_on=DAY, **values):
    values = {"person": make_person(), "organisation": make_organisation(), "order_number": "№ 12"} | values
    person, organisation = values.pop("person"), values.pop("organisation")
    return services.appoint(council, seat, person, organisation, starts_on=starts_on, actor=admin, **values)


def test_an_appointment_runs_for_the_term_of_the_charter(council, admin):
    assert appoint(council, admin).ends_on == date(2020, 5, 13)


def test_an_appointment_ends_on_the_day_that_was_given(council, admin):
    assert appoint(council, admin, ends_on=date(2019, 1, 1)).ends_on == date(2019, 1, 1)


def test_an_appointment_is_one_entry_in_the_councils_chain(council, admin):
    made = appoint(council, admin)

    entry = AuditEntry.objects.get()
    assert (entry.chain, entry.action, entry.subject, entry.actor) == (
        "KG-B", "membership.appoint", f"membership:{made.pk}", admin,
    )  # fmt: skip
    assert '"order_number":"№ 12"' in entry.text


def test_names_are_entered_with_the_appointment_or_not_at_all(council, admin):
    made = appoint(council, admin, person="Бакыт Маматов", organisation="Аппарат")
    assert (made.person.full_name, made.organisation.kind) == ("Бакыт Маматов", "government")

    with pytest.raises(SeatTaken):
        appoint(council, admin, person="Другой Человек", organisation="Новая")
    assert not Person.objects.filter(full_name="Другой Человек").exists()


@pytest.mark.parametrize(
    ("starts_on", "ends_on"),
    [
        (date(2019, 1, 1), date(2019, 12, 31)),
        (date(2018, 12, 1), date(2019, 1, 1)),
        (date(2019, 12, 31), date(2021, 1, 1)),
        (date(2018, 6, 1), date(2021, 1, 1)),
        (date(2019, 6, 1), date(2019, 6, 1)),
    ],
)
def test_a_second_holder_on_any_day_is_refused_with_the_first_ones_name_and_days(council, admin, starts_on, ends_on):
    make_membership(council, "chair", person=make_person("Бакыт Маматов"), starts_on=date(2019, 1, 1),
                    ends_on=date(2019, 12, 31))  # fmt: skip

    with pytest.raises(SeatTaken) as refusal:
        appoint(council, admin, starts_on=starts_on, ends_on=ends_on)
    assert str(refusal.value) == "The seat is held by Бакыт Маматов from 1 January 2019 until 31 December 2019."
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("starts_on", "ends_on"), [(date(2018, 5, 1), date(2018, 12, 31)), (date(2020, 1, 1), date(2020, 2, 1))]
)
def test_the_days_before_and_after_a_membership_are_free(council, admin, starts_on, ends_on):
    make_membership(council, "chair", starts_on=date(2019, 1, 1), ends_on=date(2019, 12, 31))

    assert appoint(council, admin, starts_on=starts_on, ends_on=ends_on).pk


def test_a_membership_without_end_leaves_no_day_after_it_free(council, admin):
    make_membership(council, "chair", starts_on=date(2019, 1, 1))

    with pytest.raises(SeatTaken, match="without a last day"):
        appoint(council, admin, starts_on=date(2035, 1, 1))


def test_the_same_seat_of_another_council_is_another_seat(council, admin):
    appoint(council, admin)

    assert appoint(make_council("KG-O"), admin).pk


def test_a_race_past_the_check_ends_in_the_same_words(council, admin):
    make_membership(council, "chair", person=make_person("Бакыт Маматов"))
    real, answers = seats._refuse_second_holder, iter([False, True])  # the other appointment comes after our look
    late = mock.patch.object(seats, "_refuse_second_holder", lambda m: real(m) if next(answers) else None)
    with late, pytest.raises(SeatTaken, match="Бакыт Маматов"):
        appoint(council, admin)
    assert Membership.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_appointments_at_one_moment_one_is_made():
    council, admin = make_council(), make_grant("administrator")
    people = [(make_person(), make_organisation()) for _n in range(4)]
    gate, answers = threading.Barrier(4), []

    def at_once(who):
        try:
            gate.wait()
            answers.append(services.appoint(council, "chair", *who, starts_on=DAY, order_number="1", actor=admin).pk)
        except SeatTaken:
            answers.append(None)
        finally:
            connection.close()

    threads = [threading.Thread(target=at_once, args=(who,)) for who in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert answers.count(None) == 3
    assert [Membership.objects.count(), list(audit.verify())] == [1, []]


@pytest.mark.parametrize("how", ["insert", "update"])
def test_the_database_refuses_a_second_holder_to_raw_sql(council, how):
    first = make_membership(council, "chair", starts_on=date(2019, 1, 1), ends_on=date(2019, 12, 31))
    other = make_membership(council, "chair", starts_on=date(2020, 1, 1), ends_on=date(2020, 12, 31))
    columns = "council_id, seat_id, person_id, organisation_id, order_number, acting"
    sql = {
        "insert": f"INSERT INTO councils_membership ({columns}, starts_on, ends_on)"
        f" SELECT {columns}, '2019-12-31', NULL FROM councils_membership WHERE id = {first.pk}",
        "update": f"UPDATE councils_membership SET starts_on = '2019-12-31' WHERE id = {other.pk}",
    }[how]

    with pytest.raises(IntegrityError, match="seat_has_one_holder_on_a_day"), transaction.atomic():
        connection.cursor().execute(sql)
    assert Membership.objects.count() == 2


@pytest.mark.parametrize("values", ["acting = true, ends_on = '2018-06-30'", "ends_on = '2018-04-30'"])
def test_the_database_refuses_long_acting_and_an_end_before_the_start(council, values):
    make_membership(council, "chair", starts_on=date(2018, 5, 1), ends_on=date(2018, 6, 29))
    sql = f"UPDATE councils_membership SET {values}"

    with pytest.raises(IntegrityError), transaction.atomic():
        connection.cursor().execute(sql)
    connection.cursor().execute("UPDATE councils_membership SET acting = true")  # 60 days are allowed


def test_the_database_keeps_a_membership(council):
    make_membership(council, "chair")

    with pytest.raises(IntegrityError, match="membership_is_kept"), transaction.atomic():
        Membership.objects.all().delete()
    assert Membership.objects.count() == 1


@pytest.mark.parametrize(
    ("seat", "values", "words"),
    [
        ("chair", {"starts_on": date(2018, 4, 30)}, "No charter is in force"),
        ("treasurer", {}, "has no seat “treasurer”"),
        ("youth", {}, "this kind of organisation: youth organisation"),
        ("chair", {"ends_on": date(2018, 5, 13)}, "not before the first"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(council, admin, seat, values, words):
    with pytest.raises(Unfit, match=words):
        appoint(council, admin, seat, **values)
    assert not Membership.objects.exists()


def test_a_seat_of_the_same_code_in_a_later_version_is_the_same_seat(council, admin):
    appoint(council, admin, ends_on=date(2021, 1, 1))
    services.adopt_charter(
        council, make_charter_with_seats(), adopted_on=date(2020, 1, 1), order_number="2", actor=admin
    )

    with pytest.raises(SeatTaken):
        appoint(council, admin, starts_on=date(2020, 6, 1))


def test_sms_names_an_acting_holder_for_sixty_days_and_not_one_more(council, sms):
    who = {"person": make_person(), "organisation": make_organisation()}
    names = lambda ends_on: services.name_acting(  # noqa: E731
        council, "chair", **who, starts_on=date(2020, 1, 1), ends_on=ends_on, order_number="№ 5", actor=sms
    )
    with pytest.raises(Unfit, match="up to 60 days"):
        names(date(2020, 3, 1))

    assert names(date(2020, 2, 29)).acting


def test_only_sms_names_acting_holders_and_only_administrators_appoint(council, admin, sms):
    secretary = make_member(council)
    who = (council, "chair", make_person(), make_organisation())
    for actor in (admin, secretary):
        with pytest.raises(NotAllowed):
            services.name_acting(*who, starts_on=DAY, ends_on=DAY, order_number="1", actor=actor)
    for actor in (sms, secretary, make_grant("ga")):
        with pytest.raises(NotAllowed):
            services.appoint(*who, starts_on=DAY, order_number="1", actor=actor)
    assert Membership.objects.exclude(person__user=secretary).count() == 0


def test_extending_moves_the_last_day_and_never_into_anothers_days(council, admin):
    first = make_membership(council, "chair", starts_on=DAY, ends_on=date(2019, 1, 1))
    make_membership(council, "chair", starts_on=date(2019, 6, 1), ends_on=date(2019, 12, 31))
    extend = lambda day: services.extend_membership(first, ends_on=day, order_number="9", actor=admin)  # noqa: E731

    assert extend(date(2019, 5, 31)).ends_on == date(2019, 5, 31)
    with pytest.raises(SeatTaken):
        extend(date(2019, 6, 1))
    with pytest.raises(Unfit, match="after the present one"):
        extend(date(2019, 5, 31))
    assert Membership.objects.get(pk=first.pk).ends_on == date(2019, 5, 31)


def test_extending_an_acting_holder_stops_at_sixty_days(council, admin):
    acting = make_membership(council, "chair", starts_on=DAY, ends_on=DAY, acting=True)

    with pytest.raises(Unfit, match="up to 60 days"):
        services.extend_membership(acting, ends_on=DAY + timedelta(days=60), order_number="9", actor=admin)


def test_a_membership_without_end_has_nothing_to_extend(council, admin):
    with pytest.raises(IllegalMove):
        services.extend_membership(
            make_membership(council, "chair"), ends_on=date(2030, 1, 1), order_number="9", actor=admin
        )


def test_ending_moves_the_last_day_forward_only(council, admin):
    made = make_membership(council, "chair", starts_on=DAY, ends_on=date(2020, 5, 13))
    end = lambda day: services.end_membership(made, ends_on=day, order_number="7", reason="left", actor=admin)  # noqa: E731

    with pytest.raises(Unfit):
        end(DAY - timedelta(days=1))
    with pytest.raises(IllegalMove):
        end(date(2020, 5, 13))
    assert end(date(2019, 10, 31)).ends_on == date(2019, 10, 31)
    assert '"reason":"left"' in AuditEntry.objects.get().text


def test_rights_end_the_day_after_the_seat_ends(council):
    user = make_member(council, "secretary", ends_on=date(2020, 1, 31))

    with clock.at(date(2020, 1, 31), 23, 59):
        assert rights_of(user).may_record(council.pk)
    with clock.at(date(2020, 2, 1), 0, 0):
        assert not rights_of(user).may_record(council.pk)
        assert rights_of(user).councils == {}


def test_rights_begin_on_the_first_day_and_not_before(council):
    user = make_member(council, "chair", starts_on=date(2020, 2, 1))

    assert not rights_of(user, date(2020, 1, 31)).may_sign(council.pk)
    assert rights_of(user, date(2020, 2, 1)).may_sign(council.pk)


def test_a_user_without_a_seat_may_do_nothing(council):
    rights = rights_of(make_user())

    assert (rights.councils, rights.grants, rights.sees_all_councils) == ({}, frozenset(), False)
