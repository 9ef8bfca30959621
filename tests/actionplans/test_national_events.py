"""National events: the rules of events where they apply, by SMS alone, apart from everything the councils do."""

import contextvars
import threading
import uuid
from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client

from actionplans.models import Event, NationalEvent
from actionplans.national_events import NationalDraft
from actionplans.services.events import EventRefused
from actionplans.services.national_events import (
    change_national_event,
    record_national_event,
    void_national_event,
)
from councils.mode import ensure_mode
from councils.models import AuditEntry
from councils.states import IllegalMove, NotAllowed
from tests.factories import make_grant, make_national_event

from .conftest import signed_in

KEY = "0b8c3fb5-8c55-4ac0-9d58-38d21c1c5f11"


def typed(**changes):
    values = {
        "owner": "sms", "title": "Национальная конференция", "form": "round_table", "starts_on": "12.11.2019",
        "ends_on": "13.11.2019", "place": "Бишкек", "participants": "120", "women": "70", "men": "40",
        "materials": "200", "client_key": KEY,
    }  # fmt: skip
    return values | changes


def draft(**changes):
    values = {
        "owner": "sms", "title": "Конференция", "form": "round_table", "starts_on": date(2019, 11, 12),
        "ends_on": date(2019, 11, 12), "participants": 120,
    }  # fmt: skip
    return NationalDraft(**(values | changes))


@pytest.fixture
def sms(db):
    ensure_mode()
    return make_grant("sms", username="sms")


@pytest.fixture
def officer(sms):
    return signed_in(Client(), sms)


def test_an_officer_records_one_and_gets_a_receipt_with_its_number(officer, sms):
    answer = officer.post("/national-events/new/", typed())

    assert answer["Location"] == "/national-events/NAT-2019-0001/?saved=1"
    event = NationalEvent.objects.get()
    assert (event.owner, event.quarter, event.participants, event.men) == ("sms", 20194, 120, 40)
    assert (event.recorded_by, event.recorded_on, event.campaign) == (sms, date(2019, 11, 20), None)
    receipt = officer.get(answer["Location"]).content.decode()
    assert "NAT-2019-0001" in receipt and "State Migration Service" in receipt and ">10<" not in receipt
    assert "not recorded 10" in " ".join(receipt.split())
    assert AuditEntry.objects.get(action="national_event.recorded").chain == "system"


def test_the_same_form_sent_again_makes_one_event_and_another_content_is_asked_about(officer):
    for _n in range(3):
        assert officer.post("/national-events/new/", typed())["Location"].endswith("NAT-2019-0001/?saved=1")
    other = officer.post("/national-events/new/", typed(participants="121"))

    assert other.status_code == 409 and NationalEvent.objects.count() == 1
    page = other.content.decode()
    assert "Save as another event" in page and "121" in page
    again = other.context["form"]["client_key"].value()
    assert again != KEY
    officer.post("/national-events/new/", typed(participants="121", client_key=again))
    assert list(NationalEvent.objects.order_by("code").values_list("code", flat=True)) == [
        "NAT-2019-0001", "NAT-2019-0002",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"starts_on": "21.11.2019", "ends_on": ""}, "is still to come"),
        ({"ends_on": "11.11.2019"}, "is before the first day"),
        ({"women": "100", "men": "21"}, "more than all participants (120)"),
        ({"participants": ""}, "only a part of it is given"),
        ({"participants": "", "women": "", "men": "", "materials": ""}, "write how many came"),
        ({"participants": "-1"}, "Participants"),
        ({"owner": "partner"}, "write the name of the organisation"),
        ({"partner": "МОМ"}, "only where a partner held it"),
        ({"owner": "council"}, "choose who held the event"),
        ({"title": " "}, "write what the event was about"),
        ({"form": ""}, "choose how the event was held"),
    ],
)
def test_what_breaks_a_rule_is_refused_in_words_and_nothing_typed_is_lost(officer, changes, words):
    answer = officer.post("/national-events/new/", typed(**changes))

    page = answer.content.decode()
    assert answer.status_code == 200 and words in page and "Бишкек" in page
    assert not NationalEvent.objects.exists()


def test_measures_stand_alone(officer):
    officer.post("/national-events/new/", typed(participants="", women="", men="", audience="4000", materials=""))
    event = NationalEvent.objects.get()
    assert (event.participants, event.audience, event.materials) == (None, 4000, None)


def test_a_partners_event_names_the_partner(officer):
    officer.post("/national-events/new/", typed(owner="partner", partner="МОМ"))
    assert "МОМ" in officer.get("/national-events/").content.decode()


def test_two_editors_keep_both_texts(officer, sms):
    event = record_national_event(draft(), actor=sms)
    address = f"/national-events/{event.code}/change/"
    first = typed(participants="130", version="1")
    assert officer.post(address, first)["Location"] == f"/national-events/{event.code}/"
    second = officer.post(address, typed(participants="140", version="1"))

    assert second.status_code == 409
    page = second.content.decode()
    assert "130" in page and 'value="140"' in page and second.context["form"]["version"].value() == "2"
    officer.post(address, typed(participants="140", version="2"))
    event.refresh_from_db()
    assert (event.participants, event.version) == (140, 3)


