"""What became no referral: refused records by fault, and records sent again unchanged; counts, and nobody in them."""

from alembic import op

revision = "intake_0013"
down_revision = "intake_0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and divide it by agency."""
    op.execute(
        "create table not_taken(agency text not null, week date not null, team text not null,"
        " what text not null check (what in ('refused', 'fault', 'repeated')), field text not null,"
        " code text not null, fix text not null, number integer not null,"
        " primary key (agency, week, team, what, field, code)) with (fillfactor = 80)"
    )
    seen = "agency = nullif(current_setting('waymark.agency', true), '')"
    everything = "current_setting('waymark.agency', true) = '*'"
    op.execute("alter table not_taken enable row level security")
    op.execute("alter table not_taken force row level security")
    op.execute(
        f"create policy own_agency on not_taken using ({seen} or {everything}) with check ({seen} or {everything})"
    )


def downgrade() -> None:
    """Take it away again."""
    op.execute("drop table not_taken")
