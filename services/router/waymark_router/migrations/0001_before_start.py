"""The first tables of schema `router`: rulebooks, directories, referrals, decisions, allocations."""

from alembic import op

from waymark.tables import create_foundation

revision = "router_0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    # A version never changes; `number` says which was published last.
    """create table rulebooks(
        version text primary key,
        number bigint not null unique,
        effective_from timestamptz not null,
        published_at timestamptz not null,
        body bytea not null
    ) with (toast_tuple_target = 8160)""",
    """create table directories(
        version text primary key,
        number bigint not null unique,
        published_at timestamptz not null,
        body bytea not null
    ) with (toast_tuple_target = 8160)""",
    """create table referrals(
        referral_id uuid primary key,
        screening integer not null,
        screened bytea not null,
        screened_at timestamptz not null
    ) with (toast_tuple_target = 8160)""",
    """create table decisions(
        decision_id uuid primary key,
        number bigint generated always as identity,
        referral_id uuid not null references referrals,
        decided_at timestamptz not null,
        rulebook text not null references rulebooks,
        directory text not null references directories,
        record bytea not null
    ) with (toast_tuple_target = 8160)""",
    "create index decisions_referral on decisions(referral_id, number)",
    """create table allocations(
        allocation_id uuid primary key,
        referral_id uuid not null references referrals,
        pathway text not null,
        service text not null,
        agency text not null,
        state text not null,
        declined_by text,
        allocation bytea not null,
        changed_at timestamptz not null
    ) with (toast_tuple_target = 8160)""",
    "create index allocations_referral on allocations(referral_id)",
)


def upgrade() -> None:
    """Create the foundation and the router's own tables."""
    create_foundation(op.get_bind())
    for statement in TABLES:
        op.execute(statement)


def downgrade() -> None:
    """Drop the router's own tables."""
    for table in ("allocations", "decisions", "referrals", "directories", "rulebooks"):
        op.execute(f"drop table {table}")
