"""The weekly digest of one team, or of a whole agency: when it is due, who gets it, what it says.

Counts, fixes and links that demand sign-in; no person, no reference. Pure. Not here: claiming and sending (actions.py,
jobs.py), and counting (queries.py).
"""

import hashlib
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta

from waymark.errors import Fault, Kind, Refused
from waymark.reference.mail_address import is_address
from waymark_intake.quality.advice import WHAT_TO_DO
from waymark_intake.quality.figures import Figures, Tally
from waymark_intake.week import WEEK, week_of
from waymark_intake.wording import say
from waymark_intake.working_day import LOCAL, local_date

_TEAM = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,39}", re.ASCII)
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Rhythm:
    """From `valid_from` on: on which day (0 is Monday) and at which hour in England a week's digest is due.

    It names the `faults` costliest faults and the mean scores of `weeks` weeks.
    """

    valid_from: date
    weekday: int
    hour: int
    faults: int
    weeks: int


RHYTHMS: tuple[Rhythm, ...] = (Rhythm(date(2021, 4, 1), weekday=0, hour=7, faults=5, weeks=6),)
"""Ours: on Monday morning, before the early shift's briefing."""
# Minutes before the next try after a message was not taken; then it is given up in sight of the operator.
WAITS_MINUTES: tuple[int, ...] = (5, 30, 120, 480, 1440)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Who gets a digest: a team's address at work, or the agency's where `team` is ""; from a county's file.

    `members` are the members and clients whose records are of this team where the record itself names none.
    """

    agency: str
    team: str
    name: str
    address: str
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Digest:
    """One digest ready to go: the same again has the same `id`."""

    id: str
    recipient: Recipient
    week: date
    subject: str
    body: str


def rhythm_on(day: date) -> Rhythm:
    """The row in force on a day; the first one for a day before all of them."""
    return next((row for row in reversed(RHYTHMS) if row.valid_from <= day), RHYTHMS[0])


def due_week(now: datetime) -> date:
    """The newest whole week (its Monday) whose digest is due at `now`."""
    this = week_of(local_date(now))
    row = rhythm_on(this)
    due_at = datetime.combine(this + timedelta(days=row.weekday), time(row.hour), tzinfo=LOCAL)
    return this - WEEK if now >= due_at else this - WEEK * 2


def weeks_shown(week: date) -> tuple[date, ...]:
    """The weeks (Mondays, in order) a digest of `week` tells of, that one last."""
    return tuple(week - WEEK * back for back in range(rhythm_on(week).weeks - 1, -1, -1))


def digest_of(recipient: Recipient, figures: Figures, *, public_url: str) -> Digest | None:
    """The digest of the last of the figures' weeks; None where nothing was sent in it, not even what was refused.

    `figures` are the agency's; a team's digest tells of that team alone.
    """
    week = figures.weeks[-1]
    own = figures.of_team(recipient.team) if recipient.team else figures
    last = own.of_week(week)
    if not last.whole.sent and not last.refused:
        return None
    written = "\n".join(_lines(recipient, own, last, public_url.rstrip("/")))
    subject = f"Quality of referrals, week from {_day(week)}: {_score(last.whole)}"
    return Digest(digest_id(recipient, week), recipient, week, subject, written)


def digest_id(recipient: Recipient, week: date) -> str:
    """The id of a recipient's digest of a week: always the same."""
    trace = hashlib.sha256(f"{recipient.agency} {recipient.team} {week.isoformat()}".encode()).hexdigest()
    return f"quality-{trace[:32]}"


def _lines(recipient: Recipient, own: Figures, last: Figures, url: str) -> Iterator[str]:
    week, whole = last.weeks[0], last.whole
    yield f"For {recipient.name}.\n"
    yield f"Referrals sent from {_day(week)} to {_day(week + WEEK - timedelta(days=1))}: {whole.sent}."
    yield f"Nothing was wrong with {whole.clean} of them. {_score(whole)}.\n"
    yield "Mean score by week:"
    for monday, tally in zip(own.weeks, own.by_week, strict=True):
        yield f"  week from {_day(monday)}: {_number(tally)} ({tally.sent} sent)"
    yield ""
    yield from _faults(last)
    yield from _kept_out(last)
    if not recipient.team and len(last.teams) > 1:
        yield "By team, this week:"
        for team in last.teams:
            tally = last.of_team(team).whole
            yield f"  {team or 'without a team'}: {_number(tally)} ({tally.sent} sent)"
        yield ""
    yield "Sign in to see the figures, and the referrals you can still mend:"
    yield f"{url}/intake/quality" + (f"?team={recipient.team}" if recipient.team else "")
    yield f"{url}/intake/referrals?part=needs_you\n"
    yield "No fault stops a referral. This message was sent by a machine. Please do not reply to it.\n"


