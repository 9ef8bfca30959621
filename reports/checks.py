"""System checks of our own: the settings fit what was opened for reporting."""

from typing import Any

from django.core.checks import CheckMessage, Tags, Warning, register
from django.db import connections

from .frequency import span_of
from .models import Period
from .models.periods import opened_spans


@register(Tags.database)
def frequency_fits(app_configs: Any, databases: Any = None, **kwargs: Any) -> list[CheckMessage]:
    """What was opened is what REPORT_HALF_YEARS_FROM says; where not, it stays as it was opened (rule 10)."""
    table = Period._meta.db_table
    if not databases or table not in connections["default"].introspection.table_names():
        return []  # this check runs before the first `migrate` too
    found = [(span, span_of(span.quarters[-1])) for span in opened_spans()]
    return [
        Warning(
            f"{opened.label} is open for reporting; by REPORT_HALF_YEARS_FROM the report would be on {said.label}.",
            hint="It stays as it was opened, and so does the rest of its half-year.",
            id="tipcc.W002",
        )
        for opened, said in found
        if opened != said
    ]
