"""What the public page finds: the county's services, signposts and listings that fit a need, place, age, language.

Whatever is not said lets everything in. Not here: the page (`waymark_router.pages.find_support`).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from waymark.ids import ServiceId
from waymark.words import Need, Pathway, Preference
from waymark_router.directory.wording import (
    ACCESS_WORDS,
    AID_WORDS,
    REACH_WORDS,
    SEX_WORDS,
    ages_words,
    day_words,
    need_words,
    opening_words,
    pathway_words,
    wish_words,
)
from waymark_router.facts.code_words import district_words, language_words
from waymark_router.feeds.feed import Listing
from waymark_router.feeds.feed_out import public_services
from waymark_router.providers.availability import NOTHING_TOLD, Availability, room_for
from waymark_router.providers.provider import Directory, DirectoryService
from waymark_router.providers.provider_part import Status, least_months, most_months
from waymark_router.rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for, in codes; nothing said means anything."""

    need: Need | None = None
    district: str = ""
    age: int | None = None
    language: str = ""
    is_online: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """One entry, ready to show: public words only."""

    name: str
    about: str
    says: tuple[str, ...] = ()
    url: str = ""
    telephone: str = ""
    whose: str = ""
    checked: str = ""


def find_services(
    directory: Directory, rulebook: Rulebook, wanted: Wanted, rooms: Mapping[ServiceId, Availability], on: date
) -> list[Found]:
    """The county's own services that fit, in configured order, with waits where they are known."""
    fitting = [one for one in public_services(directory, on) if _fits(one, rulebook, wanted)]
    return [_service(one, wanted, rooms.get(one.id, NOTHING_TOLD), on) for one in fitting]


def _fits(service: DirectoryService, rulebook: Rulebook, wanted: Wanted) -> bool:
    if wanted.need is not None and not does(service, rulebook, wanted.need):
        return False
    if wanted.district and service.districts and wanted.district not in service.districts:
        return False
    if wanted.language and service.languages and wanted.language not in service.languages:
        return False
    if wanted.is_online and Preference.ONLINE not in service.offers:
        return False
    if wanted.age is None:
        return True
    return least_months(service.youngest) <= 12 * wanted.age + 11 and 12 * wanted.age <= most_months(service.oldest)


def does(service: DirectoryService, rulebook: Rulebook, need: Need) -> bool:
    """Whether a service gives what is needed: as it says itself, or as its pathway does."""
    if service.needs:
        return need in service.needs
    return bool(rulebook.answered(service.pathway, [need])) and service.pathway is not Pathway.TRIAGE


def _service(service: DirectoryService, wanted: Wanted, told: Availability, on: date) -> Found:
    needs = (wanted.need,) if wanted.need is not None else ()
    room = room_for(service, needs, {"child": "no"}, told, on=on)
    said = [ages_words(service).capitalize()]
    said += [f"For {' and '.join(SEX_WORDS[one] for one in service.sexes)}"] if len(service.sexes) == 1 else []
    said += [f"In {', '.join(map(district_words, service.districts))}"] if service.districts else []
    said += [wish_words(one).capitalize() for one in service.offers]
    said += ["Takes nobody new at the moment"] if service.standing(on) is Status.PAUSED else []
    said += [f"People wait about {room.weeks} week{'' if room.weeks == 1 else 's'}"] if room.weeks else []
    said += _ways(service)
    about = service.about or f"Support: {pathway_words(service.pathway)}."
    checked = f"Last checked on {day_words(service.checked_on)}" if service.checked_on else "Not checked yet"
    return Found(service.name, about, tuple(said), service.website, service.telephone, checked=checked)


def _ways(service: DirectoryService) -> list[str]:
    """When it is open, in which languages and with which aids it works, and how it can reach somebody safely."""
    spoken = [language_words(code) for code in dict.fromkeys((*service.languages, *service.works_in))]
    aids = [ACCESS_WORDS[one] for one in service.access] + [AID_WORDS[one] for one in service.aids]
    lines = (
        ("Open", opening_words(service.opening)),
        ("Speaks", spoken),
        ("There is", aids),
        ("Can reach you by", [REACH_WORDS[one] for one in service.contact_by]),
    )
    return [f"{lead}: {', '.join(words)}" for lead, words in lines if words]


def find_listings(listings: Iterable[Listing], wanted: Wanted) -> list[Found]:
    """Listed services of others that fit, by name."""
    fitting = [one for one in listings if one.status == "active" and _listed_fits(one, wanted)]
    return [_listed(one) for one in sorted(fitting, key=lambda one: one.name.casefold())]


def _listed_fits(listing: Listing, wanted: Wanted) -> bool:
    text = f"{listing.name} {listing.description}".casefold()
    if wanted.need is not None and need_words(wanted.need).casefold() not in text:
        return False
    if wanted.district and listing.areas and not _names(listing.areas, district_words(wanted.district)):
        return False
    if wanted.language and listing.languages and wanted.language not in listing.languages:
        return False
    if wanted.is_online and not listing.is_online:
        return False
    if wanted.age is None:
        return True
    return (listing.youngest or 0) <= wanted.age and (listing.oldest is None or wanted.age <= listing.oldest)


def _names(areas: Sequence[str], district: str) -> bool:
    return any(district.casefold() in area.casefold() for area in areas)


def _listed(listing: Listing) -> Found:
    said = []
    if listing.youngest is not None or listing.oldest is not None:
        said.append(f"Ages {listing.youngest or 0} to {listing.oldest if listing.oldest is not None else 'any'}")
    said += [listing.fees] if listing.fees else []
    for lead, told in (("Open", listing.hours), ("Speaks", _spoken(listing)), ("Places", listing.access)):
        said += [f"{lead}: {', '.join(told)}"] if told else []
    return Found(
        name=listing.name,
        about=listing.description,
        says=tuple(said),
        url=listing.url,
        telephone=listing.telephone,
        whose=listing.organization,
        checked=f"Last checked on {day_words(date.fromisoformat(listing.checked_on))}" if listing.checked_on else "",
    )


def _spoken(listing: Listing) -> list[str]:
    return [language_words(code) for code in listing.languages]
