"""The start page of each role, and the two addresses a monitor asks."""

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from actionplans.views import SignedInRequest
from councils import clock
from councils.mode import ensure_mode
from councils.rights import rights_of
from reports.inbox import inbox_of
from reports.permissions import observed_editions
from reports.start import LAST_NATIONALS, council_starts, ga_start, notices


def home(request: SignedInRequest) -> HttpResponse:
    """A section for each right the user holds today; who holds none is told so in words."""
    rights = rights_of(request.user)
    return render(request, "reports/home.html", {
        "starts": council_starts(rights), "inbox": inbox_of(request.user), "today": clock.today(),
        "notices": notices() if rights.is_sms else None, "nationals": ga_start(request.user) if rights.is_ga else None,
        "observed": observed_editions(request.user)[:LAST_NATIONALS] if rights.is_observer else None,
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
