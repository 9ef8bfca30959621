"""Charter versions: their arrangements, their seats, and what changed between two of them."""

from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from councils import charter, charter_changes, forms, services
from councils.drafts import form_for
from councils.models import Charter, Seat
from councils.models.charters import ARRANGEMENTS
from councils.permissions import administrator, rights_of

from .steps import attempt, done


def charter_list(request: HttpRequest) -> HttpResponse:
    """The unified charter is public inside the system: everybody with an account may read it."""
    versions = Charter.objects.order_by("-number").annotate(councils=Count("adoptions__council", distinct=True))
    context = {"versions": versions, "may_edit": rights_of(request.user).is_administrator}
    return render(request, "councils/charter_list.html", context)


def charter_detail(request: HttpRequest, number: int) -> HttpResponse:
    version = get_object_or_404(Charter, number=number)
    adoptions = version.adoptions.select_related("council").order_by("council__position", "adopted_on")
    arrangements = [
        (charter.arrangement_label(name), charter.arrangement_words(name, getattr(version, name)))
        for name in ARRANGEMENTS
    ]
    return render(request, "councils/charter_detail.html", {
        "version": version, "seats": version.seats.all(), "adoptions": adoptions, "arrangements": arrangements,
        "articles": version.articles.all(), "others": Charter.objects.exclude(pk=version.pk).exists(),
        "may_edit": rights_of(request.user).is_administrator, "may_change": not adoptions,
    })  # fmt: skip


def charter_changes_since(request: HttpRequest, number: int) -> HttpResponse:
    """What changed since an earlier version, the one before unless another is chosen."""
    version = get_object_or_404(Charter, number=number)
    others = Charter.objects.exclude(pk=version.pk)
    before = others.filter(number__lt=number).last() or others.first()
    if before is None:
        raise Http404
    chosen = {"since": before.number} | request.GET.dict()
    form = forms.SinceForm(chosen, version=version)
    changes = charter_changes.between(form.cleaned_data["since"] if form.is_valid() else before, version)
    return render(request, "councils/charter_changes.html", {
        "version": version, "form": form, "changes": changes, "moved": changes.of("moved"),
        "unchanged": len(changes.of("same")),
    })  # fmt: skip


def charter_create(request: HttpRequest) -> HttpResponse:
    administrator(request.user)
    form = form_for(request, forms.NewCharterForm, initial={"copy_of": Charter.objects.last()})
    verb = services.create_charter_version
    if form.is_valid() and (version := form.carry_out(verb, actor=request.user, **form.cleaned_data)):
        return done(request, _("The version was begun."), "councils:charter-edit", version.number)
    return render(request, "councils/charter_form.html", {"form": form, "title": _("New version of the charter")})


def charter_edit(request: HttpRequest, number: int) -> HttpResponse:
    administrator(request.user)
    version = get_object_or_404(Charter, number=number)
    form = form_for(request, forms.CharterForm, instance=version)
    if form.is_valid() and form.carry_out(services.edit_charter, version, actor=request.user, **form.cleaned_data):
        return done(request, _("The version was saved."), "councils:charter-detail", number)
    context = {"form": form, "version": version, "title": _("Change version %(number)s") % {"number": number}}
    return render(request, "councils/charter_form.html", context)


def seat_add(request: HttpRequest, number: int) -> HttpResponse:
    administrator(request.user)
    version = get_object_or_404(Charter, number=number)
    form = form_for(request, forms.SeatForm, initial={"position": version.seats.count() + 1})
    if form.is_valid() and form.carry_out(services.add_seat, version, actor=request.user, **form.cleaned_data):
        return done(request, _("The seat was added."), "councils:charter-detail", number)
    return render(request, "councils/charter_form.html", {"form": form, "version": version, "title": _("Add a seat")})


def seat_edit(request: HttpRequest, number: int, seat_code: str) -> HttpResponse:
    administrator(request.user)
    seat = get_object_or_404(Seat.objects.select_related("charter"), charter__number=number, code=seat_code)
    form = form_for(request, forms.SeatForm, instance=seat)
    if form.is_valid() and form.carry_out(services.edit_seat, seat, actor=request.user, **form.cleaned_data):
        return done(request, _("The seat was changed."), "councils:charter-detail", number)
    context = {"form": form, "version": seat.charter, "seat_code": seat_code, "title": _("Change the seat")}
    return render(request, "councils/charter_form.html", context)


@require_POST
def seat_remove(request: HttpRequest, number: int, seat_code: str) -> HttpResponse:
    administrator(request.user)
    seat = get_object_or_404(Seat.objects.select_related("charter"), charter__number=number, code=seat_code)
    attempt(request, _("The seat was taken out of the version."), services.remove_seat, seat)
    return redirect("councils:charter-detail", number)
