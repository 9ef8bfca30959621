"""A sealed text is blacked out by two persons with a reason; the seal still proves the rest (rule 12)."""

import json
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import DatabaseError, transaction
from django.urls import reverse

from actionplans.models import Event, Measure, Programme
from actionplans.services.events import change_event
from councils import clock
from councils.models import AuditEntry, User
from councils.states import IllegalMove, NotAllowed, Refused
from reports import editions
from reports.models import CouncilReport, Edition, EditionText, Period, Redaction
from reports.proof import prove
from reports.redacting import gives_away, place_of
from reports.services import council_reports, national_reports, redactions, remarks
from tests.factories import make_grant

from .world import World, draft, make_world, open_report, prepared, record, sealed, signed_in

NAME = "Асанова Гуля из Баткена"
WHY = "Имя потерпевшей"


@pytest.fixture
def admin(db: None) -> User:
    return make_grant("administrator", username="administrator")


@pytest.fixture
def report(world: World, sms: User) -> CouncilReport:
    """Edition 1 and edition 2 of a report say the same title."""
    record(world, date(2019, 3, 1), 25, title=NAME)
    report = sealed(world)
    council_reports.return_report(report, actor=sms, reason="Пересчитать", until=date(2019, 4, 10))
    return sealed(world)


def title_of(report: CouncilReport, number: int = 1, *, of: str = "title") -> EditionText:
    return EditionText.objects.get(edition__report=report, edition__number=number, key__endswith=f"/{of}")


def test_asked_by_one_and_decided_by_another_it_is_empty_in_every_edition(
    report: CouncilReport, world: World, admin: User
) -> None:
    payloads = list(report.editions.values_list("payload", flat=True))
    redaction = redactions.ask(title_of(report), reason=WHY, actor=world.secretary)
    assert Redaction.objects.open().count() == 2 and title_of(report).text == NAME
    redactions.carry_out(redaction, actor=admin)
    assert {title_of(report, number).text for number in (1, 2)} == {""}
    for edition in report.editions.all():
        assert list(prove(edition)) == [] and NAME not in str(editions.open_edition(edition))
        assert editions.open_edition(edition)["events"][0]["title"] == editions.REDACTED
    assert list(report.editions.values_list("payload", flat=True)) == payloads
    assert Redaction.objects.carried_out().count() == 2


def test_an_edition_sealed_between_asking_and_deciding_is_blacked_out_too(
    report: CouncilReport, world: World, sms: User, admin: User
) -> None:
    redaction = redactions.ask(title_of(report), reason=WHY, actor=world.chair)
    council_reports.return_report(report, actor=sms, reason="Ещё раз", until=date(2019, 4, 10))
    sealed(world)
    redactions.carry_out(redaction, actor=admin)
    assert title_of(report, 3).text == "" and Redaction.objects.carried_out().count() == 3


def test_it_does_not_come_back_with_the_next_edition(
    report: CouncilReport, world: World, sms: User, admin: User
) -> None:
    asked = EditionText.objects.get(edition__report=report, key="changes/reason")  # the reason of SMS's return
    for text in (title_of(report), asked):
        redactions.carry_out(redactions.ask(text, reason=WHY, actor=sms), actor=admin)
    council_reports.return_report(report, actor=sms, reason="Пересчитать", until=date(2019, 4, 10))
    event = Event.objects.get()
    with pytest.raises(Refused, match=f"written here again: Event {event.code}, topic"):
        prepared(world, CouncilReport.objects.get())
    change_event(event, draft(world, date(2019, 3, 1), title="Беседа"), actor=world.secretary, version=1)
    for reader, address in ((world.chair, event.get_absolute_url()), (admin, reverse("councils:audit-list"))):
        page = signed_in(reader).get(address).content.decode()
        assert editions.REDACTED in page and "Асанова" not in page and "Беседа" in page
    told = editions.open_edition(sealed(world).editions.get(number=3))
    assert told["events"][0]["title"] == "Беседа" and told["changes"]["reason"] == editions.REDACTED


def test_a_problem_that_is_taken_out_and_written_again_is_the_same(world: World, sms: User, admin: User) -> None:
    record(world, date(2019, 3, 1))
    told = {"item": None, "problem": NAME, "proposal": "", "addressee": "", "version": 0, "actor": world.secretary}
    row = remarks.write_problem(open_report(world), **told)
    report = sealed(world)
    redactions.carry_out(redactions.ask(title_of(report, of="problem"), reason=WHY, actor=sms), actor=admin)
    council_reports.return_report(report, actor=sms, reason="Пересчитать", until=date(2019, 4, 10))
    remarks.remove_problem(report, row.pk, version=1, actor=world.secretary)
    remarks.write_problem(report, **told)
    with pytest.raises(Refused, match="Problem or proposal"):
        prepared(world, CouncilReport.objects.get())


