"""Asks the database itself whether an agency's rows are shown to another one (I12), as each agency in turn.

Only tables with a policy on `waymark.agency` are asked; which tables must have one is the migrations' business. So is
which may be read by all, as what is told of services may: a policy named `everybody_reads` says so.
"""

import re
from collections.abc import Sequence

from waymark.db import SYSTEM, Database, Reader
from waymark.ledger import Finding

_POLICIES = (
    "select tablename, string_agg(qual, ' ') as rule from pg_policies"
    " where schemaname = current_schema() and qual like '%waymark.agency%' and not exists (select from pg_policies wide"
    " where wide.schemaname = current_schema() and wide.tablename = pg_policies.tablename"
    " and wide.policyname = 'everybody_reads') group by tablename order by tablename"
)
_COLUMN = re.compile(r"\(?(\w+) = NULLIF\(current_setting\('waymark\.agency'")
# A table that belongs to no agency: only the service itself, acting for nobody, sees its rows.
_OF_NOBODY = re.compile(r"\(?current_setting\('waymark\.agency'::text, true\) = '\*'::text\)?")
_NAME = re.compile(r"[a-z_][a-z0-9_]*")
_MEMBERS = "select distinct agency from known_members where agency <> '' order by agency"


async def shown_to_others(service: str, database: Database) -> list[Finding]:
    """Tables of one service that show an agency rows of another, or rows to nobody in particular."""
    async with database.reader(SYSTEM) as reader:
        policies = await reader.rows(_POLICIES)
        members = [row.agency for row in await reader.rows(_MEMBERS)]
    findings: list[Finding] = []
    for policy in policies:
        if _OF_NOBODY.fullmatch(policy.rule):
            findings += await _probe_hidden(service, database, policy.tablename, members)
            continue
        column = _COLUMN.search(policy.rule)
        if column is None:
            findings.append(Finding("I12", f"{service}.{policy.tablename}: no telling which column its policy divides"))
            continue
        findings += await _probe(service, database, policy.tablename, column.group(1), members)
    return findings


async def _probe(service: str, database: Database, table: str, column: str, members: Sequence[str]) -> list[Finding]:
    table, column = _checked(table), _checked(column)
    async with database.reader(SYSTEM) as reader:
        rows = await reader.rows(f"select distinct {column} as agency from {table}")  # noqa: S608 - names, checked
    findings: list[Finding] = []
    for agency in sorted({*members, *(row.agency for row in rows if row.agency), ""}):
        async with database.reader(agency) as reader:
            seen = await _of_others(reader, table, column, agency)
        if seen:
            who = agency or "no agency at all"
            findings.append(Finding("I12", f"{service}.{table} shows {who} {seen} rows of others"))
    return findings


async def _probe_hidden(service: str, database: Database, table: str, members: Sequence[str]) -> list[Finding]:
    """Rows of a table that is nobody's, as each agency and as none sees them: there must be none."""
    findings: list[Finding] = []
    for agency in ("", *members):
        async with database.reader(agency) as reader:
            seen = int(await reader.value(f"select count(*) from {_checked(table)}"))  # noqa: S608 - a name, checked
        if seen:
            who = agency or "no agency at all"
            findings.append(Finding("I12", f"{service}.{table} shows {who} {seen} rows that are no agency's"))
    return findings


async def _of_others(reader: Reader, table: str, column: str, agency: str) -> int:
    others = f"select count(*) from {table} where {column} is distinct from :agency"  # noqa: S608 - names, checked
    return int(await reader.value(others, {"agency": agency}))


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError("not a name of a table or column")
    return name
