"""Corrections and withdrawals, single fields in the disclosure log, and a version of the terms of decisions."""

from alembic import op

revision = "consent_0002"
down_revision = "consent_0001"
branch_labels = None
depends_on = None

# Terms are another version the moment agencies or agreements change, in the same transaction, whoever changes them.
# Each version is an id of its own: a number would come again after a rollback.
STATEMENTS = (
    """alter table referrals
        add column corrections jsonb not null default '[]',
        add column withdrawn text not null default '',
        add column asks boolean not null default false""",
    """update referrals set asks = true where scope @> '[{"sharing": "ask"}]'""",
    "create index referrals_asked on referrals(received_at) where asks",
    "alter table disclosures add column fields text[] not null default '{}'",
    "create index disclosures_refused on disclosures(at) where refused <> ''",
    """create table terms_version(
        one boolean primary key default true check (one),
        version uuid not null default gen_random_uuid()
    )""",
    "insert into terms_version default values",
    """create function terms_change() returns trigger language plpgsql set search_path from current as
        $$ begin update terms_version set version = gen_random_uuid(); return null; end $$""",
    """create trigger terms_change after insert or update or delete or truncate on agencies
        for each statement execute function terms_change()""",
    """create trigger terms_change after insert or update or delete or truncate on agreements
        for each statement execute function terms_change()""",
)


def upgrade() -> None:
    """Add what the whole county needs."""
    for statement in STATEMENTS:
        op.execute(statement)


def downgrade() -> None:
    """Take it away again."""
    op.execute("drop trigger terms_change on agreements")
    op.execute("drop trigger terms_change on agencies")
    op.execute("drop function terms_change()")
    op.execute("drop table terms_version")
    op.execute("drop index disclosures_refused")
    op.execute("alter table disclosures drop column fields")
    op.execute("drop index referrals_asked")
    op.execute("alter table referrals drop column corrections, drop column withdrawn, drop column asks")
