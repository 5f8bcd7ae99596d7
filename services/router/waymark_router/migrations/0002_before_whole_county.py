"""What the whole county needs: since when an allocation is where it is, and what a decision said without reading it."""

from alembic import op

revision = "router_0002"
down_revision = "router_0001"
branch_labels = None
depends_on = None

# The defaults are for processes of the release before, which still run while this one starts.
STEPS = (
    # `since` moves with the state only, `changed_at` with every word about it.
    """alter table allocations add column since timestamptz not null default now(),
        add column accepted_at timestamptz""",
    "update allocations set since = changed_at",
    """alter table decisions add column screening integer not null default 0,
        add column unmet integer not null default 0""",
    """update decisions set screening = (convert_from(record, 'UTF8')::jsonb ->> 'screening')::integer,
        unmet = jsonb_array_length(convert_from(record, 'UTF8')::jsonb -> 'unmet')""",
    "create index decisions_unmet on decisions(decided_at) where unmet > 0",
    """create index allocations_held on allocations(since)
        where state in ('held_consent', 'held_data', 'held_safety')""",
)


def upgrade() -> None:
    """Add the columns, filled from what is there."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """Drop them."""
    op.execute("alter table decisions drop column screening, drop column unmet")
    op.execute("alter table allocations drop column since, drop column accepted_at")
