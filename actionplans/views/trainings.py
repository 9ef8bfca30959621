"""The training record of a council: who was trained in what, and which seats are held by somebody trained."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from actionplans.forms.trainings import TrainingAtForm
from actionplans.services.trainings import record_trainings_at
from councils import charter, clock, services, trainings
from councils.drafts import form_for
from councils.forms import OnDayForm
from councils.forms.trainings import VoidTrainingForm
from councils.permissions import own_council_for, rights_of, training_council_for, voided_training_for
from councils.states import TrainingTopic
from councils.views.steps import done

from . import SignedInRequest


@require_safe
def training_list(request: SignedInRequest, code: str) -> HttpResponse:
    council = own_council_for(request.user, code)
    form = OnDayForm(request.GET if "on" in request.GET else None, initial={"on": clock.today()})
    day = (form.cleaned_data["on"] if form.is_valid() else None) or clock.today()
    composition = charter.composition_on(council, day)
    context = {
        "council": council, "form": form, "day": day,
        "seats": trainings.seats_trained(composition, TrainingTopic.MONITORING),
        "records": trainings.of_council(council).select_related("at_event__event"),
        "may_record": rights_of(request.user).may_record_trainings(council.pk),
    }  # fmt: skip
    return render(request, "actionplans/training_list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def training_create(request: SignedInRequest, code: str) -> HttpResponse:
    council = training_council_for(request.user, code)
    form = form_for(request, TrainingAtForm, council=council)
    if form.is_valid():
        people = form.cleaned_data["people"]
        if form.carry_out(record_trainings_at, council, people, actor=request.user, **form.values):
            return done(request, _("The training is recorded."), "actionplans:training-list", code)
    return render(request, "actionplans/training_form.html", {"form": form, "council": council, "training": None})


@require_http_methods(["GET", "HEAD", "POST"])
def training_void(request: SignedInRequest, code: str, pk: int) -> HttpResponse:
    council, training = voided_training_for(request.user, code, pk)
    form = form_for(request, VoidTrainingForm)
    if form.is_valid() and form.carry_out(
        services.void_training, training, council, reason=form.cleaned_data["reason"], actor=request.user
    ):
        return done(request, _("The record is voided and counts no more."), "actionplans:training-list", code)
    return render(request, "actionplans/training_form.html", {"form": form, "council": council, "training": training})
