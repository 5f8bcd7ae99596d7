"""What may be done with a draft next, and by whom: whoever wrote any of it never approves it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from tests.builders.drafting import the_rules
from waymark.errors import Kind, Refused
from waymark.words import PublicationKind
from waymark_router.publishing.draft import (
    Draft,
    DraftState,
    StaleDraft,
    Who,
    approved,
    asked,
    no_such_draft,
    sent_back,
    taken_back,
    with_rules,
    withdrawn,
)

AT = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
RAE, ADA, SOL = Who("rae", "Rae"), Who("ada", "Ada"), Who("sol", "Sol")
OPEN = Draft(
    draft_id=UUID(int=1),
    number=7,
    kind=PublicationKind.CHANGE,
    base="0" * 64,
    written=the_rules(),
    revision=1,
    state=DraftState.OPEN,
    author=RAE,
    writers=("rae",),
    changed_at=AT,
)
ASKED = asked(OPEN, "Why", None, revision=1, by=RAE, at=AT)


def test_a_change_grows_the_revision_and_remembers_its_writer() -> None:
    changed = with_rules(OPEN, lambda rules: {**rules, "serves": {}}, revision=1, by=ADA, at=AT)
    assert (changed.revision, changed.writers, changed.written["serves"]) == (2, ("rae", "ada"), {})
    again = with_rules(changed, dict, revision=2, by=ADA, at=AT)
    assert again.writers == ("rae", "ada")


def test_a_stale_change_shows_what_is_there_now() -> None:
    with pytest.raises(StaleDraft) as stale:
        with_rules(replace(OPEN, revision=5), dict, revision=4, by=RAE, at=AT)
    assert stale.value.now.revision == 5
    assert stale.value.kind is Kind.CONFLICT


def test_while_it_waits_nobody_changes_it_not_even_its_author() -> None:
    for who in (RAE, ADA):
        with pytest.raises(Refused) as refused:
            with_rules(ASKED, dict, revision=2, by=who, at=AT)
        assert refused.value.code == "draft_state"


def test_neither_a_writer_nor_who_asked_approves() -> None:
    for_ada = replace(ASKED, writers=("rae", "ada"))
    for draft, who in ((ASKED, RAE), (for_ada, ADA), (replace(ASKED, writers=("ada",)), RAE)):
        with pytest.raises(Refused) as refused:
            approved(draft, "v", revision=2, by=who, at=AT)
        assert refused.value.kind is Kind.FORBIDDEN
        with pytest.raises(Refused, match="own_draft"):
            sent_back(draft, revision=2, by=who, at=AT)
    done = approved(ASKED, "v", revision=2, by=SOL, at=AT)
    assert (done.state, done.version, done.revision) == (DraftState.APPROVED, "v", 3)


def test_an_approver_approves_only_the_revision_they_saw() -> None:
    back = taken_back(ASKED, revision=2, at=AT)
    again = asked(back, "Why", None, revision=3, by=RAE, at=AT)
    with pytest.raises(StaleDraft):
        approved(again, "v", revision=2, by=SOL, at=AT)


def test_sent_back_it_can_be_changed_again() -> None:
    back = sent_back(ASKED, revision=2, by=SOL, at=AT)
    assert with_rules(back, dict, revision=3, by=RAE, at=AT).revision == 4


def test_asking_needs_a_reason_and_a_time_that_is_not_over() -> None:
    with pytest.raises(Refused) as refused:
        asked(OPEN, "  ", None, revision=1, by=RAE, at=AT)
    assert refused.value.faults[0].pointer == "/reason"
    with pytest.raises(Refused) as refused:
        asked(OPEN, "Why", AT - timedelta(seconds=1), revision=1, by=RAE, at=AT)
    assert refused.value.faults[0].pointer == "/starts_at"
    assert asked(OPEN, "Why", AT, revision=1, by=RAE, at=AT).starts_at == AT


def test_what_is_done_stays_done() -> None:
    gone = withdrawn(ASKED, revision=2, at=AT)
    acts: tuple[Callable[[], Draft], ...] = (
        lambda: withdrawn(gone, revision=3, at=AT),
        lambda: approved(gone, "v", revision=3, by=SOL, at=AT),
        lambda: taken_back(gone, revision=3, at=AT),
        lambda: asked(gone, "Why", None, revision=3, by=RAE, at=AT),
    )
    for act in acts:
        with pytest.raises(Refused) as refused:
            act()
        assert refused.value.code == "draft_state"


def test_a_draft_that_is_not_there_is_not_found() -> None:
    assert no_such_draft().kind is Kind.NOT_FOUND
