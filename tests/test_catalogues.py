"""The catalogue check names each fault, and reads what Django's own tools read."""

import os
import re
from pathlib import Path

import pytest

from tipcc import catalogues

PAGE = """{% load i18n %}
  <p title="{% translate "Name" %}">it's {{ x|default:_("Nobody") }}</p>
{% blocktranslate trimmed count n=n context "list" %}
    One event
  {% plural %}
    {{ n }} events, 100%
{% endblocktranslate %}
{% comment %}Translators: a note{% endcomment %}{% translate "Behind a note" context "menu" %}
{% if a == _("Const") %}{% endif %}
"""
CODE = """
from django.utils.translation import gettext_lazy as _, ngettext, pgettext_lazy
a = _("A %(name)s "
      "in two lines")
b = ngettext("One", "%(n)d many", 2)
c = pgettext_lazy("context", "Word")
"""


def read(source: str, name: str) -> list[tuple[str | None, str, str | None]]:
    return [text[:3] for text in catalogues.texts_of(source, name)]


def test_texts_of_a_page() -> None:
    assert read(PAGE, "page.html") == [
        (None, "Name", None),
        (None, "Nobody", None),
        ("list", "One event", "%(n)s events, 100%%"),
        ("menu", "Behind a note", None),
        (None, "Const", None),
    ]


def test_texts_of_a_module() -> None:
    assert read(CODE, "module.py") == [
        (None, "A %(name)s in two lines", None),
        (None, "One", "%(n)d many"),
        ("context", "Word", None),
    ]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(catalogues, "BASE_DIR", tmp_path)
    (tmp_path / "councils").mkdir()
    (tmp_path / "councils" / "module.py").write_text(CODE)
    catalogues.extract_all()
    for language in catalogues.PLURALS:
        path = catalogues.po_file(language)
        words = path.read_text().replace('two lines"\nmsgstr ""', 'two lines"\nmsgstr "Эки %(name)s"')
        words = words.replace('msgid "Word"\nmsgstr ""', 'msgid "Word"\nmsgstr "Сөз"')
        for form in range(3):
            words = words.replace(f'msgstr[{form}] ""', f'msgstr[{form}] "%(n)d көп"')
        path.write_text(words)
    return tmp_path


def complaints() -> list[str]:
    return list(catalogues.complaints("ru", catalogues.template()))


def test_complete_catalogues_pass_and_extract_keeps_them(project: Path) -> None:
    before = catalogues.po_file("ru").read_text()
    assert complaints() == []
    catalogues.extract_all()
    assert catalogues.po_file("ru").read_text() == before
    assert catalogues.check() == 0


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('msgstr "Сөз"', 'msgstr ""', "empty: 'Word'"),
        ('msgstr[2] "%(n)d көп"', 'msgstr[2] ""', "empty: 'One'"),
        ('msgctxt "context"\n', '#, fuzzy\nmsgctxt "context"\n', "fuzzy: 'Word'"),
        ('msgid "Word"', 'msgid "Werd"', "missing: 'Word'"),
        ('msgid "Word"', 'msgid "Werd"', "obsolete: 'Werd'"),
        ('msgctxt "context"\n', "", "missing: 'Word'"),
        ("Эки %(name)s", "Эки %(nam)s", "placeholders ['%(nam)s'] instead of ['%(name)s']"),
        ('msgstr[1] "%(n)d көп"', 'msgstr[1] "көп"', "placeholders [] instead of ['%(n)d']"),
        ("nplurals=3", "nplurals=4", "Plural-Forms must be"),
    ],
)
def test_every_fault_is_named(project: Path, old: str, new: str, said: str) -> None:
    path = catalogues.po_file("ru")
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    assert any(said in complaint for complaint in complaints()), complaints()


def test_kyrgyz_has_the_plural_forms_of_djangos_own_catalogue() -> None:
    import django

    django_po = Path(django.__file__).parent / "conf" / "locale" / "ky" / "LC_MESSAGES" / "django.po"
    assert f"Plural-Forms: {catalogues.PLURALS['ky']};" in django_po.read_text()


def test_compiled_catalogue_is_made_anew_when_it_is_older(project: Path) -> None:
    catalogues.compile_all()
    compiled = catalogues.po_file("ky").with_suffix(".mo")
    assert "Сөз".encode() in compiled.read_bytes()
    source = catalogues.po_file("ky")
    source.write_text(source.read_text().replace("Сөз", "Кеп"))
    os.utime(source, (compiled.stat().st_mtime + 5,) * 2)
    catalogues.compile_all()
    assert "Кеп".encode() in compiled.read_bytes()
    assert not list(compiled.parent.glob("*.part"))


def test_no_text_hides_in_an_f_string() -> None:
    """Babel reads an f-string as one string: what is to be translated within it would never be found."""
    root = Path(__file__).resolve().parent.parent
    files = [file for app in ("councils", "actionplans", "reports", "tipcc") for file in (root / app).rglob("*.py")]
    hidden = re.compile(r"""f"[^"\n]*\{(?:_|n?gettext|pgettext)\(""")
    assert [str(file) for file in files if hidden.search(file.read_text(encoding="utf-8"))] == []


# One thing has one name: these are what it must not be called.
OTHER_NAMES = {
    "ru": ("вымаран", "национального отчёта", "национальных отчётов", "потерпевш", "пострадавш", "не дойти"),
    "ky": (
        "отчёт",
        "жыйынтык отчет",
        "улуттук отчет",
        "Өкмөт Аппарат",
        "жабырлан",
        "жабыр тарт",
        "ГМК",
        "жыйындын",
        "жыйынга",
    ),
}


@pytest.mark.parametrize("language", OTHER_NAMES)
def test_one_thing_has_one_name(language: str) -> None:
    said = [form for message in catalogues.read(language) for form in catalogues.forms_of(message.string)]
    found = [(name, form) for form in said for name in OTHER_NAMES[language] if name.lower() in form.lower()]
    assert found == []
