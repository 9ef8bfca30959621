"""Setting a password by an invitation: without a sign-in, once, guessed at slowly."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from councils import forms, services
from councils.models import User

_secret = sensitive_post_parameters("code", "password1", "password2")


@login_not_required
@never_cache
@_secret
def invitation_by_code(request: HttpRequest) -> HttpResponse:
    """User name, printed code and the new password on one page, so that a code is tried only with a fit password."""
    form = forms.CodeForm(request.POST or None)
    if form.is_valid() and (user := form.carry_out(_by_code, form.cleaned_data)):
        return _to_sign_in(request, user)
    return render(request, "account/invitation.html", {"form": form})


@login_not_required
@never_cache
@_secret
def invitation_by_link(request: HttpRequest, pk: int, secret: str) -> HttpResponse:
    """Opening the link uses up nothing: programs that look through mails open links too."""
    invitation = services.opened_by_link(pk, secret)
    if invitation is None:
        return render(request, "account/invitation_over.html", status=410)
    form = forms.PasswordForm(request.POST or None, sign_in_name=invitation.user.username)
    if form.is_valid():
        accepted = form.carry_out(services.accept_invitation, invitation, form.cleaned_data["password1"])
        if accepted:
            return _to_sign_in(request, accepted)
    return render(request, "account/invitation.html", {"form": form, "invited": invitation.user})


def _by_code(typed: dict[str, Any]) -> User:
    invitation = services.opened_by_code(typed["username"], typed["code"])
    return services.accept_invitation(invitation, typed["password1"])


def _to_sign_in(request: HttpRequest, user: User) -> HttpResponse:
    """Whoever else was signed in here is signed out: the next step is the invited person's."""
    logout(request)
    words = _("Your password is set. Sign in with the user name %(name)s and the new password.")
    messages.success(request, words % {"name": user.username})
    return redirect("account_login")
