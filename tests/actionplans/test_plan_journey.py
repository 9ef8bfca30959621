"""A plan drafted and put in force in a real Chromium without scripts: nothing of it needs them."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from actionplans.models import ActionPlan, Measure, Programme
from councils.models import Council
from tests.factories import PASSWORD, make_council, make_member


@pytest.fixture
def council(transactional_db: None, settings: Any) -> Council:
    settings.TIPCC_TODAY = "2019-12-20"  # the server's threads do not see clock.at()
    made = make_council("KG-B")
    make_member(made, "secretary", "aigul")
    programme = Programme.objects.create(
        name_en="P", name_ru="Программа", name_ky="Программа", starts_on=date(2017, 1, 1), ends_on=date(2020, 12, 31)
    )
    for position, code in enumerate(("1.1", "1.2"), 1):
        Measure.objects.create(
            programme=programme, code=code, position=position, pillar="prevention", name_en=f"Measure {code}",
            name_ru=f"Проведение бесед среди населения районов и городов {code}", name_ky=f"Чара {code}",
        )  # fmt: skip
    return made


@pytest.fixture
def plain(browser: Any, live_server: Any) -> Iterator[Any]:
    context = browser.new_context(base_url=live_server.url, locale="ru-RU", java_script_enabled=False)
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill("input[name=login]", "aigul")
    page.fill("input[name=password]", PASSWORD)
    page.press("input[name=password]", "Enter")
    page.wait_for_url("**/")
    yield page
    context.close()


def test_a_plan_is_drafted_and_endorsed_without_scripts(council: Council, plain: Any) -> None:
    plain.goto("/councils/KG-B/plans/new/")
    plain.fill("input[name=starts_on]", "1.1.2020")
    plain.fill("input[name=ends_on]", "31.12.2020")
    plain.check("input[name=how][value=measures]")
    plain.check("input[name=measures] >> nth=0")
    plain.click("#page-form button.btn-big")
    plain.wait_for_url("**/draft/")
    plan = ActionPlan.objects.get()
    item = plan.items.get()

    plain.click(f"a[href$='/items/{item.pk}/change/']")
    plain.fill("input[name=indicators-0-target_2020]", "180")
    plain.fill("input[name=organisations]", "РГА; мэрии")
    plain.click("button[name=add_indicator]")
    assert plain.input_value("input[name=indicators-0-target_2020]") == "180"
    plain.fill("input[name=indicators-1-name_ru]", "Охвачено участников")
    plain.select_option("select[name=indicators-1-unit]", "person")
    plain.select_option("select[name=indicators-1-source]", "participants")
    plain.fill("input[name=indicators-1-target_2020]", "2 880")
    plain.press("input[name=indicators-1-target_2020]", "Enter")  # saves: the first button is not «add another»
    plain.wait_for_url(f"**/draft/#item-{item.pk}")
    targets = [one.targets.get().value for one in item.indicators.order_by("position")]
    assert targets == [180, 2880]

    plain.click("a[href$='/endorse/']")
    plain.fill("input[name=authority]", "Полномочный представитель")
    plain.fill("input[name=order_number]", "№ 41-р")
    plain.fill("input[name=endorsed_on]", "19.12.2019")
    plain.set_input_files("input[name=scan]", {"name": "o.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"})
    plain.click("#page-form button.btn-big")
    plain.wait_for_url(f"**/plans/{plan.pk}/")
    plan.refresh_from_db()
    assert (plan.status, plan.scan.kind) == ("endorsed", "pdf")

    for page in ("new/", f"{plan.pk}/table/"):
        plain.goto(f"/councils/KG-B/plans/{page}")
        plain.set_viewport_size({"width": 320, "height": 800})
        assert plain.evaluate("document.documentElement.scrollWidth") <= 320
