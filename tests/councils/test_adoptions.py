"""services/adoptions.py and the page of a council's charters: orders, scans, spans of days (rules 1 and 3)."""

from datetime import date
from unittest import mock

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from councils import charter, services
from councils.models import Adoption, AuditEntry, Deviation, StoredFile
from councils.states import IllegalMove, NotAllowed
from tests.factories import make_charter_with_seats, make_council, make_grant, make_member

SCAN = (b"%PDF-1.7 order", "pdf", "приказ.pdf")
DAY = date(2019, 3, 1)


def adopt(council, admin, day=DAY, version=None, **values):
    version = version or make_charter_with_seats()
    return services.adopt_charter(council, version, adopted_on=day, order_number="№ 4", actor=admin, **values)


def deviate(council, admin, day=date(2018, 6, 20), **values):
    return services.approve_deviation(
        council, field="notice_days", value="7", approved_on=day, order_number="№ 8", actor=admin, **values
    )


def upload(content=b"%PDF-1.7 order", name="order.pdf"):
    return SimpleUploadedFile(name, content)


def address(order, more=""):
    council = order.council if isinstance(order, Adoption) else order.adoption.council
    kind = "adoption" if isinstance(order, Adoption) else "deviation"
    return reverse(f"councils:order-scan{more}", args=[council.code, kind, order.pk])


def test_an_adoption_and_a_deviation_keep_their_scans(council, admin):
    adoption = adopt(council, admin, scan=SCAN)
    deviation = deviate(council, admin, day=date(2019, 4, 1), scan=SCAN)

    for order in (adoption, deviation):
        assert (order.scan.kind, order.scan.council, order.scan.uploaded_by) == ("pdf", council, admin)
        entry = AuditEntry.objects.filter(subject=f"{order._meta.model_name}:{order.pk}").get()
        assert order.scan.sha256 in entry.text and "приказ" not in entry.text


@pytest.fixture
def client(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_a_refused_adoption_leaves_no_file(council, admin, settings):
    before = set(settings.MEDIA_ROOT.rglob("*.pdf"))
    with pytest.raises(RuntimeError), mock.patch("councils.audit.record", side_effect=RuntimeError):
        adopt(council, admin, scan=SCAN)

    assert StoredFile.objects.count() == 0
    assert set(settings.MEDIA_ROOT.rglob("*.pdf")) == before


def test_a_missing_scan_is_handed_in_once(council, admin, sms):
    for order in (adopt(council, admin), deviate(council, admin)):
        with pytest.raises(NotAllowed):
            services.hand_in_order(order, scan=SCAN, actor=sms)
        services.hand_in_order(order, scan=SCAN, actor=admin)
        with pytest.raises(IllegalMove, match="handed in already"):
            services.hand_in_order(order, scan=SCAN, actor=admin)
    assert AuditEntry.objects.filter(action="charter.scan", chain="KG-B").count() == 2


@pytest.mark.parametrize(
    ("sql", "guard"),
    [
        ("DELETE FROM councils_adoption", "adoption_is_kept"),
        ("UPDATE councils_adoption SET adopted_on = '2018-05-02'", "adoption_stays_as_it_was"),
        ("UPDATE councils_adoption SET order_number = 'x'", "adoption_stays_as_it_was"),
        ("DELETE FROM councils_deviation", "deviation_is_kept"),
        ("UPDATE councils_deviation SET value = '5'", "deviation_stays_as_it_was"),
        ("UPDATE councils_deviation SET approved_on = '2018-05-02'", "deviation_stays_as_it_was"),
    ],
)
def test_orders_stay_as_they_were(council, admin, sql, guard):
    deviate(council, admin)

    with pytest.raises(IntegrityError, match=guard), transaction.atomic():
        connection.cursor().execute(sql)


def test_the_history_names_every_version_with_its_days(council, admin):
    first = council.adoptions.get()
    deviation = deviate(council, admin)
    second = adopt(council, admin)

    found = charter.history(council)

    assert [(spell.adoption, spell.first, spell.last) for spell in found] == [
        (second, DAY, None), (first, date(2018, 5, 1), date(2019, 2, 28)),
    ]  # fmt: skip
    assert found[1].told == [(deviation, "days of notice", "10", "7")]


def test_the_page_shows_versions_orders_and_deviations(client, council, admin):
    deviate(council, admin, scan=SCAN)
    adopt(council, admin)
    client.force_login(admin)

    page = client.get(reverse("councils:charter-history", args=["KG-B"])).content.decode()

    assert "from 1 May 2018 until 28 February 2019" in page and "since 1 March 2019" in page
    assert "№ 8" in page and "Scan of the order" in page and "Hand in the scan of the order" in page


def test_the_forms_take_scans_and_refuse_what_is_none(client, council, admin):
    client.force_login(admin)
    data = {"version": make_charter_with_seats().pk, "adopted_on": "1.3.2019", "order_number": "№ 4"}
    page = reverse("councils:charter-adopt", args=["KG-B"])

    wrong = client.post(page, data | {"scan": upload(b"MZ\x90")})
    assert "Scan of the order: This file is none of the kinds" in str(wrong.context["form"].errors["scan"])
    assert client.post(page, data | {"scan": upload()}).status_code == 302
    more = {"field": "notice_days", "value": "7", "approved_on": "1.4.2019", "order_number": "№ 5"}
    assert client.post(reverse("councils:deviation-add", args=["KG-B"]), more).status_code == 302
    deviation = Deviation.objects.get()
    assert client.post(address(deviation, "-add"), {}).context["form"].errors["scan"]
    client.post(address(deviation, "-add"), {"scan": upload()})
    assert [council.adoptions.last().scan.sha256, Deviation.objects.get().scan.kind][1] == "pdf"


def test_scans_are_read_by_the_councils_members_sms_and_administrators(client, council, admin, sms):
    order = adopt(council, admin, scan=SCAN)
    readers = {
        make_member(council, "youth"): 200, sms: 200, admin: 200, make_grant("ga"): 403,
        make_member(make_council("KG-O")): 404,
    }  # fmt: skip
    for user, status in readers.items():
        client.force_login(user)
        answer = client.get(address(order))
        assert answer.status_code == status, user
        if status == 200:
            assert b"".join(answer.streaming_content) == SCAN[0]
            assert answer["Content-Disposition"].startswith("attachment")
    assert client.get(address(order).replace("adoption", "meeting")).status_code == 404


@pytest.mark.parametrize("count", [1, 4])
def test_a_long_history_costs_the_same(client, council, admin, count, django_assert_max_num_queries):
    for month in range(1, count + 1):
        adopt(council, admin, day=date(2019, month, 1), scan=SCAN)
        deviate(council, admin, day=date(2019, month, 2), scan=SCAN)
    client.force_login(admin)
    with django_assert_max_num_queries(13):
        client.get(reverse("councils:charter-history", args=["KG-B"]))
