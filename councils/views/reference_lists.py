"""Reference lists without rules of their own, in Django's admin with our pages; audit entries are read there only.

Who enters is said by a dated grant (rule 3), never by a flag of the account; a change is a verb like any other step.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import admin
from django.db import models
from django.forms import Field
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import URLPattern, URLResolver, include, path
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from councils import audit, clock, services
from councils.models import AuditEntry, District, Region
from councils.permissions import administrator

from .audit import action_words, line_of
from .steps import done

if TYPE_CHECKING:
    ModelAdmin = admin.ModelAdmin[Any]
else:
    ModelAdmin = admin.ModelAdmin  # takes no type while it runs


class ReferenceSite(admin.AdminSite):
    """Only its index and the lists registered below have addresses."""

    def has_permission(self, request: HttpRequest) -> bool:
        administrator(request.user)
        return True

    def get_urls(self) -> list[URLPattern | URLResolver]:
        lists = [path(f"{model._meta.model_name}/", include(one.get_urls())) for model, one in self._registry.items()]
        return [path("", self.admin_view(self.index), name="index"), *lists]

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        lists: list[Any] = list(self._registry.values())
        shown = [(f"admin:{one.route('changelist')}", one.title, one.model.objects.count()) for one in lists]
        return render(request, "councils/reference_index.html", {"lists": shown})


class ReferenceList(ModelAdmin):
    """One list: its rows in columns, a search, and a page for each row."""

    actions = None
    list_per_page = 50
    show_full_result_count = False
    change_list_template = "councils/reference_list.html"
    change_form_template = add_form_template = "councils/reference_form.html"
    title: Any = ""
    new: Any = ""
    headings: tuple[Any, ...] = ()
    labels: dict[str, Any] = {}
    save_verb: Callable[..., Any] | None = None

    def route(self, what: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{what}"

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        adding = [path("add/", view(self.add_view), name=self.route("add"))] if self.save_verb else []
        return [
            path("", view(self.changelist_view), name=self.route("changelist")),
            *adding,
            path("<slug:object_id>/", view(self.change_view), name=self.route("change")),
        ]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, *_of: Any) -> bool:
        return self.save_verb is not None

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.save_verb is not None

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        """Nothing but a search and a page are read from the address."""
        asked = QueryDict(mutable=True)
        for name in ("q", "p"):
            if value := request.GET.get(name, ""):
                asked[name] = value
        request.GET = asked  # type: ignore[assignment]
        answer = super().changelist_view(request, {"list": self, "add_url": f"admin:{self.route('add')}"})
        if found := getattr(answer, "context_data", None):
            shown = found["cl"]
            rows = list(shown.result_list)
            found["rows"] = [(row.pk, cells) for row, cells in zip(rows, self.cells(rows), strict=True)]
            found["change_url"], found["list_url"] = (f"admin:{self.route(what)}" for what in ("change", "changelist"))
            found["pages"] = [(n, shown.get_query_string({"p": n})) for n in range(1, shown.paginator.num_pages + 1)]
        return answer

    def cells(self, rows: list[Any]) -> list[list[str]]:
        raise NotImplementedError

    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any) -> Any:
        context |= {"list": self, "list_url": f"admin:{self.route('changelist')}", "form": context["adminform"].form}
        row = context.get("original")
        if row is not None:
            kept = [(self.label(name), self.word(row, name)) for name in self.get_readonly_fields(request, row)]
            context["facts"] = [*kept, *self.facts(row)]
        return super().render_change_form(request, context, *args, **kwargs)

    def facts(self, row: Any) -> list[tuple[str, Any]]:
        return []

    def label(self, name: str) -> str:
        column: Any = self.opts.get_field(name)
        return capfirst(str(self.labels.get(name, column.verbose_name)))

    def word(self, row: Any, name: str) -> str:
        shown = getattr(row, f"get_{name}_display", None)
        return str(shown() if shown else getattr(row, name))

    def formfield_for_dbfield(
        self, db_field: "models.Field[Any, Any]", request: HttpRequest | None, **_how: Any
    ) -> Any:
        """Our own fields, without the admin's widgets."""
        found: Field | None = db_field.formfield()
        if found is not None:
            found.label = self.label(db_field.name)
        return found

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        assert self.save_verb is not None
        type(self).save_verb(obj, actor=request.user)  # type: ignore[misc]

    def log_addition(self, *_of: Any) -> None:  # type: ignore[override]
        """The verb wrote the audit entry: there is no second log."""

    log_change = log_addition  # type: ignore[assignment]

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> HttpResponse:
        return done(request, _("The row was added."), f"admin:{self.route('changelist')}")

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        return done(request, _("The row was saved."), f"admin:{self.route('changelist')}")

    def _get_obj_does_not_exist_redirect(self, *_of: Any) -> HttpResponseBase:
        raise Http404


