"""verify_seals: every edition proved, each fault named, a redacted text told apart from a changed one (rule 12)."""

import gc
import json
import weakref
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from io import StringIO
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, transaction

from councils import audit, clock, guards
from councils.models import User
from reports import proof
from reports.editions import SealFault
from reports.models import Edition, EditionFile, EditionText, Period, Redaction
from reports.services import council_reports, national_reports, signing

from .world import World, make_world, open_report, prepared, record, sealed

NOON = datetime(2019, 4, 5, 12, tzinfo=clock.BISHKEK)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path / "files"


@pytest.fixture
def nation(world: World, sms: User) -> Edition:
    """Two councils with events, accepted and consolidated."""
    osh = make_world("KG-O")
    for each, heads in ((world, 25), (world, None), (osh, 40)):
        record(
            each, date(2019, 3, 1), heads, women=heads and 10, men=heads and 12, age_14_28=heads and 20, materials=3
        )
    for each in (world, osh):
        council_reports.accept(sealed(each), actor=sms)
    return national_reports.consolidate(Period.objects.get(), missing={}, actor=sms)


def told(*options: str) -> str:
    out = StringIO()
    call_command("verify_seals", *options, stdout=out)
    return out.getvalue()


def faults(*options: str) -> list[str]:
    out = StringIO()
    with pytest.raises(CommandError) as error:
        call_command("verify_seals", "--json", *options, stdout=out)
    found = json.loads(out.getvalue())["faults"]
    assert str(error.value).startswith(f"{len(found)} faults; checked: ") and error.value.returncode == 1
    return [f"{fault['report']}: {fault['what']}" for fault in found]


def tampered(edition: Edition, **values: Any) -> None:
    with guards.lifted(connection):
        Edition.objects.filter(pk=edition.pk).update(**values)


def rewritten(edition: Edition, change: Any) -> None:
    """A forger who knows the format: content changed and hashed anew."""
    payload = json.loads(edition.payload)
    change(payload)
    text = audit.canonical(payload)
    tampered(edition, payload=text, sha256=audit.digest(text))


def test_whole_editions_are_proved_and_counted(nation: Edition) -> None:
    texts = EditionText.objects.count()
    assert told() == f"All as it was sealed: 3 editions, {texts} texts (0 redacted), 0 kept files.\n"
    checked = json.loads(told("--json"))
    assert checked == {"checked": {"editions": 3, "texts": texts, "redacted": 0, "files": 0}, "faults": []}


def test_only_editions_since_a_day(nation: Edition) -> None:
    assert told("--since", "2019-04-05").startswith("All as it was sealed: 3 editions")
    assert told("--since", "2019-04-06").startswith("All as it was sealed: 0 editions")


def test_a_changed_text_and_a_changed_content_are_named(nation: Edition, world: World) -> None:
    edition = Edition.objects.get(report__council=world.council)
    tampered(edition, payload=edition.payload.replace('"participants":25', '"participants":99', 1))
    with guards.lifted(connection):
        edition.texts.filter(key__endswith="1.1/text").update(text="x")
    found = faults()
    assert "KG-B 2019-Q1: its content is not what was sealed" in found
    assert any(line.endswith("1.1/text was changed") for line in found)


OF_A_COUNCIL = [
    (lambda told: told["figures"].update(participants=26), "its figures: participants is 26, what stands behind"),
    (lambda told: told["items"][0]["figures"].update(women=11), "item 1.1: women is 11, what stands behind it"),
    (
        lambda told: told["events"][0].update(materials=4),
        "item 1.1: materials is 6, what stands behind it gives 7",
    ),
    (lambda told: told["events"].pop(), "item 1.1: events is 2, what stands behind it gives 1"),
    (lambda told: told["events"][0].update(item_id=77), "events of an item that it does not tell, 77"),
    (lambda told: told["reached"].update(adjusted=2), "what was counted twice are not those of its items"),
    (lambda told: told["reached"].update(reached=2), "residents reached are not participants less"),
    (lambda told: told.update(edition=2), "it says another number"),
    (lambda told: told.update(supersedes="0"), "the edition before it is not the one that it names"),
    (lambda told: told.update(sealed_at="2019-04-05T11:00:00+06:00"), "it says another moment"),
    (lambda told: told.pop("items"), "its content cannot be read"),
]
OF_THE_NATION = [
    (lambda told: told["figures"].update(events=7), "its figures: events is 7, what stands behind it gives 3"),
    (lambda told: told["councils"][0]["figures"].update(men=7), "council KG-B: men is 7, what stands behind it"),
    (
        lambda told: told["year_to_date"].update(events=7),
        "year to date: events is 7, what stands behind it gives 3",
    ),
    (lambda told: told["year_quarters"].insert(0, 4), "no national edition of quarter 4 was there"),
    (lambda told: told["reached"].update(reached=1), "residents reached: reached is not the sum"),
    (lambda told: told["national_events"]["figures"].update(materials=1), "national events: materials is not"),
    (lambda told: told["councils"][1].update(sha256="0" * 64), "of KG-O, which it consolidates, does not exist"),
]


