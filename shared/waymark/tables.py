"""Tables every service's schema has: its log, how far it has heard, what it set aside, its audit rows, its copy of
keys and members. What is not here: a service's own tables (its `tables.py` and migrations).

Statements are numbered like migrations and never change once released; a service's first revision calls
`create_foundation`. Names are unqualified: the connection's search_path is the service's schema.
"""

from sqlalchemy import Connection, text

FOUNDATION_0001: tuple[str, ...] = (
    # The epoch grows when a restored database restarts its transaction ids, so that the cursor never goes back.
    """create table epoch(one boolean primary key default true check (one), number integer not null)""",
    """insert into epoch(number) values (1)""",
    # One table is log and bus at once (ADR 0002). The cursor is (epoch, tx, seq) under pg_snapshot_xmin.
    """create table log(
        topic text not null,
        epoch integer not null,
        tx xid8 not null default pg_current_xact_id(),
        seq bigint generated always as identity,
        event_id uuid not null,
        key uuid not null,
        type text not null,
        time timestamptz not null,
        correlation uuid not null,
        causation uuid,
        traceparent text not null,
        body bytea not null,
        primary key (topic, epoch, tx, seq)
    ) with (toast_tuple_target = 8160)""",
    """create index log_time on log(time)""",
    """create table offsets(
        hearer text not null,
        source text not null,
        position text not null,
        moved_at timestamptz not null,
        primary key (hearer, source)
    ) with (fillfactor = 50)""",
    """create table heard(event_id uuid primary key, at timestamptz not null)""",
    """create index heard_at on heard(at)""",
    """create table parked(
        id bigint generated always as identity primary key,
        event_id uuid not null unique,
        source text not null,
        position text not null,
        topic text not null,
        key uuid not null,
        type text not null,
        time timestamptz not null,
        correlation uuid not null,
        causation uuid,
        traceparent text not null,
        body bytea not null,
        state text not null check (state in ('parked', 'queued', 'replayed', 'discarded')),
        error text not null,
        attempts integer not null,
        parked_at timestamptz not null,
        settled_at timestamptz,
        settled_by text
    ) with (toast_tuple_target = 8160)""",
    """create index parked_open on parked(key, id) where state in ('parked', 'queued')""",
    """create table audit(
        id bigint generated always as identity primary key,
        tx xid8 not null default pg_current_xact_id(),
        act text not null,
        about text not null,
        actor text not null,
        at timestamptz not null,
        details jsonb not null
    )""",
    """create index audit_about on audit(about)""",
    """create table known_keys(
        key_id text primary key,
        purpose text not null,
        public bytea not null,
        valid_from timestamptz not null,
        valid_to timestamptz not null
    )""",
    """create table known_members(
        subject text primary key,
        kind text not null,
        agency text not null,
        agency_name text not null,
        agency_role text not null,
        display_name text not null,
        roles text[] not null,
        active boolean not null,
        changed_at timestamptz not null
    )""",
)


def create_foundation(connection: Connection) -> None:
    """Create the foundation tables in the schema the connection's search_path names."""
    for statement in FOUNDATION_0001:
        connection.execute(text(statement))
