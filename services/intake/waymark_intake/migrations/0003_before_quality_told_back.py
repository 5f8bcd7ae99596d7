"""Quality told back: the score as sent and as it is now, the very fields, and the sender's team."""

from alembic import op

revision = "intake_0003"
down_revision = "intake_0002"
branch_labels = None
depends_on = None

# The defaults are for processes of the release before, which still run while this one starts.
_COLUMNS = (
    "quality_score integer",
    "quality_fields jsonb not null default '{}'",
    "sent_quality text[] not null default '{}'",
    "sent_score integer",
    "team text not null default ''",
)


def upgrade() -> None:
    """Add what is new; of what came before, the flags of today count as those it was sent with."""
    op.execute("select set_config('waymark.agency', '*', true)")
    op.execute(f"alter table referrals {', '.join(f'add {column}' for column in _COLUMNS)}")
    op.execute("update referrals set sent_quality = quality")


def downgrade() -> None:
    """Take it away again."""
    names = [column.split(" ", 1)[0] for column in _COLUMNS]
    op.execute(f"alter table referrals {', '.join(f'drop {name}' for name in names)}")