def test_a_separate_opinions_scan_goes_with_its_text(
    world: World, sms: User, admin: User, django_capture_on_commit_callbacks: Any
) -> None:
    record(world, date(2019, 3, 1))
    scan, member = SimpleUploadedFile("o.pdf", b"%PDF-1.7 x"), world.deputy.person.memberships.get()
    row = remarks.attach_opinion(open_report(world), member, text=NAME, scan=scan, actor=world.secretary)
    report = sealed(world)
    address = reverse("reports:report-opinion-file", args=["KG-B", "2019-Q1", row.pk])
    redaction = redactions.ask(EditionText.objects.get(key=f"opinions/{row.pk}/text"), reason=WHY, actor=sms)
    assert (
        "copies that somebody has"
        in signed_in(admin).get(reverse("reports:redaction-decide", args=[redaction.pk])).content.decode()
    )
    with django_capture_on_commit_callbacks(execute=True):
        redactions.carry_out(redaction, actor=admin)
    page = signed_in(world.chair).get(report.get_absolute_url()).content.decode()
    assert editions.REDACTED in page and address not in page
    assert signed_in(world.chair).get(address).status_code == 404


def test_a_national_edition_that_quotes_the_text_is_blacked_out_alike_and_back(
    world: World, sms: User, admin: User
) -> None:
    programme = Programme.objects.create(
        name_ru="П", name_ky="П", starts_on=date(2017, 1, 1), ends_on=date(2020, 12, 31)
    )
    world.item.measure = Measure.objects.create(
        programme=programme, code="1.1", name_ru="М", name_ky="М", pillar="prevention", position=1
    )
    world.item.save()
    record(world, date(2019, 3, 1))
    report = council_reports.accept(sealed(world), actor=sms)
    nation = national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
    quoted = nation.texts.get(key="narrative/1.1/KG-B/1")
    own = EditionText.objects.get(edition__report=report, key__endswith="1.1/text")
    assert quoted.text == own.text
    redaction = redactions.ask(quoted, reason=WHY, actor=sms)  # from the quotation to the source
    redactions.carry_out(redaction, actor=admin)
    assert not EditionText.objects.filter(text="Ход: 1.1").exists()
    assert [fault for edition in Edition.objects.all() for fault in prove(edition)] == []


def test_the_same_short_words_elsewhere_stay(report: CouncilReport, world: World, sms: User, admin: User) -> None:
    osh = make_world("KG-O")
    record(osh, date(2019, 3, 1), title=NAME)
    other = sealed(osh)
    redactions.carry_out(redactions.ask(title_of(report), reason=WHY, actor=sms), actor=admin)
    assert title_of(other).text == NAME


def test_never_the_same_person_and_never_those_who_may_not(
    report: CouncilReport, world: World, sms: User, ga: User, admin: User
) -> None:
    text = title_of(report)
    for stranger in (ga, admin, make_world("KG-O").chair):
        with pytest.raises(NotAllowed):
            redactions.ask(text, reason=WHY, actor=stranger)
    redaction = redactions.ask(text, reason=WHY, actor=sms)
    for actor in (sms, world.chair, world.secretary, ga):
        for verb in (redactions.carry_out, redactions.refuse):
            with pytest.raises(NotAllowed), transaction.atomic():
                verb(redaction, actor=actor)
    redactions.carry_out(redaction, actor=make_grant("sms", username="sms2"))
    assert title_of(report).text == ""
    for verb in (redactions.carry_out, redactions.refuse):
        with pytest.raises(IllegalMove):
            verb(redaction, actor=admin)
    with pytest.raises(Refused, match="already"):
        redactions.ask(title_of(report), reason=WHY, actor=sms)


def test_refused_it_stays_and_may_be_asked_for_again(report: CouncilReport, world: World, admin: User) -> None:
    redactions.refuse(redactions.ask(title_of(report), reason=WHY, actor=world.chair), actor=admin)
    assert title_of(report).text == NAME and not Redaction.objects.open().exists()
    redactions.ask(title_of(report), reason="Имя ребёнка", actor=world.chair)
    with pytest.raises(Refused, match="somebody asked"):
        redactions.ask(title_of(report), reason=WHY, actor=world.secretary)


@pytest.mark.parametrize(
    ("reason", "tells"),
    [
        ("Имя потерпевшей", False),
        ("Там стоит: асанова гуля из баткена", True),
        ("Убрать «Асанова Гуля»", True),
        ("Гуля из Баткена не должна стоять", True),
        ("Имя женщины из Баткена", False),
        ("Убрать имя Гули Асановой", True),
        ("Убрать Асанову", True),
        ("Телефон 0555123456 чужой", True),
        ("Телефон, записан в 2019 году", False),
    ],
)
def test_a_reason_that_repeats_the_text_is_refused(reason: str, tells: bool) -> None:
    assert gives_away(reason, f"{NAME}, 0555 12-34-56") is tells


