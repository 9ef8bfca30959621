"""Comments at a report as a reader may see them: the open ones first."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from .models import Comment, CouncilReport


def comments_of(report: CouncilReport, user: Any) -> list[Comment]:
    """Open ones first, each in the order of their moments. One query."""
    found = report.comments.visible_to(user).with_names()
    return sorted(found, key=lambda comment: comment.settled_at is not None)


def open_by_item(comments: Iterable[Comment]) -> dict[int | None, int]:
    """How many are open at each plan item; None: at the whole report."""
    return Counter(comment.item_id for comment in comments if not comment.settled_at)
