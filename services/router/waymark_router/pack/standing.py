"""What a county's rules stand on and no row of them says: limits in days and years, reasons, what forms must ask.

A pack carries them so that whoever imports it can see where their own differ; nothing is changed by them. Not here:
the pack's file (`document.py`), comparing rows (`difference.py`).
"""

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum

from waymark.words import CloseOutcome, DeclineReason, InterimOffer, Pathway
from waymark_router.deciding.appointment import SEEN_WITHIN
from waymark_router.deciding.explain import UNMET_WORDS, words
from waymark_router.facts.fact import CATALOGUE
from waymark_router.facts.limits import ADULT_FROM, FORENSIC_WINDOWS, TRANSITION_FROM
from waymark_router.pack.document import Pack, Written
from waymark_router.refusal import wrong
from waymark_router.rules.rule import TableName

ALL = "all"
# Facts that follow from what a form asks, by the fact it asks; and those that no form is asked for.
_ASKED_AS: Mapping[str, str] = {
    "child": "age_years",
    "treat_as_child": "age_years",
    "months_to_18": "age_years",
    "transition": "age_years",
    "home": "district",
    "distance_band": "district",
    "crime_place": "crime_district",
    "incident_age": "incident_on",
    "forensic_window": "incident_on",
    "co_occurring": "needs",
    "repeat_victim": "flags",
}
_NEVER_ASKED = frozenset(
    {"source", "received_on", "working_days_left", "earlier_referrals", "open_with_provider", "duties", "pathway"}
)


def clocks_on(day: date) -> dict[str, int]:
    """The limits behind derived facts and appointments that are in force on a day, each by its name."""
    adult = [row for row in ADULT_FROM if row.valid_from <= day][-1]
    move = [row for row in TRANSITION_FROM if row.valid_from <= day][-1]
    window = [row for row in FORENSIC_WINDOWS if row.valid_from <= day][-1]
    seen = [row for row in SEEN_WITHIN if row.valid_from <= day][-1]
    return {
        "adult_from_years": adult.years,
        "move_from_years": move.years,
        "move_from_months": move.months,
        "evidence_adult_days": window.adult_days,
        "evidence_child_days": window.child_days,
        "seen_after_release_days": seen.days,
    }


def reasons_known() -> dict[str, dict[str, str]]:
    """The coded reasons for what is unmet, declined, closed and offered meanwhile, each with its words."""
    lists: Mapping[str, type[StrEnum]] = {
        "declined": DeclineReason,
        "closed": CloseOutcome,
        "meanwhile": InterimOffer,
    }
    said = {kind: {one.value: words(one.value) for one in members} for kind, members in lists.items()}
    return {"unmet": dict(UNMET_WORDS), **said}


def forms_of(rules: Written) -> dict[str, tuple[str, ...]]:
    """By pathway the facts that forms must ask so that rules can tell; of how soon, for all pathways together."""
    found: dict[str, set[str]] = {}
    for name in (TableName.PATHWAYS, TableName.OVERLAYS):
        for row in rules["tables"][name.value]["rows"]:
            where = row["then"].get("pathway", ALL)
            found.setdefault(where, set()).update(_ASKED_AS.get(fact, fact) for fact in row.get("when", {}))
    order = list(CATALOGUE)
    return {
        where: tuple(sorted(facts - _NEVER_ASKED, key=order.index))
        for where in (ALL, *Pathway)
        if (facts := found.get(where, set()) - _NEVER_ASKED)
    }


def refuse_unknown(pack: Pack) -> None:
    """Raises Refused (INVALID) where the forms name a pathway or a fact that nobody knows."""
    for where, facts in pack.forms.items():
        if where != ALL and where not in set(Pathway):
            raise wrong(f"pack, forms, {where}", "pathway_unknown", "name a known pathway, or all")
        for fact in facts:
            if fact not in CATALOGUE:
                raise wrong(f"pack, forms, {where}, {fact}", "fact_unknown", "name facts of the catalogue")


def told_of_clocks(pack: Pack, on: date) -> Iterator[str]:
    """Limits that are others here than where the pack comes from."""
    here = clocks_on(on)
    for name, number in pack.clocks.items():
        if name not in here:
            yield f"The pack counts {words(name)} ({number}), which nobody counts here."
        elif here[name] != number:
            yield f"{words(name).capitalize()}: {here[name]} here, {number} in the pack. It is dated in the software."


def told_of_reasons(pack: Pack) -> Iterator[str]:
    """Reasons that nobody can give here, and that the pack's county can."""
    here = reasons_known()
    for kind, codes in pack.reasons.items():
        for code, said in codes.items():
            if code not in here.get(kind, {}):
                yield f"{kind.capitalize()}, {said}: nobody can give that reason here."


def told_of_forms(pack: Pack) -> Iterator[str]:
    """What the county's forms and its senders' systems must ask, for each pathway."""
    for where, facts in pack.forms.items():
        of = "all pathways" if where == ALL else CATALOGUE["pathway"].said(where)
        yield f"For {of}, ask {', '.join(CATALOGUE[fact].label.strip(', ') for fact in facts)}."
