"""Versions of the report form: set by an order, begun from the last one, never changed once they count."""

import json
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from councils import clock
from councils.models import AuditEntry, User
from councils.states import NotAllowed, Refused
from reports.models import Edition, ReportForm
from reports.services import report_forms
from reports.services.report_forms import FormTerms, Question
from reports.statement import statement_of
from tests.factories import make_grant

from .world import Q1, World, open_report, record, sealed, signed_in

NAMES = {"ru": "Форма", "ky": "Форма", "en": "Form"}
ASKED = Question({"ru": "Был ли семинар?", "ky": "Семинар болдубу?", "en": "Was there a seminar?"}, required=True)


@pytest.fixture
def administrator(db: None) -> User:
    return make_grant("administrator", username="administrator")


def terms(starts_on: date = date(2019, 7, 1), **values: object) -> FormTerms:
    told = {"order_number": "№ 45", "ordered_on": date(2019, 4, 1), "ends_on": None, "names": NAMES}
    return FormTerms(starts_on=starts_on, **(told | values))


def test_a_quarter_is_reported_in_the_version_of_its_last_day(world: World, administrator: User) -> None:
    report_forms.create_form(terms(date(2019, 3, 31)), [ASKED], actor=administrator)
    report_forms.create_form(terms(date(2019, 4, 1)), [], actor=administrator)
    told = statement_of(world.council, Q1, open_report(world))
    assert told["form"]["number"] == 1 and told["answers"][0]["required"]
    assert [form.number for form in ReportForm.objects.all()] == [2, 1]
    entry = json.loads(AuditEntry.objects.filter(chain="system", action="form.created").first().text)
    assert entry["action"] == "form.created"


def test_only_an_administrator_sets_a_version(world: World, sms: User) -> None:
    with pytest.raises(NotAllowed):
        report_forms.create_form(terms(), [], actor=sms)


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ends_on": date(2019, 6, 30)}, "before the first one"),
        ({"order_number": " "}, "order number and a name"),
        ({"names": NAMES | {"ky": ""}}, "order number and a name"),
    ],
)
def test_what_an_order_must_say(world: World, administrator: User, values: dict[str, object], words: str) -> None:
    with pytest.raises(Refused, match=words):
        report_forms.create_form(terms(**values), [], actor=administrator)
    assert not ReportForm.objects.exists()


def test_versions_follow_one_another_and_sealed_quarters(world: World, administrator: User) -> None:
    record(world, date(2019, 3, 1))
    sealed(world)
    assert Edition.objects.count() == 1
    with pytest.raises(Refused, match="are sealed in the form"):
        report_forms.create_form(terms(date(2019, 1, 1)), [], actor=administrator)
    report_forms.create_form(terms(date(2019, 4, 1)), [], actor=administrator)
    with pytest.raises(Refused, match="after the one before it"):
        report_forms.create_form(terms(date(2019, 4, 1)), [], actor=administrator)


def test_a_version_is_changed_until_its_first_day_is_over(world: World, administrator: User) -> None:
    form = report_forms.create_form(terms(date(2019, 4, 6)), [ASKED], actor=administrator)
    with clock.at(date(2019, 4, 6)):
        report_forms.change_form(form, terms(date(2019, 4, 6), order_number="№ 46"), [], actor=administrator)
    form.refresh_from_db()
    assert form.order_number == "№ 46" and not form.questions.exists()
    with clock.at(date(2019, 4, 7)), pytest.raises(Refused, match="followed by a new one"):
        report_forms.change_form(form, terms(date(2019, 4, 8)), [], actor=administrator)


# ---- pages


def typed(*questions: dict[str, str], **values: str) -> dict[str, str]:
    told = {
        "order_number": "№ 45", "ordered_on": "1.4.2019", "starts_on": "1.7.2019", "name_ru": "Форма",
        "name_ky": "Форма", "name_en": "Form", "questions-TOTAL_FORMS": str(len(questions)),
        "questions-INITIAL_FORMS": "0",
    }  # fmt: skip
    for place, one in enumerate(questions):
        told |= {f"questions-{place}-{name}": value for name, value in one.items()}
    return told | values


FULL = {
    "text_ru": "Был ли семинар?",
    "text_ky": "Болдубу?",
    "text_en": "Was there?",
    "kind": "yes_no",
    "required": "on",
}
EMPTY = {"text_ru": "", "text_ky": "", "text_en": "", "kind": "text"}


def test_a_version_is_set_with_rows_of_questions(world: World, administrator: User) -> None:
    client = signed_in(administrator)
    address = reverse("reports:form-create")
    more = client.post(address, typed(FULL | {"text_ky": ""}) | {"add_question": "1"}).content.decode()
    assert "has-err" not in more and "Был ли семинар?" in more and "Question 2" in more
    wrong = client.post(address, typed(FULL | {"text_ky": ""})).content.decode()
    assert "Question in Kyrgyz: write it" in wrong and "Был ли семинар?" in wrong
    made = client.post(address, typed(FULL, EMPTY), follow=True).content.decode()
    question = ReportForm.objects.get().questions.get()
    assert "Был ли семинар?" in made and (question.kind, question.required) == ("yes_no", True)
    assert "Was there?" in client.get(address).content.decode()  # the next one begins with these


def test_a_version_in_use_is_followed_not_changed(world: World, administrator: User) -> None:
    client = signed_in(administrator)
    coming = report_forms.create_form(terms(), [ASKED], actor=administrator)
    change = reverse("reports:form-change", args=[coming.number])
    assert "Change" in client.get(coming.get_absolute_url()).content.decode()
    client.post(change, typed(FULL, order_number="№ 99"))
    coming.refresh_from_db()
    assert coming.order_number == "№ 99" and coming.questions.get().kind == "yes_no"
    ReportForm.objects.update(starts_on=date(2019, 1, 1))
    assert client.get(change).url == coming.get_absolute_url()
    assert "Follow it by a new version" in client.get(coming.get_absolute_url()).content.decode()


def test_everybody_reads_the_versions(world: World, administrator: User) -> None:
    reader: Client = signed_in(world.chair)
    address = reverse("reports:form-list")
    assert "No version of the form was set" in reader.get(address).content.decode()
    form = report_forms.create_form(terms(date(2019, 4, 1)), [ASKED], actor=administrator)
    page = reader.get(address).content.decode()
    assert "№ 45" in page and "in force" in page and "New version" not in page
    assert "Was there a seminar?" in reader.get(form.get_absolute_url()).content.decode()
    assert "Report forms" in signed_in(administrator).get("/").content.decode()
