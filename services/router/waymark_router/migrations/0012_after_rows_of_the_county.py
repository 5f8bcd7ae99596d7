"""Rows about referrals and drafts are shown to the county's own work alone; a door that asks for an agency sees none.

After: doors of the release before ask for them as their reader's agency.
"""

from alembic import op

revision = "router_0012"
down_revision = "router_0011"
branch_labels = None
depends_on = None

_COUNTY = "current_setting('waymark.agency', true) = '*'"
_TABLES = ("referrals", "allocations", "decisions", "assignments", "suggestions", "drafts", "draft_steps")


def upgrade() -> None:
    """Close the tables, and let requests be answered for the county only."""
    for table in _TABLES:
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(f"create policy county_only on {table} using ({_COUNTY}) with check ({_COUNTY})")
    op.execute(f"alter policy county_answers on directory_requests using ({_COUNTY}) with check ({_COUNTY})")


def downgrade() -> None:
    """Open them again."""
    op.execute("alter policy county_answers on directory_requests using (true) with check (true)")
    for table in _TABLES:
        op.execute(f"drop policy county_only on {table}")
        op.execute(f"alter table {table} no force row level security")
        op.execute(f"alter table {table} disable row level security")
