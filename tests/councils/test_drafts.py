"""Typing that is not saved yet: kept by every POST and while it goes on, for its owner alone, past the session."""

import re
from datetime import timedelta

import pytest
from django import forms
from django.conf import settings
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.test import Client
from django.urls import path, reverse
from django.utils import timezone

from councils import drafts
from councils.models import Draft, User
from tests.test_access import route_names
from tipcc.urls import urlpatterns as site

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PASSWORD = "batken-secretary-1"


class NoteForm(forms.Form):
    title = forms.CharField(label="Title")
    count = forms.IntegerField(label="Count")
    scan = forms.FileField(label="Scan", required=False)


class SecretForm(NoteForm):
    code = forms.CharField(widget=forms.PasswordInput)


def _page(form_class):
    def view(request):
        form = drafts.form_for(request, form_class)
        if form.is_bound and form.is_valid():
            drafts.drop(request)
            return redirect("home")
        page = engines["django"].from_string('{% extends "base_form.html" %}{% block title %}Note{% endblock %}')
        return HttpResponse(page.render({"form": form}, request))

    return view


urlpatterns = [path("note/", _page(NoteForm)), path("secret/", _page(SecretForm)), *site]

FAULTY = {"title": "Беседа в лицее", "count": "двадцать"}


@pytest.fixture
def user(db):
    return User.objects.create_user("aigul", password=PASSWORD, language="en")


@pytest.fixture
def client(user):
    return signed_in(user)


def signed_in(user, **options):
    client = Client(**options)
    client.force_login(user, backend=BACKEND)
    return client


def token_on(client, address="/note/"):
    return re.search(r'name="typed_by" value="([^"]+)"', client.get(address).content.decode())[1]


def csrf_on(client, address):
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', client.get(address).content.decode())[1]


def kept():
    return {(draft.owner.username, draft.key): draft.data for draft in Draft.objects.select_related("owner")}


# ---- every POST


def test_a_refused_post_is_there_again_on_back_and_a_good_one_leaves_nothing(client):
    assert client.post("/note/", FAULTY | {"typed_by": token_on(client)}).status_code == 200
    assert kept() == {("aigul", "/note/"): {"title": ["Беседа в лицее"], "count": ["двадцать"]}}
    back = client.get("/note/").content.decode()
    assert 'value="Беседа в лицее"' in back and 'value="двадцать"' in back
    assert "Nothing was recorded yet" in back and "choose them again" in back and "drop_draft" in back
    assert client.post("/note/", FAULTY | {"count": "20"}).status_code == 302
    assert kept() == {}
    assert "Nothing was recorded yet" not in client.get("/note/").content.decode()


def test_a_refused_form_with_files_says_that_they_are_not_kept(client):
    assert "choose them again" in client.post("/note/", FAULTY).content.decode()
    assert "choose them again" not in client.get("/secret/").content.decode()


def test_starting_afresh_forgets(client):
    client.post("/note/", FAULTY)
    assert client.post("/note/", {"drop_draft": "1"}).status_code == 303
    assert kept() == {} and "Беседа" not in client.get("/note/").content.decode()


def test_passwords_are_never_kept(client, user):
    client.post("/secret/", FAULTY | {"code": "felt"})
    client.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": "a", "password2": "b", "hint": "x"})
    client.post("/accounts/password/", {"hint": "x", "set_language": "ru"})
    assert kept() == {}
    assert "typed_by" not in client.get("/accounts/password/").content.decode()
    client.post("/note/", FAULTY | {"new_password": "felt"})
    assert "new_password" not in kept()["aigul", "/note/"]


def test_a_form_without_fields_or_beyond_measure_is_not_kept(client):
    client.post("/note/", {})
    client.post("/note/", {"title": "я" * drafts.LONGEST_TYPING})
    assert kept() == {}


def test_the_pages_query_comes_back_with_the_draft(client):
    client.post("/note/?user=5", FAULTY)
    (draft,) = Draft.objects.all()
    assert (draft.key, drafts.address_of(draft)) == ("/note/", "/note/?user=5")
    client.post("/note/", FAULTY | {"?": "//elsewhere.example"})
    assert drafts.address_of(Draft.objects.get()) == "/note/"


