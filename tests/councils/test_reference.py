"""councils/reference_data.py and the commands appoint and create_user."""

from datetime import date
from io import StringIO

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from councils import charter, clock, services
from councils.models import AuditEntry, Charter, Council, District, Installation, Membership, Person, Region, User
from councils.models.councils import ACTING_DAYS
from councils.reference_data import load_reference_data
from councils.rights import rights_of
from tests.factories import make_grant


def test_the_reference_data_is_complete_and_in_the_fixed_order(db):
    assert load_reference_data() == {"regions": 9, "districts": 57, "charter": 1, "councils": 8}

    assert list(Council.objects.values_list("code", flat=True)) == [
        "KG-B", "KG-J", "KG-Y", "KG-N", "KG-O", "KG-T", "KG-C", "KG-GO",
    ]  # fmt: skip
    batken = Council.objects.get(code="KG-B")
    assert batken.names == {
        "en": "Coordination Council of Batken oblast",
        "ru": "Координационный совет Баткенской области",
        "ky": "Баткен облусунун координациялык кеңеши",
    }
    assert batken.region.name_ru == "Баткенская область"
    assert set(Council.objects.values_list("founded_on", flat=True)) == {date(2018, 5, 1)}
    assert [Region.objects.count(), District.objects.count()] == [9, 57]
    assert Council.objects.filter(region__code="KG-GB").count() == 0


def test_a_districts_region_is_in_its_code(db):
    load_reference_data()

    for district in District.objects.select_related("region"):
        assert district.soate[3:5] == district.region.soate[3:5], district.name_en


def test_every_council_works_by_the_sample_charter_from_its_founding_day(db):
    load_reference_data()

    assert Charter.objects.get().is_sample
    version = Charter.objects.get()
    assert version.preamble_ru.startswith("ОБРАЗЕЦ") and version.preamble_ky.startswith("ҮЛГҮ")
    for composition in charter.compositions_on(Council.objects.all(), date(2018, 5, 1)).values():
        assert [len(composition.voting), len(composition.observing), len(composition.vacant)] == [9, 1, 10]


def test_the_sample_is_whole_in_both_languages_and_says_what_its_fields_say(db):
    load_reference_data()
    version = Charter.objects.get()
    articles = {article.number: article for article in version.articles.all()}

    assert list(articles) == list(range(1, 29))
    for article in articles.values():
        assert article.title_ru and article.text_ru and article.title_ky and article.text_ky, article.number
    fields = {
        "term_months": (version.term_months, 5, 24, ("24 месяца", "24 айга")),
        "acting": (ACTING_DAYS, 11, 60, ("60 дней", "60 күнгө")),
        "meetings_a_year": (version.meetings_a_year, 12, 4, ("четырёх раз в год", "жылына кеминде төрт")),
        "notice_days": (version.notice_days, 13, 10, ("десять дней", "он күн")),
        "quorum": (charter.quorum_words(version), 15, "more than 1/2 of filled voting seats",
                   ("больше половины", "жарымынан көбү")),
        "majority": (version.decision_majority, 18, "present",
                     ("больше чем половиной голосов присутствующих", "катышкандардын жарымынан")),
        "casting": (version.chair_casting_vote, 18, True, ("решает голос председателя", "төраганын добушу чечүүчү")),
    }  # fmt: skip
    for name, (value, number, expected, words) in fields.items():
        assert value == expected, name
        assert words[0] in articles[number].text_ru and words[1] in articles[number].text_ky, name


def test_loading_twice_changes_nothing(db, admin):
    load_reference_data(actor=admin)
    Council.objects.filter(code="KG-B").update(name_ru="Другое имя", founded_on=date(2018, 5, 14))

    assert set(load_reference_data(actor=admin).values()) == {0}
    assert Council.objects.get(code="KG-B").name_ru == "Другое имя"
    entry = AuditEntry.objects.get()
    assert (entry.chain, entry.action, entry.actor) == ("system", "reference.load", admin)


def test_the_system_account_acts_and_nobody_signs_in_as_it(db):
    load_reference_data()

    operator = User.objects.get()
    assert (operator.username, operator.has_usable_password()) == ("operator", False)
    assert AuditEntry.objects.get().actor == operator
    rights = rights_of(operator)
    assert (rights.is_sms, rights.may_sign(1), rights.is_ga) == (True, False, False)


def test_the_mode_is_remembered_and_another_one_refused(db, settings):
    load_reference_data()
    assert Installation.objects.get().mode == "production"

    settings.TIPCC_MODE = "demonstration"
    with pytest.raises(ImproperlyConfigured, match="set up as 'production'"):
        load_reference_data()


def run(*args):
    out = StringIO()
    call_command(*args, stdout=out)
    return out.getvalue()


APPOINT = ["appoint", "--council", "KG-B", "--seat", "chair", "--order", "№ 12", "--from", "14.05.2018"]
WHO = ["--person", "Бакыт Маматов", "--organisation", "Аппарат"]


def accepted(username, out):
    """Whoever sets a password with the code that the command printed."""
    code = out.split("with the code ")[1].split()[0]
    return services.accept_invitation(services.opened_by_code(username, code), "three or four words")


def test_appoint_enters_the_person_and_prints_a_code(db):
    load_reference_data()

    out = run(*APPOINT, *WHO, "--user", "bakyt")

    membership = Membership.objects.get()
    assert (membership.starts_on, membership.ends_on) == (date(2018, 5, 14), date(2020, 5, 13))
    assert (membership.organisation.kind, membership.order_number) == ("government", "№ 12")
    assert accepted("bakyt", out).username == "bakyt"
    with clock.at(date(2020, 5, 13)):
        assert rights_of(User.objects.get(username="bakyt")).may_sign(membership.council_id)
    assert '"source":"command"' in AuditEntry.objects.get(action="membership.appoint").text


def test_appoint_takes_the_person_of_the_account_again(db):
    load_reference_data()
    run(*APPOINT, *WHO, "--user", "bakyt", "--to", "2019-05-13")

    out = run(*APPOINT[:-1], "2019-05-14", *WHO, "--user", "bakyt")

    assert "signs in" not in out
    assert [Membership.objects.count(), Person.objects.count(), User.objects.count()] == [2, 1, 2]


@pytest.mark.parametrize(
    ("extra", "words"),
    [
        (["--council", "KG-X"], "The councils: KG-B, KG-J"),
        (["--seat", "treasurer"], "has no seat"),
        (["--as", "nobody"], "no active user"),
        (["--as", "sms"], "Only an administrator"),
        (["--kind", "youth"], "this kind of organisation"),
        (["--from", "2018-04-30"], "No charter is in force"),
    ],
)
def test_appoint_refuses_in_words_and_leaves_nothing(db, extra, words):
    load_reference_data()
    make_grant("sms", username="sms")
    people = Person.objects.count()

    with pytest.raises(CommandError, match=words):
        run(*APPOINT, *WHO, *extra)
    assert [Membership.objects.count(), Person.objects.count()] == [0, people]


def test_create_user_gives_the_first_administrator(db):
    load_reference_data()

    out = run("create_user", "erkin", "--name", "Эркин Абдиев", "--grant", "administrator")

    erkin = User.objects.get(username="erkin")
    assert accepted("erkin", out) == erkin
    assert rights_of(erkin).is_administrator
