"""Traces of people as rows: row security keeps a server from searching in arrays, whose operators may leak."""

from alembic import op

revision = "intake_0010"
down_revision = "intake_0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, take over what is kept, and leave the arrays."""
    op.execute("select set_config('waymark.agency', '*', true)")
    op.execute(
        "create table match_traces(trace bigint not null, referral_id uuid not null, primary key (trace, referral_id))"
    )
    op.execute("create index match_traces_referral on match_traces(referral_id)")
    op.execute("insert into match_traces select distinct unnest(traces), referral_id from match_records")
    op.execute("alter table match_records drop traces")
    system = "current_setting('waymark.agency', true) = '*'"
    op.execute("alter table match_traces enable row level security")
    op.execute("alter table match_traces force row level security")
    op.execute(f"create policy system_only on match_traces using ({system}) with check ({system})")


def downgrade() -> None:
    """Put the traces back into arrays."""
    op.execute("select set_config('waymark.agency', '*', true)")
    op.execute("alter table match_records add traces bigint[] not null default '{}'")
    op.execute(
        "update match_records m set traces = t.traces from (select referral_id, array_agg(trace) as traces"
        " from match_traces group by referral_id) as t where t.referral_id = m.referral_id"
    )
    op.execute("alter table match_records alter traces drop default")
    op.execute("create index match_records_traces on match_records using gin(traces) with (fastupdate = off)")
    op.execute("drop table match_traces")
