"""Sealed editions as they were signed, superseded ones too (rule 12)."""

from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render

from actionplans.views import SignedInRequest
from councils.rights import rights_of
from reports.editions import open_edition
from reports.links import sealed_links
from reports.models import Edition, Redaction
from reports.national_pages import national_page
from reports.pages import council_page, restated_of
from reports.permissions import edition_for
from reports.redacting import may_ask, may_decide, place_of
from reports.services import reading


def edition_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    edition = edition_for(request.user, pk)
    reading.opened_edition(edition, actor=request.user)
    owner = edition.report or edition.national
    assert owner is not None
    statement = open_edition(edition, with_events=False)
    newest = owner.editions.order_by("-number").defer("payload")[0]
    context = {
        "edition": edition, "owner": owner, "period": owner.period, "statement": statement,
        "redactions": [(place_of(one.text.key), one) for one in _redactions(edition)],
        "may_redact": may_ask(request.user, edition) or may_decide(request.user),
        "newest": newest if newest.number > edition.number else None, "signature": statement.get("signature"),
    }  # fmt: skip
    if edition.national:
        context["page"] = national_page(statement, rights_of(request.user))
        return render(request, "reports/edition_national.html", context)
    links = sealed_links(edition.pk, owner.period.label)  # to events as they stood: by now they may have changed
    context |= {"page": council_page(statement, links), "restated": restated_of(statement)}
    return render(request, "reports/edition_council.html", context)


def _redactions(edition: Edition) -> QuerySet[Redaction]:
    """Texts of this edition that two persons blacked out."""
    found = Redaction.objects.carried_out().filter(text__edition=edition)
    return found.select_related("text").order_by("decided_at", "pk")


def edition_json(request: SignedInRequest, pk: int) -> HttpResponse:
    """The sealed bytes themselves, never rendered again."""
    edition = edition_for(request.user, pk)
    reading.opened_edition(edition, actor=request.user)
    response = HttpResponse(edition.payload, content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="{_file_name(edition)}"'
    return response


def _file_name(edition: Edition) -> str:
    if edition.report:
        return f"{edition.report.council.code}-{edition.report.period.label}-edition-{edition.number}.json"
    assert edition.national is not None
    return f"national-{edition.national.period.label}-edition-{edition.number}.json"
