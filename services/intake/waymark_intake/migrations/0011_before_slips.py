"""Referral slips: the keyed hash of a one-time code, what its agency put on it, and whether it was used."""

from alembic import op

revision = "intake_0011"
down_revision = "intake_0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and divide it by agency."""
    op.execute(
        "create table slips(slip_id uuid primary key, code_hash bytea not null unique, agency text not null,"
        " offence_class text, district text, made_at timestamptz not null, expires_at timestamptz not null,"
        " used_at timestamptz, used_by uuid, told boolean not null)"
    )
    op.execute("create index slips_agency on slips(agency)")
    op.execute("create index slips_expires on slips(expires_at)")
    seen = "agency = nullif(current_setting('waymark.agency', true), '')"
    everything = "current_setting('waymark.agency', true) = '*'"
    op.execute("alter table slips enable row level security")
    op.execute("alter table slips force row level security")
    op.execute(f"create policy own_agency on slips using ({seen} or {everything}) with check ({seen} or {everything})")


def downgrade() -> None:
    """Take it away again."""
    op.execute("drop table slips")
