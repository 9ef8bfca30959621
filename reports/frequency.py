"""How often reports are given: by quarters, or by half-years from a day on (rule 10). Pure functions of the settings.

What was opened for reporting stays as it was opened, whatever the settings say since: whoever knows what is gives it.
"""

from collections.abc import Iterable
from datetime import date

from django.conf import settings

from actionplans.quarters import Half, Quarter, Span, Year, quarter_of


def span_of(quarter: Quarter, opened: Iterable[Span] = ()) -> Span:
    """The quarter itself, or the half-year in which it is reported. Of what is `opened` for reporting already nothing
    changes with the settings: a half of which a quarter was opened by itself goes on by quarters."""
    half = Half(quarter.year, (quarter.quarter + 1) // 2)
    taken = [span for span in opened if set(span.quarters) & set(half.quarters)]
    if taken:
        return half if half in taken else quarter
    begins: date | None = settings.REPORT_HALF_YEARS_FROM
    return half if begins and half.starts_on >= begins else quarter


def span_on(day: date, opened: Iterable[Span] = ()) -> Span:
    return span_of(quarter_of(day), opened)


def next_span(span: Span, opened: Iterable[Span] = ()) -> Span:
    return span_on(span.ends_on + date.resolution, opened)


def span_before(span: Span) -> Span:
    return span_on(span.starts_on - date.resolution)


def spans_in(whole: Half | Year, opened: Iterable[Span] = ()) -> list[Span]:
    """What is reported in a year or a half of it, in order."""
    spans = list(opened)
    return list(dict.fromkeys(span_of(quarter, spans) for quarter in whole.quarters))
