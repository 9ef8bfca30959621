"""Editions of formats that did not tell answers, problems, opinions and residents reached still open and print."""

import json
from datetime import date

import pytest
from django.db import connection
from django.urls import reverse

from councils import audit
from councils.guards import lifted
from reports import editions
from reports.links import EventLinks
from reports.models import Edition
from reports.pages import council_page
from reports.said import Beside, answer_words

from .older import as_in_format
from .world import Q1, World, record, sealed, signed_in


@pytest.fixture
def old(world: World, request: pytest.FixtureRequest) -> Edition:
    """An edition as the system sealed it when statements had an older format."""
    record(world, date(2019, 3, 1), 25)
    sealed(world)
    edition = Edition.objects.get()
    payload = audit.canonical(as_in_format(request.param, json.loads(edition.payload)))
    with lifted(connection):
        Edition.objects.update(payload=payload, sha256=audit.digest(payload), format=request.param)
    return Edition.objects.get()


@pytest.mark.parametrize("old", [2, 3], indirect=True)
def test_an_older_edition_says_nothing_of_what_it_never_told(world: World, old: Edition) -> None:
    statement = editions.open_edition(old, with_events=False)
    page = council_page(statement, EventLinks())
    told = page.beside
    assert (told.form, told.answers, told.problems, told.opinions, told.reached) == (None, [], [], [], None)
    assert all(not row.problems and row.adjustment is None and row.next_steps == "" for row in page.rows)
    client = signed_in(world.secretary)
    pages = (
        reverse("reports:edition-detail", args=[old.pk]),
        reverse("reports:report-detail", args=[world.council.code, Q1.label]),
        reverse("reports:report-print", args=[world.council.code, Q1.label]),
    )
    for address in pages:
        shown = client.get(address).content.decode()
        assert "Ход: 1.1" in shown and "Residents reached" not in shown and old.short_code in shown


def test_an_edition_of_today_says_all_of_it(world: World) -> None:
    record(world, date(2019, 3, 1), 25)
    sealed(world)
    shown = signed_in(world.secretary).get(reverse("reports:edition-detail", args=[Edition.objects.get().pk]))
    assert "25 participants − 0 who were at an event before − 0 counted twice = 25" in shown.content.decode()


def test_answers_are_words_and_a_redacted_one_is_a_bar(world: World) -> None:
    assert [str(answer_words(*told)) for told in (("yes_no", "yes"), ("number", "1234.5"), ("text", "Да"))] == [
        "yes", "1\u202f234,5", "Да"
    ]  # fmt: skip
    assert answer_words("number", editions.REDACTED) == answer_words("yes_no", editions.REDACTED) == editions.REDACTED
    assert Beside({"items": []}).answers == []
