"""One event, one referral: what a record is recognised by, and idempotency keys that live as long as their referral."""

from alembic import op

revision = "intake_0006"
down_revision = "intake_0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what is new; a key goes with its referral from now on, and with nothing else."""
    op.execute("select set_config('waymark.agency', '*', true)")
    op.execute("alter table referrals add event_hash bytea")
    op.execute("create index referrals_event on referrals(sender, event_hash) where event_hash is not null")
    op.execute("create index idempotency_fingerprint on idempotency(agency, fingerprint)")
    op.execute("create index idempotency_referral on idempotency(referral_id)")
    op.execute(
        "alter table idempotency add constraint idempotency_of_a_referral"
        " foreign key (referral_id) references referrals on delete cascade"
    )


def downgrade() -> None:
    """Take it away again."""
    op.execute("alter table idempotency drop constraint idempotency_of_a_referral")
    op.execute("drop index idempotency_referral")
    op.execute("drop index idempotency_fingerprint")
    op.execute("drop index referrals_event")
    op.execute("alter table referrals drop event_hash")
