"""The report by pillar and measure: states, figures, what was done in SMS's words, else the councils' (rule 13)."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from actionplans.states import Pillar
from reports.exports.content import Content, label
from reports.national import figures_in
from reports.rollup import Figures
from reports.statement import Statement
from reports.states import ItemStatus

from .facts import Told, figure, region_of

# Where SMS wrote nothing on a measure, a brief paper has a few councils' words on it: signs of each, and how many.
BRIEF, FEW = 70, 3


@dataclass
class _Measure:
    code: str
    name: str
    states: dict[str, int] = field(default_factory=dict)
    figures: Figures = field(default_factory=Figures)
    said: list[tuple[str, str]] = field(default_factory=list)


def by_pillar(content: Content, *, in_brief: bool = False) -> list[Told]:
    """Pillars in their order, in each the measures that plan items serve; items of no measure come last."""
    found: dict[str, dict[str, _Measure]] = {}
    for council, item in content.items():
        _add(found, content, council, item)
    written = {one["measure"]["code"]: one["text"] for one in content.statement.get("narrative", ())}
    named = [(pillar.value, str(pillar.label)) for pillar in Pillar] + [("", _("Outside the Programme's measures"))]
    return [
        {
            "name": words,
            "measures": [_told(m, written.get(code, ""), in_brief) for code, m in _in_order(found[key])],
        }
        for key, words in named
        if key in found
    ]


def _add(found: dict[str, dict[str, _Measure]], content: Content, council: Statement, item: Statement) -> None:
    told = item["measure"]
    pillar, code = (told["pillar"], told["code"]) if told else ("", "")
    name = content.name(told["names"]) if told else ""
    measure = found.setdefault(pillar, {}).setdefault(code, _Measure(code, name))
    state = item["status"] or ""
    measure.states[state] = measure.states.get(state, 0) + 1
    measure.figures += figures_in(item["figures"])
    if item["text"]:
        measure.said.append((region_of(content, council), item["text"]))


def _in_order(measures: dict[str, _Measure]) -> list[tuple[str, _Measure]]:
    """1.2 stands before 1.10."""
    return sorted(measures.items(), key=lambda pair: [int(p) if p.isdecimal() else 0 for p in pair[0].split(".")])


def _told(measure: _Measure, written: str, in_brief: bool) -> Told:
    name = f"{measure.code}. {measure.name}" if measure.code else ""
    return {"name": name, "states": _states(measure), "text": written or _said(measure, in_brief)}


def _said(measure: _Measure, in_brief: bool) -> str:
    """What the councils said of their items; of a council's own paper without its name."""
    if not in_brief:
        return "\n".join(f"{region}: {text}" if region else text for region, text in measure.said)
    by_region = dict(reversed(measure.said))  # the first of each
    few = [f"{region}: {brief(by_region[region])}" for region in dict.fromkeys(r for r, _text in measure.said)]
    more = _("Councils that told of it besides: %(count)s.") % {"count": len(few) - FEW} if len(few) > FEW else ""
    return " ".join([*few[:FEW], more]).strip()


def _states(measure: _Measure) -> str:
    """«Items 8: fulfilled 3, overdue 1. Events 120, participants 3 400.»"""
    names = [(status.value, label(ItemStatus.choices, status.value)) for status in ItemStatus]
    parts = [f"{words} {measure.states[key]}" for key, words in names if key in measure.states]
    if open_ones := measure.states.get(""):
        parts.append(_("not confirmed yet %(count)s") % {"count": open_ones})
    items = _("Plan items %(count)s: %(states)s.") % {
        "count": sum(measure.states.values()), "states": ", ".join(parts),
    }  # fmt: skip
    told = measure.figures
    if not told.events:
        return items
    words = _("Events %(events)s, participants %(participants)s.")
    return f"{items} " + words % {"events": figure(told.events), "participants": figure(told.participants)}


def brief(text: str) -> str:
    """The beginning of a text, cut between words."""
    line = " ".join(text.split())
    if len(line) <= BRIEF:
        return line if line.endswith((".", "!", "?", "…")) else f"{line}."
    return line[:BRIEF].rsplit(" ", 1)[0].rstrip(",;:") + "…"
