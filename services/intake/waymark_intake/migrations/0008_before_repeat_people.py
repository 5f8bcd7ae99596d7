"""People who come again: the match index, pairs of referrals that may be one person's, and what was done to them."""

from alembic import op

revision = "intake_0008"
down_revision = "intake_0007"
branch_labels = None
depends_on = None

_TABLES = (
    """create table match_records(
        referral_id uuid primary key,
        key_id integer not null,
        sealed bytea not null,
        traces bigint[] not null,
        is_apart boolean not null,
        is_victim boolean not null,
        basis text not null default '',
        is_kept_apart boolean not null default false
    )""",
    # Without a pending list: a look-up would read all of it.
    """create index match_records_traces on match_records using gin(traces) with (fastupdate = off)""",
    """create table common_traces(trace bigint primary key)""",
    """create table repeat_pairs(
        pair_id uuid primary key,
        newer uuid not null,
        older uuid not null,
        state text not null check (state in ('linked', 'open', 'unsure', 'confirmed', 'rejected', 'undone')),
        version integer not null,
        weight double precision not null,
        model text not null,
        levels jsonb not null,
        weights jsonb not null,
        hindrances text[] not null,
        made_at timestamptz not null,
        changed_at timestamptz not null,
        unique (newer, older),
        check (newer <> older)
    ) with (fillfactor = 80)""",
    """create index repeat_pairs_older on repeat_pairs(older)""",
    """create index repeat_pairs_open on repeat_pairs(made_at, pair_id) where state in ('open', 'unsure')""",
    """create index repeat_pairs_linked on repeat_pairs(made_at, pair_id) where state in ('linked', 'confirmed')""",
    """create table repeat_acts(
        pair_id uuid not null,
        version integer not null,
        state text not null,
        actor text not null,
        reason text not null,
        at timestamptz not null,
        primary key (pair_id, version)
    )""",
)
_CROSS_SENDERS = ("match_records", "common_traces", "repeat_pairs", "repeat_acts")


def upgrade() -> None:
    """Make the tables; row security shows them to the system only, because they cross senders."""
    for statement in _TABLES:
        op.execute(statement)
    for table in _CROSS_SENDERS:
        system = "current_setting('waymark.agency', true) = '*'"
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy system_only on {table} using ({system}) with check ({system})")


def downgrade() -> None:
    """Drop them."""
    for table in _CROSS_SENDERS:
        op.execute(f"drop table {table}")
