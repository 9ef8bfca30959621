"""Who may do what, on every route: docs/access.csv is both the documentation and what is tested here.

Each row names a route, a method and a state, then the answer's status for each role. A route that the file does
not name fails the test, and so does a row whose answer differs.
"""

import csv
import hashlib
import uuid
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client
from django.urls import get_resolver, reverse

from actionplans.models import ActionPlan, Amendment, AmendmentChange, RegisterUpload
from actionplans.services import proposals
from actionplans.services.amendments import change_item_in, open_amendment
from actionplans.services.plans import draft_plan
from actionplans.wording import ItemDraft
from councils import clock, files, jobs, mail
from councils.invitations import link_secret
from councils.models import AuditEntry, District, Draft, Grant, Meeting, Organisation, Region, StoredFile, User
from councils.services import decisions, invite
from councils.states import MeetingState
from reports.models import BehalfEntry, CouncilReport, EditionFile, NationalReport, OwnForm, Period, ReportForm
from reports.services import council_reports, instructions, national_reports, periods, redactions
from tests.factories import (
    make_attendance,
    make_campaign,
    make_charter_with_seats,
    make_decision,
    make_grant,
    make_link,
    make_measure,
    make_meeting,
    make_member,
    make_national_event,
    make_operator,
    make_person,
    make_training,
    make_user,
)
from tests.pieces import make_piece
from tests.reports import world as worlds
from tests.uploads import make_recorded, make_upload

TABLE = Path(__file__).resolve().parent.parent / "docs" / "access.csv"
ROLES = (
    "anonymous", "nobody", "stranger", "member", "secretary", "chair", "sms", "ga", "administrator", "observer",
    "contributor",
)  # fmt: skip
ORGANISATION_STEPS = ("edit", "separate", "unite")
SAID = ("problem", "opinion", "comment", "adjustment")
CANARY = "канарейка-Оша"
OTHERS = "чиж-соседей"  # of another organisation in the same council
Q2, Q3, Q4 = (worlds.Quarter(2018, number) for number in (2, 3, 4))
OF_THE_COUNTRY = ("reports:national", "reports:observed", "reports:narrative", "reports:instruction-create")


def route_names() -> set[str]:
    return set(_walk(get_resolver().url_patterns, ""))


