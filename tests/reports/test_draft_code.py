"""The code of a report that is not sealed yet: one text, one code; another word in it, another code."""

from datetime import date
from typing import Any

from django.utils import translation

from reports.exports.papers import facts
from reports.services import entries
from reports.statement import Statement, draft_code, fingerprint, statement_of
from reports.workbooks import working_content

from .world import Q1, World, code_of, open_report, prepared, record


def told(world: World, *, with_events: bool = False) -> Statement:
    report = world.council.reports.get()
    return statement_of(world.council, Q1, report, with_events=with_events)


def test_the_code_stands_until_a_word_changes(world: World) -> None:
    record(world, date(2019, 3, 1))
    report = open_report(world)
    code = draft_code(told(world))
    assert [len(part) for part in code.split()] == [4, 4, 4, 4]
    assert draft_code(told(world)) == code == draft_code(told(world, with_events=True))
    entries.write_entry(report, world.item, status="", text="Беседы", version=0, actor=world.secretary)
    assert draft_code(told(world)) != code


def test_the_paper_to_sign_bears_the_code_and_no_watermark(world: World) -> None:
    record(world, date(2019, 3, 1))
    report = open_report(world)
    with translation.override("en"):
        assert facts.head_of(working_content(Q1, world.council, "en"))["draft"] == "DRAFT, not sealed"
        prepared(world, report)
        head = facts.head_of(working_content(Q1, world.council, "en"))
    assert head["draft"] == "" and head["sealed"].endswith(f"code of the figures {code_of(world, report)}")


def test_without_the_secret_nobody_tries_out_words_by_the_code(world: World, settings: Any) -> None:
    open_report(world)
    code = draft_code(told(world))
    assert code.replace(" ", "") != fingerprint(told(world))[:16]
    settings.SECRET_KEY = "another"
    assert draft_code(told(world)) != code
