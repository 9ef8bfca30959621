"""Every page in a real Chromium, in each language, narrow and wide, empty, filled and with errors.

axe-core finds nothing, and neither do our own checks (checks.js): dead links, summary lines that land nowhere,
small targets, focus that cannot be seen, sideways scrolling, text that nobody translated. The pages are those that
docs/access.csv answers with 200, each as the first role that may open it. One test module a language walks them.

A language changes the texts of a page and how wide they are, nothing else: what depends on neither is asked in
Russian alone. There axe takes most of the time, and it looks once at each page: wide, with colours, where the page
is filled or has errors; narrow where it is empty.
"""

import re
from collections.abc import Iterator
from datetime import date
from importlib import resources
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from django.urls import reverse

from actionplans.models import Campaign, NationalEvent
from councils.models import Organisation, Person, Seat, Training, User
from tests.factories import make_council, make_grant, make_member
from tests.reports import world as worlds
from tests.test_access import Stage, parameters_of, table

AXE = resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
OURS = (Path(__file__).parent / "checks.js").read_text(encoding="utf-8")
RUN_AXE = (
    "() => axe.run(document, {resultTypes: ['violations']})"
    ".then(found => found.violations.map("
    "one => one.id + ': ' + one.nodes.slice(0, 2).map(node => node.html.slice(0, 140)).join(' | ')))"
)
EMPTY_AND_SEND = (
    "form => { for (const field of form.elements) if (field.type !== 'hidden' && field.name) {"
    " if (field.matches('[type=checkbox], [type=radio]')) field.checked = false;"
    " else if (field.matches('input, textarea, select')) field.value = ''; } form.submit(); }"
)
ROLES = ("secretary", "chair", "sms", "administrator", "ga", "observer", "contributor", "anonymous")
NO_PAGE = re.compile(
    r"(file|json|workbook|scan|thumbnail|search|download|letter|template|alive|ready|calendar|paper)$"
)
NARROWEST, NARROW, WIDE = 320, 360, 1280
# Latin letters that are right on a Kyrgyz or Russian page: codes, marks, kinds of file, names of our test data.
LATIN = re.compile(
    r"\{\{[^{}]*\}\}|\beach\."
    r"|\b(?:KG-[A-Z]{1,2}[\w-]*|NAT-[\w-]+|[0-9a-f]{4,}|English|JSON|PDF|JPEG|PNG|WebP|Excel|Word|CSV|XLSX|DOCX|xlsx|docx"
    r"|csv|ics|pdf|SHA|HEIC|EMAIL_HOST|MiB|https?://\S+|\S+@\S+|tipcc\S*|kg-[a-z]-\w+|sms|ga|administrator|nobody"
    r"|operator|Enter|Ctrl\S*|Tab|IOM|UNODC|ISO|LibreOffice|[IVX]+)\b"
)
# Machine words that two pages show on purpose: what an audit entry was hashed under, what a deviation's value may be.
MACHINE_WORDS = {
    "council", "edition", "event", "instruction", "national", "period", "plan", "report", "system", "campaign",
    "charter", "person", "seat", "decision", "proposal", "user", "item", "invitation", "meeting", "drafted", "ends",
    "items", "sha", "starts", "demonstration", "least", "more", "than", "present", "seats", "yes",
}  # fmt: skip
MACHINE_PAGES = ("/audit/", "/reference-lists/auditentry/", "/deviations/add/")
WORD = re.compile(r"[A-Za-z]{3,}")


def pages() -> Iterator[tuple[str, str, str]]:
    """(role, route, state) of every page that some role may open; files and answers for scripts are no pages.
    The start page is another one for each role."""
    for row in table():
        roles = [role for role in ROLES if row[role] == "200"]
        if row["method"] == "GET" and not NO_PAGE.search(row["route"]):
            for role in roles if row["route"] == "home" else roles[:1]:
                yield role, row["route"], row["state"]


def named_in_data() -> set[str]:
    """Latin words in the names of people, seats, bodies and campaigns that the tests made up."""
    rows = (
        Person.objects.values_list("full_name"), User.objects.values_list("username"),
        Seat.objects.values_list("name_ru", "name_ky", "code"), Organisation.objects.values_list("name"),
        Training.objects.values_list("title", "provider"), Campaign.objects.values_list("name_ru", "name_ky"),
        NationalEvent.objects.values_list("title", "place"),
    )  # fmt: skip
    return {word for found in rows for row in found for text in row for word in WORD.findall(text)}


