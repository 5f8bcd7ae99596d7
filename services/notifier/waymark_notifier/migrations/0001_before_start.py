"""The first tables of schema `notifier`: allocations, transitions, alerts, channels, divided by agency."""

from alembic import op

from waymark.tables import create_foundation

revision = "notifier_0001"
down_revision = None
branch_labels = None
depends_on = None

# A held row names a recipient who may not know of it yet: no agency sees it, whatever a query forgets to filter.
_OURS = "nullif(current_setting('waymark.agency', true), '')"
_SYSTEM = "current_setting('waymark.agency', true) = '*'"

TABLES = (
    """create table allocations(
        id uuid primary key,
        agency text not null,
        referral_id uuid not null,
        journey_id uuid not null,
        pathway text not null,
        service text not null,
        needs text[] not null,
        state text not null,
        section text not null,
        position bigint not null,
        version integer not null check (version > 0),
        priority text not null,
        decision_id uuid not null,
        decided_at timestamptz not null,
        sender text not null,
        received_at timestamptz not null,
        changed_at timestamptz not null,
        missing text not null,
        ask_of text not null,
        duty boolean not null,
        child text not null,
        flags text[] not null,
        quality text[] not null,
        respond_by timestamptz,
        contact_by timestamptz,
        review_by timestamptz,
        claimed_by text not null,
        claimed_name text not null,
        attempts integer not null,
        late boolean not null,
        declined_by text not null,
        reason text not null,
        interim_offer text not null,
        outcome text not null,
        unique (referral_id, pathway, service)
    ) with (fillfactor = 80)""",
    "create index allocations_queue on allocations(agency, section, position, id)",
    "create index allocations_due on allocations(respond_by) where state = 'offered'",
    """create table transitions(
        id bigint generated always as identity primary key,
        allocation_id uuid not null,
        agency text not null,
        from_state text not null,
        to_state text not null,
        verb text not null,
        actor text not null,
        actor_name text not null,
        code text not null,
        version integer not null,
        at timestamptz not null
    )""",
    "create index transitions_allocation on transitions(allocation_id, id)",
    """create table alerts(
        id uuid primary key,
        agency text not null,
        allocation_id uuid not null,
        kind text not null,
        channel text not null,
        due_at timestamptz,
        state text not null check (state in ('queued', 'sending', 'sent', 'failed', 'cancelled')),
        attempts integer not null,
        next_at timestamptz not null,
        created_at timestamptz not null
    )""",
    "create index alerts_next on alerts(next_at) where state in ('queued', 'sending')",
    "create index alerts_allocation on alerts(allocation_id)",
    """create table channels(
        agency text primary key,
        agency_name text not null,
        channel text not null check (channel in ('email')),
        address text not null
    )""",
)

POLICIES = {
    "allocations": f"(agency = {_OURS} and section <> 'held') or {_SYSTEM}",
    "transitions": f"(agency = {_OURS} and to_state not in ('held_consent', 'held_data', 'held_safety')) or {_SYSTEM}",
    "alerts": f"agency = {_OURS} or {_SYSTEM}",
}


def upgrade() -> None:
    """Create the foundation and this service's own tables, with row security."""
    create_foundation(op.get_bind())
    for statement in TABLES:
        op.execute(statement)
    for table, rule in POLICIES.items():
        op.execute(f"create policy by_agency on {table} using ({rule}) with check ({rule})")
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")


def downgrade() -> None:
    """Drop this service's own tables; the foundation stays."""
    for table in ("allocations", "transitions", "alerts", "channels"):
        op.execute(f"drop table {table}")
