"""Display only: figures, days, states, and the parts of forms and lists that repeat. Built into every template."""

from collections.abc import Iterable
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from django import forms, template
from django.conf import settings
from django.core.paginator import Page
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from councils import dates, drafts, numbers

register = template.Library()

# ---- figures and days -------------------------------------------------------------------------


def _not_recorded() -> SafeString:
    return format_html(
        '<span class="nil" title="{}">{}</span>', _("not recorded"), pgettext("short for: not recorded", "n/r")
    )


@register.filter
def figure(value: Any, digits: int | None = None) -> str:
    """12 345,6 · n/r for None, which is not 0 (rule 7). `digits` rounds."""
    if value is None or value == "":
        return _not_recorded()
    return numbers.figure_words(value, digits)


@register.filter
def signed(value: Any) -> str:
    """A change with its arrow, in ink: +66, −13, 0; never red or green."""
    if value is None or value == "":
        return _not_recorded()
    way = "up" if value > 0 else "down" if value < 0 else "same"
    return format_html('<span class="delta {}">{}</span>', way, numbers.signed_words(value))


@register.filter
def percent(value: Any, whole: Any = False) -> str:
    """`{{ part|percent:whole }}` -> 54 %, n/r where there is no whole; without a whole the value is in per cent."""
    if whole is not False and value is not None:
        value = numbers.per_cent(value, whole or 0)
    return _not_recorded() if value is None else numbers.percent_words(value)


@register.filter
def day(value: date | None) -> str:
    """27 марта 2019 · 2019-жылдын 27-марты · 27 March 2019; a moment is its day in Bishkek."""
    return dates.day_words(_local(value)) if value else ""


@register.filter
def day_short(value: date | None) -> str:
    """27.03.2019, for tables."""
    return dates.day_short(_local(value)) if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """27.03.2019, 14:32 in Bishkek."""
    return f"{timezone.localtime(value):%d.%m.%Y, %H:%M}" if value else ""


@register.filter
def quarter(value: Any) -> str:
    """IV квартал 2019 года, from anything with year and quarter, or from a number such as 20194.

    I полугодие 2019 года, 2019 год where the span has 6 or 12 `months`.
    """
    if not value:
        return ""
    if isinstance(value, int):
        return dates.quarter_words(*divmod(value, 10))
    return dates.span_words(value.year, value.quarter, getattr(value, "months", 3))


@register.filter
def year(value: int) -> str:
    """2019 год · 2019-жыл · 2019: a heading, no grouping of thousands."""
    return dates.year_words(value)


def _local(value: date) -> date:
    return timezone.localtime(value).date() if isinstance(value, datetime) and timezone.is_aware(value) else value


# ---- states and bars --------------------------------------------------------------------------

# Which shape of the stylesheet a state wears; states of all apps, by the words the database keeps.
SHAPES = {
    "open": "progress", "prepared": "ready", "submitted": "sent", "reopened": "changed", "acknowledged": "accepted",
    "consolidated": "ready", "superseded": "changed", "fulfilled": "done", "in_progress": "progress",
    "not_fulfilled": "missed", "not_due": "notdue", "endorsed": "accepted", "recorded": "done", "voided": "void",
    "awaiting_plan": "soon", "withdrawn": "void", "late": "overdue", "not_begun": "draft", "history": "notdue",
    "queued": "draft", "running": "progress", "failed": "missed", "redacted": "void", "acting": "soon",
    "given": "soon", "confirmed": "accepted", "reading": "progress", "asks": "ready", "checked": "ready",
    "recording": "progress", "refused": "missed", "dropped": "void", "mended": "done", "dismissed": "void",
    "waiting": "draft", "sending": "progress", "unsure": "changed", "recalled": "changed", "shown": "draft",
    "noted": "notdue",
    "proposed": "sent", "declined": "void",
}  # fmt: skip


@register.inclusion_tag("components/_status_tag.html")
def status_tag(state: str, label: Any) -> dict[str, Any]:
    """`{% status_tag report.status report.get_status_display %}`: a word with a shape and a colour."""
    return {"shape": SHAPES.get(str(state), str(state)), "label": label}


@register.inclusion_tag("components/_bar.html")
def bar(value: Any, target: Any) -> dict[str, Any]:
    """Fact against target; past the target the bar is full and ends in ochre. Empty without a target."""
    if value is None or not target:
        return {"width": None}
    share = Fraction(value) * 100 / Fraction(target)
    return {"width": f"{float(min(max(share, Fraction(0)), Fraction(100))):.1f}%", "over": share > 100}


# ---- the frame --------------------------------------------------------------------------------


@register.simple_tag
def is_demonstration() -> bool:
    """From the settings, so that pages without a context (500, lock-out) say it too."""
    return bool(settings.DEMONSTRATION)


@register.inclusion_tag("components/_crumbs.html")
def crumbs(*steps: Any) -> dict[str, Any]:
    """`{% crumbs _("Events") events_url _("New") %}`: pairs of words and address after Home; the last has none."""
    pairs = [(str(steps[i]), str(steps[i + 1])) for i in range(0, len(steps) - 1, 2)]
    return {"steps": pairs, "here": str(steps[-1]) if len(steps) % 2 else ""}


