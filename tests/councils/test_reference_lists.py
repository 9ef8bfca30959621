"""Django's admin: reference lists and nothing else, for administrators by grant (rules 3 and 17)."""

from datetime import date

import pytest
from django.contrib.admin.models import LogEntry
from django.urls import reverse

from councils.models import AuditEntry, District, Region, User
from councils.services import save_region
from councils.states import DistrictKind, NotAllowed
from councils.views.reference_lists import site
from tests.factories import make_grant, make_region, make_user

NAMES = {"name_ru": "Новый район", "name_ky": "Жаңы район", "name_en": "New district"}


def url(what, *args):
    return reverse(f"admin:{what}" if what == "index" else f"admin:councils_{what}", args=args)


@pytest.fixture
def client(client):
    client.defaults["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def district(council):
    return District.objects.create(
        region=council.region, soate="41705258000000", kind=DistrictKind.DISTRICT, name_ru="Лейлекский район",
        name_ky="Лейлек району", name_en="Leilek district",
    )  # fmt: skip


def test_only_reference_lists_and_the_audit_are_registered():
    assert {model.__name__ for model in site._registry} == {"Region", "District", "AuditEntry"}
    assert {pattern.name for pattern in site.get_urls() if hasattr(pattern, "name")} == {"index"}


@pytest.mark.parametrize("user", ["flags", "ended", "sms"])
def test_who_enters_is_said_by_a_grant_of_today_and_never_by_a_flag(client, council, sms, user):
    found = {
        "flags": lambda: make_user("flags"),
        "ended": lambda: make_grant("administrator", ends_on=date(2020, 1, 6)),
        "sms": lambda: sms,
    }[user]()
    User.objects.filter(pk=found.pk).update(is_staff=True, is_superuser=True)
    client.force_login(found)

    for page in (url("index"), url("region_changelist"), url("region_add"), url("auditentry_changelist")):
        assert client.get(page).status_code == 403, page
    assert "/reference-lists/" not in client.get("/").content.decode()


def test_an_administrator_without_flags_enters_by_the_link_on_every_page(client, admin):
    client.force_login(admin)

    assert f'href="{url("index")}"' in client.get(reverse("councils:charter-list")).content.decode()
    page = client.get(url("index"))
    assert page.status_code == 200 and "'unsafe-inline'" not in page.headers["Content-Security-Policy"]
    for part in ("<script>", "style=", "onclick", "admin/js"):
        assert part not in page.content.decode()


def test_a_district_is_added_and_its_names_change_with_one_entry_each(client, admin, council):
    client.force_login(admin)
    new = {"region": council.region.pk, "soate": "41705999000000", "kind": "district", **NAMES}

    assert client.post(url("district_add"), new).url == url("district_changelist")
    made = District.objects.get()
    answer = client.post(url("district_change", made.pk), {"kind": "city_oblast", **NAMES, "name_ru": "Город"})
    assert answer.url == url("district_changelist")

    entries = AuditEntry.objects.order_by("number")
    assert [(e.chain, e.action, e.subject, e.actor) for e in entries] == [
        ("system", f"district.{step}", f"district:{made.pk}", admin) for step in ("add", "edit")
    ]
    assert "Новый район" in entries[1].text and "Город" in entries[1].text
    assert LogEntry.objects.count() == 0


def test_codes_and_the_region_stay(client, admin, district):
    client.force_login(admin)
    other = make_region("KG-O")

    client.post(url("district_change", district.pk),
                {"region": other.pk, "soate": "1", "kind": "district", **NAMES})  # fmt: skip
    client.post(url("region_change", other.pk), {"code": "KG-X", "soate": "2", "kind": "oblast", **NAMES})

    district.refresh_from_db()
    assert (district.region.code, district.soate, district.name_ru) == ("KG-B", "41705258000000", "Новый район")
    assert set(Region.objects.values_list("code", flat=True)) == {"KG-B", "KG-O"}


def test_what_is_wrong_is_said_and_changes_nothing(client, admin, district):
    client.force_login(admin)

    again = client.post(url("district_add"), {"region": "", "soate": district.soate, "kind": "district", **NAMES})
    assert set(again.context["form"].errors) == {"region", "soate"}
    assert AuditEntry.objects.count() == 0


def test_a_list_is_searched_and_forgives_what_is_no_page(client, admin, district):
    client.force_login(admin)

    assert "Leilek district" in client.get(url("district_changelist"), {"q": "Лейлек"}).content.decode()
    assert "Nothing was found" in client.get(url("district_changelist"), {"q": "Ош"}).content.decode()
    page = client.get(url("district_changelist"), {"p": "77", "region__code": "KG-O", "e": "1"}, follow=True)
    assert page.status_code == 200 and "Leilek district" in page.content.decode()
    assert client.get(url("district_change", 999)).status_code == 404


def test_audit_entries_are_only_read(client, admin, district):
    client.force_login(admin)
    client.post(url("district_change", district.pk), {"kind": "district", **NAMES})
    entry = AuditEntry.objects.get()

    page = client.get(url("auditentry_change", entry.pk)).content.decode()
    assert "District changed" in page and "Лейлекский район → Новый район" in page and entry.hash in page
    assert client.post(url("auditentry_change", entry.pk), {"action": "x"}).status_code == 403
    assert client.get("/reference-lists/auditentry/add/").status_code == 404
    assert client.get(f"/reference-lists/auditentry/{entry.pk}/delete/").status_code == 404
    assert f'href="{url("auditentry_change", entry.pk)}"' in client.get(url("auditentry_changelist")).content.decode()


def test_the_verbs_ask_again_who_acts(council, sms):
    with pytest.raises(NotAllowed):
        save_region(council.region, actor=sms)


@pytest.mark.parametrize("count", [1, 20])
def test_a_list_of_any_length_costs_the_same(client, admin, council, count, django_assert_max_num_queries):
    for number in range(count):
        District.objects.create(region=council.region, soate=f"{number:014d}", kind="district", **NAMES)
    client.force_login(admin)
    with django_assert_max_num_queries(11):
        client.get(url("district_changelist"))


@pytest.mark.parametrize(("language", "word"), [("ru", "ru"), ("ky", "ky"), ("en", "Reference lists")])
def test_the_lists_speak_the_readers_language(client, admin, language, word):
    User.objects.update(language=language)
    client.force_login(admin)

    page = client.get(url("region_changelist")).content.decode()
    assert f'<html lang="{language}">' in page and word in page