def _walk(patterns: Any, prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if hasattr(pattern, "url_patterns"):
            yield from _walk(pattern.url_patterns, f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix)
        else:
            yield f"{prefix}{pattern.name}"


def table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Stage:
    """Batken with an open report (2019-Q1), one submitted (2018-Q2), one that awaits the signature
    (2018-Q3) and an accepted one (2018-Q4), signed on paper, that GA has; Osh with a canary in it."""

    def __init__(self) -> None:
        self.sessions: dict[str, str] = {}
        self.addresses: dict[tuple[str, str], str] = {}
        self.world = worlds.make_world("KG-B")
        self.osh = worlds.make_world("KG-O")
        self.users: dict[str, User | None] = {
            "anonymous": None, "nobody": make_user("nobody"), "stranger": self.osh.secretary,
            "member": make_member(self.world.council, "youth", "member"), "secretary": self.world.secretary,
            "chair": self.world.chair, "sms": worlds.sms_officer(), "ga": worlds.ga_reader(),
            "administrator": make_grant("administrator", username="administrator"),
            "observer": make_grant("observer", username="observer"), "contributor": None,
        }  # fmt: skip
        with clock.at(date(2019, 1, 5)):
            self._history()
        self.event = worlds.record(self.world, date(2019, 3, 1))
        self.photo = make_piece(self.event)
        scan = files.keep(b"%PDF-1.7", "pdf", "order.pdf", council=self.world.council, actor=self.world.secretary)
        ActionPlan.objects.filter(pk=self.world.plan.pk).update(scan=scan)
        worlds.record(self.osh, date(2019, 3, 1), title=CANARY, place=CANARY)
        self.report = worlds.open_report(self.world)
        worlds.record(self.world, date(2018, 6, 4))
        worlds.sealed(self.world, Q2)
        worlds.record(self.world, date(2018, 9, 3))
        worlds.prepared(self.world, worlds.open_report(self.world, Q3))
        worlds.open_report(self.osh)
        items = [ItemDraft("1.1", "Беседы")]
        days = {"starts_on": date(2020, 1, 1), "ends_on": date(2020, 12, 31)}
        self.entry = BehalfEntry.objects.create(
            report=self.report, letter_number="№ 7", letter=scan, since=clock.now(), opened_by=self.users["sms"],
            taken_over_at=clock.now(), taken_over_by=self.world.secretary,
        )  # fmt: skip
        self.draft = draft_plan(self.world.council, items=items, actor=make_operator(), **days)
        self.amendment, self.added = self._amendments(scan)
        self.unadopted = make_charter_with_seats()
        self.unadopted.articles.create(number=1, text_ru="Совет создаётся.", text_ky="Кеңеш түзүлөт.")
        self.adoption = self.world.council.adoptions.get()
        self.deviation = self.adoption.deviations.create(
            field="notice_days", value="7", approved_on=date(2018, 6, 1), order_number="№ 8", scan=scan
        )
        self.campaign = make_campaign()
        self.measure = make_measure()
        self._instructions()
        self._decisions()
        self.national_event = make_national_event(by=self.users["sms"])
        for number, starts_on in ((1, date(2018, 1, 1)), (2, date(2019, 6, 1))):
            words = {"name_ru": "Форма", "name_ky": "Форма", "name_en": "Form", "order_number": "№ 5"}
            self.form = ReportForm.objects.create(number=number, ordered_on=starts_on, starts_on=starts_on, **words)
        self.form.questions.create(position=1, text_ru="Был?", text_ky="Болдубу?", text_en="Was there?")
        self.said = {state: self._said(report) for state, report in self._reports().items()}
        self.typing = Draft.objects.create(owner=self.world.secretary, kind="page", key="/", data={"title": ["Тема"]})
        self.job = jobs.ask("tell_sms", "2018-Q4", owner=self.users["sms"], quarter="2018-Q4")
        self.invitation, _code = invite(make_user("invited"), "link", email="a@tipcc.example", actor=make_operator())
        self.mail = mail.write(self.world.secretary, kind="reminder", key="a", subject="A", body="B")
        self.registers = self._registers()
        self.training = make_training(self.world.chair.person, by=self.world.secretary)
        self.alternate = self.world.chair.person.memberships.get().alternates.create(
            person=make_person(), starts_on=date(2019, 1, 1), order_number="№ 3"
        )
        self._contributors()

    def _contributors(self) -> None:
        """Proposal 1 is the contributor's own, 2 another's; Osh has one with a canary."""
        self.link, another = make_link(self.world.council), make_link(self.world.council)
        for world, link in ((self.world, self.link), (self.world, another), (self.osh, make_link(self.osh.council))):
            title = CANARY if world is self.osh else "Своё" if link == self.link else OTHERS
            proposals.send(link, worlds.draft(world, date(2019, 3, 2), title=title), client_key="1")

    def _instructions(self) -> None:
        """№ 1 to Batken is given, № 2 was carried out, with a document."""
        national = NationalReport.objects.get()
        for outcome in ("", "Сделано"):
            given = instructions.give(
                national, text="Т", addressee="А", due_on=clock.today(), council=self.world.council,
                actor=self.users["ga"],
            )  # fmt: skip
            if outcome:
                paper = (b"%PDF-1.7 x", "pdf", "x.pdf")
                instructions.carry_out(given, outcome=outcome, handed=paper, actor=self.world.secretary)

    def _decisions(self) -> None:
        """№ 1 of Batken's first meeting is the member's to carry out, № 2 was carried out, with a document; of its
        second meeting the minutes are not kept yet."""
        meeting, member = make_meeting(self.world.council), self.users["member"].person.memberships.get()
        make_decision(meeting, clock.today(), member=member)
        make_attendance(meeting, member)
        scan = files.keep(b"%PDF-1.7", "pdf", "minutes.pdf", council=meeting.council, actor=self.users["secretary"])
        Meeting.objects.filter(pk=meeting.pk).update(minutes=scan)
        paper = (b"%PDF-1.7 x", "pdf", "x.pdf")
        done = make_decision(meeting, clock.today(), member=member)
        decisions.carry_out(done, outcome="Сделано", document=paper, actor=self.users["member"])
        make_attendance(make_meeting(self.world.council, date(2019, 3, 5), state=MeetingState.PLANNED), member)
        make_decision(make_meeting(self.osh.council), clock.today(), text=CANARY)

    def _registers(self) -> dict[str, RegisterUpload]:
        """By the state that access.csv names: read; handed in with a letter; recorded; recorded and sealed; …"""
        council, item, by = self.world.council, self.world.item, self.world.secretary
        registers = {state: make_upload(council, state, by=by) for state in ("reading", "asks", "refused", "dropped")}
        registers[""] = make_upload(council, by=by)
        registers["recorded"] = make_recorded(council, item, by=by, day=date(2019, 2, 1))
        registers["letter"] = make_recorded(council, item, by=self.users["sms"], letter="№ 5", day=date(2019, 2, 1))
        return registers | {"sealed": self.sealed}

    def register_of(self, route: str, state: str) -> dict[str, Any]:
        """The register, its batch or its row that a route names."""
        of_recorded = route.endswith(("batch-undo", "-dismiss"))
        upload = self.registers["recorded" if of_recorded and not state else state]
        row = upload.rows.first()
        pk = upload.batch_id if route == "actionplans:batch-undo" else upload.pk
        return {"pk": pk, "row_pk": row.pk if row else None, "job_pk": self.job.pk}

    def _reports(self) -> dict[str, CouncilReport]:
        return {"open": self.report, "accepted": self.edition.report}

    def _said(self, report: CouncilReport) -> dict[str, int]:
        """By the part of a route's name: one of each thing that is said beside items."""
        by, member = self.users["secretary"], self.world.chair.person.memberships.get()
        scan = files.keep(b"%PDF-1.7", "pdf", "opinion.pdf", council=self.world.council, actor=by)
        at = {"at": clock.now(), "by": by}
        return {
            "problem": report.problems.create(problem="Нет буклетов", written_by=by).pk,
            "opinion": report.opinions.create(membership=member, text="Против", stored=scan, **at).pk,
            "comment": report.comments.create(text="Уточните", **at).pk, "adjustment": self.world.item.pk,
        }  # fmt: skip

    def _amendments(self, scan: StoredFile) -> tuple[Amendment, AmendmentChange]:
        """№ 1 is endorsed, with its scan; № 2 is open and adds an item."""
        order = {"order_number": "№ 2", "ordered_on": date(2019, 1, 2), "reason": "Уточнение", "status": "endorsed"}
        Amendment.objects.create(plan=self.world.plan, number=1, scan=scan, **order)
        amendment = open_amendment(self.world.plan, actor=self.world.secretary)
        added = ItemDraft("1.9", "Новый пункт", sensitive=True)
        change = change_item_in(amendment, None, added, actor=self.world.secretary)
        assert change is not None
        return amendment, change

    def _history(self) -> None:
        worlds.record(self.world, date(2018, 12, 1))
        worlds.record(self.osh, date(2018, 12, 1), title=CANARY)
        self.sealed = make_recorded(
            self.world.council, self.world.item, by=self.world.secretary, day=date(2018, 12, 3)
        )  # fmt: skip
        sms = self.users["sms"]
        for each in (self.world, self.osh):
            sealed = worlds.sealed_on_paper if each is self.world else worlds.sealed
            council_reports.accept(sealed(each, Q4), actor=sms)
        edition = national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)
        national_reports.submit_to_ga(NationalReport.objects.get(), actor=sms)
        self.edition = CouncilReport.objects.get(council=self.world.council).editions.get()
        self.text = self.edition.texts.get(key__endswith="/1.1/text")
        self.redaction = redactions.ask(self.text, reason="Имя потерпевшей", actor=self.world.chair)
        self.file = EditionFile.objects.create(
            edition=edition, kind="ga", made_at=clock.now(), name="x.xlsx", language="ru",
            sha256=hashlib.sha256(b"x").hexdigest(),
            file=ContentFile(b"x", name="x.xlsx"),
        )  # fmt: skip

        form = files.keep(b"PK", "xlsx", "form.xlsx", council=None, actor=sms)
        self.own_form = OwnForm.objects.create(scope="national", number=1, name="Форма", stored=form, marks=1)

    def address(self, route: str, state: str) -> str:
        if (route, state) not in self.addresses:
            self.addresses[route, state] = self._address(route, state)
        return self.addresses[route, state]

    def _address(self, route: str, state: str) -> str:
        label = {"accepted": Q4.label, "prepared": Q3.label, "submitted": Q2.label}.get(state, worlds.Q1.label)
        own = {"code": self.world.council.code}
        known: dict[str, Any] = {
            "code": own["code"], "label": Q4.label if route.startswith(OF_THE_COUNTRY) else label,
            "measure": self.measure.code, "year": 2019, "serial": 2 if state == "done" else 1, "step": 2,
            "seat_code": "observer", "span": "2018", "number": self.event.code,
            "key": uuid.UUID(int=7), "article": 1, "kind": "deviation" if state == "scanned" else "adoption",
            "word": self.link.word + state,
        }  # fmt: skip
        keys = {
            "councils:contributor-link-end": self.link.pk,
            **{f"councils:order-scan{step}": self.deviation.pk if state == "scanned" else self.adoption.pk
               for step in ("", "-add")},
            "councils:membership-end": self.world.chair.person.memberships.get().pk,
            "councils:membership-replace": self.world.chair.person.memberships.get().pk,
            "councils:membership-extend": self.world.chair.person.memberships.get().pk,
            "councils:alternate-name": self.world.chair.person.memberships.get().pk,
            "councils:alternate-end": self.alternate.pk,
            "actionplans:training-void": self.training.pk,
            "councils:person-edit": self.world.chair.person.pk,
            "councils:user-detail": self.world.chair.pk, "councils:user-switch": self.world.chair.pk,
            **{f"councils:user-{what}": self.world.chair.pk for what in ("invite", "uninvite")},
            "councils:grant-end": Grant.objects.first().pk,
            "councils:draft-drop": self.typing.pk,
            "actionplans:event-download-file": self.job.pk,
            "councils:mail-detail": self.mail.pk, "councils:mail-again": self.mail.pk,
            "councils:job-detail": self.job.pk, "councils:job-again": self.job.pk,
            **{f"councils:organisation-{what}": Organisation.objects.first().pk for what in ORGANISATION_STEPS},
            "actionplans:campaign-detail": self.campaign.pk, "actionplans:campaign-edit": self.campaign.pk,
            "actionplans:plan-detail": self.world.plan.pk, "actionplans:plan-endorse": self.draft.pk,
            **{f"actionplans:plan-{what}": self.world.plan.pk for what in ("scan", "table")},
            **{f"actionplans:plan-{what}": self.draft.pk for what in ("draft", "drop")},
            **{f"actionplans:plan-item-{what}": self.draft.pk for what in ("create", "change", "remove")},
            **{route: self.world.plan.pk for route in route_names() if route.startswith("actionplans:amendment-")},
            "actionplans:plan-prolong": self.world.plan.pk,
            "actionplans:typed-figures": self.world.plan.pk, "actionplans:responsibilities": self.world.plan.pk,
            **{f"actionplans:evidence-{what}": self.photo.pk for what in ("file", "thumbnail", "remove")},
            "reports:report-item": self.world.item.pk, "reports:edition-detail": self.edition.pk,
            "reports:edition-json": self.edition.pk, "reports:edition-workbook": self.edition.pk,
            "reports:edition-events": self.edition.pk, "reports:edition-changes": self.edition.pk,
            "reports:edition-texts": self.edition.pk,
            "reports:redaction-ask": self.text.pk, "reports:redaction-decide": self.redaction.pk,
            "reports:edition-file": self.file.pk, "reports:working-file": self.job.pk,
            "reports:behalf-letter": self.entry.pk,
            "reports:own-form-file": self.own_form.pk,
        }  # fmt: skip
        known["pk"] = keys.get(route)
        if route == "account_invitation_link":
            known |= {"pk": self.invitation.pk, "secret": "no" if state == "wrong" else link_secret(self.invitation)}
        if route.startswith("admin:"):
            models = {"region": Region, "district": District, "auditentry": AuditEntry}
            model = next((model for name, model in models.items() if name in route), Region)
            known["object_id"] = model.objects.first().pk
        if route.startswith("reports:form-"):
            known["number"] = 2 if state == "coming" else 1
        if (said := route.removeprefix("reports:report-").partition("-")[0]) in SAID:
            known["pk"] = self.said[state][said]
        if route.startswith(("councils:decision-", "councils:meeting-", "actionplans:meeting-")):
            known |= {"meeting": 1, "language": "ru", "number": 2 if state in ("done", "planned") else 1, "step": 1}
        if route.startswith("actionplans:proposal-"):
            known["number"] = 2 if state == "others" else 1
        if route == "reports:step-scan":  # prepared, then submitted on paper
            known["number"] = 2
        known["item_pk"] = self.draft.items.get().pk
        if route.startswith("actionplans:amendment-"):
            known["number"] = 1 if state == "endorsed" or route.endswith("scan") else self.amendment.number
            known |= {"item_pk": self.world.item.pk, "change_pk": self.added.pk}
        if route.startswith(
            ("councils:charter-", "councils:seat-", "councils:article-")
        ) and "number" in parameters_of(route):
            known["number"] = self.unadopted.number
        if route.startswith(("actionplans:register-", "actionplans:batch-")):
            known |= self.register_of(route, state)
        if route.startswith("actionplans:national-event"):
            known["number"] = self.national_event.code
        query = "?year=2019&lang=ru" if route.endswith("template") else ""
        return reverse(route, kwargs={name: known[name] for name in parameters_of(route)}) + query

    def session(self, role: str) -> str:
        """Signed in once; what a page does to the session is rolled back with the rest."""
        user = self.users[role]
        if role == "contributor" and role not in self.sessions:
            client = Client()
            client.get(reverse("councils:contributor-open", args=[self.link.word]))
            self.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        if user and role not in self.sessions:
            client = Client()
            client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
            self.sessions[role] = client.cookies[settings.SESSION_COOKIE_NAME].value
        return self.sessions.get(role, "")

    def answer(self, role: str, route: str, method: str, state: str) -> int:
        client = Client(raise_request_exception=True)
        if session := self.session(role):
            client.cookies[settings.SESSION_COOKIE_NAME] = session
        address = self.address(route, state)
        with transaction.atomic():
            if state == "acknowledged":
                national_reports.acknowledge(NationalReport.objects.get(), actor=self.users["ga"])
            response = client.get(address) if method == "GET" else client.post(address)
            if response.streaming:
                # To its end: only then the test client closes it, and not the database.
                b"".join(response.streaming_content)
            transaction.set_rollback(True)
        return response.status_code


