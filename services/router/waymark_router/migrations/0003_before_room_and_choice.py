"""What a choice by room needs: what services tell of their places, and when an allocation was offered last."""

from alembic import op

revision = "router_0003"
down_revision = "router_0002"
branch_labels = None
depends_on = None

_OURS = "current_setting('waymark.agency', true)"
STEPS = (
    "alter table allocations add column offered_at timestamptz",
    """update allocations set offered_at = coalesce(accepted_at, since)
        where state in ('offered', 'accepted')""",
    "create index allocations_at_work on allocations(service) where state in ('offered', 'accepted')",
    "create index allocations_offered on allocations(service, offered_at)",
    # An empty intervention is whatever the service does. Everybody may read, only the agency itself tells.
    """create table capacities(
        service text not null,
        population text not null check (population in ('anyone', 'adults', 'children')),
        intervention text not null,
        agency text not null,
        vacancies integer check (vacancies >= 0),
        weeks integer check (weeks >= 0),
        as_of date not null,
        told_by text not null,
        version integer not null,
        told_at timestamptz not null,
        primary key (service, population, intervention)
    )""",
    "create policy everybody_reads on capacities for select using (true)",
    f"""create policy own_agency_tells on capacities for all
        using (agency = {_OURS} or {_OURS} = '*') with check (agency = {_OURS} or {_OURS} = '*')""",
    "alter table capacities enable row level security",
    "alter table capacities force row level security",
)


def upgrade() -> None:
    """Add the column and the table."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """Drop them."""
    op.execute("drop table capacities")
    op.execute("drop index allocations_at_work")
    op.execute("alter table allocations drop column offered_at")
