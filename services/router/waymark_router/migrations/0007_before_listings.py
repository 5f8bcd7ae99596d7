"""Services of others that the public page lists, as their feeds tell of them."""

from alembic import op

revision = "router_0007"
down_revision = "router_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Create the table: public words of public services, by feed."""
    op.execute(
        """create table listings(
        source text not null,
        listing_id uuid not null,
        body jsonb not null,
        told_by text not null,
        told_at timestamptz not null,
        primary key (source, listing_id)
    )"""
    )


def downgrade() -> None:
    """Drop it."""
    op.execute("drop table listings")