def test_only_so_many_drafts_are_kept_the_latest(client, user, monkeypatch):
    monkeypatch.setattr(drafts, "MOST", 2)
    for n in range(3):
        Draft.objects.create(owner=user, kind="page", key=f"/{n}/", data={})
    other = Draft.objects.create(owner=User.objects.create_user("other"), kind="page", key="/x/", data={})
    client.post("/note/", FAULTY)
    assert {draft.key for draft in Draft.objects.filter(owner=user)} == {"/2/", "/note/"}
    assert Draft.objects.filter(pk=other.pk).exists()


# ---- while it is typed


def test_autosave_keeps_and_says_when_in_bishkek(client):
    answer = client.post("/drafts/keep/", FAULTY | {"typed_by": token_on(client)})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert answer.content.decode().startswith(f"Saved {timezone.localtime():%H:}")
    assert kept() == {("aigul", "/note/"): FAULTY | {"title": [FAULTY["title"]], "count": [FAULTY["count"]]}}


def test_autosave_needs_no_session_and_no_csrf_token_but_the_forms_own(client, user):
    token = token_on(client)
    visitor = Client(enforce_csrf_checks=True)
    answer = visitor.post("/drafts/keep/", FAULTY | {"typed_by": token})
    assert answer.status_code == 200 and "You are signed out" in answer.content.decode()
    assert ("aigul", "/note/") in kept()
    for bad in ("", "x", token + "x", signing.dumps([user.pk, "/note/"]), token_on(client, "/note/")[:-1]):
        assert visitor.post("/drafts/keep/", FAULTY | {"typed_by": bad}).status_code == 403
    assert client.post("/drafts/keep/", FAULTY).status_code == 403  # a session alone is not enough
    long = {"title": "я" * drafts.LONGEST_TYPING, "typed_by": token}
    assert visitor.post("/drafts/keep/", long).status_code == 413
    assert kept()["aigul", "/note/"]["title"] == [FAULTY["title"]]


def test_a_token_ends_with_the_week_and_with_the_account(client, user, monkeypatch):
    token = token_on(client)
    monkeypatch.setattr(drafts, "TOKEN_AGE", timedelta(seconds=-1))
    assert Client().post("/drafts/keep/", FAULTY | {"typed_by": token}).status_code == 403
    monkeypatch.undo()
    User.objects.update(is_active=False)
    assert Client().post("/drafts/keep/", FAULTY | {"typed_by": token}).status_code == 403
    assert kept() == {}


def test_a_signed_token_for_no_page_of_ours_keeps_nothing(client, user):
    for address in ("/nowhere/", "https://elsewhere.example/", "/accounts/login/", "/drafts/"):
        token = signing.dumps([user.pk, address], salt=drafts._SALT, compress=True)
        client.post("/drafts/keep/", FAULTY | {"typed_by": token})
    assert kept() == {}


# ---- the session ended


def test_a_form_sent_after_the_session_ended_is_filled_after_sign_in(client, user):
    token = token_on(client, "/note/?user=5")
    visitor = Client()
    visitor.cookies["django_language"] = "en"
    answer = visitor.post("/note/?user=5", FAULTY | {"typed_by": token})
    assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/note/%3Fuser%3D5")
    assert "What you typed is kept" in visitor.get(answer["Location"]).content.decode()
    signed = {"login": "aigul", "password": PASSWORD, "next": "/note/?user=5"}
    assert visitor.post("/accounts/login/", signed)["Location"] == "/note/?user=5"
    page = visitor.get("/note/?user=5").content.decode()
    assert 'value="Беседа в лицее"' in page and "Nothing was recorded yet" in page


def test_who_else_signs_in_at_that_computer_sees_nothing_of_it(client):
    visitor = Client()
    visitor.post("/note/", FAULTY | {"typed_by": token_on(client)})
    visitor.force_login(User.objects.create_user("other", language="en"), backend=BACKEND)
    assert "Беседа" not in visitor.get("/note/").content.decode()
    assert "Беседа" not in visitor.get("/drafts/").content.decode()


def test_a_language_button_after_the_session_ended_loses_nothing_either(client):
    answer = Client().post("/note/", FAULTY | {"typed_by": token_on(client), "set_language": "ky"})
    assert answer.status_code == 303 and ("aigul", "/note/") in kept()


def test_without_a_good_token_a_visitors_post_only_leads_to_sign_in(client):
    for more in ({}, {"typed_by": "forged"}):
        answer = Client().post("/note/", FAULTY | more)
        assert (answer.status_code, answer["Location"]) == (302, "/accounts/login/?next=/note/")
    assert kept() == {}


