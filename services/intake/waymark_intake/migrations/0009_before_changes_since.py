"""What changed since a sender last asked: one row a referral, moved to the end with every change of it.

Triggers write it, so that no statement that changes a referral can forget to. The place of a row is (epoch, xid8,
seq), as in the log: a plain sequence loses what commits late. Steps of allocations are kept for the history.
"""

from alembic import op

revision = "intake_0009"
down_revision = "intake_0008"
branch_labels = None
depends_on = None

_TABLES = (
    """create table referral_changes(
        referral_id uuid primary key references referrals on delete cascade,
        sender text not null,
        epoch integer not null,
        tx xid8 not null,
        seq bigint not null
    ) with (fillfactor = 80)""",
    "create index referral_changes_of_sender on referral_changes(sender, epoch, tx, seq)",
    "create sequence referral_changes_seq",
    """create table allocation_steps(
        allocation_id uuid not null,
        at timestamptz not null,
        state text not null,
        referral_id uuid not null references referrals on delete cascade,
        sender text not null,
        outcome text not null,
        missing text not null,
        primary key (allocation_id, at, state)
    )""",
    "create index allocation_steps_referral on allocation_steps(referral_id)",
)
_NOTE = """
create function note_changes() returns trigger language plpgsql set search_path from current as $$
begin
    insert into referral_changes as kept(referral_id, sender, epoch, tx, seq)
    select referral_id, sender, (select number from epoch), pg_current_xact_id(), nextval('referral_changes_seq')
    from (select distinct referral_id, sender from changed order by referral_id) as one
    on conflict (referral_id) do update set epoch = excluded.epoch, tx = excluded.tx, seq = excluded.seq;
    return null;
end $$
"""
_WATCHED = ("referrals", "allocations_seen")


def upgrade() -> None:
    """Make the tables, divide them by agency, and begin with every referral there is."""
    op.execute("select set_config('waymark.agency', '*', true)")
    for statement in (*_TABLES, _NOTE):
        op.execute(statement)
    seen = "sender = nullif(current_setting('waymark.agency', true), '')"
    everything = "current_setting('waymark.agency', true) = '*'"
    for table in ("referral_changes", "allocation_steps"):
        op.execute(f"alter table {table} enable row level security")
        op.execute(f"alter table {table} force row level security")
        op.execute(
            f"create policy own_agency on {table} using ({seen} or {everything}) with check ({seen} or {everything})"
        )
    for table in _WATCHED:
        for act in ("insert", "update"):
            op.execute(
                f"create trigger note_{act} after {act} on {table} referencing new table as changed"
                " for each statement execute function note_changes()"
            )
    op.execute(
        "insert into referral_changes select referral_id, sender, (select number from epoch), pg_current_xact_id(),"
        " nextval('referral_changes_seq') from (select referral_id, sender from referrals order by received_at) as one"
    )


def downgrade() -> None:
    """Take it away again."""
    for table in _WATCHED:
        for act in ("insert", "update"):
            op.execute(f"drop trigger note_{act} on {table}")
    op.execute("drop function note_changes()")
    op.execute("drop table referral_changes, allocation_steps")
    op.execute("drop sequence referral_changes_seq")
