"""The erasures are found among all audit rows at once: the list of them is compared every few seconds."""

from alembic import op

revision = "consent_0004"
down_revision = "consent_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """A small index of those rows alone."""
    op.execute("create index audit_erasures on audit(about, at) where act = 'person.erased'")


def downgrade() -> None:
    """Take it away again."""
    op.execute("drop index audit_erasures")
