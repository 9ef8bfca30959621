"""What README says is true: its commands exist with these words, its settings are all there are, its sign-ins work."""

import re
import shlex
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from reports.demonstration import people

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
LINES = [line for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL) for line in block.splitlines()]


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("manage.py ")])
def test_a_command_takes_the_words_that_readme_gives_it(line: str) -> None:
    _manage, name, *words = shlex.split(line)
    command = load_command_class(get_commands()[name], name)  # type: ignore[arg-type]
    command.create_parser("manage.py", name).parse_args(words)


@pytest.mark.parametrize("line", [line for line in LINES if line.startswith("make ")])
def test_make_knows_the_targets(line: str) -> None:
    target = line.split()[1]
    assert re.search(rf"^{target}:", (ROOT / "Makefile").read_text(), re.MULTILINE)


def test_readme_names_every_setting_and_no_other() -> None:
    read = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', (ROOT / "tipcc" / "settings.py").read_text()))
    table = README.partition("### Settings")[2].partition("##")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)`", table, re.MULTILINE)) == read


def test_readme_gives_sign_ins_of_the_demonstration() -> None:
    told = set(re.findall(r"^\|[^|]+\| `([a-z-]+)` \|", README, re.MULTILINE))
    known = {row["username"] for row in people.sign_in_rows()}
    assert told and told <= known
    assert people.PASSWORD in README


def test_every_file_that_readme_names_is_there() -> None:
    for name in re.findall(r"\b((?:docs|actionplans)/[\w./-]+)", README):
        assert (ROOT / name.rstrip(".")).exists(), name
