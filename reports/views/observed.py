"""What an observer reads: figures of acknowledged national editions, and how figures are made (rule 3)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reports.exports.method import rows
from reports.observed import observed_page
from reports.permissions import method_reader, observed_edition_for, observed_editions


def observed_list(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/observed_list.html", {"editions": observed_editions(request.user)})


def observed_detail(request: HttpRequest, label: str) -> HttpResponse:
    edition = observed_edition_for(request.user, label)
    assert edition.national is not None
    page = observed_page(edition)
    return render(request, "reports/observed_detail.html", {"page": page, "period": edition.national.period})


def method(request: HttpRequest) -> HttpResponse:
    method_reader(request.user)
    return render(request, "reports/method.html", {"rows": rows()})