def parameters_of(route: str) -> list[str]:
    resolver = get_resolver()
    *spaces, name = route.split(":")
    for space in spaces:
        resolver = resolver.namespace_dict[space][1]
    return list(resolver.reverse_dict.getlist(name)[0][0][0][1])


@pytest.fixture
def stage(db: None, april: None) -> Stage:
    return Stage()


@pytest.fixture
def april() -> Iterator[None]:
    with clock.at(worlds.AFTER_Q1):
        yield


def test_the_table_names_every_route_and_no_other() -> None:
    assert route_names() == {row["route"] for row in table()}


def asking(row: dict[str, str]) -> Iterator[str]:
    """Who asks: every role; on PostgreSQL the first that is let in, for rights are the same on every database."""
    if connection.vendor == "sqlite":
        yield from ROLES
    else:
        yield next((role for role in ROLES[1:] if row[role] not in ("403", "404")), ROLES[1])


def test_every_answer_is_the_tables(stage: Stage) -> None:
    wrong = []
    for row in table():
        for role in asking(row):
            found = stage.answer(role, row["route"], row["method"], row["state"])
            if str(found) != row[role]:
                told = f"{row['method']} {row['route']} {row['state']}"
                wrong.append(f"{told} as {role}: {found}, the table says {row[role]}")
    assert not wrong, "\n".join(wrong)


