"""How often reports are given: by quarters, or by half-years from a day on (rule 10). Pure functions of the settings.

What was opened by quarters before that day stays as it is.
"""

from datetime import date

from django.conf import settings

from actionplans.quarters import Half, Quarter, Span, Year, quarter_of


def span_of(quarter: Quarter) -> Span:
    """The quarter itself, or the half-year in which it is reported."""
    begins: date | None = settings.REPORT_HALF_YEARS_FROM
    half = Half(quarter.year, (quarter.quarter + 1) // 2)
    return half if begins and half.starts_on >= begins else quarter


def span_on(day: date) -> Span:
    return span_of(quarter_of(day))


def next_span(span: Span) -> Span:
    return span_on(span.ends_on + date.resolution)


def span_before(span: Span) -> Span:
    return span_on(span.starts_on - date.resolution)


def spans_in(whole: Half | Year) -> list[Span]:
    """What is reported in a year or a half of it, in order."""
    return list(dict.fromkeys(span_of(quarter) for quarter in whole.quarters))
