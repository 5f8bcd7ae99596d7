"""What the whole county asks for: corrections, stops to confirm, appointments, obligations, escalation, digests."""

from alembic import op

revision = "notifier_0002"
down_revision = "notifier_0001"
branch_labels = None
depends_on = None

_OURS = "nullif(current_setting('waymark.agency', true), '')"
_SYSTEM = "current_setting('waymark.agency', true) = '*'"
_HELD = "('held_consent', 'held_data', 'held_safety')"

COLUMNS = {
    "allocations": (
        "referral_version integer not null default 1",
        "seen_version integer not null default 1",
        "corrections jsonb not null default '[]'",
        "obligations text[] not null default '{}'",
        "unmet text[] not null default '{}'",
        "appointment_by timestamptz",
        "remind_at timestamptz",
        "escalated_at timestamptz",
        "opened_at timestamptz",
        "acknowledge_by timestamptz",
        "acknowledged_at timestamptz",
        "kept text not null default ''",
    ),
    "transitions": ("priority text not null default ''", "due_at timestamptz"),
    "alerts": (
        "audience text not null default 'duty' check (audience in ('duty', 'lead', 'desk'))",
        "at_once boolean not null default true",
    ),
    "channels": ("lead_address text not null default ''", "is_desk boolean not null default false"),
}
ONE_OPEN = "allocations_one_open on allocations(referral_id, pathway, service) where state <> 'closed'"
INDEXES = {
    "allocations_remind": "allocations(remind_at) where state = 'offered' and remind_at is not null",
    "allocations_stop": "allocations(acknowledge_by) where section = 'stop'",
    "allocations_appointment": "allocations(appointment_by) where appointment_by is not null",
}
# Whoever had it in hand sees its own word that it stopped, also where the row itself is held by now.
LINES = f"(agency = {_OURS} and (to_state not in {_HELD} or verb = 'confirm')) or {_SYSTEM}"
LINES_BEFORE = f"(agency = {_OURS} and to_state not in {_HELD}) or {_SYSTEM}"


def _rule_for_lines(rule: str) -> None:
    op.execute(f"alter policy by_agency on transitions using ({rule}) with check ({rule})")


def upgrade() -> None:
    """Add the columns and their indexes; let an agency see and write its own confirmations."""
    for table, columns in COLUMNS.items():
        added = ", ".join(f"add column {column}" for column in columns)
        op.execute(f"alter table {table} {added}")
    for name, place in INDEXES.items():
        op.execute(f"create index {name} on {place}")
    # What was closed stays closed: what comes to the same service later is a row of its own.
    op.execute("alter table allocations drop constraint allocations_referral_id_pathway_service_key")
    op.execute(f"create unique index {ONE_OPEN}")
    _rule_for_lines(LINES)


def downgrade() -> None:
    """Take the columns away again; their indexes go with them."""
    _rule_for_lines(LINES_BEFORE)
    op.execute("drop index allocations_one_open")
    op.execute("alter table allocations add unique (referral_id, pathway, service)")
    for table, columns in COLUMNS.items():
        dropped = ", ".join(f"drop column {column.split()[0]}" for column in columns)
        op.execute(f"alter table {table} {dropped}")
