"""Texts of an edition, and blacking one out: asked for by one person, decided by another (rule 12)."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from actionplans.views import SignedInRequest
from councils.drafts import form_for
from councils.states import Refused
from councils.views.steps import done
from reports.forms.editions import RedactForm
from reports.models import Edition, EditionText, Redaction
from reports.permissions import edition_text_for, edition_texts_for, redaction_for
from reports.redacting import may_ask, may_decide, place_of, same_texts
from reports.services import reading, redactions

ROWS = 100


@require_safe
def edition_texts(request: SignedInRequest, pk: int) -> HttpResponse:
    """What persons typed into the edition, with what is asked for and what is blacked out."""
    edition = edition_texts_for(request.user, pk)
    reading.opened_edition(edition, actor=request.user)
    asked = request.GET.get("q", "").strip()
    texts = [text for text in edition.texts.all() if asked.casefold() in text.text.casefold()]
    waiting = Redaction.objects.open().filter(text__edition=edition).select_related("text", "asked_by__person")
    open_ones = {redaction.text_id: redaction for redaction in waiting}
    page = Paginator(texts, ROWS).get_page(request.GET.get("page"))
    return render(request, "reports/edition_texts.html", {
        "edition": edition, "owner": edition.report or edition.national, "asked": asked, "page": page,
        "rows": [(place_of(text.key), text, open_ones.get(text.pk)) for text in page.object_list],
        "waiting": [(place_of(one.text.key), one) for one in waiting],
        "may_ask": may_ask(request.user, edition), "may_decide": may_decide(request.user),
    })  # fmt: skip


def redaction_ask(request: SignedInRequest, pk: int) -> HttpResponse:
    text = edition_text_for(request.user, pk)
    reading.opened_edition(text.edition, actor=request.user)
    form = form_for(request, RedactForm)
    if form.is_valid() and form.carry_out(redactions.ask, text, actor=request.user, **form.cleaned_data):
        words = _("Asked for. Another person decides: an administrator or an SMS officer.")
        return done(request, words, "reports:edition-texts", text.edition_id)
    return render(request, "reports/redaction_ask.html", {
        "text": text, "edition": text.edition, "owner": text.edition.report or text.edition.national, "form": form,
        "place": place_of(text.key), "stands_in": _readable(request, text),
    })  # fmt: skip


def _readable(request: SignedInRequest, text: EditionText) -> list[Edition]:
    """Where the same words stand, as far as this user may read it; a national report may quote them beside."""
    found = [each.edition_id for each in same_texts(text)]
    return list(
        Edition.objects.visible_to(request.user).filter(pk__in=found).defer("payload")
        .select_related("report__council__region", "report__period", "national__period").order_by("pk")
    )  # fmt: skip


def redaction_decide(request: SignedInRequest, pk: int) -> HttpResponse:
    redaction = redaction_for(request.user, pk)
    text = redaction.text
    reading.opened_edition(text.edition, actor=request.user)
    if "carry_out" in request.POST or "refuse" in request.POST:
        return _decide(request, redaction)
    return render(request, "reports/redaction_decide.html", {
        "redaction": redaction, "text": text, "edition": text.edition, "place": place_of(text.key),
        "owner": text.edition.report or text.edition.national,
        "stands_in": [] if redaction.decided_at else _readable(request, text),
        "is_mine": redaction.asked_by == request.user,
    })  # fmt: skip


def _decide(request: SignedInRequest, redaction: Redaction) -> HttpResponse:
    try:
        if "refuse" in request.POST:
            redactions.refuse(redaction, actor=request.user)
            words = _("Refused: the text stays as it was signed.")
        else:
            redactions.carry_out(redaction, actor=request.user)
            words = _("The text is blacked out. The seal still proves everything else.")
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("reports:redaction-decide", redaction.pk)
    messages.success(request, words)
    return redirect("reports:edition-texts", redaction.text.edition_id)