def test_a_secretary_of_batken_gets_404_for_anything_of_osh(stage: Stage) -> None:
    """Every route of a council, with Osh's code and Osh's rows."""
    event = stage.osh.council.events.get(quarter=20191)
    known = {"code": "KG-O", "label": "2019-Q1", "number": event.code, "seat_code": "chair", "key": uuid.UUID(int=7)}
    known |= {"span": "2018", "meeting": 1, "language": "ru", "step": 1, "item_pk": stage.osh.item.pk}
    known |= {"span": "2018", "kind": "adoption"}
    known["item_pk"] = stage.osh.item.pk
    open_amendment(stage.osh.plan, actor=stage.osh.secretary)
    plans = ("actionplans:plan-", "actionplans:amendment-", "actionplans:typed-", "actionplans:responsibilities")
    keys = {route: stage.osh.plan.pk for route in route_names() if route.startswith(plans)}
    keys |= {route: 1 for route in route_names() if route.startswith(tuple(f"reports:report-{one}" for one in SAID))}
    keys |= {"reports:report-item": stage.osh.item.pk, "actionplans:event-download-file": stage.job.pk}
    register = make_recorded(stage.osh.council, stage.osh.item, by=stage.osh.secretary, day=date(2019, 2, 1))
    known |= {"row_pk": register.rows.first().pk, "job_pk": stage.job.pk}
    keys |= {route: register.pk for route in route_names() if route.startswith("actionplans:register-")}
    keys |= {"reports:behalf-letter": stage.entry.pk}
    keys |= {f"councils:order-scan{step}": stage.osh.council.adoptions.get().pk for step in ("", "-add")}
    keys |= {"councils:contributor-link-end": stage.osh.council.contributor_links.get().pk}
    keys |= {"actionplans:batch-undo": register.batch_id, "actionplans:training-void": stage.training.pk}
    keys |= {f"actionplans:evidence-{what}": make_piece(event).pk for what in ("file", "thumbnail", "remove")}
    client = worlds.signed_in(stage.world.secretary)
    asked = 0
    for route in sorted(route_names()):
        if "code" not in parameters_of(route):
            continue
        kwargs = {name: known.get(name, keys.get(route)) for name in parameters_of(route)}
        numbered = (
            "actionplans:amendment-",
            "reports:",
            "councils:decision-",
            "councils:meeting-",
            "actionplans:meeting-",
            "actionplans:proposal-",
        )
        if route.startswith(numbered) and "number" in kwargs:
            kwargs["number"] = 1
        for method in ("get", "post"):
            status = getattr(client, method)(reverse(route, kwargs=kwargs)).status_code
            assert status in ({404} if status != 405 else {405}), f"{method} {route}: {status}"
            asked += 1
    assert asked > 40
    edition = CouncilReport.objects.get(council=stage.osh.council, period__year=2018).editions.get()
    for route in ("reports:edition-detail", "reports:edition-json"):
        assert client.get(reverse(route, args=[edition.pk])).status_code == 404


