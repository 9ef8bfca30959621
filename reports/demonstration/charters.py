"""The second version of the sample charter, and the two councils that adopted it in 2019. Invented."""

from datetime import date

from councils import services
from councils.models import Article, Charter

from . import papers
from .people import ADMINISTRATOR
from .story import Story, account, council_of

WRITTEN = date(2019, 5, 20)
NOTICE_DAYS = 7
# By the article's number: what it says from version 2 on.
ARTICLES = {
    13: {
        "text_ru": "О заседании члены совета извещаются не позднее чем за семь дней. В извещении указываются день,"
                   " место или способ участия, повестка и проекты решений.",
        "text_ky": "Отурум жөнүндө кеңештин мүчөлөрүнө кеминде жети күн мурда кабарланат. Кабарда күнү, орду же"
                   " катышуу жолу, күн тартиби жана чечимдердин долбоорлору көрсөтүлөт.",
    },
    24: {
        "text_ru": "Совет следит за тем, чтобы его члены прошли обучение предупреждению торговли людьми, мониторингу и"
                   " оценке. Новый член совета проходит его в первые шесть месяцев; учёт обучения ведёт секретарь.",
        "text_ky": "Кеңеш анын мүчөлөрү адамдарды сатуунун алдын алуу, мониторинг жүргүзүү жана баалоо боюнча окуудан"
                   " өтүшүн көзөмөлдөйт. Жаңы мүчө андан алгачкы алты айда өтөт; окуунун эсебин катчы жүргүзөт.",
    },
}  # fmt: skip
# Council, day, order, and whether its scan was handed in.
ADOPTED = (("KG-C", date(2019, 7, 1), "№ 174-р", True), ("KG-Y", date(2019, 9, 2), "№ 141", False))


def adopt(story: Story) -> None:
    """Put down when version 2 was written and adopted; the other councils work by version 1."""
    story.on(WRITTEN, 10, _write)
    for code, day, order, with_scan in ADOPTED:
        story.on(day, 8, _adopt, code, day, order, with_scan)


def _write() -> None:
    """A sample like the first, with shorter notice and more said of training."""
    administrator = account(ADMINISTRATOR)
    version = services.create_charter_version(
        actor=administrator, copy_of=Charter.objects.get(number=1), notice_days=NOTICE_DAYS
    )
    for article in Article.objects.filter(charter=version, number__in=ARTICLES).select_related("charter"):
        words = ARTICLES[article.number]
        services.edit_article(article, number=article.number, actor=administrator, **words)


def _adopt(code: str, day: date, order: str, with_scan: bool) -> None:
    scan = (papers.pdf(f"Order, {day}"), "pdf", f"{code}-charter-2.pdf") if with_scan else None
    services.adopt_charter(
        council_of(code), Charter.objects.get(number=2), adopted_on=day, order_number=order, scan=scan,
        actor=account(ADMINISTRATOR),
    )  # fmt: skip
