"""E-mails that the system wrote: everybody's own, and all of them for who looks after them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from councils import mail
from councils.models import Mail, User
from councils.permissions import administrator, mail_for, outbox_reader
from councils.states import MailState

PER_PAGE = 50


def mail_list(request: HttpRequest) -> HttpResponse:
    """What was written to this user."""
    mails = Mail.objects.filter(user=request.user.pk)
    return render(request, "councils/mail_list.html", {
        "page": Paginator(mails, PER_PAGE).get_page(request.GET.get("page")), "own": True,
        "reachable": isinstance(request.user, User) and bool(mail.email_of(request.user)),
    })  # fmt: skip


def outbox(request: HttpRequest) -> HttpResponse:
    """What was written to anybody, and how it went; `?state=` shows those in one state."""
    outbox_reader(request.user)
    asked = request.GET.get("state", "")
    mails = Mail.objects.visible_to(request.user).select_related("user__person", "person")
    if asked in MailState.values:
        mails = mails.filter(state=asked)
    return render(request, "councils/mail_list.html", {
        "page": Paginator(mails, PER_PAGE).get_page(request.GET.get("page")), "own": False, "asked": asked,
        "states": MailState.choices, "sends": mail.sends(),
    })  # fmt: skip


def mail_detail(request: HttpRequest, pk: int) -> HttpResponse:
    found = mail_for(request.user, pk)
    return render(request, "councils/mail_detail.html", {"mail": found, "own": found.user_id == request.user.pk})


@require_POST
def mail_again(request: HttpRequest, pk: int) -> HttpResponse:
    found = mail_for(request.user, pk)
    administrator(request.user)
    if found.may_be_sent_again:
        mail.send_again(found)
        messages.success(request, _("The e-mail waits to be sent."))
    else:
        messages.error(request, _("Only an e-mail that failed or may not have been sent goes out again."))
    return redirect("councils:mail-detail", pk)
