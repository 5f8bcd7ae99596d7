"""A pack made of a county's rules: services become roles, agreements outlines of pathways."""

from datetime import date

from tests.builders.rulebook import the_county
from tests.builders.second_county import the_pack
from waymark.words import Group, Pathway
from waymark_router.pack.making import Made, pack_of, templates_of
from waymark_router.publishing.written import written_of


def test_only_services_and_signposts_that_a_row_names_become_roles() -> None:
    county = the_county()
    made = pack_of(written_of(county.rulebook.body), county.directory, Made("ours", 2, "x", date(2026, 11, 23)))
    assert (made.name, made.version, made.made_from) == ("ours", 2, "x")
    assert made.clocks["seen_after_release_days"] == 21
    assert made.reasons["declined"]["no_capacity"] == "no capacity"
    assert set(made.roles) == county.rulebook.services_named()
    assert "beacon-support" not in made.roles
    assert set(made.signposts) == county.rulebook.signposts_named()
    assert dict(made.roles["lantern-adult"].respond_within) == {"urgent": 24, "high": 48, "standard": 72}


def test_an_agreement_in_outline_says_pathways_and_groups_and_no_agency() -> None:
    services = list(the_county().directory.services.values())
    agreement = {
        "title": "To drug services",
        "basis": "explicit_consent",
        "grants": [
            {"recipient": "meridian-recovery", "purposes": ["support"], "groups": ["identity", "health"]},
            {"recipient": "sapling-youth", "purposes": ["support"], "groups": ["identity", "health"]},
            {"recipient": "nobody-here", "purposes": ["support"], "groups": ["identity"]},
        ],
    }
    [one] = templates_of([agreement], services)
    assert one.pathways == (Pathway.SUBSTANCE_ADULT, Pathway.SUBSTANCE_CHILD)
    assert one.groups == (Group.IDENTITY, Group.HEALTH)


def test_the_shipped_pack_outlines_every_pathway_that_is_bought() -> None:
    outlined = {pathway for one in the_pack().agreements for pathway in one.pathways}
    assert outlined == set(Pathway)
