"""Work in the background, where its owner looks: how far it is, how it ended, once more."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from councils import jobs
from councils.models import Job
from councils.permissions import job_for
from councils.states import JobState

PER_PAGE = 50


def job_list(request: HttpRequest) -> HttpResponse:
    page = Paginator(Job.objects.visible_to(request.user), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "councils/job_list.html", {"page": page})


def job_detail(request: HttpRequest, pk: int) -> HttpResponse:
    job = job_for(request.user, pk)
    return render(request, "councils/job_detail.html", {"job": job})


@require_POST
def job_again(request: HttpRequest, pk: int) -> HttpResponse:
    job = job_for(request.user, pk)
    if job.state != JobState.FAILED:
        messages.error(request, _("Only work that failed is run again."))
        return redirect("councils:job-detail", pk)
    return redirect("councils:job-detail", jobs.ask_again(job).pk)
