import re
from datetime import timedelta

from tests.builders.routed import a_referral_routed, a_routed, held
from tests.notifier.conftest import Office, hear
from waymark.db import SYSTEM
from waymark.words import InterimOffer, Pathway, Priority
from waymark_notifier import actions

QUEUE = "/notifier/queue"


async def test_the_queue_says_in_words_what_is_due(office: Office) -> None:
    await hear(office.database, a_referral_routed(a_routed(respond_by=office.clock.now() + timedelta(hours=7.5))))
    page = await office.client("sam", page=True).get(QUEUE)
    assert page.status_code == 200
    assert "Decide by 17:30 today" in page.text
    assert "Victim recovery: Emotional support" in page.text
    assert "Warwickshire police" in page.text
    assert "Last updated 10:00" in page.text
    assert "To decide (1)" in page.text


async def test_a_row_says_what_the_person_is_offered_meanwhile(office: Office) -> None:
    await hear(
        office.database, a_referral_routed(a_routed(interim=(InterimOffer.SELF_HELP_MATERIAL,))), a_referral_routed()
    )
    text = (await office.client("sam", page=True).get(QUEUE)).text
    assert text.count("Meanwhile: self-help material, until their turn comes (not known when)") == 1
    assert text.count("Meanwhile") == 1


async def test_the_senders_name_is_used_where_it_is_known(office: Office) -> None:
    await hear(office.database, a_referral_routed())
    channel = {"name": "The County Police", "email": "x@police.example"}
    async with office.database.transaction(SYSTEM) as tx:
        await actions.load_channels(tx, {"channels": {"warwickshire-police": channel}})
    assert "The County Police" in (await office.client("sam", page=True).get(QUEUE)).text


async def test_urgent_rows_come_first_and_say_so(office: Office) -> None:
    later = office.clock.now() + timedelta(days=3)
    urgent = a_referral_routed(a_routed(priority=Priority.URGENT, respond_by=later))
    await hear(office.database, a_referral_routed(), urgent)
    text = (await office.client("sam", page=True).get(QUEUE)).text
    assert text.index(str(urgent.allocations[0].allocation_id)) < text.index("10:00 tomorrow")
    assert "Urgent" in text


async def test_the_list_is_the_callers_own_and_the_fragment_is_the_same(office: Office) -> None:
    await hear(office.database, a_referral_routed(a_routed(agency="lantern-sav", pathway=Pathway.SAV_ADULT)))
    for path in (QUEUE, f"{QUEUE}/fragment"):
        assert "Nothing is here at the moment" in (await office.client("sam", page=True).get(path)).text
        assert "Sexual abuse and violence, adults" in (await office.client("noor", page=True).get(path)).text
    fragment = (await office.client("noor", page=True).get(f"{QUEUE}/fragment")).text
    assert "<html" not in fragment


async def test_a_claim_in_the_list_shows_who_has_it(office: Office) -> None:
    answer = a_referral_routed()
    await hear(office.database, answer)
    address = f"/notifier/allocations/{answer.allocations[0].allocation_id}"
    client = office.client("sam", page=True)
    assert f'action="{address}/claim"' in (await client.get(QUEUE)).text
    reply = await client.post(f"{address}/claim", data={"version": "1", "back": "queue"})
    assert (reply.status_code, reply.headers["location"]) == (303, f"{QUEUE}?done=claim")
    text = (await client.get(reply.headers["location"])).text
    assert "Done: Claim" in text
    assert "/claim" not in text
    assert re.search(r"<td data-label=\"Who\">\s*Sam", text)


async def test_only_the_triage_desk_learns_that_something_is_held(office: Office) -> None:
    await hear(office.database, a_referral_routed(held()))
    assert "Held" not in (await office.client("sam", page=True).get(QUEUE)).text
    desk = (await office.client("pat", page=True).get(QUEUE)).text
    assert "Held, in all queues" in desk
    assert "Explicit consent" in desk
    assert "Victim recovery" not in desk


async def test_closed_rows_have_their_own_tab_and_long_lists_their_pages(office: Office) -> None:
    await hear(office.database, *[a_referral_routed() for _ in range(53)])
    client = office.client("sam", page=True)
    first = (await client.get(QUEUE)).text
    link = re.search(r'id="next" href="([^"]+)"', first)
    assert link is not None
    second = (await client.get(link[1].replace("&amp;", "&"))).text
    assert second.count('scope="row"') == 3
    assert "Nothing is here" in (await client.get(f"{QUEUE}?tab=closed")).text
    assert (await client.get(f"{QUEUE}?tab=held")).status_code == 422
    assert (await client.get(f"{QUEUE}?tab=rubbish")).status_code == 422


async def test_alerts_that_could_not_be_delivered_are_said(office: Office) -> None:
    await hear(office.database, a_referral_routed())
    async with office.database.transaction(SYSTEM) as tx:
        await tx.run("update alerts set state = 'failed'")
    assert "1 alert could not be delivered" in (await office.client("sam", page=True).get(QUEUE)).text


async def test_whoever_is_not_signed_in_is_sent_there_and_a_script_is_told(office: Office) -> None:
    client = office.client("sam", page=True)
    client.headers.pop("cookie")
    page = await client.get(QUEUE)
    assert (page.status_code, page.headers["location"]) == (303, "/consent/sign-in?next=/notifier/queue")
    fetched = await client.get(f"{QUEUE}/fragment", headers={"sec-fetch-dest": "empty"})
    assert fetched.status_code == 401


async def test_the_script_is_small_and_public(office: Office) -> None:
    reply = await office.client("cat").get(f"{QUEUE}.js")
    assert reply.headers["content-type"].startswith("text/javascript")
    assert len(reply.text.splitlines()) < 40


async def test_the_closed_tab_and_the_page_say_nothing_of_a_person_given_back(office: Office) -> None:
    answer = a_referral_routed(a_routed(flags=("high_risk",)), child="yes")
    await hear(office.database, answer)
    address = f"/notifier/allocations/{answer.allocations[0].allocation_id}"
    client = office.client("sam", page=True)
    open_page = (await client.get(address)).text
    assert all(words in open_page for words in ("Emotional support", "High risk", "Under 18"))
    await client.post(f"{address}/decline", data={"version": "1", "declined_by": "provider", "reason": "no_capacity"})
    closed = (await client.get(f"{QUEUE}?tab=closed")).text
    assert "Victim recovery" in closed
    for page in (closed, (await client.get(address)).text):
        assert not any(words in page for words in ("Emotional support", "High risk", "nder 18"))


async def test_the_desk_sees_what_other_queues_left_undone_and_nobody_else_does(office: Office) -> None:
    duty = a_referral_routed(a_routed(duty=True, pathway=Pathway.SAFEGUARDING))
    await hear(office.database, duty)
    office.clock.move_to(office.clock.now() + timedelta(minutes=4))
    async with office.database.transaction(SYSTEM) as tx:
        await tx.run("update allocations set respond_by = :at", {"at": tx.now - timedelta(minutes=2)})
    desk = (await office.client("pat", page=True).get(QUEUE)).text
    assert "Overdue in other queues" in desk
    assert "Duty not accepted" in desk
    assert "Safeguarding" not in desk
    own = (await office.client("sam", page=True).get(QUEUE)).text
    assert "Overdue in other queues" not in own
    assert "Decision overdue since 10:02 today" in own
    assert ">Duty<" in own
