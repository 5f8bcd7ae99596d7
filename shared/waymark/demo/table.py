"""Prints what became of a replay: what was sent, accepted, asked, refused, skipped, and what went where."""

from collections.abc import Mapping, Sequence
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
    table.add_row("sent", "through the police door", str(tally.sent))
    table.add_row("accepted", f"{tally.on_time} of them within the police clock", str(tally.accepted))
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


def print_routes(console: Console, counts: Mapping[str, Any]) -> None:
    """What went where: allocations by pathway, service and state, then unmet needs."""
    table = Table(title="What went where", title_justify="left")
    for heading in ("pathway", "service", "state", "waits for", "asked of", "allocations"):
        table.add_column(heading, justify="right" if heading == "allocations" else "left")
    rows: Sequence[Mapping[str, Any]] = counts["allocations"]
    for row in rows:
        missing = str(row["missing"]).replace("_", " ")
        table.add_row(row["pathway"], row["service"], row["state"], missing, row["ask_of"], str(row["count"]))
    for row in counts["unmet"]:
        table.add_row(row["pathway"], "-", "unmet", str(row["reason"]).replace("_", " "), "", str(row["count"]))
    console.print(table)
