"""Publishing by people: whose a version is and why, drafts of the rules and what was done with them, daily uses."""

from alembic import op

revision = "router_0004"
down_revision = "router_0003"
branch_labels = None
depends_on = None

# The defaults are for processes of the release before, which publish county files only.
STEPS = (
    """alter table rulebooks
        add column kind text not null default 'county_file',
        add column author text not null default '',
        add column author_name text not null default '',
        add column approver text not null default '',
        add column approver_name text not null default '',
        add column reason text not null default '',
        add column approver_reason text not null default '',
        add column base text not null default '',
        add column draft_id uuid,
        add column called_off_at timestamptz""",
    """create table drafts(
        draft_id uuid primary key,
        number bigint generated always as identity,
        kind text not null,
        base text not null references rulebooks,
        written bytea not null,
        revision integer not null,
        state text not null check (state in ('open', 'asked', 'approved', 'withdrawn')),
        author text not null,
        author_name text not null,
        writers text[] not null,
        reason text not null,
        starts_at timestamptz,
        asked_by text not null,
        asked_by_name text not null,
        version text not null,
        created_at timestamptz not null,
        changed_at timestamptz not null
    ) with (toast_tuple_target = 8160)""",
    "create index drafts_open on drafts(changed_at) where state in ('open', 'asked')",
    """create table draft_steps(
        id bigint generated always as identity primary key,
        draft_id uuid not null references drafts,
        step text not null,
        about text not null,
        words text not null,
        revision integer not null,
        actor text not null,
        actor_name text not null,
        at timestamptz not null
    )""",
    "create index draft_steps_draft on draft_steps(draft_id, id)",
    """create table rule_uses(
        on_day date not null,
        row_id text not null,
        uses integer not null,
        primary key (on_day, row_id)
    )""",
    "create table rule_use_days(on_day date primary key)",
    "create index decisions_at on decisions(decided_at)",
)


def upgrade() -> None:
    """Add the columns and make the tables."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """Take them away again."""
    op.execute("drop index decisions_at")
    for table in ("rule_use_days", "rule_uses", "draft_steps", "drafts"):
        op.execute(f"drop table {table}")
    op.execute(
        "alter table rulebooks drop column kind, drop column author, drop column author_name, drop column approver,"
        " drop column approver_name, drop column reason, drop column approver_reason, drop column base,"
        " drop column draft_id, drop column called_off_at"
    )
