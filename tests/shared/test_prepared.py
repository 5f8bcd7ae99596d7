"""SQL text made ready for asyncpg: values in order, rows by name, errors without what was sent."""

import asyncpg
import pytest
from sqlalchemy import ARRAY, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import IntegrityError, ProgrammingError

from tests.conftest import OpenDatabase
from waymark.db import typed
from waymark.prepared import failure, prepared, rows_touched, together


def test_names_become_places_and_values_follow_them() -> None:
    ready = prepared(text("select :b, :a, :b where cast(:c as text) = 'x:y'"))
    assert ready.ordered({"a": 1, "b": 2, "c": 3}) in ([2, 1, 3], [2, 1, 2, 3])
    assert ":a" not in ready.sql


def test_a_clause_is_made_ready_once() -> None:
    clause = text("select :a")
    assert prepared(clause) is prepared(clause)


def test_a_value_that_is_missing_is_named() -> None:
    with pytest.raises(KeyError, match="b"):
        prepared(text("select :a, :b")).ordered({"a": 1})


def test_arrays_are_sent_as_lists_and_documents_as_text() -> None:
    sql = typed(
        "select unnest(:words), unnest(:none), unnest(:kept)", words=ARRAY(Text), none=ARRAY(Text), kept=ARRAY(JSONB)
    )
    ready = prepared(sql).ordered({"words": (word for word in ("a", "b")), "none": None, "kept": [{"a": 1}]})
    assert ready == [["a", "b"], None, ['{"a": 1}']]


@pytest.mark.parametrize(("tag", "rows"), [("INSERT 0 5", 5), ("UPDATE 3", 3), ("SELECT 7", 7), ("CREATE TABLE", 0)])
def test_a_command_tag_says_how_many_rows_it_touched(tag: str, rows: int) -> None:
    assert rows_touched(tag) == rows


async def test_rows_are_read_by_name_place_and_all_at_once(open_database: OpenDatabase) -> None:
    database = await open_database("intake")
    sql = typed("select word, length(word) as size from unnest(:words) as t(word)", words=ARRAY(Text))
    async with database.reader() as reader:
        rows = await reader.rows(sql, {"words": ["one", "three"]})
    assert [(row.word, row.size) for row in rows] == [tuple(row) for row in rows] == [("one", 3), ("three", 5)]
    assert [dict(row._mapping) for row in rows][1] == {"word": "three", "size": 5}
    assert not hasattr(rows[0], "colour")


def test_an_error_keeps_its_kind_and_cause_and_not_the_row_it_quotes() -> None:
    quoting = asyncpg.UniqueViolationError("duplicate key value")
    quoting.detail = "Key (name)=(Jane Doe) already exists."
    error = failure("insert into t values ($1)", quoting)
    assert isinstance(error, IntegrityError)
    assert error.orig is not None
    assert error.orig.__cause__ is quoting
    assert "Jane Doe" not in str(error)
    assert isinstance(failure("select", asyncpg.InsufficientPrivilegeError("permission denied")), ProgrammingError)


def test_statements_together_keep_their_values_apart() -> None:
    one, two = prepared(text("insert into a select :x")), prepared(text("select f(:y)"))
    last = prepared(text("with c as (delete from d where e = :z) select 2"))
    assert together((one, two), last) == (
        "with part0 as (insert into a select $1), part1 as (select f($2)), c as (delete from d where e = $3) select 2"
        " where (select count(*) from part1) >= 0"
    )
    assert together((one,)) == "with part0 as (insert into a select $1) select 1"
