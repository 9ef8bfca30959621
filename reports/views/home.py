"""The start page of each role, and the two addresses a monitor asks."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from actionplans.views import SignedInRequest
from councils import clock
from councils.drafts import unfinished
from councils.mode import ensure_mode
from councils.rights import rights_of
from reports.start import council_starts, failed_jobs_of, ga_start, sms_start


def home(request: SignedInRequest) -> HttpResponse:
    """A section for each right the user holds today; who holds none is told so in words."""
    rights = rights_of(request.user)
    return render(request, "reports/home.html", {
        "starts": council_starts(rights), "sms": sms_start() if rights.is_sms else None,
        "nationals": ga_start(request.user) if rights.is_ga else None,
        "unfinished": unfinished(request.user).count(), "failed": failed_jobs_of(request.user), "today": clock.today(),
        "without_rights": not (rights.councils or rights.grants or rights.operator),
    })  # fmt: skip


@login_not_required
def alive(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok", content_type="text/plain")


@login_not_required
def ready(request: HttpRequest) -> HttpResponse:
    """Whether this process can serve: the database answers, its migrations are applied, its mode is ours."""
    fault = _fault()
    return HttpResponse(fault or "ok", content_type="text/plain", status=503 if fault else 200)


def _fault() -> str:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return "migrations are not applied"
        ensure_mode()
    except DatabaseError:
        return "the database does not answer"
    except ImproperlyConfigured as error:
        return str(error)
    return ""
