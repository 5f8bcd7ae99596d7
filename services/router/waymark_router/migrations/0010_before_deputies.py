"""Who may approve in place of somebody, and on which days, as the county's file names them."""

from alembic import op

revision = "router_0010"
down_revision = "router_0009"
branch_labels = None
depends_on = None

_OURS = "current_setting('waymark.agency', true)"
STEPS = (
    """create table deputies(
        member text not null,
        stands_in_for text not null check (stands_in_for <> member),
        valid_from date not null,
        valid_to date not null check (valid_to >= valid_from),
        primary key (member, valid_from)
    )""",
    "create policy everybody_reads on deputies for select using (true)",
    # Only the county's file names deputies, never an agency's own hands.
    f"create policy county_names on deputies for insert with check ({_OURS} = '*')",
    f"create policy county_drops on deputies for delete using ({_OURS} = '*')",
    "alter table deputies enable row level security",
    "alter table deputies force row level security",
)


def upgrade() -> None:
    """Create the table."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """Drop it."""
    op.execute("drop table deputies")
