"""What a feed tells of how a service is reached waits for a second person before the public page shows it."""

from alembic import op

revision = "router_0009"
down_revision = "router_0008"
branch_labels = None
depends_on = None

# What was listed before stays listed; nobody is known to have approved it.
STEPS = (
    """alter table listings
        add column tellers text[] not null default '{}',
        add column approved_by text not null default '',
        add constraint listings_two_people check (approved_by = '' or approved_by <> all (tellers))""",
    """create table listing_waits(
        source text not null,
        listing_id uuid not null,
        body jsonb not null,
        tellers text[] not null check (cardinality(tellers) > 0),
        told_at timestamptz not null,
        refused_by text not null default '',
        refused_at timestamptz,
        primary key (source, listing_id),
        constraint listing_waits_two_people check (refused_by = '' or refused_by <> all (tellers))
    )""",
)


def upgrade() -> None:
    """Add the columns and make the table."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """Take them away again; what waits is not listed."""
    op.execute("drop table listing_waits")
    op.execute("alter table listings drop column tellers, drop column approved_by")
