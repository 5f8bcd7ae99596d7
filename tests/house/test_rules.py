"""Each guard catches the violation it is there for, planted; what is right passes."""

import ast

import pytest

from tests.house import rules
from tests.house.rules import Rule
from tests.house.test_house_rules import NAMED_NOWHERE, machine_paths
from tests.house.tree import module, source_modules

DOMAIN = "services/intake/waymark_intake/police/canonical.py"
ACTIONS = "services/intake/waymark_intake/actions.py"
API = "services/intake/waymark_intake/api.py"
STORE = "services/intake/waymark_intake/store.py"
SHARED = "shared/waymark/parked.py"
PROMISE = "todo".upper()
SOMEBODYS = "/HOME/someone/x".lower()

PLANTED: list[tuple[Rule, str, str]] = [
    (rules.short_file, DOMAIN, "x = 1\n" * 401),
    (rules.short_functions, DOMAIN, "def f():\n" + "    x = 1\n" * 60),
    (rules.short_functions, DOMAIN, "def f(a, b, c, d, *, e, f, g): ..."),
    (rules.has_docstring, DOMAIN, "x = 1"),
    (rules.no_late_imports, DOMAIN, "def f():\n    import json"),
    (rules.no_late_imports, SHARED, "class A:\n    from json import dumps"),
    (rules.no_broad_except, SHARED, "try: f()\nexcept Exception: g()"),
    (rules.no_broad_except, SHARED, "try: f()\nexcept: g()"),
    (rules.no_broad_except, SHARED, "try: f()\nexcept (ValueError, BaseException): g()"),
    (rules.no_silent_except, SHARED, "try: f()\nexcept ValueError: pass"),
    (rules.no_silent_except, SHARED, "with contextlib.suppress(Exception): f()"),
    (rules.only_the_edge_commits, ACTIONS, "async def f(c): await c.commit()"),
    (rules.only_the_edge_commits, SHARED, "async def f(c): await c.rollback()"),
    (rules.brokers_stay_in_the_bus, SHARED, "import aiokafka"),
    (rules.brokers_stay_in_the_bus, "shared/waymark/bus/postgres.py", "from aiokafka.errors import KafkaError"),
    (rules.frameworks_stay_in_their_rooms, ACTIONS, "from fastapi import Depends"),
    (rules.frameworks_stay_in_their_rooms, API, "from sqlalchemy import text"),
    (rules.frameworks_stay_in_their_rooms, DOMAIN, "import sqlalchemy"),
    (rules.frameworks_stay_in_their_rooms, STORE, "import httpx"),
    (rules.domain_is_pure, DOMAIN, "from waymark.db import Transaction"),
    (rules.domain_is_pure, DOMAIN, "from waymark_intake.store import find_referral"),
    (rules.domain_is_pure, DOMAIN, "from waymark.ids import uuid7"),
    (rules.domain_is_pure, DOMAIN, "import random"),
    (rules.domain_is_pure, DOMAIN, "from os import environ"),
    (rules.domain_is_pure, DOMAIN, "import urllib.request"),
    (rules.domain_is_pure, DOMAIN, "import requests"),
    (rules.domain_is_pure, DOMAIN, "from uuid import uuid4"),
    (rules.domain_is_pure, DOMAIN, "import uuid\nx = uuid.uuid4()"),
    (rules.domain_is_pure, DOMAIN, "import datetime\nx = datetime.datetime.now()"),
    (rules.domain_is_pure, DOMAIN, "from datetime import date\nx = date.today()"),
    (rules.domain_is_pure, DOMAIN, "async def f(): ..."),
    (rules.no_clock_of_its_own, ACTIONS, "from datetime import datetime\nx = datetime.now(UTC)"),
    (rules.no_clock_of_its_own, SHARED, "import datetime\nx = datetime.datetime.now()"),
    (rules.plain_names, "shared/waymark/utils.py", ""),
    (rules.plain_names, "services/intake/waymark_intake/core/police.py", ""),
    (rules.plain_names, DOMAIN, "class CaseManager: ..."),
    (rules.plain_names, DOMAIN, "def read_payload(): ..."),
    (rules.plain_names, DOMAIN, "def keep_data(): ..."),
    (rules.no_mode_in_services, ACTIONS, "# not with Kafka"),
    (rules.no_mode_in_services, DOMAIN, "if embedded: ..."),
    (rules.no_sql_across_schemas, STORE, 'x = "select 1 from consent.vault_groups"'),
    (rules.no_sql_across_schemas, "services/intake/waymark_intake/migrations/0001_a.py", 'x = "references router.t"'),
    (rules.no_leftovers, DOMAIN, f"x = 1  # {PROMISE} later"),
    (rules.no_mocks, "tests/intake/police/test_canonical.py", "from unittest.mock import Mock"),
    (rules.no_mocks, "tests/intake/police/test_canonical.py", "def test_a(mocker): ..."),
]

RIGHT: list[tuple[Rule, str, str]] = [
    (rules.no_late_imports, SHARED, "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import json"),
    (rules.no_broad_except, "shared/waymark/http/edge.py", "try: f()\nexcept Exception: g()"),
    (rules.no_broad_except, "shared/waymark/delivery.py", "try: f()\nexcept Exception: g()"),
    (rules.no_broad_except, SHARED, "try: f()\nexcept BaseException:\n    g()\n    raise"),
    (rules.no_broad_except, SHARED, "try: f()\nexcept ValueError: g()"),
    (rules.only_the_edge_commits, "shared/waymark/db.py", "async def f(c): await c.commit()"),
    (rules.brokers_stay_in_the_bus, "shared/waymark/bus/kafka/relay.py", "import aiokafka"),
    (rules.frameworks_stay_in_their_rooms, API, "from fastapi import Depends"),
    (rules.frameworks_stay_in_their_rooms, STORE, "from sqlalchemy import text"),
    (rules.frameworks_stay_in_their_rooms, "services/notifier/waymark_notifier/pages/queue.py", "import fastapi"),
    (rules.domain_is_pure, DOMAIN, "from datetime import datetime\nfrom waymark.words import Need\nimport json"),
    (rules.domain_is_pure, DOMAIN, "from uuid import UUID\nfrom waymark_intake.referral import Referral"),
    (rules.domain_is_pure, ACTIONS, "import random\nfrom waymark.db import Transaction"),
    (rules.plain_names, DOMAIN, "class CaseworkLead: ...\ndef wrap_data_key(): ..."),
    (rules.no_sql_across_schemas, STORE, 'x = "select 1 from intake.receipts join receipts"'),
]


@pytest.mark.parametrize(("rule", "path", "text"), PLANTED)
def test_a_planted_violation_is_caught(rule: Rule, path: str, text: str) -> None:
    assert list(rule(module(path, text)))


@pytest.mark.parametrize(("rule", "path", "text"), RIGHT)
def test_what_is_right_passes(rule: Rule, path: str, text: str) -> None:
    assert list(rule(module(path, text))) == []


def test_every_rule_has_a_planted_violation() -> None:
    assert {rule for rule, _, _ in PLANTED} == {*rules.SOURCE_RULES, *rules.TEST_RULES}


@pytest.mark.parametrize("name", [*NAMED_NOWHERE, SOMEBODYS])
def test_a_place_of_one_machine_is_caught(name: str) -> None:
    assert list(machine_paths(f"a line\nwith {name} in it"))


def test_the_house_is_not_empty() -> None:
    packages = {one.package for one in source_modules()}
    assert packages == {"waymark", "waymark_intake", "waymark_consent", "waymark_router", "waymark_notifier"}
    assert all(isinstance(one.tree, ast.Module) for one in source_modules())
