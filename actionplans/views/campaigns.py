"""Pages of campaigns: all of them, one with its figures, and entering one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from actionplans import campaigns
from actionplans.forms.campaigns import CampaignForm, shown
from actionplans.models import Campaign, NationalEvent
from actionplans.permissions import campaign_for, edited_campaign_for, right_holder
from actionplans.services.campaigns import change_campaign, create_campaign
from councils.drafts import form_for
from councils.permissions import administrator
from councils.rights import rights_of
from councils.views.steps import done

from . import SignedInRequest


@require_safe
def campaign_list(request: SignedInRequest) -> HttpResponse:
    rights = right_holder(request.user)
    entries = campaigns.campaign_list(rights)
    context = {
        "entries": entries, "may_edit": rights.is_administrator, "with_figures": any(e.sums for e in entries),
        "sees_all": rights.is_sms or rights.is_administrator,
    }  # fmt: skip
    return render(request, "actionplans/campaign_list.html", context)


@require_safe
def campaign_detail(request: SignedInRequest, pk: int) -> HttpResponse:
    campaign = campaign_for(request.user, pk)
    rights = rights_of(request.user)
    context = {
        "page": campaigns.campaign_page(campaign, rights), "campaign": campaign,
        "length": campaigns.length(campaign), "state": campaigns.state_of(campaign),
        "outside": campaigns.outside(campaign, campaign.starts_on, campaign.ends_on, rights),
        "national_events": NationalEvent.objects.visible_to(request.user).counted().filter(campaign=campaign),
        "may_edit": rights.is_administrator,
    }  # fmt: skip
    return render(request, "actionplans/campaign_detail.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_create(request: SignedInRequest) -> HttpResponse:
    administrator(request.user)
    form = form_for(request, CampaignForm)
    if form.is_valid():
        campaign = form.carry_out(create_campaign, actor=request.user, **form.values)
        if campaign:
            return done(request, _("The campaign is entered."), "actionplans:campaign-detail", campaign.pk)
    return render(request, "actionplans/campaign_form.html", {"form": form, "campaign": None})


@require_http_methods(["GET", "HEAD", "POST"])
def campaign_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    campaign = edited_campaign_for(request.user, pk)
    form = form_for(request, CampaignForm, initial=shown(campaign))
    if form.is_valid() and form.carry_out(change_campaign, campaign, actor=request.user, **form.values):
        _warn_of_events_outside(request, campaign, form)
        return done(request, _("The change is recorded."), "actionplans:campaign-detail", campaign.pk)
    return render(request, "actionplans/campaign_form.html", {"form": form, "campaign": campaign})


def _warn_of_events_outside(request: SignedInRequest, campaign: Campaign, form: CampaignForm) -> None:
    days = form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
    n = campaigns.outside(campaign, *days, rights_of(request.user))
    if n:
        words = ngettext(
            "%(n)s event of this campaign lies outside its days; it stays the campaign's.",
            "%(n)s events of this campaign lie outside its days; they stay the campaign's.",
            n,
        )
        messages.warning(request, words % {"n": n})
