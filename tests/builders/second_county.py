"""A second made-up county: districts, services, agencies and signposts of its own, and who plays which role."""

from functools import cache

from tests.builders.rulebook import the_county
from waymark.demo.county import BUILT_IN, read_county
from waymark_router.county import County
from waymark_router.pack import shipped
from waymark_router.pack.document import Pack
from waymark_router.pack.fitting import Mapped, fitted
from waymark_router.providers.provider import Directory, directory_from
from waymark_router.publishing.written import read

# Cherwell, Oxford, South Oxfordshire, Vale of White Horse, West Oxfordshire.
DISTRICTS = ("E07000177", "E07000178", "E07000179", "E07000180", "E07000181")
# One provider of this county helps victims and the bereaved alike; nobody is bought for peers of their own.
OF_ROLE: dict[str, str | None] = {
    "harbour-recovery": "ox-recovery",
    "harbour-peers": None,
    "lantern-adult": "ox-sav-adults",
    "lantern-moving-on": "ox-sav-moving-on",
    "lantern-child": "ox-sav-children",
    "ledger-fraud": "ox-recovery",
    "aspen-recovery": "ox-abuse",
    "willow-ce": "ox-exploited",
    "willow-parents": "ox-exploited",
    "meridian-adult": "ox-drugs",
    "meridian-transition": "ox-moving-on",
    "sapling-young": "ox-young",
    "anchor-support": "ox-slavery",
    "harbour-moving-on": "ox-slavery-moving-on",
    "starling-relatives": "ox-recovery",
    "first-response": "ox-first",
    "front-door-child": "ox-front-door",
    "front-door-adult": "ox-adults-door",
    "neighbour-hub": "ox-neighbours",
    "triage": "ox-desk",
}
OF_SIGNPOST: dict[str, str | None] = {
    "sarc": "ox-referral-centre",
    "road-collision-support": "ox-road",
    "da-accommodation": "ox-refuge",
    "trafficking-guardian": "ox-guardian",
    "slavery-line": "ox-slavery-line",
    "while-waiting": None,
    "mental-health-line": "ox-mind",
    "housing-options": "ox-housing",
    "money-advice": "ox-money",
    "immigration-advice": "ox-visas",
    "stalking-line": "ox-stalking",
    "other-nations": "ox-nations",
}
MAPPED = Mapped(OF_ROLE, OF_SIGNPOST)
_PATHWAY_OF = {"ox-recovery": "victim_recovery", "ox-exploited": "child_exploitation"}
_AGES = {"ox-sav-adults": (18, 130), "ox-sav-children": (0, 17), "ox-moving-on": (17, 17), "ox-adults-door": (18, 130)}
_AGES |= {"ox-sav-moving-on": (17, 17), "ox-slavery-moving-on": (17, 17)}
_AGES |= {"ox-abuse": (16, 130), "ox-drugs": (18, 130), "ox-young": (0, 17)}


@cache
def second_directory() -> Directory:
    """Services of the second county, each of an agency of its own."""
    demo = the_county().directory
    services: list[dict[str, object]] = []
    for role, own in OF_ROLE.items():
        if own is None or own in {service["id"] for service in services}:
            continue
        least, most = _AGES.get(own, (0, 130))
        services.append(
            {
                "id": own,
                "name": own.replace("-", " "),
                "agency": f"agency-{own}",
                "pathway": _PATHWAY_OF.get(own, demo.services[role].pathway.value),  # type: ignore[index]
                "youngest": least,
                "oldest": most,
                "respond_within": [{"valid_from": "2025-04-01", "urgent": 12, "high": 24, "standard": 48}],
            }
        )
    told = [{"id": one, "name": one, "how": "Ring."} for one in OF_SIGNPOST.values() if one]
    return directory_from(services, told)


@cache
def the_pack() -> Pack:
    """The pack that the demo county ships."""
    return shipped.the_pack(read_county(BUILT_IN))


@cache
def second_county() -> County:
    """The second county with the demo's pack as its rules."""
    made = fitted(the_pack(), MAPPED, second_directory(), DISTRICTS)
    return County(read(made.rules), second_directory())
