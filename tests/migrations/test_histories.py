"""Each service's history of its schema: one line from empty to head, named by the rule, inside its own schema."""

import ast
import re
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from alembic.script import ScriptDirectory

from tests.house.tree import ROOT, SERVICES
from waymark.migrate import alembic_config, migrate
from waymark.opening import Addresses
from waymark.service import installed_services

FILE = re.compile(r"(\d{4})_(before|after)_[a-z0-9_]+\.py")
FOUNDATION = {"log", "offsets", "heard", "parked", "audit", "epoch", "known_keys", "known_members"}


def revisions(service: str) -> list[Path]:
    """The revision files of a service, in order."""
    folder = ROOT / "services" / service / f"waymark_{service}" / "migrations"
    return sorted(path for path in folder.glob("*.py") if path.name != "__init__.py")


def misnamed(service: str, names: list[str]) -> list[str]:
    """File names that are not NNNN_before_what.py or NNNN_after_what.py, counted up without a gap."""
    wanted = [f"{number:04d}" for number in range(1, len(names) + 1)]
    return [
        f"{service}: {name}"
        for name, number in zip(names, wanted, strict=True)
        if not (match := FILE.fullmatch(name)) or match[1] != number
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_revisions_are_named_and_counted_by_the_rule(service: str) -> None:
    names = [path.name for path in revisions(service)]
    assert names
    assert misnamed(service, names) == []


def test_a_planted_misnamed_revision_is_caught() -> None:
    assert misnamed("intake", ["0001_before_start.py", "0003_after_gap.py", "0003_word.py"]) == [
        "intake: 0003_after_gap.py",
        "intake: 0003_word.py",
    ]


@pytest.mark.parametrize("service", SERVICES)
def test_a_history_is_one_line(service: str) -> None:
    scripts = ScriptDirectory.from_config(alembic_config(installed_services()[service]))
    walked = [revision.revision for revision in scripts.walk_revisions()]
    assert len(scripts.get_heads()) == 1
    assert walked == [f"{service}_{path.name[:4]}" for path in reversed(revisions(service))]


@pytest.mark.parametrize("service", SERVICES)
def test_a_revision_asks_for_no_extension_and_no_other_schema(service: str) -> None:
    others = "|".join(name for name in SERVICES if name != service)
    for path in revisions(service):
        said = [
            node.value.lower()
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        assert not [text for text in said if "create extension" in text], path
        assert not [text for text in said if re.search(rf"\b({others})\.[a-z]", text)], path


@pytest.mark.parametrize("service", SERVICES)
async def test_from_empty_to_head_gives_the_foundation_and_the_role_owns_none_of_it(
    service: str, county_db: Addresses
) -> None:
    owners = await _fetch(county_db.services[service], "select tablename, tableowner from pg_tables", service)
    assert set(owners) >= FOUNDATION
    assert service not in owners.values()


@pytest.mark.parametrize("service", SERVICES)
async def test_large_bodies_are_kept_in_their_rows(service: str, county_db: Addresses) -> None:
    bodies = await _fetch(
        county_db.owner,
        "select c.relname, coalesce(array_to_string(c.reloptions, ','), '') from pg_class c"
        " join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid"
        " where n.nspname = $1 and c.relkind in ('r', 'p') and a.attname = 'body' and a.atttypid = 'bytea'::regtype",
        service,
        whole=True,
    )
    assert {table for table, options in bodies.items() if "toast_tuple_target=8160" not in options} == set()


@pytest.mark.parametrize("service", SERVICES)
async def test_row_security_that_is_on_binds_the_owner_too(service: str, county_db: Addresses) -> None:
    divided = await _fetch(
        county_db.owner,
        "select c.relname, c.relforcerowsecurity from pg_class c join pg_namespace n on n.oid = c.relnamespace"
        " where n.nspname = $1 and c.relrowsecurity and c.relname <> 'log'",
        service,
        whole=True,
    )
    assert {table for table, forced in divided.items() if not forced} == set()


async def test_running_all_histories_again_changes_nothing(county_db: Addresses) -> None:
    services = list(installed_services().values())
    before = await _fetch(county_db.owner, _TABLES, "", whole=True)
    await migrate(county_db.owner, services, county_db.passwords())
    assert await _fetch(county_db.owner, _TABLES, "", whole=True) == before


_TABLES = "select schemaname || '.' || tablename, tableowner from pg_tables where schemaname <> $1"


async def _fetch(url: str, sql: str, schema: str, *, whole: bool = False) -> dict[str, Any]:
    connection = await asyncpg.connect(url)
    try:
        rows = await connection.fetch(sql if whole else f"{sql} where schemaname = $1", schema)
        return {str(row[0]): row[1] for row in rows}
    finally:
        await connection.close()
