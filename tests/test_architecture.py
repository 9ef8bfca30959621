"""Imports go one way: across apps councils ← actionplans ← reports, inside an app up the layers."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
APPS = ("councils", "actionplans", "reports")
# Inside an app a module imports only from layers to its left; modules not named here are domain modules between
# models and services.
LAYERS = (
    {"states", "quarters", "clock", "rights", "querysets", "dates", "numbers", "letters", "apps"},
    {"models"},
    {"domain"},
    {"services"},
    {"exports", "imports", "work", "workbooks", "documents", "reference_data", "demonstration"},
    {"forms", "fields"},
    {"views", "management", "templatetags", "context", "middleware", "commands", "tasks"},
    {"urls"},
)
DEFERRED = {"tasks"}  # imported on call: a task wakes a job, a job runs in a task


def layer_of(module: str) -> int:
    return next((at for at, names in enumerate(LAYERS) if module in names), 2)


def imports_of(path: Path, source: str) -> Iterator[tuple[str, bool]]:
    """Every import of our own modules as a dotted name, and whether it is made at import time."""
    package = path.relative_to(ROOT).with_suffix("").parts
    tree = ast.parse(source)
    top = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, id(node) in top) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level] if node.level else ()
            name = ".".join((*base, *(node.module or "").split("."))).strip(".")
            yield name, id(node) in top
            yield from ((f"{name}.{alias.name}", id(node) in top) for alias in node.names)


def wrong_imports(path: Path, source: str) -> list[str]:
    parts = path.relative_to(ROOT).with_suffix("").parts
    app, module = parts[0], parts[1]
    found = []
    for name, at_import in imports_of(path, source):
        target, _dot, rest = name.partition(".")
        inside = rest.partition(".")[0]
        if target in APPS and APPS.index(target) > APPS.index(app):
            found.append(f"{'/'.join(parts)} imports {name}: {target} lies above {app}")
        elif target == app and inside and at_import and layer_of(inside) > layer_of(module):
            found.append(f"{'/'.join(parts)} imports {name}: a layer above its own")
        elif target in {"tipcc", "tests"} and app in APPS and module != "management":
            found.append(f"{'/'.join(parts)} imports {name}: apps know neither the project nor its tests")
    return found


def modules() -> list[Path]:
    return [p for app in APPS for p in sorted((ROOT / app).rglob("*.py")) if "migrations" not in p.parts]


def test_imports_go_one_way() -> None:
    assert [line for path in modules() for line in wrong_imports(path, path.read_text())] == []


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("councils/services/seats.py", "from reports.models import Period"),
        ("councils/audit.py", "import actionplans.models"),
        ("actionplans/checks.py", "def f():\n    from reports import rollup"),
        ("actionplans/models/plans.py", "from actionplans.services import plans"),
        ("reports/rollup.py", "from .views import home"),
        ("reports/rollup.py", "from tipcc import settings"),
    ],
)
def test_a_planted_wrong_import_is_found(file: str, line: str) -> None:
    assert wrong_imports(ROOT / file, line)


def test_no_model_signals_and_no_save_with_consequences() -> None:
    for path in modules():
        tree = ast.parse(path.read_text())
        names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}
        assert not names & {"post_save", "pre_save", "post_delete", "pre_delete", "receiver"}, path
        if "models" in path.parts:
            defined = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
            assert not defined & {"save", "delete"}, path


def test_files_stay_small_enough_to_read() -> None:
    long = {str(p.relative_to(ROOT)): n for p in modules() if (n := len(p.read_text().splitlines())) > 400}
    assert long == {}
