"""All senders: no police clock where there is none, the record's format, hashes to compare by, corrections, endings."""

from alembic import op

revision = "intake_0002"
down_revision = "intake_0001"
branch_labels = None
depends_on = None

_COLUMNS = (
    "kind text not null default 'police'",
    "group_hashes jsonb not null default '{}'",
    "content_hash bytea",
    "name_hash bytea",
    "born_on_hash bytea",
    "corrections jsonb not null default '[]'",
    "signposts jsonb not null default '[]'",
    "withdrawn_at timestamptz",
    "withdrawn_reason text",
)
_ROUTED = (
    "routed_state text not null default ''",
    "routed_missing text not null default ''",
    "routed_ask_of text not null default ''",
    "routed_at timestamptz",
)


def upgrade() -> None:
    """Add what is new; what was kept stays as it is."""
    op.execute("select set_config('waymark.agency', '*', true)")
    op.execute("alter table referrals alter reported_at drop not null, alter police_due_at drop not null")
    op.execute(f"alter table referrals {', '.join(f'add {column}' for column in _COLUMNS)}")
    op.execute("create index referrals_content on referrals(sender, content_hash) where content_hash is not null")
    op.execute("create index referrals_unrouted on referrals(received_at) where state = 'received'")
    op.execute("alter table allocations_seen add engaged_at timestamptz")
    op.execute("update allocations_seen set engaged_at = changed_at where state = 'engaged'")
    # The defaults are for processes of the release before, which still run while this one starts.
    op.execute(f"alter table allocations_seen {', '.join(f'add {column}' for column in _ROUTED)}")
    op.execute(
        "update allocations_seen set routed_state = state, routed_missing = missing, routed_ask_of = ask_of,"
        " routed_at = changed_at where not by_provider"
    )
    op.execute("create index allocations_held on allocations_seen(referral_id) where state like 'held%'")


def downgrade() -> None:
    """Take it away again; referrals without a police clock cannot stay."""
    op.execute("select set_config('waymark.agency', '*', true)")
    op.execute("drop index allocations_held")
    op.execute("alter table allocations_seen drop engaged_at")
    names = [column.split(" ", 1)[0] for column in _ROUTED]
    op.execute(f"alter table allocations_seen {', '.join(f'drop {name}' for name in names)}")
    op.execute("drop index referrals_unrouted")
    op.execute("drop index referrals_content")
    op.execute("delete from referrals where reported_at is null")
    op.execute("alter table referrals alter reported_at set not null, alter police_due_at set not null")
    names = [column.split(" ", 1)[0] for column in _COLUMNS]
    op.execute(f"alter table referrals {', '.join(f'drop {name}' for name in names)}")