def test_its_history_tells_field_by_field_and_the_note_by_digest_only(officer, sms):
    event = record_national_event(draft(note="secret of Aigul"), actor=sms)
    officer.post(f"/national-events/{event.code}/change/", typed(participants="130", version="1", note="another"))
    void_national_event(event, actor=sms, reason="entered twice")

    page = officer.get(f"/national-events/{event.code}/").content.decode()
    assert "National event changed" in page and "entered twice" in page and "it is in no total" in page
    history = page[page.index("history-title") :]
    assert '<del><span class="hide">was </span>120</del>' in history and "130</ins>" in history
    assert "Note: changed" in history
    assert "secret" not in "".join(AuditEntry.objects.values_list("text", flat=True))


def test_voiding_asks_for_a_reason_and_cannot_be_undone(officer, sms):
    event = record_national_event(draft(), actor=sms)
    asked = officer.post(f"/national-events/{event.code}/void/", {"reason": " "})
    assert "write why the event is voided" in asked.content.decode()
    officer.post(f"/national-events/{event.code}/void/", {"reason": "entered twice"})

    event.refresh_from_db()
    assert (event.status, event.void_reason) == ("voided", "entered twice")
    with pytest.raises(IllegalMove):
        change_national_event(event, draft(), actor=sms, version=event.version)
    listed = officer.get("/national-events/").content.decode()
    assert "In all, without voided ones: 0" in " ".join(listed.split())


def test_the_list_sums_recorded_ones_and_names_what_is_not_recorded(officer, sms):
    record_national_event(draft(women=70, men=40, materials=200), actor=sms)
    record_national_event(draft(participants=30), actor=sms)
    void_national_event(record_national_event(draft(participants=999), actor=sms), actor=sms, reason="x")

    sums = officer.get("/national-events/").context["sums"]
    assert (sums.events, sums.participants, sums.women, sums.men, sums.materials) == (2, 150, 70, 40, 200)
    assert sums.sex_not_recorded == 40


# ---- who (rule 3)


def test_only_sms_writes_them(sms, batken):
    for user in (make_grant("ga"), make_grant("administrator"), batken.secretary):
        with pytest.raises(NotAllowed):
            record_national_event(draft(), actor=user)
    event = record_national_event(draft(), actor=sms)
    for verb, more in (
        (change_national_event, {"draft": draft(), "version": 1}),
        (void_national_event, {"reason": "x"}),
    ):
        with pytest.raises(NotAllowed):
            verb(event, actor=make_grant("ga"), **more)


def test_ga_reads_recorded_ones_without_note_and_history_and_councils_none(sms, batken):
    event = record_national_event(draft(note="für SMS"), actor=sms)
    gone = record_national_event(draft(title="Отменено"), actor=sms)
    void_national_event(gone, actor=sms, reason="x")
    reader = signed_in(Client(), make_grant("ga"))

    assert "Отменено" not in reader.get("/national-events/").content.decode()
    page = reader.get(f"/national-events/{event.code}/").content.decode()
    assert "Конференция" in page and "für SMS" not in page and "history-title" not in page
    assert reader.get(f"/national-events/{gone.code}/").status_code == 404
    council = signed_in(Client(), batken.secretary)
    assert council.get("/national-events/").status_code == 403
    assert council.get(f"/national-events/{event.code}/").status_code == 403


# ---- the service and the database behind the form


def test_the_service_checks_again(sms):
    with pytest.raises(EventRefused):
        record_national_event(draft(women=121), actor=sms)
    event = record_national_event(draft(), actor=sms)
    with pytest.raises(EventRefused):
        change_national_event(event, draft(ends_on=date(2019, 11, 21)), actor=sms, version=1)


def test_the_database_refuses_the_same(sms):
    for wrong in (
        {"women": 101}, {"participants": None, "men": 1}, {"owner": "partner"}, {"recorded_on": date(2019, 3, 1)},
    ):  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            make_national_event(by=sms, **wrong)


def test_no_council_event_comes_of_it(officer):
    officer.post("/national-events/new/", typed())
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_sixteen_identical_forms_at_once_make_one_event_and_others_get_numbers_in_turn():
    ensure_mode()
    sms = make_grant("sms", username="sms")
    keys = [KEY] * 8 + [str(uuid.uuid4()) for _ in range(8)]
    clients = [signed_in(Client(), sms) for _ in keys]
    together, answers = threading.Barrier(len(keys)), []

    def send(client, key):
        try:
            together.wait(30)
            answers.append(client.post("/national-events/new/", typed(client_key=key)).status_code)
        finally:
            connection.close()

    threads = [
        threading.Thread(target=contextvars.copy_context().run, args=(send, client, key))
        for client, key in zip(clients, keys, strict=True)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)

    assert answers == [302] * 16
    codes = sorted(NationalEvent.objects.values_list("code", flat=True))
    assert codes == [f"NAT-2019-{n:04d}" for n in range(1, 10)]
