"""What a register is read against, without a database: invented plan items, districts of one region, sheets."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from actionplans.imports.files import Row, Sheet
from actionplans.imports.lookups import Campaigns, Gazetteer, Items, Lookups
from actionplans.models import ActionPlan, PlanItem
from actionplans.states import PlanStatus
from councils.models import District

PLAN = ActionPlan(
    pk=1, council_id=1, status=PlanStatus.ENDORSED, starts_on=date(2018, 1, 1), ends_on=date(2019, 12, 31)
)  # fmt: skip
NUMBERS = ("1.1", "1.2", "1.10", "1.11", "2.1", "2.3", "4.4")
ITEMS = {number: PlanItem(pk=pk, plan=PLAN, number=number) for pk, number in enumerate(NUMBERS, 1)}
DISTRICTS = [
    District(pk=pk, region_id=1, soate=str(pk), kind=kind, name_ru=ru, name_ky=ky, name_en=en)
    for pk, (kind, ru, ky, en) in enumerate(
        [
            ("district", "Лейлекский район", "Лейлек району", "Leylek district"),
            ("district", "Кадамжайский район", "Кадамжай району", "Kadamjay district"),
            ("district", "Баткенский район", "Баткен району", "Batken district"),
            ("city_oblast", "город Сулюкта", "Сүлүктү шаары", "Suluktu city"),
        ],
        1,
    )
]
LOOKUPS = Lookups(Gazetteer(DISTRICTS, 1), Campaigns([]), Items(ITEMS.values()))


def sheet(*rows: Sequence[Any] | None, name: str = "Лист1", **options: Any) -> Sheet:
    """A sheet as it is read: None is a blank row, and None at the end of a row no cell."""
    held = []
    for number, cells in enumerate(rows, 1):
        if cells is not None and any(cell is not None for cell in cells):
            last = max(place for place, cell in enumerate(cells) if cell is not None)
            held.append(Row(number, tuple(cells[: last + 1]), **options))
    return Sheet(name, held)