class Visitor:
    """One browser context that changes its user and language by its cookies alone."""

    def __init__(self, browser: Any, live_server: Any) -> None:
        self.url = live_server.url
        self.context = browser.new_context(base_url=live_server.url, bypass_csp=True, locale="ru-RU")
        self.context.set_default_timeout(15_000)
        self.page = self.context.new_page()
        self.said: list[str] = []
        self.opened = 0
        self.as_user: tuple[Any, str] | None = None

    def become_nobody(self, language: str, session: str = "") -> None:
        """Without an account; `session` is that of whoever opened the link of an organisation."""
        cookies = {settings.LANGUAGE_COOKIE_NAME: language, settings.SESSION_COOKIE_NAME: session}
        self.context.clear_cookies()
        self.context.add_cookies([
            {"name": name, "value": value, "url": self.url} for name, value in cookies.items() if value
        ])  # fmt: skip
        self.as_user = None

    def become(self, user: User, language: str) -> None:
        if self.as_user == (user.pk, language):
            return
        user.language = language
        user.save(update_fields=["language"])
        client = Client()
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        cookie = client.cookies["sessionid"].value
        self.context.add_cookies([{"name": "sessionid", "value": cookie, "url": self.url}])
        self.as_user = (user.pk, language)

    def check(self, what: str, language: str, axe_at: int = WIDE) -> None:
        """The page as it stands."""
        self.opened += 1
        for width in (WIDE, NARROW, NARROWEST) if language == "ru" else (NARROWEST,):
            self.page.set_viewport_size({"width": width, "height": 900})
            found = self.page.evaluate(OURS, {"focus": width == WIDE})
            if language == "ru" and width == axe_at:
                self.page.evaluate(AXE)
                found += self.page.evaluate(RUN_AXE)
            self.said += [f"{what} {language} {width}: {line}" for line in found]
        if language != "en":
            # where a gap parts two words, their text has none: "memberYouth"
            text = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", LATIN.sub(" ", self.page.inner_text("body")))
            words = set(WORD.findall(text)) - named_in_data()
            if words := sorted(words - MACHINE_WORDS if any(page in what for page in MACHINE_PAGES) else words):
                self.said.append(f"{what} {language}: not translated: {' '.join(words[:12])}")

    def has_form(self) -> bool:
        return bool(self.page.locator("form#page-form :is(input:not([type=hidden]), select, textarea)").count())

    def submit_emptied(self) -> bool:
        """Send the page's form with its texts and choices taken out; whether it came back with errors."""
        with self.page.expect_navigation():
            self.page.locator("form#page-form").evaluate(EMPTY_AND_SEND)
        return bool(self.page.locator(".summary").count())


def walk_filled(visitor: Visitor, language: str) -> None:
    """Every page of a world with a row of everything; then every form sent empty, last, for some forms succeed."""
    stage = Stage()
    known = sorted((role, stage.address(route, state)) for role, route, state in pages())
    forms = []
    for role, address in known:
        _become(visitor, stage, role, language)
        visitor.page.goto(address)
        visitor.check(f"{address} ({role})", language)
        if visitor.has_form():
            forms.append((role, address))
    refused = 0
    for role, address in forms:
        _become(visitor, stage, role, language)
        visitor.page.goto(address)
        if visitor.has_form() and visitor.submit_emptied():
            refused += 1
            visitor.check(f"{address} with errors", language)
    assert not visitor.said, "\n".join(dict.fromkeys(visitor.said))
    assert visitor.opened > 100 and refused > 20, (visitor.opened, refused)


def _become(visitor: Visitor, stage: Stage, role: str, language: str) -> None:
    if user := stage.users[role]:
        visitor.become(user, language)
    else:
        visitor.become_nobody(language, stage.session(role))


def walk_empty(visitor: Visitor, language: str) -> None:
    """The pages that name no row, for a council founded this month: no plan, no event, no report."""
    council = make_council("KG-B", founded_on=date(2019, 4, 1))
    users = {
        "secretary": make_member(council, "secretary", "secretary"), "chair": make_member(council, "chair", "chair"),
        "sms": worlds.sms_officer(), "ga": worlds.ga_reader(),
        "administrator": make_grant("administrator", username="administrator"),
        "observer": make_grant("observer", username="observer"),
    }  # fmt: skip
    for role, route, _state in pages():
        if parameters_of(route) not in ([], ["code"]) or role not in users:
            continue
        visitor.become(users[role], language)
        address = reverse(route, args=[council.code] if parameters_of(route) else [])
        visitor.page.goto(address)
        visitor.check(f"{address} empty", language, NARROW)
    assert not visitor.said, "\n".join(dict.fromkeys(visitor.said))
    assert visitor.opened > 20
