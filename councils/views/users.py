"""Accounts and grants: what each user may do, why, and until when."""

from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from councils import clock, drafts, forms, mail, services, standing
from councils.drafts import form_for
from councils.invitations import code_page
from councils.models import Grant, Invitation, Membership, User
from councils.permissions import administrator
from councils.rights import OPERATOR
from councils.sleeping import falling_asleep

from .steps import attempt, done

PER_PAGE = 50


def user_list(request: HttpRequest) -> HttpResponse:
    administrator(request.user)
    asleep = bool(request.GET.get("asleep"))
    shown = _users().filter(pk__in=falling_asleep().values("pk")) if asleep else _users()
    page = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "councils/user_list.html", {"page": page, "asleep": asleep})


def user_create(request: HttpRequest) -> HttpResponse:
    administrator(request.user)
    form = form_for(request, forms.UserForm)
    if form.is_valid() and (made := form.carry_out(services.create_user, actor=request.user, **form.values)):
        words = _("The account is made. It has no password yet: invite the person to set one.")
        return done(request, words, "councils:user-invite", made.pk)
    return render(request, "councils/user_form.html", {"form": form, "title": _("New account")})


def user_detail(request: HttpRequest, pk: int) -> HttpResponse:
    administrator(request.user)
    user = _user(pk)
    person = getattr(user, "person", None)
    seats = person.memberships.with_holder().order_by("-starts_on") if person else []
    context = {"person": person, "seats": seats, "grants": user.grants.order_by("-starts_on"), "today": clock.today()}
    context |= {"may_today": standing.of_user(user, clock.today()), "changes": standing.of_account(user)}
    context |= {"invitations": user.invitations.select_related("made_by__person"), "now": timezone.now()}
    return render(request, "councils/user_detail.html", {"shown": user, **context})


@require_POST
def user_switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Off if it is on, on if it is off, as `active` says: a second click changes nothing."""
    administrator(request.user)
    active = request.POST.get("active") == "yes"
    words = _("The account is switched on.") if active else _("The account is switched off.")
    attempt(request, words, services.set_user_active, _user(pk), active)
    return redirect("councils:user-detail", pk)


def user_invite(request: HttpRequest, pk: int) -> HttpResponse:
    """By link it is sent; a printed code is on the answer to the POST itself, and nowhere else."""
    administrator(request.user)
    user = _user(pk)
    form = form_for(request, forms.InviteForm, initial={"email": mail.email_of_person(user)})
    if form.is_valid() and (made := form.carry_out(services.invite, user, actor=request.user, **form.cleaned_data)):
        invitation, code = made
        if not code:
            return done(request, _sent_words(), "councils:user-detail", user.pk)
        drafts.drop(request)
        return _printed(request, invitation, code)
    return render(request, "councils/user_form.html", {"form": form, "shown": user, "title": _("Invite")})


def _sent_words() -> str:
    if settings.DEMONSTRATION:
        return _("The demonstration sends nothing, so nobody gets this link. Invite by a printed code to try it.")
    return _("The link is on its way by e-mail.")


def _printed(request: HttpRequest, invitation: Invitation, code: str) -> HttpResponse:
    """In the language of the person who will hold the sheet."""
    context = {
        "shown": invitation.user, "code": code, "address": code_page(), "until": invitation.valid_until,
        "language": mail.language_of(invitation.user),
    }  # fmt: skip
    return render(request, "councils/invitation_paper.html", context)


@require_POST
def user_uninvite(request: HttpRequest, pk: int) -> HttpResponse:
    administrator(request.user)
    attempt(request, _("The invitation is withdrawn."), services.withdraw_invitation, _user(pk))
    return redirect("councils:user-detail", pk)


def grant_create(request: HttpRequest) -> HttpResponse:
    administrator(request.user)
    user = _user(request.GET.get("user", ""))
    form = form_for(request, forms.GrantForm)
    if form.is_valid() and form.carry_out(services.give_grant, user, actor=request.user, **form.cleaned_data):
        return done(request, _("The right was given."), "councils:user-detail", user.pk)
    return render(request, "councils/user_form.html", {"form": form, "shown": user, "title": _("Give a right")})


def grant_end(request: HttpRequest, pk: int) -> HttpResponse:
    administrator(request.user)
    grant = get_object_or_404(Grant.objects.select_related("user__person"), pk=pk)
    form = form_for(request, forms.EndGrantForm)
    if form.is_valid() and form.carry_out(services.end_grant, grant, actor=request.user, **form.cleaned_data):
        return done(request, _("The right was ended."), "councils:user-detail", grant.user_id)
    context = {"form": form, "shown": grant.user, "grant": grant, "title": _("End a right")}
    return render(request, "councils/user_form.html", context)


def _users() -> Any:
    """Everybody but the system account, with today's seats and grants, in as many queries for one as for all."""
    today = clock.today()
    seats = Membership.objects.on(today).with_holder()
    return (
        User.objects.exclude(username=OPERATOR)
        .select_related("person")
        .prefetch_related(
            Prefetch("grants", Grant.objects.on(today), to_attr="grants_now"),
            Prefetch("person__memberships", seats, to_attr="seats_now"),
        )
        .order_by("username")
    )


def _user(pk: Any) -> User:
    users = User.objects.exclude(username=OPERATOR).select_related("person")
    return get_object_or_404(users, pk=pk if str(pk).isdecimal() else 0)