def test_the_service_refuses_such_a_reason_and_an_empty_one(report: CouncilReport, world: World) -> None:
    for reason, words in ((f"Убрать {NAME}", "repeats the text"), ("  ", "write why")):
        with pytest.raises(Refused, match=words):
            redactions.ask(title_of(report), reason=reason, actor=world.chair)
    assert not Redaction.objects.exists()


def test_the_chain_knows_digests_alone(report: CouncilReport, world: World, admin: User) -> None:
    text = title_of(report)
    redactions.carry_out(redactions.ask(text, reason=WHY, actor=world.chair), actor=admin)
    told = [json.loads(entry.text) for entry in AuditEntry.objects.filter(action__startswith="redaction.")]
    assert [entry["action"] for entry in told] == ["redaction.asked", "redaction.carried_out"]
    assert all(text.digest in str(entry) and "Асанова" not in str(entry) for entry in told)
    assert {entry["chain"] for entry in told} == {"KG-B"} and told[0]["reason"] == WHY


def test_the_database_refuses_a_text_emptied_by_one_hand(report: CouncilReport, world: World, admin: User) -> None:
    text, now = title_of(report), clock.now()
    with pytest.raises(DatabaseError, match="two persons"), transaction.atomic():
        EditionText.objects.filter(pk=text.pk).update(text="", redacted_at=now)
    redaction = redactions.ask(text, reason=WHY, actor=world.chair)
    with pytest.raises(DatabaseError, match="two persons"), transaction.atomic():  # asked, and nobody decided
        EditionText.objects.filter(pk=text.pk).update(text="", redacted_at=now)
    with pytest.raises(DatabaseError, match="another_person"), transaction.atomic():
        Redaction.objects.filter(pk=redaction.pk).update(decided_by=world.chair, decided_at=now)
    with pytest.raises(DatabaseError, match="decided once"), transaction.atomic():
        Redaction.objects.filter(pk=redaction.pk).update(reason="x")
    redactions.carry_out(redaction, actor=admin)
    with pytest.raises(DatabaseError, match="decided once"), transaction.atomic():
        Redaction.objects.filter(pk=redaction.pk).update(refused=True)
    with pytest.raises(DatabaseError, match="is kept"), transaction.atomic():
        Redaction.objects.filter(pk=redaction.pk).delete()


def test_by_pages_from_the_list_of_texts_to_the_bar_on_the_edition(
    report: CouncilReport, world: World, admin: User, ga: User, sms: User
) -> None:
    edition, text = report.editions.get(number=2), title_of(report, 2)
    chair, decider = signed_in(world.chair), signed_in(admin)
    listed = chair.get(reverse("reports:edition-texts", args=[edition.pk]), {"q": "асанова"})
    assert [row[1] for row in listed.context["rows"]] == [text]
    address = reverse("reports:redaction-ask", args=[text.pk])
    assert address in listed.content.decode()
    again = chair.post(address, {"reason": f"Тут {NAME}"})
    assert again.status_code == 200 and "it repeats the text" in again.content.decode()
    chair.post(address, {"reason": WHY})
    redaction = Redaction.objects.open().get(text=text)
    decide = reverse("reports:redaction-decide", args=[redaction.pk])
    assert decide in decider.get(reverse("reports:edition-texts", args=[edition.pk])).content.decode()
    assert decider.post(decide).status_code == 200 and title_of(report, 2).text == NAME  # no button, no decision
    decider.post(decide, {"carry_out": "1"})
    council_reports.accept(CouncilReport.objects.get(pk=report.pk), actor=sms)
    for reader in (world.chair, ga):
        page = signed_in(reader).get(reverse("reports:edition-detail", args=[edition.pk])).content.decode()
        assert WHY in page and "blacked out on" in page and NAME not in page
    assert "redacted)" in verified()


def verified() -> str:
    out = StringIO()
    call_command("verify_seals", stdout=out)
    return out.getvalue()


def test_refusing_by_its_button(report: CouncilReport, world: World, sms: User) -> None:
    redaction = redactions.ask(title_of(report), reason=WHY, actor=world.chair)
    signed_in(sms).post(reverse("reports:redaction-decide", args=[redaction.pk]), {"refuse": "1"})
    redaction.refresh_from_db()
    assert redaction.refused and title_of(report).text == NAME


def test_every_text_of_an_edition_has_its_place_in_words(report: CouncilReport) -> None:
    keys = list(EditionText.objects.values_list("key", flat=True))
    assert keys and all(place_of(key) and "/" not in place_of(key) for key in keys)
