"""What the nightly replay of decisions needs: what came of each run, and decisions in the order of their numbers."""

from alembic import op

revision = "router_0006"
down_revision = "router_0005"
branch_labels = None
depends_on = None

STEPS = (
    """create table replays(
        replay_id bigint generated always as identity primary key,
        started_at timestamptz not null,
        ended_at timestamptz,
        replayed integer not null default 0,
        earlier integer not null default 0,
        differences integer not null default 0,
        differing uuid[] not null default '{}'
    )""",
    "create index decisions_number on decisions(number)",
)


def upgrade() -> None:
    """Make the table and the index."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """Drop them."""
    op.execute("drop index decisions_number")
    op.execute("drop table replays")
