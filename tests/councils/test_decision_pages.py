"""Pages of decisions: lists with their choice in the address, one decision with what happened, and its next steps."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from councils import clock
from councils.models import Council, Decision, StoredFile, User
from councils.papers.minutes import _decisions
from councils.services import decisions
from tests.factories import make_council, make_decision, make_meeting, make_member, make_membership
from tests.reports.world import signed_in

from .conftest import TODAY

HELD, DUE = date(2019, 11, 1), date(2019, 12, 20)


@pytest.fixture
def secretary(council: Council) -> User:
    return make_member(council, "secretary", "secretary")


@pytest.fixture
def youth(council: Council) -> User:
    return make_member(council, "youth", "youth")


@pytest.fixture
def decision(council: Council, youth: User) -> Decision:
    return make_decision(make_meeting(council, HELD), DUE, member=youth.person.memberships.get())


def text(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def page(decision: Decision, name: str = "detail", *more: object) -> str:
    code = decision.meeting.council.code
    return reverse(f"councils:decision-{name}", args=[code, decision.meeting.number, decision.number, *more])


def test_a_member_finds_the_own_decision_and_hands_in_what_came_of_it(decision: Decision, youth: User) -> None:
    client = signed_in(youth)
    shown = text(client, reverse("councils:decision-list", args=["KG-B"]))
    assert "Yours to carry out" in shown and "overdue" in shown
    assert "Carried out on" not in text(client, page(decision, "outcome"))  # today, and no other day
    told = {"outcome": "Проведено 3", "document": SimpleUploadedFile("a.pdf", b"%PDF-1.7 a")}
    after = client.post(page(decision, "outcome"), told, follow=True).content.decode()
    assert "counts as carried out" in after and "Проведено 3" in after and "Write what came of it" not in after
    assert client.get(page(decision, "file", 1)).headers["Content-Type"] == "application/pdf"
    assert client.get(page(decision, "file", 2)).status_code == 404
    assert "Yours to carry out" not in text(client, reverse("councils:decision-list", args=["KG-B"]))


def test_a_file_of_another_kind_leaves_nothing_behind(decision: Decision, youth: User) -> None:
    told = {"outcome": "Проведено 3", "document": SimpleUploadedFile("a.exe", b"MZ")}
    shown = signed_in(youth).post(page(decision, "outcome"), told).content.decode()
    assert "Document: This file is none of the kinds that are taken here" in shown and "Проведено 3" in shown
    decision.refresh_from_db()
    assert decision.is_open and not decision.steps.exists() and not StoredFile.objects.exists()


def test_what_was_typed_stays_when_the_day_is_refused(decision: Decision, secretary: User) -> None:
    client = signed_in(secretary)
    answer = client.post(page(decision, "outcome"), {"outcome": "Сделано", "done_on": "1.10.2019"})
    shown = answer.content.decode()
    assert "not before 1 November 2019" in shown and "Сделано" in shown
    client.post(page(decision, "outcome"), {"outcome": "Сделано", "done_on": "5.12.2019"})
    decision.refresh_from_db()
    assert decision.done_on == date(2019, 12, 5)
    client.post(page(decision, "reopen"), {"reason": "Нет списка"})
    client.post(page(decision, "due"), {"due_on": "1.2.2020", "reason": "Снег"})
    shown = text(client, page(decision))
    assert "Taken up again" in shown and "Due day changed, 20 December 2019 before" in shown


def test_a_noted_decision_offers_to_be_withdrawn_and_nothing_else(council: Council, secretary: User) -> None:
    noted = make_decision(make_meeting(council, HELD))
    client = signed_in(secretary)
    shown = text(client, page(noted))
    assert page(noted, "withdraw") in shown and page(noted, "due") not in shown and page(noted, "outcome") not in shown
    answer = client.post(page(noted, "withdraw"), {"reason": "Голоса сосчитаны неверно"}, follow=True)
    assert "Голоса сосчитаны неверно" in answer.content.decode()
    assert page(noted, "withdraw") not in text(client, page(noted))
    assert page(noted, "withdraw") not in text(signed_in(make_member(council, "observer", "o")), page(noted))


def test_the_minutes_to_sign_say_what_was_withdrawn_before(council: Council, secretary: User) -> None:
    words = "Withdrawn before the minutes were kept."
    for number, state in enumerate(("planned", "held"), 1):
        noted = make_decision(make_meeting(council, HELD, state=state, number=number))
        assert words not in str(_decisions(noted.meeting))
        decisions.withdraw(noted, reason="Голоса сосчитаны неверно", actor=secretary)
        assert (words in str(_decisions(noted.meeting))) == (state == "planned")


def test_withdrawn_by_a_later_decision_which_is_linked(council: Council, decision: Decision, secretary: User) -> None:
    client = signed_in(secretary)
    assert "by none" in text(client, page(decision, "withdraw"))
    later = make_decision(make_meeting(council, HELD + timedelta(30)), text="Вместо первого")
    client.post(page(decision, "withdraw"), {"later": later.pk, "reason": ""})
    decision.refresh_from_db()
    assert decision.state == "withdrawn" and page(later) in text(client, page(decision))


def test_the_choice_stands_in_the_address(council: Council, secretary: User, sms: User) -> None:
    meeting = make_meeting(council, HELD)
    make_decision(meeting, DUE, text="просрочено")
    make_decision(meeting, TODAY, text="сегодня")
    make_decision(make_meeting(council, date(2018, 6, 1)), text="к сведению")
    other = make_meeting(make_council("KG-O"), HELD)
    make_decision(other, DUE, text="ошское")
    found = {"?state=overdue": "просрочено", "?state=open": "сегодня", "?year=2018": "к сведению"}
    own, every = reverse("councils:decision-list", args=["KG-B"]), reverse("councils:decision-overview")
    for query, words in found.items():
        shown = text(signed_in(secretary), own + query)
        assert words in shown and "ошское" not in shown
    assert "сегодня" not in text(signed_in(secretary), own + "?state=overdue")
    assert "No decision fits this choice" in text(signed_in(secretary), own + "?state=done")
    assert "Nothing is shown" in text(signed_in(secretary), own + "?state=unheard")
    assert "ошское" in text(signed_in(sms), every) and "ошское" not in text(signed_in(sms), every + "?council=KG-B")


def test_as_many_questions_for_one_decision_as_for_many(council: Council, sms: User) -> None:
    client, every = signed_in(sms), reverse("councils:decision-overview")
    meeting = make_meeting(council, HELD)
    make_decision(meeting, DUE, member=make_membership(council, "youth"))

    def asked() -> int:
        with (
            CaptureQueriesContext(
                connection,
            ) as queries,
            clock.at(TODAY),
        ):
            client.get(every)
        return len(queries)

    asked()
    one = asked()
    for each in (meeting, make_meeting(make_council("KG-O"), HELD), make_meeting(make_council("KG-J"), HELD)):
        make_decision(each, DUE)
    assert asked() == one
