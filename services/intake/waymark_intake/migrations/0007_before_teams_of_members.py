"""Whose records are of which team where the record itself names none."""

from alembic import op

revision = "intake_0007"
down_revision = "intake_0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and divide it by agency."""
    op.execute(
        "create table team_members(agency text not null, subject text not null, team text not null,"
        " primary key (agency, subject))"
    )
    seen = "agency = nullif(current_setting('waymark.agency', true), '')"
    everything = "current_setting('waymark.agency', true) = '*'"
    op.execute("alter table team_members enable row level security")
    op.execute("alter table team_members force row level security")
    op.execute(
        f"create policy own_agency on team_members using ({seen} or {everything}) with check ({seen} or {everything})"
    )


def downgrade() -> None:
    """Take it away again."""
    op.execute("drop table team_members")
