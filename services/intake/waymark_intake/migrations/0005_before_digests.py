"""Weekly digests: who gets them, and what became of each, with its text so that a second sending is the same."""

from alembic import op

revision = "intake_0005"
down_revision = "intake_0004"
branch_labels = None
depends_on = None

_TABLES = {
    "digest_recipients": "agency text not null, team text not null, name text not null, address text not null,"
    " primary key (agency, team)",
    "digests": "agency text not null, team text not null, week date not null,"
    " state text not null check (state in ('claimed', 'sent', 'failed', 'empty')), subject text not null,"
    " body text not null, attempts integer not null, not_before timestamptz not null, sent_at timestamptz,"
    " primary key (agency, team, week)",
}


def upgrade() -> None:
    """Make the tables and divide them by agency."""
    seen = "agency = nullif(current_setting('waymark.agency', true), '')"
    everything = "current_setting('waymark.agency', true) = '*'"
    for table, columns in _TABLES.items():
        op.execute(f"create table {table}({columns})")
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy own_agency on {table} using ({seen} or {everything}) with check ({seen} or {everything})"
        )


def downgrade() -> None:
    """Take them away again."""
    for table in _TABLES:
        op.execute(f"drop table {table}")