def rewritten_and_undone(edition: Edition, change: Any) -> list[str]:
    """What is found at fault when a forger made this one change."""
    with transaction.atomic():
        rewritten(edition, change)
        found = faults()
        transaction.set_rollback(True)
    return found


def test_a_council_edition_that_does_not_add_up_though_its_hash_fits(
    nation: Edition, world: World, subtests: pytest.Subtests
) -> None:
    edition = Edition.objects.get(report__council=world.council)
    for change, words in OF_A_COUNCIL:
        with subtests.test(words):
            found = rewritten_and_undone(edition, change)
            assert any(line.startswith("KG-B 2019-Q1: ") and words in line for line in found), found


def test_a_national_edition_that_does_not_add_up(nation: Edition, subtests: pytest.Subtests) -> None:
    for change, words in OF_THE_NATION:
        with subtests.test(words):
            found = rewritten_and_undone(nation, change)
            assert any("KG" not in line.split(":")[0] and words in line for line in found), found


def test_an_edition_that_was_exchanged_is_missed_by_the_national_one(nation: Edition, world: World) -> None:
    rewritten(Edition.objects.get(report__council=world.council), lambda told: told.update(no_events_confirmed=True))
    assert any("which it consolidates, does not exist" in line for line in faults())


def test_a_kept_file_that_changed_or_is_gone_is_named(nation: Edition) -> None:
    kept = EditionFile.objects.create(
        edition=nation, name="x.xlsx", language="ru", kind="ga", made_at=clock.now(), size=1,
        sha256=proof.hashlib.sha256(b"x").hexdigest(),
        file=ContentFile(b"x", name="x.xlsx"),
    )  # fmt: skip
    assert told().endswith("1 kept files.\n")
    Path(kept.file.path).write_bytes(b"y")
    assert [line for line in faults() if line.endswith("the file x.xlsx is not as it was kept")]
    Path(kept.file.path).unlink()
    assert [line for line in faults() if line.endswith("the file x.xlsx is not as it was kept")]


def test_a_text_redacted_by_two_persons_is_no_fault_and_one_that_was_only_emptied_is(
    nation: Edition, world: World, sms: User
) -> None:
    edition = Edition.objects.get(report__council=world.council)
    text = edition.texts.filter(key__endswith="1.1/text").get()
    moment = clock.now()
    with guards.lifted(connection):
        EditionText.objects.filter(pk=text.pk).update(text="", redacted_at=moment)
    assert any(line.endswith("was emptied, and no two persons redacted it") for line in faults())
    Redaction.objects.create(
        text=text, reason="Имя", asked_by=world.chair, asked_at=moment, decided_by=sms, decided_at=moment
    )
    assert "(1 redacted)" in told()


def test_each_edition_is_let_go_before_the_next_one_is_read(
    world: World, sms: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten years cost the memory of one edition: none that was proved without a fault is held."""
    record(world, date(2019, 3, 1))
    held: list[weakref.ref[Edition]] = []
    prove = proof.prove

    def watched(edition: Edition) -> Iterator[SealFault]:
        assert not [ref for ref in held if ref() is not None]
        held.append(weakref.ref(edition))
        return prove(edition)

    monkeypatch.setattr(proof, "prove", watched)
    report = sealed(world)
    for _again in range(2):
        council_reports.return_report(report, actor=sms, reason="Пересчитать", until=date(2019, 4, 10))
        report = sealed(world)
    gc.disable()
    try:
        assert proof.prove_all().editions == len(held) == 3
    finally:
        gc.enable()


def test_an_edition_sealed_by_a_running_clock_says_the_moment_it_is_kept_under(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    record(world, date(2019, 3, 1))
    report, ticks = prepared(world, open_report(world)), count()
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(milliseconds=next(ticks)))
    edition = signing.sign(report, actor=world.chair)
    assert json.loads(edition.payload)["sealed_at"] == edition.sealed_at.isoformat()
