"""Catalogues of translations, in Python alone: `python -m tipcc.catalogues check|extract|compile`.

`extract` writes the texts of the sources into locale/*/LC_MESSAGES/django.po and keeps what is translated;
`compile` makes the .mo files, which git does not hold; `check` names every text that a person would meet
untranslated. The texts in the sources are English, so English has no catalogue.
"""

import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import NamedTuple

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

BASE_DIR = Path(__file__).resolve().parent.parent
# ky as in Django's own catalogue: a catalogue with other forms would answer a plural with the wrong one.
PLURALS = {
    "ky": "nplurals=1; plural=0",
    "ru": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)",
}
SOURCES = ("tipcc", "councils", "actionplans", "reports", "templates")
KEYWORDS = DEFAULT_KEYWORDS | {
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
PLACEHOLDER = re.compile(r"%\(\w+\)[.\d]*[sdif]|(?<!%)%[sd]|(?<!\{)\{\w*(?:[.!:][^{}]*)?\}(?!\})")
COMMENT = re.compile(r"\{#[^\n]*?#\}|\{%\s*comment\b[^%]*%\}.*?\{%\s*endcomment\s*%\}", re.DOTALL)


class Text(NamedTuple):
    context: str | None
    singular: str
    plural: str | None
    place: str


def po_file(language: str) -> Path:
    return BASE_DIR / "locale" / language / "LC_MESSAGES" / "django.po"


def texts() -> Iterator[Text]:
    """Every text marked for translation in the sources, with the file and line where it stands."""
    for folder in SOURCES:
        for path in sorted((BASE_DIR / folder).rglob("*")):
            if path.suffix in {".py", ".html", ".txt"} and "migrations" not in path.parts:
                yield from texts_of(path.read_text(encoding="utf-8"), path.relative_to(BASE_DIR).as_posix())


def texts_of(source: str, name: str) -> Iterator[Text]:
    """The texts of one Python file or template; Django's own reader turns a template into calls first."""
    if not name.endswith(".py"):
        # Comments go first: a note to translators would hide the text behind it on its line. In brackets the
        # calls may stand at any indent, as they do between the tags of a page.
        source = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
        source = f"({templatize(source, origin=name)}\n)"
    file = BytesIO(source.encode())
    for line, message, _comments, context in extract("python", file, KEYWORDS, options={"encoding": "utf-8"}):
        singular, plural = (message[0], message[1]) if isinstance(message, tuple) else (message, None)
        yield Text(context, singular, plural, f"{name}:{line}")


def template() -> Catalog:
    """A catalogue of all texts without translations."""
    catalogue = Catalog(charset="utf-8")
    for text in texts():
        place = (text.place.rpartition(":")[0], int(text.place.rpartition(":")[2]))
        identity = (text.singular, text.plural) if text.plural else text.singular
        catalogue.add(identity, locations=[place], context=text.context)
    return catalogue


def read(language: str) -> Catalog:
    with po_file(language).open("rb") as file:
        return read_po(file, locale=language, domain="django")


def key(message: Message) -> tuple[str | None, str]:
    return message.context, forms_of(message.id)[0]


def placeholders(text: str) -> list[str]:
    return sorted(PLACEHOLDER.findall(text.replace("%%", "")))


def complaints(language: str, wanted: Catalog) -> Iterator[str]:
    """What is wrong with one language's catalogue, a line for each text."""
    if not po_file(language).exists():
        yield "there is no django.po; make it with: python -m tipcc.catalogues extract"
        return
    catalogue = read(language)
    if catalogue.plural_forms.rstrip("; ") != PLURALS[language]:
        yield f"Plural-Forms must be {PLURALS[language]}"
    present = {key(message): message for message in catalogue if message.id}
    needed = {key(message): message for message in wanted if message.id}
    for identity, message in needed.items():
        place = ":".join(map(str, message.locations[0]))
        if identity not in present:
            yield f"missing: {identity[1]!r} ({place})"
        else:
            yield from (f"{fault}: {identity[1]!r} ({place})" for fault in faults(message, present[identity]))
    for identity in [*(present.keys() - needed.keys()), *map(key, catalogue.obsolete.values())]:
        yield f"obsolete: {identity[1]!r}"


def forms_of(value: object) -> list[str]:
    """A translation (or text) as the list of its forms; Babel keeps one form bare and several in a tuple."""
    return [form or "" for form in value] if isinstance(value, (list, tuple)) else [str(value or "")]


def faults(wanted: Message, present: Message) -> Iterator[str]:
    """What is wrong with one translation: each of its forms must say what the text's plural (or only) form says."""
    forms, model = forms_of(present.string), forms_of(wanted.id)[-1]
    if wanted.pluralizable != present.pluralizable:
        yield "with and without a plural"
    elif not all(form.strip() for form in forms):
        yield "empty"
    elif present.fuzzy:
        yield "fuzzy"
    else:
        for form in forms:
            if placeholders(form) != placeholders(model):
                yield f"placeholders {placeholders(form)} instead of {placeholders(model)}"
            elif form.startswith("\n") != model.startswith("\n") or form.endswith("\n") != model.endswith("\n"):
                yield "another line break at its beginning or end"


def check() -> int:
    """Print what is wrong; returns the number of complaints."""
    wanted, count = template(), 0
    for language in PLURALS:
        for complaint in complaints(language, wanted):
            print(f"locale/{language}: {complaint}")
            count += 1
    print(f"{len(wanted)} texts, {count} complaints" if count else f"{len(wanted)} texts, complete in ky and ru")
    return count


def extract_all() -> None:
    """Bring the texts of the sources into the .po files; what the sources no longer say is dropped."""
    wanted = template()
    for language, plural in PLURALS.items():
        path = po_file(language)
        catalogue = read(language) if path.exists() else Catalog(locale=language)
        catalogue.update(wanted, no_fuzzy_matching=True, update_creation_date=False)
        dropped = len(catalogue.obsolete)
        fresh = Catalog(charset="utf-8", fuzzy=False)
        fresh.mime_headers = [("Plural-Forms", plural)]
        forms = int(plural[len("nplurals=")])
        for message in catalogue:
            if message.id:
                known = forms_of(message.string)
                several = tuple((known + [""] * forms)[:forms])
                string = several if message.pluralizable else known[0]
                fresh.add(message.id, string, message.locations, message.flags, context=message.context)
        buffer = BytesIO()
        write_po(buffer, fresh, width=110, omit_header=True, sort_by_file=True, include_lineno=False)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(header(language) + buffer.getvalue().decode().strip() + "\n", encoding="utf-8")
        empty = sum(not all(forms_of(message.string)) for message in fresh if message.id)
        print(f"locale/{language}: {len(fresh)} texts, {empty} to translate, {dropped} no longer used and dropped")


def header(language: str) -> str:
    """No dates and names: git knows them, and two branches would always conflict in them."""
    return (
        'msgid ""\nmsgstr ""\n'
        f'"Language: {language}\\n"\n"MIME-Version: 1.0\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
        f'"Content-Transfer-Encoding: 8bit\\n"\n"Plural-Forms: {PLURALS[language]};\\n"\n\n'
    )


def compile_all() -> None:
    """Make the .mo files that are missing or older than their .po."""
    for path in sorted((BASE_DIR / "locale").glob("*/LC_MESSAGES/django.po")):
        target = path.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime > path.stat().st_mtime:
            continue
        buffer = BytesIO()
        write_mo(buffer, read(path.parts[-3]))
        part = target.with_suffix(".part")
        part.write_bytes(buffer.getvalue())
        part.replace(target)  # a server that starts beside us reads the whole file or the old one


def main(arguments: list[str]) -> int:
    if not settings.configured:
        settings.configure(USE_I18N=False)  # enough for Django to read templates
    match arguments:
        case ["check"]:
            return 1 if check() else 0
        case ["extract"]:
            extract_all()
        case ["compile"]:
            compile_all()
        case _:
            print(__doc__)
            return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
