"""One include per app, sign-in, and the start page."""

from allauth.account import views as account
from django.urls import include, path

from councils.views import invitations
from councils.views.reference_lists import site as reference_lists
from reports.views.home import alive, home, ready

urlpatterns = [
    path("", home, name="home"),
    path("accounts/login/", account.login, name="account_login"),
    path("accounts/logout/", account.logout, name="account_logout"),
    path("accounts/signup/", account.signup, name="account_signup"),  # closed: says who gives accounts
    path("accounts/inactive/", account.account_inactive, name="account_inactive"),
    path("accounts/invitation/", invitations.invitation_by_code, name="account_invitation"),
    path("accounts/invitation/<int:pk>/<str:secret>/", invitations.invitation_by_link, name="account_invitation_link"),
    path("accounts/password/", account.password_change, name="account_change_password"),
    path("accounts/reauthenticate/", account.reauthenticate, name="account_reauthenticate"),
    path("healthz", alive, name="alive"),
    path("readyz", ready, name="ready"),
    path("reference-lists/", reference_lists.urls),
    path("", include("councils.urls")),
    path("", include("actionplans.urls")),
    path("", include("reports.urls")),
]
