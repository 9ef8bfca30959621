"""The frame of every page: its language, typing that survives the switch, the age of a session, the form pack."""

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.template import engines
from django.test import Client
from django.urls import path
from django.utils import timezone

from councils import drafts
from councils.context import navigation
from councils.fields import CountField, DayField
from councils.middleware import SIGNED_IN_AT
from councils.models import Draft, User
from councils.rights import Rights
from tipcc.urls import urlpatterns as site

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


class EventForm(forms.Form):
    title = forms.CharField(label="Title")
    ends_on = DayField(label="Last day", required=False)
    women = CountField(label="Women", required=False)
    youth = forms.BooleanField(label="Youth", required=False, initial=True)
    groups = forms.MultipleChoiceField(
        label="Groups", required=False, choices=[("a", "A"), ("b", "B")], widget=forms.CheckboxSelectMultiple
    )
    basis = forms.ChoiceField(label="Basis", choices=[("x", "X"), ("y", "Y")], widget=forms.RadioSelect)
    scan = forms.FileField(label="Scan", required=False)
    password = forms.CharField(label="Password", required=False, widget=forms.PasswordInput)
    version = forms.IntegerField(widget=forms.HiddenInput, initial=7)


def form_page(request):
    form = drafts.form_for(request, EventForm)
    if request.method == "POST" and form.is_valid():
        drafts.drop(request)
        return redirect("home")
    page = engines["django"].from_string('{% extends "base_form.html" %}{% block title %}Event{% endblock %}')
    return HttpResponse(page.render({"form": form}, request))


@login_not_required
def open_page(request):
    page = engines["django"].from_string('{% extends "base.html" %}{% block title %}Open{% endblock %}')
    return HttpResponse(page.render({}, request))


def stranger(request):
    raise Http404


urlpatterns = [path("try/", form_page), path("open/", open_page), path("stranger/", stranger), *site]

TYPED = {"title": "Лекция", "ends_on": "32.3.2019", "women": "2,5", "groups": ["b"], "basis": "y", "version": "7"}


@pytest.fixture
def user(db):
    return User.objects.create_user("aigul", password="batken-secretary-1")


@pytest.fixture
def client(user):
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def language_of(response):
    return re.search(r'<html lang="(\w+)">', response.content.decode())[1]


def test_language_is_the_users_then_the_cookies_then_the_browsers_then_russian(user):
    visitor = Client()
    assert language_of(visitor.get("/open/")) == "ru"
    assert language_of(visitor.get("/open/", headers={"accept-language": "ky-KG, en;q=0.5"})) == "ky"
    assert language_of(visitor.get("/open/", headers={"accept-language": "de"})) == "ru"
    visitor.cookies["django_language"] = "en"
    assert language_of(visitor.get("/open/", headers={"accept-language": "ky"})) == "en"
    user.language = "ky"
    user.save()
    visitor.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    assert language_of(visitor.get("/open/")) == "ky"


def test_a_visitor_switches_and_nothing_is_stored_but_the_cookie():
    visitor = Client()
    response = visitor.post("/open/?next=1", {"set_language": "ky", "title": "x"})
    assert (response.status_code, response["Location"]) == (303, "/open/?next=1")
    assert language_of(visitor.get("/open/")) == "ky"
    assert not Draft.objects.exists()


def test_the_switch_asks_for_the_csrf_token_and_knows_three_languages(client):
    strict = Client(enforce_csrf_checks=True)
    assert strict.post("/open/", {"set_language": "ky"}).status_code == 403
    assert client.post("/try/", {"set_language": "de"}).status_code == 200  # no language: an ordinary, faulty form


def test_the_switch_keeps_what_was_typed_and_shows_it_without_errors(client, user):
    response = client.post("/try/", TYPED | {"password": "secret-secret", "set_language": "en"})
    assert (response.status_code, response["Location"]) == (303, "/try/")
    user.refresh_from_db()
    assert user.language == "en"
    (draft,) = Draft.objects.all()
    assert (draft.owner, draft.key) == (user, "/try/")
    assert not {"csrfmiddlewaretoken", "set_language", "password"} & set(draft.data)

    page = client.get("/try/").content.decode()
    assert 'value="Лекция"' in page and 'value="32.3.2019"' in page and 'value="2,5"' in page
    assert 'name="groups" value="b" id="id_groups_1" checked' in page
    assert re.search(r'name="basis" value="y"[^>]*checked', page)
    assert not re.search(r'name="youth"[^>]*checked', page)  # unticked stays unticked, whatever the initial value
    assert "summary" not in page and "<title>Event" in page


