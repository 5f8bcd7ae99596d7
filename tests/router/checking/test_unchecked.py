"""What a check is made of names all that its report depends on."""

from dataclasses import replace
from functools import partial

from tests.builders.drafting import the_rules
from tests.builders.rulebook import the_county
from tests.router.checking.drafts import KNOWN
from waymark.ids import AgencyId, ServiceId
from waymark_router.checking.check import check_rules
from waymark_router.checking.search import Allowance
from waymark_router.checking.unchecked import Unchecked
from waymark_router.publishing.written import content_of, read


def an_unchecked() -> Unchecked:
    written = the_rules()
    return Unchecked(content_of(written), partial(read, written), the_county().directory, KNOWN)


def test_the_report_is_that_of_the_whole_check_and_says_of_what_it_is() -> None:
    found = an_unchecked().checked()
    assert found.report == check_rules(read(the_rules()), the_county().directory, KNOWN)
    assert found.is_of(content_of(the_rules()), the_county().directory.version)
    assert not found.is_of(content_of(the_rules()), None)
    assert not found.is_of("another", the_county().directory.version)


def test_whatever_changes_the_report_changes_its_key() -> None:
    one = an_unchecked()
    others = [
        replace(one, content="another"),
        replace(one, directory=replace(one.directory, version="another")),
        replace(one, known=replace(KNOWN, on=KNOWN.on.replace(year=2027))),
        replace(one, known=replace(KNOWN, allowance=Allowance(1))),
        replace(one, known=replace(KNOWN, agreements={AgencyId("harbour"): False})),
        replace(one, known=replace(KNOWN, full=frozenset({ServiceId("triage")}))),
    ]
    assert one.key() == an_unchecked().key()
    assert len({each.key() for each in (one, *others)}) == 1 + len(others)
