"""How good an agency's own referrals were as it sent them: trend by week, by team and by fault; the same as CSV.

Numbers only, and one's own agency's only, so never suppressed. Not here: counting (quality/), and how charts are drawn.
"""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response
from markupsafe import Markup

from waymark.auth import Actor
from waymark.db import Reader
from waymark.guard import AllowsPage
from waymark.http import reading
from waymark.pages import render
from waymark.pages.charts import line, spark, stacked
from waymark.permission import Permission
from waymark_intake.api.own import Here
from waymark_intake.quality.advice import WHAT_TO_DO
from waymark_intake.quality.digest import Recipient, digest_of, weeks_shown
from waymark_intake.quality.figures import Fault, Figures, Other, Tally
from waymark_intake.quality.queries import list_others, list_recipients, read_figures
from waymark_intake.quality.score import weighting_on
from waymark_intake.week import month_of, week_of, weeks_until
from waymark_intake.wording import say
from waymark_intake.working_day import local_date

router = APIRouter(include_in_schema=False)

MayFollow = Annotated[Actor, Depends(AllowsPage(Permission.REFERRAL_FOLLOW))]
Reading = Annotated[Reader, Depends(reading)]
WEEKS = 12
_MOST_TEAMS = 30
_TITLES = (
    *("week", "team", "sent", "clean", "mean_score"),
    *("fault", "fault_sent", "fault_mended", "fault_cost", "refused", "repeated"),
)
NO_TEAM = "-"
_TEAM = Query(
    max_length=40, pattern=r"^[A-Za-z0-9-]*$", description="the code of one team, a dash for what came without one"
)


@dataclass(frozen=True, slots=True)
class WeekView:
    """One week in the table."""

    label: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class TeamView:
    """One team in the table; `code` is what the page's address carries."""

    code: str
    words: str
    tally: Tally
    last: Tally
    chart: Markup


@dataclass(frozen=True, slots=True)
class FaultView:
    """One fault in the table, with what to do about it and its weeks as small bars."""

    words: str
    what_to_do: str
    weight: int
    fault: Fault
    chart: Markup


@router.get("/quality")
async def quality_page(
    request: Request, actor: MayFollow, reader: Reading, team: Annotated[str, _TEAM] = ""
) -> Response:
    """The last twelve weeks of the caller's own agency, all teams together or one."""
    weeks = weeks_until(reader.now, WEEKS)
    everything = await read_figures(reader, actor.agency, weeks)
    others = await list_others(reader, actor.agency, since=month_of(weeks[0]))
    figures = everything.of_team("" if team == NO_TEAM else team) if team else everything
    faults = figures.faults
    return render(
        "quality.html",
        request,
        team=team_words(team),
        code=team,
        whole=figures.whole,
        finding=finding(figures),
        score_chart=_score_chart(figures),
        sent_chart=_sent_chart(figures),
        weeks=[WeekView(day_words(week), tally) for week, tally in zip(weeks, figures.by_week, strict=True)],
        not_taken=figures,
        faults=[_fault(figures, fault, number) for number, fault in enumerate(faults)],
        teams=list(_teams(everything))[:_MOST_TEAMS],
        others=[(f"{one.month:%B %Y}", other_words(one), one.count) for one in others],
        digests=await list_recipients(reader, actor.agency),
        version=weighting_on(weeks[-1]).version,
        csv=f"/intake/quality.csv{f'?team={team}' if team else ''}",
    )


@router.get("/quality/digest")
async def digest_page(
    request: Request, actor: MayFollow, reader: Reading, context: Here, team: Annotated[str, _TEAM] = ""
) -> Response:
    """This week's digest as it would read now."""
    week = week_of(local_date(reader.now))
    figures = await read_figures(reader, actor.agency, weeks_shown(week))
    name = team_words(team) or actor.agency_name
    recipient = Recipient(actor.agency, "" if team == NO_TEAM else team, name, "")
    digest = digest_of(recipient, figures, public_url=context.shared.url())
    return render("quality_digest.html", request, team=team_words(team), digest=digest)