def test_a_draft_ends_with_the_save_or_on_request(client):
    client.post("/try/", TYPED | {"set_language": "ru"})
    assert client.post("/try/", TYPED).status_code == 200  # refused: the draft stays
    assert Draft.objects.count() == 1
    good = TYPED | {"ends_on": "27.3.2019", "women": "2"}
    assert client.post("/try/", good).status_code == 302
    assert not Draft.objects.exists()
    client.post("/try/", TYPED | {"set_language": "ru"})
    assert client.post("/try/", {"drop_draft": "1"}).status_code == 303
    assert "Лекция" not in client.get("/try/").content.decode()


def test_a_draft_is_its_owners(client):
    client.post("/try/", TYPED | {"set_language": "ru"})
    other = Client()
    other.force_login(User.objects.create_user("other"), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "Лекция" not in other.get("/try/").content.decode()


def test_enter_in_a_field_saves_and_switches_no_language(client):
    page = client.get("/try/").content.decode()
    buttons = re.findall(r'<button[^>]*form="page-form"[^>]*>', page)
    assert "set_language" not in buttons[0]
    assert [re.search(r'value="(\w\w)"', button)[1] for button in buttons[1:]] == ["ky", "ru", "en"]


def test_errors_come_first_in_words_and_each_line_lands_on_its_input(client):
    client.post("/open/", {"set_language": "en"})
    page = client.post("/try/", {"ends_on": "32.3.2019", "women": "2,5", "version": "7"}).content.decode()
    assert "<title>Error: Event" in page
    lines = dict(re.findall(r'<li><a href="#([\w-]+)">([^<]+)</a></li>', page))
    assert set(lines) == {"id_title", "id_ends_on", "id_women", "id_basis_0"}
    assert all(re.search(f'<input[^>]*id="{target}"', page) for target in lines)
    assert lines["id_title"].startswith("Title: ")
    assert lines["id_women"].count("Women") == 1
    assert '<div id="id_women_error">' in page
    assert 'aria-describedby="id_women_error"' in page


def test_a_session_ends_twelve_hours_after_sign_in_however_busy(client):
    assert client.get("/try/").status_code == 200
    session = client.session
    session[SIGNED_IN_AT] = int((timezone.now() - timedelta(hours=11)).timestamp())
    session.save()
    assert client.get("/try/").status_code == 200
    session[SIGNED_IN_AT] = int((timezone.now() - timedelta(hours=12, minutes=1)).timestamp())
    session.save()
    response = client.get("/try/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_caches_keep_nothing_that_a_signed_in_user_saw(client):
    assert "no-store" in client.get("/try/")["Cache-Control"]


def test_error_pages_stand_in_the_frame(client):
    assert b'class="top"' in client.get("/stranger/").content
    lost = client.get("/nowhere/")
    assert lost.status_code == 404
    assert b'action="/"' in lost.content  # no view answers here, so the language is switched at home


def _seat(role):
    return SimpleNamespace(council=SimpleNamespace(code="KG-B"), council_id=1, seat=SimpleNamespace(role=role))


@pytest.mark.parametrize(
    ("rights", "path", "count", "current"),
    [
        ({}, "/", 1, "/"),
        ({"memberships": (_seat("secretary"),)}, "/councils/KG-B/events/new/", 8, "/councils/KG-B/events/"),
        ({"memberships": (_seat("member"),)}, "/councils/KG-B/", 8, "/councils/KG-B/"),
        ({"grants": frozenset({"ga"})}, "/national/2019-Q4/", 7, "/national/"),
        ({"grants": frozenset({"sms"})}, "/board/", 11, "/board/"),
        ({"grants": frozenset({"administrator"})}, "/users/3/", 11, "/users/"),
    ],
)
def test_each_role_finds_its_own_ways_and_where_it_is(rights, path, count, current):
    entries = navigation(Rights(date(2020, 1, 7), **rights), path)
    assert len(entries) == count
    assert [entry["url"] for entry in entries if entry["current"]] == [current]
