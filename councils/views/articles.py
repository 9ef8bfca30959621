"""Articles of a charter version that nobody adopted yet: written, moved, taken out, or all read from one text."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from councils import forms, services
from councils.drafts import form_for
from councils.models import Article, Charter
from councils.permissions import administrator

from .steps import attempt, done


def article_add(request: HttpRequest, number: int) -> HttpResponse:
    administrator(request.user)
    version = get_object_or_404(Charter, number=number)
    form = form_for(request, forms.ArticleForm, initial={"number": version.articles.count() + 1})
    verb = services.add_article
    if form.is_valid() and (made := form.carry_out(verb, version, actor=request.user, **form.cleaned_data)):
        return done(request, _("The article was added."), f"{version.get_absolute_url()}#a-{made.number}")
    context = {"form": form, "version": version, "title": _("Add an article")}
    return render(request, "councils/charter_form.html", context)


def article_edit(request: HttpRequest, number: int, article: int) -> HttpResponse:
    administrator(request.user)
    found = _article(number, article)
    form = form_for(request, forms.ArticleForm, instance=_article(number, article))
    verb = services.edit_article
    if form.is_valid() and (saved := form.carry_out(verb, found, actor=request.user, **form.cleaned_data)):
        return done(request, _("The article was saved."), f"{found.charter.get_absolute_url()}#a-{saved.number}")
    title = _("Change article %(number)s") % {"number": article}
    return render(request, "councils/charter_form.html", {"form": form, "version": found.charter, "title": title})


@require_POST
def article_remove(request: HttpRequest, number: int, article: int) -> HttpResponse:
    administrator(request.user)
    attempt(
        request, _("The article was taken out of the version."), services.remove_article, _article(number, article)
    )
    return redirect("councils:charter-detail", number)


def article_write(request: HttpRequest, number: int) -> HttpResponse:
    """All articles at once, from the whole text in both languages."""
    administrator(request.user)
    version = get_object_or_404(Charter, number=number)
    form = form_for(request, forms.WholeTextForm)
    verb = services.write_articles
    if form.is_valid() and (made := form.carry_out(verb, version, actor=request.user, **form.cleaned_data)):
        return done(request, _("Articles read from the text: %(n)s.") % {"n": len(made)}, version)
    context = {"form": form, "version": version, "title": _("Write the articles from a whole text")}
    return render(request, "councils/charter_form.html", context)


def _article(number: int, article: int) -> Article:
    rows = Article.objects.select_related("charter")
    found: Article = get_object_or_404(rows, charter__number=number, number=article)
    return found
