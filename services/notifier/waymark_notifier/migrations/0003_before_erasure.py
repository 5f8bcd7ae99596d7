"""Referrals whose person was erased: a routed answer that was on its way must not bring rows of them back."""

from alembic import op

revision = "notifier_0003"
down_revision = "notifier_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Only ids and times."""
    op.execute("create table erased(referral_id uuid primary key, erased_at timestamptz not null)")


def downgrade() -> None:
    """Take it away again."""
    op.execute("drop table erased")
