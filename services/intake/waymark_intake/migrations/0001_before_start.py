"""Schema intake from nothing: foundation, referrals, idempotency keys, and what was heard of allocations."""

from alembic import op

from waymark.tables import create_foundation

revision = "intake_0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    """create table referrals(
        referral_id uuid primary key,
        journey_id uuid not null,
        sender text not null,
        state text not null,
        version integer not null default 1,
        received_at timestamptz not null,
        reported_at timestamptz not null,
        police_due_at timestamptz not null,
        fingerprint bytea not null,
        reference_hash bytea,
        quality text[] not null,
        unmet jsonb not null default '[]',
        decision_id uuid,
        decided_at timestamptz,
        position text,
        position_changed_at timestamptz
    )""",
    """create index referrals_sender on referrals(sender, received_at)""",
    """create index referrals_reference on referrals(sender, reference_hash) where reference_hash is not null""",
    """create table idempotency(
        agency text not null,
        key_hash bytea not null,
        fingerprint bytea not null,
        referral_id uuid not null,
        state text not null check (state in ('accepted')),
        reply bytea not null,
        created_at timestamptz not null,
        primary key (agency, key_hash)
    )""",
    """create index idempotency_created on idempotency(created_at)""",
    """create table allocations_seen(
        allocation_id uuid primary key,
        referral_id uuid not null,
        sender text not null,
        pathway text not null,
        agency text not null,
        state text not null,
        missing text not null,
        ask_of text not null,
        outcome text not null,
        by_provider boolean not null,
        changed_at timestamptz not null
    ) with (fillfactor = 80)""",
    """create index allocations_seen_referral on allocations_seen(referral_id)""",
)
_DIVIDED = (("referrals", "sender"), ("idempotency", "agency"), ("allocations_seen", "sender"))


def upgrade() -> None:
    """Make the tables and divide them by the agency that sent the record."""
    create_foundation(op.get_bind())
    for statement in _TABLES:
        op.execute(statement)
    for table, column in _DIVIDED:
        seen = f"{column} = nullif(current_setting('waymark.agency', true), '')"
        everything = "current_setting('waymark.agency', true) = '*'"
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy own_agency on {table} using ({seen} or {everything}) with check ({seen} or {everything})"
        )


def downgrade() -> None:
    """Drop intake's own tables."""
    for table, _ in _DIVIDED:
        op.execute(f"drop table {table}")
