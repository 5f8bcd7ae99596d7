"""What was decided, written and approved stays so, and two people stay two, whatever a statement forgets (ADR 0045)."""

from alembic import op

revision = "router_0011"
down_revision = "router_0010"
branch_labels = None
depends_on = None

# Functions find the tables of the schema they are made in. Where rows are hidden from whoever asks, they say no.
_HERE = "language plpgsql set search_path from current"
STEPS = (
    f"""create function goes_with_its_referral() returns trigger {_HERE} as $$
    begin
        if current_setting('waymark.agency', true) is distinct from '*'
            or exists (select from referrals where referral_id = old.referral_id) then
            raise exception 'a row of % goes with its referral only', tg_table_name using errcode = 'check_violation';
        end if;
        return null;
    end $$""",
    """create constraint trigger decisions_go_with_their_referral after delete on decisions
        deferrable initially deferred for each row execute function goes_with_its_referral()""",
    """create constraint trigger assignments_go_with_their_referral after delete on assignments
        deferrable initially deferred for each row execute function goes_with_its_referral()""",
    f"""create function drafts_stay() returns trigger {_HERE} as $$
    begin
        if tg_op = 'DELETE' or old.state in ('approved', 'withdrawn') or new.author <> old.author
            or not new.writers @> old.writers then
            raise exception 'a draft keeps its author and writers, and what is done stays'
                using errcode = 'check_violation';
        end if;
        return new;
    end $$""",
    "create trigger drafts_stay before update or delete on drafts for each row execute function drafts_stay()",
    f"""create function rulebooks_by_two() returns trigger {_HERE} as $$
    begin
        if new.draft_id is not null and not exists (select from drafts d where d.draft_id = new.draft_id
            and new.approver <> all (d.writers) and new.approver not in (d.asked_by, d.author)) then
            raise exception 'whoever wrote or asked for a draft does not approve it' using errcode = 'check_violation';
        end if;
        return new;
    end $$""",
    "create trigger rulebooks_by_two before insert on rulebooks for each row execute function rulebooks_by_two()",
    """alter table rulebooks
        add constraint rulebooks_two_people check (approver = '' or approver <> author),
        add constraint rulebooks_approved check (kind in ('county_file', 'emergency', 'emergency_ended')
            or (approver <> '' and draft_id is not null)),
        add constraint rulebooks_called_off_before check (called_off_at < effective_from)""",
    f"""create function called_off_stays() returns trigger {_HERE} as $$
    begin
        if new.called_off_at is distinct from old.called_off_at and old.called_off_at is not null then
            raise exception 'a version that was called off stays so' using errcode = 'check_violation';
        end if;
        return new;
    end $$""",
    "create trigger called_off_stays before update on rulebooks for each row execute function called_off_stays()",
    """alter table directory_requests
        add constraint requests_two_people check (decided_by = '' or decided_by <> asked_by)""",
)


def upgrade() -> None:
    """Make the constraints."""
    for step in STEPS:
        op.execute(step)


def downgrade() -> None:
    """Take them away again."""
    op.execute("alter table directory_requests drop constraint requests_two_people")
    op.execute(
        "alter table rulebooks drop constraint rulebooks_two_people, drop constraint rulebooks_approved,"
        " drop constraint rulebooks_called_off_before"
    )
    for function in ("called_off_stays", "rulebooks_by_two", "drafts_stay", "goes_with_its_referral"):
        op.execute(f"drop function {function}() cascade")
