"""When the person of a referral was erased: nothing that comes later may bring them back."""

from alembic import op

revision = "consent_0003"
down_revision = "consent_0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Nobody was erased so far."""
    op.execute("alter table referrals add column erased_at timestamptz")


def downgrade() -> None:
    """Take it away again."""
    op.execute("alter table referrals drop column erased_at")
