"""Type in the figure of an indicator that no event gives: one quarter, one document, one audit entry (rule 5)."""

from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from actionplans.figures import items_said
from actionplans.models import Indicator, QuarterGuard, TypedFigure
from actionplans.quarters import Quarter, quarter_of
from actionplans.states import Source
from councils import audit, clock
from councils.dates import day_short, quarter_words
from councils.locks import lock_council
from councils.models import Council, User
from councils.numbers import LARGEST, figure_words
from councils.rights import rights_of
from councils.states import NotAllowed, Refused

LONGEST_DOCUMENT = 200


class FigureRefused(Refused):
    """The figure cannot be typed in so; `field` is "value" or "document" where one of them is wrong."""

    def __init__(self, words: str, field: str | None = None) -> None:
        super().__init__(words)
        self.field = field


class FigureChangedMeanwhile(FigureRefused):
    """Somebody else typed this figure since the page was opened; `figure` is how it stands now."""

    def __init__(self, figure: TypedFigure) -> None:
        words = _("%(who)s typed %(value)s (%(document)s) here meanwhile. Save once more to replace it by yours.")
        told = {"who": figure.recorded_by, "value": figure_words(figure.value), "document": figure.document}
        super().__init__(words % told)
        self.figure = figure


@transaction.atomic
def type_figure(
    indicator: Indicator, quarter: Quarter, *, value: Decimal, document: str, version: int, actor: User
) -> TypedFigure:
    """Type in an indicator's figure of one quarter, or change it. `version` is the one that was opened (0: none yet).

    The same content sent again changes nothing. Raises NotAllowed, FigureRefused, FigureChangedMeanwhile.
    """
    council = lock_council(indicator.item.plan.council)
    if not rights_of(actor).may_record(council.pk):
        raise NotAllowed(_("Only the council's secretary types in its figures."))
    indicator = Indicator.objects.select_related("item__plan").get(pk=indicator.pk)
    document = " ".join(document.split())
    _must_be_a_figure(value, document)
    _must_be_typed_in(indicator, quarter)
    if words := why_closed(council, quarter):
        raise FigureRefused(words)
    figures = TypedFigure.objects.select_related("recorded_by__person")
    figure = figures.filter(indicator=indicator, quarter=quarter.number).first()
    if figure and (figure.value, figure.document) == (value, document):
        return figure
    if figure and figure.version != version:
        raise FigureChangedMeanwhile(figure)
    before = _told(figure) if figure else None
    figure = figure or TypedFigure(indicator=indicator, quarter=quarter.number, version=0)
    figure.value, figure.document = value, document
    figure.version, figure.recorded_by, figure.changed_on = figure.version + 1, actor, clock.today()
    figure.save()
    subject = f"figure:{indicator.pk}/{quarter.label}"
    after = _told(figure) | {"item": indicator.item.number, "indicator": indicator.name_ru}
    audit.record("figure.typed", subject, actor=actor, council=council, before=before, after=after)
    return figure


def why_closed(council: Council, quarter: Quarter) -> str:
    """Why the figures of this quarter cannot be typed now, in words; empty while they can (rule 12)."""
    today = clock.today()
    if quarter > quarter_of(today):
        return _("%(quarter)s has not begun yet.") % {"quarter": _words(quarter)}
    guard = QuarterGuard.objects.filter(council=council, starts_on=quarter.starts_on).first()
    if guard and guard.sealed:
        return _("The report for %(quarter)s is sealed. Ask SMS to reopen it.") % {"quarter": _words(quarter)}
    if guard and today > guard.locks_on:
        words = _("%(quarter)s was locked after %(day)s. Ask SMS to reopen it.")
        return words % {"quarter": _words(quarter), "day": day_short(guard.locks_on)}
    return ""


def _must_be_a_figure(value: Decimal, document: str) -> None:
    if value < 0 or value > LARGEST:
        raise FigureRefused(_("A figure is a number from 0 to 999 999 999."), "value")
    if value != round(value, 2):
        raise FigureRefused(_("A figure has at most two digits after the comma."), "value")
    if not document:
        raise FigureRefused(_("Name the document that proves the figure."), "document")
    if len(document) > LONGEST_DOCUMENT:
        words = _("The name of a document has at most %(limit_value)d characters, not %(show_value)d.")
        raise FigureRefused(words % {"limit_value": LONGEST_DOCUMENT, "show_value": len(document)}, "document")


def _must_be_typed_in(indicator: Indicator, quarter: Quarter) -> None:
    """By what the plan says now and by what it said then: an amendment may have changed the source."""
    said = next((i for i in items_said(indicator.item.plan, quarter) if i.pk == indicator.item_id), None)
    if said is None:
        words = _("Item %(item)s is in no endorsed plan in %(quarter)s.")
        raise FigureRefused(words % {"item": indicator.item.number, "quarter": _words(quarter)})
    if indicator.item.sensitive or said.sensitive:
        raise FigureRefused(_("The item is about victims or cases: a council gives its state only."))
    then = next((one.source for one in said.indicators.all() if one.pk == indicator.pk), None)
    if not indicator.source == then == Source.TYPED_IN:
        raise FigureRefused(_("This indicator's figure is not typed in: it is counted."))


def _told(figure: TypedFigure) -> dict[str, object]:
    return {"value": str(figure.value), "document": figure.document, "version": figure.version}


def _words(quarter: Quarter) -> str:
    return quarter_words(quarter.year, quarter.quarter)
