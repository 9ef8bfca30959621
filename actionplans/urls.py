"""Pages of actionplans."""

from django.urls import path

from .views import (
    attaching,
    campaigns,
    event_lists,
    events,
    evidence,
    figures,
    national_events,
    plans,
    programme,
    remarks,
    series,
)

app_name = "actionplans"
PIECE = "councils/<str:code>/events/<str:number>/evidence/<int:pk>"
urlpatterns = [
    path("councils/<str:code>/events/", event_lists.event_list, name="event-list"),
    path("councils/<str:code>/events/new/", events.event_start, name="event-start"),
    path("councils/<str:code>/events/new/<uuid:key>/", events.event_create, name="event-create"),
    path("councils/<str:code>/events/series/", series.series_start, name="series-start"),
    path("councils/<str:code>/events/series/<uuid:key>/", series.series_create, name="series-create"),
    path("councils/<str:code>/events/awaiting/", attaching.awaiting_events, name="awaiting-events"),
    path("councils/<str:code>/events/<str:number>/", events.event_detail, name="event-detail"),
    path("councils/<str:code>/events/<str:number>/change/", events.event_change, name="event-change"),
    path("councils/<str:code>/events/<str:number>/void/", events.event_void, name="event-void"),
    path("councils/<str:code>/events/<str:number>/evidence/", evidence.evidence_add, name="evidence-add"),
    path(f"{PIECE}/file/", evidence.evidence_file, name="evidence-file"),
    path(f"{PIECE}/thumbnail/", evidence.evidence_thumbnail, name="evidence-thumbnail"),
    path(f"{PIECE}/remove/", evidence.evidence_remove, name="evidence-remove"),
    path("councils/<str:code>/second-look/", remarks.second_look, name="second-look"),
    path(
        "councils/<str:code>/second-look/<str:label>/<str:key>/",
        remarks.second_look_answer,
        name="second-look-answer",
    ),
    path("second-look/", remarks.second_look_national, name="second-look-national"),
    path("councils/<str:code>/plans/", plans.plan_list, name="plan-list"),
    path("councils/<str:code>/plans/<int:pk>/", plans.plan_detail, name="plan-detail"),
    path("councils/<str:code>/plans/<int:pk>/endorse/", plans.plan_endorse, name="plan-endorse"),
    path("councils/<str:code>/plans/<int:pk>/figures/", figures.typed_figures, name="typed-figures"),
    path("councils/<str:code>/plans/<int:pk>/responsible/", programme.responsibilities, name="responsibilities"),
    path("programme/", programme.programme_detail, name="programme-detail"),
    path("programme/responsible/", programme.responsibilities_national, name="responsibilities-national"),
    path("campaigns/", campaigns.campaign_list, name="campaign-list"),
    path("campaigns/new/", campaigns.campaign_create, name="campaign-create"),
    path("campaigns/<int:pk>/", campaigns.campaign_detail, name="campaign-detail"),
    path("campaigns/<int:pk>/change/", campaigns.campaign_edit, name="campaign-edit"),
    path("national-events/", national_events.national_event_list, name="national-event-list"),
    path("national-events/new/", national_events.national_event_create, name="national-event-create"),
    path("national-events/<str:number>/", national_events.national_event_detail, name="national-event-detail"),
    path("national-events/<str:number>/change/", national_events.national_event_change, name="national-event-change"),
    path("national-events/<str:number>/void/", national_events.national_event_void, name="national-event-void"),
]
