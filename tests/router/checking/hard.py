"""A draft of very many rows that hardly tell apart: what a check cannot decide in any time that people wait."""

from random import Random
from typing import Any

from tests.builders.drafting import the_rules
from tests.builders.rulebook import the_county
from waymark_router.facts.fact import CATALOGUE
from waymark_router.publishing.written import Written

_TAGS = ("needs", "co_occurring", "flags", "harm_contexts", "exploitation_types", "communication_aids", "preferences")


def hard_rules(rows: int) -> Written:
    """The demo county's rules with so many hard rows before those of table providers."""
    chance = Random(7)
    services = [str(one) for one in the_county().directory.services if one != "triage"][:10]
    words = [(column, word) for column in _TAGS for word in CATALOGUE[column].domain]
    made: list[dict[str, Any]] = []
    while len(made) < rows:
        when = {column: {chance.choice(["any_of", "none_of"]): [word]} for column, word in chance.sample(words, 3)}
        if len(when) == 3:
            then = {"services": [chance.choice(services)]}
            made.append({"id": f"hard-{len(made)}", "when": when, "then": then, "why": "Made up."})
    written = the_rules()
    providers = written["tables"]["providers"]
    columns = [*dict.fromkeys([*providers["columns"], *_TAGS])]
    table = {**providers, "columns": columns, "rows": [*made, *providers["rows"]]}
    return {**written, "tables": {**written["tables"], "providers": table}}
