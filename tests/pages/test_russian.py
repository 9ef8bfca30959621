"""Every page in Russian; what is asked of it stands in walk.py."""

import pytest

from .walk import Visitor, walk_empty, walk_filled

pytestmark = pytest.mark.sqlite_only


def test_every_page_filled_and_with_errors(visitor: Visitor) -> None:
    walk_filled(visitor, "ru")


def test_every_page_while_it_is_empty(visitor: Visitor) -> None:
    walk_empty(visitor, "ru")
