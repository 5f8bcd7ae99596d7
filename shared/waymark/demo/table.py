"""Prints what became of a replay: what was sent, accepted, asked, refused, skipped, and what went where."""

from collections import Counter
from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.table import Table

from waymark.demo.replay import Tally


def print_tally(console: Console, tally: Tally) -> None:
    """The account of all rows."""
    table = Table(title="Every row accounted for", title_justify="left")
    for heading in ("what", "why", "rows"):
        table.add_column(heading, justify="right" if heading == "rows" else "left")
    table.add_row("rows read", "", str(tally.rows))
    table.add_row("sent", "through the senders' own doors", str(tally.sent))
    for sender, count in tally.by_sender.most_common():
        table.add_row("", f"by {sender}", str(count))
    table.add_row("accepted", f"{tally.on_time} of them within the police clock", str(tally.accepted))
    table.add_row("", "recognised as sent before: no referral of their own", str(tally.repeated))
    for why, count in tally.refused.most_common():
        table.add_row("refused", why, str(count))
    for why, count in tally.skipped.most_common():
        table.add_row("skipped", why, str(count))
    for member, count in tally.taken.most_common():
        if count:
            table.add_row("accepted by a provider", f"{member}, through the queue", str(count))
    for code, count in tally.flagged.most_common():
        table.add_row("flagged, travels on", code.replace("_", " "), str(count))
    console.print(table)


# Which column of the summary an allocation's state is counted in.
_COLUMN_OF = {
    "offered": "offered",
    "accepted": "accepted",
    "held_consent": "held",
    "held_data": "held",
    "held_safety": "held",
    "declined": "sent on",
    "lapsed": "sent on",
    "withdrawn": "taken back",
}
_COLUMNS = ("offered", "accepted", "held", "sent on", "taken back", "unmet")


def print_routes(console: Console, counts: Mapping[str, Any]) -> None:
    """What went where: one line per pathway, with what is held and for what, and what nobody could take and why."""
    table = Table(title="What went where", title_justify="left")
    table.add_column("pathway")
    for heading in _COLUMNS:
        table.add_column(heading, justify="right")
    table.add_column("why")
    for pathway, line in sorted(by_pathway(counts).items()):
        why = "; ".join(f"{count} {reason}" for reason, count in line["why"].most_common())
        table.add_row(pathway.replace("_", " "), *(str(line["count"][name] or "") for name in _COLUMNS), why)
    console.print(table)
    console.print("sent on = the provider said no or did not answer, and somebody else was asked")


def by_pathway(counts: Mapping[str, Any]) -> dict[str, dict[str, Counter[str]]]:
    """The router's counts by pathway: `count` by column, `why` by what is waited for or why nobody could take it."""
    lines: dict[str, dict[str, Counter[str]]] = {}

    def line(pathway: str) -> dict[str, Counter[str]]:
        return lines.setdefault(pathway, {"count": Counter(), "why": Counter()})

    for row in counts["allocations"]:
        column = _COLUMN_OF.get(row["state"], "taken back")
        line(row["pathway"])["count"][column] += row["count"]
        if column == "held":
            line(row["pathway"])["why"][f"wait for {row['missing']}".replace("_", " ")] += row["count"]
    for row in counts["unmet"]:
        line(row["pathway"])["count"]["unmet"] += row["count"]
        line(row["pathway"])["why"][f"unmet: {row['reason']}".replace("_", " ")] += row["count"]
    return lines
