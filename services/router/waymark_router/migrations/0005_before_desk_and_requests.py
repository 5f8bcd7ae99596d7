"""What providers ask to change in the directory, what the triage desk decides by hand, and the rules it suggests."""

from alembic import op

revision = "router_0005"
down_revision = "router_0004"
branch_labels = None
depends_on = None

_OURS = "current_setting('waymark.agency', true)"
STEPS = (
    "alter table directories add column by_people boolean not null default false",
    """create table directory_requests(
        request_id uuid primary key,
        service text not null,
        agency text not null,
        change jsonb not null,
        state text not null check (state in ('asked', 'approved', 'refused')),
        asked_by text not null,
        asked_by_name text not null,
        asked_at timestamptz not null,
        decided_by text not null,
        decided_at timestamptz,
        version text
    )""",
    "create index directory_requests_asked on directory_requests(asked_at) where state = 'asked'",
    # The county's administrators answer for every agency; an agency asks for itself only.
    "create policy everybody_reads on directory_requests for select using (true)",
    f"""create policy own_agency_asks on directory_requests for insert
        with check (agency = {_OURS} or {_OURS} = '*')""",
    "create policy county_answers on directory_requests for update using (true) with check (true)",
    "alter table directory_requests enable row level security",
    "alter table directory_requests force row level security",
    # The desk's word is one more thing a decision looks at; it goes with the referral.
    """create table assignments(
        assignment_id uuid primary key,
        referral_id uuid not null references referrals,
        pathway text not null,
        service text not null,
        reason text not null,
        needs text[] not null,
        assigned_by text not null,
        assigned_at timestamptz not null
    )""",
    "create index assignments_referral on assignments(referral_id, assigned_at)",
    """create table suggestions(
        suggestion_id uuid primary key,
        referral_id uuid not null references referrals,
        rule_table text not null,
        rule_row jsonb not null,
        suggested_by text not null,
        suggested_at timestamptz not null,
        state text not null check (state in ('open', 'settled'))
    )""",
    "create index suggestions_open on suggestions(suggested_at) where state = 'open'",
    "create index suggestions_referral on suggestions(referral_id)",
)


def upgrade() -> None:
    """Create the tables."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """Drop them."""
    for table in ("suggestions", "assignments", "directory_requests"):
        op.execute(f"drop table {table}")
    op.execute("alter table directories drop column by_people")
