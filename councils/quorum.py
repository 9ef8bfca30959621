"""Who counts at a meeting, whether there is a quorum, and whether a decision is adopted (rule 4). Pure functions.

Nobody has two votes: a person who holds two voting seats counts once, among those who could come and among those who
came, and so does an alternate. Whole numbers and fractions only: nothing is rounded.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from .charter import Arrangements, Place, quorum_needed, voting_filled
from .models import Charter, Membership
from .states import TOOK_PART, Majority, Presence, SeatRole

CHAIRS = (SeatRole.CHAIR, SeatRole.DEPUTY)  # in this order


class Seen(Protocol):
    """How the holder of a seat took part: an Attendance, or a row that is not saved yet."""

    @property
    def membership_id(self) -> int: ...

    @property
    def presence(self) -> str: ...

    @property
    def alternate(self) -> Any: ...


@dataclass(frozen=True)
class Quorum:
    """Of `filled` voting seats `present` took part with a vote, `needed` had to; None: no quorum is possible."""

    filled: int
    present: int
    needed: int | None

    @property
    def is_there(self) -> bool:
        return self.needed is not None and self.present >= self.needed


@dataclass(frozen=True)
class Votes:
    """How those with a vote voted; whoever did none of the three did not vote."""

    yes: int
    no: int
    abstained: int

    @property
    def given(self) -> int:
        return self.yes + self.no + self.abstained

    @property
    def is_tie(self) -> bool:
        return self.yes == self.no and self.yes > 0


def count(
    arrangements: Arrangements | Charter | None,
    places: Iterable[Place],
    attendance: Iterable[Seen],
    had_left: Collection[int] = (),
) -> Quorum:
    """The quorum of the seats of a day; `had_left` are keys of memberships whose holders were no longer there.

    Without a charter in force there is none.
    """
    places = list(places)
    seen = _taking_part(places, attendance, had_left)
    bodies = {row.alternate.person_id if row.presence == Presence.DEPUTY else member.person_id for member, row in seen}
    present = min(len({member.person_id for member, _row in seen}), len(bodies))
    filled = voting_filled(places)
    return Quorum(filled, present, quorum_needed(arrangements, filled) if arrangements else None)


def chairing(places: Iterable[Place], attendance: Iterable[Seen], had_left: Collection[int] = ()) -> Membership | None:
    """Who chairs: the chair, and the deputy when the chair is absent; in person or remotely, not by an alternate."""
    there = {
        member.pk: member
        for member, row in _taking_part(list(places), attendance, had_left)
        if row.presence != Presence.DEPUTY
    }
    by_role = {member.seat.role: member for member in there.values()}
    return next((by_role[role] for role in CHAIRS if role in by_role), None)


def majority_needed(arrangements: Arrangements | Charter, quorum: Quorum) -> int:
    """Votes for that a decision needs: the next whole number above half."""
    base = quorum.filled if arrangements.decision_majority == Majority.SEATS else quorum.present
    return base // 2 + 1


def may_cast(arrangements: Arrangements | Charter, quorum: Quorum, votes: Votes) -> bool:
    """Whether the vote of whoever chairs decides: the Charter says so, votes for and against are equal, and one vote
    more makes the majority."""
    makes = votes.yes + 1 >= majority_needed(arrangements, quorum)
    return bool(arrangements.chair_casting_vote) and votes.is_tie and makes


def is_adopted(
    arrangements: Arrangements | Charter, quorum: Quorum, votes: Votes, *, chair_for: bool | None = None
) -> bool:
    """Whether more than half voted for; at a tie the vote of whoever chairs counts once more.

    `chair_for` is how whoever chairs voted; None: nobody chaired, or the vote is not known. The one vote more must
    still make the majority: of eight present, three for and three against are too few.
    """
    yes = votes.yes + (1 if chair_for and may_cast(arrangements, quorum, votes) else 0)
    return yes >= majority_needed(arrangements, quorum)


def _taking_part(
    places: list[Place], attendance: Iterable[Seen], had_left: Collection[int]
) -> list[tuple[Membership, Seen]]:
    """Holders of voting seats who took part and had not left, each with how."""
    voting = {p.membership.pk: p.membership for p in places if p.seat.voting and p.membership}
    return [
        (voting[row.membership_id], row)
        for row in attendance
        if row.membership_id in voting and row.presence in TOOK_PART and row.membership_id not in had_left
    ]
