"""Pages of actionplans."""

from django.urls import path

from .views import event_lists, events, evidence, figures, plans

app_name = "actionplans"
PIECE = "councils/<str:code>/events/<str:number>/evidence/<int:pk>"
urlpatterns = [
    path("councils/<str:code>/events/", event_lists.event_list, name="event-list"),
    path("councils/<str:code>/events/new/", events.event_start, name="event-start"),
    path("councils/<str:code>/events/new/<uuid:key>/", events.event_create, name="event-create"),
    path("councils/<str:code>/events/<str:number>/", events.event_detail, name="event-detail"),
    path("councils/<str:code>/events/<str:number>/change/", events.event_change, name="event-change"),
    path("councils/<str:code>/events/<str:number>/void/", events.event_void, name="event-void"),
    path("councils/<str:code>/events/<str:number>/evidence/", evidence.evidence_add, name="evidence-add"),
    path(f"{PIECE}/file/", evidence.evidence_file, name="evidence-file"),
    path(f"{PIECE}/thumbnail/", evidence.evidence_thumbnail, name="evidence-thumbnail"),
    path(f"{PIECE}/remove/", evidence.evidence_remove, name="evidence-remove"),
    path("councils/<str:code>/plans/", plans.plan_list, name="plan-list"),
    path("councils/<str:code>/plans/<int:pk>/", plans.plan_detail, name="plan-detail"),
    path("councils/<str:code>/plans/<int:pk>/endorse/", plans.plan_endorse, name="plan-endorse"),
    path("councils/<str:code>/plans/<int:pk>/figures/", figures.typed_figures, name="typed-figures"),
]
