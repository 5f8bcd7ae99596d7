"""What `other` was: how often, by agency, month and second code; no referral is named."""

from alembic import op

revision = "intake_0004"
down_revision = "intake_0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and divide it by agency."""
    op.execute(
        "create table other_counts(agency text not null, month date not null, code text not null,"
        " number integer not null, primary key (agency, month, code)) with (fillfactor = 80)"
    )
    seen = "agency = nullif(current_setting('waymark.agency', true), '')"
    everything = "current_setting('waymark.agency', true) = '*'"
    op.execute("alter table other_counts enable row level security")
    op.execute("alter table other_counts force row level security")
    op.execute(
        f"create policy own_agency on other_counts using ({seen} or {everything}) with check ({seen} or {everything})"
    )


def downgrade() -> None:
    """Take it away again."""
    op.execute("drop table other_counts")
