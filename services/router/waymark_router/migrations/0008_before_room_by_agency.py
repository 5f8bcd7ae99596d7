"""Room is its agency's: whoever runs a service now tells of it anew, beside what the agency before told."""

from alembic import op

revision = "router_0008"
down_revision = "router_0007"
branch_labels = None
depends_on = None

STEPS = (
    "alter table capacities drop constraint capacities_pkey",
    "alter table capacities add primary key (service, population, intervention, agency)",
)


def upgrade() -> None:
    """Put the agency into the key."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """Take it out again; of two agencies' lines the one told last stays."""
    op.execute(
        """delete from capacities c using capacities newer where newer.service = c.service
        and newer.population = c.population and newer.intervention = c.intervention
        and (newer.told_at, newer.agency) > (c.told_at, c.agency)"""
    )
    op.execute("alter table capacities drop constraint capacities_pkey")
    op.execute("alter table capacities add primary key (service, population, intervention)")