def _faults(last: Figures) -> Iterator[str]:
    faults, shown = last.faults, rhythm_on(last.weeks[0]).faults
    costly = [fault for fault in faults if fault.cost][:shown]
    if costly:
        yield "What cost most:"
    for number, fault in enumerate(costly, 1):
        yield f"  {number}. {say(fault.flag, 'quality')}: {_times(fault.sent)}, {fault.cost} points."
        yield f"     {WHAT_TO_DO[fault.flag]}"
    rest = [fault for fault in faults if fault not in costly]
    if rest:
        yield "Also: " + "; ".join(f"{say(fault.flag, 'quality')}: {fault.sent}" for fault in rest) + "."
    yield ""


def _kept_out(last: Figures) -> Iterator[str]:
    """What became no referral: nobody learns of it unless it is sent again in order."""
    if last.refused:
        yield f"Refused, so that nobody was told: {last.refused}. Mend these and send them again. Most often:"
        for one in last.refusals[: rhythm_on(last.weeks[0]).faults]:
            yield f"  {one.field or 'the whole record'}: {_times(one.count)}. {one.fix}"
    if last.repeated:
        yield f"Sent again unchanged, and counted once: {last.repeated}."
    if last.refused or last.repeated:
        yield ""


def _times(count: int) -> str:
    return "once" if count == 1 else f"{count} times"


def _score(tally: Tally) -> str:
    return "No score" if tally.mean is None else f"Mean score {tally.mean:g} of 100"


def _number(tally: Tally) -> str:
    return "-" if tally.mean is None else f"{tally.mean:g}"


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def read_recipients(part: Mapping[str, object]) -> list[Recipient]:
    """The digests of intake's part of a county file, by agency: its name and email, and those of its teams.

    Raises Refused INVALID in one line that names the first wrong entry.
    """
    digests = part.get("digests", {})
    if set(part) - {"digests"} or not isinstance(digests, Mapping):
        raise Refused(Kind.INVALID, "intake: give it a table called digests, and nothing else", code="part_invalid")
    read = [recipient for agency, entry in digests.items() for recipient in _of_agency(str(agency), entry)]
    counted = Counter((one.agency, member) for one in read for member in one.members)
    twice = next((member for (_, member), count in counted.items() if count > 1), None)
    if twice is not None:
        raise _wrong("digests", f"{twice} is in two teams")
    return read


def _of_agency(agency: str, entry: object) -> Iterator[Recipient]:
    where = f"digests.{agency}"
    if not isinstance(entry, Mapping) or set(entry) - {"name", "email", "teams"}:
        raise _wrong(where, "give it name and email, teams where there are any, and nothing else")
    yield _recipient(where, agency, "", entry)
    teams = entry.get("teams", {})
    if not isinstance(teams, Mapping):
        raise _wrong(where, "teams must be a table")
    for team, own in teams.items():
        inner = f"{where}.teams.{team}"
        if not _TEAM.fullmatch(str(team)):
            raise _wrong(inner, "a team's code has at most 40 letters, digits and hyphens")
        if not isinstance(own, Mapping) or not {"name", "email"} <= set(own) <= {"name", "email", "members"}:
            raise _wrong(inner, "give it name and email, members where it has any, and nothing else")
        yield replace(_recipient(inner, agency, str(team), own), members=_members(inner, own.get("members", [])))


def _members(where: str, given: object) -> tuple[str, ...]:
    if not isinstance(given, list) or not all(isinstance(one, str) and one for one in given):
        raise _wrong(where, "members must be a list of ids of members and clients")
    return tuple(given)


def _recipient(where: str, agency: str, team: str, entry: Mapping[str, object]) -> Recipient:
    name, address = entry.get("name"), entry.get("email")
    if not isinstance(name, str) or not name.isprintable() or not 0 < len(name) <= _LONGEST_NAME:
        raise _wrong(where, "name must be one line of text")
    if not isinstance(address, str) or not is_address(address):
        raise _wrong(where, "email must be one plain address")
    return Recipient(agency, team, name, address)


def _wrong(where: str, fix: str) -> Refused:
    fault = Fault(f"/{where.replace('.', '/')}", "invalid", fix)
    return Refused(Kind.INVALID, f"intake.{where}: {fix}", code="digest_invalid", faults=(fault,))