class RegionList(ReferenceList):
    title, new = gettext_lazy("Regions"), gettext_lazy("New region")
    headings = (gettext_lazy("ISO code"), gettext_lazy("Name"), gettext_lazy("SOATE code"))
    fields = ("code", "soate", "kind", "name_ru", "name_ky", "name_en")
    search_fields = ("code", "soate", "name_ru", "name_ky", "name_en")
    labels = {"soate": gettext_lazy("SOATE code"), "kind": gettext_lazy("Kind of unit")}
    save_verb = staticmethod(services.save_region)

    def cells(self, rows: list[Region]) -> list[list[str]]:
        return [[row.code, row.name, row.soate] for row in rows]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Codes name rows in councils, events and files: they are given once."""
        return ("code", "soate") if obj else ()


class DistrictList(ReferenceList):
    title, new = gettext_lazy("Districts and cities"), gettext_lazy("New district or city")
    headings = (gettext_lazy("SOATE code"), gettext_lazy("Name"), gettext_lazy("Region"))
    fields = ("region", "soate", "kind", "name_ru", "name_ky", "name_en")
    search_fields = ("soate", "name_ru", "name_ky", "name_en")
    list_select_related = ("region",)
    labels = {"soate": gettext_lazy("SOATE code"), "kind": gettext_lazy("Kind of unit"),
              "region": gettext_lazy("Region")}  # fmt: skip
    save_verb = staticmethod(services.save_district)

    def cells(self, rows: list[District]) -> list[list[str]]:
        return [[row.soate, row.name, row.region.name] for row in rows]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """Events lie in the district, so it stays in its region."""
        return ("region", "soate") if obj else ()


class AuditList(ReferenceList):
    """Read only; words that were blacked out since are a bar here, too."""

    title = gettext_lazy("Audit log")
    headings = (gettext_lazy("No."), gettext_lazy("Chain"), gettext_lazy("When"), gettext_lazy("Who"),
                gettext_lazy("What"), gettext_lazy("Of what"))  # fmt: skip
    fields = ()
    search_fields = ("chain", "action", "subject")
    ordering = ("-pk",)
    list_select_related = ("actor__person",)

    def cells(self, rows: list[AuditEntry]) -> list[list[str]]:
        words = action_words()
        return [
            [str(row.number), row.chain, _moment(row), _who(row), str(words.get(row.action, row.action)), row.subject]
            for row in rows
        ]

    def facts(self, row: AuditEntry) -> list[tuple[str, Any]]:
        told = line_of(row, *audit.shown([row]))
        changed = [(name, f"{was} → {now}" if was is not None else str(now)) for name, was, now in told.facts]
        return [(_("When"), _moment(row)), (_("Who"), _who(row)), (_("What"), told.action),
                (_("Of what"), row.subject), *([(_("Reason"), told.reason)] if told.reason else []),
                *changed, ("SHA-256", row.hash)]  # fmt: skip


def _moment(row: AuditEntry) -> str:
    """In Bishkek's time."""
    return f"{row.at.astimezone(clock.BISHKEK):%d.%m.%Y %H:%M}"


def _who(row: AuditEntry) -> str:
    return str(row.actor) if row.actor else "–"


site = ReferenceSite()
site.register(Region, RegionList)
site.register(District, DistrictList)
site.register(AuditEntry, AuditList)