@router.get("/quality.csv")
async def quality_csv(actor: MayFollow, reader: Reading, team: Annotated[str, _TEAM] = "") -> Response:
    """The same figures as CSV: a row per week and team, and one more for each fault of it."""
    figures = await read_figures(reader, actor.agency, weeks_until(reader.now, WEEKS))
    figures = figures.of_team("" if team == NO_TEAM else team) if team else figures
    headers = {"content-disposition": 'attachment; filename="quality.csv"'}
    return Response(written_csv(figures), media_type="text/csv; charset=utf-8", headers=headers)


def written_csv(figures: Figures) -> str:
    """The figures as CSV; a team's code never starts like a formula."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([*_TITLES])
    for one, alone in figures.cells:
        mean = alone.whole.mean
        start = [one.week.isoformat(), one.team, one.sent, one.clean, "" if mean is None else mean]
        writer.writerow([*start, "", "", "", "", alone.refused, alone.repeated])
        writer.writerows([*start, fault.flag, fault.sent, fault.mended, fault.cost, "", ""] for fault in alone.faults)
    return text.getvalue()


def finding(figures: Figures) -> str:
    """What the figures say, as a sentence for the heading."""
    whole = figures.whole
    if not whole.sent and figures.refused:
        return "Everything that was sent in these twelve weeks was refused"
    if not whole.sent:
        return "Nothing was sent in these twelve weeks"
    share = round(100 * whole.clean / whole.sent)
    worst = figures.faults[0] if figures.faults and figures.faults[0].cost else None
    cost = f"; most is lost by: {say(worst.flag, 'quality').lower()}" if worst else ""
    return f"{whole.clean} of {whole.sent} referrals ({share} %) had nothing wrong{cost}"


def day_words(day: date) -> str:
    """A week by its Monday, as 23 Nov."""
    return f"{day.day} {day:%b}"


def team_words(code: str) -> str:
    """A team as the page names it; "" for all."""
    return "Without a team" if code == NO_TEAM else code


def other_words(one: Other) -> str:
    """A second code in words: a need, an offence, or that there were words only, or nothing."""
    kind, _, code = one.code.partition(":")
    return say(code) if code else say(kind, "other")


def _score_chart(figures: Figures) -> Markup:
    tallies = figures.by_week
    last = next((tally.mean for tally in reversed(tallies) if tally.mean is not None), None)
    words = "No referral was scored." if last is None else f"The last week with referrals has a mean score of {last:g}."
    return line("score", "Mean score by week", words, labels=_labels(figures), values=[tally.mean for tally in tallies])


def _sent_chart(figures: Figures) -> Markup:
    tallies = figures.by_week
    whole = figures.whole
    return stacked(
        "sent",
        "Referrals by week: clean below, with something wrong hatched above",
        f"{whole.sent} in twelve weeks, {whole.clean} of them clean.",
        labels=_labels(figures),
        solid=[tally.clean for tally in tallies],
        hatched=[tally.sent - tally.clean for tally in tallies],
    )


def _labels(figures: Figures) -> Sequence[str]:
    return [day_words(week) for week in figures.weeks]


def _fault(figures: Figures, fault: Fault, number: int) -> FaultView:
    words = say(fault.flag, "quality")
    return FaultView(
        words=words,
        what_to_do=WHAT_TO_DO[fault.flag],
        weight=weighting_on(figures.weeks[-1]).weights.get(fault.flag, 0),
        fault=fault,
        chart=spark(f"fault-{number}", f"{words}, by week: {_by_week(fault.weeks)}", fault.weeks),
    )


def _teams(figures: Figures) -> Iterator[TeamView]:
    for number, team in enumerate(figures.teams[:_MOST_TEAMS]):
        own = figures.of_team(team)
        sent = [tally.sent for tally in own.by_week]
        words = team_words(team or NO_TEAM)
        chart = spark(f"team-{number}", f"{words}, sent by week: {_by_week(sent)}", sent)
        yield TeamView(team or NO_TEAM, words, own.whole, own.by_week[-1], chart)


def _by_week(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)
