import pytest

from tests.builders.allocation import HARBOUR, an_allocation
from tests.notifier.conftest import Office
from tests.notifier.pages.test_allocation import GROUPS, a_door
from waymark.auth import Actor
from waymark.permission import Permission
from waymark.words import AgencyRole, AllocationState, Group, Role
from waymark_notifier.pages.person import person_of
from waymark_notifier.transition import HELD, IN_HAND

S = AllocationState
SAM = Actor(
    subject="sam.harbour",
    kind="member",
    agency=HARBOUR,
    agency_name="Harbour",
    agency_role=AgencyRole.PROVIDER,
    display_name="Sam",
    roles=(Role.PROVIDER_STAFF,),
    permissions=frozenset({Permission.RELEASE_READ}),
    token="shown",
)


@pytest.mark.parametrize("state", list(S))
async def test_consent_is_asked_only_while_it_is_in_hand(office: Office, state: AllocationState) -> None:
    door, asked = a_door()
    person = await person_of(office.with_door(door).context, SAM, an_allocation(state=state))
    assert (len(asked), bool(person.groups)) == ((1, True) if state in IN_HAND else (0, False))


@pytest.mark.parametrize("state", [S.WITHDRAWN, *HELD])
async def test_what_was_taken_back_is_said_kindly(office: Office, state: AllocationState) -> None:
    person = await person_of(office.context, SAM, an_allocation(state=state))
    assert "taken back" in person.note
    assert "Thank you" in person.note


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"status": 403}, "You may not see names at present."),
        ({"status": 500}, "Names cannot be shown right now."),
        ({"refused": "no_open_allocation"}, "Names cannot be shown yet."),
    ],
)
async def test_whatever_goes_wrong_nothing_is_shown_and_the_page_says_so(
    office: Office, given: dict[str, object], words: str
) -> None:
    door, _ = a_door(GROUPS, **given)
    person = await person_of(office.with_door(door).context, SAM, an_allocation())
    assert person.groups == {}
    assert person.note.startswith(words)


async def test_unsafe_ways_are_marked(office: Office) -> None:
    door, _ = a_door()
    person = await person_of(office.with_door(door).context, SAM, an_allocation())
    usable = {name: ok for name, _, ok in person.groups[Group.CONTACT]}
    assert usable == {"Mobile": True, "Landline": False}
