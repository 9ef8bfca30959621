"""What every page's frame shows: who is here, in which language, and the ways on that their role opens."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

from . import clock, contributors
from .rights import Rights, rights_of
from .states import GrantRole, SeatRole

# Each language in its own words, never translated.
LANGUAGES = (("ky", "Кыргызча"), ("ru", "Русский"), ("en", "English"))

Entry = tuple[str, tuple[str, ...], Any]


def frame(request: HttpRequest) -> dict[str, Any]:
    """Context processor; the parts that ask the database are lazy, for pages that show no frame."""
    user = getattr(request, "user", None)
    rights: Any = SimpleLazyObject(lambda: rights_of(user))
    return {
        "demonstration": settings.DEMONSTRATION,
        "languages": LANGUAGES,
        "rights": rights,
        "contributor": SimpleLazyObject(lambda: contributors.contributor_of(request) if user else None),
        "role_words": SimpleLazyObject(lambda: role_words(rights)),
        "nav": SimpleLazyObject(lambda: navigation(rights, request.path)),
        "today": SimpleLazyObject(clock.today),
        "demo_sign_ins": SimpleLazyObject(demo_sign_ins),
        "page_address": request.get_full_path() if request.resolver_match else "/",
    }


def demo_sign_ins() -> list[Any]:
    """Whom a visitor of the demonstration can sign in as, each with role, username and password; elsewhere nobody."""
    return list(import_string(settings.TIPCC_SIGN_INS)()) if settings.TIPCC_SIGN_INS else []


def role_words(rights: Rights) -> str:
    """«secretary, Batken oblast»: every role held today, the council's by its region."""
    words = [f"{m.seat.get_role_display()}, {m.council.region.name}" for m in rights.memberships]
    words += [str(GrantRole(role).label) for role in sorted(rights.grants)]
    return "; ".join(dict.fromkeys(words))


def navigation(rights: Rights, path: str) -> list[dict[str, Any]]:
    """The entries of the header: address, words, and whether the page at `path` belongs under it."""
    shown = [
        {"url": reverse(name, args=args), "label": label, "current": False} for name, args, label in _entries(rights)
    ]
    under = [
        entry for entry in shown if path == entry["url"] or (entry["url"] != "/" and path.startswith(entry["url"]))
    ]
    if under:
        max(under, key=lambda entry: len(entry["url"]))["current"] = True
    return shown


def _entries(rights: Rights) -> list[Entry]:
    entries: list[Entry] = [("home", (), _("Home"))]
    if rights.is_sms:
        entries.append(("reports:board", (), _("Deadlines and intake")))
    if rights.is_sms or rights.is_ga:
        entries.append(("reports:national-list", (), _("National reports")))
        entries.append(("reports:instruction-list", (), _("Instructions")))
    if rights.sees_all_councils:
        entries += [
            ("actionplans:programme-detail", (), _("Programme")),
            ("actionplans:campaign-list", (), _("Campaigns")),
            ("actionplans:national-event-list", (), _("National events")),
            ("councils:council-list", (), _("Councils")),
        ]
    if rights.is_administrator:
        entries += [
            ("councils:charter-list", (), _("Charters")),
            ("councils:user-list", (), _("Users")),
            ("admin:index", (), _("Reference lists")),
        ]
    if rights.is_administrator or rights.is_sms:
        entries.append(("councils:organisation-list", (), _("Organisations")))
        entries.append(("councils:right-list", (), _("Rights")))
        entries.append(("councils:audit-list", (), _("Audit log")))
    if rights.is_observer and not rights.sees_all_councils:
        entries.append(("reports:observed-list", (), _("National figures")))
    if rights.is_observer:
        entries.append(("reports:method", (), _("Method")))
    if not rights.sees_all_councils:
        entries += _council_entries(rights)
    return entries


def _council_entries(rights: Rights) -> list[Entry]:
    """Of the user's council; who sits on two finds the other through Home."""
    if not rights.memberships:
        return []
    leading = sorted(rights.memberships, key=lambda m: (SeatRole.values.index(m.seat.role), m.council_id))[0]
    code: tuple[str, ...] = (leading.council.code,)
    return [
        ("actionplans:event-list", code, _("Events")),
        ("reports:report-list", code, _("Reports")),
        ("actionplans:plan-list", code, _("Plan")),
        ("councils:meeting-list", code, _("Meetings")),
        ("actionplans:programme-detail", (), _("Programme")),
        ("actionplans:campaign-list", (), _("Campaigns")),
        ("councils:council-detail", code, _("Council")),
    ]