@pytest.mark.parametrize(("language", "words"), [("en", "Nothing is lost"), ("ru", 'lang="ru"'), ("ky", 'lang="ky"')])
def test_a_sign_in_in_another_window_outdates_the_form_and_loses_nothing(user, language, words):
    user.language = language
    user.save()
    client = signed_in(user, enforce_csrf_checks=True)
    form = {"typed_by": token_on(client), "csrfmiddlewaretoken": csrf_on(client, "/note/")}
    client.cookies.pop("csrftoken")
    client.get("/note/")  # another token now, as after signing in again
    answer = client.post("/note/", FAULTY | form)
    page = answer.content.decode()
    assert answer.status_code == 403 and words in page and 'href="/note/"' in page
    assert 'value="Беседа в лицее"' in client.get("/note/").content.decode()


def test_an_outdated_form_of_somebody_else_is_kept_for_them_alone(client, user):
    other = signed_in(User.objects.create_user("other", language="en"), enforce_csrf_checks=True)
    answer = other.post("/note/", FAULTY | {"typed_by": token_on(client)})
    assert answer.status_code == 403 and "Беседа" not in answer.content.decode()
    assert set(kept()) == {("aigul", "/note/")}


def test_an_outdated_form_without_a_token_says_what_to_do(user):
    client = signed_in(user, enforce_csrf_checks=True)
    answer = client.post("/note/", FAULTY)
    assert answer.status_code == 403 and "The page was open too long" in answer.content.decode()
    assert kept() == {}


# ---- the list


def test_the_list_names_each_form_and_what_was_typed(client, user):
    Draft.objects.create(owner=user, kind="page", key="/charters/new/", data={"copy_of": ["1"], "?": ["a=1"]})
    data = {"note": ["Ещё длиннее, чем название"], "title_ru": ["Устав"]}
    Draft.objects.create(owner=user, kind="page", key="/charters/3/edit/", data=data)
    Draft.objects.create(owner=user, kind="page", key="/gone/", data={"text": ["Текст со старой страницы", "y"]})
    Draft.objects.create(owner=User.objects.create_user("other"), kind="page", key="/note/", data={"title": ["Чужое"]})
    page = client.get("/drafts/").content.decode()
    lines = [re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", row)) for row in re.findall(r"<tr>(.*?)</tr>", page)[1:]]
    assert "/gone/ Текст со старой страницы" in lines[0]
    assert "Change the version of the charter 3 Устав" in lines[1]
    assert "New version of the charter –" in lines[2]
    assert 'href="/charters/new/?a=1"' in page and "Чужое" not in page
    assert "You have 3 unfinished forms" in client.get("/").content.decode()


def test_a_draft_is_deleted_by_its_owner_alone(client, user):
    client.post("/note/", FAULTY)
    (draft,) = Draft.objects.all()
    address = reverse("councils:draft-drop", args=[draft.pk])
    stranger = signed_in(User.objects.create_user("other"))
    assert stranger.post(address).status_code == 404 and Draft.objects.exists()
    assert client.post(address)["Location"] == "/drafts/" and not Draft.objects.exists()
    assert "You have no unfinished form" in client.get("/drafts/").content.decode()
    assert "unfinished" not in client.get("/").content.decode()


def test_the_list_costs_the_same_with_many_drafts(
    client, user, django_assert_num_queries, django_assert_max_num_queries
):
    Draft.objects.create(owner=user, kind="page", key="/note/", data={})
    client.get("/drafts/")
    with django_assert_max_num_queries(12) as few:
        client.get("/drafts/")
    for n in range(20):
        Draft.objects.create(owner=user, kind="page", key=f"/charters/{n}/edit/", data={})
    with django_assert_num_queries(len(few)):
        client.get("/drafts/")


@pytest.mark.urls("tipcc.urls")
def test_every_name_is_a_pages():
    assert set(settings.TIPCC_FORMS) <= route_names()


def test_the_tick_forgets_what_nobody_touched_for_sixty_days(user):
    for days in (59, 61):
        draft = Draft.objects.create(owner=user, kind="page", key=f"/{days}/", data={})
        Draft.objects.filter(pk=draft.pk).update(saved_at=timezone.now() - timedelta(days=days))
    assert "councils.drafts.forget_old" in settings.TIPCC_TICK
    drafts.forget_old()
    assert [draft.key for draft in Draft.objects.all()] == ["/59/"]
