"""Pages of councils: composition, charters, accounts, the audit chains, jobs."""

from django.urls import path

from .views import audit, charters, councils, drafts, jobs, memberships, organisations, users

app_name = "councils"
urlpatterns = [
    path("councils/", councils.council_list, name="council-list"),
    path("councils/<str:code>/", councils.council_detail, name="council-detail"),
    path("councils/<str:code>/edit/", councils.council_edit, name="council-edit"),
    path("councils/<str:code>/adopt-charter/", charters.charter_adopt, name="charter-adopt"),
    path("councils/<str:code>/deviations/add/", charters.deviation_add, name="deviation-add"),
    path("councils/<str:code>/seats/<slug:seat_code>/appoint/", memberships.membership_appoint,
         name="membership-appoint"),
    path("councils/<str:code>/seats/<slug:seat_code>/acting/", memberships.membership_acting,
         name="membership-acting"),
    path("memberships/<int:pk>/end/", memberships.membership_end, name="membership-end"),
    path("memberships/<int:pk>/extend/", memberships.membership_extend, name="membership-extend"),
    path("people/<int:pk>/edit/", memberships.person_edit, name="person-edit"),
    path("charters/", charters.charter_list, name="charter-list"),
    path("charters/new/", charters.charter_create, name="charter-create"),
    path("charters/<int:number>/", charters.charter_detail, name="charter-detail"),
    path("charters/<int:number>/edit/", charters.charter_edit, name="charter-edit"),
    path("charters/<int:number>/seats/add/", charters.seat_add, name="seat-add"),
    path("charters/<int:number>/seats/<slug:seat_code>/edit/", charters.seat_edit, name="seat-edit"),
    path("charters/<int:number>/seats/<slug:seat_code>/remove/", charters.seat_remove, name="seat-remove"),
    path("users/", users.user_list, name="user-list"),
    path("users/new/", users.user_create, name="user-create"),
    path("users/<int:pk>/", users.user_detail, name="user-detail"),
    path("users/<int:pk>/switch/", users.user_switch, name="user-switch"),
    path("users/<int:pk>/password/", users.user_password, name="user-password"),
    path("grants/new/", users.grant_create, name="grant-create"),
    path("grants/<int:pk>/end/", users.grant_end, name="grant-end"),
    path("organisations/", organisations.organisation_list, name="organisation-list"),
    path("organisations/find/", organisations.organisation_search, name="organisation-search"),
    path("organisations/<int:pk>/edit/", organisations.organisation_edit, name="organisation-edit"),
    path("organisations/<int:pk>/same/", organisations.organisation_unite, name="organisation-unite"),
    path("organisations/<int:pk>/other/", organisations.organisation_separate, name="organisation-separate"),
    path("audit/", audit.audit_list, name="audit-list"),
    path("drafts/", drafts.draft_list, name="draft-list"),
    path("drafts/keep/", drafts.draft_keep, name="draft-keep"),
    path("drafts/<int:pk>/drop/", drafts.draft_drop, name="draft-drop"),
    path("jobs/", jobs.job_list, name="job-list"),
    path("jobs/<int:pk>/", jobs.job_detail, name="job-detail"),
    path("jobs/<int:pk>/again/", jobs.job_again, name="job-again"),
]  # fmt: skip
