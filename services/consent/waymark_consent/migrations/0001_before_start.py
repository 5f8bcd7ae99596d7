"""The first tables of schema `consent`: access, agreements, the vault, permissions, decisions, who knows, the log."""

from alembic import op

from waymark.tables import create_foundation

revision = "consent_0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = (
    """create table agencies(
        agency_id text primary key,
        name text not null,
        role text not null
    )""",
    """create table members(
        member_id text primary key,
        agency_id text not null references agencies,
        display_name text not null,
        roles text[] not null,
        active boolean not null
    )""",
    """create table clients(
        client_id text primary key,
        agency_id text not null references agencies,
        display_name text not null,
        roles text[] not null,
        public_jwk jsonb,
        active boolean not null
    )""",
    """create table used_jti(
        client_id text not null,
        jti text not null,
        expires_at timestamptz not null,
        primary key (client_id, jti)
    )""",
    "create index used_jti_expiry on used_jti(expires_at)",
    """create table failed_proofs(
        id bigint generated always as identity primary key,
        who text not null,
        at timestamptz not null
    )""",
    "create index failed_proofs_who on failed_proofs(who, at)",
    # made_at is the server's own time: destroying a key cannot be undone, so two clocks must agree on it.
    """create table transport_keys(
        key_id text primary key,
        public bytea not null,
        kek_id text not null,
        private bytea,
        valid_from timestamptz not null,
        valid_to timestamptz not null,
        destroy_at timestamptz not null,
        destroyed_at timestamptz,
        made_at timestamptz not null default clock_timestamp(),
        check ((private is null) = (destroyed_at is not null))
    )""",
    """create table token_keys(
        key_id text primary key,
        public bytea not null,
        kek_id text not null,
        private bytea not null,
        valid_from timestamptz not null,
        valid_to timestamptz not null
    )""",
    """create table agreements(
        agreement_id text not null,
        version integer not null check (version > 0),
        terms jsonb not null,
        recorded_at timestamptz not null,
        primary key (agreement_id, version)
    )""",
    """create table subject_records(
        referral_id uuid primary key,
        key_version integer not null,
        kek_id text not null,
        data_key bytea,
        erased_at timestamptz,
        check ((data_key is null) = (erased_at is not null))
    )""",
    """create table vault_groups(
        referral_id uuid not null references subject_records,
        group_name text not null,
        sealed bytea not null,
        primary key (referral_id, group_name)
    ) with (toast_tuple_target = 8160)""",
    """create table referrals(
        referral_id uuid primary key,
        referral_version integer not null,
        journey_id uuid not null,
        sender text not null,
        received_at timestamptz not null,
        facts jsonb not null,
        quality text[] not null,
        screening integer not null,
        decision_id uuid not null,
        scope jsonb not null,
        duties jsonb not null
    ) with (fillfactor = 85)""",
    """create table permissions(
        permission_id uuid primary key,
        referral_id uuid not null,
        position text not null,
        explicit boolean not null,
        given_by text not null,
        how text not null,
        wording text not null,
        said_at timestamptz not null,
        recorded_by text not null,
        recorded_at timestamptz not null
    )""",
    "create index permissions_referral on permissions(referral_id)",
    """create table decisions(
        decision_id uuid primary key,
        referral_id uuid not null,
        screening integer not null,
        cause text not null,
        permission_id uuid,
        verdicts jsonb not null,
        duties jsonb not null,
        decided_at timestamptz not null
    ) with (toast_tuple_target = 8160)""",
    "create index decisions_referral on decisions(referral_id)",
    """create table routings(
        referral_id uuid primary key,
        decision_id uuid not null,
        decided_at timestamptz not null
    ) with (fillfactor = 85)""",
    # Who has a referral in hand (ADR 0009). `open` is the one rule: the router's newest word offers it and no queue
    # ended it since, or a queue works on it since. What a queue took back, only an offer decided later gives again.
    """create table recipients(
        allocation_id uuid primary key,
        referral_id uuid not null,
        agency text not null,
        offered boolean not null,
        decided_at timestamptz,
        state text not null,
        changed_at timestamptz,
        caused_at timestamptz,
        open boolean not null generated always as (
            case
                when decided_at is null then false
                when state = '' then offered
                when state in ('accepted', 'waiting', 'contacting', 'engaged') then offered or changed_at > decided_at
                when state in ('declined', 'lapsed', 'closed') then false
                else offered and decided_at >= caused_at
            end
        ) stored,
        check ((state = '') = (changed_at is null)),
        check ((changed_at is null) = (caused_at is null))
    ) with (fillfactor = 85)""",
    "create index recipients_referral on recipients(referral_id)",
    """create table disclosures(
        disclosure_id uuid primary key,
        at timestamptz not null,
        referral_id uuid not null,
        actor text not null,
        agency text not null,
        purpose text not null,
        refused text not null,
        reasons text[] not null,
        groups text[] not null,
        agreement text not null,
        decision_id uuid
    )""",
    "create index disclosures_referral on disclosures(referral_id, at)",
    "create index disclosures_agency on disclosures(agency, at)",
    # What was agreed, said, decided and disclosed is history: it may reach the end of its keeping, never change.
    """create function history_does_not_change() returns trigger language plpgsql as
        $$ begin raise exception 'rows of % do not change', tg_table_name; end $$""",
)
HISTORY = ("agreements", "permissions", "decisions", "disclosures")
DROPPED = (
    "disclosures",
    "recipients",
    "routings",
    "decisions",
    "permissions",
    "referrals",
    "vault_groups",
    "subject_records",
    "agreements",
    "token_keys",
    "transport_keys",
    "failed_proofs",
    "used_jti",
    "clients",
    "members",
    "agencies",
)


def upgrade() -> None:
    """Create everything."""
    create_foundation(op.get_bind())
    for table in TABLES:
        op.execute(table)
    for name in HISTORY:
        op.execute(
            f"create trigger history before update on {name} for each row execute function history_does_not_change()"
        )


def downgrade() -> None:
    """Drop this service's own tables."""
    for name in DROPPED:
        op.execute(f"drop table {name}")
    op.execute("drop function history_does_not_change()")
