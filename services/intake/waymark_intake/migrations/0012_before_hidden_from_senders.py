"""Allocations that no sender may see (ADR 0031): a mark on each, and what changes of them is no change for a sender."""

from alembic import op

revision = "intake_0012"
down_revision = "intake_0011"
branch_labels = None
depends_on = None

_NOTE = """
create function note_shown_changes() returns trigger language plpgsql set search_path from current as $$
begin
    insert into referral_changes as kept(referral_id, sender, epoch, tx, seq)
    select referral_id, sender, (select number from epoch), pg_current_xact_id(), nextval('referral_changes_seq')
    from (select distinct referral_id, sender from changed where not is_hidden order by referral_id) as one
    on conflict (referral_id) do update set epoch = excluded.epoch, tx = excluded.tx, seq = excluded.seq;
    return null;
end $$
"""


def upgrade() -> None:
    """Everything that was seen so far may be seen; its changes are noted, those of hidden rows are not."""
    op.execute("alter table allocations_seen add is_hidden boolean not null default false")
    op.execute(_NOTE)
    _note_by("note_shown_changes")


def downgrade() -> None:
    """Take it away again."""
    _note_by("note_changes")
    op.execute("drop function note_shown_changes()")
    op.execute("alter table allocations_seen drop is_hidden")


def _note_by(function: str) -> None:
    for act in ("insert", "update"):
        op.execute(f"drop trigger note_{act} on allocations_seen")
        op.execute(
            f"create trigger note_{act} after {act} on allocations_seen referencing new table as changed"
            f" for each statement execute function {function}()"
        )