@register.inclusion_tag("components/_pages.html", takes_context=True)
def pages(context: template.Context, page_obj: Page[Any]) -> dict[str, Any]:
    """`{% pages page_obj %}`: nothing for one page; keeps the rest of the query string."""
    query: QueryDict = context["request"].GET.copy()

    def address(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    links = [
        (number, address(number) if isinstance(number, int) else None)
        for number in page_obj.paginator.get_elided_page_range(page_obj.number, on_each_side=2, on_ends=1)
    ]
    return {
        "page_obj": page_obj,
        "links": links,
        "previous": address(page_obj.number - 1) if page_obj.has_previous() else "",
        "next": address(page_obj.number + 1) if page_obj.has_next() else "",
    }


# ---- forms ------------------------------------------------------------------------------------


@register.simple_tag(takes_context=True)
def page_errors(context: template.Context) -> list[tuple[str, str]]:
    """Every error of the page's forms (`form`, `formset`, `forms` in the context): input's id and words."""
    found: list[tuple[str, str]] = []
    for name in ("form", "formset", "forms"):
        found += _errors_of(context.get(name))
    return found


def _errors_of(given: Any) -> list[tuple[str, str]]:
    if isinstance(given, forms.BaseForm):
        return _errors_of_form(given)
    if isinstance(given, BaseFormSet):
        own = [(given.management_form["TOTAL_FORMS"].auto_id, str(error)) for error in given.non_form_errors()]
        return own + [line for form in given.forms for line in _errors_of_form(form)]
    if isinstance(given, list | tuple):
        return [line for form in given for line in _errors_of(form)]
    return []


def _errors_of_form(form: forms.BaseForm) -> list[tuple[str, str]]:
    if not form.is_bound or not form.errors:
        return []
    visible = form.visible_fields()
    first = target_id(visible[0]) if visible else "main"
    lines = [(first, str(error)) for error in form.non_field_errors()]
    for field in form:
        at = first if field.is_hidden else target_id(field)
        lines += [(at, named(field, str(error))) for error in field.errors]
    return list(dict.fromkeys(lines))


def named(field: BoundField, error: str) -> str:
    """The error with the field's name in front, unless it names the field itself."""
    label = str(field.label or "")
    if not label or label.lower() in error.lower():
        return error
    return f"{capfirst(label)}: {error}"


@register.filter
def target_id(field: BoundField) -> str:
    """The id that a link must name to land on the field's input; of a group, the first."""
    return field.id_for_label or f"{field.auto_id}_0"


@register.filter
def optional_words(field: BoundField) -> str:
    """«(optional)» beside an optional field; a form may set `field.when_needed` to other words, or to nothing."""
    if field.field.required or isinstance(field.field.widget, forms.CheckboxInput):
        return ""
    words = getattr(field.field, "when_needed", None)
    if words is None:
        words = _("optional")
    return f"({words})" if words else ""


@register.simple_tag(takes_context=True)
def typed_by(context: template.Context, address: str = "") -> SafeString:
    """`{% typed_by %}` in a page's form: who opened it, so that typing outlives the session (councils/drafts.py).

    A form that is sent to another page than the one it stands on names that page: `{% typed_by action %}`.
    """
    token = drafts.token_for(context["request"], address)
    if not token:
        return SafeString("")
    lost = _("Not saved: no connection. It is tried again by itself; keep this page open.")
    return format_html(
        '<input type="hidden" name="{}" value="{}" data-url="{}" data-lost="{}">',
        drafts.FIELD, token, reverse("councils:draft-keep"), lost,
    )  # fmt: skip


@register.inclusion_tag("components/_split.html")
def split(form: forms.BaseForm, names: str, total: str, legend: Any, missing: Any = "") -> dict[str, Any]:
    """`{% split form "women men" total="participants" legend=... missing=_("sex not recorded") %}`: the parts and
    the computed rest in words, «12 of 25» (rule 7)."""
    parts = [form[name] for name in names.split()]
    rest = _rest(form[total].value(), [part.value() for part in parts])
    return {
        "legend": legend,
        "parts": parts,
        "total": form[total],
        "many": len(parts) > 2,
        "wrong": any(part.errors for part in parts),
        "ids": " ".join(part.auto_id for part in parts),
        "rest": "–" if rest is None else _("%(part)s of %(whole)s") % _rest_words(rest, form[total].value()),
        "of_words": _("%(part)s of %(whole)s") % {"part": "{part}", "whole": "{whole}"},  # for the script
        "missing": missing or _("not recorded"),
        "below": rest is not None and rest < 0,
    }


def _rest_words(rest: int, total: Any) -> dict[str, str]:
    return {"part": numbers.figure_words(rest), "whole": numbers.figure_words(numbers.parse_count(str(total)) or 0)}


def _rest(total: Any, parts: Iterable[Any]) -> int | None:
    """What is not recorded: the total less its parts; None while there is no total or something is no number."""
    try:
        whole, *counts = [numbers.parse_count("" if value is None else str(value)) for value in (total, *parts)]
    except ValueError:
        return None
    return None if whole is None else whole - sum(count or 0 for count in counts)
