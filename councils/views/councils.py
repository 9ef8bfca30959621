"""The eight councils: who sits where, by which charter, until when."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from councils import charter, clock, composition_check, forms, services
from councils.drafts import form_for
from councils.models import Council
from councils.permissions import council_for, edited_council_for, rights_of, sees_contacts

from .steps import done

WARN = timedelta(days=180)


@dataclass(frozen=True)
class Step:
    """One line of a council's history."""

    day: date
    words: str
    order: str = ""


def council_list(request: HttpRequest) -> HttpResponse:
    councils = Council.objects.visible_to(request.user)
    compositions = charter.compositions_on(councils, clock.today()).values()
    return render(request, "councils/council_list.html", {"compositions": list(compositions)})


def council_detail(request: HttpRequest, code: str) -> HttpResponse:
    council = council_for(request.user, code)
    today = clock.today()
    form = forms.OnDayForm(request.GET if "on" in request.GET else None, initial={"on": today})
    day = (form.cleaned_data["on"] if form.is_valid() else None) or today
    composition = charter.composition_on(council, day)
    rights = rights_of(request.user)
    return render(request, "councils/council_detail.html", {
        "council": council, "composition": composition, "day": day, "is_today": day == today, "form": form,
        "arrangements": composition.arrangements, "history": _history(council, today),
        "findings": composition_check.check(composition),
        "unsigned_from": _warned(council, charter.SIGNERS, today) if day == today else None,
        "unrecorded_from": _warned(council, charter.RECORDERS, today) if day == today else None,
        "contacts": sees_contacts(request.user), "may_edit": rights.is_administrator, "may_act": rights.is_sms,
        "hands_over": rights.may_comment(council.pk) or rights.is_administrator,
        "deviations": _deviations(composition.arrangements), **_arrangement_words(composition.arrangements),
    })  # fmt: skip


def council_edit(request: HttpRequest, code: str) -> HttpResponse:
    council = edited_council_for(request.user, code)
    names = {f"name_{language}": name for language, name in council.names.items()}
    form = form_for(request, forms.CouncilForm, initial={**names, "founded_on": council.founded_on})
    if form.is_valid() and form.carry_out(services.edit_council, council, actor=request.user, **form.values):
        return done(request, _("The council was changed."), council)
    return render(request, "councils/council_edit.html", {"council": council, "form": form})


def _warned(council: Council, roles: tuple[str, ...], today: date) -> date | None:
    """The day from which nobody holds one of the roles, when it is near enough to warn of."""
    free = charter.uncovered_from(council, roles, today)
    return free if free and free - today <= WARN else None


def _arrangement_words(arrangements: charter.Arrangements | None) -> dict[str, str]:
    if arrangements is None:
        return {}
    majority = charter.arrangement_words("decision_majority", arrangements.decision_majority)
    return {"quorum_words": charter.quorum_words(arrangements), "majority_words": majority}


def _deviations(arrangements: charter.Arrangements | None) -> list[dict[str, Any]]:
    return [
        {
            "label": charter.arrangement_label(deviation.field),
            "was": charter.arrangement_words(deviation.field, getattr(arrangements.charter, deviation.field)),
            "now": charter.arrangement_words(deviation.field, getattr(arrangements, deviation.field)),
            "deviation": deviation,
        }
        for deviation in (arrangements.deviations if arrangements else ())
    ]


def _history(council: Council, today: date, length: int = 12) -> list[Step]:
    """The latest steps of the council's composition and charter, the newest first."""
    steps = []
    for membership in council.memberships.with_holder():
        named = {"person": membership.person.full_name, "seat": membership.seat.name}
        began = _("%(person)s: named acting, %(seat)s") if membership.acting else _("%(person)s: appointed, %(seat)s")
        steps.append(Step(membership.starts_on, began % named, membership.order_number))
        if membership.ends_on and membership.ends_on < today:
            steps.append(Step(membership.ends_on, _("%(person)s: last day, %(seat)s") % named))
    for adoption in council.adoptions.select_related("charter").prefetch_related("deviations"):
        number = {"number": adoption.charter.number}
        steps.append(
            Step(adoption.adopted_on, _("Charter adopted, version %(number)s") % number, adoption.order_number)
        )
        steps += [
            Step(d.approved_on, _("Deviation approved: %(field)s") % {"field": charter.arrangement_label(d.field)},
                 d.order_number)
            for d in adoption.deviations.all()
        ]  # fmt: skip
    return sorted(steps, key=lambda step: step.day, reverse=True)[:length]
