"""services/contributors.py: links of organisations without a seat, and what the database keeps of them (rule 3)."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from councils import services
from councils.contributors import is_in_force, link_by
from councils.models import AuditEntry, ContributorLink, Organisation
from councils.states import IllegalMove, NotAllowed, Unfit
from tests.factories import make_council, make_link, make_member, make_organisation

from .conftest import TODAY

YEAR = {"starts_on": TODAY, "ends_on": TODAY + timedelta(days=365)}


@pytest.fixture
def secretary(council):
    return make_member(council, "secretary", "secretary")


def test_the_word_is_told_once_and_only_its_digest_is_kept(council, secretary):
    youth = make_organisation("youth", "Молодёжь Баткена")
    link, word = services.make_link(council, organisation=youth, actor=secretary, **YEAR)

    assert (link.organisation, link.made_by, link_by(word)) == (youth, secretary, link)
    assert link_by(f" {word.upper()} ") == link  # typed from paper
    assert link_by(word[:-1]) is None
    assert word not in str(ContributorLink.objects.values().get())
    entry = AuditEntry.objects.get(action="contributor.link")
    assert entry.chain == council.code and "Молодёжь" in entry.text
    assert word not in entry.text and link.digest not in entry.text


def test_an_administrator_makes_links_too_and_nobody_else_does(council, secretary, admin, sms):
    youth = make_organisation("youth")
    services.make_link(council, organisation=youth, actor=admin, **YEAR)
    make_council("KG-O")
    stranger = make_member(make_council("KG-T"), "secretary", "stranger")
    for actor in (sms, stranger, make_member(council, "chair", "chair"), make_member(council, "youth", "youth")):
        with pytest.raises(NotAllowed):
            services.make_link(council, organisation=youth, actor=actor, **YEAR)
        with pytest.raises(NotAllowed):
            services.end_link(ContributorLink.objects.get(), reason="Нет", actor=actor)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "words"),
    [
        (TODAY, TODAY + timedelta(days=366), "twelve months at most, so until 6 January 2021"),
        (TODAY, TODAY - timedelta(days=1), "before the first day"),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=1), "is over"),
    ],
)
def test_a_link_is_for_twelve_months_at_most(council, secretary, starts_on, ends_on, words):
    youth = make_organisation("youth")
    with pytest.raises(Unfit, match=words):
        services.make_link(council, organisation=youth, starts_on=starts_on, ends_on=ends_on, actor=secretary)


def test_public_bodies_get_no_link(council, secretary):
    with pytest.raises(Unfit, match="is a public body"):
        services.make_link(council, organisation=make_organisation("government"), actor=secretary, **YEAR)
    assert not ContributorLink.objects.exists()


def test_a_new_organisation_is_proposed_by_the_council_with_its_kind(council, secretary):
    link, _word = services.make_link(
        council, organisation=" ОО  «Оазис» ", kind="civil_society", actor=secretary, **YEAR
    )
    made = Organisation.objects.get(name="ОО «Оазис»")
    assert (link.organisation, made.kind, made.proposed, made.proposed_by) == (made, "civil_society", True, council)
    again, _word = services.make_link(council, organisation="ОО Оазис", kind="youth", actor=secretary, **YEAR)
    assert (again.organisation, again.organisation.kind) == (made, "civil_society")  # found, so not made anew
    with pytest.raises(Unfit, match="the kind of a new one"):
        services.make_link(council, organisation="Школа", kind="government", actor=secretary, **YEAR)


def test_a_link_is_in_force_from_its_first_day_to_its_last(council):
    link = make_link(council, starts_on=date(2020, 1, 2), ends_on=date(2020, 1, 9))
    found = [is_in_force(link, date(2020, 1, day)) for day in (1, 2, 9, 10)]
    asked = [ContributorLink.objects.in_force(date(2020, 1, day)).exists() for day in (1, 2, 9, 10)]
    assert found == asked == [False, True, True, False]


def test_it_is_ended_at_once_once_and_with_a_reason(council, secretary):
    link = make_link(council, starts_on=TODAY)
    with pytest.raises(Unfit, match="write why"):
        services.end_link(link, reason=" ", actor=secretary)
    ended = services.end_link(link, reason="Адрес потерян", actor=secretary)
    assert not is_in_force(ended) and not ContributorLink.objects.in_force(TODAY).exists()
    with pytest.raises(IllegalMove):
        services.end_link(link, reason="Ещё раз", actor=secretary)
    assert AuditEntry.objects.filter(action="contributor.link_ended").count() == 1


def refused(change):
    with pytest.raises(IntegrityError), transaction.atomic():
        change()
    return True


def test_the_database_keeps_links_as_they_were_made(council, secretary):
    link = make_link(council, starts_on=TODAY)
    rows = ContributorLink.objects.filter(pk=link.pk)
    assert refused(rows.delete)
    assert refused(lambda: rows.update(ends_on=TODAY + timedelta(days=1)))
    assert refused(lambda: rows.update(digest="0" * 64))
    assert refused(lambda: make_link(council, starts_on=TODAY, ends_on=TODAY + timedelta(days=366)))
    assert refused(lambda: make_link(council, starts_on=TODAY, ends_on=TODAY - timedelta(days=1)))
    services.end_link(link, reason="Так", actor=secretary)
    assert refused(lambda: rows.update(ended_at=None, ended_by=None, end_reason=""))