def test_a_canary_of_osh_never_sings_in_batken(stage: Stage) -> None:
    """Nothing typed in Osh shows on any page that Batken's secretary may open, nor in a search."""
    client = worlds.signed_in(stage.world.secretary)
    opened = 0
    for row in table():
        if row["method"] == "GET" and row["secretary"] == "200":
            response = client.get(stage.address(row["route"], row["state"]))
            body = b"".join(response.streaming_content) if response.streaming else response.content
            assert CANARY not in body.decode(errors="replace"), row["route"]
            opened += 1
    contributor = Client()
    contributor.cookies[settings.SESSION_COOKIE_NAME] = stage.session("contributor")
    for row in table():
        if row["method"] == "GET" and row["contributor"] == "200":
            assert CANARY not in contributor.get(stage.address(row["route"], row["state"])).content.decode(), row[
                "route"
            ]
    found = client.get(reverse("actionplans:event-list", args=["KG-B"]), {"q": "канарейка"}).content.decode()
    assert "канарейка-Оша" not in found and opened > 8


def test_extra_fields_change_nothing(stage: Stage) -> None:
    """A secretary's form with another council, another author and a status in it records Batken's event as ever."""
    client = worlds.signed_in(stage.world.secretary)
    before = stage.osh.council.events.count()
    client.post(
        reverse("actionplans:event-create", args=["KG-B", "0b8c3fb5-8c55-4ac0-9d58-38d21c1c5f11"]),
        {
            "item": stage.world.item.pk, "title": "Тема", "form": "lecture", "starts_on": "1.4.2019",
            "district": stage.world.district.pk, "participants": "5", "council": stage.osh.council.pk,
            "recorded_by": stage.osh.secretary.pk, "status": "voided", "code": "KG-O-2019-9999",
        },
    )  # fmt: skip
    event = stage.world.council.events.latest("pk")
    assert (event.recorded_by, event.status, event.title) == (stage.world.secretary, "recorded", "Тема")
    assert stage.osh.council.events.count() == before


def test_periods_open_only_through_their_service(stage: Stage) -> None:
    assert set(Period.objects.values_list("opened_on", flat=True)) == {date(2019, 1, 5), worlds.AFTER_Q1}
    assert periods.is_due(stage.world.council, Q4)
