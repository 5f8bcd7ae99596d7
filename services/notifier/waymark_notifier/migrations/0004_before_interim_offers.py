"""What somebody is offered while they wait: by whose word, until when, and what the recipient says became of it."""

from alembic import op

revision = "notifier_0004"
down_revision = "notifier_0003"
branch_labels = None
depends_on = None

COLUMNS = (
    "interim text[] not null default '{}'",
    "interim_by text not null default ''",
    "interim_until date",
    "interim_given text[] not null default '{}'",
)


def upgrade() -> None:
    """Codes and a day."""
    op.execute(f"alter table allocations {', '.join(f'add column {one}' for one in COLUMNS)}")


def downgrade() -> None:
    """Take the columns away again."""
    op.execute(f"alter table allocations {', '.join(f'drop column {one.split()[0]}' for one in COLUMNS)}")
